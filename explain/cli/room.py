"""What a trainer's commands of a room do: open, hint, at and close."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from explain.cli.asking import ask
from explain.cli.calling import name_here
from explain.cli.exercises import own_sandbox
from explain.cli.report import reporting, say, tell
from explain.errors import RoomProblem, UsageProblem
from explain.lab.shells import quoted
from explain.practice import course
from explain.room.folder import LONGEST_HINT, RoomFolder
from explain.room.model import Room
from explain.room.own import Mine, Own
from explain.visible import visible


def own() -> Own:
    """Return what is kept of rooms next to this user's sandbox."""
    return Own(own_sandbox())


# --- the trainer's -------------------------------------------------------------------------------


def open_(name: str, folder: Path | None) -> None:
    """Open a room, and say how it is joined."""
    with reporting("plain"):
        found = RoomFolder(folder or rooms() / _as_file_name(name))
        room = found.open(name)
        own().add(Mine(str(found.path), room.id))
        say(f"The room {room.name} is open, in {found.path}\n")
        say(f"Learners join it with:  {name_here()} room join{_folder_option(found, folder)}")
        say(f"You see them with:      {name_here()} room board")
        for warning in _warnings(found):
            say()
            tell(warning)


def rooms() -> Path:
    """Return the folder of the rooms that name none: next to the sandbox, and named after it."""
    sandbox = own_sandbox()
    return sandbox.with_name(f"{sandbox.name}-rooms")


def _as_file_name(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "room"


def _folder_option(folder: RoomFolder, given: Path | None) -> str:
    return f" --folder {quoted('posix', str(folder.path))}" if given else ""


def _warnings(folder: RoomFolder) -> Iterator[str]:
    """Say who cannot get in, and where the system keeps nobody from another's record."""
    closed = [
        place for place in folder.path.parents if not stat.S_IMODE(place.stat().st_mode) & 0o001
    ]
    if closed and os.name == "posix":
        yield (
            f"Only your own account can reach it, because {closed[-1]} is closed to others. If your learners"
            " have their own accounts, use a folder that all of them can reach: `--folder /srv/room`."
        )
    if not folder.is_kept_apart():
        yield (
            "This disk does not know who owns a file: a learner could write another learner's record."
            " The board cannot tell."
        )


def of_mine(folder: Path | None) -> tuple[RoomFolder, Room]:
    """Return an open room that was opened from here: in a folder, or the latest. Raises `RoomProblem`."""
    for mine in own().rooms():
        found = RoomFolder(Path(mine.folder))
        if folder and found.path != RoomFolder(folder).path:
            continue
        room = found.room()
        if room.id == mine.room and found.is_ours() and not room.over:
            return found, room
    if folder:
        if RoomFolder(folder).room().over:
            raise RoomProblem(
                f"The room in {folder} is closed.",
                f"Open another one: `{name_here()} room open NAME`.",
            )
        raise RoomProblem(
            f"The room in {folder} was not opened from here.",
            "Only the person who opened a room can do this.",
        )
    raise RoomProblem("No room of yours is open.", f"Open one: `{name_here()} room open NAME`.")


def hint(text: str, folder: Path | None) -> None:
    """Say something to all."""
    with reporting("plain"):
        say_to_all(text, folder)
        tell("Learners see that in their prompt, and read it with their next command of practice.")


def say_to_all(text: str, folder: Path | None) -> None:
    """Give a hint to all learners of a room. Raises `UsageProblem` or `RoomProblem`."""
    said = visible(" ".join(text.split()))
    if not 0 < len(said) <= LONGEST_HINT:
        raise UsageProblem(
            f"A hint has 1 to {LONGEST_HINT} characters, and this one {len(said)}.",
            "Say it in a sentence or two.",
        )
    found, room = of_mine(folder)
    found.say(room._replace(hint=said, hints=room.hints + 1))


def at(exercise: str, folder: Path | None) -> None:
    """Say where the room is."""
    with reporting("plain"):
        name = course.exercise(exercise).name
        move(name, folder)
        tell(f"The room is at {name}. Anybody who is behind types: {name_here()} practice catch-up")


def move(exercise: str, folder: Path | None) -> None:
    """Say at which exercise a room is; an empty name leaves that to the board. Raises `RoomProblem`."""
    found, room = of_mine(folder)
    found.say(room._replace(exercise=exercise))


def close(folder: Path | None, *, yes: bool) -> None:
    """End a room: delete what learners sent, and keep the summary."""
    with reporting("plain"):
        found, room = of_mine(folder)
        if not yes:
            ask(
                f"Close the room {room.name}, and delete all records?",
                "The room is open as it was.",
            )
        text = _summary(found, room)
        found.keep_summary(text)  # first: if it cannot be written, the records stay
        found.say(room._replace(over=True, hint=""))
        left = found.clear()
        own().drop(Mine(str(found.path), room.id))
        say(text)
        say("The room is closed, and its records are deleted. This summary is in")
        say(f"  {found.summary}")
        if left:
            tell(f"{left} files in {found.learners} could not be deleted: remove them yourself.")


def _summary(folder: RoomFolder, room: Room) -> str:
    """Return what remains of a room, as Markdown, without names."""
    from explain.room import history
    from explain.room.board import places
    from explain.room.looking import look

    with contextlib.suppress(RoomProblem):
        look(folder, keep=True, at_once=True)
    known = history.parsed(folder.history())
    return "\n".join(history.told(room.name, known, history.summary(known, places()))) + "\n"
