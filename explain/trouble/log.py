"""A log of any size and from anywhere, as blocks of lines; and a line of it, cleaned.

Blocks stay bytes, and only lose what may be in the middle of a word (terminal escapes,
NULs), so that a hundred megabytes can be searched for plain words. A line is cleaned, which takes
long, when a word was found in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from explain import lazily
from explain.trouble.octets import Readable, chunks, count, decoded, find, find_last

LONGEST = 1 << 20
"""Bytes of a line without an end that are kept before it is cut."""

AROUND = 2048
"""Bytes of a long line, on either side of a place in it, that are looked at."""

WRAPPED = 3
"""Lines over which a message may go."""

# What steers a terminal: colours and cursor (ECMA-48, CSI), strings (OSC, APC and others), the rest.
ESCAPES = lazily.pattern(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]P_^X][^\x07\x1b\n]*(?:\x07|\x1b\\)|[ -/]*[0-Z\\-~])"
    rb"|\xc2\x9b[0-?]*[ -/]*[@-~]"
)

# The same where a copy or a JSON string made text of it. Without the escape character only a colour with its
# digits is one: `[manifests latest]` and `[5m ago]` are words in brackets.
ESCAPES_AS_TEXT = lazily.pattern(
    r"(?:\\{1,4}(?:x1[bB]|u001[bB]|033|[eE])|\^\[|␛)\[[0-9;?]*[A-Za-z]"
    r"|\[[0-9]{1,3}(?:;[0-9]{1,3}){0,6}[mK](?![^\[\]]*\])"
)
WHITE = lazily.pattern(
    "[\t\n\x0b\x0c\r \x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+"
)
INVISIBLE = lazily.pattern("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b-\u200f\u2060\ufeff]")
STRAIGHT = str.maketrans("‘’‚“”„", "'''\"\"\"")

PREFIXES = (
    # Times: ISO 8601 (GitHub, Jenkins, GitLab with its stream's name), with slashes (Go, CodeBuild).
    (
        r"\[?[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}[T ,]+[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]+)?"
        r"(?: ?(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2}))?\]?:?(?: [0-9]{2}[OE](?:\+|(?= |$)))?"
    ),
    r"\[?[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]+)?\]?",
    # syslog and journald: the time, the machine, the program.
    (
        r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +[0-9]{1,2} [0-9]{2}:[0-9]{2}:[0-9]{2}"
        r"(?: [\w.-]+)? [\w./@-]+(?:\[[0-9]+\])?:"
    ),
    # Kubernetes' own programs, and its events: `kubectl describe` and `kubectl get events`.
    r"[IWEF][0-9]{4} [0-9:.]+ +[0-9]+ [\w.-]+:[0-9]+\]",
    r"(?:Normal|Warning) [A-Z]\w+ [0-9]+[smhd][0-9smhd]*(?: \(x[0-9]+ over [0-9smhd]+\))? [a-z][\w-]*(?= )",
    r"[0-9]+[smhd][0-9smhd]* (?:Normal|Warning) [A-Z]\w+ \w+/[\w.-]+(?= )",
    # docker compose, BuildKit, a Dockerfile's step, GitLab's sections.
    r"[A-Za-z0-9][\w.-]{0,80} +\|(?= |$)",
    r"#[0-9]+ (?:[0-9]+\.[0-9]+(?= |$))?",
    r"section_(?:start|end):[0-9]+:[\w.\[\]=,-]+",
    # Commands of GitHub Actions and of Azure Pipelines.
    r"##\[[a-z]+\]",
    r"::(?:error|warning|notice|debug|group)(?: [^:]*)?::",
    r"##vso\[[^\]]*\]",
    # A name in brackets: a stage of Jenkins, CodeBuild's container, a level; no number, address or share.
    r"\[(?!Errno)[A-Za-z][\w./ #-]{0,60}\](?= )",
    # A shell's trace, a prompt, a quotation, a frame.
    r"\++(?= )",
    r"[$>│╷╵|](?= |$)",
    # PowerShell names the program.
    r"(?:docker|aws)(?:\.exe)? : ",
)
"""What comes before a message in logs, and is removed repeatedly until none is left."""

# A line of a structured log: JSON, as docker's json-file, slog and zap write it, or logfmt. What it says
# is in some of its fields.
STRUCTURED = lazily.pattern(r"\{ ?\"|(?:time|ts|t|level|lvl)=")
SAID = lazily.pattern(
    r"(?:\"(?:log|msg|message|err|error|errorMessage|reason)\" ?: ?|\b(?:msg|err|error)=)"
    r"\"((?:[^\"\\]|\\.)*)\"?"
)
ESCAPED = lazily.pattern(r"\\(?:u00([2-7][0-9a-fA-F])|([nrt])|([\"'/\\]))")

PREFIX = lazily.pattern(f" *(?:{'|'.join(PREFIXES)}) *", re.ASCII)


class Block(NamedTuple):
    """Some lines in UTF-8, mostly. `first` is the first one's number, counted from 1.

    It begins with the last lines of the block before it, because a message may go on in the next line.
    """

    first: int
    data: bytes


class Place(NamedTuple):
    """A line of a block, or what of a long one is around a place in it."""

    number: int
    start: int
    end: int


Text = tuple[int, str]
"""A line's number, and the line as it is read."""


Surroundings = tuple[str, str, str]
"""What comes before a line, the line, and what comes after it."""


def blocks(stream: Readable) -> Iterator[Block]:
    """Read a log to its end, block by block."""
    first, kept, rest = 1, b"", b""
    for chunk in chunks(stream):
        rest += chunk
        end = find_last(rest, b"\n", len(rest) - len(chunk)) + 1
        if not end and len(rest) < LONGEST:
            continue
        end = end or len(rest)
        block = Block(first, kept + _without_escapes(rest[:end]))
        yield block
        again = _last_lines(block.data)
        first, kept, rest = (
            first + count(block.data, b"\n", 0, again),
            block.data[again:],
            rest[end:],
        )
    if rest:
        yield Block(first, kept + _without_escapes(rest))


def _last_lines(data: bytes) -> int:
    """Return where the last lines begin that may belong to a message, or the end of a long one."""
    at = len(data) - 1
    for _ in range(WRAPPED - 1):
        at = find_last(data, b"\n", 0, max(at, 0))
    return max(at + 1, len(data) - WRAPPED * AROUND)


def places(block: Block, low: bytes, word: bytes) -> Iterator[Place]:
    """Find the lines that hold a word, given the block in lower case too; a long line in pieces."""
    number, counted, at = block.first, 0, find(low, word)
    while at >= 0:
        number += count(low, b"\n", counted, at)
        counted = at
        place = around(block, at, number)
        yield place
        at = find(low, word, min(place.end, at + AROUND // 2))


def around(block: Block, at: int, number: int) -> Place:
    """Return the line that a place is in, no more than so much of it on either side."""
    first = max(at - AROUND, 0)
    start = find_last(block.data, b"\n", first, at) + 1 or first
    end = find(block.data, b"\n", at, at + AROUND)
    return Place(number, start, min(at + AROUND, len(block.data)) if end < 0 else end)


def vicinity(low: bytes, place: Place) -> bytes:
    """Return a line and its neighbours as they are: enough to see what cannot be there."""
    start, end = place.start, place.end
    for _ in range(WRAPPED - 1):
        first = max(start - AROUND, 0)
        start = find_last(low, b"\n", first, max(start - 1, 0)) + 1 or first
        after = find(low, b"\n", end + 1, end + AROUND)
        end = after if after >= 0 else end + AROUND
    return low[start:end]


def neighbours(block: Block, place: Place) -> tuple[list[Text], list[Text]]:
    """Return the lines before a line, and those after it, over which a message may go."""
    before: list[Text] = []
    behind: list[Text] = []
    start, end = place.start, place.end
    for distance in range(1, WRAPPED):
        if start > 1:
            other = around(block, start - 2, place.number - distance)
            before = [*numbered(block, other), *before]
            start = other.start
        if end + 1 < len(block.data):
            other = around(block, end + 1, place.number + distance)
            behind += numbered(block, other)
            end = other.end
    return before[1 - WRAPPED :], behind[: WRAPPED - 1]


def surroundings(block: Block, place: Place) -> Surroundings:
    """Return what comes before a line, the line, and what comes after it, as they are in the log."""
    parts = (
        block.data[max(place.start - AROUND, 0) : place.start],
        block.data[place.start : place.end],
        block.data[place.end : place.end + AROUND],
    )
    before, line, behind = map(decoded, parts)
    return before, line, behind


def numbered(block: Block, place: Place) -> list[Text]:
    """Return the texts of a line, each with the line's number."""
    return [(place.number, text) for text in texts(block, place.start, place.end)]


def texts(block: Block, start: int, end: int) -> list[str]:
    """Return a line as it is read, cleaned; several where it was overwritten, as progress is shown."""
    shown = decoded(block.data[start:end])
    return [text for part in shown.split("\r") if (text := clean(part))]


def clean(line: str) -> str:
    """Return a line without what steers a terminal, without times and prefixes, with single spaces."""
    text = ESCAPES_AS_TEXT.sub("", line) if "[" in line else line
    text = WHITE.sub(" ", INVISIBLE.sub("", text)).strip(" ")
    text = _without_prefixes(text if text.isascii() else text.translate(STRAIGHT))
    if STRUCTURED.match(text) and (said := _said(text)):
        text = _without_prefixes(said)
    return text


def _without_prefixes(text: str) -> str:
    while (match := PREFIX.match(text)) and match.end():
        text = text[match.end() :]
    return text


def _said(text: str) -> str:
    """Return what a line of a structured log says, each thing once; empty if no field says anything."""
    values = (ESCAPED.sub(_unescaped, match[1]) for match in SAID.finditer(text))
    return WHITE.sub(" ", ": ".join(dict.fromkeys(filter(None, values)))).strip(" ")


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else match[3] or " "


def _without_escapes(chunk: bytes) -> bytes:
    if b"\0" in chunk:
        chunk = chunk.replace(b"\0", b"")
    if b"\x1b" in chunk or b"\xc2\x9b" in chunk:
        chunk = ESCAPES.sub(b"", chunk)
    return chunk
