"""Strings of programs: found, read as their language reads them, and written as it needs them.

Sources: RFC 8259 (JSON), the Python Language Reference 2.4, ECMA-262 12.9, Groovy's Syntax chapter 6,
Terraform's "Strings and Templates".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from explain import lazily
from explain.command.surroundings.model import Taken, Writer

_SIMPLE = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "\\": "\\",
    "'": "'",
    '"': '"',
    "`": "`",
    "/": "/",
    "$": "$",
}
_UNICODE = lazily.pattern(r"\\u([0-9A-Fa-f]{4})")
_BRACES = lazily.pattern(r"\{[^{}\n]{0,200}\}")
_DOLLARS = lazily.pattern(r"\$\{[^{}\n]{0,200}\}|\$[A-Za-z_][A-Za-z0-9_.]*")
_DOLLAR_BRACES = lazily.pattern(r"\$\{[^{}\n]{0,200}\}")
_PERCENT = lazily.pattern(r"%(?:\([A-Za-z0-9_]+\))?[sdr]")


class Dialect(NamedTuple):
    """How a language writes its strings. `quotes` has the longest first, which would else be cut short.

    `filled` says what a language puts values into: in which quotes, and by which signs.
    """

    name: str
    quotes: tuple[str, ...]
    comments: tuple[str, ...]
    filled: tuple[str, ...] = ()
    by: str = ""


JSON = Dialect("json", ('"',), ())
PYTHON = Dialect("python", ('"""', "'" * 3, '"', "'"), ("#",))
SCRIPT = Dialect("javascript", ("`", '"', "'"), ("//",), ("`",), "${")
GROOVY = Dialect("groovy", ('"""', "'" * 3, '"', "'"), ("//",), ('"""', '"'), "$")
HCL = Dialect("hcl", ('"',), ("#", "//"), ('"',), "${")
PROGRAM = Dialect("program", ('"""', '"', "'", "`"), ("#", "//"))


class Literal(NamedTuple):
    """A string of a program. `start` and `end` take in its quotes and what comes before them (`f`).

    One is torn where its own quotes are in it without a backslash: `"a "b" c"`.
    """

    start: int
    opened: int
    closed: int
    end: int
    quote: str
    prefix: str
    is_closed: bool = True
    is_torn: bool = False


def literals(text: str, dialect: Dialect) -> Iterator[Literal]:
    """Find every string of a program, comments left out."""
    at = 0
    stops = re.compile("|".join(re.escape(sign) for sign in (*dialect.comments, *dialect.quotes)))
    while match := stops.search(text, at):
        if match[0] in dialect.comments:
            if text[match.start() - 1 : match.start()] == ":":  # the slashes of an address
                at = match.end()
                continue
            end = text.find("\n", match.end())
            at = len(text) if end < 0 else end
            continue
        literal = literal_at(text, match.start(), match[0], dialect)
        yield literal
        at = literal.end


_PREFIX = lazily.pattern(r"(?<![A-Za-z0-9_])(?:[fF][rR]?|[rR][fFbB]?|[bB][rR]?|[uU])$")


def literal_at(text: str, start: int, quote: str, dialect: Dialect) -> Literal:
    """Read the string whose quote begins at a place, up to its closing quote or the end of its line."""
    opened = start + len(quote)
    before = (
        _PREFIX.search(text[max(0, start - 3) : start])
        if dialect.name in ("python", "program")
        else None
    )
    prefix = before[0].lower() if before else ""
    at = opened
    stop = re.compile(rf"\\|\n|\$\{{|{re.escape(quote)}")
    while match := stop.search(text, at):
        if match[0] == quote:
            if len(quote) == 1 and (last := _torn(text, match)):
                return Literal(
                    start - len(prefix), opened, last, last + 1, quote, prefix, True, True
                )
            return Literal(start - len(prefix), opened, match.start(), match.end(), quote, prefix)
        if match[0] == "\\":
            at = match.end() + 1
        elif match[0] == "\n" and len(quote) == 1 and quote != "`":
            return Literal(
                start - len(prefix), opened, match.start(), match.start(), quote, prefix, False
            )
        elif (
            match[0] == "${"
            and quote in dialect.filled
            and (filled := _DOLLAR_BRACES.match(text, match.start()))
        ):
            at = filled.end()
        else:
            at = match.end()
    return Literal(start - len(prefix), opened, len(text), len(text), quote, prefix, False)


_SPECIAL = lazily.pattern(r"[\\{}%$]")
_GOES_ON = lazily.pattern(r"[A-Za-z0-9$/]")


def _torn(text: str, match: re.Match[str]) -> int:
    """Return the place of the last quote of a line where a string continues after one, or 0."""
    if match[0] == "`" or not _GOES_ON.match(text, match.end()):
        return 0
    end = text.find("\n", match.end())
    last = text.rfind(match[0], match.end(), len(text) if end < 0 else end)
    return max(last, 0)


def take(taken: Taken, literal: Literal, dialect: Dialect, formatted: str = "") -> None:
    """Take a string's characters. `formatted` says what else fills it: `{` (`.format`) or `%`."""
    variables = _variables(literal, dialect, formatted)
    text, at, end = taken.source, literal.opened, literal.closed
    is_raw = "r" in literal.prefix
    taken.is_torn = taken.is_torn or literal.is_torn
    while at < end:
        match = _SPECIAL.search(text, at, end)
        stop = match.start() if match else end
        taken.keep(at, stop)
        at = stop
        if at < end:
            at = _special(taken, at, end, is_raw, variables)


_Reader = Callable[[Taken, int], int]


def _special(taken: Taken, at: int, end: int, is_raw: bool, variables: _Reader | None) -> int:
    """Take what begins with a sign that means something in a string; return where it ends."""
    if taken.source[at] == "\\" and not is_raw:
        return _escape(taken, at, end)
    if variables and (after := variables(taken, at)) > at and after <= end:
        return after
    taken.keep(at, at + 1)
    return at + 1


def _escape(taken: Taken, at: int, end: int) -> int:
    text = taken.source
    sign = text[at + 1 : at + 2]
    if at + 1 >= end or (sign not in _SIMPLE and sign not in "u\n\r"):
        taken.keep(at, at + 1)  # Python keeps the backslash of an escape that there is not
        return at + 1
    if code := _UNICODE.match(text, at):
        taken.put(chr(int(code[1], 16)), at, at + 6)
        return at + 6
    if sign in "\n\r":  # the line continues: nothing of this is in the string
        taken.end = at + 2
        return at + 2
    if sign == "u":
        taken.keep(at, at + 1)
        return at + 1
    taken.put(_SIMPLE[sign], at, at + 2)
    return at + 2


def _variables(literal: Literal, dialect: Dialect, formatted: str) -> _Reader | None:
    if "f" in literal.prefix or formatted == "{":
        return _braces
    if formatted == "%":
        return _percents
    if literal.quote in dialect.filled:
        return {"$": _dollars, "${": _dollar_braces}[dialect.by]
    return None


def _braces(taken: Taken, at: int) -> int:
    """`{name}` of Python; `{{` and `}}` are braces."""
    text = taken.source
    if text[at] == text[at + 1 : at + 2] and text[at] in "{}":
        taken.put(text[at], at, at + 2)
        return at + 2
    if match := _BRACES.match(text, at):
        name = match[0][1:-1] or f"value{len(taken.variables) + 1}"
        taken.variable(f"${{{name}}}", at, match.end())
        return match.end()
    return at


def _percents(taken: Taken, at: int) -> int:
    if match := _PERCENT.match(taken.source, at):
        taken.variable(f"${{value{len(taken.variables) + 1}}}", at, match.end())
        return match.end()
    return at


def _dollars(taken: Taken, at: int) -> int:
    """`$name` and `${name}` of Groovy."""
    return _filled(taken, at, _DOLLARS)


def _dollar_braces(taken: Taken, at: int) -> int:
    if taken.source.startswith("$${", at):  # Terraform's way to write `${`
        taken.put("${", at, at + 3)
        return at + 3
    return _filled(taken, at, _DOLLAR_BRACES)


def _filled(taken: Taken, at: int, pattern: re.Pattern[str]) -> int:
    match = pattern.match(taken.source, at)
    if not match:
        return at
    taken.variables[match[0]] = match[0]
    taken.keep(at, match.end())
    return match.end()


def writer(literal: Literal, dialect: Dialect, formatted: str = "") -> Writer:
    """Return what writes new text into a string."""
    if not literal.quote:
        return _plain_writer
    many = len(literal.quote) == 3 or literal.quote == "`"
    quote = literal.quote[0]
    is_filled = literal.quote in dialect.filled
    braced = "f" in literal.prefix or formatted == "{"

    def write(text: str) -> str | None:
        if "r" in literal.prefix:
            return None if quote in text or "\n" in text else text
        text = text.replace("\\", "\\\\").replace(quote, f"\\{quote}")
        text = text if many else text.replace("\n", "\\n")
        if is_filled and dialect.by == "$":
            text = text.replace("$", "\\$")
        elif is_filled:
            text = text.replace("${", "\\${" if quote == "`" else "$${")
        if braced:
            text = text.replace("{", "{{").replace("}", "}}")
        return text.replace("%", "%%") if formatted == "%" else text

    return write


def _plain_writer(text: str) -> str | None:
    """Write what needs no quotes in a list of YAML (YAML 1.2.2, 7.3.3)."""
    is_plain = not any(sign in text for sign in (",", "[", "]", "{", "}", "\n", ": ", " #"))
    return text if is_plain else None
