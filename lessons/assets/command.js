// The command annotator: a line, each part of it, what is wrong with it, and how it should read.
//
// All of that is said by the Python that says it in the terminal (python.js).
"use strict";

(() => {
  const { element, field, button, privacy, finding, worded, PythonWidget } = window.explainWidgets;
  const SOON = 120, LATER = 300; // milliseconds without a key
  const LONGEST = 6000, MOST = 200; // nobody types a line with more characters or words

  const REGISTRY = "381492183358.dkr.ecr.ap-south-1.amazonaws.com";
  const SAMPLES = {
    "The line": `aws ecr get-login-password --region ap-south-1 | docker login --username AWS --password-stdin ${REGISTRY}`,
    "Two mistakes": `aws ecr get-login-password --region us-east-1 | docker login --username aws --password-stdin ${REGISTRY}`,
    "An old get-login": "$(aws ecr get-login --no-include-email --region ap-south-1)",
    "A password in it": `docker login -u AWS -p not-a-real-password ${REGISTRY}`,
  };

  // --- the line and its parts, as explain/page/annotated.py draws them ---------------------------------

  function annotated([parts, pieces]) {
    const shown = pieces.map(([text, number, leads]) => (leads && text.trim() ? chip(text, number, parts) : text));
    return element(
      "explain-line", { class: "explain-line" },
      element("pre", { class: "line" }, element("code", { class: "language-annotated" }, ...shown)),
      element("dl", { class: "notes" }, ...parts.map(row)),
    );
  }

  // A link, of which the theme makes a button (illustrations.js).
  function chip(text, number, parts) {
    const rows = around(parts, number).map((at) => `part-${at}`).join(" ");
    const to = { href: `#part-${number}`, "data-rows": rows, "data-number": number };
    return element("a", { class: `part ${parts[number][3]}`, ...to }, text);
  }

  // Of a part, the number of each that it is a part of, the outermost first, and its own.
  function around(parts, number) {
    const [start, end] = parts[number];
    return [...parts.keys()].filter((at) => at <= number && parts[at][0] <= start && end <= parts[at][1]);
  }

  function row([, , text, kind, note, depth, told], at) {
    const name = kind === "unknown" ? "not known" : kind;
    return element(
      "div", { id: `part-${at}`, class: kind, style: `--depth: ${depth}` },
      element("dt", {}, element("code", {}, text), " ", element("span", { class: "kind" }, name)),
      element("dd", { id: `part-${at}-note`, class: told ? null : "again" }, element("p", {}, ...worded(note))),
    );
  }

  // --- what was found ----------------------------------------------------------------------------------

  // `known` says whether every part of the line is: a line that is not of this family has no fault that is known here.
  function judgement([found, corrected], known, take) {
    const cards = found.map(card);
    if (!cards.length && known) cards.push(finding("ok", "This line has no mistakes that we know of."));
    if (!cards.length) cards.push(finding("note", "No mistakes found, but this line has parts that we do not know."));
    return corrected ? [...cards, better(corrected, take)] : cards;
  }

  // What is wrong, in the first sentence; why, in those that follow.
  function card([, severity, subject, message, remedy]) {
    const [, what, why] = /^(.*?[.!?])(?:\s+(?=[A-Z])(.*))?$/.exec(message) ?? [null, message];
    const made = finding(severity, what, remedy, subject);
    if (why) made.querySelector(".finding-message").after(element("p", {}, ...worded(why)));
    return made;
  }

  function better(line, take) {
    const shown = element("pre", { class: "output screen" }, line);
    const copy = button("Copy", () => copied(copy, shown));
    return element(
      "div", { class: "corrected" },
      element("p", { class: "widget-title" }, "The line, corrected"),
      shown,
      element("div", { class: "toolbar" }, copy, button("Use this line", () => take(line))),
    );
  }

  async function copied(press, shown) {
    const text = shown.textContent;
    const done = navigator.clipboard ? navigator.clipboard.writeText(text).then(() => true, () => false) : false;
    press.textContent = (await done) || selected(shown) ? "Copied" : "Not copied";
    setTimeout(() => { press.textContent = "Copy"; }, 2000);
  }

  function selected(shown) {
    const selection = getSelection();
    selection.selectAllChildren(shown);
    const done = document.execCommand("copy");
    selection.removeAllRanges();
    return done;
  }

  function counted(found) {
    if (!found.length) return "No findings.";
    const number = (severity) => found.filter((one) => one[1] === severity).length;
    const kinds = ["error", "warning", "note"].filter(number).map((kind) => plural(number(kind), kind));
    return `${plural(found.length, "finding")}: ${kinds.join(", ")}.`;
  }

  function plural(number, name) {
    return `${number} ${name}${number === 1 ? "" : "s"}`;
  }

  // --- the element -------------------------------------------------------------------------------------

  class CommandAnnotator extends PythonWidget {
    elsewhere = "In a terminal, `explain-ecr command 'LINE'` does the same.";

    connectedCallback() {
      if (this.input) return;
      this.input = element("textarea", { rows: 3, style: "field-sizing: content", oninput: () => this.typed() });
      this.parts = element("div", { class: "widget-out" });
      this.found = element("div", { class: "widget-out" });
      this.replaceChildren(element(
        "section", { class: "widget", "aria-label": "Command annotator" },
        element(
          "form", { class: "widget-form", onsubmit: (event) => event.preventDefault() },
          field("Command line", this.input, "It is never run. Put the cursor on a word to see what it does."),
          element(
            "div", { class: "toolbar" },
            ...Object.entries(SAMPLES).map(([name, line]) => button(name, () => this.fill(line))),
            button("Clear", () => this.fill("")),
          ),
        ),
        this.progress, this.parts, this.found, privacy(), this.voice.place,
      ));
      document.addEventListener("selectionchange", this.point);
      this.fill(SAMPLES["The line"]);
      this.start("line");
    }

    disconnectedCallback() {
      document.removeEventListener("selectionchange", this.point);
    }

    ready() {
      this.typed(0);
    }

    fill(line) {
      this.input.value = line;
      this.typed(0);
    }

    // Take a corrected line into the field, and go there.
    take(line) {
      this.fill(line);
      this.input.focus();
    }

    typed(wait = SOON) {
      clearTimeout(this.waiting);
      if (this.python) this.waiting = setTimeout(() => this.annotate(wait), wait);
    }

    annotate(wait) {
      const line = this.input.value;
      const words = line.split(/\s+/).length;
      if (!line.trim()) return this.empty();
      if (line.length > LONGEST || words > MOST) {
        return this.fail(`This line is too long: ${line.length} characters and ${words} words.`);
      }
      const found = this.ask("parts", line);
      if (!found) return undefined;
      this.spans = found[0];
      this.show(annotated(found));
      this.point();
      this.waiting = setTimeout(() => this.judge(line), wait && LATER);
      return undefined;
    }

    judge(line) {
      const found = this.ask("judged", line);
      if (!found) return;
      const known = !this.querySelector(".notes > .unknown");
      this.found.replaceChildren(...judgement(found, known, (better) => this.take(better)));
      this.voice.say(counted(found[0]));
    }

    ask(question, line) {
      try {
        return this.python.ask(question, line);
      } catch (problem) {
        this.fail("The Python in this page could not read the line.", problem);
        return null;
      }
    }

    // Put a line in the place of the one before; what was open stays open.
    show(line) {
      const open = this.line?.classList.contains("open");
      this.line = line;
      this.parts.replaceChildren(line);
      if (open) line.toggle();
    }

    empty() {
      super.empty();
      this.line = null;
      this.parts.replaceChildren();
    }

    // Show what the part under the cursor does. Python counts characters, and the field halves of some.
    point = () => {
      if (!this.line || document.activeElement !== this.input) return;
      const at = [...this.input.value.slice(0, this.input.selectionStart)].length;
      const inside = [...this.spans.keys()].filter((number) => this.spans[number][0] <= at && at <= this.spans[number][1]);
      const chips = this.line.querySelectorAll(".part");
      const under = [...chips].filter((chip) => inside.includes(Number(chip.dataset.number)));
      this.line.keep(under.at(-1) ?? null);
    };
  }

  customElements.define("command-annotator", CommandAnnotator);
})();
