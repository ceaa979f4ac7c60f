"""An exercise as a page: its task with the real symptom, and every way with what came of it.

The order of the ways has nothing to do with where they lead, and is the same in every build. Each
is a question as the lessons have them (`explain-answer`), so the reader decides before the outcome unfolds; a
script (`theme/assets/practice.js`) notes what was solved. Without it everything can be read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache

from explain.errors import ExplainError
from explain.hosts.registry import Registry
from explain.lab.scripted import Typed, logical_lines
from explain.page import ways
from explain.page.ways import Outcome
from explain.practice import course
from explain.practice.exercise import Exercise, Script, Way, read
from explain.practice.referee import Part
from explain.render.markup import escaped, inline, markdown, writable
from explain.render.session import drawn


def exercise_page(text: str) -> str | None:
    """Return the XHTML of the exercise whose text this is; None if it is not one of ours.

    Builders do not tell an extension which file it has before it, and cut off the front matter. Asked for the
    first exercise, this begins with the labs of all.
    """
    if "\n## What you have learned\n" not in text:  # every other page
        return None
    try:
        exercises = dict(_exercises())
        for source, exercise in exercises.items():
            if source.strip().endswith(text.strip()):
                ways.begin(
                    (source, each) for source, each in exercises.items() if not ways.obstacle(each)
                )
                return "".join(_page(source, exercise, len(exercises)))
    except ExplainError as error:
        ways.give_up()
        error.add_note(f"What to do: {error.remedy}")  # builders print the exception and its notes
        raise
    return None


def _exercises() -> Iterator[tuple[str, Exercise]]:
    """Read all exercises, as they are now: a builder that watches the files outlives their changes."""
    course.files.cache_clear()
    for file in course.files().values():
        source = file.read_text("utf-8")
        yield source, _read(source, f"lessons/practice/{file.name}")


_read = cache(read)  # each exercise's page asks for all of them


def _page(source: str, exercise: Exercise, of: int) -> Iterator[str]:
    found = [] if ways.obstacle(exercise) else ways.outcomes(source, exercise)
    yield (
        f'<h1>{inline(exercise.title)}</h1>\n<explain-exercise data-name="{exercise.name}"'
        f' data-edition="{exercise.edition}"></explain-exercise>\n'
        f'<p class="explain-facts">{exercise.kind} · {exercise.minutes} minutes · {exercise.number} of {of}'
        f" · in a terminal: <code>explain-ecr practice {exercise.name}</code></p>\n"
    )
    yield from _task(exercise, found[0].symptoms if found else ())
    if exercise.question:
        yield _question(exercise, found)
    yield from _hints(exercise, found)
    if not exercise.question:
        yield from _ways(exercise, found)
    yield _folded("What you have learned", "Open it when you have decided", _text(exercise.learned))
    yield _circumstances(exercise, found)


def _text(source: str) -> str:
    return str(markdown().render(writable(source)))


def _folded(title: str, summary: str, inside: str) -> str:
    return f"<h2>{title}</h2>\n<details><summary>{summary}</summary>\n{inside}</details>\n"


def _task(exercise: Exercise, symptoms: Sequence[Sequence[Typed]]) -> Iterator[str]:
    """Show the task; where it has commands, what they printed in the lab."""
    left = iter(symptoms)
    for part in exercise.task:
        if isinstance(part, Script):
            unrun = [Typed(line, "", 0) for line in logical_lines(part.text)]
            yield drawn(next(left, unrun))
        else:
            yield _text(part)


# --- hints ---------------------------------------------------------------------------------------


def _hints(exercise: Exercise, found: Sequence[Outcome]) -> Iterator[str]:
    """Fold the three hints into each other: a question, what the wire says, and where to read."""
    question, reading = map(inline, exercise.hints)
    last = _hint(3, f"<p>{reading}</p>\n")
    second = _hint(2, f"{_wire(found[0])}{last}") if found else last
    yield f"<h2>Hints</h2>\n{_hint(1, f'<p>{question}</p>{second}')}"


def _wire(opening: Outcome) -> str:
    """Tell what the wire says of the symptom."""
    failed = any(typed.exit_code for part in opening.symptoms for typed in part)
    said = _text(opening.cause) if failed else ""
    if not opening.before:
        return f"{said}<p>Nothing has crossed the wire yet.</p>\n"
    return f"{said}<p>What crossed the wire so far:</p>{opening.before}"


def _hint(number: int, inside: str) -> str:
    name = "A hint" if number == 1 else "Another hint" if number == 2 else "The last hint"
    return f'<details class="explain-hint"><summary>{name}</summary>\n{inside}</details>\n'


# --- a prediction --------------------------------------------------------------------------------


def _question(exercise: Exercise, found: Sequence[Outcome]) -> str:
    assert exercise.question
    choices = list(exercise.question.choices)
    reasons = {number: way.why for way in exercise.wrong for number in _answers(way)}
    right = {number: way.why for way in exercise.solutions for number in _answers(way)}
    at = choices.index(found[0].right) if found else min(right, default=0)
    said = "".join(
        f'<div data-choice="{number}"><p><b>{inline(choices[number])}</b></p>{_text(why)}</div>'
        for number, why in sorted({**reasons, **right}.items(), key=lambda each: each[0] != at)
    )
    shown = _shown(found[0]) if found else ""
    asked = _asked(exercise.question.text, choices, at, "The answer", f"{shown}{said}")
    return f"<h2>Decide</h2>\n{asked}"


def _answers(way: Way) -> list[int]:
    """Return the place of the choice that a way gives as an answer: `explain-ecr practice answer 2` is 1."""
    word = way.script.split()[-1]
    return [int(word) - 1] if word.isdecimal() else []


def _asked(question: str, choices: Sequence[str], right: int, summary: str, answer: str) -> str:
    """Draw a question as the lessons have them, with its answer folded."""
    listed = "".join(f"<li>{inline(choice)}</li>" for choice in choices)
    return (
        f'<div class="explain explain-question"><p class="explain-asked">{inline(question)}</p>'
        f'<ol class="explain-choices">{listed}</ol><explain-answer data-right="{right}"><details>'
        f"<summary>{summary}</summary>{answer}</details></explain-answer></div>\n"
    )


# --- choosing a way ------------------------------------------------------------------------------

CHOICES = ("It leads there.", "It does not.")


def _ways(exercise: Exercise, found: Sequence[Outcome]) -> Iterator[str]:
    outcomes: Sequence[Outcome | None] = found or [None] * len(ways.ways(exercise))
    gone = zip((*exercise.wrong, *exercise.solutions), outcomes, strict=True)
    yield (
        "<h2>Choose a way</h2>\n<p>Each of these was tried in a lab like the one above. Decide whether it"
        " leads to the goal, then look at what came of it. Several may.</p>\n"
    )
    for number, (way, outcome) in enumerate(sorted(gone, key=lambda each: _place(each[0])), 1):
        yield _way(exercise, number, way, outcome)


def _place(way: Way) -> str:
    """Return what the ways are ordered by: nothing that tells where they lead."""
    return hashlib.sha256(way.script.encode()).hexdigest()


def _way(exercise: Exercise, number: int, way: Way, outcome: Outcome | None) -> str:
    leads = way in exercise.solutions
    said = (
        f"{_verdict(exercise, leads, outcome)}{_text(way.why)}{_shown(outcome) if outcome else ''}"
    )
    script = f'<pre><code class="language-console">{escaped(way.script)}\n</code></pre>'
    asked = _asked("Does it lead there?", CHOICES, 0 if leads else 1, "What came of it", said)
    return f"<h3>Way {number}</h3>\n{script}\n{asked}"


def _verdict(exercise: Exercise, leads: bool, outcome: Outcome | None) -> str:
    """Say where a way led, and which goals it met."""
    kind, words = ("good", "It leads there.") if leads else ("bad", "It does not lead there.")
    parts = "".join(
        f'<li class="explain-{"good" if part.met else "bad"}">{"✓" if part.met else "✗"} '
        f'<span class="visually-hidden">{"met" if part.met else "not met"}: </span>'
        f"{inline(part.sentence)}</li>"
        for part in (_judged(exercise, outcome) if outcome else ())
    )
    goals = f'<ul class="explain-goals">{parts}</ul>' if parts else ""
    return f'<p class="explain-{kind}"><b>{words}</b></p>{goals}'


def _judged(exercise: Exercise, outcome: Outcome) -> Sequence[Part]:
    """Return the goals that were judged: what is there counts only when the wire has met its goals."""
    of_the_wire = outcome.parts[: len(exercise.goals)]
    return outcome.parts if all(part.met for part in of_the_wire) else of_the_wire


def _shown(outcome: Outcome) -> str:
    wire = outcome.wire or "<p>Nothing crossed the wire.</p>"
    return f"{drawn(outcome.typed)}{wire}"


def _circumstances(exercise: Exercise, found: Sequence[Outcome]) -> str:
    if not found:
        return f'<p class="explain-aside">{inline(ways.obstacle(exercise))}</p>\n'
    return (
        '<p class="explain-aside">Everything on this page was run when it was built: each way in'
        f" its own lab, with the registry <code>{Registry().host}</code> and {found[0].programs},"
        " offline.</p>\n"
    )
