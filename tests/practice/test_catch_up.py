"""A late learner is brought to where their room is, and what comes before is played for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from explain.cli import catching_up
from explain.errors import SandboxProblem
from explain.practice import course, opening, solving
from explain.practice.progress import Progress
from explain.practice.solving import Played, solve
from explain.room.folder import RoomFolder
from explain.room.own import Own, Seat
from explain.room.record import Goals, Record
from explain.room.seats import Seats


# It starts two labs: nothing less shows that a solution is played to its end.
@pytest.mark.parametrize("name", ["what-crosses", "wrong-region"])
def test_a_solution_is_played_and_noted(own_machine: None, tmp_path: Path, name: str) -> None:
    progress = Progress(tmp_path / "progress.json")
    played = solve(course.exercise(name), progress)
    assert played.solved
    assert played.lines
    assert list(progress.solved()) == [name]


class Learner:
    """A learner who asks to catch up; what is played and opened is only written down."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.opened: list[str] = []
        self.played: list[str] = []
        patch.setenv("EXPLAIN_ECR_SANDBOX", str(folder / "sandbox"))
        patch.delenv("EXPLAIN_ECR_LAB", raising=False)
        patch.setattr(catching_up, "open_", self.opened.append)
        patch.setattr(solving, "solve", self._solve)

    def _solve(self, exercise: Any, _: Progress) -> Played:
        self.played.append(exercise.name)
        if exercise.name == "two-messages":
            raise SandboxProblem("It could not be set up.", "Run it again.")
        return Played(("$ line",), exercise.name != "three-refusals")

    def catch_up(self, name: str | None = None, *, play: bool = True) -> None:
        catching_up.catch_up(name, play=play)

    def join(self, *exercises: str) -> RoomFolder:
        folder = RoomFolder(self.folder / "room")
        room = folder.open("x")
        seats = Seats(folder)
        for exercise in exercises:
            seats.write(seats.claim(), Record("Ben", exercise, Goals(0, 2)))
        Own(self.folder / "sandbox").keep(Seat(str(folder.path), room.id, seats.claim(), "Ada"))
        return folder


@pytest.fixture
def late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Learner:
    return Learner(tmp_path, monkeypatch)


NAMES = list(course.files())


def test_all_that_comes_before_is_played_and_told(late: Learner, capsys: Any) -> None:
    late.catch_up("wrong-region")
    assert late.played == NAMES[: NAMES.index("wrong-region")]
    assert late.opened == ["wrong-region"]
    shown = capsys.readouterr().out
    assert "… what-crosses: What crosses the wire\n    $ line\n✓ solved, in 0 s" in shown
    assert "· left open: the solution was not enough." in shown  # three-refusals
    assert "· left open: It could not be set up." in shown


def test_what_is_solved_is_not_played_again(late: Learner, capsys: Any) -> None:
    from explain.practice.progress import Solved

    progress = Progress.beside(late.folder / "sandbox")
    for name in NAMES[:2]:
        progress.add(name, Solved(course.exercise(name).edition, "2026-01-31T12:00:00Z", 9))
    late.catch_up(NAMES[3])
    assert late.played == [NAMES[2]]
    late.played.clear()
    late.catch_up(NAMES[2])
    assert late.played == []
    assert "You have solved all that comes before." in capsys.readouterr().out


def test_an_exercise_without_its_program_is_left_open(
    late: Learner, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        opening, "missing", lambda exercise, _: ["x"] if exercise.name == NAMES[0] else []
    )
    late.catch_up(NAMES[2])
    assert late.played == [NAMES[1]]
    assert f"· {NAMES[0]}: left open, it needs x" in capsys.readouterr().out


def test_nothing_is_played_where_that_is_not_wanted(late: Learner, capsys: Any) -> None:
    late.catch_up("monday", play=False)
    assert (late.played, late.opened) == ([], ["monday"])
    assert "Not solved yet: what-crosses," in capsys.readouterr().out


def test_it_goes_where_the_room_is(late: Learner) -> None:
    folder = late.join("succeeded", "succeeded", "monday")
    late.catch_up(play=False)
    folder.say(folder.room()._replace(exercise="helper"))
    late.catch_up(play=False)
    assert late.opened == ["succeeded", "helper"]


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("no room", "You are not in a room"),
        ("nobody", "Nobody in your room has an exercise open yet"),
        ("closed", "Your room is closed"),
    ],
)
def test_where_nobody_knows_it_asks_for_a_name(
    late: Learner, capsys: Any, case: str, words: str
) -> None:
    if case != "no room":
        folder = late.join()
        folder.say(
            folder.room()._replace(exercise="monday" * (case == "closed"), over=case == "closed")
        )
    with pytest.raises(SystemExit):
        late.catch_up()
    shown = capsys.readouterr().err
    assert words in shown
    assert "practice catch-up monday" in shown
    assert late.opened == []
