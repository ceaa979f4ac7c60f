"""`explain-ecr room hub`: the files that set up a room on a JupyterHub."""

from __future__ import annotations

from pathlib import Path

from explain.cli.report import reporting, say
from explain.errors import UsageProblem
from explain.files import PUBLIC, check_place, write_whole
from explain.room.hub.configuration import KINDS, MOST, Kind, files


def write(kind: Kind | None, learners: int, folder: Path) -> None:
    """Write the files of a kind into a folder, or of every kind into a folder of each."""
    with reporting("plain"):
        if not 1 <= learners <= MOST:
            raise UsageProblem(
                f"A room for {learners} learners is not one that was thought of.",
                f"Give a number from 1 to {MOST}: `--learners 30`.",
            )
        made: dict[Path, str] = {}
        for each in (kind,) if kind else KINDS:
            place = folder if kind else folder / each
            made |= {place / name: text for name, text in files(each, learners).items()}
        _write(made)
        say("\n".join(map(str, made)))
        say("\nREADME.md says what to do with them.")


def _write(made: dict[Path, str]) -> None:
    """Write all files, or none if one of them is not ours to replace. Raises `UsageProblem`."""
    try:
        for path in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            check_place(
                path, lambda head: b"explain-ecr room hub" in head, "`explain-ecr room hub`"
            )
        for path, text in made.items():
            write_whole(path, text, PUBLIC)
    except OSError as error:
        raise UsageProblem(
            f"{error.filename} cannot be written: {error.strerror}.",
            "Give a folder that you can write to: `--folder`.",
        ) from error
