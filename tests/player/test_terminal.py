"""The player in a real terminal: a pseudo-terminal of the system's, and the program as it is started."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 60
ALTERNATE, MAIN = b"\x1b[?1049h", b"\x1b[?1049l"
"""What puts a terminal on its second screen, and back."""


class Terminal:
    """A program in a terminal of its own."""

    def __init__(self, process: int, descriptor: int) -> None:
        self.process, self.descriptor = process, descriptor
        self.seen = b""
        self.code: int | None = None

    def until(self, text: bytes) -> bytes:
        """Read until a text comes; return what has come since the last one was found."""
        while text not in self.seen:
            self.seen += self.read()
        before, _, self.seen = self.seen.partition(text)
        return before + text

    def read(self) -> bytes:
        """Return what comes next."""
        assert select.select([self.descriptor], [], [], PATIENCE)[0], self.seen[-2000:]
        return os.read(self.descriptor, 65_536)

    def press(self, keys: bytes) -> None:
        os.write(self.descriptor, keys)

    def end(self) -> bytes:
        """Read to the end; keep the exit code and return what came."""
        try:
            while part := os.read(self.descriptor, 65_536):
                self.seen += part
        except OSError:  # Linux says EIO where the other side has closed
            pass
        self.wait()
        return self.seen

    def wait(self) -> None:
        self.code = os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])


@contextmanager
def terminal(
    folder: Path, *words: str, size: tuple[int, int] = (80, 24), **variables: str
) -> Iterator[Terminal]:
    """Start explain-ecr in a terminal of some columns and rows."""
    process, descriptor = pty.fork()
    if process == 0:
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8",
            "EXPLAIN_ECR_SANDBOX": str(folder / "sandbox"), "TERM": "xterm-256color",
            "COLUMNS": str(size[0]), "LINES": str(size[1]), **variables,
        }  # fmt: skip
        os.execvpe(sys.executable, [sys.executable, "-m", "explain.cli", *words], environment)
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    opened = Terminal(process, descriptor)
    try:
        yield opened
    finally:
        if opened.code is None:
            os.kill(process, 9)
            os.waitpid(process, 0)
        os.close(descriptor)


def plain(screen: bytes) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\].*?\x1b\\", "", screen.decode("utf-8", "replace"))


@pytest.mark.parametrize("size", [(60, 20), (200, 60)])
def test_it_opens_a_screen_and_puts_the_old_one_back(tmp_path: Path, size: tuple[int, int]) -> None:
    with terminal(tmp_path, "step", "1..3", size=size) as opened:
        first = opened.until(b"This is the line.")
        assert ALTERNATE in first
        assert "act" in plain(first)
        opened.press(b"q")
        assert MAIN in opened.end()
    assert opened.code == 0


def test_ctrl_c_leaves_the_terminal_clean(tmp_path: Path) -> None:
    with terminal(tmp_path, "step", "1") as opened:
        opened.until(b"help")
        opened.press(b"\x03")
        last = opened.end()
    assert opened.code == 130
    assert MAIN in last
    assert b"\x1b[?25h" in last, "the cursor is still hidden"
    assert "Traceback" not in plain(last)


def test_a_board_that_is_ended_leaves_the_terminal_clean_and_its_page_says_so(
    tmp_path: Path,
) -> None:
    with terminal(tmp_path, "room", "open", "ecr-friday") as opened:
        opened.end()
    page = tmp_path / "board.html"
    with terminal(tmp_path, "room", "board", "--page", str(page)) as opened:
        opened.until(b"Nobody has joined yet")
        opened.until(b"names")
        os.kill(opened.process, signal.SIGTERM)
        assert MAIN in opened.end()
    assert opened.code == 143
    assert "does not change any more" in page.read_text()


def test_a_card_ends_with_its_terminal(tmp_path: Path) -> None:
    with terminal(tmp_path, "room", "card") as opened:
        opened.until(b"help")
        os.close(opened.descriptor)
        opened.descriptor = os.open(os.devnull, os.O_RDONLY)
        opened.wait()
    assert opened.code == 129


@pytest.mark.parametrize(
    "moment", [b"\x1b[?1049h", b"help"], ids=["at once", "on the first screen"]
)
def test_a_terminal_that_is_lost_ends_it(tmp_path: Path, moment: bytes) -> None:
    with terminal(tmp_path, "step", "1") as opened:
        opened.until(moment)
        os.close(opened.descriptor)
        opened.descriptor = os.open(os.devnull, os.O_RDONLY)
        opened.wait()
    assert opened.code in (129, -1)


@pytest.mark.parametrize(
    ("words", "variables"),
    [
        (("step", "2"), {"TERM": "dumb"}),
        (("step", "2", "--all"), {}),
        (("step", "2", "--output", "plain"), {}),
    ],
    ids=["a dumb terminal", "--all", "--output"],
)
def test_everything_comes_at_once_where_no_screen_is_wanted(
    tmp_path: Path, words: tuple[str, ...], variables: dict[str, str]
) -> None:
    with terminal(tmp_path, *words, PAGER="cat", **variables) as opened:
        shown = opened.end()
    assert opened.code == 0
    assert ALTERNATE not in shown
    assert "password that arrived" in plain(shown)


def test_without_colours_there_are_none(tmp_path: Path) -> None:
    with terminal(tmp_path, "step", "1", NO_COLOR="1") as opened:
        first = opened.until(b"help")
        opened.press(b"q")
        opened.end()
    colours = re.findall(rb"\x1b\[[0-9;]*m", first)
    assert not [each for each in colours if re.search(rb"\b(?:3[0-7]|9[0-7]|38|48)\b", each)]


def test_it_begins_at_an_act_when_it_is_performed(tmp_path: Path) -> None:
    with terminal(tmp_path, "step", "1", "--from", "decode") as opened:
        opened.until(b"Open the token")
        deadline = time.monotonic() + PATIENCE
        while b"act" not in opened.seen and time.monotonic() < deadline:
            opened.seen += os.read(opened.descriptor, 65_536)
        opened.press(b"q")
        opened.end()
    assert opened.code == 0
