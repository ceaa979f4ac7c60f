"""What is copied from a terminal runs: every command and every policy, at any width, plain and with colours.

A terminal folds a line that is too long for it, and joins it again when it is copied. A line end, blanks
at the end of a line and marks before a command are copied as they are. So what a program writes is what is
copied: the stream of a pseudo-terminal, without its colours.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
from markdown_it.token import Token

from explain import library
from explain.lesson import parser
from explain.render.wrapping import is_command

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal is POSIX's", allow_module_level=True)
import fcntl
import pty
import termios

WIDTHS = (40, 60, 80, 200)
OUTPUTS = ("plain", "rich")
COLOUR = re.compile("\x1b\\[[0-9;]*m")
END = "-- end --"

# One process for all widths: another for each would spend its time on starting.
AT_EACH_WIDTH = f"""
import fcntl, json, struct, sys, termios
widths, given = json.loads(sys.argv[1])

def end():
    sys.stderr.flush()
    print({END!r}, flush=True)

def at_each_width(say):
    for width in widths:
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
        say()
"""

# A page is one call of what `why` and `lesson` call.
PAGES = f"""
{AT_EACH_WIDTH}
from explain import library
from explain.cli.commands import read_lesson
from explain.cli.report import reporting
from explain.content.errorpages import error_pages
from explain.narration import Prose

def say():
    with reporting(given) as renderer:
        for page in error_pages():
            for title in ("", "What happened", "Causes", "Fix", "See it in the lab"):
                renderer.draw(Prose(page.section(title)))
    for lesson in library.lessons():
        read_lesson(lesson.name, given)
    end()

at_each_width(say)
"""


def shown(argv: Sequence[str], environment: dict[str, str], columns: int, cwd: Path) -> list[str]:
    """Run a program on a pseudo-terminal of a width, and return the lines that it wrote, without colours."""
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {**environment, "TERM": "xterm-256color", "PAGER": "cat"}
    environment.pop("COLUMNS", None)
    process = subprocess.Popen(
        argv, env=environment, cwd=cwd, stdin=subprocess.DEVNULL, stdout=child, stderr=child
    )
    os.close(child)
    written = b""
    while True:
        try:
            block = os.read(parent, 65536)
        except OSError:  # Linux says so that the other side is closed
            break
        if not block:
            break
        written += block
    os.close(parent)
    process.wait(timeout=120)
    return COLOUR.sub("", written.decode()).split("\r\n")


def shown_at_each_width(
    program: str, given: object, environment: dict[str, str], cwd: Path
) -> Iterator[list[str]]:
    """Run a program that says what it has to say at each width, and return the lines of each part of it."""
    argv = [sys.executable, "-c", program, json.dumps([WIDTHS, given])]
    lines = shown(argv, environment, WIDTHS[0], cwd)
    while END in lines:
        end = lines.index(END)
        yield lines[:end]
        lines = lines[end + 1 :]


def tokens(markdown: str) -> Iterator[Token]:
    for token in parser().parse(markdown):
        yield token
        yield from token.children or ()


def sources() -> Iterator[str]:
    """Return what is shown of the lessons and the pages on errors."""
    from explain.content.errorpages import error_pages

    titles = ("", "What happened", "Causes", "Fix", "See it in the lab")
    yield from (page.section(title) for page in error_pages() for title in titles)
    for lesson in library.lessons():
        for section in lesson.sections:
            for block in section.blocks:
                yield getattr(block, "markdown", "")


@cache
def every_token() -> list[Token]:
    """Return the Markdown of all of them, parsed once."""
    return [token for source in sources() for token in tokens(source)]


def fences(*names: str) -> list[str]:
    return [
        token.content for token in every_token() if token.type == "fence" and token.info in names
    ]


def spans() -> list[str]:
    inline = (token.content for token in every_token() if token.type == "code_inline")
    return [content for content in inline if is_command(content)]


@pytest.fixture(scope="module")
def pages(new_learner) -> dict[tuple[str, int], list[str]]:
    """Draw every page and every lesson on a terminal, in each output and width."""
    learner = new_learner()
    environment = dict(learner.environment)
    found = {}
    for output in OUTPUTS:
        parts = shown_at_each_width(PAGES, output, environment, learner.folder)
        found |= {(output, width): next(parts) for width in WIDTHS}
    return found


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("output", OUTPUTS)
def test_every_command_of_every_page_is_one_line_and_nothing_else(pages, output, width) -> None:
    lines = pages[output, width]
    whole = {line.strip(" ") for line in lines}
    commands = [line.rstrip() for text in fences("console") for line in text.splitlines() if line]
    assert len(commands) > 300
    assert [command for command in commands if command.strip() not in whole] == []
    assert [span for span in spans() if not any(span in line for line in lines)] == []
    assert sum(span in whole for span in spans()) > 30


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("output", OUTPUTS)
def test_no_line_ends_in_blanks(pages, output, width) -> None:
    assert [line for line in pages[output, width] if line != line.rstrip()] == []


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_every_block_of_commands_is_read_by_bash_as_it_was_copied(pages, tmp_path) -> None:
    """Copied with the blanks before it: a block is found in the lines, and read without a line joined."""
    lines = pages["rich", 40]
    blocks = [copied(lines, text) for text in fences("console")]
    assert len(blocks) > 100
    for number, block in enumerate(blocks):
        file = tmp_path / f"{number}.sh"
        file.write_text(block)
        done = subprocess.run(["bash", "-n", file], capture_output=True, text=True, check=False)
        assert done.returncode == 0, (block, done.stderr)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("output", OUTPUTS)
def test_every_policy_is_json_as_it_was_copied(pages, output, width) -> None:
    policies = list(fences("json"))
    assert policies
    for policy in policies:
        assert json.loads(copied(pages[output, width], policy)) == json.loads(policy)


def copied(lines: Sequence[str], text: str) -> str:
    """Return the lines of a terminal that hold a text, each with the blanks before it."""
    wanted = [line.strip() for line in text.rstrip().splitlines()]
    for start in range(len(lines)):
        found = lines[start : start + len(wanted)]
        if [line.strip(" ") for line in found] == wanted:
            return "\n".join(found) + "\n"
    raise AssertionError(f"not shown: {text}")


HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
LINE = f"aws ecr get-login-password --region ap-south-1 | docker login --username AWS --password-stdin {HOST}"


COMMANDS: dict[str, tuple[list[str], list[str]]] = {
    "why": (["why", "no basic auth credentials", "--more"], ["explain-ecr lesson login"]),
    "a wrong line": (["command", LINE.replace("--password-stdin", "—password-stdin")], [LINE]),
    "the line": (["command", LINE], [LINE]),
    "status": (["status", HOST], []),
    "doctor": (["doctor"], []),
    "lessons": (["lessons"], []),
    "step": (["step", "9"], ["explain-ecr step 1"]),
    "trace": (["trace"], ["explain-ecr lab"]),
    "login": (["login", "--docker", "stand-in"], []),
}
"""What is called, and the commands that have to be among what it prints."""

COMMANDS_IN_TURN = f"""
{AT_EACH_WIDTH}
from explain.cli import main

def say():
    for arguments in given:
        sys.argv[1:] = arguments
        try:
            main()
        except SystemExit:
            pass
        end()

at_each_width(say)
"""


@pytest.fixture(scope="module")
def printed(new_learner) -> dict[tuple[str, int, str], list[str]]:
    """Run each of the commands on a terminal, in each output and width, and return the lines of each."""
    found = {}
    for output in OUTPUTS:
        learner = new_learner()
        environment = {**learner.environment, "DOCKER_CONFIG": str(learner.folder / "none")}
        calls = [
            [*arguments, *([] if name == "trace" else ["--output", output])]
            for name, (arguments, _) in COMMANDS.items()
        ]
        parts = shown_at_each_width(COMMANDS_IN_TURN, calls, environment, learner.folder)
        found |= {(output, width, name): next(parts) for width in WIDTHS for name in COMMANDS}
    return found


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("name", COMMANDS)
def test_what_a_command_prints_is_copied_whole(printed, name, output, width) -> None:
    lines, (_, commands) = printed[output, width, name], COMMANDS[name]
    assert any(lines)
    assert [line for line in lines if line != line.rstrip()] == []
    whole = [line.strip(" ") for line in lines]
    assert [command for command in commands if command not in whole] == []
    for line in whole:
        if (
            re.match(r"(aws|docker|explain-ecr|sudo|chmod|podman) .*[-./]", line)
            and "…" not in line
            and not re.search(r"[a-z]{2}[.,;:] [A-Za-z(]", line)  # a sentence that begins like one
        ):
            done = subprocess.run(["bash", "-n", "-c", line], capture_output=True, check=False)
            assert done.returncode == 0, line
    pipes = [line for line in whole if "get-login-password" in line and "|" in line]
    assert [line for line in pipes if not re.search(r"(amazonaws\.com|\"\$HOST\")`?$", line)] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_first_thing_that_one_sees_is_the_line_as_it_can_be_pasted(learner, width) -> None:
    argv = [sys.executable, "-c", "from explain.cli import main; main()"]
    lines = shown(argv, dict(learner.environment), width, learner.folder)
    start = next(number for number, line in enumerate(lines) if line.startswith("  aws "))
    # A shell goes on after a pipe, and after a backslash at the line's end.
    assert re.search(r"\|$", lines[start])
    assert lines[start + 1].endswith(" \\")
    pasted = "\n".join(lines[start : start + 3]).replace("\\\n", "")
    assert " ".join(pasted.split()) == LINE


@pytest.mark.skipif(shutil.which("tmux") is None, reason="there is no tmux")
@pytest.mark.parametrize("width", WIDTHS)
def test_a_real_terminal_joins_what_it_folded(learner, width, tmp_path) -> None:
    """tmux's `capture-pane -J` copies as a mouse does: what was folded is joined, all else as it came."""
    wrong = LINE.replace("--username", "—username")
    over = tmp_path / "over"
    os.mkfifo(over)
    script = tmp_path / "script"
    script.write_text(
        f"{sys.executable} -c 'from explain.cli import main; main()' command '{wrong}'\n"
        f"echo > {over}\nexec sleep 60\n"
    )
    environment = {**learner.environment, "TERM": "xterm-256color", "PAGER": "cat"}

    def tmux(*arguments: str) -> str:
        argv = ["tmux", "-L", f"copy-{os.getpid()}-{width}", "-f", os.devnull, *arguments]
        done = subprocess.run(
            argv,
            env=environment,
            cwd=learner.folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return done.stdout

    tmux("new-session", "-d", "-x", str(width), "-y", "200", f"sh {script}")
    try:
        over.read_text()  # waits until the command has ended
        pane = tmux("capture-pane", "-p", "-J", "-S", "-")
    finally:
        tmux("kill-server")
    corrected = pane[pane.index("corrected:") :].split("\n")
    assert LINE in [line.strip(" ") for line in corrected]


def test_each_width_is_drawn_as_such(pages) -> None:
    for output in OUTPUTS:
        numbers = [len(pages[output, width]) for width in WIDTHS]
        assert numbers == sorted(numbers, reverse=True)
        assert len(set(numbers)) > 2
