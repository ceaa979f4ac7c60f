"""The site's side: one Python-Markdown extension in which markdown-it-py parses.

Site builders (MkDocs, ProperDocs and their heirs) bring Python-Markdown, whose dialect is not
GitHub's, and have this in common that they load its extensions. So this extension puts the lessons'
own parser in the place of the block parser, and hands on a tree as that one would. The builders'
own work on the tree (contents, heading ids, relative links, strict checks) goes on as ever.

Act fences are played, once, while the page is built. Builders do not tell an extension which file it
has before it, and cut off the front matter; so a lesson is known by its text. The steps of the
walkthrough are played together, in order, in one World, because `follow` shows on step 3 where the
password was seen since step 1. Playing all of them for whichever step is asked for first makes every
page the same in a whole build and in the rebuilding of one page. A lesson that is no step has a World
of its own. An `ExplainError` is not caught: only an exception fails the build in every builder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.util import AMP_SUBSTITUTE, ETX, STX
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from explain import library, stage
from explain.acts import ACTS
from explain.clock import iso
from explain.credentials.host import Registry
from explain.errors import ExplainError, LessonProblem
from explain.lesson import Cue, FollowCue, Lesson, new_parser, parse
from explain.narration import ActBegan, BeatBegan, Event, Followed, Prose, SectionBegan
from explain.play import Player
from explain.render.html import drawn, writable
from explain.sandbox import VARIABLE, Sandbox
from explain.world import World

_ADMONITIONS = {"important": "info", "caution": "danger"}
"""GitHub's kinds of alert that Material calls otherwise; the others have one name in both."""

# Python-Markdown marks its placeholders with STX and ETX, which XML forbids. While the tree is
# built, two noncharacters stand for them: code points that no text may use (Unicode, 23.7).
_OPENED, _CLOSED = "\ufdd0", "\ufdd1"
_LIKE_AN_ENTITY = re.compile(r"&(?=(?:#[0-9]+|#x[0-9a-f]+|[0-9a-z]+);)", re.IGNORECASE)


def makeExtension(**settings: Any) -> Extension:  # noqa: N802 - the name that Python-Markdown looks for
    """Return the extension, for `markdown_extensions: [explain.page]`."""
    return PageExtension(**settings)


class PageExtension(Extension):
    """Puts the lessons' parser in the place of Python-Markdown's."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Swap the block parser; what the inline patterns did is done by then."""
        bridge = Bridge(md)
        md.parser = bridge
        md.preprocessors.register(_KeepSource(md, bridge), "explain", 1000)  # before every other
        md.treeprocessors.deregister("inline")


class _KeepSource(Preprocessor):
    """Keeps the page's source from the preprocessors that follow, which know another dialect."""

    def __init__(self, md: Markdown, bridge: Bridge) -> None:
        super().__init__(md)
        self._bridge = bridge

    def run(self, lines: list[str]) -> list[str]:
        """Hand the source to the bridge, and nothing to the others."""
        self._bridge.source = "\n".join(lines)
        return [""]


class Bridge(BlockParser):
    """Parses a page with markdown-it-py, and returns the tree that Python-Markdown expects."""

    source = ""

    def parseDocument(self, lines: Iterable[str]) -> ElementTree.ElementTree:  # noqa: ARG002, N802
        """Render the kept source as XHTML, and read that as a tree."""
        source = writable(self.source)
        markdown = new_parser()
        markdown.options["xhtmlOut"] = True
        markdown.renderer = _SiteRenderer(markdown, self.md)
        tokens = markdown.parse(source)
        circumstances = _play(tokens, source)
        xhtml = f"{markdown.renderer.render(tokens, markdown.options, {})}{circumstances}"
        whole = f"<{self.md.doc_tag}>{xhtml}</{self.md.doc_tag}>".replace("\f", "")  # from &#12;
        self.root = ElementTree.fromstring(whole)  # noqa: S314 - written here, so no XML bomb
        for element in self.root.iter():
            _spell(element)
        return ElementTree.ElementTree(self.root)


def _play(tokens: Sequence[Token], source: str) -> str:
    """Put what was played into the tokens of the fences; return what is to be said below them."""
    fences = [token for token in tokens if _is_cue(token)]
    if not fences:
        return ""
    played = performance(source)
    for fence, html in zip(fences, played.fences, strict=True):
        fence.meta["played"] = html
    return played.circumstances


def _spell(element: ElementTree.Element) -> None:
    """Write placeholders and ampersands as Python-Markdown's serializer wants to find them.

    It takes `&quot;` in a text for an entity that was meant (markdown.serializers, RE_AMP).
    """
    element.text, element.tail = _spelled(element.text), _spelled(element.tail)
    for name, value in element.items():
        element.set(name, _LIKE_AN_ENTITY.sub(f"{AMP_SUBSTITUTE}amp;", value))


def _spelled(text: str | None) -> str | None:
    if not text:
        return text
    text = text.replace("&", f"{AMP_SUBSTITUTE}amp;")
    return text.replace(_OPENED, STX).replace(_CLOSED, ETX)


class _SiteRenderer(RendererHTML):
    """Renders as markdown-it-py does, but for raw HTML, played fences, task lists and alerts."""

    def __init__(self, markdown: MarkdownIt, md: Markdown) -> None:
        super().__init__(markdown)
        assert isinstance(markdown.renderer, RendererHTML)
        self.rules = {**markdown.renderer.rules, **self.rules}  # the first: its plugins'
        self._md = md

    def html_block(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """Let Python-Markdown keep raw HTML as it is: it need not be well-formed."""
        placeholder = self._md.htmlStash.store(tokens[idx].content)
        return placeholder.replace(STX, _OPENED).replace(ETX, _CLOSED)

    def html_inline(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """Let Python-Markdown keep a raw tag: a tag alone is never well-formed."""
        return self.html_block(tokens, idx)

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Show what was played where an act's fence stands."""
        played = tokens[idx].meta.get("played")
        return super().fence(tokens, idx, options, env) if played is None else str(played)

    def list_item_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """Close a task's box, which markdown-it-py 4.3 leaves open in XHTML too."""
        item = super().list_item_open(tokens, idx, options, env)
        return re.sub(r"(<input[^>]*)>", r"\1 />", item)

    def alert_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """Begin one of GitHub's alerts, as an admonition of the theme's."""
        kind = tokens[idx].info.lower()
        return f'<div class="admonition {_ADMONITIONS.get(kind, kind)}">\n'

    def alert_title_open(self, *_: Any) -> str:
        """Begin an alert's title."""
        return '<p class="admonition-title">'


def _is_cue(token: Token) -> bool:
    """Whether a fence is played. As in `explain.lesson`, one inside a list or an aside is not."""
    words = token.info.split() if token.type == "fence" and token.level == 0 else []
    return words[:1] == ["act"] or words == ["follow"]


@dataclass(frozen=True, slots=True)
class Performance:
    """One lesson as it was played: the HTML of each fence in order, and what to say of all."""

    fences: tuple[str, ...]
    circumstances: str


def performance(source: str) -> Performance:
    """Play the lesson that a page's text is, unless it was played before."""
    library.catalogue.cache_clear()  # a builder that watches the files outlives their changes
    lessons = library.lessons()
    try:
        lesson = _lesson(source, lessons)
        steps = sorted((each for each in lessons if each.step), key=lambda each: each.step)
        together = steps if lesson in steps else [lesson]
        return _performed(tuple((each.where, each.source) for each in together))[lesson.where]
    except ExplainError as error:
        error.add_note(f"What to do: {error.remedy}")  # builders print the exception and its notes
        raise


def _lesson(source: str, lessons: Iterable[Lesson]) -> Lesson:
    """Find the lesson whose text this is. A text from elsewhere is a lesson of its own."""
    for lesson in lessons:
        if lesson.source.strip().endswith(source.strip()):
            return lesson
    front_matter = "" if source.startswith("---") else "---\nname: page\nsummary: a page\n---\n"
    return parse(front_matter + source, "this page")


@cache
def _performed(sources: tuple[tuple[str, str], ...]) -> dict[str, Performance]:
    """Play lessons, given as place and text, one after the other in one World."""
    lessons = [parse(source, where) for where, source in sources]
    with TemporaryDirectory(prefix="explain-ecr-") as temporary:
        folder = Path(temporary).resolve() / "sandbox"
        with stage.offline(Registry(), Sandbox(folder)) as world:
            player = Player(world)
            played = {lesson.where: _fences(lesson, player) for lesson in lessons}
            circumstances = _circumstances(world)
    # The folder ends with the build. A reader's own sandbox is where this variable says.
    shown = {
        where: tuple(_box(events).replace(str(folder), f"${VARIABLE}") for events in fences)
        for where, fences in played.items()
    }
    return {where: Performance(fences, circumstances) for where, fences in shown.items()}


def _fences(lesson: Lesson, player: Player) -> list[list[Event]]:
    """Play a lesson, and sort what is shown by the fence that it belongs to."""
    waiting = _cues(lesson)
    fences: list[list[Event]] = []
    ahead: list[Event] = []
    for event in player.lesson(lesson):
        if isinstance(event, SectionBegan | Prose):
            continue  # the page has these itself
        if isinstance(event, ActBegan):
            ahead = [event]  # it stands before its first beat
        elif waiting and _begins(event, waiting[0]):
            del waiting[0]
            fences.append([*ahead, event])
            ahead = []
        else:
            fences[-1].append(event)
    return fences


def _cues(lesson: Lesson) -> list[Cue | FollowCue]:
    """List the lesson's fences, each of which the player will take up."""
    blocks = [block for section in lesson.sections for block in section.blocks]
    cues = [block for block in blocks if isinstance(block, Cue | FollowCue)]
    for cue in cues:
        if isinstance(cue, Cue) and (cue.act not in ACTS or cue.beat not in ACTS[cue.act].beats):
            raise LessonProblem(
                lesson.where,
                cue.line,
                f"There is no act {cue.act!r} with a beat {cue.beat!r}.",
                "See what there is with `explain-ecr check`.",
            )
    return cues


def _begins(event: Event, cue: Cue | FollowCue) -> bool:
    if isinstance(cue, FollowCue):
        return isinstance(event, Followed)
    return isinstance(event, BeatBegan) and (event.act, event.beat) == (cue.act, cue.beat)


def _box(events: Sequence[Event]) -> str:
    """Draw what belongs to one fence."""
    begun = next((event for event in events if isinstance(event, BeatBegan)), None)
    name = f"{begun.act}: {begun.beat}" if begun else "where the password was seen"
    opening = f'<div class="explain no-copy" role="group" aria-label="{escape(name)}">'
    return f"{opening}\n{drawn(events)}\n</div>\n"


def _circumstances(world: World) -> str:
    """Say when and by what the acts were performed."""
    programs = " and ".join(
        f"a stand-in for <code>{each.name}</code>"
        if each.stand_in
        else f"the real <code>{each.name}</code>"
        for each in (world.aws, world.docker)
    )
    return (
        '<p class="explain-aside">The boxes show what happened when this page was built, on '
        f"<time>{iso(world.clock.now())}</time>: played offline, with {programs}, secrets masked.</p>\n"
    )
