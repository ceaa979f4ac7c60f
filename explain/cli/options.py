"""The options and arguments that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from explain.cli.outputs import CommandOutput, Docker, Output

REGION = "ap-south-1"
ACCOUNT = "381492183358"


def offers(kind: str) -> Callable[[str], list[str]]:
    """Return what completes a word, imported at a Tab and not before."""

    def complete(incomplete: str) -> list[str]:
        from explain.cli import completing

        offered: Callable[[str], list[str]] = getattr(completing, kind)
        return offered(incomplete)

    return complete


Region = Annotated[str, typer.Option(help="The AWS region of the registry.")]
Account = Annotated[
    str, typer.Option(help="The 12 digits of the AWS account that owns the registry.")
]
OutputOption = Annotated[
    Output,
    typer.Option(
        help="auto is rich on a terminal and plain in a pipe; json is one object per event."
    ),
]
CommandOutputOption = Annotated[
    CommandOutput,
    typer.Option(
        help="auto is rich on a terminal and plain in a pipe; json is one object per event;"
        " github is workflow commands."
    ),
]
DockerOption = Annotated[
    Docker,
    typer.Option(
        help="The real docker command, or our stand-in; auto uses docker if it is installed."
    ),
]

OptionalSpec = Annotated[
    str,
    typer.Argument(
        metavar="[SPEC]",
        autocompletion=offers("specs"),
        help="1, 2, 3, 1..3 or all.",
        show_default=False,
    ),
]
Start = Annotated[
    str,
    typer.Option(
        "--from",
        metavar="ACT",
        autocompletion=offers("acts"),
        help="Start at this act, in the player.",
    ),
]
RecordingOption = Annotated[
    str | None,
    typer.Option(
        "--from-recording",
        metavar="FILE",
        help="Play what `record` wrote, instead of a SPEC; nothing is performed.",
    ),
]

FallbackOption = Annotated[
    str | None,
    typer.Option(
        "--fallback",
        metavar="FILE",
        help="The recording that `r` shows an act from when that act fails;"
        " by default that of your last complete walk.",
    ),
]
