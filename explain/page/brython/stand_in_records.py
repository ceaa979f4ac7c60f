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
        if self is other or type(self) is not type(other):
            return self is other
        names = self.__names__
        return [getattr(self, name) for name in names] == [getattr(other, name) for name in names]

    def __hash__(self):
        if "_hash" not in self.__dict__:
            self._hash = hash(tuple(self))
        return self._hash

    @classmethod
    def _make(cls, values):
        return cls(*values)

    def _replace(self, **changes):
        return type(self)(
            *[changes[name] if name in changes else getattr(self, name) for name in self.__names__]
        )

    def _asdict(self):
        return {name: getattr(self, name) for name in self.__names__}
