"""A learner's card, for a room without a shared folder: on the screen, or in a pipe as two lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explain.cli.here import open_here
from explain.cli.playing import has_screen
from explain.cli.report import reporting, say
from explain.practice import course
from explain.room.record import Goals, Record, Verdict
from explain.room.spoken import code

if TYPE_CHECKING:
    from explain.player.card import Shown

NAME = "you"
"""A record has a name, and a code has none."""


def card() -> None:
    """Show the card with no flag on it."""
    with reporting("plain"):
        show("")


def show(flag: str) -> None:
    """Show the card with a flag, and go on when the learner has put it away."""
    if not has_screen():
        from explain.player.card import FACES

        shown = _shown(flag)
        face = f"{FACES[flag].sign} {FACES[flag].word}  " if flag else ""
        say(f"{face}{shown.code}\n{shown.words}")
        return
    from explain.cli import screens
    from explain.player.card import Card

    screens.show(Card(flag, _shown))


def _shown(flag: str) -> Shown:
    from explain.player.card import Shown

    record = record_here()
    met, of = record.goals
    where = f"{record.exercise} · {met} of {of} goals" if record.exercise else "no exercise open"
    said = f"{where} · nothing is sent: read the code to your trainer"
    return Shown(code(record._replace(flag=flag)), said)


def record_here() -> Record:
    """Return the record of the exercise that is open in this terminal, as far as a code tells it."""
    steerer = open_here()
    if steerer is None:
        return Record(NAME)
    known = steerer.ask("GET", "/exercise")
    met = sum(part["met"] for part in known["parts"])
    goals, since = Goals(met, len(known["parts"])), known["since"]
    if course.exercise(known["name"]).question:  # what crosses the wire there is the exercise's own
        return Record(NAME, known["name"], goals, since, "", Verdict("nothing-failed"))
    return Record(NAME, known["name"], goals, since, "", _verdict(known["opened"], known["after"]))


def _verdict(opened: int, after: int) -> Verdict:
    """Say what went wrong last in this lab. When that was is not known: a clock in a lab may be turned."""
    from explain.cli.causes import exchanges_and_state
    from explain.room.reporter import latest

    return latest(*exchanges_and_state(), opened, after)[0]
