"""Commands in the strings of a program: Python, JavaScript, Groovy (Jenkins), Terraform, JSON and others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from explain import lazily
from explain.command.surroundings.family import PROGRAMS, SHELLS, is_family
from explain.command.surroundings.model import Inside, Taken, Writer
from explain.command.surroundings.strings import Dialect, Literal, literals, take, writer

_NAME = r"([A-Za-z_$][A-Za-z0-9_.]*(?:\[[^\]\n]{0,80}\]|\([^()\n]{0,80}\))?)"
_PLUS = lazily.pattern(rf"\s*[+.]\s*(?:{_NAME}\s*[+.]\s*)?(?=[fFrRbBuU]?[\"'`])")
_PLUS_NAME = lazily.pattern(rf"\s*[+]\s*{_NAME}(?=\s*(?:[,;)\]}}\n]|$))")
_COMMA = lazily.pattern(rf"\s*,\s*(?:{_NAME}\s*,\s*)*(?=[fFrRbBuU]?[\"'`])")
_COMMA_NAME = lazily.pattern(rf"[\"']?\s*,\s*{_NAME}(?=\s*[,\])])")
_BLANK = lazily.pattern(r"(?:\s|\\\n)*(?=[fFrRbBuU]?[\"'])")
_ELEMENT = lazily.pattern(_NAME)
_FORMATTED = lazily.pattern(r"\s*(?:\.format\(|%(?=[\s(]))")
_PLAIN = lazily.pattern(r"[A-Za-z0-9_@+=:,./-]+")
_OPENING = lazily.pattern(r"[\[({]\s*$")


def read(text: str, dialect: Dialect) -> list[Inside]:
    """Find every command in the strings of a program, in order."""
    chains = list(_chains(text, dialect))
    found: list[Inside] = []
    at = 0
    while at < len(chains):
        row = _row(text, chains, at)
        found += [inside for inside in of_row(text, row, dialect) if is_family(inside.text)]
        at += len(row)
    return found


Chain = list[Literal]
"""Strings that are put together: `"…" + name + "…"`, or side by side in Python."""


def _chains(text: str, dialect: Dialect) -> Iterator[Chain]:
    chain: Chain = []
    for literal in literals(text, dialect):
        if chain and literal.start < chain[-1].end:
            continue
        if chain and _joins(text, chain[-1], literal, dialect):
            chain.append(literal)
            continue
        gap = _PLUS.match(text, chain[-1].end) if chain else None
        if gap and gap.end() > literal.start:
            continue  # a string within what is added: `os.environ["NAME"]`
        if chain:
            yield chain
        chain = [literal]
    if chain:
        yield chain


def _joins(text: str, before: Literal, behind: Literal, dialect: Dialect) -> bool:
    """Whether a program puts two strings together."""
    if not before.is_closed or dialect.name == "json":
        return False
    gap = _PLUS.match(text, before.end)
    if gap and gap.end() == behind.start:
        return True
    side_by_side = _BLANK.match(text, before.end) if dialect.name == "python" else None
    return bool(side_by_side and side_by_side.end() == behind.start)


def _row(text: str, chains: Sequence[Chain], at: int) -> list[Chain]:
    """Return the strings that follow each other in a list, separated by commas."""
    row = [chains[at]]
    if not _opening(text, chains[at]):
        return row
    for number in range(at + 1, len(chains)):
        chain = chains[number]
        comma = _COMMA.match(text, row[-1][-1].end)
        if not comma or comma.end() != chain[0].start:
            break
        row.append(chain)
    return row


def _opening(text: str, chain: Chain) -> str:
    """Return the bracket before a string, the empty text if it has none."""
    start = chain[0].start
    opening = _OPENING.search(text[max(0, start - 80) : start])
    return opening[0][0] if opening else ""


def of_row(text: str, row: Sequence[Chain], dialect: Dialect) -> Iterator[Inside]:
    """Find the commands in strings that follow each other: one, several, or the words of one."""
    words = [text[chain[0].opened : chain[0].closed] for chain in row]
    program = words[0].rpartition("/")[2]
    if (
        len(row) > 2
        and program in SHELLS
        and words[1].lower().lstrip("-/") in ("c", "lc", "ec", "command")
    ):
        yield _string(text, row[2], dialect)
    elif len(row) > 1 and (program in PROGRAMS or program in ("sudo", "env")):
        if arguments := _arguments(text, row, dialect):
            yield arguments
    elif len(row) > 1 and dialect.name != "json" and _opening(text, row[0]) == "[":
        yield _lines(text, row, dialect)
    else:
        for chain in row:
            yield _string(text, chain, dialect)


def _string(text: str, chain: Chain, dialect: Dialect) -> Inside:
    taken = Taken(text)
    _take_chain(taken, chain, dialect)
    return taken.inside()


def _lines(text: str, row: Sequence[Chain], dialect: Dialect) -> Inside:
    """A list of commands, one after the other, as Terraform's `inline` has it."""
    taken = Taken(text)
    for number, chain in enumerate(row):
        if number:
            taken.put("\n", taken.end, chain[0].opened)
        _take_chain(taken, chain, dialect)
    return taken.inside()


def _take_chain(taken: Taken, chain: Chain, dialect: Dialect) -> None:
    text = taken.source
    formatted = _FORMATTED.match(text, chain[-1].end)
    sign = formatted[0].strip()[:1].replace(".", "{") if formatted else ""
    sign = sign if dialect.name in ("python", "program") else ""
    for number, literal in enumerate(chain):
        if number:
            _take_gap(taken, chain[number - 1], literal)
        taken.layer(_layer(literal, dialect))
        taken.writer(writer(literal, dialect, sign))
        take(taken, literal, dialect, sign)
        taken.end = literal.closed
    added = _PLUS_NAME.match(text, chain[-1].end) if chain[-1].is_closed else None
    if added and dialect.name != "json":
        taken.variable(f"${{{added[1]}}}", chain[-1].closed, added.end())


def _take_gap(taken: Taken, before: Literal, behind: Literal) -> None:
    """Take what is between two strings: nothing, or a variable that is put in there."""
    gap = _PLUS.match(taken.source, before.end)
    if gap and gap[1]:
        taken.variable(f"${{{gap[1]}}}", before.closed, behind.opened)
    else:
        taken.end = behind.opened


def _arguments(text: str, row: Sequence[Chain], dialect: Dialect) -> Inside | None:
    """A list of words that no shell reads: `["docker", "login", "-u", "AWS"]`."""
    taken = Taken(text)
    taken.layer("argument-list")
    taken.writer(_words_writer(row[0][0].quote))
    for number, chain in enumerate(row):
        if number:
            _between(taken, chain[0])
        word = Taken(text)
        _take_chain(word, chain, dialect)
        typed = "".join(word.text)
        if "'" in typed:
            return None
        is_plain = bool(word.variables) or bool(_PLAIN.fullmatch(typed))
        if not is_plain:
            taken.put("'", taken.end, chain[0].opened)
        taken.text += word.text
        taken.at += word.at
        taken.variables |= word.variables
        taken.end = chain[-1].closed
        if not is_plain:
            taken.put("'", taken.end, chain[-1].closed)
    _names_behind(taken)
    return taken.inside()


def _names_behind(taken: Taken) -> None:
    """Take the names that end a list of words for variables."""
    while name := _COMMA_NAME.match(taken.source, taken.end):
        taken.put(" ", taken.end, name.start(1))
        taken.variable(f"${{{name[1]}}}", name.start(1), name.end())


def _between(taken: Taken, behind: Literal) -> None:
    """Take the comma between two words of a list as a space, and names in between as variables."""
    text = taken.source
    at = taken.end
    comma = text.find(",", at, behind.start)
    while name := _ELEMENT.search(text, comma, behind.start) if comma >= 0 else None:
        if text.find(",", name.end(), behind.start) < 0:
            break
        taken.put(" ", at, name.start())
        taken.variable(f"${{{name[0]}}}", name.start(), name.end())
        at = name.end()
        comma = text.find(",", at, behind.start)
    taken.put(" ", at, behind.opened)


def _words_writer(quote: str) -> Writer:
    """Return the function that writes words into a list, which only knows plain words."""

    def write(text: str) -> str | None:
        words = text.split(" ")
        if not all(_PLAIN.fullmatch(word) for word in words if word):
            return None
        return f"{quote}, {quote}".join(words)

    return write


def _layer(literal: Literal, dialect: Dialect) -> str:
    """Return the name of the layer for a string literal of a language."""
    is_filled = literal.quote in dialect.filled
    if dialect.name == "groovy":
        return "groovy-filled" if is_filled else "jenkins-step"
    if dialect.name == "javascript" and is_filled:
        return "javascript-template"
    if "f" in literal.prefix:
        return "python-f-string"
    return f"{dialect.name}-string"
