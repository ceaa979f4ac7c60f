"""Exercises as a learner does them: in a terminal, with a shell, wrong first, with hints, then solved."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from explain.practice import course
from explain.room.board import board, places
from explain.room.folder import RoomFolder
from explain.room.model import NO_WORD, Learner
from explain.room.own import Own
from explain.room.own import Seat as SeatInRoom
from explain.room.record import Record
from explain.room.seats import Seats

ROOT = Path(__file__).parents[2]
PATIENCE = 40
_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\(B|\x1b[=>]|\x1b\][^\x07]*\x07|[\x0e\x0f]")


class Seat:
    """A learner at a terminal, in an exercise."""

    def __init__(self, name: str, environment: dict[str, str], folder: Path) -> None:
        argv = [sys.executable, "-m", "explain.cli", "practice", name]
        self.process_id, self.terminal = pty.fork()
        if self.process_id == 0:
            os.chdir(folder)
            os.execvpe(argv[0], argv, environment)
        self.shown = ""

    def look(self, patience: float = 0.05) -> bool:
        """Read what has been shown; tells whether there was something."""
        if not select.select([self.terminal], [], [], patience)[0]:
            return False
        with contextlib.suppress(OSError):  # Linux says EIO where the other side has closed
            data = os.read(self.terminal, 65_536)
            if b"\x1b[c" in data or b"\x1b[0c" in data:
                os.write(self.terminal, b"\x1b[?62;c")  # fish asks what terminal this is
            self.shown += _CODES.sub("", data.decode(errors="replace"))
            return bool(data)
        return False

    def until(self, pattern: str) -> re.Match[str]:
        """Wait for what is to be shown; returns it. What came before it is past."""
        deadline = time.monotonic() + PATIENCE
        while not (found := re.search(pattern, self.shown)):
            self.look()
            assert time.monotonic() < deadline, self.shown
        self.shown = self.shown[found.end() :]
        return found

    def type(self, text: str, enter: str = "\r") -> None:
        os.write(self.terminal, f"{text}{enter}".encode())

    def said(self, text: str, prompt: str) -> str:
        """Type a line, and return what was shown until the next prompt."""
        self.type(text)
        return self.until(rf"(?s)(.*?){prompt}")[1]

    def leave(self) -> str:
        """Leave with `exit`; returns what was shown last."""
        self.type("exit")
        ended = 0
        deadline = time.monotonic() + PATIENCE
        while not ended:
            assert time.monotonic() < deadline, self.shown
            self.look()
            ended, status = os.waitpid(self.process_id, os.WNOHANG)
        while self.look():
            pass
        assert os.waitstatus_to_exitcode(status) == 0, self.shown
        return self.shown


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """A machine whose home has a prompt for each shell; returns its environment."""
    home = tmp_path / "home"
    (home / "config" / "fish").mkdir(parents=True)
    for name in (".bashrc", ".shrc"):
        (home / name).write_text("PS1='own> '\n")
    (home / ".zshrc").write_text("PS1='own> '\nunsetopt promptsp\n")  # its mark after a line's end
    (home / "config" / "fish" / "config.fish").write_text(
        "function fish_prompt; echo -n 'own> '; end; function fish_greeting; end\n"
    )
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "TERM": "xterm", "COLUMNS": "100",
        "HOME": str(home), "ENV": str(home / ".shrc"), "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(tmp_path / "data"), "EXPLAIN_ECR_SANDBOX": str(tmp_path / "sandbox"),
    }  # fmt: skip


Sit = Callable[..., Seat]


@pytest.fixture
def sit(machine: dict[str, str], tmp_path: Path) -> Iterator[Sit]:
    """Open an exercise in a terminal, with a shell; at the end nothing of it is left."""
    seats: list[Seat] = []

    def sat(shell: str, name: str) -> Seat:
        path = shutil.which(shell)
        if path is None or not shutil.which("docker"):
            pytest.skip(f"there is no {'docker' if path else shell} here")
        seats.append(Seat(name, {**machine, "SHELL": path}, tmp_path))
        return seats[-1]

    yield sat
    for seat in seats:
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(seat.process_id, signal.SIGKILL)
            os.waitpid(seat.process_id, 0)
        os.close(seat.terminal)
    deadline = time.monotonic() + 20
    while left := list((tmp_path / "sandbox-labs").glob("lab-*")):
        assert time.monotonic() < deadline, left
        time.sleep(0.05)


def listed(machine: dict[str, str]) -> dict[str, bool]:
    """Ask `practice --output json` from another terminal which exercises are solved."""
    done = subprocess.run(
        [sys.executable, "-m", "explain.cli", "practice", "--output", "json"],
        env=machine, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return {each["name"]: each["solved"] for each in json.loads(done.stdout)}


def prompt(name: str, met: str) -> str:
    """Return the pattern of a prompt that has counted so many goals."""
    return rf"\(ecr lab · {name} {met}\) own> "


LOGIN = course.exercise("monday").solutions[0].script.split("\n")[0]
PUSH = course.exercise("monday").solutions[0].script.split("\n")[1]


def test_bash_monday(sit: Sit, machine: dict[str, str]) -> None:
    seat = sit("bash", "monday")
    task = seat.until(rf"(?s)(.*?){prompt('monday', '0/3')}")[1]
    assert "Monday morning" in task
    assert "Your authorization token has expired" in task
    assert "has expired" in seat.said(PUSH, prompt("monday", "0/3"))
    first = seat.said("explain-ecr practice hint", prompt("monday", "0/3"))
    assert "Hint 1 of 3" in first
    second = seat.said("explain-ecr practice hint", prompt("monday", "0/3"))
    assert "Hint 2 of 3" in second
    assert "expired" in second
    assert "Hint 3 of 3" in seat.said("explain-ecr practice hint", prompt("monday", "0/3"))
    seat.said("explain-ecr clock reset", prompt("monday", "0/3"))
    assert "own>" not in seat.said("explain-ecr clock +63h", prompt("monday", "0/3"))
    seat.type(LOGIN)
    seat.until(prompt("monday", "1/3"))
    seat.said("explain-ecr practice verify; echo code=$?", r"code=1\s+" + prompt("monday", "1/3"))
    shown = seat.said("explain-ecr room flag help | cat", prompt("monday", "1/3"))
    assert re.search(r"▲ HELP  \w{4}-\w{4}\s+monday · 1 of 3 goals", shown)
    seat.type(PUSH)
    seat.until(prompt("monday", "3/3 ✓"))
    after = seat.said("explain-ecr practice", prompt("monday", "3/3 ✓"))
    assert "Solved, in" in after
    assert "docker stores a password" in after
    assert "practice other-host" in seat.leave()
    assert [name for name, solved in listed(machine).items() if solved] == ["monday"]


def test_zsh_refusals_while_something_is_typed(sit: Sit, machine: dict[str, str]) -> None:
    seat = sit("zsh", "three-refusals")
    seat.until(prompt("three-refusals", "0/3"))
    folder = next(Path(machine["EXPLAIN_ECR_SANDBOX"]).parent.glob("sandbox-labs/lab-*"))
    host = LOGIN.split()[-1]
    wrong = seat.said(f"curl -s https://{host}/v2/", prompt("three-refusals", "0/3"))
    assert "own>" not in wrong
    assert "Hint 1 of 3" in seat.said("explain-ecr practice hint", prompt("three-refusals", "0/3"))
    # Something goes on in the background, and a goal is met, while a line is being typed.
    waiting = f"read go <{folder}/go; echo x | docker login -u AWS --password-stdin {host}"
    seat.type(f"mkfifo {folder}/go; ({{ {waiting}; }} >{folder}/said 2>&1 &)")
    seat.until(prompt("three-refusals", "0/3"))
    seat.type("echo 'half a ", enter="")
    seat.until("half a ")
    let_go(folder / "go")
    wait_for(folder / "exercise.status", "three-refusals 1/3")
    assert not seat.look(0.3), seat.shown
    assert seat.said("line'", prompt("three-refusals", "1/3")).split() == [
        "line'",
        "half",
        "a",
        "line",
    ]
    seat.type(f"echo x | docker login -u admin --password-stdin {host}")
    seat.until(prompt("three-refusals", "2/3"))
    seat.said(LOGIN, prompt("three-refusals", "2/3"))
    seat.said("explain-ecr clock +13h", prompt("three-refusals", "2/3"))
    seat.type(PUSH)
    seat.until(prompt("three-refusals", "3/3 ✓"))
    seat.leave()
    assert listed(machine)["three-refusals"]


def let_go(pipe: Path) -> None:
    """Write a line into a pipe that somebody reads, or soon will."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            descriptor = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
            break
        except OSError:  # nobody has opened it yet
            assert time.monotonic() < deadline, pipe
            time.sleep(0.02)
    os.write(descriptor, b"\n")
    os.close(descriptor)


def wait_for(file: Path, text: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while file.read_text("utf-8").strip() != text:
        assert time.monotonic() < deadline, file.read_text("utf-8")
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("shell", "before", "after"), [("dash", "", ""), ("fish", " 0/1", " 1/1 ✓")]
)
def test_a_prediction(
    shell: str, before: str, after: str, sit: Sit, machine: dict[str, str]
) -> None:
    """dash draws its prompt once and for all: so it names the exercise, and counts nothing."""
    seat = sit(shell, "what-crosses")
    unsolved, solved = (rf"\(ecr lab · what-crosses{met}\) own> " for met in (before, after))
    task = seat.until(rf"(?s)(.*?){unsolved}")[1]
    assert "2. Two. The first brings no password" in " ".join(task.split())
    assert "There is no answer 7" in seat.said("explain-ecr practice answer 7", unsolved)
    assert "not what crossed" in seat.said("explain-ecr practice answer 1", unsolved)
    assert "Hint 1 of 3" in seat.said("explain-ecr practice hint", unsolved)
    right = seat.said("explain-ecr practice answer 2", solved)
    assert "That is right" in right
    assert "Solved, in" in right
    seat.leave()
    assert listed(machine)["what-crosses"]


def test_solved_killed_and_opened_again(sit: Sit, machine: dict[str, str]) -> None:
    """The whole lab is killed; what was solved in it stays so, and a new one begins at its beginning."""
    seat = sit("bash", "what-crosses")
    seat.until(prompt("what-crosses", "0/1"))
    seat.type("explain-ecr practice answer 2")
    seat.until(prompt("what-crosses", "1/1 ✓"))
    os.kill(seat.process_id, signal.SIGKILL)
    os.waitpid(seat.process_id, 0)
    assert listed(machine)["what-crosses"]
    again = sit("bash", "what-crosses")
    again.until(prompt("what-crosses", "0/1"))
    assert "practice succeeded" in again.leave()
    assert listed(machine)["what-crosses"]


def the_learner(folder: RoomFolder) -> Learner:
    (learner,) = board(folder.room(), folder.entries(), places()).learners
    return learner


def until_record(seat: Seat, folder: RoomFolder, is_so: Callable[[Record], bool]) -> None:
    """Wait until a trainer sees it."""
    deadline = time.monotonic() + PATIENCE
    while not ((record := the_learner(folder).record) and is_so(record)):
        seat.look()
        assert time.monotonic() < deadline, record


def test_a_trainer_sees_an_exercise_until_it_is_killed(sit: Sit, tmp_path: Path) -> None:
    folder = RoomFolder(tmp_path / "room")
    room = folder.open("ecr-friday")
    number = Seats(folder).claim()
    Own(tmp_path / "sandbox").keep(SeatInRoom(str(folder.path), room.id, number, "Ada"))
    seat = sit("bash", "by-hand")
    seat.until(prompt("by-hand", "0/2"))
    until_record(seat, folder, lambda record: record.exercise == "by-hand")
    seat.said("explain-ecr room flag help", prompt("by-hand", "0/2"))  # from inside the lab
    until_record(seat, folder, lambda record: record.flag == "help")
    folder.say(room._replace(hint="Look at the status.", hints=1))
    hinted = r"0/2 · a hint for all: explain-ecr practice"
    deadline = time.monotonic() + PATIENCE
    while not re.search(hinted, seat.said("", r"\) own> ") + seat.shown):
        assert time.monotonic() < deadline
    assert "to all: Look at the status." in seat.said("explain-ecr practice", r"\) own> ")
    seat.said("docker login --username ada --password wrong", r"\) own> ")
    until_record(seat, folder, lambda record: record.verdict.cause == "docker-hub")
    text = folder.record(number).read_text()
    assert not re.search(r"/|wrong|ada|sha256|dkr", text.replace("by-hand", ""))
    os.kill(seat.process_id, signal.SIGKILL)
    os.waitpid(seat.process_id, 0)
    then = folder.record(number).stat().st_mtime - NO_WORD  # two minutes later
    os.utime(folder.record(number), (then, then))
    learner = the_learner(folder)
    assert (learner.state, [each.kind for each in learner.reasons]) == ("silent", ["help"])


def test_a_learners_room_hears_of_an_exercise_whatever_home_the_lab_has(
    sit: Sit, machine: dict[str, str], tmp_path: Path
) -> None:
    """Nobody has set a sandbox here: it is in the home, and a lab that runs has another one."""
    del machine["EXPLAIN_ECR_SANDBOX"], machine["XDG_DATA_HOME"]
    folder = RoomFolder(tmp_path / "room")
    room, number = folder.open("x"), Seats(folder).claim()
    sandbox = tmp_path / "home/.local/share/explain-ecr/sandbox"
    Own(sandbox).keep(SeatInRoom(str(folder.path), room.id, number, "Ada"))
    seat = sit("dash", "what-crosses")
    seat.until("own> ")
    deadline = time.monotonic() + PATIENCE
    while not any(entry.record and entry.record.exercise for entry in folder.entries()):
        assert time.monotonic() < deadline, list(folder.entries())
        time.sleep(0.05)
    seat.leave()
