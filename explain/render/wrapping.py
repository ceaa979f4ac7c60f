"""Prose broken into lines between words; code in it is never broken, and a command has a line for itself.

A terminal folds a line that is too long for it, and joins it again when it is copied. A line end or spaces
that we print are copied as they are, and a shell runs what is before them. So a whole command is one line
of output. Nothing comes before it but spaces, not even a prompt, and nothing behind it: three clicks on the
line select what runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Piece(NamedTuple):
    """Some text of a line, and what it is: code, a command, strong, a link and so on; or nothing of these."""

    text: str
    style: str = ""


Line = tuple[Piece, ...]
_Word = list[Piece]

_CODE = re.compile(r"`([^`\n]+)`")

_PROGRAM = re.compile(
    r"(?:sudo )?(?:aws|docker|podman|buildah|skopeo|nerdctl|crane|helm|oras|explain-ecr|curl|openssl|getent"
    r"|grep|env|echo|printf|cut|tail|head|ls|id|python3|pip|chmod|chown|unset|export|sudo|test|command|wsl"
    r"|timedatectl|docker-credential-[a-z-]+) "
)
_PLACEHOLDER = re.compile(r"…|\.\.\.|<|\b(?!AWS\b|TLS\b)[A-Z]{3,}\b(?!=)")
_ARGUMENT = re.compile(r" (?![a-z][a-z-]*(?: |$))\S")
"""A word that is not a bare name, as those of subcommands are."""

_OUR_OWN = re.compile(r"explain-ecr \S+ \S+")
_WHOLE_BY_TWO_WORDS = re.compile(r"(?:aws|explain-ecr) ")
"""Programs whose subcommands run as they are; `docker login` rather names what it does."""


def is_command(code: str) -> bool:
    """Tell whether some code is a whole command, with arguments and no placeholder, and so to be run."""
    return (
        _PROGRAM.match(code) is not None
        and not _PLACEHOLDER.search(code)
        and (_OUR_OWN.match(code) is not None or _ARGUMENT.search(code) is not None)
    )


def is_remedy(code: str) -> bool:
    """Tell the same of code in a remedy, which is there to be run: a subcommand is enough."""
    return is_command(code) or bool(
        _WHOLE_BY_TWO_WORDS.match(code) and not _PLACEHOLDER.search(code)
    )


def quoted(text: str) -> Iterator[Piece]:
    """Take a text apart at its backquotes."""
    end = 0
    for match in _CODE.finditer(text):
        if match.start() > end:
            yield Piece(text[end : match.start()])
        yield Piece(match[1], "code")
        end = match.end()
    if end < len(text):
        yield Piece(text[end:])


def text_of(line: Iterable[Piece], mark: str = "`") -> str:
    """Return a line's text, with code between marks."""
    return "".join(_marked(piece, mark) for piece in line)


class Wrapper(NamedTuple):
    """How to break prose: the columns, how the first and the other lines begin, the mark around code.

    With `remedy` all code that can be run has a line for itself; else only what has arguments, and does not
    begin the text, as that tells of the command.
    """

    width: int
    first: str = ""
    rest: str = ""
    mark: str = "`"
    remedy: bool = False

    def wrap(self, pieces: Iterable[Piece]) -> list[Line]:
        """Break pieces of text into lines."""
        lines: list[Line] = []
        for part in self._parts(list(pieces)):
            if isinstance(part, str):
                lines.append((Piece(f"{self.rest}    "), Piece(part, "command")))
            else:
                lines += self.filled(part, self.rest if lines else self.first)
        return lines

    def _parts(self, pieces: list[Piece]) -> Iterator[list[Piece] | str]:
        """Yield the commands, and the pieces between them, which read on where a command was."""
        prose: list[Piece] = []
        for before, piece, after in _with_neighbours(pieces):
            if self._has_a_line(before, piece, after, bool(text_of(prose).strip())):
                if text_of(prose).strip(" "):
                    yield _introducing(prose)
                yield piece.text
                prose = []
            elif before and before.style == "code" and not prose:
                prose = [Piece(re.sub(r"^[.,;:]+(?=\s|$)", "", piece.text), piece.style)]
            else:
                prose.append(piece)
        if text_of(prose).strip():
            yield prose

    def _has_a_line(
        self, before: Piece | None, piece: Piece, after: Piece | None, is_introduced: bool
    ) -> bool:
        """Tell whether a piece is a command to be run, and not in parentheses or part of a word."""
        if piece.style != "code":
            return False
        if (before and not before.text.endswith((" ", "\n"))) or (
            after and after.text[:1] not in _AFTER
        ):
            return False
        if self.remedy:
            return is_remedy(piece.text)
        return is_introduced and is_command(piece.text)

    def filled(self, pieces: list[Piece], lead: str = "") -> Iterator[Line]:
        """Fill lines with words."""
        line: list[Piece] = [Piece(lead)] if lead else []
        room = self.width - len(lead)
        is_empty = True
        for word in self.words(pieces):
            size = len(text_of(word, self.mark))
            if not is_empty and size + 1 > room:
                yield tuple(line)
                line = [Piece(self.rest)] if self.rest else []
                room = self.width - len(self.rest)
                is_empty = True
            if not is_empty:
                line.append(Piece(" ", _shared(line[-1], word[0])))
            line += word
            room -= size + (not is_empty)
            is_empty = False
        if not is_empty:
            yield tuple(line)

    def words(self, pieces: list[Piece]) -> Iterator[_Word]:
        """Yield the words, cutting those that no line can hold, unless they are code or an address."""
        room = max(self.width - max(len(self.first), len(self.rest)), 1)
        for word in _words(pieces):
            text = text_of(word)
            if len(text) <= room or "://" in text or any(piece.style == "code" for piece in word):
                yield word
            else:
                yield from (
                    [Piece(text[start : start + room], word[0].style)]
                    for start in range(0, len(text), room)
                )


_AFTER = ("", " ", "\n", ".", ",", ";", ":")
"""What may come after a command that is taken out of its sentence."""


def _introducing(prose: list[Piece]) -> list[Piece]:
    """End what comes before a command with a colon, if it has no end."""
    while prose[-1].style != "code" and not prose[-1].text.strip():
        prose = prose[:-1]
    if text_of(prose).rstrip().endswith((":", ".", "?", "!", ",")):
        return prose
    *others, last = prose
    if last.style == "code":
        return [*prose, Piece(":")]
    return [*others, Piece(f"{last.text.rstrip()}:", last.style)]


def _with_neighbours(
    pieces: list[Piece],
) -> Iterator[tuple[Piece | None, Piece, Piece | None]]:
    around = [None, *pieces, None]
    return (
        (before, piece, after)
        for before, piece, after in zip(around, pieces, around[2:], strict=False)
    )


def _words(pieces: list[Piece]) -> Iterator[_Word]:
    """Yield the words, each of one or more pieces. Spaces inside code do not separate words."""
    word: _Word = []
    for piece in pieces:
        if piece.style == "code":
            word.append(piece)
            continue
        for text in re.split(r"(\s+)", piece.text):
            if text.strip():
                word.append(Piece(text, piece.style))
            elif text and word:
                yield word
                word = []
    if word:
        yield word


def _shared(left: Piece, right: Piece) -> str:
    """Return the style of the space between two words."""
    return left.style if left.style == right.style and left.style != "code" else ""


def _marked(piece: Piece, mark: str) -> str:
    return f"{mark}{piece.text}{mark}" if piece.style == "code" else piece.text
