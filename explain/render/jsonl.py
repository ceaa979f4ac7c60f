"""Events as JSON lines and back: one object an event, its `event` key the kind in snake_case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, TextIO, get_args

from explain.narration import Event
from explain.records import object_of, quoted, record_of
from explain.visible import as_json


class JsonLines:
    """Writes one JSON object a line, flushed as soon as its event is drawn."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def draw(self, event: Event) -> None:
        """Draw an event."""
        self._stream.write(as_json(as_object(event)) + "\n")
        self._stream.flush()


def as_object(event: Event) -> dict[str, Any]:
    """Return the JSON object for an event: its kind, then its fields."""
    return {"event": kind(type(event)), **object_of(event)}


def kind(event_type: type) -> str:
    """Return the name of an event in JSON: `BeatBegan` is `beat_began`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", event_type.__name__).lower()


def as_event(value: object) -> Event:
    """Return the event that a JSON object is of: the inverse of `as_object`.

    Raises `ValueError` with one sentence where no event is written like that.
    """
    if not isinstance(value, dict) or not isinstance(name := value.get("event"), str):
        raise ValueError(
            "This is not an event: an event is a JSON object with a string under `event`."
        )
    if name not in _kinds():
        raise ValueError(f"There is no event called {quoted(name)}.")
    fields = {key: field for key, field in value.items() if key != "event"}
    event: Event = record_of(_kinds()[name], fields, name)
    return event


@cache
def _kinds() -> Mapping[str, type]:
    return {kind(event): event for event in get_args(Event)}
