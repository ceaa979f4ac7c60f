"""The compiled content: a file for each kind, which is used until a page or the compiler changes.

The first line of a file is JSON: what every start needs of the kind. A line of JSON for each page or
entry may follow, which is only parsed when somebody asks for that page.

In a checkout people edit pages. There, a file is used if every page that it is made from, and every
module of the compiler, still has the same name, size and time of change. An installation sets new times,
so there only names and sizes count. A file that cannot be used is compiled again, and kept if the folder
belongs to the user.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
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

_BROKEN = (ValueError, LookupError, TypeError)
"""What reading a compiled file raises if something has changed it."""

INDEX = "index.md"
"""A page about the pages of its folder; the lessons' is their front page."""


class Content(NamedTuple):
    """What was compiled of a kind: its data, and the lines that are parsed later, if it has any."""

    data: Any
    texts: Sequence[bytes] = ()


def data(kind: str) -> Any:
    """Return the data of a kind, as JSON has it. Raises `LessonProblem` if a page cannot be read."""
    return content(kind).data


def content(kind: str) -> Content:
    """Return all of a kind, compiled now if need be. Raises `LessonProblem` if a page cannot be read."""
    stamp = stamp_of(kind, folder())
    file = COMPILED / f"{kind}.json"
    with contextlib.suppress(OSError, *_BROKEN):
        if kept := _read(file.read_bytes(), stamp):
            return kept
    from explain.content.compile import compiled

    lines = written(stamp, *compiled(kind))
    keep(file, lines)
    made = _read(lines, stamp)
    assert made
    return made


def opened(text: bytes) -> Any:
    """Parse one of the lines that are parsed later."""
    return json.loads(text)


def _read(lines: bytes, stamp: str) -> Content | None:
    """Read a compiled file; return None if it is of other pages. Raises for a broken one."""
    end = lines.index(b"\n") + 1
    kept = json.loads(lines[:end])
    if not isinstance(kept, dict) or kept["stamp"] != stamp:
        return None
    # The sizes tell that the file is whole, and where each line is: looking for the ends of lines in
    # half a megabyte would take as long as parsing the first one.
    if end + sum(kept["texts"]) != len(lines):
        return None
    ends = [*accumulate(kept["texts"], initial=end)]
    texts = [lines[begin:end] for begin, end in pairwise(ends)]
    return Content(kept["data"], texts)


def written(stamp: str, content: object, texts: Sequence[object] = ()) -> bytes:
    """Return what a compiled file holds."""
    lines = [_line(text) for text in texts]
    first = {"stamp": stamp, "texts": [len(line) for line in lines], "data": content}
    return b"".join([_line(first), *lines])


def _line(value: object) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False, separators=(',', ':'))}\n".encode()


def stamp_of(kind: str, top: Path, *, is_installed: bool | None = None) -> str:
    """Return what a kind would be compiled from now: each file's name, size and, in a checkout, time."""
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
    """Write a compiled file in one step, if the folder is this user's: other processes may do the same."""
    with contextlib.suppress(OSError):
        if not _is_ours(HERE):
            return
        file.parent.mkdir(exist_ok=True)
        draft = file.with_name(f".{file.name}.{os.getpid()}")
        with _removed_after_a_fault(draft):
            draft.write_bytes(lines)
            draft.replace(file)


def _is_ours(place: Path) -> bool:
    """Tell whether a folder is this user's: nobody else could replace a file that root has written."""
    return not hasattr(os, "geteuid") or place.stat().st_uid == os.geteuid()


@contextlib.contextmanager
def _removed_after_a_fault(draft: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
