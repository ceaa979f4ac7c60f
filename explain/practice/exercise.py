"""An exercise: Markdown text, taken apart into what is shown, what is run and what is judged. Pure.

The front matter has `name`, `summary`, `kind` (predict, do, break or repair), `minutes`, `number` (its place
in the recommended order), `lesson` (a lesson's file, with a section if need be) and `needs` (programs, if
any). The text has these parts:

- its title, and below it the task; a fence `console run` in it is run when the exercise is opened, and shows
  the symptom (`exit=1` where its last command fails);
- `## Setup`: fences `console setup`, run before that; in a prediction also `console experiment`, run when
  the learner has answered the task's fence `predict wire`: its choices are goals, or `no` and a goal,
  joined by ` + `;
- `## Goal`: a fence `goal` (or `goal any-order`) and a fence `state`, a line for each; none in a prediction;
- `## Hints`: a numbered list of two, a question and where to read; between them comes what the wire says;
- `## Wrong ways`: fences `console wrong`, each with why it does not count below it;
- `## Solution`: fences `console solution`, each with why it works below it;
- `## What you have learned`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, get_args

from explain.errors import LessonProblem
from explain.lesson import Block, Lesson, Question, Section, Text
from explain.practice import goal as goals_
from explain.practice import state as states_
from explain.practice.goal import Goal
from explain.practice.state import State

Kind = Literal["predict", "do", "break", "repair"]

PARTS = ("Setup", "Goal", "Hints", "Wrong ways", "Solution", "What you have learned")

WIRE = "wire"
"""The label of a prediction: its choices are about what crosses the wire."""


class Script(NamedTuple):
    """Lines for a shell. `exit_code` is that of the last one; all before it end with 0."""

    text: str
    exit_code: int = 0


class Way(NamedTuple):
    """A script that somebody may try, and why it leads to the goal, or why not."""

    script: str
    why: str


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise. `task` has the symptom's scripts between its texts, in order."""

    name: str
    title: str
    summary: str
    kind: Kind
    minutes: int
    number: int
    lesson: str
    needs: tuple[str, ...]
    task: tuple[str | Script, ...]
    question: Question | None
    setup: tuple[Script, ...]
    experiment: tuple[Script, ...]
    goals: tuple[Goal, ...]
    in_order: bool
    states: tuple[State, ...]
    hints: tuple[str, ...]
    wrong: tuple[Way, ...]
    solutions: tuple[Way, ...]
    learned: str
    where: str = field(repr=False)

    @property
    def edition(self) -> str:
        """A fingerprint of what is judged: an exercise that was solved in another edition is told as such."""
        judged = (self.goals, self.in_order, self.states, self.question and self.question.choices)
        return hashlib.sha256(repr(judged).encode()).hexdigest()[:12]


def read(source: str, where: str) -> Exercise:
    """Take an exercise's text apart. Raises `LessonProblem` with the file, the line and a remedy."""
    from explain.content.lessons import parse  # what is compiled needs no compiler

    return made(parse(source, where))


def made(lesson: Lesson) -> Exercise:
    """Make an exercise of a page that is taken apart. Raises `LessonProblem` with the line and a remedy."""
    facts, where = lesson.facts, lesson.where
    first, *rest = lesson.sections
    _check_parts(lesson, facts.get("kind", ""))
    parts = {section.title: section for section in rest}
    for section in lesson.sections:
        _check_fences(section, where)
    question, goals, in_order, states = _judged(first, parts.get("Goal"), where)
    return Exercise(
        name=lesson.name,
        title=lesson.title,
        summary=lesson.summary,
        kind=_kind(facts.get("kind", ""), lesson),
        minutes=_number(facts, "minutes", lesson),
        number=_number(facts, "number", lesson),
        lesson=facts.get("lesson", ""),
        needs=tuple(facts.get("needs", "").replace(",", " ").split()),
        task=tuple(_task(first.blocks)),
        question=question,
        setup=tuple(_scripts(parts["Setup"], "setup")),
        experiment=tuple(_scripts(parts["Setup"], "experiment")),
        goals=goals,
        in_order=in_order,
        states=states,
        hints=tuple(_items(parts["Hints"], where)),
        wrong=tuple(_ways(parts["Wrong ways"], "wrong")),
        solutions=tuple(_ways(parts["Solution"], "solution")),
        learned="\n\n".join(_texts(parts["What you have learned"].blocks)),
        where=where,
    )


def _check_parts(lesson: Lesson, kind: str) -> None:
    """See that an exercise has its parts, each once and in their order. Raises `LessonProblem`."""
    wanted = [part for part in PARTS if part != "Goal" or kind != "predict"]
    sections = lesson.sections[1:]
    titles = [section.title for section in sections]
    if titles != wanted:
        pairs = zip(sections, [*wanted, *titles], strict=False)
        astray = next((each for each, title in pairs if each.title != title), lesson.sections[-1])
        raise LessonProblem(
            lesson.where,
            astray.line,
            f"The parts of the exercise are {', '.join(titles) or 'missing'}.",
            f"They have to be, in this order: {', '.join(wanted)}.",
        )


_FENCES = {
    "Setup": (("console", "setup"), ("console", "experiment")),
    "Goal": (("goal",), ("goal", "any-order"), ("state",)),
    "Wrong ways": (("console", "wrong"),),
    "Solution": (("console", "solution"),),
    "Hints": (),
    "What you have learned": (),
}
"""The fences that a part may have; the task, whose title is its own, has `console run` and examples."""

_EXIT = re.compile(r"exit=[0-9]{1,3}")


def _check_fences(section: Section, where: str) -> None:
    """See that each fence is of its part: a word that is mistyped would be taken for an example."""
    is_task = section.level == 1
    allowed = (("console", "run"),) if is_task else _FENCES[section.title]
    for block in section.blocks:
        fence = _fence(block)
        if fence is None or (is_task and fence.words[:1] != ("console",)):
            continue
        if tuple(word for word in fence.words if not _EXIT.fullmatch(word)) not in allowed:
            forms = ", ".join(f"`{' '.join(words)}`" for words in allowed)
            raise LessonProblem(
                where,
                fence.line - 1,
                f"A fence {' '.join(fence.words)!r} has no meaning in this part.",
                f"Its fences are: {forms}." if forms else "Write it as text, without a fence.",
            )


def _line_of(lesson: Lesson, name: str) -> int:
    """Return the line of a fact in the front matter, which has one in each line; 1 if it is missing."""
    return 2 + list(lesson.facts).index(name) if name in lesson.facts else 1


def _kind(text: str, lesson: Lesson) -> Kind:
    if text not in get_args(Kind):
        raise LessonProblem(
            lesson.where,
            _line_of(lesson, "kind"),
            f"There is no kind {text!r}.",
            f"Write one of {', '.join(get_args(Kind))}.",
        )
    return text  # type: ignore[return-value]  # it is one of them


def _number(facts: Mapping[str, str], name: str, lesson: Lesson) -> int:
    text = facts.get(name, "")
    if not re.fullmatch("[1-9][0-9]?", text):
        raise LessonProblem(
            lesson.where,
            _line_of(lesson, name),
            f"The exercise has no {name} that is a number from 1 to 99.",
            f"Write it like `{name}: 4`.",
        )
    return int(text)


class Fence(NamedTuple):
    """A fence of an exercise: the words behind its language, its body, and where that begins."""

    words: tuple[str, ...]
    body: str
    line: int


_FENCE = re.compile(r"(`{3,}|~{3,})([^\n`]*)\n(.*?)\n?\1[`~]*", re.DOTALL)


def _fence(block: Block) -> Fence | None:
    found = _FENCE.fullmatch(block.markdown) if isinstance(block, Text) else None
    return Fence(tuple(found[2].split()), found[3], block.line + 1) if found else None


def _script(fence: Fence) -> Script:
    codes = [int(word[5:]) for word in fence.words if re.fullmatch(r"exit=[0-9]+", word)]
    return Script(fence.body, codes[0] if codes else 0)


def _task(blocks: Sequence[Block]) -> Iterator[str | Script]:
    for block in blocks:
        fence = _fence(block)
        if fence and fence.words[:2] == ("console", "run"):
            yield _script(fence)
        elif isinstance(block, Text):
            yield block.markdown


def _texts(blocks: Sequence[Block]) -> list[str]:
    return [block.markdown for block in blocks if isinstance(block, Text)]


def _scripts(section: Section, word: str) -> Iterator[Script]:
    for block in section.blocks:
        fence = _fence(block)
        if fence and fence.words[:2] == ("console", word):
            yield _script(fence)


def _ways(section: Section, word: str) -> Iterator[Way]:
    script, why = "", list[str]()
    for block in section.blocks:
        fence = _fence(block)
        if fence and fence.words[:2] == ("console", word):
            if script:
                yield Way(script, "\n\n".join(why))
            script, why = fence.body, []
        elif isinstance(block, Text):
            why.append(block.markdown)
    if script:
        yield Way(script, "\n\n".join(why))


_ITEM = re.compile(r"^[0-9]+[.)] +", re.MULTILINE)


def _items(section: Section, where: str) -> list[str]:
    """Return the entries of a numbered list, each as one line. Raises `LessonProblem` for other text."""
    before, *items = _ITEM.split("\n".join(_texts(section.blocks)))
    if before.strip():
        raise LessonProblem(
            where,
            section.line,
            f"The part {section.title} has text that is not in its list.",
            "Write a numbered list, `1. …` and `2. …`, and nothing else.",
        )
    return [" ".join(item.split()) for item in items]


def _judged(
    first: Section, part: Section | None, where: str
) -> tuple[Question | None, tuple[Goal, ...], bool, tuple[State, ...]]:
    """Read what decides: a prediction's question, or goals and states."""
    question = next((block for block in first.blocks if isinstance(block, Question)), None)
    goals: list[Goal] = []
    states: list[State] = []
    in_order = True
    for block in part.blocks if part else ():
        fence = _fence(block)
        for number, line in enumerate(fence.body.splitlines(), fence.line) if fence else ():
            if fence and fence.words[0] == "goal":
                goals.append(goals_.read(line, where, number))
                in_order = in_order and "any-order" not in fence.words
            elif fence and fence.words == ("state",):
                states.append(states_.read(line, where, number))
    if bool(question) == bool(goals or states):
        raise LessonProblem(
            where,
            part.line if part else first.line,
            "An exercise has either a question or goals.",
            "Write a fence `predict wire` in the task, or a fence `goal` or `state` under `## Goal`.",
        )
    return question, tuple(goals), in_order, tuple(states)
