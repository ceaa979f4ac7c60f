/* The site's own small parts: colours, drawers, contents, copying, scrolling. Every page reads without them. */
(function () {
  "use strict";
  var root = document.documentElement;

  /* Colours: the system's, until the reader chooses others. Choosing what the system has follows it again. */
  var dark = matchMedia("(prefers-color-scheme: dark)");
  var switcher = document.querySelector("[data-switch-theme]");

  function shown() {
    return root.dataset.theme || (dark.matches ? "dark" : "light");
  }

  function tell() {
    root.dataset.shown = shown();
    var other = shown() === "dark" ? "light" : "dark";
    switcher.setAttribute("aria-label", "Use " + other + " colours");
    switcher.title = "Use " + other + " colours";
  }

  function keep(theme) {
    try {
      if (theme) localStorage.setItem("explain-ecr-theme", theme);
      else localStorage.removeItem("explain-ecr-theme");
    } catch (refused) { /* then the choice holds for this page */ }
  }

  switcher.addEventListener("click", function () {
    var other = shown() === "dark" ? "light" : "dark";
    root.dataset.theme = other === (dark.matches ? "dark" : "light") ? "" : other;
    keep(root.dataset.theme);
    tell();
  });
  dark.addEventListener("change", tell);
  switcher.hidden = false;
  tell();

  /* Drawers: open if there is room for a column. */
  [[".pages > .drawer", "(min-width: 64rem)"], [".contents > .drawer", "(min-width: 80rem)"]].forEach(function (pair) {
    var drawer = document.querySelector(pair[0]);
    if (!drawer) return;
    var room = matchMedia(pair[1]);
    function fit() {
      drawer.open = room.matches;
      var summary = drawer.querySelector("summary");
      if (room.matches) summary.tabIndex = -1; // a column is not opened and closed
      else summary.removeAttribute("tabindex");
    }
    room.addEventListener("change", fit);
    fit();
  });

  var here = document.querySelector('.pages [aria-current="page"]');
  var pages = document.querySelector(".pages > .drawer");
  if (here && pages.scrollHeight > pages.clientHeight) {
    pages.scrollTop = here.getBoundingClientRect().top - pages.getBoundingClientRect().top - pages.clientHeight / 3;
  }

  /* Contents: mark the section that is being read. */
  var links = {};
  document.querySelectorAll(".contents a").forEach(function (link) {
    links[decodeURIComponent(link.hash.slice(1))] = link;
  });
  var headings = Array.prototype.filter.call(document.querySelectorAll("article :is(h2, h3)"), function (heading) {
    return links[heading.id];
  });

  function mark() {
    var current = null;
    headings.forEach(function (heading) {
      if (heading.getBoundingClientRect().top < 140) current = heading;
    });
    Object.keys(links).forEach(function (id) {
      if (current && current.id === id) links[id].setAttribute("aria-current", "true");
      else links[id].removeAttribute("aria-current");
    });
  }

  var waiting = false;
  addEventListener("scroll", function () {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(function () { waiting = false; mark(); });
  }, { passive: true });
  mark();

  /* What scrolls in itself can be scrolled by keyboard. */
  function reach(area) {
    if (area.scrollWidth > area.clientWidth + 1) area.tabIndex = 0;
    else area.removeAttribute("tabindex");
  }
  if (window.ResizeObserver) {
    var watch = new ResizeObserver(function (changes) {
      changes.forEach(function (change) { reach(change.target); });
    });
    document.querySelectorAll("article pre, article .scroller, article .sequence").forEach(function (area) {
      reach(area); // at once: the observer speaks after the first frame
      watch.observe(area);
    });
  }

  /* Copying: what one types or writes, not what a program printed */
  var said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  document.body.append(said);

  function copied(button, done) {
    button.textContent = done ? "Copied" : "Not copied";
    said.textContent = done ? "Copied to the clipboard" : "The browser did not allow copying";
    setTimeout(function () { button.textContent = "Copy"; said.textContent = ""; }, 2000);
  }

  function typed(code) { // without the prompt, which is not typed
    var copy = code.cloneNode(true);
    copy.querySelectorAll(".explain-prompt").forEach(function (prompt) { prompt.remove(); });
    return copy.textContent.replace(/\n$/, "");
  }

  function copyBySelecting(code) {
    var selection = getSelection();
    selection.selectAllChildren(code);
    var done = document.execCommand("copy");
    selection.removeAllRanges();
    return done;
  }

  document.querySelectorAll("article pre > code[class]:not(.language-text), article .explain-typed > code").forEach(function (code) {
    if (code.closest(".no-copy")) return;
    var pre = code.parentElement;
    var around = document.createElement("div");
    var button = document.createElement("button");
    around.className = "code";
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", function () {
      if (!navigator.clipboard) return copied(button, copyBySelecting(code));
      navigator.clipboard.writeText(typed(code)).then(
        function () { copied(button, true); },
        function () { copied(button, copyBySelecting(code)); }
      );
    });
    pre.replaceWith(around);
    around.append(pre, button);
  });
})();
