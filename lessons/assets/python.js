// The Python of a page: how it is loaded, and what a widget that asks it says meanwhile.
//
// Brython runs it (explain/page/python.py). It is loaded when the page is opened, and by no other page.
"use strict";

(() => {
  const { element, finding, announcer } = window.explainWidgets;
  const HERE = document.currentScript.src.replace(/[^/]*$/, "");
  const SLICE = 40; // milliseconds for which a page may not answer

  // Load a page's Python. `tell` is given how much of it is there, from 0 to 1.
  async function load(page, tell) {
    tell(0);
    await script("python/brython.js");
    // It would keep what it has compiled in the browser. Nothing of ours is kept anywhere.
    Object.assign(window.__BRYTHON__.brython_options, { indexeddb: false, debug: 0 });
    await script(`python/${page}.js`);
    const { modules, quickly } = window.explainPython;
    const rest = pauses();
    for (const [at, name] of modules.entries()) {
      await rest(() => tell(at / modules.length));
      quickly(() => window.__BRYTHON__.runPythonSource(`import ${name}`, { name: `explain-${page}` }));
    }
    return window.explainPython;
  }

  function script(name) {
    return new Promise((done, failed) => {
      document.head.append(element("script", { src: HERE + name, onload: done, onerror: () => failed(new Error(name)) }));
    });
  }

  // Return a function that returns a pause when it is time for one, so that the page can be used meanwhile.
  function pauses() {
    let since = performance.now();
    return (tell) => {
      if (performance.now() - since <= SLICE) return null;
      tell();
      return new Promise((done) => { setTimeout(done); }).then(() => { since = performance.now(); });
    };
  }

  // A widget whose answers are Python's. It has a method `ready`, a place `found`, and says with `elsewhere` what
  // does the same in a terminal.
  class PythonWidget extends HTMLElement {
    progress = element("p", { class: "hint" });
    voice = announcer();

    async start(page) {
      try {
        this.python = await load(page, (share) => this.tell("Loading Python…", share));
        this.progress.textContent = "";
        this.ready();
      } catch (problem) {
        this.fail("This page could not load Python.", problem);
      }
    }

    tell(what, share) {
      this.progress.textContent = `${what} ${Math.round(100 * share)} %`;
    }

    empty() {
      this.progress.textContent = "";
      this.found.replaceChildren();
      this.voice.say("");
    }

    fail(message, problem = null) {
      if (problem) console.warn(problem);
      this.empty();
      this.found.replaceChildren(finding("error", message, this.elsewhere));
      this.voice.say(message);
    }
  }

  Object.assign(window.explainWidgets, { PythonWidget, pauses });
})();
