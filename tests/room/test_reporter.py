"""What an exercise tells the room of its learner: from a wire and a folder that are the test's own."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from explain.clock import Clock
from explain.errors import RoomProblem
from explain.practice import course
from explain.practice.referee import Part
from explain.practice.referee import Verdict as Judged
from explain.room import reporter as module
from explain.room.folder import RoomFolder
from explain.room.own import Own, Seat
from explain.room.record import Goals, Record
from explain.room.reporter import NEWS, Progressing, Reporter
from explain.room.seats import Seats
from explain.wire import ACCEPTED, UNKNOWN_USER, Evidence, Exchange, Login

EXERCISE = course.exercise("three-refusals")
PATIENCE = 20


class Lab:
    """A lab whose wire the test writes."""

    def __init__(self, folder: Path) -> None:
        (folder / "aws-config").write_text("[default]\nregion = ap-south-1\n")
        (folder / "aws-credentials").write_text(
            "[default]\naws_access_key_id = a\naws_secret_access_key = b\n"
        )
        self.log: list[Exchange] = []
        self.sandbox = SimpleNamespace(home=folder)
        self.clock = Clock()
        self.wire = self
        self.folder = folder

    def environment(self) -> dict[str, str]:
        return {
            "AWS_CONFIG_FILE": str(self.folder / "aws-config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(self.folder / "aws-credentials"),
            "DOCKER_CONFIG": str(self.folder),
        }

    def mark(self) -> int:
        return len(self.log)

    def since(self, mark: int) -> tuple[Exchange, ...]:
        return tuple(self.log[mark:])

    def carry(self, status: int, verdict: str, user: str = "AWS") -> None:
        login = Login(user, "*", "sha256:abcdef", 2000, verdict)
        fields = (len(self.log) + 1, "2026-01-31T12:00:00Z", "docker", "registry", "GET", "/v2/")
        host = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
        evidence = Evidence(verdict, host, login=login)
        self.log.append(Exchange(*fields, host, (), "", status, "", (), "", evidence))

    def refuse(self) -> None:
        self.carry(401, UNKNOWN_USER, "ada")


@pytest.fixture
def lab(tmp_path: Path) -> Any:
    place = tmp_path / "lab"
    place.mkdir()
    return Lab(place)


def judged(met: int, of: int = 3) -> Judged:
    return Judged("three-refusals", tuple(Part("It is so.", n < met) for n in range(of)))


SEAT = Seat("", "", 1, "Ada")


def told(progressing: Progressing, met: int = 0) -> tuple[str, int, int]:
    verdict = progressing.record(SEAT, judged(met)).verdict
    return verdict.cause, verdict.status, verdict.times


def test_the_same_refusal_is_counted_until_something_else_happens(lab: Any) -> None:
    progressing = Progressing(lab, EXERCISE, 0)
    assert told(progressing) == ("nothing-crossed", 0, 0)
    lab.refuse()
    assert told(progressing) == ("unknown-user", 401, 1)
    lab.refuse()
    lab.refuse()
    assert told(progressing) == ("unknown-user", 401, 3)
    assert told(progressing) == ("unknown-user", 401, 3)  # a look counts nothing
    lab.carry(200, ACCEPTED)
    assert told(progressing) == ("nothing-failed", 0, 0)


def test_a_refusal_that_was_a_goal_is_none_to_be_stuck_at(lab: Any) -> None:
    progressing = Progressing(lab, EXERCISE, 0)
    lab.refuse()
    assert told(progressing, met=1) == ("nothing-failed", 0, 0)
    lab.refuse()
    assert told(progressing, met=1) == ("unknown-user", 401, 1)


def test_what_the_setup_did_is_not_the_learners(lab: Any) -> None:
    lab.refuse()
    progressing = Progressing(lab, EXERCISE, lab.mark())
    assert told(progressing) == ("nothing-crossed", 0, 0)
    (lab.folder / "aws-credentials").unlink()
    assert told(Progressing(lab, EXERCISE, lab.mark())) == ("no-key", 0, 0)


def test_the_wire_of_a_prediction_is_the_exercises(lab: Any) -> None:
    lab.refuse()
    progressing = Progressing(lab, course.exercise("succeeded"), 0)
    assert told(progressing) == ("nothing-failed", 0, 0)


def test_times_are_by_a_clock_that_nobody_turns(lab: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    progressing = Progressing(lab, EXERCISE, 0)
    lab.refuse()
    progressing.record(SEAT, judged(0))
    monkeypatch.setattr("time.time", lambda: 4e9)
    now = 1100.0
    record = progressing.record(SEAT, judged(0))
    assert (record.since, record.verdict.ago) == (100, 100)
    record = progressing.record(SEAT, judged(1))
    assert (record.since, record.goals) == (0, Goals(1, 3))


# --- the folder ------------------------------------------------------------------------------------


class Room:
    """A room with one learner, who has an exercise open."""

    def __init__(self, place: Path, lab: Any) -> None:
        self.folder = RoomFolder(place / "room")
        self.room = self.folder.open("ecr-friday")
        self.own = Own(place / "sandbox")
        self.seats = Seats(self.folder)
        self.join()
        self.reporter = Reporter(self.own, lab, EXERCISE, 0)

    def join(self) -> None:
        number = self.seats.claim()
        self.own.keep(Seat(str(self.folder.path), self.room.id, number, "Ada"))

    def record(self) -> Record | None:
        (entry,) = self.folder.entries()
        return entry.record

    def until(self, is_so: Callable[[Record], object], met: int = 0) -> Record:
        """Wait until the record is so, while the exercise is watched."""
        deadline = time.monotonic() + PATIENCE
        while True:
            self.reporter.saw(judged(met))
            record = self.record()
            if record and is_so(record):
                return record
            assert time.monotonic() < deadline, record
            time.sleep(0.005)


@pytest.fixture
def room(tmp_path: Path, lab: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setattr(module, "_BLINK", 0.01)
    found = Room(tmp_path, lab)
    yield found
    found.reporter.close()


def test_a_record_follows_an_exercise(room: Room, lab: Any) -> None:
    record = room.until(lambda record: record.exercise)
    assert (record.exercise, record.goals) == ("three-refusals", Goals(0, 3))
    lab.refuse()
    room.until(lambda record: record.verdict.cause == "unknown-user")
    room.until(lambda record: record.goals.met == 2, met=2)
    room.reporter.close()
    assert room.record() == Record("Ada")


def test_what_was_solved_stays_when_it_is_left(room: Room) -> None:
    room.until(lambda record: record.solved, met=3)
    room.reporter.close()
    record = room.record()
    assert record
    assert (record.exercise, record.solved) == ("three-refusals", True)


def test_a_flag_is_sent_on(room: Room) -> None:
    room.until(lambda record: not record.flag)
    seat = room.own.seat()
    assert seat
    room.own.keep(seat._replace(flag="help"))
    assert room.until(lambda record: record.flag).flag == "help"


def test_it_beats_while_nothing_changes(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.until(lambda record: record.exercise)
    file = room.folder.record(1)
    monkeypatch.setattr(module, "BEAT", 0.0)
    for _ in range(2):
        os.utime(file, (1, 1))
        room.until(lambda _: file.stat().st_mtime > 1)


def test_nothing_is_written_where_nothing_changes(room: Room) -> None:
    room.until(lambda record: record.exercise)
    os.utime(room.folder.record(1), (1, 1))

    for _ in range(20):
        room.reporter.saw(judged(0))
    assert room.folder.record(1).stat().st_mtime == 1


def test_the_prompt_says_that_there_is_a_hint_until_it_was_shown(room: Room) -> None:
    room.until(lambda record: record.exercise)
    room.folder.say(room.room._replace(hint="Read the host.", hints=1))
    room.until(lambda _: room.reporter.saw(judged(0)) == NEWS)
    seat = room.own.seat()
    assert seat
    room.own.keep(seat._replace(heard=1))
    room.until(lambda _: room.reporter.saw(judged(0)) == "")


def test_the_prompt_says_nothing_of_a_room_that_is_closed(room: Room) -> None:
    room.folder.say(room.room._replace(hint="Read the host.", hints=1))
    room.until(lambda _: room.reporter.saw(judged(0)) == NEWS)
    room.folder.say(room.room._replace(over=True, hints=1))
    room.until(lambda _: room.reporter.saw(judged(0)) == "")


def test_who_leaves_is_written_of_no_more_and_who_comes_back_is(room: Room) -> None:
    room.until(lambda record: record.exercise)
    seat = room.own.seat()
    assert seat
    room.own.keep(seat._replace(left=True))
    room.seats.remove(1)
    room.reporter.close()
    assert room.record() is None
    room.own.keep(seat)
    room.reporter = Reporter(room.own, Lab(room.folder.path.parent), EXERCISE, 0)  # type: ignore[arg-type]
    room.until(lambda record: record.exercise)


@pytest.mark.parametrize("change", [{"over": True}, {"id": "f" * 16}], ids=["over", "another"])
def test_a_room_that_is_over_gets_nothing_more(room: Room, change: dict[str, Any]) -> None:
    room.until(lambda record: record.exercise)
    room.folder.say(room.room._replace(**change))
    room.folder.clear()
    room.reporter.saw(judged(1))
    room.reporter.close()
    assert list(room.folder.learners.iterdir()) == []


def test_a_folder_that_was_gone_gets_the_record_when_it_is_back(room: Room) -> None:
    room.until(lambda record: record.exercise)
    away = room.folder.path.with_name("away")
    room.folder.path.rename(away)
    room.reporter.saw(judged(1))
    with pytest.raises(RoomProblem):
        room.folder.room()
    away.rename(room.folder.path)
    room.until(lambda record: record.goals.met == 1, met=1)


def test_a_record_that_somebody_broke_is_written_again(room: Room) -> None:
    room.until(lambda record: record.exercise)
    room.folder.record(1).unlink()
    room.folder.record(1).symlink_to("/etc/passwd")
    room.until(lambda record: record.goals.met == 1, met=1)


def test_the_first_exercise_of_a_learner_keeps_the_record(room: Room, lab: Any) -> None:
    room.until(lambda record: record.exercise)
    second = Reporter(room.own, lab, course.exercise("monday"), 0)
    second.saw(judged(0))
    room.until(lambda record: record.goals.met == 1, met=1)
    record = room.record()
    assert record
    assert record.exercise == "three-refusals"
    room.reporter.close()
    room.reporter = second
    room.until(lambda record: record.exercise == "monday")


def test_an_exercise_does_not_wait_for_a_folder_that_does_not_answer(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = threading.Event()
    monkeypatch.setattr(module, "_PATIENCE", 0.05)

    def hang(_: RoomFolder) -> None:
        release.wait(PATIENCE)
        raise RoomProblem("It is gone.", "Wait.")

    monkeypatch.setattr(RoomFolder, "room", hang)
    began = time.monotonic()
    room.reporter.saw(judged(0))
    room.reporter.close()
    assert time.monotonic() - began < PATIENCE / 2
    release.set()


def test_a_full_disk_ends_no_exercise(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.until(lambda record: record.exercise)
    before = json.loads(room.folder.record(1).read_text())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("explain.room.seats.write_whole", full)
        room.reporter.saw(judged(1))
        assert json.loads(room.folder.record(1).read_text()) == before
    room.until(lambda record: record.goals.met == 1, met=1)
