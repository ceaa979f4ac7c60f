"""A lab's folder: its own sandbox, alive as long as somebody holds its lock."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from explain import marked
from explain.errors import SandboxProblem, UsageProblem
from explain.lab import environment, guard
from explain.lab.removal import is_ours, remove
from explain.lock import hold, in_plain_words, is_held, take
from explain.sandbox import Sandbox, default_folder

_DOOR = "lab"
_PREFIX = "lab-"
_ELSEWHERE = (
    "Empty it if an earlier explain-ecr left it, or point EXPLAIN_ECR_SANDBOX at another folder: the"
    " labs go next to it."
)


@dataclass(frozen=True, slots=True)
class Address:
    """How a running lab is reached. `key` opens its control route, and is its owner's alone."""

    name: str
    process_id: int
    control_url: str
    registry_url: str
    engine_url: str
    door_url: str
    authority_file: str
    steering_url: str
    key: str

    def doors(self, folder: Path) -> environment.Doors:
        """Return what the lab's environment is made from."""
        return environment.Doors(
            folder, self.control_url, self.engine_url, self.door_url, Path(self.authority_file)
        )


def labs_folder() -> Path:
    """Return the folder that holds all labs of this user: next to the sandbox, and named after it.

    In a lab the sandbox is the lab's own folder, and its neighbours are the other labs.
    """
    inside = os.environ.get(environment.LAB)
    if inside and marked.carries(Path(inside).parent, marked.LABS):  # the lab itself may be gone
        return Path(inside).parent
    sandbox = default_folder()
    return sandbox.with_name(f"{sandbox.name}{environment.LABS_SUFFIX}")


def new_name() -> Path:
    """Return a folder that no lab ever had. It is not made yet. Raises `SandboxProblem`."""
    labs = labs_folder()
    for sign, why in _UNUSABLE.items():
        if sign in str(labs):
            raise SandboxProblem(
                f"The sandbox's folder has a {sign!r} in its path, {why}.",
                "Point EXPLAIN_ECR_SANDBOX at another folder.",
            )
    return labs / f"{_PREFIX}{secrets.token_hex(4)}"


_UNUSABLE = {
    # botocore, configloader.py: os.path.expandvars
    "%" if os.name == "nt" else "$": "which aws would read as the start of a variable",
    os.pathsep: "which separates folders in the variable PATH",
}
"""What no lab's path may hold: there is no way to write it so that it is taken as it is."""


@contextlib.contextmanager
def claimed(folder: Path) -> Iterator[Sandbox]:
    """Make a new lab's folder, hold it as alive, and remove it afterwards."""
    labs = folder.parent
    with in_plain_words(labs):
        # Refused by the system where it is another user's, who could exchange our files.
        marked.claim(labs, marked.LABS, _ELSEWHERE)
    with hold(labs / "lock", 30):  # so that nobody sweeps a folder that is just being made
        _sweep(labs)
        with in_plain_words(labs):
            folder.mkdir(mode=0o700)  # a folder that is there already belongs to somebody else
        sandbox = Sandbox(folder)
        descriptor = os.open(_alive(folder), os.O_RDWR | os.O_CREAT, 0o600)
        take(descriptor)
    try:
        yield sandbox
    finally:
        remove(folder)
        os.close(descriptor)


def _sweep(labs: Path) -> None:
    """Clear up after labs that were killed together with their guards: nobody holds their lock."""
    for folder in labs.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if is_ours(folder) and not is_alive(folder):
                guard.end_processes(folder)
                remove(folder)


def is_alive(folder: Path) -> bool:
    """Whether a process holds a lab's lock."""
    try:
        descriptor = os.open(_alive(folder), os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return is_held(descriptor)
    finally:
        os.close(descriptor)


def publish(sandbox: Sandbox, address: Address) -> None:
    """Write down how the lab is reached."""
    sandbox.remember(_DOOR, {name: str(value) for name, value in asdict(address).items()})


def address_of(folder: Path) -> Address | None:
    """Read how a lab is reached; None if none is running in that folder."""
    try:
        found = json.loads((folder / f"{_DOOR}.json").read_text())
        address = Address(**{**found, "process_id": int(found["process_id"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return address if is_alive(folder) else None


def find(name: str | None) -> tuple[Path, Address]:
    """Find the lab that is meant: the named one, the one we are in, or the youngest that runs."""
    inside = os.environ.get(environment.LAB)
    if inside and not name:
        address = address_of(Path(inside))
        labs = [(Path(inside), address)] if address else []
    else:
        labs = [(place, address) for place, address in running_labs() if name in (None, place.name)]
    if labs:
        return labs[0]
    called = f" called {name}" if name else ""
    raise UsageProblem(f"There is no lab running{called}.", "Start one: `explain-ecr lab`.")


def running_labs() -> list[tuple[Path, Address]]:
    """List this user's labs that run, the youngest first."""
    places = sorted(labs_folder().glob(f"{_PREFIX}*"), key=birth)[::-1]
    return [(place, address) for place in places if (address := address_of(place))]


def birth(folder: Path) -> float:
    """Return when a lab was started, in seconds since 1970; 0 if there is none."""
    try:
        return _alive(folder).stat().st_mtime
    except OSError:
        return 0


def _alive(folder: Path) -> Path:
    return folder / "alive"
