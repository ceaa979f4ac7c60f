"""The records that the pages of lessons/ are read into."""

from __future__ import annotations

from typing import NamedTuple


class FindingText(NamedTuple):
    """What a page says of one finding. `examples` are its console lines, without the prompts.

    `severity` is note, warning or error; `remedy` may be empty. What is in braces is filled in.
    """

    id: str
    severity: str
    message: str
    remedy: str = ""
    examples: tuple[str, ...] = ()
