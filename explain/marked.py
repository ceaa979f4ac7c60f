"""Folders of ours: made or claimed by us, marked as such, and the only ones that are ever emptied or removed.

A mark is an empty file with a name that nobody else would choose. It is the first thing in a folder and
the last to go, so that a command that is killed halfway leaves a folder that is still known as ours.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from pathlib import Path

from explain.errors import SandboxProblem

SANDBOX = "this-is-an-explain-ecr-sandbox"
LABS = "these-are-the-labs-of-explain-ecr"


def carries(folder: Path, mark: str) -> bool:
    """Tell whether a folder holds a mark: a file, and no link to one."""
    return _kind(folder / mark) == stat.S_IFREG


def claim(folder: Path, mark: str, remedy: str) -> None:
    """Make a folder and mark it, or take one that is empty or marked, and close it to other users.

    Raises `SandboxProblem` for any other folder, which stays as it is; `OSError` where the system refuses.
    """
    if folder.is_dir() and any(folder.iterdir()) and not carries(folder, mark):
        raise SandboxProblem(
            f"{folder} contains other files, so explain-ecr does not use it.", remedy
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # The mark comes first, so that a second command at once sees whose folder it is.
    flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    os.close(os.open(folder / mark, flags, 0o600))
    os.chmod(folder, 0o700)


def remove(folder: Path, mark: str) -> None:
    """Remove a marked folder with all that is in it, the mark last; leave any other folder alone.

    Links are removed, never followed. What the system does not let go stays, with the mark.
    """
    if _kind(folder) != stat.S_IFDIR or not carries(folder, mark):
        return
    with contextlib.suppress(OSError):
        empty(folder, keep=(mark,))
        os.unlink(folder / mark)
        os.rmdir(folder)


def empty(folder: Path, keep: tuple[str, ...] = ()) -> None:
    """Remove what is in a folder, but for the names in `keep`. Raises `OSError` for what stays."""
    for entry in folder.iterdir():
        if entry.name not in keep:
            discard(entry)


def discard(path: Path) -> None:
    """Remove a file, a folder with all that is in it, or a link and not what it points to."""
    if _kind(path) == stat.S_IFDIR:
        shutil.rmtree(path)
    else:
        os.unlink(path)


def _kind(path: Path) -> int:
    """Return the file type of a path (inode(7)), a link's own; 0 if there is nothing."""
    try:
        return stat.S_IFMT(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return 0
