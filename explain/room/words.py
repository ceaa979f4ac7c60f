"""What a board says, in words: one place for the screen, the page and a program."""

from __future__ import annotations

from collections.abc import Sequence

from explain.room.model import Advice, Board, Learner, Refusals
from explain.room.record import UNSENT

STUCK = "stuck: who, for how long, where, goals met, why"
REFUSED = "Refused in the last 5 min: status, cause (learners)"

SIGNS = {"help": "▲", "done": "●", "": " "}
"""The sign of each flag. The signs differ in shape, for people who do not see their colours."""


def who(learner: Learner, named: bool) -> str:
    """Name a learner: by their name, or by their seat where others can read the screen."""
    return learner.name if named else f"seat {learner.seat}"


def flag(learner: Learner) -> str:
    """Return the flag that a learner shows, empty if there is none."""
    return learner.record.flag if learner.record else ""


def why(learner: Learner) -> str:
    """Say why a learner needs somebody, and what they last met. For how long is told elsewhere."""
    said = [reason.text for reason in learner.reasons if reason.kind != "slow"]
    if learner.record and learner.record.verdict.cause in UNSENT:
        said.append(learner.doing)
    elif learner.doing and not any(reason.kind == "repeat" for reason in learner.reasons):
        said.append(f"last: {learner.doing}")
    return "; ".join(said or ["no new goal"])


def span(seconds: float) -> str:
    """Say how long something lasts: `40 s`, `12 min`, `2 h 05`."""
    whole = max(int(seconds), 0)
    if whole < 60:
        return f"{whole} s"
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours} h {minutes:02}" if hours else f"{minutes} min"


def listed(learners: Sequence[Learner], named: bool, most: int) -> str:
    """List learners in one phrase, at most so many of them: `seats 3, 9 and 40 more`.

    Of a record that cannot be believed the phrase says why.
    """
    shown = [
        f"{learner.name if named else learner.seat}{_problem(learner)}"
        for learner in learners[:most]
    ]
    if len(learners) > most:
        shown.append(f"{len(learners) - most} more")
    *first, last = shown
    title = "" if named else "seat " if len(learners) == 1 else "seats "
    return f"{title}{', '.join(first)} and {last}" if first else f"{title}{last}"


def _problem(learner: Learner) -> str:
    return f" ({learner.problem.rstrip('.')})" if learner.problem else ""


def number(count: int, noun: str) -> str:
    """Return a number with its noun: `1 learner`, `2 learners`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def title(board: Board, now: float) -> str:
    """Name the room: how many are in it, and for how long it has been open. `now` is as `Room.opened`."""
    parts = [board.room.name, number(len(board.learners), "learner")]
    if board.room.over:
        parts.append("closed")
    elif board.room.opened:  # codes that were read out are of no room
        parts.append(f"open for {span(now - board.room.opened)}")
    return " · ".join(parts)


def tally(board: Board) -> list[tuple[str, str]]:
    """Count the flags and who is stuck: pairs of a flag, or nothing, and words."""
    helps = sum(flag(learner) == "help" for learner in board.learners)
    return [
        ("help", f"▲ {helps} help"),
        ("done", f"● {len(board.done)} done"),
        ("", f"{len(board.stuck)} stuck"),
    ]


def status(refusals: Refusals) -> str:
    """Name the status of some refusals, and how often it was met."""
    return f"{refusals.status or 'failed'} ×{refusals.times}"


def causes(refusals: Refusals) -> str:
    """Say what caused some refusals, the commonest first, and how many learners met each."""
    return " · ".join(f"{met.label} ({met.learners})" for met in refusals.causes)


def advice(advice: Advice) -> str:
    """Say how many have the same cause."""
    return f"{advice.learners} of {advice.of} who were refused have the same cause: {advice.label}"


def apart(board: Board, named: bool, most: int) -> list[tuple[str, str]]:
    """List who is done, or of whom little is known: pairs of what they are and who they are."""
    groups = [
        ("● Done", board.done, most),
        ("Nothing sent yet", board.unsent, most),
        ("No word for 2 min", board.silent, most),
        ("No exercise open", board.idle, most),
        (f"{number(len(board.unread), 'record')} not believed", board.unread, 2),
    ]
    return [(what, listed(them, named, size)) for what, them, size in groups if them]
