// <error-finder>: an error message, or a whole log: what happened, and what to do.
//
// The Python that reads a log in the terminal reads it here (python.js), block by block, so that the page can be
// used meanwhile. What is shown of an error is its page's own text, drawn when the site was built.
"use strict";

(() => {
  const { element, field, button, privacy, finding, PythonWidget, pauses } = window.explainWidgets;
  const LARGEST = 16 * 1024 * 1024; // bytes of a log: the page reads them in slices, in half a minute where each line complains
  const BLOCK = 65536; // bytes that Python reads in one step

  class ErrorFinder extends PythonWidget {
    elsewhere = "In a terminal, `explain-ecr why - < build.log` does the same.";

    connectedCallback() {
      if (this.input) return;
      this.place = this.getAttribute("errors") ?? "../errors/"; // where the pages are, seen from this one
      this.input = element("textarea", { rows: 7, oninput: () => this.later() });
      this.found = element("div", { class: "widget-out" });
      this.replaceChildren(element(
        "section", { class: "widget", "aria-label": "Error finder" },
        element(
          "form", { class: "widget-form", onsubmit: (event) => event.preventDefault() },
          field("Message or log", this.input, "One line or ten thousand, with or without colours, times and prefixes."),
          element(
            "div", { class: "toolbar" },
            button("Fill in a sample", () => this.fill("sample"), { class: "button" }),
            button("An unknown message", () => this.fill("unknown")),
            button("Open a log file", () => this.file.click()),
            button("Clear", () => this.clear()),
          ),
        ),
        this.progress, this.found, privacy(), this.voice.place,
      ));
      // Read here, and not sent anywhere: the form has no address. It is pressed by the button alone.
      this.file = element("input", { type: "file", hidden: true, onchange: () => this.open() });
      this.append(this.file);
      this.start("error");
    }

    // What was pressed, opened or typed before Python was there is read now.
    ready() {
      if (this.wanted) this.fill(this.wanted);
      else this.find(this.log ?? this.input.value);
    }

    fill(name) {
      this.wanted = name;
      if (!this.python) return;
      this.input.value = this.python.texts[name];
      this.find(this.input.value);
    }

    clear() {
      this.input.value = "";
      this.find("");
    }

    // A long log takes a moment: not with each key.
    later() {
      clearTimeout(this.waiting);
      this.wanted = "";
      this.waiting = setTimeout(() => this.find(this.input.value), this.input.value.length > 20000 ? 300 : 0);
    }

    async open() {
      const [file] = this.file.files;
      this.file.value = ""; // so that the same file can be opened again
      if (!file) return;
      this.clear();
      if (file.size > LARGEST) {
        this.show([finding("error", "This file is too large for a page.", `Use \`explain-ecr why - < ${file.name}\`.`)]);
      } else {
        this.find(decoded(new Uint8Array(await file.arrayBuffer())));
      }
    }

    // Read a log to its end, or until there is another one to read.
    async find(log) {
      const turn = this.turn = {};
      this.log = log;
      if (!this.python) return;
      this.empty();
      if (!log.trim()) return;
      try {
        const step = this.python.reading(log);
        const rest = pauses();
        let answer = step();
        for (let read = BLOCK; !answer; read += BLOCK) {
          const pause = rest(() => this.tell("Reading…", Math.min(read / log.length, 1)));
          if (pause) await pause;
          if (this.turn !== turn) return;
          answer = step();
        }
        this.answer(answer);
      } catch (problem) {
        this.fail("The Python in this page could not read the log.", problem);
      }
    }

    answer([hits, message, line, near]) {
      this.progress.textContent = "";
      const known = hits.map(hit);
      if (known.length) {
        const parts = [...this.before(message, line), this.cause(known[0]), ...this.others(known.slice(1))];
        this.show(parts, `Recognised: ${known[0].title}`);
      } else if (message) {
        this.show([this.stranger(message), ...this.near(near)], "No page here matches this message.");
      } else {
        this.show([finding("error", "There is no message to look for.")]);
      }
    }

    show(parts, said = "") {
      this.found.replaceChildren(...parts);
      this.voice.say(said);
    }

    cause(hit) {
      const { line, text, wording, times, saidBy, step } = hit;
      const { happened, cause, fixes } = this.python.texts.pages[hit.name];
      const often = times > 1 ? `, and ${times - 1} more ${times === 2 ? "time" : "times"}` : "";
      return element(
        "div", { class: "found" },
        element(
          "div", { class: `finding ${hit.warning ? "warning" : "error"}` },
          element("p", { class: "finding-severity" }, `${saidBy}, at the step: ${step}`),
          element("p", { class: "finding-message" }, this.link(hit)),
          element("p", { class: "finding-subject" }, text),
          element("p", { class: "finding-remedy" }, `Line ${line}${often}. Wording: ${wording}.`),
        ),
        this.section("What happened", happened),
        this.section("The most common cause", cause),
        this.section("What to do", fixes[hit.case]),
        element("p", {}, "Other causes, and how to see it in the lab: ", this.link(hit), "."),
      );
    }

    others(hits) {
      if (!hits.length) return [];
      const items = hits.map((hit) => element(
        "li", {}, this.link(hit), element("p", {}, `Line ${hit.line}: ${hit.summary}`),
      ));
      return [heading("Also found"), element("ul", { class: "entries" }, ...items)];
    }

    // An error that no page knows, and that may be the cause of what is known.
    before(message, line) {
      return message ? [finding("warning", `Line ${line} is an error that has no page here. It may be the cause.`, "", message)] : [];
    }

    stranger(message) {
      return finding("note", "No page here matches this message.", "Look for the first line that complains, and paste only that.", message);
    }

    near(pages) {
      const items = pages.map(page).map((near) => element("li", {}, this.link(near), element("p", {}, near.summary)));
      const all = element("p", {}, element("a", { href: `${this.place}index.html` }, "All the errors that we know"), ".");
      if (!items.length) return [all];
      return [heading("The most similar messages"), element("ul", { class: "entries" }, ...items), all];
    }

    // The texts are the project's own, drawn when the site was built; their links lead from the errors' folder.
    section(title, html) {
      const body = element("div", {});
      body.innerHTML = html;
      for (const link of body.querySelectorAll("a[href]")) {
        const href = link.getAttribute("href");
        if (!/^[a-z]+:/.test(href)) link.setAttribute("href", this.place + href);
      }
      for (const code of body.querySelectorAll("pre")) code.tabIndex = 0; // what scrolls is reached by the keyboard
      return element("section", { "aria-label": title }, heading(title), body);
    }

    link({ name, title }) {
      return element("a", { href: `${this.place}${name}.html` }, title);
    }
  }

  function heading(title) {
    return element("p", { class: "widget-title" }, title);
  }

  // What Python answers (answers_error.py).
  function page([name, title, summary]) {
    return { name, title, summary };
  }

  function hit([name, title, summary, ...more]) {
    const [warning, line, text, wording, times, saidBy, step, ofCase] = more;
    return { name, title, summary, warning, line, text, wording, times, saidBy, step, case: ofCase };
  }

  // PowerShell writes UTF-16, and marks it.
  function decoded(data) {
    const mark = `${data[0]} ${data[1]}`;
    const encoding = { "255 254": "utf-16le", "254 255": "utf-16be" }[mark] ?? "utf-8";
    return new TextDecoder(encoding, { ignoreBOM: true }).decode(data);
  }

  customElements.define("error-finder", ErrorFinder);
})();
