"""Events as JSON lines and back: one object an event, its `event` key the kind in snake_case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, TextIO, TypeVar, get_args, get_origin, get_type_hints

from explain.narration import Event
from explain.visible import as_json

_Record = TypeVar("_Record")


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


def as_event(value: object) -> Event:
    """Return the event that a JSON object is of: the inverse of `as_object`.

    Raises `ValueError` with one sentence where no event is written like that.
    """
    if not isinstance(value, dict) or not isinstance(name := value.get("event"), str):
        raise ValueError("This is no event: an event is a JSON object with a text under `event`.")
    if name not in _kinds():
        raise ValueError(f"There is no event of the kind {_quoted(name)}.")
    fields = {key: field for key, field in value.items() if key != "event"}
    event: Event = as_record(_kinds()[name], fields, name)
    return event


def as_record(record: type[_Record], fields: object, where: str) -> _Record:
    """Make a record of the fields that a JSON object has, by the types that the record gives them.

    `where` names the object. Raises `ValueError` with one sentence where a field is of another type, is
    missing, or has no place.
    """
    if not isinstance(fields, dict):
        raise ValueError(f"{where} has to be an object.")
    hints = _hints(record)  # type: ignore[arg-type]  # every class is hashable
    if missing := [name for name in hints if name not in fields]:
        raise ValueError(f"{where} has no {missing[0]}.")
    if unknown := [name for name in fields if name not in hints]:
        raise ValueError(f"{where} has a field that is not known: {_quoted(unknown[0])}.")
    return record(
        **{name: _read(hint, fields[name], f"{where}.{name}") for name, hint in hints.items()}
    )


def _read(hint: Any, value: object, where: str) -> Any:
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise ValueError(f"{where} has to be a list.")
        return tuple(
            _read(get_args(hint)[0], item, f"{where}[{at}]") for at, item in enumerate(value)
        )
    if hasattr(hint, "_fields"):
        return as_record(hint, value, where)
    if type(value) is not hint:  # to Python, `true` is a number as well
        raise ValueError(f"{where} has to be {_PLAIN[hint]}.")
    return value


_PLAIN = {str: "a text", int: "a whole number", bool: "true or false"}


@cache
def _hints(record: type) -> Mapping[str, Any]:
    return get_type_hints(record)


@cache
def _kinds() -> Mapping[str, type]:
    return {kind(event): event for event in get_args(Event)}


def _quoted(name: str) -> str:
    """Quote a name from outside, at most so much of it as a line holds."""
    return repr(name if len(name) <= 40 else f"{name[:39]}…")
