"""The compiled content: a file for each kind, used as long as it is of the pages as they are now.

The first line of a file is JSON. There may be a line of JSON for each page behind it, that is only read
when that page is shown.

In a checkout the pages change, so a file is only used when every page that it is made of, and every
module of the compiler, has the name, the size and the time that it had. What is installed does not
change: there, names and sizes decide, since an installation sets new times. What cannot be used is
compiled again, and kept where the folder is ours to write.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from explain.content.place import folder

HERE = Path(__file__).parent

COMPILED = HERE / "compiled"
"""Where the compiled files are: in the wheel, and in a checkout, where git ignores them."""

SOURCES: Mapping[str, str] = {
    "errors": "errors",
    "words": "words",
    "command": "reference/findings.md",
    "status": "reference/status.md",
    "doctor": "reference/doctor.md",
    "preflight": "reference/preflight.md",
    "causes": "reference/causes.md",
    "surroundings": "reference/surroundings.md",
    "lessons": ".",
    "exercises": "practice",
}
"""What each kind is compiled from: a page, or the pages of a folder."""

INDEX = "index.md"
"""A page about the pages of its folder; the lessons' is their front page."""


class Content(NamedTuple):
    """What was compiled: the data of a kind, and the texts of its pages as JSON, if they are apart."""

    data: Any
    texts: Sequence[bytes] = ()


def data(kind: str) -> Any:
    """Return the data of a kind, as JSON has it. Raises `LessonProblem` where a page cannot be read."""
    return content(kind).data


def content(kind: str) -> Content:
    """Return all of a kind. Raises `LessonProblem` where a page cannot be read."""
    stamp = stamp_of(kind, folder())
    file = COMPILED / f"{kind}.json"
    with contextlib.suppress(OSError, ValueError, LookupError):  # it is not there, or broken
        if kept := _read(file.read_bytes(), stamp):
            return kept
    from explain.content.compile import compiled

    lines = written(stamp, *compiled(kind))
    keep(file, lines)
    made = _read(lines, stamp)
    assert made
    return made


def _read(lines: bytes, stamp: str) -> Content | None:
    """Read a compiled file; nothing where it is of other pages. Raises `ValueError` or `LookupError`."""
    first, *texts, last = lines.split(b"\n")
    kept = json.loads(first)
    is_whole = isinstance(kept, dict) and len(texts) == kept.get("texts") and not last
    return Content(kept["data"], texts) if is_whole and kept["stamp"] == stamp else None


def written(stamp: str, content: object, texts: Sequence[object] = ()) -> bytes:
    """Return what a compiled file holds."""
    first = {"stamp": stamp, "texts": len(texts), "data": content}
    lines = (
        json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in (first, *texts)
    )
    return "".join(f"{line}\n" for line in lines).encode()


def stamp_of(kind: str, top: Path, *, is_installed: bool | None = None) -> str:
    """Say of what a kind would be compiled now: the pages and the compiler, with what tells of a change."""
    if is_installed is None:
        is_installed = top.parent == HERE.parent
    return "\n".join(
        f"{name} {status.st_size}"
        if is_installed
        else f"{name} {status.st_size} {status.st_mtime_ns}"
        for name, status in sorted([*pages(kind, top).items(), *_files(HERE, ".py").items()])
    )


def pages(kind: str, top: Path) -> dict[str, os.stat_result]:
    """Return the pages that a kind is compiled from, by name; `top` is the folder of all."""
    place = top / SOURCES[kind]
    if place.suffix:
        return {place.name: place.stat()}
    found = _files(place, ".md")
    if kind != "lessons":
        found.pop(INDEX, None)
    return found


def _files(place: Path, suffix: str) -> dict[str, os.stat_result]:
    with os.scandir(place) as entries:
        return {entry.name: entry.stat() for entry in entries if entry.name.endswith(suffix)}


def keep(file: Path, lines: bytes) -> None:
    """Write a compiled file in one step, where the folder is ours: other processes may do the same."""
    with contextlib.suppress(OSError):
        if not _is_ours(HERE):
            return
        file.parent.mkdir(exist_ok=True)
        draft = file.with_name(f".{file.name}.{os.getpid()}")
        with _removed_after_a_fault(draft):
            draft.write_bytes(lines)
            draft.replace(file)


def _is_ours(place: Path) -> bool:
    """Tell whether a folder is this user's: a file of root's would stay in everybody else's way."""
    return not hasattr(os, "geteuid") or place.stat().st_uid == os.geteuid()


@contextlib.contextmanager
def _removed_after_a_fault(draft: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
