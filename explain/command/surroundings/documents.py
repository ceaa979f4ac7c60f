"""Documents that hold other texts: Terraform with its here-documents, Markdown with its fences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from explain import lazily
from explain.command.surroundings.family import is_family
from explain.command.surroundings.model import Inside, Taken, within
from explain.command.surroundings.programs import read as read_strings
from explain.command.surroundings.strings import HCL

_HEREDOC = lazily.pattern(r"<<([-~]?)\"?([A-Za-z_][A-Za-z0-9_]*)\"?[ \t]*\r?\n")
_FILLED = lazily.pattern(r"\$\$\{|%%\{|\$\{[^{}\n]{0,200}\}")


def read_hcl(text: str) -> list[Inside]:
    """Find the commands in Terraform's strings and here-documents, in order."""
    bodies = list(_heredocs(text))
    found = [_heredoc(text, start, end) for start, end in bodies]
    blank = _without(text, bodies)
    found += read_strings(blank, HCL)
    return sorted((inside for inside in found if is_family(inside.text)), key=_start)


def _start(inside: Inside) -> int:
    return inside.at[0]


def _heredocs(text: str) -> Iterator[tuple[int, int]]:
    """Give the places of here-documents' bodies, without the line that ends them."""
    at = 0
    while opening := _HEREDOC.search(text, at):
        closing = re.compile(rf"^[ \t]*{opening[2]}[ \t]*\r?$", re.MULTILINE).search(
            text, opening.end()
        )
        end = closing.start() if closing else len(text)
        yield opening.end(), max(end - 1, opening.end())
        at = closing.end() if closing else len(text)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """Replace some pieces of a text with spaces, so that every other character keeps its place."""
    pieces = []
    at = 0
    for start, end in spans:
        pieces += [text[at:start], " " * (end - start)]
        at = end
    return "".join((*pieces, text[at:]))


def _heredoc(text: str, start: int, end: int) -> Inside:
    """Take a here-document, its common indentation left out, as `<<-` has it."""
    lines = text[start:end].split("\n")
    indents = [len(line) - len(line.lstrip(" \t")) for line in lines if line.strip()]
    indent = min(indents, default=0)
    taken = Taken(text)
    taken.layer("hcl-heredoc")
    taken.writer(lambda new: new.replace("${", "$${").replace("\n", "\n" + " " * indent))
    at = start
    for number, line in enumerate(lines):
        begin = at + min(indent, len(line))
        if number:
            taken.put("\n", taken.end, begin)
        _keep_filled(taken, begin, at + len(line))
        at += len(line) + 1
    return taken.inside()


def _keep_filled(taken: Taken, start: int, end: int) -> None:
    at = start
    while match := _FILLED.search(taken.source, at, end):
        taken.keep(at, match.start())
        if match[0].startswith("${"):
            taken.variable(match[0], match.start(), match.end())
        else:
            taken.put(match[0][1:], match.start(), match.end())
        at = match.end()
    taken.keep(at, end)


_FENCE = lazily.pattern(
    r"^([ \t]*(?:>[ \t]?)*)(`{3,}|~{3,})[ \t]*\{?\.?([A-Za-z0-9_+-]*)[^\n`]*$", re.MULTILINE
)


def is_markdown(text: str) -> bool:
    """Whether a text has fences."""
    return bool(_FENCE.search(text))


def read_markdown(text: str, read: Callable[[str, str], list[Inside]]) -> list[Inside]:
    """Find the commands in the fences of a Markdown text; `read` reads a text of a language."""
    found: list[Inside] = []
    at = 0
    while opening := _FENCE.search(text, at):
        start = min(opening.end() + 1, len(text))
        closing = re.compile(
            rf"^[ \t>]*{opening[2]}[{opening[2][0]}]*[ \t]*\r?$", re.MULTILINE
        ).search(text, start)
        end = closing.start() if closing else len(text)
        fence = _fence(text, start, max(end - 1, start), len(opening[1]))
        found += [within(fence, inside) for inside in read(fence.text, opening[3].lower())]
        at = closing.end() if closing else len(text)
    return found


def _fence(text: str, start: int, end: int, indent: int) -> Inside:
    taken = Taken(text)
    taken.layer("markdown-fence")
    prefix = text[start : start + indent]
    taken.writer(lambda new: new.replace("\n", f"\n{prefix}"))
    at = start
    for number, line in enumerate(text[start:end].split("\n")):
        begin = at + (indent if line.startswith(prefix) else 0)
        if number:
            taken.put("\n", taken.end, begin)
        taken.keep(begin, at + len(line))
        taken.end = max(taken.end, begin)
        at += len(line) + 1
    return taken.inside()
