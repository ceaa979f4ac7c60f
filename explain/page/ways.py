"""The ways of the exercises, each gone in its own lab while the site is built.

A build tries all ways of all exercises, so their labs run at the same time as each other and the rest,
in processes: a lab changes the environment of its process. What a page shows is by the programs that the
builder has. What only leads there, and is shown elsewhere on the page or nowhere, is by the stand-in for
`aws`: it says the same on the wire, and starts in a fifth of the time.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace

from explain.causes import cause
from explain.causes.state import state_of
from explain.causes.texts import evidence
from explain.clock import iso
from explain.errors import ExplainError, LessonProblem
from explain.lab import furniture
from explain.lab.process import Lab
from explain.lab.scripted import Typed, logical_lines, output_of
from explain.logins.machine import Machine
from explain.page import session
from explain.page.shown import of_a_program
from explain.practice.exercise import Exercise, Script, Way
from explain.practice.opening import PATIENCE, Opened, shown
from explain.practice.progress import Progress
from explain.practice.referee import Part
from explain.render import diagram


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a way: the lines typed, the wire as HTML, and the referee's verdict.

    `cause` says, as Markdown, why the symptom came; it is told once, by the first way of an exercise.
    """

    symptoms: tuple[tuple[Typed, ...], ...]
    cause: str
    before: str
    typed: tuple[Typed, ...]
    wire: str
    parts: tuple[Part, ...]
    solved: bool
    right: str
    programs: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a way could not be gone."""

    message: str
    remedy: str


_begun: dict[tuple[str, str], list[Future[Outcome | Failure]]] = {}
"""The ways that were gone, or are being gone, by their exercise's place and text."""


def begin(exercises: Iterable[tuple[str, Exercise]]) -> None:
    """Begin with all ways of exercises, given with their texts, that were not begun already."""
    new = [(text, each) for text, each in exercises if (each.where, text) not in _begun]
    if not new:
        return
    # Not forked: a builder that serves has threads.
    pool = ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn"))
    for text, exercise in new:
        _begun[exercise.where, text] = [
            pool.submit(gone, exercise, way, quick=number > 0)
            for number, way in enumerate(ways(exercise))
        ]
    pool.shutdown(wait=False)


def give_up() -> None:
    """Go no more of the ways that were begun: a build that has failed need not wait for them."""
    for futures in _begun.values():
        for future in futures:
            future.cancel()
    _begun.clear()


def outcomes(text: str, exercise: Exercise) -> list[Outcome]:
    """Wait for what came of the ways of an exercise. Raises `LessonProblem` if one led elsewhere."""
    begin([(text, exercise)])
    found = []
    for way, future in zip(ways(exercise), _begun[exercise.where, text], strict=True):
        outcome = future.result()
        if isinstance(outcome, Failure):
            raise LessonProblem(exercise.where, 1, outcome.message, outcome.remedy)
        if way and outcome.solved != (way in exercise.solutions):
            verdict = "leads to the goal" if outcome.solved else "does not lead to the goal"
            raise LessonProblem(
                exercise.where,
                1,
                f"A way {verdict}: {way.script.splitlines()[0]}",
                "Change the way, or move it to the part where it belongs.",
            )
        found.append(outcome)
    return found


def ways(exercise: Exercise) -> Sequence[Way | None]:
    """List what is gone for an exercise: its ways, or the one experiment of a prediction (None)."""
    return (None,) if exercise.question else (*exercise.wrong, *exercise.solutions)


_MORE_OF_AWS = re.compile(
    r"(?<!--username )\baws (?!ecr get-login-password --region [a-z0-9-]+(?= *(?:[|)>;]|$)))",
    re.MULTILINE,
)
"""What our stand-in for aws does not know."""


CHOSEN = "EXPLAIN_ECR_WAYS"
"""This variable names the exercises whose ways are gone, with commas; those of the others are only listed.

An author need not wait for other people's exercises, or, with `none`, for any.
"""


def obstacle(exercise: Exercise) -> str:
    """Say, as Markdown, why the ways of an exercise are not gone in this build; nothing if they are."""
    chosen = os.environ.get(CHOSEN)
    if chosen and exercise.name not in chosen.split(","):
        return f"This page was built with `{CHOSEN}={chosen}`, so nothing on it was run."
    if missing := " and ".join(f"`{name}`" for name in _lacking(exercise)):
        return f"This page was built on a machine without {missing}, so nothing on it was run."
    return ""


def _lacking(exercise: Exercise) -> list[str]:
    """List the programs that an exercise needs, and that this machine does not have."""
    more = ["aws"] if any(map(_MORE_OF_AWS.search, _scripts(exercise))) else []
    return [name for name in dict.fromkeys((*exercise.needs, *more)) if not shutil.which(name)]


def _scripts(exercise: Exercise) -> Iterator[str]:
    yield from _opening(exercise)
    yield from (script.text for script in exercise.experiment)
    if not exercise.question:  # their ways are answers
        yield from (way.script for way in (*exercise.wrong, *exercise.solutions))


def _opening(exercise: Exercise) -> Iterator[str]:
    """Give the scripts that are run before a way."""
    yield from (script.text for script in exercise.setup)
    yield from (part.text for part in exercise.task if isinstance(part, Script))


def gone(exercise: Exercise, way: Way | None, *, quick: bool) -> Outcome | Failure:
    """Go one way in its own lab, or make a prediction's experiment; this is what a process does."""
    try:
        with session.steady_lab() as lab:
            return _gone(lab, exercise, way, quick=quick)
    except ExplainError as error:  # which does not travel between processes
        return Failure(error.message, error.remedy)


def _gone(lab: Lab, exercise: Exercise, way: Way | None, *, quick: bool) -> Outcome:
    programs = session.programs(lab)
    opened = _opened(lab, exercise, quick=quick)
    before = lab.wire.mark()
    known = "" if quick else _cause(lab)
    right = ""
    if way:
        typed = tuple(_typed(lab, way.script))
    else:
        told = opened.answer("POST", "/exercise/predict", {"number": 1})
        right = told["right"]
        typed = tuple(told["shown"])
    verdict = opened.verdict()
    return Outcome(
        symptoms=tuple(tuple(_cleaned(lab, each) for each in part) for part in opened.symptoms),
        cause=known,
        before=_drawn(lab, 0, before),
        typed=tuple(_cleaned(lab, each) for each in typed),
        wire=_drawn(lab, before, lab.wire.mark()),
        parts=verdict.parts,
        solved=verdict.solved,
        right=right,
        programs=programs,
    )


def _opened(lab: Lab, exercise: Exercise, *, quick: bool) -> Opened:
    """Set an exercise up, and then run what shows the symptom."""
    progress = Progress(lab.sandbox.folder / "progress.json")
    setup, symptom = replace(exercise, task=()), replace(exercise, setup=())
    with _quick_aws(lab, setup):
        Opened(lab, setup, progress)
    with _quick_aws(lab, symptom) if quick else nullcontext():
        return Opened(lab, symptom, progress)


@contextmanager
def _quick_aws(lab: Lab, exercise: Exercise) -> Iterator[None]:
    """Have the stand-in for aws meanwhile, where it knows all that an exercise's opening asks of it."""
    if furniture.stand_ins(lab.sandbox.folder) or any(map(_MORE_OF_AWS.search, _opening(exercise))):
        yield
        return
    stand_in = furniture.stand_in(lab.sandbox.folder, "aws")
    try:
        yield
    finally:
        stand_in.unlink()


def _cause(lab: Lab) -> str:
    """Return what went wrong last in a lab, as `why` says it, without the fix."""
    machine = Machine(lab.environment(), lab.sandbox.home, sys.platform)
    found = cause(lab.wire.since(0), state_of(machine, iso(lab.clock.now())))
    return of_a_program(evidence(found), lab.sandbox)


def _drawn(lab: Lab, begin: int, end: int) -> str:
    """Draw what crossed the wire between two bookmarks; nothing if nothing did."""
    exchanges = [each for each in lab.wire.since(begin) if each.number <= end]
    return diagram.drawn(exchanges, {})[0] if exchanges else ""


# --- a script, line by line ----------------------------------------------------------------------

_SEPARATOR = "\x1e"
_ENDED = re.compile(f"{_SEPARATOR}([0-9]+){_SEPARATOR}")


def _typed(lab: Lab, script: str) -> Iterator[Typed]:
    """Run a script in one shell, and return each of its lines with its output."""
    lines = logical_lines(script)
    marked = "".join(f"{line}\nprintf '\\036%s\\036' $?\n" for line in lines)
    text, _ = output_of(marked, lab.environment(), lab.sandbox.home, PATIENCE)
    outputs_and_codes = _ENDED.split(text)
    for line, output, code in zip(
        lines, outputs_and_codes[::2], outputs_and_codes[1::2], strict=False
    ):
        yield Typed(line, output, int(code))


def _cleaned(lab: Lab, typed: Typed) -> Typed:
    """Remove secrets from some output, and everything that would differ in the next build."""
    return Typed(typed.line, of_a_program(shown(lab, typed.output), lab.sandbox), typed.exit_code)
