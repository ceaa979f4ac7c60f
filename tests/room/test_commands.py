"""A room as people meet it: a trainer opens it, learners join, and every refusal says what to do."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

import pytest

from explain.cli.called import call
from explain.room.folder import RoomFolder
from explain.room.record import Goals, Record, Verdict
from explain.room.seats import Seats

SIX = ("name", "exercise", "goals met", "since", "flag", "last verdict")


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(at: Any, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on a learner's machine, in this process: a room has many commands."""

    def ran(learner: Any, *arguments: str) -> subprocess.CompletedProcess[str]:
        out, err = io.StringIO(), io.StringIO()
        monkeypatch.setattr(sys, "argv", ["explain-ecr", *arguments])
        with at(learner), redirect_stdout(out), redirect_stderr(err):
            try:
                code = call(list(arguments), err.write)
            except SystemExit as ended:
                code = int(ended.code or 0)
        return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())

    return ran


class Room:
    """A trainer with a room, and learners who know its folder."""

    def __init__(self, new_learner: Any, run: Run) -> None:
        self.run = run
        self.trainer = new_learner()
        self.new_learner = new_learner
        self.path = self.trainer.folder / "shared" / "room"
        self.path.parent.mkdir()
        done = self.teach("open", "ECR Friday", "--folder", str(self.path))
        assert done.returncode == 0, done.stderr
        self.opened = done.stdout
        self.folder = RoomFolder(self.path)

    def teach(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run(self.trainer, "room", *arguments)

    def join(self, name: str, learner: Any = None) -> Any:
        learner = learner or self.new_learner()
        done = self.run(
            learner, "room", "join", "--folder", str(self.path), "--name", name, "--yes"
        )
        assert done.returncode == 0, done.stderr
        return learner


@pytest.fixture
def room(new_learner: Any, run: Run) -> Room:
    return Room(new_learner, run)


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """See that a command was refused in one sentence, with a remedy."""
    assert done.returncode in (1, 2), done
    assert done.stderr.startswith("error:")  # a long path behind it is on the next line
    assert "\nremedy: " in done.stderr
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in " ".join(done.stderr.split())


def test_a_room_from_its_opening_to_its_end(room: Room) -> None:
    assert f"room join --folder {room.path}" in room.opened
    ada = room.join("Ada")
    shown = room.run(ada, "room", "status").stdout
    assert "ECR Friday, on seat 1" in shown
    for field in SIX:
        assert f"  {field}" in shown
    assert "▲ Your trainer sees that you need help." in room.run(ada, "room", "flag", "help").stdout
    (entry,) = room.folder.entries()
    assert entry.record
    assert (entry.record.name, entry.record.flag) == ("Ada", "help")
    Seats(room.folder).write(
        1, Record("Ada", "monday", Goals(0, 2), 5, "", Verdict("expired", 400, 2))
    )
    done = room.teach("close", "--yes")
    assert "| monday | 1 | 0 | 0 |" in done.stdout
    assert "an expired password: 2" in done.stdout
    assert list(room.folder.learners.iterdir()) == []
    assert "Ada" not in room.folder.summary.read_text()
    refused(room.run(ada, "room", "flag", "off"), "The room is closed")
    refused(
        room.run(ada, "room", "join", "--folder", str(room.path), "--yes"), "The room is closed"
    )


def test_nothing_is_written_before_the_learner_says_yes(room: Room) -> None:
    learner = room.new_learner()
    done = room.run(learner, "room", "join", "--folder", str(room.path), "--name", "Ada")
    refused(done, "nobody to ask", "--yes")
    for field in SIX:
        assert f"  {field}" in done.stdout
    assert room.folder.entries() == ()


def test_two_of_one_name_have_two_seats_and_are_told(room: Room) -> None:
    room.join("Ada")
    second = room.new_learner()
    done = room.run(second, "room", "join", "--folder", str(room.path), "--name", "ada", "--yes")
    assert "Somebody else is called ada too: tell your trainer the number" in done.stdout
    assert "on seat 2" in done.stdout


def test_who_leaves_and_comes_back_has_the_same_seat(room: Room) -> None:
    ada = room.join("Ada")
    room.join("Ben")
    assert room.run(ada, "room", "leave").returncode == 0
    first, second = room.folder.entries()
    assert first.record is None
    assert second.record
    refused(room.run(ada, "room", "flag", "off"), "You are not in a room", "room join")
    assert "nothing is sent" in room.run(ada, "room", "flag", "help").stdout
    assert room.run(ada, "room", "join", "--yes").returncode == 0  # the folder is known
    assert [entry.record.name for entry in room.folder.entries() if entry.record] == ["Ada", "Ben"]


def test_a_record_of_an_exercise_that_was_killed_gets_no_second_life(room: Room) -> None:
    ada, seats = room.join("Ada"), Seats(room.folder)
    seats.write(1, Record("Ada", "monday", Goals(1, 2), 5))
    assert room.run(ada, "room", "flag", "help").returncode == 0
    (entry,) = room.folder.entries()
    assert entry.record == Record("Ada", flag="help")
    solved = Record("Ada", "monday", Goals(2, 2), 5)
    seats.write(1, solved)  # which is so for good
    assert room.run(ada, "room", "flag", "done").returncode == 0
    (entry,) = room.folder.entries()
    assert entry.record == solved._replace(flag="done")


def test_only_who_opened_a_room_steers_it(room: Room) -> None:
    ada = room.join("Ada")
    for command in (("close", "--yes"), ("hint", "Go home."), ("at", "monday")):
        refused(room.run(ada, "room", *command), "No room of yours is open")
        refused(
            room.run(ada, "room", *command, "--folder", str(room.path)), "was not opened from here"
        )
    assert not room.folder.room().over


def test_a_hint_reaches_who_asks_and_where_the_room_is_is_known(room: Room) -> None:
    ada = room.join("Ada")
    assert room.teach("hint", "Read\x1b[2J the host.").returncode == 0
    assert room.teach("at", "monday").returncode == 0
    done = room.run(ada, "room", "status")
    assert r"Your trainer, to all: Read\x1b[2J the host." in done.stdout
    assert "Your trainer" not in room.run(ada, "room", "status").stdout.partition("This is")[0]
    assert room.folder.room().exercise == "monday"
    refused(room.teach("hint", "x" * 201), "1 to 200 characters")
    refused(room.teach("at", "mondey"), "monday")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("join", "--folder", "/nonexistent/room", "--yes"),
            "There is no folder /nonexistent/room",
        ),
        (("join", "--yes"), "You have not named a room"),
        (("join", "--folder", "/", "--yes"), "not the folder of a room"),
        (("open", "x", "--folder", "/proc/room"), "cannot be used"),
        (("status",), "You are not in a room"),
        (("leave",), "You are not in a room"),
        (("close", "--yes"), "No room of yours is open"),
    ],
)
def test_what_cannot_be_is_told_with_what_to_do(
    learner: Any, run: Run, arguments: tuple[str, ...], words: str
) -> None:
    refused(run(learner, "room", *arguments), words)


def test_a_name_that_cannot_be_is_refused_before_anything_is_shown(room: Room) -> None:
    learner = room.new_learner()
    done = room.run(learner, "room", "join", "--folder", str(room.path), "--name", "/etc", "--yes")
    refused(done, "letters, digits", "--name Ada")
    key = ("--name", "AKIAIOSFODNN7EXAMPLE", "--yes")
    done = room.run(learner, "room", "join", "--folder", str(room.path), *key)
    refused(done, "looks like the ID of a key")
    assert room.folder.entries() == ()


def test_a_summary_that_cannot_be_written_closes_no_room(room: Room) -> None:
    room.join("Ada")
    room.folder.summary.mkdir()
    refused(room.teach("close", "--yes"), "cannot be used")
    assert not room.folder.room().over
    assert [entry.seat for entry in room.folder.entries()] == [1]


def test_the_room_that_is_open_in_a_folder_is_named_in_the_remedy(room: Room) -> None:
    room.teach("open", "another", "--folder", str(room.path.with_name("another")))
    done = room.teach("open", "again", "--folder", str(room.path))
    refused(done, "is open already")
    assert f"room close --folder {room.path}" in " ".join(done.stderr.split())


def test_a_folder_that_is_gone_or_broken_is_told_to_both(room: Room) -> None:
    ada = room.join("Ada")
    record = room.folder.record(1)
    record.unlink()
    os.mkfifo(record)
    refused(
        room.run(ada, "room", "status"), "Your trainer cannot see your record: it is not a file."
    )
    away = room.path.with_name("away")
    room.path.rename(away)
    refused(room.run(ada, "room", "flag", "help"), "There is no folder")
    refused(room.teach("hint", "Hello."), "There is no folder")
    away.rename(room.path)
    assert room.run(ada, "room", "flag", "help").returncode == 0
    assert json.loads(record.read_text())["flag"] == "help"


def test_a_file_of_ours_that_is_broken_is_told(room: Room) -> None:
    ada = room.join("Ada")
    file = ada.folder / "sandbox-room.json"
    file.write_text("{")
    refused(room.run(ada, "room", "status"), "cannot be read", "Remove the file")


def with_full_disk(learner: Any, run: Run, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process that may make no file longer than nothing (setrlimit(2))."""
    import resource
    import signal

    before, ignored = resource.getrlimit(resource.RLIMIT_FSIZE), signal.SIG_IGN
    handler = signal.signal(signal.SIGXFSZ, ignored)  # the system then says EFBIG
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
        return run(learner, "room", *arguments)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


AS_ANOTHER = pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("setpriv"), reason="only root can be other users"
)


def _as(user: int) -> list[str]:
    """Return what starts a program as another user, who may read everything.

    This Python may be in a home that is closed to others, and so are pytest's folders.
    """
    readable = [f"--{kind}-caps=-all,+dac_read_search" for kind in ("inh", "ambient")]
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", *readable]


def run_as(learner: Any, user: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*_as(user), sys.executable, "-m", "explain.cli", *arguments],
        env=learner.environment,
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@AS_ANOTHER
def test_the_system_keeps_one_learner_from_another_ones_record(room: Room) -> None:
    ada, eve = room.new_learner(), room.new_learner()
    for learner, user in ((ada, 4321), (eve, 4322)):
        for place in (learner.folder, *learner.folder.rglob("*")):
            os.chown(place, user, user, follow_symlinks=False)
        name = f"user {user}"
        done = run_as(
            learner, user, "room", "join", "--folder", str(room.path), "--name", name, "--yes"
        )
        assert done.returncode == 0, done.stderr
    assert [entry.seat for entry in room.folder.entries()] == [1, 2]
    record = room.folder.record(1)
    attempts = (
        f"mv {record} {record}.old",
        f"rm -f {record}",
        f"echo x > {record}",
        f"ln -sf /etc/passwd {record}",
        f"rm -f {room.folder.seat(1)}",
        f"mv {room.folder.learners} {room.path}/x",
        f"echo x > {room.path}/room.json",
        f"rm -f {room.path}/room.json",
    )
    for attempt in attempts:
        done = subprocess.run(
            [*_as(4322), "sh", "-c", attempt],
            capture_output=True,
            check=False,
        )
        assert done.returncode != 0, attempt
    # Eve claims a seat, then exchanges her record for a link to Ada's: it is not followed.
    os.unlink(room.folder.record(2))
    room.folder.record(2).symlink_to(record)
    first, second = room.folder.entries()
    assert first.record
    assert first.record.name == "user 4321"
    assert second.problem == "it is a link."
    # A seat that Eve gets ready for somebody else stays hers.
    os.chown(room.folder.learners / "002", 4321, 4321)
    room.folder.record(2).unlink()
    room.folder.record(2).write_text(record.read_text())
    os.chown(room.folder.record(2), 4322, 4322)
    assert "belongs to the user 4322, not to 4321" in room.folder.entries()[1].problem
    assert "closed, and its records" in room.teach("close", "--yes").stdout
    assert list(room.folder.learners.iterdir()) == []


@AS_ANOTHER
def test_a_folder_that_may_not_be_written_to_is_told(room: Room) -> None:
    learner = room.new_learner()
    for place in (learner.folder, *learner.folder.rglob("*")):
        os.chown(place, 4321, 4321, follow_symlinks=False)
    room.folder.learners.chmod(0o755)
    done = run_as(learner, 4321, "room", "join", "--folder", str(room.path), "--yes", "--name", "A")
    refused(done, "cannot be used: Permission denied", "that you are allowed to write to it")
