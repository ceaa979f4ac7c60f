"""What the commands of practice do: open an exercise, and talk with the one that is open here."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import typer

from explain.cli.asking import ask
from explain.cli.calling import as_called_here, name_here
from explain.cli.exercises import first_open, is_solved, list_, own_progress, what_next
from explain.cli.here import check_is_outside, here, open_here
from explain.cli.report import reporting, say
from explain.cli.room import own
from explain.cli.seat import following, hear
from explain.clock import in_words
from explain.errors import UsageProblem
from explain.narration import Prose, SectionBegan
from explain.practice import course
from explain.practice.exercise import Exercise, Script

if TYPE_CHECKING:
    from explain.lab.scripted import Typed
    from explain.render import Renderer


def overview(minutes: int | None, output: str) -> None:
    """List the exercises, or in one that is open say how far the learner is."""
    if minutes is None and output == "plain" and open_here():
        _how_far()
    else:
        list_(minutes, output)


# --- opening one ---------------------------------------------------------------------------------


def open_next() -> None:
    """Open the first exercise that is not solved."""
    with reporting("plain"):
        exercises, solved = course.exercises(), own_progress().solved()
        name = (first_open(exercises, solved) or exercises[0]).name
    open_(name)


def open_(name: str) -> None:
    """Open an exercise in a new lab, and again in another one as long as the learner asks for that."""
    with reporting("auto") as renderer:
        check_is_outside()
        exercise = course.exercise(name)
        _check_programs(exercise)
        while _held(exercise, renderer):
            say("Starting again, in a new lab.\n")
        _farewell(exercise)


def _check_programs(exercise: Exercise) -> None:
    from explain.practice.opening import missing

    if lacking := missing(exercise, shutil.which):
        raise UsageProblem(
            f"The exercise {exercise.name} needs {' and '.join(lacking)}, which this machine does not have.",
            f"Install it, or choose another exercise: `{name_here()} practice`.",
        )


def _held(exercise: Exercise, renderer: Renderer) -> bool:
    """Hold an exercise until its shell is left; returns whether the learner wants to begin again."""
    from explain.lab import prompts, shells
    from explain.lab.process import running
    from explain.practice.opening import opened

    # A lab that runs has another home: what is the learner's is found before.
    progress, mine = own_progress(), own()
    progress.solved()  # what cannot be read is told before somebody works for it
    if exercise.setup or any(isinstance(part, Script) for part in exercise.task):
        say("Preparing a lab …", error=True)
    with (
        running() as lab,
        opened(lab, exercise, progress) as found,
        following(mine, lab, exercise) as found.follow,
    ):
        _show_task(exercise, found.symptoms, renderer)
        say(_footer())
        shell = prompts.interactive(shells.own_shell(lab.outside), lab.sandbox.folder, lab.outside)
        # The folder's name is long, and says nothing.
        variables = {**shell.variables, "PROMPT_DIRTRIM": "1"}
        lab.run(shell.command, variables, lab.sandbox.home)
        found.follow(found.verdict())
        return found.again


def _show_task(exercise: Exercise, symptoms: Iterable[Sequence[Typed]], renderer: Renderer) -> None:
    """Show the task, and the output of the commands in it."""
    renderer.draw(SectionBegan(1, exercise.title, exercise.name))
    place = course.exercises().index(exercise) + 1
    facts = f"{exercise.kind} · {exercise.minutes} min · {place} of {len(course.exercises())}"
    renderer.draw(Prose(facts))
    left = iter(symptoms)
    for part in exercise.task:
        text = _session(next(left)) if isinstance(part, Script) else as_called_here(part)
        renderer.draw(Prose(text))
    if exercise.question:
        answers = "\n".join(f"{n}. {text}" for n, text in enumerate(exercise.question.choices, 1))
        renderer.draw(Prose(f"{exercise.question.text}\n\n{answers}"))
        renderer.draw(Prose(f"Answer with its number: `{name_here()} practice answer 1`"))


def _session(shown: Sequence[Typed]) -> str:
    """Write command lines and what they printed as a fence."""
    lines = "\n".join(f"$ {typed.line}\n{typed.output}".rstrip() for typed in shown)
    fence = "`" * 4
    return f"{fence}text\n{lines}\n{fence}"


def _footer() -> str:
    return f"\n{name_here()} practice hint · task · verify · solution · reset\nLeave with `exit`.\n"


def _farewell(exercise: Exercise) -> None:
    solved = own_progress().solved()
    left = (
        f"You have left {exercise.name}. To go on with it: {name_here()} practice {exercise.name}"
    )
    next_ = what_next(course.exercises(), solved, exercise)
    say(f"\n{next_ if is_solved(exercise, solved) else left}")


# --- inside one ----------------------------------------------------------------------------------


def task() -> None:
    """Show the task again."""
    with reporting("auto") as renderer:
        found = here().ask("GET", "/exercise")
        hear()
        exercise = course.exercise(found["name"])
        _show_task(exercise, map(_typed, found["symptoms"]), renderer)


def _typed(part: Sequence[Sequence[Any]]) -> list[Typed]:
    """Read command lines and what they printed as a lab's control route has them."""
    from explain.lab.scripted import Typed

    return [Typed(*fields) for fields in part]


def answer(number: int) -> None:
    """Answer a prediction, and show whether the wire agrees."""
    with reporting("auto") as renderer:
        steerer = here()
        exercise = course.exercise(steerer.ask("GET", "/exercise")["name"])
        told = steerer.ask("POST", "/exercise/predict", {"number": number}, patience=120)
        if "problem" in told:
            raise UsageProblem(told["problem"], told["remedy"])
        assert exercise.question
        choices = list(exercise.question.choices)
        if told["shown"]:
            renderer.draw(Prose("This is what happens:"))
            renderer.draw(Prose(_session(_typed(told["shown"]))))
        if choices[number - 1] == told["right"]:
            say("That is right.\n")
            _show_learned(exercise, renderer, steerer.ask("GET", "/exercise")["seconds"])
        else:
            say(
                "That is not what crossed the wire. Look at it, and answer again:\n\n"
                f"  {name_here()} trace\n"
            )


def hint() -> None:
    """Give the next hint."""
    with reporting("auto") as renderer:
        steerer = here()
        hear()
        state = steerer.ask("POST", "/exercise/hint")
        exercise = course.exercise(steerer.ask("GET", "/exercise")["name"])
        number = state["hints"]
        renderer.draw(Prose(f"**Hint {number} of 3.** {_hint(exercise, number)}"))


def _hint(exercise: Exercise, number: int) -> str:
    """Return a hint: a question, what the wire says (and not what to do about it), where to read."""
    if number == 2:
        from explain.causes.texts import evidence
        from explain.cli.causes import found

        return f"What the wire says: {evidence(found()[0])}"
    return exercise.hints[0] if number == 1 else as_called_here(exercise.hints[1])


def verify(name: str | None, output: str) -> None:
    """Say which goals are met, and end with 0 where all are, else with 1."""
    with reporting("plain"):
        found = here().ask("GET", "/exercise")
        if name and name != found["name"]:
            raise UsageProblem(
                f"The exercise that is open here is {found['name']}.",
                f"Leave it with `exit`, and open the other: `{name_here()} practice {name}`.",
            )
        if output == "json":
            kept = ("name", "parts", "solved", "seconds", "hints")
            say(json.dumps({key: found[key] for key in kept}))
        else:
            hear()
            _say_goals(found)
    raise typer.Exit(0 if found["solved"] else 1)


def _say_goals(found: Mapping[str, Any]) -> None:
    for part in found["parts"]:
        say(f"  {'✓' if part['met'] else '·'} {part['sentence']}")


def _how_far() -> None:
    with reporting("auto") as renderer:
        found = here().ask("GET", "/exercise")
        hear()
        exercise = course.exercise(found["name"])
        if found["solved"]:
            _show_learned(exercise, renderer, found["seconds"])
            return
        say(
            f"{exercise.title}: {sum(part['met'] for part in found['parts'])} of {len(found['parts'])}\n"
        )
        _say_goals(found)
        say(_footer())


def _show_learned(exercise: Exercise, renderer: Renderer, seconds: int) -> None:
    known = own_progress().solved().get(exercise.name)
    took = in_words(timedelta(seconds=known.seconds if known else seconds))
    renderer.draw(SectionBegan(2, f"Solved, in {took}", "solved"))
    renderer.draw(Prose(as_called_here(exercise.learned)))
    if len(exercise.solutions) > 1:
        renderer.draw(Prose(f"There are other ways: `{name_here()} practice solution`"))
    say(f"Leave with `exit`.  {what_next(course.exercises(), own_progress().solved(), exercise)}")


def solution(*, yes: bool) -> None:
    """Show every way, with why it works."""
    with reporting("auto") as renderer:
        found = here().ask("GET", "/exercise")
        hear()
        exercise = course.exercise(found["name"])
        if not (yes or found["solved"]):
            ask(
                "You have not solved it yet. Show the solution?",
                f"Try a hint first: `{name_here()} practice hint`.",
            )
        for way in exercise.solutions:
            renderer.draw(Prose(f"```console\n{way.script}\n```"))
            renderer.draw(Prose(as_called_here(way.why)))


def reset(*, everything: bool, yes: bool) -> None:
    """Begin the exercise again, or forget all progress."""
    with reporting("plain"):
        if everything:
            if not yes:
                ask("Forget which exercises you have solved?", "Your progress is as it was.")
            own_progress().forget()
            say("Your progress has been deleted.")
            return
        here().ask("POST", "/exercise/again")
        say("Leave this shell with `exit`. The exercise then opens again, in a new lab.")
