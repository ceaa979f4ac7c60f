"""The front matter of an error page: a narrow subset of YAML, read without a YAML parser.

`key: value`, strings that need it in single quotes, and one level of mapping, indented by spaces.
Whatever is accepted here is read in the same way by YAML itself, numbers and `yes` as text apart.
"""

from __future__ import annotations

import re

from explain.errors import LessonProblem

Facts = dict[str, "str | dict[str, str]"]

_PAIR = re.compile(r"( *)('(?:[^']|'')*'|[^\s'\"\[\]{}&*!|>%@`,?:#-][^:#]*):(?: +(.*?))? *")
_QUOTED = re.compile(r"'((?:[^']|'')*)'")
_NEVER_FIRST = "\"'[]{}&*!|>%@`,?:#-"
"""What a string without quotes may not begin with: it would mean something else to YAML."""


def read(source: str, where: str) -> tuple[Facts, list[str], int]:
    """Return the facts, the lines of the body, and how many lines stand before the body.

    Raises `LessonProblem` with the file and the line.
    """
    lines = source.split("\n")
    end = lines.index("---", 1) if lines[0] == "---" and "---" in lines[1:] else 0
    if not end:
        raise LessonProblem(
            where, 1, "The page has no front matter.", "Begin the file with ---, facts, and ---."
        )
    return _facts(lines[1:end], where), lines[end + 1 :], end + 1


def _facts(lines: list[str], where: str) -> Facts:
    facts: Facts = {}
    inner: dict[str, str] | None = None
    for number, line in enumerate(lines, start=2):
        if not line.strip():
            continue
        match = _PAIR.fullmatch(line)
        if not match or (match[1] and inner is None):
            raise LessonProblem(where, number, f"{line!r} is no fact.", "Write `key: value`.")
        key = _string(match[2], number, where)
        target: dict[str, str] | Facts = facts if not match[1] or inner is None else inner
        if key in target:
            raise LessonProblem(where, number, f"{key!r} stands here twice.", "Keep one.")
        if match[3] is None and not match[1]:
            facts[key] = inner = {}
        else:
            target[key] = _string(match[3] or "", number, where)
            inner = inner if match[1] else None
    return facts


def _string(text: str, line: int, where: str) -> str:
    quoted = _QUOTED.fullmatch(text)
    if quoted:
        return quoted[1].replace("''", "'")
    if not text or text[0] in _NEVER_FIRST or ": " in text or " #" in text or text[-1] == ":":
        raise LessonProblem(
            where,
            line,
            f"{text!r} means something else to YAML.",
            "Put the string in single quotes, and write '' for a quote inside.",
        )
    return text
