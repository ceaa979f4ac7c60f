"""A lesson, taken apart into sections, prose and cues; `explain.content.lessons` compiles it from Markdown.

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
