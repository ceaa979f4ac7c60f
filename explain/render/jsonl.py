"""Events as JSON lines: one object an event, its `event` key the kind in snake_case."""

from __future__ import annotations

import re
from typing import Any, TextIO

from explain.narration import Event
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
    return {"event": kind(type(event)), **_fields(event)}


def _fields(record: Any) -> dict[str, Any]:
    return {name: _value(value) for name, value in record._asdict().items()}


def _value(value: Any) -> Any:
    """Return a field as JSON has it: a tuple holds texts, or records."""
    if not isinstance(value, tuple):
        return value
    return [_fields(each) if hasattr(each, "_asdict") else each for each in value]


def kind(event_type: type) -> str:
    """Return the name of an event in JSON: `BeatBegan` is `beat_began`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", event_type.__name__).lower()
