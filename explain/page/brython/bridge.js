// What a page's Python needs of the browser, and how it is asked.
"use strict";

window.explainPython = {};

// The patterns of Python's `re`, found by the browser's engine. `stand_in_re.py` is the other half.
window.explainPython.regex = (() => {
  const IGNORECASE = 2, MULTILINE = 8, ASCII = 256;
  const WORD = "\\p{L}\\p{N}_", BLANK = "\\s\\x1c-\\x1f\\x85", SPACES = " \\t-\\r", OVER = "(?![^])";
  const EDGE = `(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`;
  const SIGNS = /[\^$\\.*+?()[\]{}|/]/;

  // Write a pattern as the browser reads it: what both spell alike they mean alike, but for what is here.
  function translated(pattern, many, ascii) {
    let made = "", inClass = false;
    for (let at = 0; at < pattern.length; at++) {
      const sign = pattern[at];
      if (sign === "\\") made += (ascii ? escapedInAscii : escaped)(pattern[++at], inClass);
      else if (inClass) {
        inClass = sign !== "]";
        made += sign === "[" ? "\\[" : sign;
      } else if (sign === "[") {
        inClass = true;
        made += sign;
        if (pattern[at + 1] === "^") made += pattern[++at];
        if (pattern[at + 1] === "]") made += `\\${pattern[++at]}`;
      } else if (sign === "$") made += many ? `(?=\\n|${OVER})` : `(?=\\n?${OVER})`;
      else if (sign === "^" && many) made += "(?<![^\\n])";
      else made += sign === "." ? "[^\\n]" : sign;
    }
    return made;
  }

  function escaped(sign, inClass) {
    if (sign === "s") return inClass ? BLANK : `[${BLANK}]`;
    if (sign === "w") return inClass ? WORD : `[${WORD}]`;
    if (sign === "S" && inClass) return "\\S"; // only ever as [\s\S]
    if (sign === "b") return EDGE;
    if (/[a-z0-9]/i.test(sign) || SIGNS.test(sign) || (sign === "-" && inClass)) return `\\${sign}`;
    return sign; // Python lets anything be escaped
  }

  // Without the flag `u`, `\w`, `\d` and `\b` know ASCII alone, as they do in Python with its flag `ASCII`.
  function escapedInAscii(sign, inClass) {
    if (sign === "s") return inClass ? SPACES : `[${SPACES}]`;
    return sign === "S" ? `[^${SPACES}]` : `\\${sign}`;
  }

  const KINDS = {
    match: (source, flags) => new RegExp(source, `${flags}y`),
    fullmatch: (source, flags) => new RegExp(`(?:${source})${OVER}`, `${flags}y`),
    search: (source, flags) => new RegExp(source, `${flags}g`),
  };

  return (pattern, bits) => {
    const source = translated(pattern, bits & MULTILINE, bits & ASCII);
    const flags = `d${bits & ASCII ? "" : "u"}${bits & IGNORECASE ? "i" : ""}`;
    const made = {};
    return (how, text, start, end) => {
      if (how === "sub") return text.replace(made.sub ??= new RegExp(source, `${flags.slice(1)}g`), () => start);
      const one = made[how] ??= KINDS[how](source, flags);
      one.lastIndex = start;
      const found = one.exec(end < 0 ? text : text.slice(0, end));
      return found && found.indices.flatMap((pair) => pair ?? [-1, -1]);
    };
  };
})();

// Brython counts an emoji as two characters now and as one then. A character for private use stands in for each,
// on the way there, and in what comes back.
window.explainPython.standing = (text) => {
  const LARGE = /[\u{10000}-\u{10ffff}]/gu, PRIVATE = /[\ue000-\uf8ff]/g;
  const large = [...new Set(text.match(LARGE))];
  const taken = new Set(large.length ? text.match(PRIVATE) : null);
  const all = large.length ? [...Array(0x1900).keys()].map((at) => String.fromCharCode(0xe000 + at)) : [];
  const signs = all.filter((sign) => !taken.has(sign));
  const instead = new Map(large.map((sign, at) => [sign, signs[at] ?? "\ufffd"]));
  const whose = new Map(large.map((sign, at) => [signs[at], sign]));

  function back(value) {
    if (Array.isArray(value)) return value.map(back);
    return typeof value === "string" && large.length ? value.replace(PRIVATE, (sign) => whose.get(sign) ?? sign) : value;
  }

  return { there: (sent) => (large.length ? sent.replace(LARGE, (sign) => instead.get(sign)) : sent), back };
};

// Ask a function of the answers about a line.
window.explainPython.ask = (question, line) => {
  const { there, back } = window.explainPython.standing(line);
  return back(window.explainPython.quickly(() => window.explainPython[question](there(line))));
};

// Run some Python. Every generator ends with an error, and what takes time is to find out where it was raised.
window.explainPython.quickly = (run) => {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return run();
  } finally {
    Error.stackTraceLimit = limit;
  }
};
