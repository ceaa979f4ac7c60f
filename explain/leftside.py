"""The left side of the pipe: `aws ecr get-login-password`, writing into a pipe of the system's.

The parent keeps both ends open, as a shell does while it starts the two programs. So what the left
side wrote can be counted while it waits, without being read by anybody but the right side.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from subprocess import Popen

from explain.hosts.registry import Registry
from explain.programs import Completed, Program, finish, start, stop


@dataclass
class LeftSide:
    """A started left side, and the pipe that it writes into."""

    program: Program
    arguments: tuple[str, ...]
    process: Popen[bytes]
    read_end: int
    write_end: int

    @classmethod
    def start(cls, aws: Program, registry: Registry, env: Mapping[str, str]) -> LeftSide:
        """Start the command with its standard output in a new pipe."""
        arguments = ("ecr", "get-login-password", "--region", registry.region)
        read_end, write_end = os.pipe()
        try:
            process = start(aws, arguments, env=env, stdout=write_end)
        except BaseException:
            os.close(read_end)
            os.close(write_end)
            raise
        return cls(aws, arguments, process, read_end, write_end)

    def finish(self, patience: float) -> Completed:
        """Wait until the program ends. Its output stays in the pipe."""
        return finish(self.program, self.arguments, self.process, patience=patience)

    def waiting_bytes(self) -> int:
        """Count the bytes that wait in the pipe, without taking them out (FIONREAD, ioctl_tty(2))."""
        try:
            import fcntl
            import termios
        except ImportError:  # Windows counts a pipe's bytes by another call
            return _peek_windows(self.read_end)
        answer = fcntl.ioctl(self.read_end, termios.FIONREAD, b"\0" * 4)
        return int.from_bytes(answer, sys.byteorder)

    def close_write_end(self) -> None:
        """Let the right side see the end of its input."""
        if self.write_end >= 0:
            os.close(self.write_end)
            self.write_end = -1

    def close(self) -> None:
        """Close both ends."""
        self.close_write_end()
        if self.read_end >= 0:
            os.close(self.read_end)
            self.read_end = -1

    def abandon(self) -> None:
        """Stop a left side that nobody needs any more."""
        stop(self.process)
        self.close()


def _peek_windows(read_end: int) -> int:
    import ctypes
    import msvcrt

    count = ctypes.c_ulong()
    handle = msvcrt.get_osfhandle(read_end)  # type: ignore[attr-defined]
    ctypes.windll.kernel32.PeekNamedPipe(handle, None, 0, None, ctypes.byref(count), None)  # type: ignore[attr-defined]
    return count.value
