"""Memory and disk: what a lab was measured to take, and what this machine has left."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import psutil

from explain.narration import Finding
from explain.room.preflight.findings import found, well

_MEGABYTE = 1_000_000
_GROUP = Path("/sys/fs/cgroup")
"""A container's own limits (docs.kernel.org, admin-guide/cgroup-v2, "memory.max")."""

LEAST = 10 * _MEGABYTE
"""Bytes that should be free on the disk. A lab writes some kilobytes, a recording less than a megabyte."""


def memory(used: int) -> Iterator[Finding]:
    """Compare what a lab, aws and docker had in use with what is free, in bytes."""
    free = _free_memory()
    words = f"{_amount(used)} of memory in use at most"
    if free < used:
        yield found("memory-short", f"{_amount(free)} of memory are free", used=_amount(used))
    else:
        yield well(f"{words}, {_amount(free)} are free")


def _free_memory() -> int:
    free = psutil.virtual_memory().available
    try:
        limit = int((_GROUP / "memory.max").read_text())
        free = min(free, limit - int((_GROUP / "memory.current").read_text()))
    except (OSError, ValueError):  # another system, no limit ("max"), or an older kernel's files
        pass
    return max(free, 0)


def disk(folder: Path, used: int) -> Iterator[Finding]:
    """Compare what a lab has written with what is free where labs are, in bytes."""
    free = shutil.disk_usage(next(place for place in (folder, *folder.parents) if place.exists()))
    if free.free < max(LEAST, used):
        yield found("disk-short", f"{_amount(free.free)} of disk are free at {folder}")
    else:
        yield well(f"{_amount(used)} of disk in use, {_amount(free.free)} are free")


def size(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(file.lstat().st_size for file in folder.rglob("*") if file.is_file())


def _amount(size: int) -> str:
    if size < _MEGABYTE:
        return f"{size / 1000:.0f} kB"
    if size < 1000 * _MEGABYTE:
        return f"{size / _MEGABYTE:.0f} MB"
    return f"{size / _MEGABYTE / 1000:.1f} GB"
