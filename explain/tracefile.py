"""A trace that is kept in a file, to be passed on: JSON lines, the first of which says what it is.

Secrets are in it as they are on the wire log: as masks and fingerprints.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from explain import __version__, files, kept
from explain.masking import masked
from explain.records import each_text, object_of, record_of
from explain.visible import as_json
from explain.wire import Exchange

VERSION = 1
"""The number of this way to write a trace. Another way gets another number."""

WRITER = "explain-ecr trace --save"

_BEGINNING = '{"trace": '
_WANTED = f"Give a file that `{WRITER} FILE` wrote."
_FORM = kept.Form("trace", "a trace", VERSION, "exchanges", _WANTED, _WANTED)

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
    """Read a trace, its texts masked once more: anybody may have written the file.

    Raises `UsageProblem` if there is no file, `RecordingProblem` if it is not a whole trace.
    """
    mask = lru_cache(maxsize=4096)(_masked)  # most values come again and again

    def exchange(found: object) -> Exchange:
        masked_exchange: Exchange = each_text(record_of(Exchange, found, "the object"), mask)
        return masked_exchange

    facts, exchanges = kept.read(path, _FORM, Facts, exchange)
    return Trace(facts.lab, exchanges, facts.lost)


def _masked(text: str) -> str:
    return text if _SIGNED.fullmatch(text) else masked(text)
