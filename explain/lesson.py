"""A lesson: Markdown text, taken apart into sections, prose and cues. Pure: text in, records out.

The dialect is GitHub's. A fence whose information string is `act NAME BEAT` is a cue: there the
player performs the act up to the end of that beat. The fence's body holds the notes, one a label:

    ```act token expiry
    expiresAt: When the password stops working.
    time left: A note may go on
      in lines that are indented.
    ```

A fence with `follow` shows where the password was seen so far. One with `sequence` holds notes as well,
on what crosses the wire: the site draws it, and in a terminal the notes are a list.

A fence with `predict LABEL` asks what the evidence of that label will show. Its body is the question, an
empty line, and the choices, each with the value that would make it right, in which `…` is any text:

    ```predict times the secret key is in them
    How often does the request hold your secret key?

    never: 0
    once, in a header: 1
    ```

A comment `<!-- speaker 2 min: … -->` is for the speaker of a talk; nothing else shows it. A comment
`<!-- brief LABEL: … -->` is all that `--brief` shows of its section: some Markdown, and the evidence of
that label. One without a label is for a section that performs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from explain.errors import LessonProblem

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Text:
    """A block of prose, as Markdown source."""

    markdown: str
    line: int


@dataclass(frozen=True, slots=True)
class Cue:
    """Here the act is performed up to the end of a beat; `notes` go next to what it shows."""

    act: str
    beat: str
    notes: Mapping[str, str]
    line: int


@dataclass(frozen=True, slots=True)
class FollowCue:
    """Here the player says where the password was seen."""

    line: int


@dataclass(frozen=True, slots=True)
class Question:
    """A question before an act's evidence. `choices` have the value of the evidence that makes them right."""

    text: str
    label: str
    choices: Mapping[str, str]
    line: int


@dataclass(frozen=True, slots=True)
class Remark:
    """What a speaker may say here, and in how many minutes."""

    text: str
    minutes: int
    line: int


@dataclass(frozen=True, slots=True)
class Brief:
    """What a section comes to, as Markdown, and the label of the one piece of evidence for it."""

    text: str
    label: str
    line: int


Block = Text | Cue | FollowCue | Question | Remark | Brief


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what is below it. The first section of a lesson is its introduction."""

    title: str
    level: int
    line: int
    blocks: tuple[Block, ...]

    @property
    def acts(self) -> tuple[str, ...]:
        """The acts that this section performs, in order, each once."""
        return tuple(dict.fromkeys(block.act for block in self.blocks if isinstance(block, Cue)))


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson. `facts` are those of its front matter, in their order; `where` is its page."""

    facts: Mapping[str, str]
    sections: tuple[Section, ...]
    where: str

    @property
    def name(self) -> str:
        """The name by which people ask for it."""
        return self.facts["name"]

    @property
    def summary(self) -> str:
        """What it is about, in a few words."""
        return self.facts["summary"]

    @property
    def step(self) -> int:
        """Its step of the walkthrough; 0 if it is not one."""
        return int(self.facts.get("step", "0"))

    @property
    def title(self) -> str:
        """The lesson's first heading."""
        return self.sections[0].title


@cache
def parser() -> MarkdownIt:
    """Return the one Markdown parser, which everybody shares and nobody changes."""
    return new_parser()


@lru_cache(
    maxsize=512
)  # of our pages and their sections, which a check reads several times, there are 374
def tokens_of(source: str) -> list[Token]:
    """Parse a page. Nobody changes the tokens."""
    return parser().parse(source)


def new_parser() -> MarkdownIt:
    """Make a parser for somebody who sets it up further: CommonMark with GitHub's additions."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.gfm import gfm_plugin

    markdown = MarkdownIt("commonmark").use(gfm_plugin, front_matter=True)
    markdown.inline.ruler.before("gfm_autolink_protocol", "quoted_address", _quoted_address)
    return markdown


_GAPS = re.compile(r"://(?:[^\s<*`]*…[^\s<*`]*|(?![\w\[]))")


def _quoted_address(state: StateInline, silent: bool) -> bool:
    """Take an address that is only quoted for text: a part of it is left out (`…`), or all of its host."""
    found = _GAPS.match(state.src, state.pos, state.posMax)
    if not found or not state.pending.endswith(("http", "https")):
        return False
    if not silent:
        state.pending += found[0]
    state.pos = found.end()
    return True


def parse(source: str, where: str) -> Lesson:
    """Take a lesson's text apart. Raises `LessonProblem` with the file and the line."""
    tokens = tokens_of(source)
    facts = front_matter(tokens, where)
    sections = _sections(tokens, _lines(source), where)
    step = facts.get("step", "0")
    if not step.isdecimal():
        raise LessonProblem(
            where, 1, f"The step {step!r} is not a number.", "Write it like `step: 2`."
        )
    return Lesson(facts, sections, where)


def front_matter(tokens: list[Token], where: str) -> dict[str, str]:
    """Read the facts at the top of a file. Raises `LessonProblem` if it has no name or no summary."""
    content = tokens[0].content if tokens and tokens[0].type == "front_matter" else ""
    pairs = (line.partition(":") for line in content.splitlines() if line.strip())
    facts = {key.strip(): value.strip() for key, _, value in pairs}
    for needed in ("name", "summary"):
        if not facts.get(needed):
            raise LessonProblem(
                where,
                1,
                f"The lesson has no {needed}.",
                f"Begin the file with a line ---, a line `{needed}: …` and a line ---.",
            )
    return facts


def _sections(tokens: list[Token], lines: list[str], where: str) -> tuple[Section, ...]:
    """Cut the top-level blocks at headings of the first and second level."""
    found: list[tuple[str, int, int, list[Block]]] = []
    for index, token in enumerate(tokens):
        if token.level or token.map is None or token.type == "front_matter":
            continue
        first, last = token.map
        if token.type == "heading_open" and token.tag in ("h1", "h2"):
            found.append((tokens[index + 1].content, int(token.tag[1]), first + 1, []))
        elif not found:
            raise LessonProblem(
                where,
                first + 1,
                "There is text before the lesson's title.",
                "Begin with `# Title`.",
            )
        else:
            found[-1][3].append(_block(token, "\n".join(lines[first:last]).rstrip(), where))
    titles = [line for _, level, line, _ in found if level == 1]
    if len(titles) != 1 or found[0][1] != 1:
        raise LessonProblem(
            where,
            titles[-1] if titles else 1,
            "A lesson has exactly one title, at its beginning.",
            "Write it as `# Title`, and the other headings as `## Heading`.",
        )
    return tuple(Section(title, level, line, tuple(blocks)) for title, level, line, blocks in found)


def _lines(text: str) -> list[str]:
    """Cut a text where the parser does: CommonMark knows fewer line ends than `splitlines`."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _block(token: Token, source: str, where: str) -> Block:
    assert token.map is not None
    line = token.map[0] + 1
    words = token.info.split() if token.type == "fence" else []
    if remark := _REMARK.fullmatch(source.strip()):
        return Remark(" ".join(remark[2].split()), int(remark[1]), line)
    if brief := _BRIEF.fullmatch(source.strip()):
        return Brief(brief[2], brief[1].strip(), line)
    if words[:1] == ["predict"]:
        return _question(token, line, where)
    if words == ["follow"]:
        return FollowCue(line)
    if words == ["sequence"]:
        said = notes(token.content, line, where)
        return Text("\n".join(f"- `{name}`: {note}" for name, note in said.items()), line)
    if words[:1] != ["act"]:
        return Text(source, line)
    if len(words) != 3:
        raise LessonProblem(
            where,
            line,
            "An act's fence names an act and a beat.",
            "Write it like ```act token expiry",
        )
    return Cue(words[1], words[2], notes(token.content, line, where), line)


_REMARK = re.compile(r"<!-- *speaker +([0-9]+) +min: *(.*?) *-->", re.DOTALL)

_BRIEF = re.compile(r"<!-- *brief([^:]*): *(\S.*?)\s*-->", re.DOTALL)


def _question(token: Token, line: int, where: str) -> Question:
    label = " ".join(token.info.split()[1:])
    text, empty, body = token.content.partition("\n\n")
    choices = notes(body, line + text.count("\n") + 2, where)
    if not label or not empty or len(choices) < 2 or not all(choices.values()):
        raise LessonProblem(
            where,
            line,
            "A question needs the label of its evidence, a text, and two choices or more.",
            "Write ```predict LABEL, the question, an empty line, and lines like `never: 0`.",
        )
    return Question(" ".join(text.split()), label, choices, line)


def notes(body: str, fence_line: int, where: str) -> dict[str, str]:
    """Read a fence's body: `label: note`, and indented lines that carry a note on."""
    found: dict[str, str] = {}
    label = ""
    for line, text in enumerate(_lines(body), start=fence_line + 1):
        if text.startswith(" ") and label:
            found[label] = f"{found[label]} {text.strip()}".strip()
        elif text.strip():
            label, colon, note = (part.strip() for part in text.partition(": "))
            if not colon and not text.endswith(":"):
                raise LessonProblem(
                    where, line, f"{text!r} is not a note.", "Write `label: what it is for`."
                )
            label = label.removesuffix(":")
            if label in found:
                raise LessonProblem(where, line, f"{label!r} has two notes.", "Combine them.")
            found[label] = note
    return found
