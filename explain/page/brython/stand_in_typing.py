"""Stands in for `typing` in a page: there, types say nothing, but for the tuples with names."""

from __future__ import annotations

from records import Record

TYPE_CHECKING = False


class _Type:
    """Takes what is in its square brackets, and is itself again."""

    def __getitem__(self, _):
        return self


Any = Never = TypeGuard = _Type()


def TypeVar(*_):  # noqa: N802
    """Return something that says nothing."""
    return _Type()


def cast(_, value):
    """Return the value as it is."""
    return value


class Protocol:
    """A base that says nothing."""


NamedTuple = Record
"""In a page, no tuple, but a record: its values are found faster."""
