"""Files in a folder that others write to as well: read without trust, and refused in plain words."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from explain.errors import RoomProblem
from explain.files import PUBLIC


@contextlib.contextmanager
def told(folder: Path) -> Iterator[None]:
    """Turn what the system says of a room's folder into a sentence and a remedy."""
    try:
        yield
    except OSError as error:
        raise RoomProblem(
            f"The room's folder {folder} cannot be used: {error.strerror or error}.",
            "Check that it is there, that you are allowed to write to it, and that its disk has space.",
        ) from error
    except ValueError as error:
        raise RoomProblem(
            f"The room's folder {folder} cannot be used: {error}",
            "Use the same version of explain-ecr on all machines, or open another room.",
        ) from error


def check_is_safe(folder: Path) -> None:
    """See that only the trainer can replace what is in a folder, whose path has no links.

    Raises `RoomProblem`.
    """
    if os.name != "posix":
        return
    if folder.exists() and folder.stat().st_uid != me():
        raise RoomProblem(
            f"{folder} belongs to another user, who could replace the room's files.",
            f"Let the room make its own folder: `--folder {folder / 'room'}`.",
        )
    for above in folder.parents:
        if above.exists():
            bits = above.stat().st_mode
            if bits & stat.S_IWOTH and not bits & stat.S_ISVTX:
                raise RoomProblem(
                    f"Everybody can write to {above}, and so replace the room's files.",
                    f"Ask for the sticky bit on it (`chmod +t {above}`), or give another folder.",
                )


def read(path: Path, longest: int, owner: int) -> str | None:
    """Read a small file of one owner; None if there is none. Raises `OSError` or `ValueError`.

    A FIFO is not waited for, a link not followed.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    if stat.S_ISLNK(mode(path)):
        raise ValueError("it is a link.")
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        return None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise ValueError("it is not a file.")
        if status.st_uid not in (owner, 0):
            raise ValueError(f"it belongs to the user {status.st_uid}, not to {owner}.")
        data = os.read(descriptor, longest + 1)
    finally:
        os.close(descriptor)
    if len(data) > longest:
        raise ValueError(f"it has more than {longest} bytes.")
    return data.decode()  # UnicodeDecodeError is a ValueError


def create(path: Path) -> None:
    """Make an empty file that everybody may read, or leave the one that is there."""
    flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    os.close(os.open(path, flags, PUBLIC))


def removed(path: Path) -> bool:
    """Remove a file or a link; tells whether it is gone."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def is_folder(path: Path) -> bool:
    """Tell whether a path is a folder, and not a link to one."""
    return stat.S_ISDIR(mode(path))


def mode(path: Path) -> int:
    """Return the type and the mode of a path (inode(7)), a link's own; 0 if there is nothing."""
    try:
        return os.lstat(path).st_mode
    except OSError:
        return 0


def me() -> int:
    """Return the user who asks; 0 where a system has no numbers for users."""
    return os.geteuid() if hasattr(os, "geteuid") else 0
