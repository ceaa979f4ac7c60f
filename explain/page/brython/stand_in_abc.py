"""Stands in for `collections.abc` in a page: there, types say nothing."""

from __future__ import annotations

from typing import Any


class _Type:
    """Takes what is in its square brackets, and is itself again."""

    def __getitem__(self, _: Any) -> Any:
        return self


Callable = Iterable = Iterator = Mapping = Sequence = _Type()
