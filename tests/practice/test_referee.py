"""An exercise is judged from a wire and a machine that are the test's own."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import timedelta

import pytest

from explain.errors import LessonProblem, UsageProblem
from explain.practice.exercise import Exercise, read
from explain.practice.referee import ANSWERED, Referee, claims, right_choice
from explain.wire import Evidence, Exchange


class Wire:
    """A wire that the test writes."""

    def __init__(self) -> None:
        self.log: list[Exchange] = []

    def mark(self) -> int:
        return len(self.log)

    def since(self, mark: int) -> Sequence[Exchange]:
        return self.log[mark:]

    def carry(self, status: int, verdict: str = "", target: str = "/v2/") -> None:
        fields = (len(self.log) + 1, "", "engine", "registry", "GET", target, "", (), "")
        self.log.append(Exchange(*fields, status, "", (), "", Evidence(verdict)))


class Machine:
    """A machine with a clock and nothing else."""

    def __init__(self, hours: int = 0) -> None:
        self.hours = hours

    def ahead(self) -> timedelta:
        return timedelta(hours=self.hours)

    def mode(self) -> int | None:
        return None

    def holds_password(self) -> bool:
        return False

    def is_logged_in(self, host: str) -> bool:
        return False

    def may(self, action: str, repository: str) -> bool:
        return False


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def repair(source: str) -> Exercise:
    return read(source, "example.md")


@pytest.fixture
def guess(prediction: str) -> Exercise:
    return read(prediction, "guess.md")


def test_what_crossed_before_does_not_count(wire: Wire, repair: Exercise) -> None:
    wire.carry(200, "accepted")
    referee = Referee(repair, wire, Machine(63))
    assert referee.verdict().met == 0
    wire.carry(200, "accepted")
    assert referee.verdict().solved


def test_the_wire_stays_met_and_what_is_there_is_judged_each_time(
    wire: Wire, repair: Exercise
) -> None:
    machine = Machine(63)
    referee = Referee(repair, wire, machine)
    wire.carry(200, "accepted")
    assert referee.verdict().short == "example 2/2 ✓"
    wire.carry(401, "no credentials")
    machine.hours = 0
    assert referee.verdict().short == "example 1/2"
    machine.hours = 60
    assert referee.verdict().solved


def test_what_is_so_from_the_start_counts_when_the_wire_has_met_its_goals(
    wire: Wire, repair: Exercise
) -> None:
    referee = Referee(repair, wire, Machine(63))
    assert [part.met for part in referee.verdict().parts] == [False, False]
    assert referee.verdict().short == "example 0/2"
    wire.carry(200, "accepted")
    assert [part.met for part in referee.verdict().parts] == [True, True]


def test_without_goals_on_the_wire_what_is_there_decides(wire: Wire, source: str) -> None:
    start, end = source.index("```goal"), source.index("```state")
    referee = Referee(read(source[:start] + source[end:], "x.md"), wire, Machine(63))
    assert referee.verdict().solved


def asked(referee: Referee, wire: Wire, number: int, *statuses: int) -> str:
    def experiment() -> None:
        for status in statuses:
            wire.carry(status, "accepted" if status == 200 else "no credentials")

    return referee.predict(number, experiment)


def test_a_prediction_is_right_when_its_claims_came_true(wire: Wire, guess: Exercise) -> None:
    referee = Referee(guess, wire, Machine())
    assert not referee.verdict().solved
    assert asked(referee, wire, 1, 401, 200) == "Two"
    assert not referee.verdict().solved
    assert asked(referee, wire, 2) == "Two"
    verdict = referee.verdict()
    assert verdict.solved
    assert verdict.answer == "Two"
    assert [part.sentence for part in verdict.parts] == [ANSWERED]


def test_the_experiment_is_made_once_whoever_asks(wire: Wire, guess: Exercise) -> None:
    made: list[int] = []

    def experiment() -> None:
        made.append(1)
        wire.carry(200, "accepted")

    referee = Referee(guess, wire, Machine())
    threads = [threading.Thread(target=referee.predict, args=(n, experiment)) for n in (1, 2, 2, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]


def test_an_experiment_that_fails_can_be_made_again(wire: Wire, guess: Exercise) -> None:
    referee = Referee(guess, wire, Machine())
    with pytest.raises(UsageProblem, match="made 0 of its answers true"):
        asked(referee, wire, 2)
    assert not referee.verdict().solved
    assert asked(referee, wire, 2, 401, 200) == "Two"
    assert referee.verdict().solved


@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_number_that_is_no_answer_is_refused(number: int, wire: Wire, guess: Exercise) -> None:
    with pytest.raises(UsageProblem, match=f"no answer {number}") as told:
        asked(Referee(guess, wire, Machine()), wire, number)
    assert told.value.remedy == "Give a number from 1 to 2."
    assert wire.log == []


def test_who_is_asked_nothing_gives_no_answer(wire: Wire, repair: Exercise) -> None:
    with pytest.raises(UsageProblem) as told:
        asked(Referee(repair, wire, Machine()), wire, 1)
    assert told.value.remedy == "This exercise asks no question."


def test_exactly_one_choice_comes_true(guess: Exercise, wire: Wire) -> None:
    with pytest.raises(UsageProblem, match="made 0 of"):
        right_choice(guess, [])
    wire.carry(200, "accepted")
    assert right_choice(guess, wire.log) == "One"
    wire.carry(401, "no credentials")
    assert right_choice(guess, wire.log) == "Two"


def test_a_claim_is_a_goal_or_that_it_is_not_met() -> None:
    first, second = claims("no GET /v2/ 401 + GET /v2/ 200 accepted", "x.md", 7)
    assert (first.goal.status, first.crosses) == (401, False)
    assert (second.goal.verdict, second.crosses) == ("accepted", True)
    with pytest.raises(LessonProblem, match=r"x\.md:7: "):
        claims("GET /v2/ 200 + never", "x.md", 7)
