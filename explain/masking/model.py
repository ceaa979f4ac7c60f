"""What a detector is."""

from __future__ import annotations

from typing import NamedTuple

Span = tuple[int, int]
"""Where a secret begins and ends, in characters of its text, the end not included."""

HIDDEN = "••••••••"

ANYWHERE, NAMED, COMMAND, PIPELINE = "anywhere", "named", "command", "pipeline"
"""Where a detector looks: in the whole text, right after a secret's name, in each command, in each pipeline."""

ANY, VALUE, WORD, TELLING, RANDOM, HEX = "any", "value", "word", "telling", "random", "hex"
"""What is asked of a match, by how sure its surroundings are. See `explain.masking.judging`."""


class Detector(NamedTuple):
    r"""A way to recognise a secret.

    The secret is what the last group of `pattern` holds that took part. A text without any of `needles`
    (in lower case) has no match, so that the pattern need not be compiled. `within` are patterns that must
    all be found in the command or pipeline where the detector looks; of a name, `within` are right before it.

    The patterns are read by Python's engine and by a browser's, which must agree. So they are ASCII and
    have no `\s`, `\w`, `\d`, `\b`, `.`, `^` or `$`, in which the two differ. Unless `exact`, they are in
    lower case and look at the text in lower case. Each repetition after another one is bounded, or begins
    with what the one before cannot hold: the time is linear in the text.
    """

    name: str
    needles: tuple[str, ...]
    pattern: str
    test: str = VALUE
    unit: str = ANYWHERE
    within: tuple[str, ...] = ()
    exact: bool = False
