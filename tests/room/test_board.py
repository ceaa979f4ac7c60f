"""The board: who is where, who is stuck and why, what the room was refused, and what to say to it."""

from __future__ import annotations

import pytest

from explain.content.load import causes
from explain.room.board import board, places
from explain.room.model import NO_WORD, Board, Entry, Room
from explain.room.record import Goals, Record, Verdict
from explain.room.refusals import to_all

ROOM = Room("0" * 16, "ecr-friday", 0)
PLACES = places()


def entry(seat: int, name: str = "Ada", age: float = 3, **fields: object) -> Entry:
    """A learner who works at wrong-region (4 minutes, so stuck after 8) and is fine."""
    usual = Record(name, "wrong-region", Goals(0, 2), 60, "", Verdict("nothing-failed"))
    return Entry(seat, usual._replace(**fields), age)


def seen(*entries: Entry, room: Room = ROOM) -> Board:
    return board(room, entries, PLACES)


def names(learners: object) -> list[str]:
    return [learner.name for learner in learners]  # type: ignore[attr-defined]


def test_all_exercises_are_counted_in_the_courses_order() -> None:
    counts = seen(
        entry(1),
        entry(2, goals=Goals(2, 2)),
        entry(3, age=NO_WORD),
        entry(4, exercise="monday"),
        Entry(5, None),
    ).counts
    assert [each.place.number for each in counts] == list(range(1, len(PLACES) + 1))
    known = {each.place.name: (each.here, each.solved, each.silent) for each in counts}
    assert known["wrong-region"] == (2, 1, 1)
    assert known["monday"] == (1, 0, 0)
    assert sum(each.here + each.silent for each in counts) == 4


@pytest.mark.parametrize(
    ("fields", "age", "kinds"),
    [
        ({}, 3, []),
        ({"since": 479}, 0, []),
        ({"since": 470}, 10, ["slow"]),  # the record's age counts as well
        ({"exercise": "what-crosses", "since": 301}, 0, []),  # 3 minutes: twice that is more than 5
        ({"exercise": "what-crosses", "since": 360}, 0, ["slow"]),
        ({"verdict": Verdict("expired", 400, 2, 5)}, 3, []),
        ({"verdict": Verdict("expired", 400, 3, 5)}, 3, ["repeat"]),
        ({"verdict": Verdict("expired", 400, 3, 5), "flag": "help"}, 3, ["help", "repeat"]),
        ({"flag": "done"}, 3, []),
        ({"since": 9000, "goals": Goals(2, 2)}, 3, []),  # who has solved it is not stuck
        ({"since": 9000, "goals": Goals(2, 2), "flag": "help"}, 3, ["help"]),
        ({"since": 9000, "verdict": Verdict("expired", 400, 9, 5)}, NO_WORD, []),
        ({"flag": "help"}, NO_WORD, ["help"]),
        ({"exercise": "", "flag": "help", "goals": Goals(), "verdict": Verdict()}, 900, ["help"]),
    ],
)
def test_who_is_stuck_and_why(fields: dict[str, object], age: float, kinds: list[str]) -> None:
    (learner,) = seen(entry(1, age=age, **fields)).learners
    assert [reason.kind for reason in learner.reasons] == kinds


def test_a_reason_is_said_in_words_of_the_causes() -> None:
    stuck = seen(
        entry(1, "Ada", since=754),
        entry(2, "Ben", verdict=Verdict("end-missing", 400, 4, 5)),
        entry(3, "Cy", flag="help"),
        entry(4, "Di", since=900, verdict=Verdict("no-key")),
    ).stuck
    said = [(each.name, [reason.text for reason in each.reasons]) for each in stuck]
    assert said == [
        ("Cy", ["asks for help"]),
        ("Di", ["no new goal for 15 min, nothing sent"]),
        ("Ada", ["no new goal for 12 min"]),
        ("Ben", [f"{causes()['end-missing'].label} ×4"]),
    ]


def test_who_has_sent_nothing_is_told_apart_from_whose_machine_is_silent() -> None:
    found = seen(
        entry(1, "unsent", since=130, verdict=Verdict("nothing-crossed")),
        entry(2, "new", since=30, verdict=Verdict("nothing-crossed")),
        entry(3, "predicts", exercise="succeeded", since=130, verdict=Verdict("nothing-crossed")),
        entry(4, "silent", age=NO_WORD),
        Entry(5, None, 20),
        Entry(6, None, 9, "it is a link."),
        entry(7, "left", age=4000, exercise="", goals=Goals(), verdict=Verdict()),
    )
    assert names(found.unsent) == ["unsent"]
    assert names(found.silent) == ["silent"]
    assert names(found.idle) == ["seat 5", "left"]
    assert [(each.name, each.problem) for each in found.unread] == [("seat 6", "it is a link.")]


def test_who_has_solved_it_has_done_so_however_old_the_record_is() -> None:
    (learner,) = seen(entry(1, age=9000, goals=Goals(2, 2))).learners
    assert (learner.state, learner.reasons) == ("solved", ())


def test_a_record_from_the_future_is_no_word() -> None:
    from explain.room.folder import NEVER

    assert names(seen(entry(1, age=NEVER)).silent) == ["Ada"]


def test_two_of_one_name_are_told_apart() -> None:
    assert names(seen(entry(1), entry(2, "ada"), entry(3)).learners) == [
        "Ada",
        "ada (seat 2)",
        "Ada (seat 3)",
    ]


def refused(seat: int, cause: str, status: int, times: int = 1, ago: int = 10) -> Entry:
    return entry(seat, f"n{seat}", verdict=Verdict(cause, status, times, ago))


def test_refusals_are_counted_by_status_and_cause() -> None:
    found = seen(
        refused(1, "end-missing", 400, 2),
        refused(2, "end-added", 400, 2),
        refused(3, "altered", 400, 7),
        refused(4, "other-region", 400, 3),
        refused(5, "unknown-user", 401),
        refused(6, "not-presented", 0),
        refused(7, "expired", 400, 5, ago=298),  # with the record's age, more than five minutes
        entry(8),
    )
    counted = [
        (each.status, each.times, [(met.label, met.learners, met.times) for met in each.causes])
        for each in found.refusals
    ]
    assert counted == [
        (400, 14, [("changed on the way", 3, 11), ("password of another region", 1, 3)]),
        (0, 1, [(causes()["not-presented"].label, 1, 1)]),
        (401, 1, [(causes()["unknown-user"].label, 1, 1)]),
    ]
    assert found.advice
    assert (found.advice.label, found.advice.learners, found.advice.of) == (
        "changed on the way",
        3,
        6,
    )


def test_what_to_say_is_the_fix_of_the_commonest_cause() -> None:
    found = seen(*(refused(seat, "other-region", 400) for seat in (1, 2)))
    assert found.advice
    assert found.advice.say == "Fetch the password in the region that the host names."


def test_one_learners_refusals_are_nothing_to_say_to_the_room() -> None:
    assert seen(refused(1, "expired", 400, 9)).advice is None


@pytest.mark.parametrize("cause", list(causes()))
def test_there_is_something_to_say_about_every_cause(cause: str) -> None:
    said = to_all(causes()[cause])
    assert said.endswith(".")
    assert "{" not in said


def test_the_room_is_where_the_trainer_says_or_where_the_learner_in_the_middle_is() -> None:
    entries = [entry(n, exercise=name) for n, name in enumerate(("monday", "monday", "helper"), 1)]
    assert seen(*entries).at == "monday"
    assert seen(*entries, room=ROOM._replace(exercise="leaks")).at == "leaks"
    assert seen(Entry(1, None)).at == ""
