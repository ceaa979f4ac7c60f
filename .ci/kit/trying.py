"""Installing from the kit on this machine, in empty environments without an index and a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from targets import PYTHONS

UNTRIED = (
    "Not tried, because the kit was made on Linux x86-64: macOS, Linux arm64, Windows and `install.cmd`. For"
    " them, the names of the wheels were compared with what each machine accepts."
)


class Way(NamedTuple):
    """A way to install: its name, and the command for a Python and a folder to install into."""

    name: str
    command: Callable[[Path, str, Path], list[list[str]]]


def _by_script(kit: Path, python: str, place: Path) -> list[list[str]]:
    return [["env", f"PYTHON={python}", "sh", str(kit / "install.sh"), str(place)]]


def _by_pip(kit: Path, python: str, place: Path) -> list[list[str]]:
    install = [
        "install",
        "--quiet",
        "--no-index",
        "--find-links",
        str(kit / "wheels"),
        "explain-ecr",
    ]
    return [
        [python, "-m", "venv", str(place)],
        [str(place / "bin" / "python"), "-m", "pip", "--isolated", *install],
    ]


def _by_uv(kit: Path, python: str, place: Path) -> list[list[str]]:
    uv = shutil.which("uv") or "uv"
    tools = [
        "env",
        f"UV_TOOL_DIR={place}",
        f"UV_TOOL_BIN_DIR={place / 'bin'}",
        f"UV_CACHE_DIR={place / 'c'}",
    ]
    install = [
        "tool",
        "install",
        "--quiet",
        "--no-config",
        "--offline",
        "--no-index",
        "--python",
        python,
    ]
    return [[*tools, uv, *install, "--find-links", str(kit / "wheels"), "explain-ecr"]]


WAYS = (Way("`install.sh`", _by_script), Way("pip", _by_pip), Way("uv", _by_uv))


def tried(kit: Path) -> str:
    """Install in each way with each Python that is here, and run pre-flight; returns what came of it."""
    return "\n".join([*(f"- {line}" for line in _lines(kit.resolve())), "", UNTRIED])


def _lines(kit: Path) -> Iterator[str]:
    pythons = [name for version in PYTHONS if _works(name := f"python{version[0]}.{version[1]}")]
    for way in WAYS:
        if way.name == "uv" and not shutil.which("uv"):
            yield "uv: not tried, since it is not installed where the kit was made."
            continue
        for python in pythons:
            print(f"{way.name}, {python} ...", flush=True)
            with tempfile.TemporaryDirectory() as folder:
                yield f"{way.name}, {python}: {_outcome(way, kit, python, Path(folder))}"


def _works(python: str) -> bool:
    try:
        return (
            subprocess.run([python, "-c", "pass"], capture_output=True, check=False).returncode == 0
        )
    except OSError:
        return False


def _outcome(way: Way, kit: Path, python: str, folder: Path) -> str:
    """Install, then run the installed program. Raises `SystemExit` where one of them fails."""
    place, cut_off = folder / "place", _cut_off()
    home = {
        "HOME": str(folder),
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "TMPDIR": str(folder),
    }
    preflight = [str(place / "bin" / "explain-ecr"), "preflight"]
    said = ""
    for command in (*way.command(kit, python, place), preflight):
        argv = command if command is preflight else [*cut_off, *command]
        done = subprocess.run(argv, env=home, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{way.name}, {python}: {' '.join(argv)}\n{done.stdout}{done.stderr}")
        said = done.stdout
    last = said.rstrip().rpartition("\n")[2].partition(" · ")[0]
    return f"installed {'without a network' if cut_off else 'without an index'}; `preflight` says {last}."


def _cut_off() -> list[str]:
    """Return what keeps a command from every network, or nothing where that is not permitted."""
    command = ["unshare", "--map-root-user", "--net"]
    try:
        works = subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        works = False
    return command if works else []
