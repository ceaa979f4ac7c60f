"""Real shells under a terminal: the learner's own start-up files first, then the lab's word on top."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from explain.lab.entering import entering
from explain.lab.environment import Doors
from explain.lab.prompts import interactive

ARRIVED = 'echo "<$OWN|$AWS_PROFILE|$DOCKER_HOST|$EXPLAIN_ECR_LAB|$(command -v explain-ecr)>"\r'
RC = """
export OWN=mine AWS_PROFILE=poison DOCKER_HOST=tcp://poison PATH="/poison:$PATH"
PS1='own> '
"""


class Screen:
    """A program under a terminal, and what it has shown so far."""

    def __init__(self, argv: list[str], environment: Mapping[str, str], folder: Path) -> None:
        self.process_id, self.terminal = pty.fork()
        if self.process_id == 0:
            os.chdir(folder)
            os.execvpe(argv[0], argv, dict(environment))
        self.shown = ""

    def wait_for(self, pattern: str, patience: float = 30) -> re.Match[str]:
        deadline = time.monotonic() + patience
        while not (found := re.search(pattern, self.shown)):
            ready, _, _ = select.select([self.terminal], [], [], 0.05)
            data = os.read(self.terminal, 65536) if ready else b""
            if b"\x1b[c" in data or b"\x1b[0c" in data:
                os.write(self.terminal, b"\x1b[?62;c")  # fish asks what terminal this is
            self.shown += re.sub(
                r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\(B", "", data.decode(errors="replace")
            )
            assert time.monotonic() < deadline, self.shown
        self.shown = self.shown[found.end() :]
        return found

    def type(self, text: str) -> None:
        os.write(self.terminal, text.encode())

    def exit_code(self) -> int:
        deadline = time.monotonic() + 30
        while not (ended := os.waitpid(self.process_id, os.WNOHANG))[0]:
            assert time.monotonic() < deadline
            if select.select([self.terminal], [], [], 0.05)[0]:
                try:
                    os.read(self.terminal, 65536)
                except OSError:
                    time.sleep(0.02)
        os.close(self.terminal)
        return os.waitstatus_to_exitcode(ended[1])

    def hang_up(self) -> None:
        os.close(self.terminal)

    def kill(self) -> None:
        os.kill(self.process_id, signal.SIGKILL)
        os.waitpid(self.process_id, 0)


@pytest.fixture
def screen(machine):
    """Open `explain-ecr lab` under a terminal, with a shell and start-up files of the test's."""

    def open_(shell: str, files: Mapping[str, str], **variables: str) -> Screen:
        for name, text in files.items():
            file = machine.folder / "home" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
            written.append(file)
        environment = {**machine.environment, "SHELL": shell, "TERM": "xterm", **variables}
        opened.append(
            Screen([sys.executable, "-m", "explain.cli", "lab"], environment, machine.folder)
        )
        return opened[-1]

    written: list[Path] = []
    opened: list[Screen] = []
    yield open_
    for file in written:
        file.unlink()


def assert_arrived(screen: Screen, machine) -> None:
    screen.type(ARRIVED)
    own, profile, engine, lab, program = screen.wait_for(r"<([^$>]*)>\r?\n")[1].split("|")
    (folder,) = machine.folders()
    assert (own, profile, lab) == ("mine", "", str(folder))
    assert engine.startswith(("unix://", "tcp://127.0.0.1:"))
    assert program == str(folder / "bin" / "explain-ecr")
    screen.wait_for(r"\(ecr lab\) ")
    screen.type("exit 5\r")
    screen.wait_for("You have left the lab, and it is gone")
    assert screen.exit_code() == 5
    machine.wait_until_clean()


@pytest.mark.parametrize(
    "rc",
    [RC, f"{RC}\nPROMPT_COMMAND='PS1=\"own> \";'", f"{RC}\nPROMPT_COMMAND=('PS1=\"own> \"')"],
    ids=["plain", "drawn anew each time", "array"],
)
def test_bash(rc: str, screen, machine, needs: Callable[..., None]) -> None:
    needs("bash")
    shown = screen("bash", {".bashrc": rc})
    shown.wait_for("word for word")
    shown.wait_for(r"\(ecr lab\) own> ")
    assert_arrived(shown, machine)


@pytest.mark.parametrize("rc", [RC, ""], ids=["own ENV", "no ENV"])
def test_sh(rc: str, screen, machine) -> None:
    shown = screen("/bin/sh", {".shrc": rc or "export OWN=mine\n"}, ENV="$HOME/.shrc")
    shown.wait_for(r"\(ecr lab\) own> " if rc else r"\(ecr lab\) .*[$#] ")
    assert_arrived(shown, machine)


@pytest.mark.parametrize(
    "files",
    [
        {".zshrc": RC},
        {".zshenv": "ZDOTDIR=$HOME/moved\n", "moved/.zshrc": RC},
        {".zshrc": f"{RC}\nprecmd() {{ PS1='own> '; }}\n"},
    ],
    ids=["plain", "moved", "drawn anew each time"],
)
def test_zsh(files: dict[str, str], screen, machine, needs: Callable[..., None]) -> None:
    needs("zsh")
    shown = screen("zsh", files)
    shown.wait_for(r"\(ecr lab\) own> ")
    assert_arrived(shown, machine)


def test_fish(screen, machine, needs: Callable[..., None]) -> None:
    needs("fish")
    rc = (
        "set -gx OWN mine; set -gx AWS_PROFILE poison; set -gx DOCKER_HOST tcp://poison\n"
        "function fish_prompt; echo -n 'own> '; end; function fish_greeting; end\n"
    )
    files = {"config/fish/config.fish": rc}
    home = machine.folder / "home"
    data = {"XDG_CONFIG_HOME": str(home / "config"), "XDG_DATA_HOME": str(machine.folder / "data")}
    shown = screen("fish", files, **data)
    shown.wait_for(r"\(ecr lab\) own> ")
    assert_arrived(shown, machine)


def test_a_closed_terminal_ends_the_lab(screen, machine) -> None:
    shown = screen("/bin/sh", {})
    shown.wait_for(r"\(ecr lab\) ")
    shown.hang_up()
    machine.wait_until_clean()
    os.waitpid(shown.process_id, 0)


def test_ctrl_c_belongs_to_the_shell(screen, machine) -> None:
    shown = screen("/bin/sh", {".shrc": "export OWN=mine\n"}, ENV="$HOME/.shrc")
    shown.wait_for(r"\(ecr lab\) ")
    shown.type("sleep 30\r")
    shown.wait_for("sleep 30\r\n")
    time.sleep(0.2)
    shown.type("\x03")
    shown.wait_for(r"\(ecr lab\) ", patience=20)
    assert_arrived(shown, machine)


def test_the_files_for_shells_are_private(tmp_path: Path) -> None:
    for shell in ("bash", "zsh", "fish", "pwsh", "dash"):
        assert interactive(shell, tmp_path, {"HOME": "/"}).command[0] == shell
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name for path in files} == {"bashrc", ".zshenv", ".zshrc", "shrc"}
    assert {oct(path.stat().st_mode)[-3:] for path in files} == {"600"}


def test_powershell_enters_as_every_terminal_does(tmp_path: Path) -> None:
    call = interactive("/usr/bin/pwsh", tmp_path / "it's", {}).command[-1]
    assert "it''s" in call
    assert call.endswith("lab env --lab it's --shell powershell | Out-String | Invoke-Expression")
    script = entering("powershell", Doors(tmp_path, "", "", "", tmp_path), {})
    assert '"$EcrLabMarker$(& $EcrLabPrompt)"' in script


def test_terminals_enter_outlive_their_lab_and_leave(machine, up) -> None:
    ours = f"{sys.executable} -m explain.cli"
    own = {**machine.environment, "PS1": "own> ", "TERM": "xterm"}
    starts = {"bash": ["--norc"], "zsh": ["-f"], "sh": []}
    screens: dict[str, Screen] = {}
    with up(machine) as lab:
        for shell, options in starts.items():
            if shutil.which(shell):
                argv = [shell, *options, "-i"]
                screens[shell] = Screen(argv, {**own, "SHELL": shell}, machine.folder)
                screens[shell].type(f"PS1='own> '\reval \"$({ours} lab env)\"\r")
        for shown in screens.values():
            shown.wait_for(r"\(ecr lab\) own> ")
        shown.type("explain-ecr lab list\r")
        shown.wait_for(rf"{lab.folder.name}, which this terminal is in")
        listed = shown.wait_for(r"terminals  (.*)\r\n")[1]
        inside = re.findall(r"pts/\d+ \(\w+, (\d+)\)", listed)
        assert sorted(map(int, inside)) == sorted(each.process_id for each in screens.values())
    for shell, shown in screens.items():
        shown.type(f"{ours} clock\r")
        told = shown.wait_for(r"The lab (\S+) has ended, but(?s:.*?)(eval .*)\r\n")
        assert told[1] == lab.folder.name
        assert told[2].strip().endswith('lab env --unset)"')
        if shell != "sh":  # which draws its prompt once and for all
            shown.wait_for(r"\(ecr lab: gone\) own> ")
        shown.type(f'eval "$({ours} lab env --unset)"\r')
        shown.wait_for(r"(?<!\) )own> ")
        shown.type('echo "<$AWS_PROFILE|$DOCKER_HOST|$EXPLAIN_ECR_LAB>"\r')
        shown.wait_for(r"<nope\|tcp://127.0.0.1:9\|>")
        shown.type("exit 3\r")
        assert shown.exit_code() == 3
