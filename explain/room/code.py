"""Short codes that people read out and type: Crockford's base32, with a check character.

The check character is a sum over GF(32): the character at position i counts α^i times, with α a
generator of the field. As no two of its first 31 powers are equal, and none is 0, each single wrong
character changes the sum, and so does each swap of two characters that differ.
Crockford's own check character is modulo 37, and needs five signs that nobody can read out.
(https://www.crockford.com/base32.html)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from explain.errors import UsageProblem

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BITS = 5
_GROUP = 4
_LONGEST = 31
"""Characters: α has 31 different powers."""

_MISREAD = str.maketrans("ILOU", "110V")
"""Letters that the alphabet lacks, and the signs that they are taken for."""
_IGNORED = dict.fromkeys(
    map(ord, " \t\r\n-_\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}")
)
_REMEDY = "Compare it with the screen that it comes from, and type it again."


class Field(NamedTuple):
    """A number in a code: its name, and how many bits it has."""

    name: str
    bits: int

    @property
    def most(self) -> int:
        """The largest number that fits."""
        return (1 << self.bits) - 1


@dataclass(frozen=True, slots=True)
class Schema:
    """What a kind of code holds. `kind` (1 to 31) keeps a code from being read as one of another kind."""

    kind: int
    fields: Sequence[Field]

    def __post_init__(self) -> None:
        assert 0 < self.kind < len(ALPHABET)
        assert self.length <= _LONGEST

    @property
    def length(self) -> int:
        """How many characters its codes have: whole groups of four."""
        data = -(-sum(field.bits for field in self.fields) // _BITS)
        return -(-(data + 1) // _GROUP) * _GROUP


def write(schema: Schema, values: Mapping[str, int]) -> str:
    """Return a code for a value of each field, as `R7K2-M9QD`."""
    number = 0
    for field in schema.fields:
        assert 0 <= values[field.name] <= field.most, field.name
        number = number << field.bits | values[field.name]
    data = [number >> _BITS * place & 31 for place in range(schema.length - 1)]
    digits = [_sum([0, *data]) ^ schema.kind, *data]
    text = "".join(ALPHABET[digit] for digit in reversed(digits))
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def read(schema: Schema, text: str) -> dict[str, int]:
    """Read a code, however it is grouped, in capitals or not. Raises `UsageProblem`."""
    digits = _digits(text)
    if len(digits) != schema.length:
        raise UsageProblem(
            f"The code has {len(digits)} characters, and should have {schema.length}.", _REMEDY
        )
    if _sum(digits) != schema.kind:
        raise UsageProblem("The code has a wrong character, or is of another kind.", _REMEDY)
    number = sum(digit << _BITS * place for place, digit in enumerate(digits[1:]))
    values: dict[str, int] = {}
    for field in reversed(schema.fields):
        values[field.name] = number & field.most
        number >>= field.bits
    if number:
        raise UsageProblem("The code holds more than this version can read.", _REMEDY)
    return values


def _digits(text: str) -> list[int]:
    """Return the value of each character, the last one first. Raises `UsageProblem`."""
    signs = text.translate(_IGNORED)
    letters = signs.upper().translate(_MISREAD) if signs.isascii() else signs
    strange = next((sign for sign in letters if sign not in ALPHABET), "")
    if strange:
        raise UsageProblem(f"A code does not have the character {strange!a}.", _REMEDY)
    return [ALPHABET.index(sign) for sign in reversed(letters)]


def _sum(digits: Sequence[int]) -> int:
    """Return the sum of digits · α^place in GF(32), the polynomial evaluated by Horner's rule."""
    total = 0
    for digit in reversed(digits):
        total = _times_alpha(total) ^ digit
    return total


def _times_alpha(value: int) -> int:
    """Multiply by α: x⁵ + x² + 1 is primitive, so 31 multiplications go through all but 0."""
    doubled = value << 1
    return doubled ^ 0b100101 if doubled & 32 else doubled
