// <error-finder>: an error message, or a whole log: what happened, and what to do.
//
// It recognises what `explain-ecr why` recognises, in the same order: explain/trouble/ is written again
// here, module by module and name by name, and its patterns, words and texts come from tables-errors.js.
// A log is a string with one sign for each byte of its UTF-8, so that both count alike.
"use strict";

(() => {
  const { element, field, button, privacy, finding, announcer, bytes } = window.explainWidgets;
  const { masked } = window.explainMasking;
  const table = window.explainTables.errors;

  // --- bytes -------------------------------------------------------------------------------------------

  function binary(text) {
    return fromBytes(typeof text === "string" ? bytes(text) : text);
  }

  function fromBytes(data) {
    let found = "";
    for (let at = 0; at < data.length; at += 8192) found += String.fromCharCode(...data.subarray(at, at + 8192));
    return found;
  }

  function decode(data) {
    const raw = Uint8Array.from(data, (sign) => sign.charCodeAt(0));
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(raw);
  }

  function lower(data) {
    return data.replace(/[A-Z]+/g, (run) => run.toLowerCase()); // ASCII's letters alone
  }

  // As bytes.rfind and bytes.find, for one sign between two places.
  function findLast(data, sign, start, end) {
    const at = data.slice(start, Math.max(end, start)).lastIndexOf(sign);
    return at < 0 ? at : start + at;
  }

  function find(data, sign, start, end) {
    const at = data.slice(start, end).indexOf(sign);
    return at < 0 ? at : start + at;
  }

  // --- explain.trouble.log -------------------------------------------------------------------------------

  const { chunk: CHUNK, longest: LONGEST, around: AROUND, wrapped: WRAPPED } = table.log;
  const ESCAPES = new RegExp(table.log.escapes, "g");
  const ESCAPES_AS_TEXT = new RegExp(table.log.escapesAsText, "g");
  const WHITE = new RegExp(table.log.white, "g");
  const INVISIBLE = new RegExp(table.log.invisible, "g");
  const STRAIGHT = new RegExp(`[${Object.keys(table.log.straight).join("")}]`, "g");
  const STRUCTURED = new RegExp(table.log.structured, "y");
  const SAID = new RegExp(table.log.said, "g");
  const ESCAPED = new RegExp(table.log.escaped, "g");
  const PREFIX = new RegExp(table.log.prefix, "y");

  function* blocks(data) {
    let first = 1, kept = "", rest = "";
    for (let from = 0; from < data.length; from += CHUNK) {
      const chunk = data.slice(from, from + CHUNK);
      rest += chunk;
      let end = findLast(rest, "\n", rest.length - chunk.length, rest.length) + 1;
      if (!end && rest.length < LONGEST) continue;
      end = end || rest.length;
      const block = { first, data: kept + withoutEscapes(rest.slice(0, end)) };
      yield block;
      const again = lastLines(block.data);
      first += count(block.data, 0, again);
      kept = block.data.slice(again);
      rest = rest.slice(end);
    }
    if (rest) yield { first, data: kept + withoutEscapes(rest) };
  }

  // Where the last lines begin that may belong to a message, or the end of a long one.
  function lastLines(data) {
    let at = data.length - 1;
    for (let lines = 1; lines < WRAPPED; lines++) at = findLast(data, "\n", 0, at);
    return Math.max(at + 1, data.length - WRAPPED * AROUND, 0);
  }

  function count(data, start, end) {
    let found = 0;
    for (let at = data.indexOf("\n", start); at >= 0 && at < end; at = data.indexOf("\n", at + 1)) found++;
    return found;
  }

  // The lines that hold a word, given the block in lower case too; a long line in pieces.
  function* places(block, low, word) {
    let number = block.first, counted = 0, at = low.indexOf(word);
    while (at >= 0) {
      number += count(low, counted, at);
      counted = at;
      const place = around(block, at, number);
      yield place;
      at = low.indexOf(word, Math.min(place.end, at + Math.floor(AROUND / 2)));
    }
  }

  function around(block, at, number) {
    const from = Math.max(at - AROUND, 0);
    const start = findLast(block.data, "\n", from, at) + 1 || from;
    const end = find(block.data, "\n", at, at + AROUND);
    return { number, start, end: end < 0 ? Math.min(at + AROUND, block.data.length) : end };
  }

  // A line and its neighbours as they stand: enough to see what cannot be there.
  function vicinity(low, place) {
    let { start, end } = place;
    for (let lines = 1; lines < WRAPPED; lines++) {
      const from = Math.max(start - AROUND, 0);
      start = findLast(low, "\n", from, start - 1) + 1 || from;
      const after = find(low, "\n", end + 1, end + AROUND);
      end = after >= 0 ? after : end + AROUND;
    }
    return low.slice(start, end);
  }

  // The lines before a line, and those behind it, over which a message may go.
  function neighbours(block, place) {
    let before = [], behind = [], { start, end } = place;
    for (let distance = 1; distance < WRAPPED; distance++) {
      if (start > 1) {
        const other = around(block, start - 2, place.number - distance);
        before = [...numbered(block, other), ...before];
        start = other.start;
      }
      if (end + 1 < block.data.length) {
        const other = around(block, end + 1, place.number + distance);
        behind = [...behind, ...numbered(block, other)];
        end = other.end;
      }
    }
    return [before.slice(1 - WRAPPED), behind.slice(0, WRAPPED - 1)];
  }

  function numbered(block, place) {
    return texts(block, place.start, place.end).map((text) => [place.number, text]);
  }

  function texts(block, start, end) {
    return decode(block.data.slice(start, end)).split("\r").map(clean).filter(Boolean);
  }

  function clean(line) {
    let text = line.includes("[") ? line.replace(ESCAPES_AS_TEXT, "") : line;
    text = text.replace(INVISIBLE, "").replace(WHITE, " ").replace(/^ +| +$/g, "");
    text = text.replace(STRAIGHT, (sign) => table.log.straight[sign]);
    text = withoutPrefixes(text);
    const values = matched(STRUCTURED, text) ? said(text) : "";
    return values ? withoutPrefixes(values) : text;
  }

  function withoutPrefixes(text) {
    for (let match = matched(PREFIX, text); match?.[0]; match = matched(PREFIX, text)) text = text.slice(match[0].length);
    return text;
  }

  // What a line of a structured log says, each thing once.
  function said(text) {
    const values = [...text.matchAll(SAID)].map(([, value]) => value.replace(
      ESCAPED, (all, code, white, sign) => (code ? String.fromCharCode(parseInt(code, 16)) : sign ?? " "),
    ));
    return [...new Set(values.filter(Boolean))].join(": ").replace(WHITE, " ").replace(/^ +| +$/g, "");
  }

  function matched(sticky, text) {
    sticky.lastIndex = 0;
    return sticky.exec(text);
  }

  function withoutEscapes(chunk) {
    return chunk.replaceAll("\0", "").replace(ESCAPES, "");
  }

  // --- explain.trouble.nearest ---------------------------------------------------------------------------

  const WORD = new RegExp(table.nearest.word, "g");
  const WORDS_OF_PAGES = table.pages.map((page) => new Set(page.words.split(" ")));
  const RARITY = rarities();

  // The pages' words are sorted, so that both add up in the same order.
  function rarities() {
    const counts = new Map();
    for (const words of WORDS_OF_PAGES) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    return new Map([...counts].map(([word, many]) => [word, table.nearest.weights[many]]));
  }

  function nearest(message) {
    const scores = scoresOf(new Set(message.toLowerCase().match(WORD)));
    return scores.slice(0, table.nearest.most).map(({ page }) => page);
  }

  function scoresOf(message) {
    const found = [];
    for (const [at, page] of table.pages.entries()) {
      const words = WORDS_OF_PAGES[at];
      let sum = 0;
      for (const word of words) if (message.has(word)) sum += RARITY.get(word);
      if (sum) found.push({ score: sum / Math.sqrt(words.size), page });
    }
    return found.sort((a, b) => b.score - a.score || b.page.seen - a.page.seen || compare(a.page.name, b.page.name));
  }

  // --- explain.trouble.match -----------------------------------------------------------------------------

  const { shown: SHOWN, sideBySide: SIDE_BY_SIDE, covered: COVERED } = table.match;
  const [GOES_ON, API_HOST, REGISTRY_HOST] = ["goesOn", "apiHost", "registryHost"].map((name) => new RegExp(table.match[name]));
  const PROBES = table.pages.flatMap((page) => page.wordings.flatMap(({ versions, pattern, words }) => words.map(
    (each) => ({ page, api: table.pages.find(({ name }) => name === page.api) ?? page, versions, pattern: new RegExp(pattern, "i"), words: each.map(binary), first: each[0] }),
  )));

  function recognise(message) {
    const data = binary(message);
    const whole = data.length < CHUNK && !data.includes("\0") ? unwrapped(data) : null;
    if (!whole) return recognised(data);
    const { hits, line, ...found } = recognised(whole.joined);
    const number = (at) => whole.numbers[at - 1] ?? 0;
    return { ...found, hits: hits.map((hit) => ({ ...hit, line: number(hit.line) })), line: number(line) };
  }

  // A log that was copied out of a terminal: its long lines were broken wherever the terminal ended.
  function unwrapped(data) {
    const lines = decode(data).replaceAll("\r\n", "\n").split("\n");
    const lengths = lines.map((line) => [...line].length);
    const width = Math.max(...lengths);
    if (!table.match.widths.includes(width)) return null;
    const joined = [], numbers = [];
    for (const [at, line] of lines.entries()) {
      const begins = matched(PREFIX, line)?.[0].replace(/^ +| +$/g, "");
      if (at && lengths[at - 1] === width && line !== lines[at - 1] && !begins) {
        joined.push(joined.pop() + line);
      } else {
        joined.push(line);
        numbers.push(at + 1);
      }
    }
    return joined.length < lines.length ? { joined: binary(joined.join("\n")), numbers } : null;
  }

  function recognised(data) {
    const sightings = new Map();
    const complaints = new Complaints();
    for (const block of blocks(data)) {
      const low = lower(block.data);
      if (![...sightings.values()].some(fails)) complaints.look(block, low);
      for (const probe of PROBES) {
        if (probe.words.every((word) => low.includes(word))) look(probe, block, low, sightings);
      }
    }
    const seen = [...sightings.values()];
    const unknown = seen.length ? notExplained(complaints, seen) : complaints.message();
    if (!unknown) return { hits: inOrder(seen), message: "", nearest: [], line: 0 };
    const near = seen.length ? [] : nearest(unknown.text);
    return { hits: inOrder(seen), message: excerpt(masked(unknown.text), 0, 2 * SHOWN), nearest: near, line: unknown.line };
  }

  function fails({ page }) {
    return !page.warning && !page.consequence;
  }

  // The first error that no page knows and that may be the cause of those that are known.
  function notExplained(complaints, sightings) {
    const covered = new Set(sightings.flatMap(({ lines }) => lines));
    const begun = new Set(sightings.map(({ line }) => line - 1));
    const errors = sightings.filter(fails).map(({ line }) => line);
    const follow = sightings.filter(({ page }) => page.consequence).map(({ line }) => line + SIDE_BY_SIDE);
    const end = Math.min(...(errors.length ? errors : follow));
    return complaints.errors().find(({ line, text }) => (
      line < end && !covered.has(line) && !(begun.has(line) && GOES_ON.test(text))
    ));
  }

  function look(probe, block, low, sightings) {
    for (const place of places(block, low, probe.words[0])) {
      const known = sightings.get(probe.page.name);
      if (known && place.number <= known.last) continue;
      const near = vicinity(low, place);
      if (!probe.words.every((word) => near.includes(word))) continue;
      for (const [lines, text] of readings(block, place, probe)) {
        if (probe.pattern.test(text)) {
          note(probe, lines, text, sightings);
          break;
        }
      }
    }
  }

  // A line as it is, and then joined to its neighbours: a message may be wrapped. What is joined is as
  // short as can be: no part of it is the message by itself.
  function* readings(block, place, probe) {
    const here = numbered(block, place);
    yield* here.map(([number, text]) => [[number], text]);
    const [before, behind] = neighbours(block, place);
    const parts = [...before, ...here, ...behind];
    for (let length = 2; length <= WRAPPED; length++) {
      for (let start = 0; start + length <= parts.length; start++) {
        const run = parts.slice(start, start + length);
        const shorter = [run.slice(1), run.slice(0, -1)].map(joined);
        if (!shorter.some((text) => probe.pattern.test(text))) yield [run.map(([number]) => number), joined(run)];
      }
    }
  }

  function joined(run) {
    return run.map(([, text]) => text).join(" ");
  }

  function note(probe, lines, text, sightings) {
    const [number] = lines;
    const page = API_HOST.test(text) && !REGISTRY_HOST.test(text) ? probe.api : probe.page;
    const known = sightings.get(page.name);
    if (!known) {
      const safe = masked(text);
      sightings.set(page.name, {
        page, line: number, column: column(probe, text), text: excerpt(safe, column(probe, safe), SHOWN),
        wording: probe.versions, times: 1, last: number, lines, fix: fixOf(page, text),
      });
    } else if (number > known.last) {
      known.times++;
      known.last = number;
      if (known.times <= COVERED) known.lines = [...known.lines, ...lines];
    }
  }

  // The fix of the case that a line shows, or the one that holds for most.
  function fixOf(page, text) {
    return page.cases.find(({ pattern }) => new RegExp(pattern, "i").test(text))?.fix ?? page.fix;
  }

  function column(probe, text) {
    const match = probe.pattern.exec(text);
    return Math.max(text.toLowerCase().indexOf(probe.first, match ? match.index : 0), 0);
  }

  function excerpt(text, at, size) {
    const signs = [...text];
    const place = [...text.slice(0, at)].length;
    const start = signs.length > size ? Math.max(place - Math.floor(size / 4), 0) : 0;
    const cut = signs.slice(start, start + size).join("");
    return `${start ? "…" : ""}${cut}${start + size < signs.length ? "…" : ""}`;
  }

  // The cause first: what follows an earlier step's error, and warnings, come last.
  function inOrder(sightings) {
    sightings.sort((a, b) => a.line - b.line || a.column - b.column || compare(a.page.name, b.page.name));
    const pages = sightings.map(({ page }) => page);
    return [
      ...sightings.filter(({ page }) => !follows(page, pages)),
      ...sightings.filter(({ page }) => follows(page, pages)),
    ];
  }

  function follows(page, pages) {
    const others = pages.filter((other) => !other.warning && other !== page);
    if (page.warning) return others.length > 0;
    return page.consequence && others.some(
      (other) => other.place < page.place || (other.place === page.place && !other.consequence),
    );
  }

  function compare(left, right) {
    return left < right ? -1 : Number(left > right);
  }

  // --- explain.trouble.complaints ------------------------------------------------------------------------

  const CANDIDATE = new RegExp(table.complaints.candidate, "g");
  const [FRAME, SUMMARY, STRONG, TOPIC] = ["frame", "summary", "strong", "topic"].map(
    (name) => new RegExp(table.complaints[name], "i"),
  );
  const [REPEATED, WARNING, LEVEL] = ["repeated", "warning", "level"].map((name) => new RegExp(table.complaints[name]));
  const [NOTHING, A_SUMMARY, A_WARNING, A_HINT, AN_ERROR] = [0, 1, 2, 3, 4];

  function weight(raw, text) {
    if (FRAME.test(text) || REPEATED.test(raw) || text.toLowerCase().search(CANDIDATE) < 0) return NOTHING;
    if (SUMMARY.test(text)) return A_SUMMARY;
    if (WARNING.test(raw)) return A_WARNING;
    return LEVEL.test(raw) || STRONG.test(text) ? AN_ERROR : A_HINT;
  }

  class Complaints {
    kept = new Map();
    end = { line: 0, text: "", weight: NOTHING };

    look(block, low) {
      let number = block.first, counted = 0, at = 0;
      for (let many = 0; many < table.complaints.mostInABlock; many++) {
        CANDIDATE.lastIndex = at;
        const match = CANDIDATE.exec(low);
        if (!match) break;
        number += count(low, counted, match.index);
        counted = match.index;
        const place = around(block, counted, number);
        for (const raw of decode(block.data.slice(place.start, place.end)).split("\r")) this.weigh(raw, number);
        at = Math.max(place.end, match.index + match[0].length);
      }
      this.lookAtTheEnd(block);
    }

    weigh(raw, line) {
      const text = clean(raw);
      const size = weight(raw, text);
      const kept = this.kept.get(size) ?? this.kept.set(size, []).get(size);
      const known = kept.some((other) => other.line === line && other.text === text);
      if (text && !known && kept.length < table.complaints.few) kept.push({ line, text, weight: size });
    }

    lookAtTheEnd(block) {
      let end = block.data.length;
      while (end && /[ \t-\r]/.test(block.data[end - 1])) end--;
      if (!end) return;
      const line = block.first + count(block.data, 0, end);
      const { start } = around(block, end - 1, line);
      const text = clean(decode(block.data.slice(start, end)).split("\r").at(-1));
      if (text) this.end = { line, text, weight: NOTHING };
    }

    errors() {
      return this.kept.get(AN_ERROR) ?? [];
    }

    message() {
      for (const size of [AN_ERROR, A_HINT, A_WARNING, A_SUMMARY]) {
        const lines = this.kept.get(size);
        if (lines?.length) return lines.find(({ text }) => size === A_HINT && TOPIC.test(text)) ?? lines[0];
      }
      return this.end.text ? this.end : null;
    }
  }

  // --- the element ---------------------------------------------------------------------------------------

  const LARGEST = 16 * 1024 * 1024; // bytes that a browser looks through without a noticeable pause

  class ErrorFinder extends HTMLElement {
    connectedCallback() {
      if (this.input) return;
      this.place = this.getAttribute("errors") ?? "../errors/"; // where the pages are, seen from this one
      this.input = element("textarea", { rows: 7, oninput: () => this.later() });
      this.output = element("div", { class: "widget-out" });
      this.voice = announcer();
      this.replaceChildren(element(
        "section", { class: "widget", "aria-label": "Error finder" },
        element(
          "form", { class: "widget-form", onsubmit: (event) => event.preventDefault() },
          field("Message or log", this.input, "One line or ten thousand, with or without colours, times and prefixes."),
          element(
            "div", { class: "toolbar" },
            button("Fill in a sample", () => this.fill(table.sample), { class: "button" }),
            button("An unknown message", () => this.fill(table.unknown)),
            button("Open a log file", () => this.file.click()),
            button("Clear", () => this.fill("")),
          ),
        ),
        this.output,
        privacy(),
        this.voice.place,
      ));
      // Read here, and not sent anywhere: the form has no address. It is pressed by the button alone.
      this.file = element("input", { type: "file", hidden: true, onchange: () => this.open() });
      this.append(this.file);
    }

    fill(text) {
      this.input.value = text;
      this.find(text);
    }

    // A long log takes a moment: not with each key.
    later() {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.find(this.input.value), this.input.value.length > 20000 ? 300 : 0);
    }

    async open() {
      const [file] = this.file.files;
      this.file.value = ""; // so that the same file can be opened again
      if (!file) return;
      this.input.value = "";
      if (file.size > LARGEST) {
        this.show([finding("error", "This file is too large for a page.", `Use \`explain-ecr why - < ${file.name}\`.`)]);
      } else {
        this.find(utf8(new Uint8Array(await file.arrayBuffer())));
      }
    }

    find(message) {
      if (typeof message === "string" && !message.trim()) return this.show([]);
      const { hits, message: unknown, nearest: near, line } = recognise(message);
      if (hits.length) {
        const known = [this.cause(hits[0]), ...this.others(hits.slice(1))];
        return this.show([...this.before(unknown, line), ...known], `Recognised: ${hits[0].page.title}`);
      }
      if (!unknown) return this.show([finding("error", "There is no message to look for.")]);
      return this.show([this.stranger(unknown), ...this.near(near)], "No page here matches this message.");
    }

    show(parts, said = "") {
      this.output.replaceChildren(...parts);
      this.voice.say(said);
    }

    cause({ page, line, text, wording, times, fix }) {
      const often = times > 1 ? `, and ${times - 1} more ${times === 2 ? "time" : "times"}` : "";
      const tone = page.warning ? "warning" : "error";
      return element(
        "div", { class: "found" },
        element(
          "div", { class: `finding ${tone}` },
          element("p", { class: "finding-severity" }, `${page.saidBy}, at the step: ${table.steps[page.place]}`),
          element("p", { class: "finding-message" }, this.link(page)),
          element("p", { class: "finding-subject" }, text),
          element("p", { class: "finding-remedy" }, `Line ${line}${often}. Wording: ${wording}.`),
        ),
        this.section("What happened", page.happened),
        this.section("The most common cause", page.cause),
        this.section("What to do", fix),
        element("p", {}, "Other causes, and how to see it in the lab: ", this.link(page), "."),
      );
    }

    others(hits) {
      if (!hits.length) return [];
      const items = hits.map(({ page, line }) => element(
        "li", {}, this.link(page), element("p", {}, `Line ${line}: ${page.summary}`),
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
      const items = pages.map((page) => element("li", {}, this.link(page), element("p", {}, page.summary)));
      const all = element("p", {}, element("a", { href: `${this.place}index.html` }, "All the errors that we know"), ".");
      if (!items.length) return [all];
      return [heading("The most similar messages"), element("ul", { class: "entries" }, ...items), all];
    }

    // The texts are the project's own, drawn when the table was made; their links lead from the errors' folder.
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

    link(page) {
      return element("a", { href: `${this.place}${page.name}.html` }, page.title);
    }
  }

  function heading(title) {
    return element("p", { class: "widget-title" }, title);
  }

  // PowerShell writes UTF-16, and marks it.
  function utf8(data) {
    const mark = `${data[0]} ${data[1]}`;
    const encoding = { "255 254": "utf-16le", "254 255": "utf-16be" }[mark];
    return encoding ? new TextDecoder(encoding).decode(data) : data;
  }

  Object.assign(window.explainWidgets, { errors: { recognise, clean } });
  customElements.define("error-finder", ErrorFinder);
})();
