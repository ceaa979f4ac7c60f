"""The commands of practice and their options; what they do is in `explain.cli.practice`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import typer
from typer.core import TyperGroup

OutputOption = Annotated[Literal["plain", "json"], typer.Option(help="json prints one object.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


class _Practice(TyperGroup):
    """Treats a word that is not a command as the name of an exercise."""

    # typer has a copy of click inside, whose context it does not hand out.
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `open` before the name of an exercise."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            args = ["open", *args]
        return super().parse_args(ctx, args)


practice = typer.Typer(
    cls=_Practice,
    rich_markup_mode=None,
    help="Exercises in a lab, checked by what crosses the wire. `practice NAME` opens one.",
)


@practice.callback(invoke_without_command=True)
def _practice(
    context: typer.Context,
    minutes: Annotated[
        int | None, typer.Option(metavar="30|60|90", help="A course of this many minutes.")
    ] = None,
    output: OutputOption = "plain",
) -> None:
    if context.invoked_subcommand is None:
        from explain.cli import practice as commands

        commands.overview(minutes, output)


def _names(incomplete: str) -> list[str]:
    from explain.cli import completing

    return completing.exercises(incomplete)


@practice.command("open", epilog="Example: explain-ecr practice monday")
def practice_open(
    name: Annotated[str, typer.Argument(metavar="NAME", autocompletion=_names)],
) -> None:
    """Open an exercise: a prepared lab, the task, and your own shell."""
    from explain.cli import practice as commands

    commands.open_(name)


@practice.command("next", epilog="Example: explain-ecr practice next")
def practice_next() -> None:
    """Open the first exercise that you have not solved."""
    from explain.cli import practice as commands

    commands.open_next()


@practice.command("catch-up", epilog="Example: explain-ecr practice catch-up")
def practice_catch_up(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]",
            autocompletion=_names,
            help="The exercise to go to; by default where your room is.",
        ),
    ] = None,
    play: Annotated[
        bool, typer.Option("--play/--no-play", help="Play the solutions of what comes before.")
    ] = True,
) -> None:
    """Go where your room is; what comes before is solved for you.

    The solutions of the exercises that you have not solved are played, each in its own lab, and shown.
    Then the exercise is opened.
    """
    from explain.cli import catching_up

    catching_up.catch_up(name, play=play)


@practice.command("list", epilog="Example: explain-ecr practice list")
def practice_list(output: OutputOption = "plain") -> None:
    """List the exercises: solved, open, and which one comes next."""
    from explain.cli import exercises

    exercises.list_(None, output)


@practice.command("task", epilog="Example: explain-ecr practice task")
def practice_task() -> None:
    """Inside an exercise: show the task again."""
    from explain.cli import practice as commands

    commands.task()


@practice.command("answer", epilog="Example: explain-ecr practice answer 2")
def practice_answer(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="The number of your answer.")],
) -> None:
    """Inside a prediction: give your answer, and see what happens."""
    from explain.cli import practice as commands

    commands.answer(number)


@practice.command("hint", epilog="Example: explain-ecr practice hint")
def practice_hint() -> None:
    """Inside an exercise: the next of three hints, not the solution."""
    from explain.cli import practice as commands

    commands.hint()


@practice.command("verify", epilog="Example: explain-ecr practice verify --output json")
def practice_verify(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Fail if another exercise is open.")
    ] = None,
    output: OutputOption = "plain",
) -> None:
    """Inside an exercise: say which goals are met. Exits with 0 if all are, and with 1 if not."""
    from explain.cli import practice as commands

    commands.verify(name, output)


@practice.command("solution", epilog="Example: explain-ecr practice solution")
def practice_solution(yes: Yes = False) -> None:
    """Inside an exercise: every way that we know, and why it works. It asks first."""
    from explain.cli import practice as commands

    commands.solution(yes=yes)


@practice.command("reset", epilog="Example: explain-ecr practice reset")
def practice_reset(
    everything: Annotated[
        bool, typer.Option("--all", help="Forget which exercises you have solved.")
    ] = False,
    yes: Yes = False,
) -> None:
    """Inside an exercise: start again, in a new lab. With --all: delete your progress."""
    from explain.cli import practice as commands

    commands.reset(everything=everything, yes=yes)


@practice.command("export", epilog="Example: explain-ecr practice export")
def practice_export() -> None:
    """Print your progress as one word, for another machine."""
    from explain.cli import exercises as commands

    commands.export()


@practice.command("import", epilog="Example: explain-ecr practice import CODE")
def practice_import(
    code: Annotated[str, typer.Argument(metavar="CODE", help="What `export` printed.")],
) -> None:
    """Add what you have solved on another machine."""
    from explain.cli import exercises as commands

    commands.import_(code)
