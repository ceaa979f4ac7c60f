// Secrets in a text: where they stand, and the text with a mask instead of each.
//
// It finds what explain/masking/ finds: its driver and its tests are written again here, name by name, and
// the detectors come from tables-masking.js. A place is counted in UTF-16's units here and in characters
// there; what is masked is the same.
"use strict";

window.explainMasking = (() => {
  const table = window.explainTables.masking;
  const HIDDEN = table.hidden;
  const compiled = new Map();

  // A pattern that is compiled when it is first needed, for one way of asking.
  function pattern(source, flags) {
    const key = flags + source;
    if (!compiled.has(key)) compiled.set(key, new RegExp(source, flags + "u"));
    return compiled.get(key);
  }

  function at(source, flags, text, place) {
    const regex = pattern(source, flags);
    regex.lastIndex = place;
    return regex.exec(text);
  }

  const search = (source, text, place = 0) => at(source, "dg", text, place);
  const match = (source, text, place) => at(source, "dy", text, place);
  const has = (source, text) => pattern(source, "").test(text);
  const fullmatch = (source, text) => has(`^(?:${source})$`, text);

  // --- explain.masking.judging -------------------------------------------------------------------------

  const { tests, ordinary, digests, key: KEY } = table.judging;
  const ORDINARY = new Set(ordinary);

  function passes(test, text) {
    if (test === "any") return true;
    if (test === "random") return isRandom(text);
    if (test === "hex") return !digests.includes(text.replace(/^0x/, "").length) && has(tests.digit, text);
    if (has(`^(?:${tests.placeholder})`, text) || fullmatch(tests.whole, text)) return false;
    if (test === "value") return true;
    if (ORDINARY.has(lower(text.replace(new RegExp(`[${tests.edges}]+$`, "u"), "")))) return false;
    return test === "word" || isTelling(text);
  }

  function isTelling(text) {
    return [...text].length >= 6 && has(tests.digit, text) && has(tests.letter, text) && !text.includes("://");
  }

  function isRandom(text) {
    const run = text.replace(pattern(tests.escapes, "g"), "/").replace(/=+$/, "");
    if (!(has(tests.upper, run) && has(tests.lower, run))) return false;
    const isKey = [run.length, run.replace(/^[-_/]+/, "").length].includes(KEY)
      && !has(tests.ofAddresses, run.replace(/^[-_]+/, ""));
    if (!isKey && !has(tests.digit, run)) return false;
    if (run.length < KEY && has(tests.ofAddresses, run)) return false;
    const most = isKey && has(tests.digit, run) ? 60 : 45;
    return (run.match(pattern(tests.words, "g")) ?? []).join("").length * 100 < run.length * most;
  }

  function isEnd(text, before, isWrapped) {
    const signs = text.replace(/=+$/, "");
    if (fullmatch(tests.hexadecimal, before) && fullmatch(tests.hexadecimal, text)) return has(tests.digit, text);
    if (isWrapped && signs !== text) return true;
    if (fullmatch(tests.noEnd, signs)) return false;
    if (isWrapped || signs !== text) return true;
    return has(tests.upper, signs) && has(tests.lower, signs) && signs.length >= 4;
  }

  // --- explain.masking.driver --------------------------------------------------------------------------

  const { name: NAME, units: UNITS, before: BEFORE, line: LINE, width: WIDTH, shortestLine: SHORTEST, longestLine: LONGEST, unsure: UNSURE } = table.driver;

  class Text {
    constructor(text) {
      this.text = text;
      this.low = lower(text);
    }

    get names() {
      return this.found ??= [...this.low.matchAll(pattern(NAME, "dg"))].map(({ indices }) => indices[0]);
    }

    * pieces({ unit, within }) {
      if (unit === "anywhere") return yield [0, this.low.length];
      for (const { 0: piece, indices } of this.low.matchAll(pattern(UNITS[unit], "dg"))) {
        if (allIn(within, piece)) yield indices[0];
      }
    }
  }

  function spans(text) {
    const place = new Text(text);
    const found = [];
    for (const detector of table.detectors) {
      if (detector.needles.length && !detector.needles.some((needle) => place.low.includes(needle))) continue;
      found.push(...detected(detector, place));
    }
    const whole = [];
    for (let [start, end] of united(found)) {
      if (whole.length && start <= whole.at(-1)[1]) {
        if (end <= whole.at(-1)[1]) continue;
        [start] = whole.pop();
      }
      whole.push([start, continued(text, start, end)]);
    }
    return whole;
  }

  function lower(text) {
    return text.replace(/[A-Z]+/g, (run) => run.toLowerCase()); // ASCII's letters alone
  }

  function* detected(detector, place) {
    if (detector.unit === "named") return yield* behindNames(detector, place);
    const searched = detector.exact ? place.text : place.low;
    for (const [start, end] of place.pieces(detector)) yield* inPiece(detector, place.text, searched.slice(start, end), start);
  }

  function* behindNames(detector, { text, low, names }) {
    let covered = 0;
    for (const [start, end] of names) {
      if (start < covered || !allIn(detector.within, low.slice(Math.max(start - BEFORE, 0), start))) continue;
      const found = match(detector.pattern, low, end);
      const [first, last] = found ? secret(found) : [0, 0];
      if (found && passes(detector.test, text.slice(first, last))) {
        covered = last;
        yield [first, last];
      }
    }
  }

  // The last group that took part, or the whole.
  function secret({ indices }) {
    return indices.findLast(Boolean);
  }

  function allIn(patterns, text) {
    return patterns.every((source) => has(source, text));
  }

  function* inPiece(detector, text, piece, offset) {
    for (let from = 0, found; (found = search(detector.pattern, piece, from));) {
      const [start, end] = secret(found);
      const [first, last] = found.indices[0];
      const isSecret = passes(detector.test, text.slice(offset + start, offset + end));
      if (isSecret) yield [offset + start, offset + end];
      from = isSecret || start === first ? last : Math.max(start, first + 1);
    }
  }

  function continued(text, start, end) {
    const first = text.slice(Math.max(start, end - LONGEST), end).match(pattern(WIDTH, ""));
    let previous = first ? first[0] : "";
    let width = previous.length;
    let isWrapped = false;
    for (let line; width >= SHORTEST && (line = match(LINE, text, end));) {
      const length = line[1].length;
      const isFull = width - (isWrapped ? 0 : UNSURE) <= length && length <= width;
      if (!isFull && (isWrapped || length !== column(text, end))) {
        return length < width && isEnd(line[1], previous, isWrapped) ? line.indices[1][1] : end;
      }
      [end, width, previous, isWrapped] = [line.indices[1][1], length, line[1], true];
    }
    return end;
  }

  function column(text, end) {
    const before = [...text.slice(Math.max(end - LONGEST, 0), end)];
    return before.length - before.lastIndexOf("\n") - 1;
  }

  function united(found) {
    const all = [];
    for (const [start, end] of found.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
      const last = all.at(-1);
      if (last && start <= last[1]) last[1] = Math.max(end, last[1]);
      else all.push([start, end]);
    }
    return all;
  }

  // --- explain.masking ---------------------------------------------------------------------------------

  function masked(text) {
    let shown = "", from = 0;
    for (const [start, end] of spans(text)) {
      shown += text.slice(from, start) + mask(text.slice(start, end));
      from = end;
    }
    return shown + text.slice(from);
  }

  function mask(text) {
    const signs = [...text];
    const length = ` (${signs.length.toLocaleString("en-US")} character${signs.length === 1 ? "" : "s"})`;
    const isKnown = signs.length >= 8 * table.shown && fullmatch(table.known, text);
    return (isKnown ? text.slice(0, table.shown) : "") + HIDDEN + length;
  }

  return { spans, masked };
})();
