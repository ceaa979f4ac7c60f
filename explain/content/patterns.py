"""The patterns of the error pages: what every text that they match must contain, and their dialect.

They are searched for by Python here and by the browser's engine on the site, so they are written in what both
read alike. A text is first searched for plain words, which is quick; only where all the words of a
pattern stand is the pattern itself tried. This module takes a pattern apart to find these words. That is done
when the pages are compiled, because taking hundreds of patterns apart takes as long as starting Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from explain.content.errorpages import Needed

ANCHOR = 6
"""Literal characters in a row that a pattern must have."""

ENOUGH = 3
"""Words that two ways through a pattern must share to be looked for together: one alone, such as
`credentials`, is in any line of a log, and the pattern would be tried on each."""

_FORBIDDEN = {
    r"\(\?<": "looks behind, or names a group",
    r"\(\?P": "names a group",
    r"\(\?[^:=!<P]": "sets a flag, or is a kind of group that only one of them has",
    r"\\[AZzGpPNUuxXkKhHRQE]": "has an escape that only one of them has",
    r"\\[0-9]": "refers back to a group",
    r"[*+?}]\+": "repeats possessively",
    r"\{,": "repeats without a lower bound",
    r"\[\^?\]": "begins a class with ]",
    r"[‘’“”]": "has typographic quotes, which a cleaned line never has",
}
_QUANTIFIER = re.compile(r"(?:[*+?]|\{(\d+)(?:,\d*)?\})\??")
_LETTERS = re.compile("[a-z]+")
_PARTS = re.compile(r"[^\s'\"`]+")
_MOST_VARIANTS = 32

Pieces = tuple[str, ...]
"""Characters as they must be; an empty string stands for anything at all."""


def faults(pattern: str, *, searched: bool = True) -> Iterator[str]:
    """Say what is wrong with a pattern, in words that go on from its name.

    One that whole logs are searched for needs some literal characters.
    """
    try:
        re.compile(pattern, re.IGNORECASE | re.ASCII)
    except re.error as error:
        yield f"is no regular expression: {error}"
        return
    unescaped = re.sub(r"\\[^A-Za-z0-9]", "_", pattern)
    yield from (why for found, why in _FORBIDDEN.items() if re.search(found, unescaped))
    if searched and any(max(map(len, runs), default=0) < ANCHOR for runs in _variants(pattern)):
        yield f"has nowhere {ANCHOR} characters that stand as they are"


def needed(pattern: str) -> Iterator[Needed]:
    """Give the sets of words that `words` returns, with the longest run of letters in each."""
    for found in words(pattern):
        runs = [run for word in found for run in _LETTERS.findall(word)]
        yield Needed(found, max(runs, key=len, default=""))


def words(pattern: str) -> tuple[Pieces, ...]:
    """Return what a match must contain: one of these sets of words, each longest first, in lower case.

    A word has no white space and no quote in it, so that no line break can be in the middle.
    """
    sets = [
        {word for run in runs for word in _PARTS.findall(run.lower())}
        for runs in _variants(pattern)
    ]
    common = set.intersection(*sets)
    if sum(len(word) > 1 for word in common) >= ENOUGH and max(map(len, common)) >= ANCHOR:
        sets = [common]
    ordered = (tuple(sorted(each, key=lambda word: (-len(word), word))) for each in sets)
    return tuple(dict.fromkeys(ordered))


def _variants(pattern: str) -> list[list[str]]:
    """Return, for each way through the pattern's alternatives, the runs of characters that must occur."""
    return [
        [run for run in "".join(piece or "\0" for piece in pieces).split("\0") if run]
        for pieces in _alternatives(pattern)
    ]


def _alternatives(pattern: str) -> list[Pieces]:
    found: list[Pieces] = []
    for branch in _cut(pattern):
        sequences: list[Pieces] = [()]
        for atom, least in _atoms(branch):
            ways = _ways(atom) if least else [("",)]
            if least and len(ways) * len(sequences) > _MOST_VARIANTS:
                ways = [("",)]
            if atom.endswith("\0"):
                ways = [(*way, "") for way in ways]
            sequences = [(*left, *right) for left, right in product(sequences, ways)]
        found += sequences
    return found


def _ways(atom: str) -> list[Pieces]:
    """Return the ways through one atom."""
    text = atom.rstrip("\0")
    if text.startswith(("(?=", "(?!")) or text in (".", "^", "$"):
        return [("",)]
    if text.startswith("("):
        return _alternatives(text[1:-1].removeprefix("?:"))
    if text.startswith("["):
        return [("",)]
    if text.startswith("\\"):
        return [("",)] if text[1].isalnum() else [(text[1],)]
    return [(text,)]


def _cut(pattern: str) -> list[str]:
    """Cut a pattern at its outermost bars."""
    branches = [""]
    for atom in _scan(pattern):
        if atom == "|":
            branches.append("")
        else:
            branches[-1] += atom
    return branches


def _atoms(branch: str) -> Iterator[tuple[str, int]]:
    """List the atoms of a branch, each with how often it must occur; a NUL marks one that may go on."""
    atoms = list(_scan(branch))
    for number, atom in enumerate(atoms):
        if _QUANTIFIER.fullmatch(atom):
            continue
        after = atoms[number + 1] if number + 1 < len(atoms) else ""
        match = _QUANTIFIER.fullmatch(after)
        if not match:
            yield atom, 1
        elif after[0] in "*?" or match[1] == "0":
            yield atom, 0
        else:
            yield f"{atom}\0", 1


def _scan(pattern: str) -> Iterator[str]:
    """Cut a pattern into characters, escapes, classes, whole groups, quantifiers and bars."""
    at = 0
    while at < len(pattern):
        end = _end(pattern, at)
        yield pattern[at:end]
        at = end


def _end(pattern: str, at: int) -> int:
    """Return where the element that begins here ends."""
    quantifier = _QUANTIFIER.match(pattern, at)
    if quantifier and at:
        return quantifier.end()
    if pattern[at] == "\\":
        return at + 2
    if pattern[at] == "[":
        at += 2 if pattern[at + 1] == "^" else 1
        while pattern[at] != "]":
            at += 2 if pattern[at] == "\\" else 1
        return at + 1
    if pattern[at] == "(":
        at += 3 if pattern[at + 1] == "?" else 1
        while pattern[at] != ")":
            at = _end(pattern, at)
        return at + 1
    return at + 1
