"""A secret: masked wherever it is printed, recognised by its fingerprint, revealed only by name."""

from __future__ import annotations

from typing import Never

SHOWN = 8
"""How many leading characters a mask lets through: enough to see `eyJw`, far too few to use."""


class Secret:
    """A string that masks itself.

    `str()`, `repr()`, f-strings and logging all give the mask. Only `reveal()` gives the value,
    so that every place where a secret leaves its wrapper can be found by searching for that word.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the value itself."""
        return self._value

    @property
    def masked(self) -> str:
        """The first few characters and the length, for a long secret; a short one shows nothing."""
        length = f"{len(self._value):,} character{'' if len(self._value) == 1 else 's'}"
        shown = self._value[:SHOWN] if len(self._value) >= 8 * SHOWN else ""
        return f"{shown}•••••••• ({length})"

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits of the SHA-256: the same secret always has the same one."""
        return fingerprint(self._bytes)

    @property
    def _bytes(self) -> bytes:
        # Half a surrogate pair can come in from JSON or from a terminal; it is not a reason to fail.
        return self._value.encode("utf-8", "surrogatepass")

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"Secret({self.masked})"

    def __format__(self, spec: str) -> str:
        return format(self.masked, spec)

    def __len__(self) -> int:
        return len(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        import hmac

        return hmac.compare_digest(self._bytes, other._bytes)

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> Never:
        raise TypeError("a secret is not pickled: it would leave the process in the clear")


def fingerprint(data: bytes) -> str:
    """Return the short SHA-256 by which one secret is recognised in several places."""
    import hashlib  # here, because it takes longer to import than a short command may last

    return hashlib.sha256(data).hexdigest()[:12]
