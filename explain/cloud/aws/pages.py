"""Lists that come in pages: `maxResults` and `nextToken`."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from explain.cloud import refusals

_MOST = 1000
_USUAL = 100
"""How many a page holds (AWS, API_ListImages)."""


def page_of(name: str, entries: Sequence[Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a page of a list under its name in the answer, and where the next one begins."""
    size = given.get("maxResults", _USUAL)
    if size > _MOST:
        limit = f"Member must have value less than or equal to {_MOST}"
        raise refusals.bad_parameter("maxResults", limit)
    start = _start(given.get("nextToken"))
    answer: dict[str, Any] = {name: list(entries[start : start + size])}
    if start + size < len(entries):
        answer["nextToken"] = base64.b64encode(f"from {start + size}".encode()).decode()
    return answer


def _start(token: str | None) -> int:
    if token is None:
        return 0
    try:
        word, number = base64.b64decode(token, validate=True).decode().split(" ")
        if word == "from" and number.isdecimal() and len(number) < 10:
            return int(number)
    except ValueError:
        pass
    raise refusals.bad_parameter("nextToken", "Invalid token")
