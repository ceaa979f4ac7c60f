"""The acts of a page, played once, while it is built.

Builders do not tell an extension which file it has before it, and cut off the front matter; so a
lesson is known by its text. The steps of the walkthrough are played together, in order, in one World,
because `follow` shows on step 3 where the password was seen since step 1. Playing all of them for
whichever step is asked for first makes every page the same in a whole build and in the rebuilding of
one page. A lesson that is not a step has its own World.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from explain import library, steady
from explain.acts import ACTS, acts_in
from explain.clock import iso
from explain.content.lessons import parse
from explain.errors import ExplainError, LessonProblem
from explain.hosts.registry import Registry
from explain.lesson import Cue, FollowCue, Lesson, Question
from explain.narration import (
    ActBegan,
    Answered,
    Asked,
    BeatBegan,
    Event,
    Followed,
    Prose,
    SectionBegan,
    SpeakerNote,
)
from explain.page import boxes
from explain.play import Player
from explain.world import World

_ELSEWHERE = "this page"
"""The place of a page that is not a lesson, in messages."""


@dataclass(frozen=True, slots=True)
class Performance:
    """One lesson as it was played: the HTML of each fence in order, and what to say of all."""

    fences: tuple[str, ...]
    circumstances: str


def performance(source: str) -> Performance:
    """Play the lesson that a page's text is, unless it was played before."""
    library.catalogue.cache_clear()  # a builder that watches the files outlives their changes
    try:
        pages = {entry: entry.file.read_text("utf-8") for entry in library.catalogue()}
        entry = next((each for each, text in pages.items() if _ends_in(text, source)), None)
        if not entry:
            return _performed(((_ELSEWHERE, _with_facts(source)),))[_ELSEWHERE]
        steps = library.steps("all")
        together = steps if entry in steps else (entry,)
        return _performed(tuple((each.where, pages[each]) for each in together))[entry.where]
    except ExplainError as error:
        error.add_note(f"What to do: {error.remedy}")  # builders print the exception and its notes
        raise


def _ends_in(text: str, source: str) -> bool:
    return text.strip().endswith(source.strip())


def _with_facts(source: str) -> str:
    """Return the text of a page that is not a lesson as one: with front matter."""
    return (
        source if source.startswith("---") else f"---\nname: page\nsummary: a page\n---\n{source}"
    )


@cache
def _performed(sources: tuple[tuple[str, str], ...]) -> dict[str, Performance]:
    """Play lessons, given as place and text, one after the other in one World."""
    lessons = [parse(source, where) for where, source in sources]
    with steady.offline(Registry()) as world:
        player = Player(acts_in(world))
        played = {lesson.where: _fences(lesson, player) for lesson in lessons}
        circumstances = _circumstances(world)
        steadied = steady.steadier(world)
    drawings = boxes.drawings({Path(where).name: fences for where, fences in played.items()})
    return {
        where: Performance(
            tuple(steadied(html) for html in drawings[Path(where).name]), circumstances
        )
        for where in played
    }


def _fences(lesson: Lesson, player: Player) -> list[list[Event]]:
    """Play a lesson, and sort what is shown by the fence that it belongs to."""
    waiting = _cues(lesson)
    fences: list[list[Event]] = []
    ahead: list[Event] = []
    for event in player.lesson(lesson):
        if isinstance(event, SectionBegan | Prose | SpeakerNote):
            continue  # the page has these itself
        if isinstance(event, ActBegan):
            ahead = [event]  # it precedes its first beat
        elif isinstance(event, Answered):
            _fence_of_the_question(fences).append(event)
        elif waiting and _begins(event, waiting[0]):
            del waiting[0]
            fences.append([*ahead, event])
            ahead = []
        else:
            fences[-1].append(event)
    return fences


def _fence_of_the_question(fences: list[list[Event]]) -> list[Event]:
    """Return the fence of the question that was asked last: the site shows its answer there."""
    return next(fence for fence in reversed(fences) if isinstance(fence[0], Asked))


def _cues(lesson: Lesson) -> list[Cue | FollowCue | Question]:
    """List the lesson's fences, each of which the player will take up."""
    blocks = [block for section in lesson.sections for block in section.blocks]
    cues = [block for block in blocks if isinstance(block, Cue | FollowCue | Question)]
    for cue in cues:
        if isinstance(cue, Cue) and (cue.act not in ACTS or cue.beat not in ACTS[cue.act].beats):
            raise LessonProblem(
                lesson.where,
                cue.line,
                f"There is no act {cue.act!r} with a beat {cue.beat!r}.",
                "See what there is with `explain-ecr check`.",
            )
    return cues


def _begins(event: Event, cue: Cue | FollowCue | Question) -> bool:
    if isinstance(cue, Question):
        return isinstance(event, Asked)
    if isinstance(cue, FollowCue):
        return isinstance(event, Followed)
    return isinstance(event, BeatBegan) and (event.act, event.beat) == (cue.act, cue.beat)


def _circumstances(world: World) -> str:
    """Say when and by what the acts were performed."""
    programs = " and ".join(
        f"a stand-in for <code>{each.name}</code>"
        if each.stand_in
        else f"the real <code>{each.name}</code>"
        for each in (world.aws, world.docker)
    )
    return (
        '<p class="explain-aside">The boxes show what happened when this page was built: it ran '
        f"offline, with {programs}, secrets masked. The sandbox's clock stood at "
        f"<time>{iso(steady.AT)}</time> and its random numbers came from a fixed seed, so that every "
        "build shows the same.</p>\n"
    )
