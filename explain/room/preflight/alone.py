"""The same lab once more, without any network, so that whatever works there needs none.

Linux lets a user make a network that has nothing but loopback (user_namespaces(7),
network_namespaces(7)); some distributions and most containers forbid it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import socket
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

from explain.errors import ToolProblem
from explain.programs import Completed, Program, finish, start, stop

WORKED, FAILED, FORBIDDEN, SLOW = 0, 1, 3, 4
"""The exit codes of this module as a program."""

PATIENCE = 60.0

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
"""CLONE_NEWUSER and CLONE_NEWNET (linux/sched.h)."""


class Alone:
    """A second run, in a process that is cut off from every network. It begins at once."""

    def __init__(self) -> None:
        ours = (sys.executable, "-P", "-m", "explain.room.preflight.alone")
        self._program = Program("preflight", ours, stand_in=True)  # of ours: it finds this package
        self._process = start(self._program, (), env=dict(os.environ))

    @property
    def process_id(self) -> int:
        """Its process id."""
        return self._process.pid

    def ended(self) -> Completed:
        """Wait for the second lab to end. One that does not end counts as too slow."""
        try:
            return finish(self._program, (), self._process, patience=PATIENCE)
        except ToolProblem:
            return Completed((), SLOW, "", "")

    def stop(self) -> None:
        """End the second lab, and all processes that it started."""
        if self._process.returncode is None:
            stop(self._process)


@contextlib.contextmanager
def begun(system: str) -> Iterator[Alone | None]:
    """Begin a second run meanwhile; None on a system that cannot cut a process off."""
    try:
        alone = Alone() if system == "linux" else None
    except ToolProblem:
        alone = None
    try:
        yield alone
    finally:
        if alone:
            alone.stop()


def main() -> int:
    """Cut this process off, and use a lab in it; returns the exit code. Says on stdout what failed."""
    try:
        _cut_off()
    except OSError:
        return FORBIDDEN
    from explain.room.preflight.lab import performed

    failed = [check for check in performed() if check.failed]
    if any(check.finding.id == "refused" for check in failed):
        return (
            SLOW  # a program was stopped, because it took too long: that tells nothing of networks
        )
    for check in failed:
        print(f"{check.finding.subject}: {check.finding.message}")
    return FAILED if failed else WORKED


def _cut_off() -> None:
    """Leave every network but a new loopback, as the same user. Raises `OSError` if that is forbidden."""
    user, group = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_USER | _NEW_NETWORK):
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    _bring_up_loopback()
    if [name for _, name in socket.if_nameindex()] != ["lo"]:
        raise OSError("there is another network")


def _bring_up_loopback() -> None:
    """Set IFF_UP and IFF_RUNNING by SIOCSIFFLAGS (netdevice(7))."""
    import fcntl  # not on Windows

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, 0x8914, struct.pack("16sH14s", b"lo", 0x41, b""))


if __name__ == "__main__":
    sys.exit(main())
