"""Turns records (named tuples) into JSON and back: a record is an object, a tuple of records a list.

What comes back is checked against the types that a record gives its fields.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from types import NoneType, UnionType
from typing import Any, Generic, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

_Record = TypeVar("_Record")
_Item = TypeVar("_Item")
_Reader = Callable[[Any], Any]

_PLAIN = {str: "a string", int: "a whole number", bool: "true or false"}


class Piece(NamedTuple, Generic[_Item]):
    """A piece of a log, the next after a bookmark.

    `last` is the bookmark to go on from, `end` that of the newest record; `lost` counts what was dropped.
    """

    items: tuple[_Item, ...]
    last: int
    end: int
    lost: int


def object_of(record: Any) -> dict[str, Any]:
    """Return a record's fields as JSON has them."""
    return dict(zip(record._fields, map(_value, record), strict=True))


def _value(value: Any) -> Any:
    if not isinstance(value, tuple):
        return value
    return object_of(value) if hasattr(value, "_fields") else [_value(part) for part in value]


def parsed(kind: type[_Record], text: str, name: str) -> _Record:
    """Read a record from JSON. Raises `ValueError` with a sentence that begins with its name."""
    try:
        return record_of(kind, json.loads(text), name)
    except RecursionError:
        raise ValueError(f"{name} is nested too deeply.") from None
    except json.JSONDecodeError:
        raise ValueError(f"{name} is not JSON.") from None


def each_text(record: Any, change: Callable[[str], str]) -> Any:
    """Return a record with every text in it changed, and in the records and lists in it."""
    if isinstance(record, str):
        return change(record) if record else record
    if not isinstance(record, tuple):
        return record
    parts = [each_text(part, change) for part in record]
    return type(record)(*parts) if hasattr(record, "_fields") else tuple(parts)


def record_of(record: type[_Record], fields: object, where: str) -> _Record:
    """Return the record of a JSON object: the inverse of `object_of`.

    `where` names the object. Raises `ValueError` with one sentence where a field is of another type, is
    missing, or has no place.
    """
    try:
        made: _Record = _reader(record)(fields)  # type: ignore[arg-type]  # classes are hashable
    except _Unfit as unfit:
        raise ValueError(f"{where}{unfit.path} {unfit}") from None
    return made


def optional(hint: Any) -> Any:
    """Return what a hint like `Login | None` may be besides None; None if it has to be there."""
    if get_origin(hint) is not UnionType:
        return None
    (kind,) = (part for part in get_args(hint) if part is not NoneType)
    return kind


def quoted(name: str) -> str:
    """Quote a name from outside, at most so much of it as a line holds."""
    return repr(name if len(name) <= 40 else f"{name[:39]}…")


class _Unfit(Exception):
    """A value that is not what its place is for; `path` leads there."""

    path = ""

    def below(self, step: str) -> _Unfit:
        self.path = f"{step}{self.path}"
        return self


@cache
def _reader(hint: Any) -> _Reader:
    """Return what reads a value of a type. A wire log is long: the types are looked at once."""
    if get_origin(hint) is tuple:
        return _list_reader(_reader(get_args(hint)[0]))
    if kind := optional(hint):
        read = _reader(kind)
        return lambda value: None if value is None else read(value)
    return _record_reader(hint) if hasattr(hint, "_fields") else _plain_reader(hint)


def _plain_reader(kind: type) -> _Reader:
    def read(value: Any) -> Any:
        if type(value) is not kind:  # to Python, `true` is a number as well
            raise _Unfit(f"must be {_PLAIN[kind]}.")
        return value

    return read


def _list_reader(read_item: _Reader) -> _Reader:
    def read(value: Any) -> Any:
        if not isinstance(value, list):
            raise _Unfit("must be a list.")
        items: list[Any] = []
        try:
            items.extend(read_item(item) for item in value)
        except _Unfit as unfit:
            raise unfit.below(f"[{len(items)}]") from None
        return tuple(items)

    return read


def _record_reader(record: Any) -> _Reader:
    readers = {name: _reader(hint) for name, hint in get_type_hints(record).items()}

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            raise _Unfit("must be an object.")
        if value.keys() != readers.keys():
            raise _Unfit(_misfit(value, list(readers)))
        parts, name = [], ""
        try:
            for name, reader in readers.items():
                parts.append(reader(value[name]))
        except _Unfit as unfit:
            raise unfit.below(f".{name}") from None
        return record(*parts)

    return read


def _misfit(value: dict[str, Any], names: list[str]) -> str:
    if missing := [name for name in names if name not in value]:
        return f"has no {missing[0]}."
    unknown = next(name for name in value if name not in names)
    return f"has an unknown field: {quoted(unknown)}."
