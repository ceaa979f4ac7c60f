"""What records have in common in a page, those of `dataclasses` and the named tuples of `typing`.

How they are made is written into each class before, and the names of its fields into `__names__`
(`explain.page.python`). They can be changed there, and nobody does.
"""

from __future__ import annotations


class Record:
    """Values with names, which are compared, hashed, unpacked and replaced."""

    def __iter__(self):
        for name in self.__names__:
            yield getattr(self, name)

    def __eq__(self, other):
        return self is other or (type(self) is type(other) and tuple(self) == tuple(other))

    def __hash__(self):
        return hash(tuple(self))

    def _replace(self, **changes):
        return type(self)(
            *[changes[name] if name in changes else getattr(self, name) for name in self.__names__]
        )
