"""The compiler: reads the pages of lessons/ with the parsers of Markdown and YAML, and makes data of them.

`python -m explain.content.compile FOLDER` writes what a wheel has.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from explain.content import causes, errors, findings, lessons, store, surroundings, words
from explain.content.place import folder
from explain.errors import LessonProblem

_INDEX = "index.md"
"""A page about the pages of its folder."""

READERS: Mapping[str, Callable[[str, str, Path], object]] = {
    "errors": lambda source, where, _: errors.read(source, where),
    "words": lambda source, where, file: list(words.read(source, where, file.stem)),
    "command": lambda source, where, _: list(findings.read(source, where)),
    "status": lambda source, where, _: list(findings.read(source, where)),
    "doctor": lambda source, where, _: list(findings.read(source, where)),
    "preflight": lambda source, where, _: list(findings.read(source, where)),
    "causes": lambda source, where, _: list(causes.read(source, where)),
    "surroundings": lambda source, where, _: list(surroundings.read(source, where)),
    "lessons": lambda source, where, file: lessons.read(source, where, file.name),
    "exercises": lambda source, where, file: lessons.read_exercise(source, where, file.name),
}
"""How a page of each kind is read."""


def compiled(kind: str) -> tuple[object, Sequence[object]]:
    """Compile a kind: its data, and its pages' texts apart. Raises `LessonProblem`."""
    pages = [_read(kind, file, f"lessons/{file.relative_to(folder())}") for file in files(kind)]
    if kind == "errors":
        ordered = list(errors.followed(pages))  # type: ignore[arg-type]  # what the reader gives
        return [errors.row(page) for page in ordered], [page.text for page in ordered]
    if kind == "words":
        return [entry for page in pages for entry in page], ()  # type: ignore[attr-defined]  # likewise
    if kind == "lessons":  # the front page first
        return sorted(pages, key=lambda entry: (entry.file != _INDEX, entry.file)), ()  # type: ignore[attr-defined]
    if kind == "exercises":  # in the recommended order
        return sorted(pages), ()  # type: ignore[type-var]
    return pages[0], ()


def problems(file: Path) -> Iterator[LessonProblem]:
    """Read a page as its kind has it, and give what is wrong with it; nothing for one of no kind.

    Error pages, lessons and exercises have more to be checked: `explain.check` does that.
    """
    for kind, place in store.SOURCES.items():
        if kind in ("errors", "exercises", "lessons"):
            continue
        parts = Path(place).parts
        is_page = file.parts[-len(parts) :] == parts
        is_inside = file.parent.parts[-len(parts) :] == parts and file.name != _INDEX
        if is_page or is_inside:
            try:
                _read(kind, file, str(file))
            except LessonProblem as problem:
                yield problem


def files(kind: str) -> list[Path]:
    """Return the pages of a kind, by name."""
    place = folder() / store.SOURCES[kind]
    return (
        [place]
        if place.suffix
        else sorted(f for f in place.glob("*.md") if f.name != _INDEX or kind == "lessons")
    )


def write(place: Path) -> None:
    """Write every kind into a folder, as it is installed."""
    place.mkdir(parents=True, exist_ok=True)
    for kind in store.SOURCES:
        stamp = store.stamp_of(kind, folder(), is_installed=True)
        (place / f"{kind}.json").write_bytes(store.written(stamp, *compiled(kind)))


def _read(kind: str, file: Path, where: str) -> object:
    return READERS[kind](file.read_text("utf-8"), where, file)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
