// What a page's Python needs of the browser, and how it is asked.
"use strict";

window.explainPython = {};

// The patterns of Python's `re`, found by the browser's engine. `stand_in_re.py` is the other half.
window.explainPython.regex = (() => {
  const IGNORECASE = 2, MULTILINE = 8;
  const WORD = "\\p{L}\\p{N}_", BLANK = "\\s\\x1c-\\x1f\\x85", OVER = "(?![^])";
  const EDGE = `(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`;
  const SIGNS = /[\^$\\.*+?()[\]{}|/]/;

  // Write a pattern as the browser reads it: what both spell alike they mean alike, but for what is here.
  function translated(pattern, many) {
    let made = "", inClass = false;
    for (let at = 0; at < pattern.length; at++) {
      const sign = pattern[at];
      if (sign === "\\") made += escaped(pattern[++at], inClass);
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

  const KINDS = {
    match: (source, flags) => new RegExp(source, `${flags}y`),
    fullmatch: (source, flags) => new RegExp(`(?:${source})${OVER}`, `${flags}y`),
    search: (source, flags) => new RegExp(source, `${flags}g`),
  };

  return (pattern, bits) => {
    const source = translated(pattern, bits & MULTILINE);
    const flags = bits & IGNORECASE ? "dui" : "du";
    const made = {};
    return (how, text, start, end) => {
      const one = made[how] ??= KINDS[how](source, flags);
      one.lastIndex = start;
      const found = one.exec(end < 0 ? text : text.slice(0, end));
      return found && found.indices.flatMap((pair) => pair ?? [-1, -1]);
    };
  };
})();

// Ask a function of `answers.py` about a line.
window.explainPython.ask = (() => {
  // Brython counts an emoji as two characters now and as one then. A character for private use stands in for it.
  function stand(line) {
    const large = [...new Set(line.match(/[\u{10000}-\u{10ffff}]/gu))];
    const free = [...Array(large.length + line.length).keys()].map((at) => String.fromCharCode(0xe000 + at));
    const signs = free.filter((sign) => !line.includes(sign)).slice(0, large.length);
    const exchange = (from, to) => (text) => from.reduce((text, sign, at) => text.replaceAll(sign, to[at]), text);
    return { there: exchange(large, signs), back: exchange(signs, large) };
  }

  function everywhere(change, value) {
    if (Array.isArray(value)) return value.map((each) => everywhere(change, each));
    return typeof value === "string" ? change(value) : value;
  }

  return (question, line) => {
    const { there, back } = stand(line);
    return everywhere(back, window.explainPython.quickly(() => window.explainPython[question](there(line))));
  };
})();

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
