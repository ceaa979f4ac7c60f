// A log as the page's Python reads it: a text in which each character is one byte of UTF-8.
"use strict";

window.explainPython.octets = (() => {
  const ASCII = /^[\0-\x7f]*$/;
  const WORD = /[a-z]+/g, UPPER = /[A-Z]+/g, END = /[ \t-\r]+$/;
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

  function encoded(text) {
    if (ASCII.test(text)) return text;
    const data = new TextEncoder().encode(text), pieces = [];
    for (let at = 0; at < data.length; at += 8192) pieces.push(String.fromCharCode(...data.subarray(at, at + 8192)));
    return pieces.join("");
  }

  function decoded(data) {
    return ASCII.test(data) ? data : utf8.decode(Uint8Array.from(data, (sign) => sign.charCodeAt(0)));
  }

  // As `find` and `rfind` of Python's bytes: the place counts from the beginning of all.
  function find(data, sought, start = 0, end = data.length) {
    const at = end < data.length ? data.slice(start, end).indexOf(sought) : data.indexOf(sought, start);
    return end < data.length && at >= 0 ? start + at : at;
  }

  function findLast(data, sought, start = 0, end = data.length) {
    const at = data.slice(start, Math.max(end, start)).lastIndexOf(sought);
    return at < 0 ? at : start + at;
  }

  function count(data, sought, start, end) {
    let many = 0;
    for (let at = data.indexOf(sought, start); at >= 0 && at < end; at = data.indexOf(sought, at + 1)) many++;
    return many;
  }

  function stream(data) {
    let at = 0;
    return { read: (size) => data.slice(at, at += size) };
  }

  return {
    encoded, decoded, find, findLast, count, stream,
    lower: (data) => (ASCII.test(data) ? data.toLowerCase() : data.replace(UPPER, (run) => run.toLowerCase())),
    stripped: (data) => data.replace(END, ""),
    vocabulary: (low) => [...new Set(low.match(WORD))].join("\n"),
  };
})();

// Begin to read a log. What is returned reads on with each call, and returns what was found at the end.
window.explainPython.reading = (log) => {
  const { quickly, standing, octets } = window.explainPython;
  const { there, back } = standing(log);
  quickly(() => window.explainPython.begin(octets.stream(octets.encoded(there(log)))));
  return () => back(quickly(() => window.explainPython.step()));
};
