"""Stands in for `dataclasses` in a page."""

from __future__ import annotations

from records import Record


def dataclass(**_):
    """Give a class what records have."""

    def given(cls):
        for name in ("__iter__", "__eq__", "__hash__", "_replace"):
            setattr(cls, name, Record.__dict__[name])
        return cls

    return given


def field(**_):
    """Declare a field; its default is made where the record is."""


def replace(record, **changes):
    """Make a record that differs in some fields."""
    return record._replace(**changes)
