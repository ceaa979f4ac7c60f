"""Ranges of bytes: which are wanted of a blob, and which are sent for an upload."""

from __future__ import annotations

import re

from explain.cloud.registry.problems import range_unsatisfiable, upload_invalid

_WANTED = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
_SENT = re.compile(r"(?:bytes[ =])?([0-9]{1,18})-([0-9]{1,18})(?:/.*)?")


def wanted(header: str, size: int) -> tuple[int, int] | None:
    """Read a Range header (RFC 9110, 14.2) into a start and a length; None means everything.

    As the RFC allows, a header that cannot be read is ignored, and one with several ranges, too.
    """
    match = _WANTED.fullmatch(header.replace(" ", ""))
    if match is None or not (match[1] or match[2]):
        return None
    if match[1] and match[2] and int(match[2]) < int(match[1]):
        return None
    start = int(match[1]) if match[1] else max(0, size - int(match[2]))
    end = int(match[2]) + 1 if match[1] and match[2] else size
    if start >= size:
        raise range_unsatisfiable(size)
    return start, min(end, size) - start


def sent(header: str) -> tuple[int, int] | None:
    """Read a chunk's Content-Range into its first and last byte; None if there is no header.

    The specification has `0-99`, without a unit (Pushing a blob in chunks); `bytes 0-99/*` is
    what HTTP itself would have.
    """
    if not header:
        return None
    match = _SENT.fullmatch(header.strip())
    if match is None or int(match[2]) < int(match[1]):
        raise upload_invalid("The Content-Range cannot be read")
    return int(match[1]), int(match[2])
