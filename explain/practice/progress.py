"""What somebody has solved, in a file next to the sandbox: emptying the sandbox leaves it.

The file is written whole or not at all, under a lock, so two terminals may solve at once, and one that is
killed takes nothing along. What a later version has written is refused, and never overwritten.
"""

from __future__ import annotations

import json
import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from explain.errors import SandboxProblem, UsageProblem
from explain.files import write_whole
from explain.lock import hold, in_plain_words
from explain.records import object_of, record_of

VERSION = 1

_LONGEST = 100_000
"""Bytes of the longest progress that is taken over; all exercises need two thousand."""

_NAME = re.compile(r"[a-z][a-z0-9-]{0,40}")


class Solved(NamedTuple):
    """An exercise that was solved: which edition of it, when (ISO 8601, UTC), and in how many seconds."""

    edition: str
    at: str
    seconds: int


class Progress:
    """The exercises that somebody has solved, by name."""

    def __init__(self, file: Path) -> None:
        self.file = file

    @classmethod
    def beside(cls, sandbox: Path) -> Progress:
        """Return what is kept next to a sandbox."""
        return cls(sandbox.with_name(f"{sandbox.name}-progress.json"))

    def solved(self) -> Mapping[str, Solved]:
        """Read the exercises that were solved. Raises `SandboxProblem` if the file cannot be read."""
        try:
            text = self.file.read_text("utf-8")
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError) as error:
            raise self._broken(str(error)) from error
        return self._parsed(text)

    def add(self, name: str, solved: Solved) -> None:
        """Record an exercise as solved. For one edition, the first time is kept."""

        def added(before: Mapping[str, Solved]) -> Mapping[str, Solved]:
            known = name in before and before[name].edition == solved.edition
            return before if known else {**before, name: solved}

        self._change(added)

    def merge(self, others: Mapping[str, Solved]) -> int:
        """Take over what was solved elsewhere; returns how many exercises are new here.

        What was solved in another edition there, and later, is new.
        """
        news = 0

        def joined(before: Mapping[str, Solved]) -> Mapping[str, Solved]:
            nonlocal news
            fresh = {
                name: solved
                for name, solved in others.items()
                if name not in before
                or (before[name].edition != solved.edition and before[name].at < solved.at)
            }
            news = len(fresh)
            return {**before, **fresh}

        self._change(joined)
        return news

    def forget(self) -> None:
        """Forget everything."""
        self._change(lambda _: {})

    def _change(self, change: Callable[[Mapping[str, Solved]], Mapping[str, Solved]]) -> None:
        with in_plain_words(self.file.parent):
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (
            hold(self.file.with_name(f".{self.file.name}.lock"), 10),
            in_plain_words(self.file.parent),
        ):
            write_whole(self.file, written(change(self.solved())))

    def _parsed(self, text: str) -> Mapping[str, Solved]:
        try:
            return parsed(text)
        except (ValueError, RecursionError) as error:
            raise self._broken(str(error)) from error

    def _broken(self, reason: str) -> SandboxProblem:
        return SandboxProblem(
            f"Your progress in {self.file} cannot be read: {reason}",
            "Move the file away to start again, or use the version of explain-ecr that wrote it.",
        )


def written(solved: Mapping[str, Solved]) -> str:
    """Return the solved exercises as JSON."""
    facts = {name: object_of(each) for name, each in sorted(solved.items())}
    return json.dumps({"version": VERSION, "solved": facts}, indent=1) + "\n"


def parsed(text: str) -> dict[str, Solved]:
    """Read it back. Raises `ValueError` with a sentence."""
    found: Any = json.loads(text)
    if not isinstance(found, dict) or not isinstance(found.get("solved"), dict):
        raise ValueError("it is not a record of progress.")
    if found.get("version") != VERSION:
        raise ValueError(
            f"it has the version {found.get('version')!r}, and this program reads {VERSION}."
        )
    if strange := [name for name in found["solved"] if not _NAME.fullmatch(name)]:
        raise ValueError(f"it names an exercise {strange[0][:40]!r}.")
    return {name: record_of(Solved, each, name) for name, each in found["solved"].items()}


def code(solved: Mapping[str, Solved]) -> str:
    """Return all of it as one word, to be typed or pasted elsewhere."""
    return urlsafe_b64encode(zlib.compress(written(solved).encode(), 9)).decode().rstrip("=")


def read_code(text: str) -> dict[str, Solved]:
    """Read a code of `code`. Raises `UsageProblem` if it is not one."""
    word = "".join(text.split())
    try:
        packed = urlsafe_b64decode(word + "=" * (-len(word) % 4))
        unpack = zlib.decompressobj()
        content = unpack.decompress(packed, _LONGEST)
        if not unpack.eof:  # without its end, its checksum was not looked at
            raise ValueError("its end is missing")
        return parsed(content.decode())
    except (ValueError, Error, RecursionError, zlib.error) as error:
        raise UsageProblem(
            "This code does not come from `explain-ecr practice export`.",
            "Copy the whole word, from the first letter to the last.",
        ) from error
