"""One word of a line: its quotes removed, its variables found, its `$(…)` read in turn.

The rules are those of the POSIX shell (IEEE Std 1003.1, Shell Command Language, 2.2 and 2.6) with bash's
additions. What PowerShell writes otherwise is read too where no shell could mean anything else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from explain.command.cursor import BLANKS, Cursor
from explain.command.model import Run, Script, Sign, Word

DEEPEST = 20
"""Levels of `$(…)` that are read; what lies deeper is taken unchanged."""

ENDS = BLANKS + "\n|&;<>)"
"""What ends a word, if it is not quoted."""

_VARIABLE = re.compile(
    r"\$(?:(?:[Ee][Nn][Vv]|[Ss]cript|[Gg]lobal|[Ll]ocal|[Pp]rivate|[Uu]sing):[A-Za-z0-9_]+"
    r"|[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?!$_-])"
)
_PERCENT = re.compile(r"%[A-Za-z_][A-Za-z0-9_]*%")
PLACEHOLDER = re.compile(r"<[A-Za-z][A-Za-z0-9_.-]{0,40}(?: [A-Za-z][A-Za-z0-9_.-]{0,40}){0,4}>")
_TEMPLATE = re.compile(r"\{\{[^{}\s]*\}\}")
_TEMPLATE_IN_QUOTES = re.compile(r"\{\{[^{}]*\}\}")
_BRACES = re.compile(r"\$\{|\}")
_BRACKETS = {")": re.compile(r"[()]"), "`": re.compile("`")}
_PLAIN = re.compile(r"[^ \t\r\n|&;<>()\\^`'\"$%*?\[~{]+")
_PLAIN_IN_QUOTES = re.compile(r"[^\\`\"$%{]+")


class _Made:
    """A word in the making."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.literal = True
        self.inner: list[Script] = []
        self.variables: list[Sign] = []

    def take(self, cursor: Cursor, length: int) -> None:
        """Read some characters that are themselves."""
        self._add(cursor, length, False)

    def hole(self, cursor: Cursor, length: int) -> None:
        """Read some characters for which something else is put in."""
        self._add(cursor, length, True)

    def variable(self, cursor: Cursor, length: int) -> None:
        """Read a variable."""
        self.hole(cursor, length)
        self.variables.append(cursor.sign(cursor.at - length))

    def _add(self, cursor: Cursor, length: int, is_hole: bool) -> None:
        text = cursor.line[cursor.at : cursor.at + length]
        self.runs.append(Run(cursor.at, text, is_hole))
        cursor.at += length


def starts_word(cursor: Cursor) -> bool:
    """Whether a word can begin here. A bracket, a placeholder `<name>` and `<(…)` begin one."""
    return cursor.more and (
        cursor.char not in ENDS or bool(placeholder(cursor)) or _process(cursor)
    )


def placeholder(cursor: Cursor) -> str:
    """Return the `<account-id>` that is here: something to fill in, and no redirection."""
    found = PLACEHOLDER.match(cursor.line, cursor.at)
    return found[0] if found else ""


def read_word(cursor: Cursor, closing: str) -> Word:
    """Read the word that begins here; at least one character of it."""
    start = cursor.at
    made = _Made()
    if cursor.ahead("}}"):
        made.hole(cursor, 2)  # the end of `{{ … }}`, which is several words here
    while cursor.more:
        if cursor.char in ENDS and not _goes_on(cursor, start):
            break
        if closing == "`" and cursor.char == "`":
            break
        if (length := cursor.continuation(cursor.at)) and _is_last(cursor, length):
            break
        _READERS.get(cursor.char, _plain)(cursor, made)
    raw = cursor.line[start : cursor.at]
    literal = made.literal and not made.inner and not made.variables
    return Word(
        start,
        cursor.at,
        raw,
        "".join(run.text for run in made.runs),
        literal,
        tuple(made.inner),
        tuple(made.variables),
        tuple(made.runs),
    )


def _goes_on(cursor: Cursor, start: int) -> bool:
    return bool(placeholder(cursor)) or (cursor.at == start and _process(cursor))


def _is_last(cursor: Cursor, length: int) -> bool:
    """Whether a continuation comes after the word rather than inside it."""
    behind = cursor.line[cursor.at + length : cursor.at + length + 1]
    return not behind or behind in ENDS


def _process(cursor: Cursor) -> bool:
    """Whether a process substitution begins here: `<(…)`."""
    return cursor.ahead("<(") or cursor.ahead(">(")


def _plain(cursor: Cursor, made: _Made) -> None:
    found = _PLAIN.match(cursor.line, cursor.at)
    made.take(cursor, len(found[0]) if found else 1)


def _pattern(cursor: Cursor, made: _Made) -> None:
    """A sign that the shell replaces by file names, or `~` by the home folder where it comes first."""
    if cursor.char != "~" or not made.runs:
        made.literal = False
    made.take(cursor, 1)


def _angle(cursor: Cursor, made: _Made) -> None:
    if found := placeholder(cursor):
        made.literal = False
        made.take(cursor, len(found))
    else:
        made.take(cursor, 1)  # and the bracket of <( follows


def _escape(cursor: Cursor, made: _Made) -> None:
    if length := cursor.continuation(cursor.at):
        cursor.at += length
        return
    if cursor.at + 1 < len(cursor.line):
        cursor.at += 1
    made.take(cursor, 1)


def _caret(cursor: Cursor, made: _Made) -> None:
    if length := cursor.continuation(cursor.at):
        cursor.at += length
    else:
        made.take(cursor, 1)


def _single(cursor: Cursor, made: _Made) -> None:
    start = cursor.at
    end = cursor.line.find("'", start + 1)
    if end < 0:
        cursor.problems.append(Sign(start, start + 1, "'"))
    cursor.at += 1
    made.take(cursor, (len(cursor.line) if end < 0 else end) - cursor.at)
    cursor.at += end >= 0


def _double(cursor: Cursor, made: _Made) -> None:
    start = cursor.at
    cursor.at += 1
    while cursor.more and cursor.char != '"':
        if found := _PLAIN_IN_QUOTES.match(cursor.line, cursor.at):
            made.take(cursor, len(found[0]))
        elif cursor.char == "\\":
            _escape_in_quotes(cursor, made)
        elif cursor.char == "$" and cursor.line[cursor.at + 1 : cursor.at + 2] in ("'", '"'):
            made.take(cursor, 1)
        elif cursor.char == "{":
            _template(cursor, made, _TEMPLATE_IN_QUOTES)
        else:
            _READERS[cursor.char](cursor, made)
    if cursor.more:
        cursor.at += 1
    else:
        cursor.problems.append(Sign(start, start + 1, '"'))


def _escape_in_quotes(cursor: Cursor, made: _Made) -> None:
    behind = cursor.line[cursor.at + 1 : cursor.at + 2]
    if behind == "\n":
        cursor.at += 2
    else:
        cursor.at += bool(behind) and behind in '$`"\\'
        made.take(cursor, 1)


def _dollar(cursor: Cursor, made: _Made) -> None:
    if cursor.ahead("$(("):
        _arithmetic(cursor, made)
    elif cursor.ahead("$("):
        _substitution(cursor, made, "$(", ")")
    elif cursor.ahead("${"):
        _braces(cursor, made)
    elif cursor.ahead("$'"):
        _ansi(cursor, made)
    elif found := _VARIABLE.match(cursor.line, cursor.at):
        made.variable(cursor, len(found[0]))
    else:
        made.take(cursor, 1)


def _arithmetic(cursor: Cursor, made: _Made) -> None:
    start = cursor.at
    end = cursor.line.find("))", start + 3)
    if end < 0:
        cursor.problems.append(Sign(start, start + 3, "$(("))
    made.literal = False
    made.hole(cursor, (len(cursor.line) if end < 0 else end + 2) - start)


def _braces(cursor: Cursor, made: _Made) -> None:
    """`${NAME}`, also with a default (`${NAME:-eu-west-1}`); and `${{ NAME }}` of GitHub's workflows."""
    made.literal = False
    made.variable(cursor, _end_of_braces(cursor) - cursor.at)


def _end_of_braces(cursor: Cursor) -> int:
    """Return where the braces that open here close, over those inside them; the line's end if they do not."""
    end = cursor.line.find("}}", cursor.at) if cursor.ahead("${{") else -1
    if end >= 0:
        return end + 2
    depth = 0
    for brace in _BRACES.finditer(cursor.line, cursor.at):
        depth += 1 if brace[0] == "${" else -1
        if depth == 0:
            return brace.end()
    cursor.problems.append(Sign(cursor.at, cursor.at + 2, "${"))
    return len(cursor.line)


_ANSI = re.compile(r"\$'((?:[^'\\]|\\[\s\S])*)'")


def _ansi(cursor: Cursor, made: _Made) -> None:
    """`$'…'`, in which a backslash means what it means in C; its escapes are left as they are."""
    if found := _ANSI.match(cursor.line, cursor.at):
        made.literal = made.literal and "\\" not in found[1]
        cursor.at += 2
        made.take(cursor, len(found[1]))
        cursor.at += 1
    else:
        made.take(cursor, 1)


def _backquote(cursor: Cursor, made: _Made) -> None:
    if length := cursor.continuation(cursor.at):
        cursor.at += length
    else:
        _substitution(cursor, made, "`", "`")


def _bracket(cursor: Cursor, made: _Made) -> None:
    _substitution(cursor, made, "(", ")")


def _percent(cursor: Cursor, made: _Made) -> None:
    """`%NAME%`, a variable of cmd; to a shell it is text."""
    if found := _PERCENT.match(cursor.line, cursor.at):
        made.variable(cursor, len(found[0]))
    else:
        made.take(cursor, 1)


def _substitution(cursor: Cursor, made: _Made, opening: str, closing: str) -> None:
    start = cursor.at
    cursor.at += len(opening)
    made.literal = False
    if cursor.depth < DEEPEST:
        script = cursor.nested(cursor, closing)
        made.inner.append(script)
        if cursor.line[script.end : cursor.at] != closing:
            cursor.problems.append(Sign(start, start + len(opening), opening))
    else:
        cursor.too_deep.append(cursor.sign(start))
        cursor.at = _end_of_brackets(cursor, closing)
    made.runs.append(Run(start, cursor.line[start : cursor.at], True))


def _end_of_brackets(cursor: Cursor, closing: str) -> int:
    """Return where a bracket closes that is not read; the line's end if it does not."""
    depth = 1
    for bracket in _BRACKETS[closing].finditer(cursor.line, cursor.at):
        depth += 1 if bracket[0] == "(" else -1
        if depth == 0:
            return bracket.end()
    return len(cursor.line)


def _brace(cursor: Cursor, made: _Made) -> None:
    _template(cursor, made, _TEMPLATE)


def _template(cursor: Cursor, made: _Made, pattern: re.Pattern[str]) -> None:
    """`{{ NAME }}`, which Jinja, Go templates and Helm fill in before a shell sees the line."""
    if found := pattern.match(cursor.line, cursor.at):
        made.hole(cursor, len(found[0]))
    else:
        made.take(cursor, 1)


_READERS: Mapping[str, Callable[[Cursor, _Made], None]] = {
    "\\": _escape,
    "^": _caret,
    "'": _single,
    '"': _double,
    "$": _dollar,
    "`": _backquote,
    "(": _bracket,
    "%": _percent,
    "{": _brace,
    "<": _angle,
    ">": _angle,
    "*": _pattern,
    "?": _pattern,
    "[": _pattern,
    "~": _pattern,
}
