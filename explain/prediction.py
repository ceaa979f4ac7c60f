"""Questions before the evidence: what the events say to them. Nobody writes an answer by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from explain.narration import (
    Answered,
    ClockMoved,
    Compared,
    Crossed,
    Event,
    Lines,
    Ran,
    Stored,
    Value,
)


def evidence(event: Event) -> Iterator[tuple[str, str]]:
    """Yield each label of an event with its value, as one line of text."""
    match event:
        case Value():
            yield event.label, event.value
        case Lines():
            yield from ((line.label, line.text) for line in event.lines)
        case Crossed():
            yield event.label, f"{event.exchange.status} {event.exchange.reason}"
        case Ran():
            yield event.label, f"exit code {event.exit_code}"
        case Compared():
            yield event.label, "the same" if event.same else "different"
        case Stored():
            yield event.label, event.text
        case ClockMoved():
            yield event.label, event.by


def answered(
    question: str, label: str, choices: Mapping[str, str], event: Event
) -> Answered | None:
    """Return what an event says to a question; None if it does not show that label.

    `choices` have the value that makes them right, in which `…` is any text. Where none or several of them
    are right, no choice is.
    """
    shown = dict(evidence(event))
    if label not in shown:
        return None
    right = [at for at, value in enumerate(choices.values()) if fits(value, shown[label])]
    at = right[0] if len(right) == 1 else -1
    return Answered(question, at, list(choices)[at] if at >= 0 else "", label, shown[label])


def fits(pattern: str, value: str) -> bool:
    """Tell whether evidence is what a choice names; `…` in it is any text."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("…"))), value, re.DOTALL) is not None
