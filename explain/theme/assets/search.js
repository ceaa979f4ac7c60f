/* Search: words and pasted messages, in an index that is a script, so that it also works from a folder. */
(function () {
  "use strict";
  var base = document.documentElement.dataset.base || ".";
  var opener = document.querySelector("[data-open-search]");
  if (!opener || !window.HTMLDialogElement) return;

  var sections = null; // [{address, page, heading, text, and the three in plain words, with others for the heading}]
  var SHOWN = 20, OF_ONE_PAGE = 3;

  /* ---- Finding ---- */

  function plain(text) {
    return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  }

  window.explainSearch = function (entries) {
    sections = entries.map(function (entry) {
      return {
        address: entry[0], page: entry[1], heading: entry[2], text: entry[3],
        inPage: " " + plain(entry[1]) + " ", inHeading: " " + plain(entry[2] + " " + (entry[4] || "")) + " ", inText: " " + plain(entry[3]) + " "
      };
    });
    show();
  };

  function weight(section, word) { // how much one word says for a section; 0 where it is not in it
    if (section.inHeading.includes(" " + word + " ")) return 9;
    if (section.inHeading.includes(" " + word)) return 6;
    if (section.inPage.includes(" " + word)) return 4;
    var count = section.inText.split(" " + word + " ").length - 1;
    if (count) return 2 + Math.min(count, 5) / 5;
    return section.inText.includes(" " + word) ? 1 : 0;
  }

  function phrase(section, asked) { // the whole of what was typed, or a heading within what was pasted
    if (section.inHeading.includes(" " + asked)) return 40;
    if (section.inText.includes(" " + asked)) return 20;
    var fragments = section.heading.split("…").map(plain).filter(Boolean);
    var long = fragments.join(" ").split(" ").length > 2;
    var within = long && fragments.every(function (part) { return (" " + asked + " ").includes(" " + part + " "); });
    return within ? 60 : 0;
  }

  function find(query) {
    var asked = plain(query).slice(0, 2000);
    var words = Array.from(new Set(asked.split(" "))).filter(Boolean).slice(0, 60);
    if (!words.length) return [];
    var found = sections.map(function (section) {
      return { section: section, weights: words.map(function (word) { return weight(section, word); }) };
    });
    var rarity = words.map(function (word, at) {
      var having = found.filter(function (each) { return each.weights[at]; }).length;
      if (!having && /\d/.test(word)) return 0; // an account, a date: the reader's own
      return Math.log(1 + sections.length / (having || 1));
    });
    var needed = needs(words, rarity);
    return few(found.filter(function (each) {
      var had = sum(rarity.map(function (rare, at) { return each.weights[at] ? rare : 0; }));
      var whole = phrase(each.section, asked);
      each.score = sum(rarity.map(function (rare, at) { return rare * each.weights[at]; })) + whole;
      return had > 0 && (had >= needed || whole);
    }).sort(function (a, b) { return b.score - a.score; }));
  }

  function needs(words, rarity) { // every word; of a pasted message, half of what it says
    return sum(rarity) * (words.length > 4 ? 0.5 : 0.999);
  }

  function few(found) { // the best of each page
    var counts = {};
    return found.filter(function (each) {
      var page = each.section.address.split("#")[0];
      counts[page] = (counts[page] || 0) + 1;
      return counts[page] <= OF_ONE_PAGE;
    }).slice(0, SHOWN);
  }

  function sum(numbers) {
    return numbers.reduce(function (a, b) { return a + b; }, 0);
  }

  /* ---- Showing ---- */

  var dialog = document.createElement("dialog");
  dialog.className = "search";
  dialog.setAttribute("aria-label", "Search");
  dialog.innerHTML =
    '<form role="search"><label for="search-for">Words, or an error message as it was printed</label>' +
    '<input id="search-for" type="search" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="5000">' +
    '<button type="button" class="button quiet">Close</button></form><p role="status"></p><ul></ul>';
  document.body.append(dialog);
  var form = dialog.querySelector("form");
  var input = dialog.querySelector("input");
  var status = dialog.querySelector("[role=status]");
  var list = dialog.querySelector("ul");

  function marked(text, words) { // the text as nodes, with the words in <mark>
    var pattern = new RegExp("(^|[^\\p{L}\\p{N}])(" + words.join("|") + ")", "giu");
    var nodes = [], from = 0, hit;
    while (words.length && (hit = pattern.exec(text))) {
      var start = hit.index + hit[1].length;
      var mark = document.createElement("mark");
      mark.textContent = hit[2];
      nodes.push(text.slice(from, start), mark);
      from = start + hit[2].length;
      pattern.lastIndex = from;
    }
    return nodes.concat(text.slice(from));
  }

  function excerpt(text, words) {
    var pattern = new RegExp("(^|[^\\p{L}\\p{N}])(" + words.join("|") + ")", "iu");
    var at = words.length ? text.search(pattern) : 0;
    var from = Math.max(0, at - 50);
    if (from) from = text.indexOf(" ", from) + 1;
    return (from ? "… " : "") + text.slice(from, from + 170) + (from + 170 < text.length ? " …" : "");
  }

  function item(section, words) {
    var entry = document.createElement("li");
    var link = document.createElement("a");
    var title = document.createElement("b");
    var where = document.createElement("small");
    var text = document.createElement("small");
    link.href = base + "/" + section.address;
    title.append.apply(title, marked(section.heading, words));
    where.className = "search-page";
    where.textContent = section.page === section.heading ? "" : section.page;
    text.append.apply(text, marked(excerpt(section.text, words), words));
    link.append(title);
    if (where.textContent) link.append(where);
    link.append(text);
    link.addEventListener("click", function () { dialog.close(); }); // the link may lead to this very page
    entry.append(link);
    return entry;
  }

  function show() {
    if (!sections) return;
    var words = plain(input.value).split(" ").filter(function (word) { return word.length > 1; }).slice(0, 60);
    var found = find(input.value);
    list.replaceChildren.apply(list, found.map(function (each) { return item(each.section, words); }));
    list.scrollTop = 0;
    status.textContent = !plain(input.value) ? "" :
      found.length === 0 ? "Nothing found. Try fewer words." :
      found.length === 1 ? "1 result" : found.length + " results";
  }

  /* ---- The keyboard ---- */

  function move(event) {
    var links = Array.from(list.querySelectorAll("a"));
    var at = links.indexOf(document.activeElement);
    var next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
    if (next === undefined || (at < 0 && event.key !== "ArrowDown")) return;
    event.preventDefault();
    (next < 0 ? input : links[Math.min(next, links.length - 1)] || input).focus();
  }

  function open() {
    if (dialog.open) return;
    dialog.showModal();
    input.focus();
    input.select();
    if (!sections && !document.getElementById("search-index")) {
      var script = document.createElement("script");
      script.id = "search-index";
      script.src = base + "/assets/search-index.js";
      script.onerror = function () { status.textContent = "The search index could not be loaded."; };
      document.head.append(script);
    }
  }

  opener.addEventListener("click", open);
  opener.hidden = false;
  dialog.querySelector("button").addEventListener("click", function () { dialog.close(); });
  dialog.addEventListener("click", function (event) { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("keydown", move);
  input.addEventListener("input", show);
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var first = list.querySelector("a");
    if (first) first.click();
  });
  addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
})();
