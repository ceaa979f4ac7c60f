"""Other programs: the real aws and docker where they are installed, our stand-ins where not.

Each runs in an environment made here, so that nothing of the learner's (a profile, a proxy, a
docker context) can lead it out of the sandbox, and none is waited for without end. No secret is
ever in an argument list: it goes in by standard input.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from explain.errors import ToolProblem
from explain.sandbox import Sandbox

Choice = Literal["auto", "real", "stand-in"]

PATIENCE = 30.0
"""Seconds that a program may take. The slowest, a cold start of the AWS CLI, takes two or three."""

_KEPT = (
    "PATH",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "TEMP",
    "TMP",
    "SYSTEMROOT",
    "COMSPEC",
    "PATHEXT",
    "WINDIR",
)
"""The only variables that a program inherits. None of them names a credential, a proxy or a host."""

_NO_WAY_OUT = "http://127.0.0.1:0"
"""A proxy that cannot be there, for nothing listens on port 0.

Where its engine is gone (we were killed), docker logs in to the registry by itself (docker/cli,
cli/command/registry/login.go, loginClientSide); that must never reach the real ECR.
"""

_DEFAULT_STORES = ("osxkeychain", "wincred", "pass", "secretservice")
"""The credential stores that docker chooses by itself (docker/cli, cli/config/credentials)."""

_VERSION_MANAGERS = {"PYENV_ROOT": ".pyenv", "ASDF_DATA_DIR": ".asdf", "RBENV_ROOT": ".rbenv"}
"""Where version managers keep the programs behind their shims, by default below the real home."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program to start: the real one or our stand-in."""

    name: str
    command: tuple[str, ...]
    stand_in: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Completed:
    """A program that ran to its end."""

    argv: tuple[str, ...]
    exit_code: int
    stdout: str
    stderr: str


def find(name: Literal["aws", "docker"], choice: Choice = "auto") -> Program:
    """Find a program on PATH, or our stand-in for it.

    Raises `ToolProblem` if the real one is asked for and not there.
    """
    if choice == "stand-in":
        return stand_in(name, "because you asked for it")
    path = shutil.which(name)
    if path and not _is_a_labs(path):
        return Program(name, (path,), stand_in=False)
    if choice == "real":
        raise ToolProblem(
            f"There is no `{name}` on PATH.",
            f"Install {name}, or leave out --docker real to use the stand-in.",
        )
    return stand_in(name, f"because there is no `{name}` on PATH")


def stand_in(name: Literal["aws", "docker"], reason: str) -> Program:
    """Return our stand-in for a program, with the reason to tell."""
    ours = (sys.executable, "-P", "-m", f"explain.standins.{name}")
    return Program(name, ours, stand_in=True, reason=reason)


def _is_a_labs(path: str) -> bool:
    """Whether a program is the stand-in that a lab has put first on PATH."""
    lab = os.environ.get("EXPLAIN_ECR_LAB")
    if not lab or Path(path).parent != Path(lab, "bin"):
        return False
    return b"explain.standins" in Path(path).read_bytes()  # else it starts the user's own


def environment(sandbox: Sandbox, extra: Mapping[str, str]) -> dict[str, str]:
    """Make the environment for a program: the sandbox's home, a few harmless variables, and `extra`."""
    made = {name: os.environ[name] for name in _KEPT if name in os.environ}
    made |= {"HOME": str(sandbox.home), "USERPROFILE": str(sandbox.home)}
    made |= {
        "HTTP_PROXY": _NO_WAY_OUT,
        "HTTPS_PROXY": _NO_WAY_OUT,
        "NO_PROXY": "127.0.0.1,localhost",
    }
    made |= {"PYTHONDONTWRITEBYTECODE": "1"}
    for variable, folder in _VERSION_MANAGERS.items():
        place = Path(os.environ.get(variable) or Path.home() / folder)
        if place.is_dir():
            made[variable] = str(place)
    return {**made, **extra}


def path_without_stores() -> str:
    """Return PATH without the folders in which docker would find its default credential store.

    With a new config.json, docker would put the sandbox's login into the learner's own keychain.
    """
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join(folder for folder in folders if not _holds_a_store(folder))


def _holds_a_store(folder: str) -> bool:
    names = (f"docker-credential-{store}" for store in _DEFAULT_STORES)
    return any(shutil.which(name, path=folder) for name in names)


def start(
    program: Program,
    arguments: Sequence[str],
    *,
    env: Mapping[str, str],
    stdin: int | IO[bytes] = subprocess.DEVNULL,
    stdout: int | IO[bytes] = subprocess.PIPE,
) -> subprocess.Popen[bytes]:
    """Start a program. Raises `ToolProblem` if the system cannot."""
    try:
        return subprocess.Popen(
            [*program.command, *arguments],
            env=_importable(program, env),
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            start_new_session=True,  # so that `stop` also reaches the programs that it starts
        )
    except OSError as error:
        raise ToolProblem(
            f"`{program.command[0]}` cannot be started: {error.strerror}.",
            "Repair its installation, or choose the stand-in with --docker stand-in.",
        ) from error
    except KeyboardInterrupt:
        stop_everything()  # it may run already, and nobody else would know of it
        raise


def finish(
    program: Program,
    arguments: Sequence[str],
    process: subprocess.Popen[bytes],
    *,
    patience: float = PATIENCE,
    stdin: bytes | None = None,
) -> Completed:
    """Wait for a program's end and read what it said. Raises `ToolProblem` if it does not end."""
    try:
        stdout, stderr = process.communicate(stdin, timeout=patience)
    except subprocess.TimeoutExpired:
        stop(process)
        raise ToolProblem(
            f"`{program.name}` did not end within {patience:g} seconds, so it was stopped.",
            f"Run `{program.name} --version` by hand, or choose --docker stand-in to go on without docker.",
        ) from None
    except BaseException:
        stop(process)  # Ctrl-C reaches only us: the program has its own session
        raise
    return Completed((program.name, *arguments), process.returncode, _text(stdout), _text(stderr))


def require_success(done: Completed, remedy: str) -> None:
    """Raise `ToolProblem` with the program's message if it did not exit with 0."""
    if done.exit_code:
        command = " ".join(done.argv[:2])
        said = done.stderr.strip() or "it printed nothing"
        raise ToolProblem(f"`{command}` ended with exit code {done.exit_code}: {said}", remedy)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop a program that has not ended, and whatever it started: a shim's real program, for one."""
    if process.returncode is None:
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()
    process.communicate()
    if process.stdin:  # a second communicate() leaves it open where input was still to be written
        process.stdin.close()


def stop_everything() -> None:
    """Stop every program that this process started, for the end of a command that was interrupted.

    Ctrl-C may fall between the start of a program and the moment in which we know of it.
    """
    import psutil

    for program in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            program.kill()


def _importable(program: Program, env: Mapping[str, str]) -> dict[str, str]:
    """Let a stand-in find this package, wherever it was imported from."""
    if not program.stand_in:
        return dict(env)
    return {**env, "PYTHONPATH": str(Path(__file__).parent.parent)}


def _text(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "replace").replace("\r\n", "\n").strip("\n")
