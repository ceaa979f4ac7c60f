// What somebody has solved on these pages: kept in this browser, and carried to a terminal and back.
//
// It is the same record that `explain-ecr practice` keeps (explain/practice/progress.py), and the code is the
// same: the record as JSON, compressed (zlib), in base64url. Without this script the pages keep nothing.
"use strict";

(() => {
  const KEY = "explain-ecr-progress", VERSION = 1;
  const NAME = /^[a-z][a-z0-9-]{0,40}$/;

  // Return what was solved, by the exercise's name: { edition, at, seconds }.
  function solved() {
    try {
      return parsed(localStorage.getItem(KEY) ?? "");
    } catch (unreadable) { // or refused by the browser
      return {};
    }
  }

  function parsed(text) {
    const record = JSON.parse(text);
    const known = Object.entries(record.solved).every(([name, each]) =>
      NAME.test(name) && typeof each.edition === "string" && typeof each.at === "string" && Number.isInteger(each.seconds));
    if (record.version !== VERSION || !known) throw new Error("not a record of progress");
    return record.solved;
  }

  const written = (record) => JSON.stringify({ version: VERSION, solved: record });

  // Returns whether the browser has kept it.
  function keep(record) {
    try {
      localStorage.setItem(KEY, written(record));
      return true;
    } catch (refused) {
      return false;
    }
  }

  async function through(bytes, stream) {
    return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
  }

  async function code(record) {
    const packed = await through(new TextEncoder().encode(written(record)), new CompressionStream("deflate"));
    return btoa(String.fromCharCode(...packed)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  }

  async function readCode(text) {
    const word = text.replace(/\s+/g, "").replaceAll("-", "+").replaceAll("_", "/");
    const packed = Uint8Array.from(atob(word), (letter) => letter.charCodeAt(0));
    return parsed(new TextDecoder().decode(await through(packed, new DecompressionStream("deflate"))));
  }

  function status(parent) {
    const said = document.createElement("p");
    said.className = "explain-solved";
    said.setAttribute("role", "status");
    parent.append(said);
    return said;
  }

  // On the page of an exercise: it is solved when each of its questions was answered rightly.
  class ExplainExercise extends HTMLElement {
    connectedCallback() {
      if (this.said) return;
      this.said = status(this);
      this.begun = Date.now();
      this.open = new Set(document.querySelectorAll("article explain-answer"));
      this.tell();
      addEventListener("explain-right", (event) => {
        this.open.delete(event.target);
        if (!this.open.size) this.solve();
      });
    }

    isSolved() {
      return solved()[this.dataset.name]?.edition === this.dataset.edition;
    }

    solve() {
      if (!this.isSolved()) {
        const at = `${new Date().toISOString().slice(0, 19)}Z`;
        const seconds = Math.round((Date.now() - this.begun) / 1000);
        keep({ ...solved(), [this.dataset.name]: { edition: this.dataset.edition, at, seconds } });
      }
      this.tell();
    }

    tell() {
      this.said.textContent = this.isSolved() ? "✓ You have solved this one." : "";
    }
  }

  // In the list of the exercises: which are solved, and the record as a code.
  class ExplainProgress extends HTMLElement {
    connectedCallback() {
      if (this.said) return;
      this.classList.add("widget");
      const bar = document.createElement("div");
      bar.className = "toolbar";
      this.code = document.createElement("textarea");
      this.code.rows = 3;
      this.code.spellcheck = false;
      this.code.setAttribute("aria-label", "the code of your progress");
      this.button(bar, "Export", () => this.export());
      this.button(bar, "Import", () => this.import());
      this.button(bar, "Forget", () => this.change({}, "Your progress has been deleted."));
      this.append(this.code, bar);
      this.said = status(this);
      this.tell();
    }

    button(bar, text, press) {
      const made = document.createElement("button");
      Object.assign(made, { type: "button", className: "button quiet", textContent: text });
      made.addEventListener("click", press);
      bar.append(made);
    }

    async export() {
      this.code.value = await code(solved());
      this.code.select();
      this.said.textContent = "In a terminal: explain-ecr practice import, followed by this code.";
    }

    async import() {
      try {
        const others = await readCode(this.code.value);
        const before = solved();
        const news = Object.keys(others).filter((name) => !(name in before)).length;
        this.change({ ...others, ...before }, `Added from elsewhere: ${news}.`);
      } catch (unreadable) {
        this.said.textContent = "This code does not come from explain-ecr practice export. Paste the whole word.";
      }
    }

    change(record, words) {
      this.said.textContent = keep(record) ? words : "This browser does not let the page store anything.";
      this.tell();
    }

    // Mark the links to what is solved.
    tell() {
      const record = solved(), editions = JSON.parse(this.dataset.editions);
      for (const mark of document.querySelectorAll("article .explain-mark")) mark.remove();
      for (const link of document.querySelectorAll("article a[href]")) {
        const name = /^([a-z0-9-]+)\.html$/.exec(link.getAttribute("href"))?.[1];
        if (!record[name]) continue;
        const mark = document.createElement("span");
        mark.className = "explain-mark";
        mark.textContent = editions[record[name].edition] === name ? " ✓ solved" : " (solved, in an earlier version)";
        link.after(mark);
      }
    }
  }

  customElements.define("explain-exercise", ExplainExercise);
  customElements.define("explain-progress", ExplainProgress);
})();
