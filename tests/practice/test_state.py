from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from explain.errors import LessonProblem
from explain.practice.state import read

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"


@dataclass
class Machine:
    """A machine whose answers are the test's."""

    by: timedelta = timedelta(hours=60)
    permissions: int | None = 0o600
    leaks: bool = False
    good: set[str] = field(default_factory=lambda: {HOST})
    rights: set[tuple[str, str]] = field(default_factory=lambda: {("ecr:PutImage", "team/app")})

    def ahead(self) -> timedelta:
        return self.by

    def mode(self) -> int | None:
        return self.permissions

    def holds_password(self) -> bool:
        return self.leaks

    def is_logged_in(self, host: str) -> bool:
        return host in self.good

    def may(self, action: str, repository: str) -> bool:
        return (action, repository) in self.rights


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("clock at least 60 h ahead", Machine(by=timedelta(hours=60) - timedelta(seconds=1))),
        ("clock at least 60 h ahead", Machine(by=timedelta(hours=-61))),
        ("config.json mode 0600", Machine(permissions=0o644)),
        ("config.json mode 0600", Machine(permissions=None)),
        ("config.json mode 0600", Machine(permissions=0o400)),
        ("no password in a file", Machine(leaks=True)),
        (f"login {HOST} good", Machine(good={"other"})),
        ("may ecr:PutImage on team/app", Machine(rights=set())),
        ("may not ecr:PutImage on my-image", Machine(rights={("ecr:PutImage", "my-image")})),
    ],
    ids=str,
)
def test_a_state_is_met_by_one_machine_and_not_by_another(line: str, other: Machine) -> None:
    state = read(f"  {line}: So it is: yes. ", "x.md", 1)
    assert state.sentence == "So it is: yes."
    assert state.is_met_by(Machine())
    assert not state.is_met_by(other)


@given(st.text(max_size=60))
@example("clock at least 60 h ahead")
@example("clock at least 60 h ahead: ")
@example("clock at least 60 h ahead:It is still Monday.")
@example("clock at least sixty h ahead: Yes.")
@example("config.json mode 0999: Yes.")
@example("no password in a file $(true): Yes.")
@example("MAY ecr:PutImage on x: Yes.")
@example("may  ecr:PutImage on x: Yes.")
def test_what_is_not_of_the_vocabulary_is_told_with_its_file_and_line(line: str) -> None:
    with pytest.raises(LessonProblem) as told:
        read(line, "an-exercise.md", 7)
    assert told.value.message.startswith("an-exercise.md:7: ")
    assert "clock at least" in told.value.remedy
