"""A trace that is kept in a file, to be handed on: JSON lines, the first of which says what it is.

Secrets are in it as they are on the wire log: as masks and fingerprints.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeVar

from explain import __version__, files
from explain.errors import RecordingProblem, UsageProblem
from explain.masking import masked
from explain.records import each_text, object_of, record_of
from explain.visible import as_json
from explain.wire import Exchange

VERSION = 1
"""The number of this way to write a trace. Another way gets another number."""

WRITER = "explain-ecr trace --save"

_BEGINNING = '{"trace": '
_REMEDY = f"Give a file that `{WRITER} FILE` wrote."
_LONGEST = 8 * 1024 * 1024
"""Bytes in which a line has ended: what the wire log keeps of an exchange has far fewer."""


_SIGNED = re.compile(
    r"AWS4-HMAC-SHA256 Credential=[A-Z0-9]{16,32}/\d{8}/[a-z0-9-]+/[a-z0-9-]+/aws4_request,"
    r" SignedHeaders=[a-z0-9;-]+, Signature=[0-9a-f]{64}",
    re.ASCII,
)
"""The header that signs a request. A signature opens nothing: it is for one request, for 15 minutes."""


class Facts(NamedTuple):
    """The first line: the version, which program wrote it, of which lab, how many exchanges.

    `lost` counts those that the lab had dropped by then.
    """

    trace: int
    program: str
    lab: str
    exchanges: int
    lost: int


class Trace(NamedTuple):
    """What crossed the wire of a lab, as far as it was chosen and kept."""

    lab: str
    exchanges: tuple[Exchange, ...]
    lost: int


def as_lines(trace: Trace) -> str:
    """Return a trace as the text of its file."""
    facts = Facts(VERSION, __version__, trace.lab, len(trace.exchanges), trace.lost)
    return "".join(f"{as_json(object_of(record))}\n" for record in (facts, *trace.exchanges))


def save(path: Path, trace: Trace) -> None:
    """Write a trace, whole or not at all, for its owner alone. Raises `UsageProblem` over another's file."""
    files.check_place(path, lambda head: head.startswith(_BEGINNING.encode()), WRITER)
    files.write_whole(path, as_lines(trace))


def read(path: Path) -> Trace:
    """Read a trace.

    Raises `UsageProblem` where there is no file, `RecordingProblem` where it is not a whole trace.
    """
    if not path.is_file():
        raise UsageProblem(f"There is no file {path}.", _REMEDY)
    try:
        with path.open("rb") as file:
            facts = _facts(path, file.readline(_LONGEST))
            exchanges = tuple(_exchanges(path, file))
    except OSError as error:
        raise RecordingProblem(
            f"{path} cannot be read: {error.strerror}.", "Look at its owner and its mode."
        ) from None
    if len(exchanges) != facts.exchanges:
        raise RecordingProblem(
            f"{path} is not whole: it holds {len(exchanges)} exchanges of {facts.exchanges}.",
            _REMEDY,
        )
    return Trace(facts.lab, exchanges, facts.lost)


def _facts(path: Path, line: bytes) -> Facts:
    try:
        found = json.loads(line)
        version = found["trace"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise RecordingProblem(f"{path} is not a trace.", _REMEDY) from None
    if version != VERSION:
        raise RecordingProblem(
            f"{path} is written in version {str(version)[:9]} of the format; this program reads {VERSION}.",
            "Save it again with this version of explain-ecr.",
        )
    return _record(Facts, found, path, 1)


def _exchanges(path: Path, lines: Iterator[bytes]) -> Iterator[Exchange]:
    mask = lru_cache(maxsize=4096)(_masked)  # most values come again and again
    for number, line in enumerate(lines, start=2):
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            raise RecordingProblem(f"{path}, line {number}: This is not JSON.", _REMEDY) from None
        exchange = _record(Exchange, found, path, number)
        masked_exchange: Exchange = each_text(exchange, mask)  # anybody may have written the file
        yield masked_exchange


_Record = TypeVar("_Record")


def _record(kind: type[_Record], fields: object, path: Path, number: int) -> _Record:
    """Return the record of a line. Raises `RecordingProblem` where it is none."""
    try:
        return record_of(kind, fields, "the object")
    except ValueError as error:
        raise RecordingProblem(f"{path}, line {number}: {error}", _REMEDY) from None


def _masked(text: str) -> str:
    return text if _SIGNED.fullmatch(text) else masked(text)
