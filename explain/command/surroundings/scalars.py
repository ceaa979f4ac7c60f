"""The styles in which YAML writes a text, each read as YAML reads it.

Source: YAML 1.2.2, chapters 7.3 (double-quoted, single-quoted, plain) and 8.1 (literal, folded).
"""

from __future__ import annotations

from explain import lazily
from explain.command.surroundings.model import Taken, Writer
from explain.command.surroundings.strings import Dialect, Literal, take, writer

FLOW = Dialect("yaml", ('"', "'"), ("#",))
_EXPRESSION = lazily.pattern(r"\$\{\{[^{}\n]{0,200}\}\}|\{\{-?[ ]*[A-Za-z_][^{}\n]{0,200}\}\}")
_COMMENT = lazily.pattern(r"[ \t]#")
_DASH = lazily.pattern(r"[ \t]*-(?=[ \t])")
ENTRY = lazily.pattern(
    r"([ \t]*)((?:-[ \t]+)*)"
    r"(?:([A-Za-z_][A-Za-z0-9_./-]*|\"[^\"\n]{1,80}\"|'[^'\n]{1,80}')[ ]*:(?=[ \t\r\n]|$))?[ \t]*"
)
BLOCK = lazily.pattern(r"([|>])[0-9+-]{0,2}[ \t]*(?:#[^\n]*)?(?:\r?\n|$)")


def line_end(text: str, at: int) -> int:
    """Return where the line that holds a place ends."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _indent(text: str, at: int) -> int:
    """Return how far the line that begins at a place is indented; -1 for an empty one."""
    place = at
    while text[place : place + 1] in (" ", "\t"):
        place += 1
    return -1 if text[place : place + 1] in ("", "\n", "\r") else place - at


def block(taken: Taken, sign: str, at: int, parent: int) -> None:
    """Take a literal (`|`) or a folded (`>`) block: every line that is indented far enough."""
    text = taken.source
    taken.layer("yaml-literal" if sign == "|" else "yaml-folded")
    taken.end = at
    indent = 0
    lines: list[
        tuple[int, int]
    ] = []  # where each line begins after its indentation, and where it ends
    while at < len(text):
        here = _indent(text, at)
        end = line_end(text, at)
        if here >= 0:
            indent = indent or here
            if here < indent or here <= parent:
                break
        lines.append((min(at + indent, end), end))
        at = end + 1
    while lines and lines[-1][0] == lines[-1][1]:
        lines.pop()
    taken.writer(_block_writer(sign, " " * indent))
    _block_lines(taken, sign, lines)


def _block_lines(taken: Taken, sign: str, lines: list[tuple[int, int]]) -> None:
    previous = ""
    for number, (start, end) in enumerate(lines):
        typed = taken.source[start:end]
        if number:
            folds = sign == ">" and bool(typed.strip()) and bool(previous.strip())
            folds = folds and not typed[:1].isspace() and not previous[:1].isspace()
            if sign == ">" and previous.strip() == "" and typed.strip():
                taken.end = (
                    start  # of empty lines in a folded block, each but one is an end of a line
                )
            else:
                taken.put(" " if folds else "\n", taken.end, start)
        _keep(taken, start, end)
        previous = typed


def _block_writer(sign: str, indent: str) -> Writer:
    def write(text: str) -> str | None:
        if "\n" not in text:
            return text
        return text.replace("\n", f"\n{indent}") if sign == "|" else None

    return write


def _keep(taken: Taken, start: int, end: int) -> None:
    """Keep the characters from `start` to `end`; an expression of a template becomes a shell variable."""
    at = start
    while match := _EXPRESSION.search(taken.source, at, end):
        taken.keep(at, match.start())
        name = match[0].strip("${}-").strip()
        taken.variable(f"${{{name}}}", match.start(), match.end())
        at = match.end()
    taken.keep(at, end)


def plain(taken: Taken, start: int, end: int, parent: int, layer: str) -> None:
    """Take a plain text: up to its comment, and further lines that are indented more than what it is in."""
    text = taken.source
    taken.layer(layer)
    taken.writer(_plain_writer)
    _keep_line(taken, start, end)
    at = end + 1
    while at < len(text) and _indent(text, at) > parent:
        behind = at + _indent(text, at)
        if text[behind] == "#" or _DASH.match(text, at) or _is_key(text, at):
            break
        taken.put(" ", taken.end, behind)
        _keep_line(taken, behind, line_end(text, at))
        at = line_end(text, at) + 1


def _is_key(text: str, at: int) -> bool:
    entry = ENTRY.match(text, at)
    return bool(entry and entry[3])


def _keep_line(taken: Taken, start: int, end: int) -> None:
    """Take a line of a plain text without its comment and the spaces at its end."""
    comment = _COMMENT.search(taken.source, start, end)
    if comment:
        end = comment.start()
    while end > start and taken.source[end - 1] in " \t\r":
        end -= 1
    _keep(taken, start, end)


def _plain_writer(text: str) -> str | None:
    return None if "\n" in text or ": " in text or " #" in text else text


def single_quoted(taken: Taken, start: int) -> None:
    """Take a text in single quotes, in which a quote is written twice."""
    text = taken.source
    taken.layer("yaml-single-quoted")
    taken.writer(_single_writer)
    at = start + 1
    while at < len(text):
        stop = min((place for place in (text.find("'", at), text.find("\n", at)) if place >= 0),
                   default=len(text))  # fmt: skip
        _keep(taken, at, stop)
        if text.startswith("''", stop):
            taken.put("'", stop, stop + 2)
            at = stop + 2
        elif text[stop : stop + 1] == "\n":
            at = _fold(taken, stop)
        else:
            break


def _fold(taken: Taken, at: int) -> int:
    """Treat the end of a line within quotes as a space; return where the next line's text begins."""
    behind = at + 1
    while taken.source[behind : behind + 1] in (" ", "\t"):
        behind += 1
    taken.put(" ", at, behind)
    return behind


def _single_writer(text: str) -> str | None:
    return None if "\n" in text else text.replace("'", "''")


def double_quoted(taken: Taken, start: int) -> None:
    """Take a text in double quotes, in which a backslash means what it means in C."""
    text = taken.source
    closed = start + 1
    while closed < len(text) and text[closed] != '"':
        closed += 2 if text[closed] == "\\" else 1
    closed = min(closed, len(text))
    literal = Literal(start, start + 1, closed, closed + 1, '"', "")
    taken.layer("yaml-double-quoted")
    taken.writer(writer(literal, FLOW))
    at = start + 1
    while at < closed:
        match = _EXPRESSION.search(text, at, closed)
        line = text.find("\n", at, closed)
        stops = [
            closed,
            *([line] if line >= 0 else []),
            *([match.start()] if match and match.end() <= closed else []),
        ]
        stop = min(stops)
        take(taken, literal._replace(opened=at, closed=stop), FLOW)
        if stop == line:
            at = _fold(taken, stop)
        elif match and stop == match.start():
            _keep(taken, stop, match.end())
            at = match.end()
        else:
            break
    taken.end = closed
