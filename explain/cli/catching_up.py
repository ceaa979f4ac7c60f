"""`practice catch-up`: what comes before an exercise is played in labs, then the exercise is opened."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import time
from collections.abc import Sequence

from explain.cli.calling import name_here
from explain.cli.exercises import is_solved, own_progress
from explain.cli.here import check_is_outside
from explain.cli.practice import open_
from explain.cli.report import reporting, say, tell
from explain.cli.room import own
from explain.errors import ExplainError, RoomProblem, UsageProblem
from explain.practice import course
from explain.practice.exercise import Exercise
from explain.room.looking import look_from


def catch_up(name: str | None, *, play: bool) -> None:
    """Bring a learner to an exercise, or to the one where their room is."""
    with reporting("plain"):
        check_is_outside()
        target = course.exercise(name or _where_the_room_is())
        solved = own_progress().solved()
        exercises = course.exercises()
        earlier = exercises[: exercises.index(target)]
        rest = [each for each in earlier if not is_solved(each, solved)]
        if rest and play:
            _play(rest)
        elif rest:
            tell(f"Not solved yet: {', '.join(each.name for each in rest)}.")
        else:
            say("You have solved all that comes before.")
        say(f"\nNow {target.name}.\n")
    open_(target.name)


def _where_the_room_is() -> str:
    """Return the exercise where the learner's room is. Raises `UsageProblem` if nothing tells."""
    remedy = f"Name the exercise: `{name_here()} practice catch-up monday`."
    seat = None
    with contextlib.suppress(RoomProblem):
        seat = own().seat()
    if seat is None or seat.left:
        raise UsageProblem("You are not in a room, so it is not known where to go.", remedy)
    board = look_from(seat)
    if board.room.id != seat.room or board.room.over:
        raise UsageProblem("Your room is closed.", remedy)
    if not board.at:
        raise UsageProblem("Nobody in your room has an exercise open yet.", remedy)
    return board.at


def _play(rest: Sequence[Exercise]) -> None:
    """Play the solutions of exercises, and say what was done for each."""
    from explain.practice.opening import missing

    count = "1 exercise" if len(rest) == 1 else f"{len(rest)} exercises"
    tell(f"Playing the solution of {count} in labs of their own. Each is then solved for you, too.")
    for exercise in rest:
        if lacking := missing(exercise, shutil.which):
            say(f"\n· {exercise.name}: left open, it needs {' and '.join(lacking)}")
        else:
            _play_one(exercise)


def _play_one(exercise: Exercise) -> None:
    from explain.practice.solving import solve

    say(f"\n… {exercise.name}: {exercise.title}")
    began = time.monotonic()
    try:
        played = solve(exercise, own_progress())
    except ExplainError as error:
        say(f"· left open: {error.message}")
        return
    except subprocess.TimeoutExpired:
        say("· left open: its solution did not end.")
        return
    for line in played.lines:
        say(f"    {line}")
    seconds = round(time.monotonic() - began)
    say(
        f"✓ solved, in {seconds} s"
        if played.solved
        else "· left open: the solution was not enough."
    )
