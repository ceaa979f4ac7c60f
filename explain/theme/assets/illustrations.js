// What a page shows part by part, line by line or step by step, made to be walked through.
//
// Three custom elements. Without this script everything in them is open and can be read; with it, one
// explanation or one step at a time is highlighted. A classic script: modules are refused on file://.
"use strict";

(() => {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  function button(text, press) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button quiet";
    made.textContent = text;
    made.addEventListener("click", press);
    return made;
  }

  // Do something when the mouse comes over an element: once, and only if it was moved. A page whose layout
  // changes under a mouse that rests puts elements below it, too, and tells of these in the same way.
  let mouse = {};
  addEventListener("pointermove", ({ screenX: x, screenY: y }) => { mouse = { x, y }; });
  function pointed(element, act) {
    let over = false;
    element.addEventListener("pointermove", (event) => {
      const rests = event.screenX === mouse.x && event.screenY === mouse.y;
      if (over || rests || event.pointerType !== "mouse") return;
      over = true;
      act();
    });
    element.addEventListener("pointerleave", () => { over = false; });
  }

  // A text of which each line is a run with its explanation. Hover shows it, focus too; a click (or Enter,
  // or a link to the line) keeps it; Escape lets go; a button opens all of them.
  class ExplainLines extends HTMLElement {
    connectedCallback() {
      this.rows = [...this.querySelectorAll("li[id]")];
      if (!this.rows.length || this.classList.contains("live")) return;
      this.classList.add("live");
      this.kept = this.rows[0];
      for (const row of this.rows) {
        const run = row.querySelector(".explain-run");
        pointed(row, () => this.show(row));
        run.addEventListener("focus", () => this.show(row));
        run.addEventListener("click", () => this.keep(row, run));
      }
      this.addEventListener("pointerleave", () => this.show(this.kept));
      this.addEventListener("keydown", (event) => this.key(event));
      addEventListener("keydown", (event) => event.key === "Escape" && this.letGo());
      addEventListener("hashchange", () => this.follow());
      this.all = button("Open all", () => this.toggle());
      this.all.classList.add("explain-all");
      this.all.setAttribute("aria-pressed", "false");
      this.prepend(this.all);
      this.show(this.kept);
      this.follow();
    }

    show(row) {
      for (const each of this.rows) each.classList.toggle("shown", each === row);
    }

    keep(row, run) {
      this.kept = row;
      setTimeout(() => run.focus({ preventScroll: true })); // following its link takes the focus away
    }

    // Also what only the mouse shows: an explanation may lie over what one wants to see.
    letGo() {
      if (this.matches(":hover, :focus-within")) this.show(this.kept = null);
    }

    follow() {
      const row = this.rows.find((each) => `#${each.id}` === location.hash);
      if (row) this.show(this.kept = row);
    }

    key(event) {
      const at = this.rows.findIndex((row) => row.contains(document.activeElement));
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: this.rows.length - 1 }[event.key];
      if (at < 0 || to === undefined || !this.rows[to]) return;
      event.preventDefault();
      this.rows[to].querySelector(".explain-run").focus();
    }

    toggle() {
      const open = this.classList.toggle("open");
      this.all.setAttribute("aria-pressed", String(open));
    }
  }

  // A sequence diagram and the list of its steps: Next, Back and Play light up one exchange after the other.
  class ExplainSteps extends HTMLElement {
    connectedCallback() {
      this.steps = [...this.querySelectorAll("li[data-step]")];
      if (this.steps.length < 2 || this.classList.contains("live")) return;
      this.classList.add("live");
      this.at = -1;
      this.back = button("Back", () => this.go(this.at - 1));
      this.next = button("Next", () => this.go(this.at + 1));
      this.play = button("Play", () => (this.timer ? this.stop() : this.start()));
      this.told = document.createElement("span");
      this.told.className = "explain-at";
      this.told.setAttribute("role", "status");
      const bar = document.createElement("div");
      bar.className = "explain-bar";
      bar.append(this.back, this.next, this.play, this.told);
      this.prepend(bar);
      this.list = this.steps[0].parentElement;
      this.drawing = this.querySelector(".explain-drawing");
      for (const [scrolls, name] of [[this.list, "the steps"], [this.drawing, "the drawing of the steps"]]) {
        scrolls.tabIndex = 0; // people without a mouse must be able to scroll it
        scrolls.setAttribute("aria-label", name);
      }
      this.drawing.setAttribute("role", "group");
      this.addEventListener("keydown", (event) => this.key(event));
      for (const [at, step] of this.steps.entries()) {
        step.addEventListener("click", () => { this.stop(); this.go(at); });
      }
      this.go(-1);
    }

    disconnectedCallback() {
      this.stop();
    }

    // Show step `at`, the first being 0; -1 shows all of them.
    go(at) {
      this.at = Math.max(-1, Math.min(at, this.steps.length - 1));
      this.classList.toggle("walking", this.at >= 0);
      for (const [place, step] of this.steps.entries()) {
        if (place === this.at) step.setAttribute("aria-current", "step");
        else step.removeAttribute("aria-current");
      }
      for (const arrows of this.querySelectorAll("svg [data-step]")) {
        const place = Number(arrows.dataset.step) - 1;
        arrows.classList.toggle("now", place === this.at);
        arrows.classList.toggle("past", this.at >= 0 && place < this.at);
      }
      const ended = this.at === this.steps.length - 1;
      // Not `disabled`: that would take the focus away from people who came here by keyboard.
      this.back.setAttribute("aria-disabled", String(this.at < 0));
      this.next.setAttribute("aria-disabled", String(ended));
      this.told.textContent = this.at < 0 ? `${this.steps.length} steps` : `Step ${this.at + 1} of ${this.steps.length}`;
      if (ended) this.stop();
      if (this.at < 0) return;
      this.reveal(this.list, this.steps[this.at]);
      this.reveal(this.drawing, this.querySelector(`svg [data-step="${this.at + 1}"]`));
    }

    // Bring a step into the middle of what it scrolls in, and never move the page.
    reveal(box, step) {
      const [outside, inside] = [box.getBoundingClientRect(), step.getBoundingClientRect()];
      const top = box.scrollTop + inside.top - outside.top - (box.clientHeight - inside.height) / 2;
      box.scrollTo({ top, behavior: calm.matches ? "auto" : "smooth" });
    }

    start() {
      if (this.at === this.steps.length - 1) this.go(-1);
      this.play.textContent = "Pause";
      this.timer = setInterval(() => this.go(this.at + 1), 2200);
      this.go(this.at + 1);
    }

    stop() {
      clearInterval(this.timer);
      this.timer = 0;
      if (this.play) this.play.textContent = "Play";
    }

    key(event) {
      const to = { ArrowRight: this.at + 1, ArrowLeft: this.at - 1, Escape: -1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      this.stop();
      this.go(to);
    }
  }

  // A command line of which each part is a button: hover and focus show what it does, a click (or Enter)
  // keeps that, Escape lets go. One tab stop; the arrows, Home and End go from part to part.
  class ExplainLine extends HTMLElement {
    connectedCallback() {
      if (this.classList.contains("live")) return;
      this.parts = [...this.querySelectorAll(".line .part")].map((link) => this.pressable(link));
      if (!this.parts.length) return;
      this.classList.add("live");
      this.rows = [...this.querySelectorAll(".notes > div")];
      for (const part of this.parts) {
        pointed(part, () => this.show(part));
        part.addEventListener("focus", () => { this.stop(part); this.show(part); });
      }
      const line = this.querySelector(".line");
      for (const left of ["pointerleave", "focusout"]) line.addEventListener(left, () => this.rest());
      this.addEventListener("keydown", (event) => this.key(event));
      this.all = button("Open all", () => this.toggle());
      this.all.setAttribute("aria-pressed", "false");
      const hint = document.createElement("span");
      hint.className = "explain-at";
      hint.textContent = "Choose a part of the line to see what it does.";
      const bar = document.createElement("div");
      bar.className = "explain-bar";
      bar.append(hint, this.all);
      this.querySelector(".notes").before(bar);
      this.keep(this.parts[0]); // so that one sees what there is to be seen
    }

    // Without a script, a part is a link to its note. Here it is a button that shows it.
    pressable(link) {
      const rows = link.dataset.rows.split(" ");
      const made = button(link.textContent, () => this.keep(made));
      made.className = link.className;
      Object.assign(made.dataset, link.dataset);
      made.setAttribute("aria-controls", rows.join(" "));
      made.setAttribute("aria-describedby", rows.map((row) => `${row}-note`).join(" "));
      link.replaceWith(made);
      return made;
    }

    // Show what a part does, and what it is a part of; no part, no explanation.
    show(part) {
      const rows = part ? part.dataset.rows.split(" ") : [];
      for (const each of this.parts) each.setAttribute("aria-expanded", String(each === part));
      for (const row of this.rows) row.classList.toggle("current", rows.includes(row.id));
    }

    // Go back to what has the focus, or was kept.
    rest() {
      this.show(this.parts.find((part) => part === document.activeElement) ?? this.kept);
    }

    keep(part) {
      this.kept = part;
      for (const each of this.parts) each.classList.toggle("current", each === part);
      if (part) this.stop(part);
      this.show(part);
    }

    // Tab comes to this part.
    stop(part) {
      for (const each of this.parts) each.tabIndex = each === part ? 0 : -1;
    }

    key(event) {
      if (event.key === "Escape") return this.keep(null);
      const at = this.parts.indexOf(document.activeElement);
      const last = this.parts.length - 1;
      const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: last }[event.key];
      if (at < 0 || to === undefined || !this.parts[to]) return;
      event.preventDefault();
      this.parts[to].focus();
    }

    toggle() {
      const open = this.classList.toggle("open");
      this.all.setAttribute("aria-pressed", String(open));
    }
  }

  // The answer to a question. Without a script, one unfolds it; here each choice is a button that does. A wrong
  // one is told why, where the page says it; one of two opens the answer, for it gives the other one away.
  class ExplainAnswer extends HTMLElement {
    connectedCallback() {
      const list = this.previousElementSibling;
      if (!list?.matches(".explain-choices") || list.querySelector("button")) return;
      const right = Number(this.dataset.right), answer = this.querySelector("details");
      const choices = [...list.children];
      choices.forEach((choice, at) => {
        const pressed = button("", () => {
          for (const each of choices) each.removeAttribute("data-chosen");
          choice.dataset.chosen = at === right ? "right" : "wrong";
          const why = answer.querySelector(`[data-choice="${at}"] > p + p`)?.textContent ?? "";
          const wrong = choices.length === 2 ? "Something else happened." : `That is not right. ${why}`.trim();
          said.textContent = at === right ? "That is right." : wrong;
          answer.open = at === right || choices.length === 2 || answer.open;
          if (at === right) this.dispatchEvent(new CustomEvent("explain-right", { bubbles: true }));
        });
        pressed.append(...choice.childNodes);
        choice.append(pressed);
      });
      const said = document.createElement("p");
      said.setAttribute("role", "status");
      this.prepend(said);
    }
  }

  customElements.define("explain-answer", ExplainAnswer);
  customElements.define("explain-line", ExplainLine);
  customElements.define("explain-lines", ExplainLines);
  customElements.define("explain-steps", ExplainSteps);
})();
