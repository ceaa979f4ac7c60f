// <token-decoder>: an ECR token, opened layer by layer without a key, and a clock until its end.
//
// Reads what explain/credentials/token.py reads and refuses what it refuses, in its words
// (tables-token.js). Before that it is kind: it takes the token out of what people have in their hands.
"use strict";

(() => {
  const { element, field, button, privacy, finding, announcer, masked, fingerprint, hashes, bytes } = window.explainWidgets;
  const table = window.explainTables.token;
  const FIRST_SECOND = -62135596800, LAST_SECOND = 253402300799; // of the years 1 and 9999, as in Python

  class Refused extends Error {
    constructor(message, remedy) {
      super(message);
      this.remedy = remedy;
    }
  }

  function refused(why, length = 0) {
    const { message, remedy } = table.refusals[why];
    return new Refused(message.replace("LENGTH", length.toLocaleString("en-US")), remedy);
  }

  // --- as explain.credentials.token ----------------------------------------------------------------

  // Read an authorizationToken, or the password that the AWS CLI prints; its user is null.
  function readAny(text) {
    const token = strip(text);
    if (!token) throw refused("empty");
    return token.startsWith("eyJ") ? { user: null, password: token } : split(token);
  }

  function split(token) {
    const [user, colon, password] = partition(decoded(token, "token"), ":");
    if (!colon || !user || !printable(user)) throw refused("not a user and a password");
    return { user, password };
  }

  function fields(password) {
    const text = decoded(password, "password");
    try {
      const found = JSON.parse(text);
      const names = ["payload", "datakey", "version", "type", "expiration"];
      if (!names.every((name) => Object.hasOwn(found, name))) throw new TypeError("a field is missing");
      const [payload, datakey, version, type] = names.slice(0, 4).map((name) => pythons(found[name]));
      if (!printable(version) || !printable(type)) throw new TypeError("a control character");
      return { payload, datakey, version, type, expiration: seconds(found.expiration) };
    } catch (problem) {
      throw refused("not ECR's");
    }
  }

  // Base64 as binascii.a2b_base64 has it in its strict mode. (Padding after whole groups of four, where none is
  // due, some versions of Python let pass and some do not: here it passes.)
  const BASE64 = /^(?:(?:[A-Za-z0-9+/]{4})+=*|(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=))?$/;

  function decoded(text, what) {
    const length = text.length > table.longest ? [...text].length : text.length;
    if (length > table.longest) throw refused(`too long for a ${what}`, length);
    if (!BASE64.test(text)) throw refused(`a ${what} that is not base64`);
    try {
      const raw = Uint8Array.from(atob(text.replace(/=+$/, "")), (sign) => sign.charCodeAt(0));
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
    } catch (problem) {
      throw refused(`a ${what} without a text`);
    }
  }

  // str.strip(): white space as Python has it. A pattern would take long on a long run of it.
  function strip(text) {
    const white = (at) => /[\s\x1c-\x1f\x85]/.test(text[at]) && text[at] !== "\ufeff";
    let start = 0, end = text.length;
    while (start < end && white(start)) start++;
    while (end > start && white(end - 1)) end--;
    return text.slice(start, end);
  }

  function partition(text, separator) {
    const at = text.indexOf(separator);
    return at < 0 ? [text, "", ""] : [text.slice(0, at), separator, text.slice(at + separator.length)];
  }

  function printable(text) {
    return [...text].every((sign) => sign === " " || !/[\p{C}\p{Z}]/u.test(sign));
  }

  // str() of what JSON may hold. The token's fields are texts; a number or two may stand there as well.
  function pythons(value) {
    if (value === null) return "None";
    if (typeof value === "boolean") return value ? "True" : "False";
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  }

  // int() of the expiration, in the years that a calendar of Python's has.
  function seconds(value) {
    const number = typeof value === "string" && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : value;
    const whole = Math.trunc(typeof number === "boolean" ? Number(number) : number);
    if (typeof number === "string" || number === null || !(whole >= FIRST_SECOND && whole <= LAST_SECOND)) {
      throw new RangeError("no moment");
    }
    return whole;
  }

  // --- kindness: the token, taken out of what it came in -----------------------------------------------

  const WRAPPED = [
    [/^authorization\s*:\s*basic\s+(\S+)$/i, "This is an Authorization header. We use the part after `Basic`."],
    [/^"?auth"?\s*:\s*"([^"]*)"\s*,?$/, "This is a line from a config.json. We use its value."],
    [/^"?authorizationToken"?\s*:\s*"([^"]*)"\s*,?$/, "This is a line from an answer. We use its value."],
    [/^\\?(["'`])([^"'`\\]*)\\?\1,?$/, "We removed the quotes around it."],
  ];

  // Return the token in a text, and in words what was done to find it.
  function taken(text) {
    const told = [];
    const bare = text.replace(/\ufeff/g, "").replace(/\0/g, "");
    if (bare !== text) told.push("We removed a byte order mark, which a Windows program put at the start.");
    let token = strip(bare);
    if (/^[[{]/.test(token)) token = fromJson(token, told);
    for (const [pattern, said] of WRAPPED) {
      const match = pattern.exec(token);
      if (match) {
        token = strip(match.at(-1));
        told.push(said);
      }
    }
    return { token, told };
  }

  function fromJson(text, told) {
    let found;
    try {
      found = JSON.parse(text);
    } catch (problem) {
      return text; // the reader of the token says what it is not
    }
    for (const look of [fromAnswer, fromConfig, fromHelper]) {
      const token = look(found, told);
      if (token) return token;
    }
    throw new Refused(
      "This is JSON, but there is no token in it.",
      "Give the answer of `aws ecr get-authorization-token`, a config.json with a login under `auths`, or only the token.",
    );
  }

  function fromAnswer(found, told) {
    const token = (found.authorizationData?.[0] ?? found).authorizationToken;
    if (typeof token !== "string") return "";
    told.push("This is an answer of `aws ecr get-authorization-token`. We use its authorizationToken.");
    return token;
  }

  function fromConfig(found, told) {
    if (typeof found.auth === "string") {
      told.push("This is a login from a config.json. We use its `auth`.");
      return found.auth;
    }
    if (!found.auths && !found.credsStore && !found.credHelpers) return "";
    const logins = Object.entries(found.auths ?? {}).filter(([, login]) => login?.auth);
    if (!logins.length) throw withoutLogins(found);
    const [host, login] = logins.find(([name]) => /\.dkr[.-]ecr|public\.ecr\.aws/.test(name)) ?? logins[0];
    const others = logins.length > 1 ? ` It has ${logins.length} logins.` : "";
    told.push(`This is a config.json. We use the login for ${host}.${others}`);
    return String(login.auth);
  }

  function withoutLogins(found) {
    const helper = found.credsStore || Object.values(found.credHelpers ?? {})[0];
    return new Refused(
      "This config.json does not contain a login.",
      helper
        ? `It names a credential helper, which keeps them: ask \`docker-credential-${helper} get\`.`
        : "Log in first: `docker login` writes one into it.",
    );
  }

  function fromHelper(found, told) {
    if (typeof found.Secret !== "string" || typeof found.Username !== "string") return "";
    told.push("This is the answer of a credential helper. We use its Secret.");
    return found.Secret;
  }

  // --- the clock ---------------------------------------------------------------------------------------

  function span(milliseconds) {
    const whole = Math.floor(Math.abs(milliseconds) / 1000);
    const [days, hours, minutes] = [Math.floor(whole / 86400), Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
    if (hours >= 48) return `${days} days ${hours % 24} h`;
    return [hours && `${hours} h`, whole >= 60 && `${minutes} min`, `${whole % 60} s`].filter(Boolean).join(" ");
  }

  function remaining(end) {
    const left = end * 1000 - Date.now();
    return left > 0 ? `expires in ${span(left)}` : `expired ${span(left)} ago`;
  }

  function iso(second) {
    return new Date(second * 1000).toISOString().replace(".000", "");
  }

  // The sample as if it had been asked for now. Nobody but ECR can tell: the true end is sealed in the payload.
  function fresh(token) {
    const { user, password } = split(token);
    const inside = decoded(password, "password");
    const end = Math.floor(Date.now() / 1000) + 12 * 3600;
    const renewed = btoa(inside.replace(/("expiration": *)[0-9]+/, `$1${end}`));
    return btoa(`${user}:${renewed}`);
  }

  // --- the element -------------------------------------------------------------------------------------

  class TokenDecoder extends HTMLElement {
    connectedCallback() {
      if (this.input) return;
      this.input = element("textarea", { rows: 5, oninput: () => this.decode() });
      this.output = element("div", { class: "widget-out" });
      this.voice = announcer();
      this.replaceChildren(element(
        "section", { class: "widget", "aria-label": "Token decoder" },
        element(
          "form", { class: "widget-form", onsubmit: (event) => event.preventDefault() },
          field("Token", this.input, "An authorizationToken, a password, or the answer or config.json that contains it."),
          element(
            "div", { class: "toolbar" },
            button("Fill in a sample", () => this.fill(fresh(table.sample), MOVED), { class: "button" }),
            button("An expired token", () => this.fill(table.sample, MADE)),
            button("A config.json", () => this.fill(config(fresh(table.sample)), MOVED)),
            button("Clear", () => this.fill("", "")),
          ),
        ),
        this.output,
        privacy(),
        this.voice.place,
      ));
    }

    disconnectedCallback() {
      clearInterval(this.ticking);
    }

    fill(text, about) {
      this.input.value = text;
      this.decode(about);
    }

    decode(about = "") {
      clearInterval(this.ticking);
      const parts = about ? [finding("note", SAMPLE, about)] : [];
      if (strip(this.input.value)) this.read(parts);
      else this.voice.say("");
      this.output.replaceChildren(...parts);
    }

    // Show what can be read, layer by layer, up to the first thing that is wrong.
    read(parts) {
      try {
        const { token, told } = taken(this.input.value);
        parts.push(...told.map((said) => finding("note", said)));
        const { user, password } = readAny(token);
        const inside = fields(password); // before anything is shown: it may be another secret
        const outer = user === null ? [] : [...secretRows("authorizationToken", token), row("user name", code(user))];
        parts.push(rows("The outside", [...outer, ...secretRows("password", password)]));
        parts.push(rows("The password, decoded once more", this.inner(inside)));
        this.voice.say(`Decoded. From now: ${remaining(inside.expiration)}.`);
      } catch (problem) {
        if (!(problem instanceof Refused)) throw problem;
        parts.push(finding("error", problem.message, problem.remedy));
        this.voice.say(problem.message);
      }
    }

    inner(inside) {
      return [
        row("payload", code(masked(inside.payload), "explain-secret"), "for ECR alone"),
        row("datakey", code(masked(inside.datakey), "explain-secret"), "for ECR alone"),
        row("version", code(inside.version)),
        row("type", code(inside.type)),
        row("expiration", code(String(inside.expiration)), "seconds since 1970-01-01T00:00:00Z"),
        row("which means", element("time", { datetime: iso(inside.expiration) }, iso(inside.expiration))),
        row("on your clock", local(inside.expiration)),
        row("from now", this.clock(inside.expiration)),
      ];
    }

    // The seconds are for the eye: a screen reader is only told of the end.
    clock(end) {
      const face = element("span", { role: "timer", "aria-live": "off", class: "token-clock" });
      let over = Date.now() >= end * 1000;
      const tick = () => {
        face.textContent = remaining(end);
        face.classList.toggle("over", Date.now() >= end * 1000);
        if (!over && Date.now() >= end * 1000) this.voice.say("This token has expired.");
        over = Date.now() >= end * 1000;
      };
      tick();
      this.ticking = setInterval(tick, 1000);
      return face;
    }
  }

  const SAMPLE = "A sample, made by the sandbox's ECR. It opens nothing anywhere.";
  const MADE = "It was made for the lessons, and expired long ago.";
  const MOVED = "We set its expiry time to 12 hours from now, so that you can watch the clock.";

  function config(token) {
    return JSON.stringify({ auths: { [table.host]: { auth: token } } }, null, "\t");
  }

  function rows(title, found) {
    return element(
      "div", { class: "explain" },
      element("p", { class: "explain-act" }, title),
      element("dl", { class: "explain-values" }, ...found),
    );
  }

  function row(label, shown, note = "") {
    const said = note ? [element("dd", { class: "explain-note" }, note)] : [];
    return element("div", {}, element("dt", {}, label), element("dd", {}, shown), ...said);
  }

  function secretRows(label, secret) {
    const made = row(label, code(masked(secret), "explain-secret"));
    if (!hashes) return [made];
    const print = code("…");
    fingerprint(secret).then((found) => { print.textContent = found; });
    made.append(element("dd", {}, "fingerprint ", print));
    return [made];
  }

  function code(text, style = null) {
    return element("code", { class: style }, text);
  }

  function local(second) {
    const format = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });
    return format.format(new Date(second * 1000));
  }

  Object.assign(window.explainWidgets, { token: { taken, readAny, fields, fresh, span } });
  customElements.define("token-decoder", TokenDecoder);
})();
