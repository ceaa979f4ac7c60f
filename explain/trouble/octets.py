"""What is asked of a log's bytes.

Pages have a module of this name that is written for the browser (`explain.page.brython`): there, bytes are a
text in which each character is one byte. So what reads a log asks for all of this here.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import Protocol

from explain import lazily

CHUNK = 1 << 16
"""Bytes that are read at once."""

_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}

_LETTERS = lazily.pattern(rb"[a-z]+")


class Readable(Protocol):
    """What can be read from: a file, a pipe, bytes in memory."""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes; none at the end."""
        ...


find = bytes.find
find_last = bytes.rfind
count = bytes.count
lower = bytes.lower
stripped = bytes.rstrip


def decoded(data: bytes) -> str:
    """Return some UTF-8 as text; what is not UTF-8 becomes U+FFFD."""
    return data.decode("utf-8", "replace")


def encoded(text: str) -> bytes:
    """Return a text as UTF-8; half a surrogate pair becomes a question mark."""
    return text.encode("utf-8", "replace")


def stream(data: bytes) -> Readable:
    """Return what some bytes are read from."""
    return io.BytesIO(data)


def chunks(source: Readable) -> Iterator[bytes]:
    """Read to the end, chunk by chunk; UTF-16 is known by its mark, as PowerShell writes it."""
    chunk = source.read(CHUNK)
    encoding = _UTF_16.get(chunk[:2])
    decoder = codecs.getincrementaldecoder(encoding or "utf-8")("replace")
    while chunk:
        yield encoded(decoder.decode(chunk)) if encoding else chunk
        chunk = source.read(CHUNK)


def vocabulary(low: bytes) -> bytes:
    """Return each run of letters in a block once: what is not in it is not in the block.

    It is a tenth of the block and less, so that hundreds of words are looked for in a tenth of the time.
    """
    return b"\n".join(set(_LETTERS.findall(low)))
