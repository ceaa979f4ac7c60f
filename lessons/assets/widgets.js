// What the widgets share: building elements, saying what was found, masking, hashing.
//
// A classic script, because modules are refused on file://. Nothing in the widgets asks a network,
// keeps anything, or writes into the address: what is typed stays in the page and goes with it.
"use strict";

window.explainWidgets = (() => {
  const MASK = "••••••••";
  let made = 0;

  // Build an element. Children are texts or elements and never markup, so that nothing typed becomes HTML.
  function element(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children);
    return node;
  }

  // What is typed may be a secret, so the browser is asked to remember none of it and to send it nowhere
  // (some spelling checkers do).
  function field(label, control, hint = "") {
    const id = `explain-field-${++made}`;
    const told = hint ? [element("small", { id: `${id}-hint` }, hint)] : [];
    for (const [name, value] of Object.entries({
      id, autocomplete: "off", autocapitalize: "off", autocorrect: "off", spellcheck: "false",
      "aria-describedby": hint ? `${id}-hint` : null,
    })) if (value !== null) control.setAttribute(name, value);
    return element("div", { class: "field" }, element("label", { for: id }, label), control, ...told);
  }

  function button(text, press, attributes = {}) {
    return element("button", { type: "button", class: "button quiet", onclick: press, ...attributes }, text);
  }

  function privacy() {
    return element("p", { class: "privacy" }, "Nothing you type leaves this page.");
  }

  // What is found: a sentence, and what to do. As `explain.narration.Finding` is drawn on a page.
  function finding(severity, message, remedy = "", subject = "") {
    const parts = [element("p", { class: "finding-severity" }, severity)];
    if (subject) parts.push(element("p", { class: "finding-subject" }, subject));
    parts.push(element("p", { class: "finding-message" }, ...worded(message)));
    if (remedy) parts.push(element("p", { class: "finding-remedy" }, ...worded(remedy)));
    return element("div", { class: `finding ${severity}` }, ...parts);
  }

  // The Python's sentences set code between backquotes.
  function worded(text) {
    return text.split("`").map((piece, at) => (at % 2 ? element("code", {}, piece) : piece));
  }

  // A polite voice for what the eye sees at once. It waits until nobody types.
  function announcer(style = "visually-hidden", patience = 600) {
    const place = element("p", { class: style, role: "status" });
    let waiting = 0;
    function say(text) {
      clearTimeout(waiting);
      waiting = setTimeout(() => { place.textContent = text; }, patience);
    }
    return { place, say };
  }

  // --- as explain.secret ---------------------------------------------------------------------------

  function masked(text, shown = 8) {
    const signs = [...text];
    const length = `${signs.length.toLocaleString("en-US")} character${signs.length === 1 ? "" : "s"}`;
    return `${signs.length >= 8 * shown ? signs.slice(0, shown).join("") : ""}${MASK} (${length})`;
  }

  async function fingerprint(text) {
    return hex(await sha256(bytes(text))).slice(0, 12);
  }

  // --- bytes and hashes ----------------------------------------------------------------------------

  // Browsers offer it over https, on this machine and to files; not to a page over http from elsewhere.
  const hashes = Boolean(globalThis.crypto?.subtle);

  function bytes(text) {
    return new TextEncoder().encode(text);
  }

  function hex(found) {
    return [...found].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  async function sha256(data) {
    return new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  }

  async function hmac(key, message) {
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    const imported = await crypto.subtle.importKey("raw", key, algorithm, false, ["sign"]);
    return new Uint8Array(await crypto.subtle.sign("HMAC", imported, bytes(message)));
  }

  return {
    element, field, button, privacy, finding, worded, announcer,
    masked, fingerprint, hashes, bytes, hex, sha256, hmac,
  };
})();
