// <sigv4-bench>: every stage of an AWS Signature Version 4, computed again as one edits the request.
//
// Equal to botocore's SigV4Auth and S3SigV4Auth (tests/site/test_widgets_signature.py), which is what the
// AWS CLI signs with. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"use strict";

(() => {
  const {
    element, field, button, privacy, finding, announcer, masked, hashes, bytes, hex, sha256, hmac,
  } = window.explainWidgets;
  const table = window.explainTables.signature;
  const ALGORITHM = "AWS4-HMAC-SHA256";

  class Unsignable extends Error {
    constructor(message, remedy) {
      super(message);
      this.remedy = remedy;
    }
  }

  // --- canonicalisation --------------------------------------------------------------------------------

  // Percent-encode bytes, as Python's urllib.parse.quote does.
  function quote(data, safe) {
    return [...data].map((byte) => {
      const sign = String.fromCharCode(byte);
      const kept = /[A-Za-z0-9_.~-]/.test(sign) || safe.includes(sign);
      return kept ? sign : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    }).join("");
  }

  // The bytes that a piece of an address stands for. What is not %XX stands for itself, a plus too.
  function unquote(text) {
    const found = [];
    for (const piece of text.split(/(%[0-9A-Fa-f]{2})/)) {
      if (/^%[0-9A-Fa-f]{2}$/.test(piece)) found.push(parseInt(piece.slice(1), 16));
      else found.push(...bytes(piece));
    }
    return Uint8Array.from(found);
  }

  function partition(text, separator) {
    const at = text.indexOf(separator);
    return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
  }

  // S3 signs the path as it is sent. Every other service signs it without `.`, `..` and doubled slashes,
  // and encoded once more: a space, which is sent as %20, is signed as %2520.
  function canonicalPath(path, service) {
    if (service === "s3") return quote(bytes(path), "/%");
    return quote(bytes(withoutDots(path)), "/");
  }

  function withoutDots(path) {
    const kept = [];
    for (const part of path.split("/")) {
      if (part === "..") kept.pop();
      else if (part && part !== ".") kept.push(part);
    }
    return `/${kept.join("/")}${path.endsWith("/") && kept.length ? "/" : ""}`;
  }

  // Every name and value decoded and encoded again, then sorted by their bytes.
  function canonicalQuery(query) {
    if (!query) return "";
    const pairs = query.split("&").map((pair) => partition(pair, "=").map((part) => quote(unquote(part), "")));
    pairs.sort(([name, value], [other, its]) => compare(name, other) || compare(value, its));
    return pairs.map((pair) => pair.join("=")).join("&");
  }

  function compare(left, right) {
    return left < right ? -1 : Number(left > right);
  }

  // Names in lower case; in the values no white space at the ends, and single spaces inside.
  function folded(value) {
    return value.split(/(?:(?!\ufeff)[\s\x1c-\x1f\x85])+/).filter(Boolean).join(" "); // as str.split() has it
  }

  // "Name: value" a line. A line that begins with white space goes on with the one before it.
  function parseHeaders(text) {
    const found = [];
    for (const [at, line] of text.split("\n").entries()) {
      if (/^[ \t]/.test(line) && found.length) {
        found.at(-1)[1] += ` ${line.trim()}`;
      } else if (line.trim()) {
        const [name, value] = partition(line, ":");
        if (!line.includes(":") || !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name.trim())) {
          throw new Unsignable(`Line ${at + 1} of the headers is not a header.`, "Write `Name: value`, one on each line.");
        }
        found.push([name.trim().toLowerCase(), value]);
      }
    }
    return found;
  }

  // The headers that are signed, by name, each with all its values: the ones given, but for those that
  // others on the way may change, and the ones that a signer sets itself.
  function headersToSign(request, bodyHash) {
    const given = parseHeaders(request.headers);
    const set = [["x-amz-date", request.date]];
    if (request.service === "s3") set.push(["x-amz-content-sha256", bodyHash]);
    const replaced = ["authorization", ...set.map(([name]) => name)];
    const kept = given.filter(([name]) => !replaced.includes(name) && !table.unsigned.includes(name));
    const headers = new Map();
    for (const [name, value] of [...kept, ...set]) headers.set(name, [...(headers.get(name) ?? []), value]);
    if (!headers.has("host")) headers.set("host", [hostHeader(request.host)]);
    return headers;
  }

  // As a client writes it: in lower case, and without the port that https has anyway.
  function hostHeader(host) {
    return host.trim().toLowerCase().replace(/:443$/, "");
  }

  // --- the stages --------------------------------------------------------------------------------------

  async function sign(given) {
    const request = checked(given);
    const bodyHash = hex(await sha256(bytes(request.body)));
    const headers = headersToSign(request, bodyHash);
    const names = [...headers.keys()].sort(compare);
    const [path, query] = partition(partition(request.path, "#")[0], "?");
    const lines = [
      ["method", request.method.trim().toUpperCase()],
      ["path", canonicalPath(path.startsWith("/") ? path : `/${path}`, request.service)],
      ["query", canonicalQuery(query)],
      ...names.map((name) => [name, `${name}:${headers.get(name).map(folded).join(",")}`]),
      ["end of headers", ""],
      ["signed headers", names.join(";")],
      ["hash of the body", headers.get("x-amz-content-sha256")?.[0].trim() ?? bodyHash],
    ];
    const canonicalRequest = lines.map(([, line]) => line).join("\n");
    const requestHash = hex(await sha256(bytes(canonicalRequest)));
    const day = request.date.slice(0, 8);
    const scope = [day, request.region, request.service, "aws4_request"].join("/");
    const toSign = [ALGORITHM, request.date, scope, requestHash];
    const keys = await derive(request.secret, [day, request.region, request.service, "aws4_request"]);
    const stringToSign = toSign.join("\n");
    const signature = hex(await hmac(keys.at(-1).key, stringToSign));
    const authorization = `${ALGORITHM} Credential=${request.id}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
    return { lines, canonicalRequest, requestHash, scope, toSign, stringToSign, keys, signature, authorization };
  }

  // Each link's message is signed with the link before.
  async function derive(secret, messages) {
    const names = ["kDate", "kRegion", "kService", "kSigning"];
    const keys = [];
    let key = bytes(`AWS4${secret}`);
    for (const [at, message] of messages.entries()) {
      key = await hmac(key, message);
      keys.push({ name: names[at], before: at ? names[at - 1] : '"AWS4" + secret access key', message, key });
    }
    return keys;
  }

  function checked(given) {
    const date = given.date.trim().replace(/[-:]|\.\d+(?=Z$)/g, "");
    const moment = date.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/, "$1-$2-$3T$4:$5:$6Z");
    if (moment === date || Number.isNaN(Date.parse(moment))) {
      throw new Unsignable("This is not a valid signing time.", "Write it in UTC, like 20150830T123600Z.");
    }
    if (!given.method.trim() || !given.host.trim()) {
      throw new Unsignable("A request needs a method and a host.", "For example, `GET` and `example.amazonaws.com`.");
    }
    return { ...given, date, region: given.region.trim(), service: given.service.trim(), id: given.id.trim() };
  }

  // --- what changed ------------------------------------------------------------------------------------

  // Which of the lines now were not there before: those outside the longest common subsequence.
  function changedLines(before, now) {
    const common = Array.from({ length: before.length + 1 }, () => new Uint16Array(now.length + 1));
    for (let at = before.length - 1; at >= 0; at--) {
      for (let to = now.length - 1; to >= 0; to--) {
        common[at][to] = before[at] === now[to]
          ? common[at + 1][to + 1] + 1
          : Math.max(common[at + 1][to], common[at][to + 1]);
      }
    }
    const changed = new Set(now.keys());
    let at = 0, to = 0;
    while (at < before.length && to < now.length) {
      if (before[at] === now[to]) {
        changed.delete(to);
        at++, to++;
      } else if (common[at + 1][to] >= common[at][to + 1]) at++;
      else to++;
    }
    return changed;
  }

  // --- the element -------------------------------------------------------------------------------------

  const FIELDS = [
    ["input", "method", "Method"], ["input", "region", "Region"], ["input", "service", "Service"],
    ["input", "date", "Time (UTC)"], ["input", "host", "Host"], ["input", "path", "Path and query"],
    ["textarea", "headers", "More headers", "One on each line. Host and X-Amz-Date are set for you."],
    ["textarea", "body", "Body"], ["input", "id", "Access key id"],
    ["input", "secret", "Secret access key", "A made-up key. Never type a real one."],
  ];

  class SigV4Bench extends HTMLElement {
    connectedCallback() {
      if (this.inputs) return;
      this.inputs = {};
      this.turn = 0;
      this.whole = false;
      this.output = element("div", { class: "widget-out" });
      this.voice = announcer("stage-summary", 200); // seen as well: the stages may be below the window
      this.toggle = button("Show the whole keys", () => this.showWhole(), { "aria-pressed": "false" });
      this.replaceChildren(element(
        "section", { class: "widget sigv4", "aria-label": "SigV4 bench" },
        element(
          "form", { class: "widget-form", onsubmit: (event) => event.preventDefault() },
          this.toolbar(),
          element("div", { class: "fields" }, ...FIELDS.map((each) => this.control(...each))),
        ),
        this.voice.place,
        this.output,
        privacy(),
      ));
      this.fill(Object.values(table.samples)[0]);
    }

    control(tag, name, label, hint) {
      const attributes = tag === "input" ? { type: "text" } : { rows: 3 };
      this.inputs[name] = element(tag, { ...attributes, oninput: () => this.refresh() });
      const made = field(label, this.inputs[name], hint);
      made.dataset.name = name;
      return made;
    }

    toolbar() {
      const samples = Object.entries(table.samples).map(([name, sample]) => button(name, () => this.fill(sample)));
      const now = button("Sign it now", () => {
        this.inputs.date.value = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
        this.refresh();
      });
      return element("div", { class: "toolbar" }, element("span", {}, "Samples:"), ...samples, now, this.toggle);
    }

    fill(sample) {
      for (const [name, input] of Object.entries(this.inputs)) input.value = sample[name];
      this.before = null; // another request: that everything changed would say nothing
      this.refresh();
    }

    showWhole() {
      this.whole = !this.whole;
      this.toggle.setAttribute("aria-pressed", String(this.whole));
      if (this.shown) this.draw(this.shown, this.marks);
    }

    given() {
      return Object.fromEntries(Object.entries(this.inputs).map(([name, input]) => [name, input.value]));
    }

    // Computing takes a moment, so what was typed first may be ready last: only the newest is shown.
    async refresh() {
      if (!hashes) return this.complain(new Unsignable(
        "This browser cannot compute hashes on this page.",
        "Open the page as a file, over https, or on the machine that serves it: `explain-ecr site`.",
      ));
      const turn = ++this.turn;
      try {
        const stages = stagesOf(await sign(this.given()));
        if (turn === this.turn) this.show(stages);
      } catch (problem) {
        if (!(problem instanceof Unsignable)) throw problem;
        if (turn === this.turn) this.complain(problem);
      }
    }

    complain(problem) {
      this.output.replaceChildren(finding("error", problem.message, problem.remedy));
      this.voice.say(problem.message);
    }

    show(stages) {
      const before = this.before;
      this.marks = stages.map((stage, at) => (before ? changedLines(texts(before[at]), texts(stage)) : new Set()));
      this.before = this.shown = stages;
      this.draw(stages, this.marks);
      this.voice.say(before ? summary(stages, this.marks) : "Change something, and see which stages change.");
    }

    draw(stages, marks) {
      const told = stages.map((stage, at) => this.stage(stage, at, marks[at]));
      this.output.replaceChildren(...this.warnings(), ...told, ...published(stages));
    }

    stage(stage, at, marks) {
      const changed = marks.size > 0;
      const badge = changed ? [element("span", { class: "tag changed" }, "changed")] : [];
      const rows = stage.lines.map((line, number) => this.line(line, marks.has(number)));
      return element(
        "section", { class: `explain stage${changed ? " differs" : ""}`, "data-stage": stage.name },
        element("p", { class: "explain-act" }, `${at + 1}. ${stage.name} `, ...badge),
        element("ol", { class: "stage-lines" }, ...rows),
      );
    }

    line({ name, text, whole }, changed) {
      const shown = this.whole && whole ? whole : text;
      const code = element("code", {}, shown || element("i", {}, "(an empty line)"));
      return element(
        "li", {},
        ...(name ? [element("span", { class: "stage-name" }, name), " "] : []),
        changed ? element("mark", {}, code) : code,
      );
    }

    warnings() {
      const { id, secret } = this.given();
      const own = /^A[KS]IA[A-Z2-7]{16}$/.test(id.trim()) && !id.includes("EXAMPLE") && secret.length === 40;
      return own ? [finding(
        "warning", "This looks like a real access key.",
        "It stays in this page, but anybody who sees your screen can use it. Put back the made-up key: it shows every stage just as well.",
      )] : [];
    }
  }

  function stagesOf(found) {
    const [algorithm, credential, signedHeaders, signature] = found.authorization.split(/,? /);
    return [
      { name: "Canonical request", lines: found.lines.map(requestLine) },
      { name: "Its hash", lines: [{ name: "SHA-256", text: found.requestHash }] },
      {
        name: "String to sign",
        lines: found.toSign.map((text, at) => ({ name: ["algorithm", "time", "scope", "hash"][at], text })),
      },
      { name: "Derived keys", lines: found.keys.map(keyLine) },
      { name: "Signature", lines: [{ name: "HMAC-SHA256", text: found.signature }] },
      {
        name: "Authorization header",
        lines: [algorithm, `${credential},`, `${signedHeaders},`, signature].map((text) => ({ name: "", text })),
      },
    ];
  }

  // A header begins with its name, which need not stand there twice.
  function requestLine([name, text]) {
    return { name: text.startsWith(`${name}:`) ? "header" : name, text };
  }

  // A key is a secret, so its first eight digits stand for it.
  function keyLine({ name, before, message, key }) {
    const start = `HMAC(${before}, "${message}") = `;
    return { name, text: `${start}${hex(key).slice(0, 8)}…`, whole: start + hex(key) };
  }

  // What is compared: names as well, and keys as they are shown.
  function texts(stage) {
    return stage.lines.map(({ name, text }) => `${name}\n${text}`);
  }

  function summary(stages, marks) {
    const changed = stages.filter((_, at) => marks[at].size).map(({ name }) => name);
    return changed.length ? `Changed: ${changed.join(", ")}.` : "Nothing changed.";
  }

  function published(stages) {
    const signature = stages[4].lines[0].text;
    const found = Object.values(table.samples).some((sample) => sample.published === signature);
    return found ? [finding("ok", "This is the signature that AWS publishes for this request in its test suite.")] : [];
  }

  Object.assign(window.explainWidgets, { signature: { sign, changedLines } });
  customElements.define("sigv4-bench", SigV4Bench);
})();
