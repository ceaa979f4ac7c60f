"""The compiler: reads the pages of lessons/ with the parsers of Markdown and YAML, and makes data of them.

`python -m explain.content.compile FOLDER` writes what a wheel has.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from explain.content import causes, errors, findings, lessons, store, surroundings, words
from explain.content.place import folder
from explain.errors import LessonProblem

Compiled = tuple[Sequence[object], Sequence[object]]
"""The data of a kind, and its pages' texts where they are apart."""


class Kind(NamedTuple):
    """How a page of a kind is read (from its text, its place in messages, its file), and the pages joined."""

    read: Callable[[str, str, Path], Any]
    join: Callable[[list[Any]], Compiled]


def _only(pages: list[Sequence[object]]) -> Compiled:
    """Return the data of a kind that has only one page."""
    return pages[0], ()


_FINDINGS = Kind(lambda source, where, _: list(findings.read(source, where)), _only)

KINDS: Mapping[str, Kind] = {
    "errors": Kind(lambda source, where, _: errors.read(source, where), errors.join),
    "words": Kind(
        lambda source, where, file: list(words.read(source, where, file.stem)), words.join
    ),
    "command": _FINDINGS,
    "status": _FINDINGS,
    "doctor": _FINDINGS,
    "preflight": _FINDINGS,
    "causes": Kind(lambda source, where, _: list(causes.read(source, where)), _only),
    "surroundings": Kind(lambda source, where, _: list(surroundings.read(source, where)), _only),
    "lessons": Kind(
        lambda source, where, file: lessons.read(source, where, file.name), lessons.join
    ),
    "exercises": Kind(
        lambda source, where, file: lessons.read_exercise(source, where, file.name),
        lessons.join_exercises,
    ),
}


def compiled(kind: str) -> Compiled:
    """Compile a kind: its data, and its pages' texts apart. Raises `LessonProblem`."""
    return KINDS[kind].join(
        [_read(kind, file, f"lessons/{file.relative_to(folder())}") for file in files(kind)]
    )


def problems(file: Path) -> Iterator[LessonProblem]:
    """Compile a page, and yield what is wrong with it; nothing for a page that is not compiled.

    Error pages, lessons and exercises have more to be checked: `explain.check` does that.
    """
    for kind, place in store.SOURCES.items():
        if kind in ("errors", "exercises", "lessons"):
            continue
        parts = Path(place).parts
        is_page = file.parts[-len(parts) :] == parts
        is_inside = file.parent.parts[-len(parts) :] == parts and file.name != store.INDEX
        if is_page or is_inside:
            try:
                _read(kind, file, str(file))
            except LessonProblem as problem:
                yield problem


def files(kind: str) -> list[Path]:
    """Return the pages of a kind, by name."""
    place = folder() / store.SOURCES[kind]
    inside = place.parent if place.suffix else place
    return [inside / name for name in sorted(store.pages(kind, folder()))]


def write(place: Path) -> None:
    """Write every kind into a folder, as it is installed."""
    place.mkdir(parents=True, exist_ok=True)
    for kind in store.SOURCES:
        stamp = store.stamp_of(kind, folder(), is_installed=True)
        (place / f"{kind}.json").write_bytes(store.written(stamp, *compiled(kind)))


def _read(kind: str, file: Path, where: str) -> Any:
    return KINDS[kind].read(file.read_text("utf-8"), where, file)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
