"""What is wrong with a line, and how it should read.

The rules are in `explain.command.rules`; what a finding says is in `lessons/reference/findings.md`.
Nothing here runs the line, and nothing that is given back holds a secret of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from explain.command.annotate import masked
from explain.command.mend import Edit, apply
from explain.command.pages import texts
from explain.command.reading import Reading
from explain.command.rules import COMPLETING, RULES, SPELLING
from explain.command.rules.found import Found, Rule
from explain.command.rules.typed import hidden
from explain.command.secrets import HIDDEN, masked_slice
from explain.command.surroundings import Inside, insides, place_before, put_all_back
from explain.narration import Finding

STEPS = 60
"""How many findings of one line are mended, one after the other, at most."""

PASSES = 5
"""How often what was masked is looked at again, at most: a mask may read otherwise than the secret did."""

_ALL = (*SPELLING, *RULES)

_SEVERITIES = ("error", "warning", "note")

_OF_PIPES = ("nothing-piped", "no-pipe")
"""What is not said of a list of words: the program that starts them may hand the password on itself."""


def findings(line: str) -> tuple[Finding, ...]:
    """Find what is wrong with a line: errors first, then warnings, then notes, each as typed.

    What stands around it (a list of YAML, a step of Jenkins) is no part of the line.
    """
    found = [finding for finding, _ in located(line, insides(line))]
    order = sorted(found, key=lambda finding: _SEVERITIES.index(finding.severity))
    return tuple(dict.fromkeys(order))


def located(text: str, found: Sequence[Inside]) -> Iterator[tuple[Finding, int]]:
    """Find what is wrong with the shell's texts in a text, each finding with its place in that text."""
    for inside in found:
        for finding, place in _of_shell(inside.text):
            if not ("argument-list" in inside.layers and finding.id in _OF_PIPES):
                yield (
                    finding._replace(subject=inside.said(finding.subject, text)),
                    inside.at[place],
                )


def _of_shell(line: str) -> Iterator[tuple[Finding, int]]:
    """Find what is wrong with a line as its shell gets it."""
    reading = Reading(line)
    for rule in SPELLING:
        yield from _findings(line, reading, [rule])
        reading = _all_mended(reading, [rule])
    yield from _findings(line, reading, RULES)


def corrected(line: str) -> str | None:
    """Return the line with every finding mended, its secrets masked; None where there is nothing to mend.

    What stands around it stays. There is no line either where a correction cannot be written there.
    """
    found = insides(line)
    if not found[0].layers:
        return _corrected(line)
    better = [_corrected(inside.text) for inside in found]
    if found[0].instead and better[0] is not None:
        return _corrected(found[0].instead)
    whole = put_all_back(line, found, better)
    return None if whole is None else masked(whole)


def _corrected(line: str) -> str | None:
    """Return a line as its shell gets it with every finding mended."""
    typed = Reading(line)
    mended = _all_mended(typed, _ALL)
    if mended is typed:
        return None
    mended = _all_mended(mended, COMPLETING)
    for _ in range(PASSES):
        masked = _masked(mended)
        if masked == mended.line:
            break
        mended = _all_mended(Reading(masked), _ALL)
    result = _masked(mended)
    return None if result == line or _is_wrong(Reading(result)) else result


def _is_wrong(reading: Reading) -> bool:
    """Whether something is still to be found in a line besides notes."""
    return any(texts()[found.id].severity != "note" for found in _found(reading, _ALL))


def _masked(reading: Reading) -> str:
    return apply(reading.line, [Edit(start, end, HIDDEN) for start, end in hidden(reading)])


def _findings(typed: str, reading: Reading, rules: Sequence[Rule]) -> Iterator[tuple[Finding, int]]:
    for one in sorted(_found(reading, rules), key=lambda one: one.start):
        yield _finding(reading, one), place_before(typed, reading.line, one.start)


def _finding(reading: Reading, found: Found) -> Finding:
    said = texts()[found.id]
    return Finding(found.id, said.severity, _subject(reading, found), said.message, said.remedy)


def _all_mended(reading: Reading, rules: Sequence[Rule]) -> Reading:
    """Mend one finding after the other; each is looked for in the line as it is by then."""
    for _ in range(STEPS):
        mended = _mended(reading, rules)
        if mended is None:
            break
        reading = mended
    return reading


def _mended(reading: Reading, rules: Sequence[Rule]) -> Reading | None:
    """Mend the first finding that can be mended: one that the mended line has no more."""
    for rule in rules:
        found = tuple(rule(reading))
        for one in found:
            mended = Reading(apply(reading.line, one.edits)) if one.edits else reading
            if mended.line != reading.line and len(tuple(rule(mended))) < len(found):
                return mended
    return None


def _found(reading: Reading, rules: Sequence[Rule]) -> Iterator[Found]:
    for rule in rules:
        yield from rule(reading)


def _subject(reading: Reading, found: Found) -> str:
    spans = hidden(reading)
    is_clean = not any(start < found.end and found.start < end for start, end in spans)
    if found.subject and (is_clean or found.safe):
        return found.subject
    return " ".join(masked_slice(reading.line, tuple(spans), found.start, found.end).split())
