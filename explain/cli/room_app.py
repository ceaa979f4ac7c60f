"""The commands of a room and their options; what they do is in `explain.cli.room` and its like."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

room = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    help="A room of learners: the trainer sees who is where, who is stuck, and why.",
)

Folder = Annotated[
    Path | None,
    typer.Option(
        "--folder",
        help="The folder of the room, which everybody shares.",
        envvar="EXPLAIN_ECR_ROOM",
        readable=False,  # what cannot be read is told in our words
    ),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@room.command("open", epilog="Example: explain-ecr room open ecr-friday --folder /srv/room")
def room_open(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the room is called.")],
    folder: Folder = None,
) -> None:
    """For a trainer: open a room.

    Everything goes through one folder, which nobody but you can replace. Nothing listens on the
    network.
    """
    from explain.cli import room as commands

    commands.open_(name, folder)


@room.command("join", epilog="Example: explain-ecr room join --folder /srv/room --name Ada")
def room_join(
    folder: Folder = None,
    name: Annotated[
        str, typer.Option(help="What you are called there; by default the name of your account.")
    ] = "",
    yes: Yes = False,
) -> None:
    """Join a room, and see first what your trainer will see.

    These are six fields: your name, the exercise, its goals met, for how long no new one was met,
    your flag, and why the last thing went wrong. It never sends a line that you type, a value or a path.
    """
    from explain.cli import seat as commands

    commands.join(folder, name, yes=yes)


@room.command("status", epilog="Example: explain-ecr room status")
def room_status() -> None:
    """Show your room, and what your trainer sees of you."""
    from explain.cli import seat as commands

    commands.status()


@room.command("flag", epilog="Example: explain-ecr room flag help")
def room_flag(
    flag: Annotated[
        Literal["help", "done", "off"],
        typer.Argument(help="You ask for help, you are done, or neither.", show_default=False),
    ],
) -> None:
    """Ask for help, or say that you are done.

    If you have not joined a room, this fills your screen with a card that your trainer sees from afar.
    """
    from explain.cli import seat as commands

    commands.flag("" if flag == "off" else flag)


@room.command("card", epilog="Example: explain-ecr room card")
def room_card() -> None:
    """Show a large card and a code, where no folder is shared.

    Press h for help and d for done. The code tells your trainer what a record in a room would, but not
    your name: which exercise is open, how far you are, and why the last thing went wrong.
    """
    from explain.cli import card as commands

    commands.card()


@room.command("leave", epilog="Example: explain-ecr room leave")
def room_leave() -> None:
    """Leave the room; your record is deleted."""
    from explain.cli import seat as commands

    commands.leave()


BoardOutput = Annotated[
    Literal["auto", "plain", "json"],
    typer.Option(help="plain is the board as it is now; json is one object."),
]


@room.command("board", epilog="Example: explain-ecr room board --page board.html")
def room_board(
    folder: Folder = None,
    names: Annotated[bool, typer.Option("--names", help="Show names; without it, seats.")] = False,
    output: BoardOutput = "auto",
    page: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Also write the board to an HTML page, again and again."),
    ] = None,
) -> None:
    """For a trainer: see who is where, who is stuck, and why.

    On a terminal it opens a screen that follows the room. In a pipe, or with --output, it prints the
    board as it is now. A browser loads the page again every 10 seconds; it needs no network.
    """
    from explain.cli import board as commands

    commands.board(folder, output, page, names=names)


@room.command("read", epilog="Example: explain-ecr room read Ada=R7K2-M9QD 3F8H-1TZC")
def room_read(
    codes: Annotated[
        list[str],
        typer.Argument(
            metavar="CODE...",
            help="Codes, each with a name and = before it if you like; - reads lines.",
        ),
    ],
    output: BoardOutput = "auto",
) -> None:
    """For a trainer: see the codes that learners read out as a board.

    That needs no shared folder. A learner gets a code with `room card`. Exits with 1 if a code has a
    wrong character, and says which.
    """
    from explain.cli import board as commands

    commands.read(codes, output)


@room.command("hint", epilog="Example: explain-ecr room hint 'Compare the region with the host.'")
def room_hint(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="At most 200 characters.")],
    folder: Folder = None,
) -> None:
    """For a trainer: say something to all learners.

    Learners with an open exercise see it in their prompt.
    """
    from explain.cli import room as commands

    commands.hint(text, folder)


@room.command("at", epilog="Example: explain-ecr room at monday")
def room_at(
    exercise: Annotated[str, typer.Argument(metavar="EXERCISE", help="The exercise's name.")],
    folder: Folder = None,
) -> None:
    """For a trainer: say which exercise the room is at.

    That is where `practice catch-up` brings a learner. If you say nothing, it is the exercise of the
    learner in the middle.
    """
    from explain.cli import room as commands

    commands.at(exercise, folder)


@room.command("hub", epilog="Example: explain-ecr room hub --for littlest --learners 30")
def room_hub(
    kind: Annotated[
        Literal["littlest", "kubernetes"] | None,
        typer.Option("--for", help="By default both, each in its own folder."),
    ] = None,
    learners: Annotated[int, typer.Option(metavar="N", help="Learners in the room.")] = 30,
    folder: Annotated[
        Path, typer.Option("--folder", metavar="OUT", help="Where to write the files.")
    ] = Path("explain-ecr-hub"),
) -> None:
    """For a trainer: write the files of a JupyterHub.

    It is for a room for which one machine is too small. For one server, The Littlest JupyterHub; for a
    cluster, Zero to JupyterHub on Kubernetes.
    """
    from explain.cli import hub as commands

    commands.write(kind, learners, folder)


@room.command("close", epilog="Example: explain-ecr room close")
def room_close(folder: Folder = None, yes: Yes = False) -> None:
    """For a trainer: close the room, and get its summary.

    All records are deleted. The summary has no names: what was hard, how long it took, and what was
    refused.
    """
    from explain.cli import room as commands

    commands.close(folder, yes=yes)
