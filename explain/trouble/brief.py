"""A page on one screen of 24 lines and 80 columns: what happened, the fix, how to tell the causes apart."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field

from explain import lazily
from explain.content.errorpages import ErrorPage
from explain.trouble.values import Values, filled, samples

COLUMNS = 80
ROWS = 21
"""Rows of a page, including the last, empty one. A terminal of 24 lines has one more for the prompt."""

WHICH = "**Which cause is yours?** (`--more` shows everything.)"
LEAST_CAUSES = 3
LONG = 8
"""Rows of JSON that are too many for a screen that has more to say."""

_LEAD = lazily.pattern(r"\*\*(.+?)\*\*", re.DOTALL)
_END = lazily.pattern(r"[.!?]\)?(?= +[A-Z`*\[(]| *$)")
_TELLS = lazily.pattern(
    r"`|\b(?:compare|look|ask|see|tells?|says?|shows?|prints?|begins?|names?)\b", re.IGNORECASE
)
"""What a sentence has that helps to tell a cause: a command, or where to look."""


@dataclass(eq=False, repr=False)
class _Cause:
    """A cause: its name, the rest of that sentence, the sentences that follow; and what is shown of them."""

    name: str
    tail: str
    sentences: list[str]
    with_tail: bool = False
    shown: set[int] = field(default_factory=set)

    def markdown(self) -> str:
        told = f"**{self.name}**{self.tail if self.with_tail else ''}"
        if not re.search(r"[.!?]\W*$", told):
            told += "."
        return " ".join([told, *(self.sentences[at] for at in sorted(self.shown))])


@dataclass(eq=False, repr=False)
class Brief:
    """The parts of a screen: sentences, blocks of Markdown, causes."""

    happened: list[str]
    fix: list[str]
    causes: list[_Cause]

    def texts(self) -> tuple[str, str, str]:
        """Return the screen as three texts of Markdown: what happened, the fix, the causes."""
        return " ".join(self.happened), "\n\n".join(self.fix), f"{WHICH}\n\n{self._list()}"

    def _list(self) -> str:
        causes = enumerate(self.causes, start=1)
        return "\n".join(f"{number}. {cause.markdown()}" for number, cause in causes)

    def rows(self) -> int:
        """Return how many rows of a terminal these take, with an empty one after each block."""
        blocks = (" ".join(self.happened), *self.fix, WHICH, self._list())
        return sum(height(block) + 1 for block in blocks)


def brief(page: ErrorPage, values: Values, room: int = ROWS, case: str = "") -> Brief:
    """Shorten a page so that it takes no more rows than there is room for, where it can be so short.

    Its fix is that of the case.
    """
    groups = list(_groups(page.fixes[case]))
    first = groups[0] if groups else []
    draft = Brief(
        _sentences(filled(page.section(""), values)),
        _fix(first, values),
        [_cause(filled(text, values)) for text in _items(page.section("Causes"))],
    )
    _shorten(draft, room)
    _tell_more(draft, room)
    for group in groups[1:]:
        draft.fix += (more := [filled(block, values) for block in group])
        if draft.rows() > room:
            del draft.fix[-len(more) :]
            break
    return draft


def _fix(group: list[str], values: Values) -> list[str]:
    """Return the first blocks of the fix, with where their values come from."""
    head = f"**Fix**{origin(chr(10).join(group), values)}"
    texts = [_short(filled(block, values)) for block in group]
    if not texts or texts[0].startswith("```"):
        return [f"{head}:", *texts]
    return [f"{head}. {' '.join(texts[0].split())}", *texts[1:]]


def _short(block: str) -> str:
    """Return a block, a long one of JSON on one line, which says the same."""
    if block.startswith("```json") and height(block) > LONG:
        text = block.partition("\n")[2].removesuffix("```")
        return f"```json\n{json.dumps(json.loads(text))}\n```"
    return block


def origin(text: str, values: Values) -> str:
    """Say which values of some commands are the log's, and which are samples; nothing without any."""
    if not samples(text, Values()):
        return ""
    left = samples(text, values)
    if not left:
        return " (with the values from your log)"
    pairs = zip(*((f"`{sign}`", name) for sign, name in left), strict=True)
    signs, names = map(_listed, pairs)
    put = f"{signs} {'is a sample' if len(left) == 1 else 'are samples'}: use your {names}"
    return (
        f" ({put})"
        if len(left) == len(samples(text, Values()))
        else f" (with values from your log; {put})"
    )


def _listed(words: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def in_one_line(page: ErrorPage, values: Values, case: str = "") -> str:
    """Return the first step of a case's fix in one line: what to do, and the command."""
    group = next(_groups(page.fixes[case]), [page.summary])
    *texts, last = (filled(block, values) for block in group)
    told = _sentences(" ".join(texts if last.startswith("```") else [*texts, last]))[-1:]
    return " ".join([*told, *_code_in_one_line(last)])


def _code_in_one_line(block: str) -> list[str]:
    """Return the code of a block as one line that can be copied and run; none for a text."""
    kind, *lines, _ = block.split("\n") if block.startswith("```") else ("", "")
    if kind == "```json":
        return [json.dumps(json.loads("\n".join(lines)))]
    if (
        kind == "```yaml"
    ):  # keys side by side are one mapping: https://yaml.org/spec/1.2.2/#742-flow-mappings
        return [f"{{{', '.join(lines)}}}" if lines[1:] else lines[0]]
    return [" && ".join(filter(None, lines))] if kind == "```console" else []


def _shorten(draft: Brief, room: int) -> None:
    """Leave sentences and causes out until the screen is large enough, the least needed first."""
    while draft.rows() > room and len(draft.happened) > 2:
        draft.happened.pop()
    while draft.rows() > room and len(draft.causes) > LEAST_CAUSES + 1:
        draft.causes.pop()
    if draft.rows() > room:
        head, *texts = _sentences(draft.fix[0])
        draft.fix[0] = " ".join([head, *texts[-1:]])
    while draft.rows() > room and len(draft.happened) > 1:
        draft.happened.pop()
    while draft.rows() > room and len(draft.causes) > LEAST_CAUSES:
        draft.causes.pop()


def _tell_more(draft: Brief, room: int) -> None:
    """Tell of each cause what there is room for: first what tells it from the others."""
    for cause in draft.causes:
        telling = (at for at, sentence in enumerate(cause.sentences) if _TELLS.search(sentence))
        _try(draft, room, cause, next(telling, None))
    for cause in draft.causes:
        cause.with_tail = True
        cause.with_tail = draft.rows() <= room
    for cause in draft.causes:
        for at in range(len(cause.sentences)):
            _try(draft, room, cause, at)


def _try(draft: Brief, room: int, cause: _Cause, at: int | None) -> None:
    if at is not None and at not in cause.shown:
        cause.shown.add(at)
        if draft.rows() > room:
            cause.shown.remove(at)


def _groups(markdown: str) -> Iterator[list[str]]:
    """Cut a section into texts with the code that each leads to; what follows the last code is one, too."""
    group: list[str] = []
    for block in _blocks(markdown):
        group.append(block)
        if block.startswith("```"):
            yield group
            group = []
    if group:
        yield group


def _blocks(markdown: str) -> Iterator[str]:
    """Cut some Markdown at its empty lines, except those in code."""
    block: list[str] = []
    for line in markdown.split("\n"):
        if line or (block and block[0].startswith("```")):
            block.append(line)
        elif block:
            yield "\n".join(block)
            block = []
        if line.startswith("```") and len(block) > 1 and block[0].startswith("```"):
            yield "\n".join(block)
            block = []
    if block:
        yield "\n".join(block)


def _items(markdown: str) -> Iterator[str]:
    """Return the items of a numbered list, each as one line."""
    return (" ".join(item.split()) for item in re.split(r"(?m)^\d+\. ", markdown)[1:])


def _cause(text: str) -> _Cause:
    match = _LEAD.match(text)
    if not match:
        first, *others = _sentences(text)
        return _Cause(first.rstrip("."), "", others)
    name, rest = match[1], text[match.end() :]
    if name.endswith(".") or rest.startswith("."):
        return _Cause(name.rstrip("."), "", _sentences(rest.removeprefix(".")))
    tail, *after = _sentences(rest) or [""]
    colon = ":" if name.endswith(":") else ""
    return _Cause(name.rstrip(":"), f"{colon}{_joined_to(tail)}", after)


def _joined_to(tail: str) -> str:
    return tail if tail[:1] in (",", ":", ";", "") else f" {tail}"


def _sentences(text: str) -> list[str]:
    """Cut a paragraph into sentences; no end of one is looked for in code."""
    text = " ".join(text.split())
    sentences, begin = list[str](), 0
    for end in _END.finditer(text):
        if text.count("`", 0, end.start()) % 2 == 0:
            sentences.append(text[begin : end.end()].strip())
            begin = end.end()
    rest = text[begin:].strip()
    return [*sentences, rest] if rest else sentences


def height(block: str, width: int = COLUMNS - 3) -> int:
    """Return how many rows of a terminal a block of Markdown takes; code folds, and is never broken."""
    if block.startswith("```"):
        lines = block.split("\n")[1:-1]
        return sum(-(-(len(line) + 4) // COLUMNS) or 1 for line in lines)
    lines = block.split("\n") if re.match(r"\d+\. ", block) else [" ".join(block.split())]
    return sum(max(len(textwrap.wrap(_plain(line), width)), 1) for line in lines)


def _plain(markdown: str) -> str:
    """Return what is read of a line: links without their addresses, no signs of strong text."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown).replace("**", "")
