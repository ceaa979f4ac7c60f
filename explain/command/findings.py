"""What is wrong with a line, and how it should read.

The rules are in `explain.command.rules`; what a finding says is in `lessons/reference/findings.md`.
Nothing here runs the line, and nothing it returns holds a secret from the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from explain.command.analysis import Analysis, read
from explain.command.annotate import masked
from explain.command.gate import is_right
from explain.command.mending import Mending
from explain.command.rules import COMPLETING, RULES, SPELLING
from explain.command.rules.found import Found
from explain.command.rules.noshell import unread
from explain.command.rules.surrounded import surrounded, with_dollars
from explain.command.surroundings import Inside, insides, place_before, put_all_back
from explain.content import load
from explain.masking import HIDDEN, masked_slice, places_of
from explain.narration import Finding

SHORTEST = 6
"""Characters of a secret that is looked for in the corrected line: a shorter one is part of many words."""

_SEVERITIES = ("error", "warning", "note")

_OF_PIPES = ("nothing-piped", "no-pipe", "quoted-pipe")
"""What is not said of a list of words: the program that starts them may hand the password on itself."""

UNREAD = ""
"""Stands for a correction that no shell has to read, which does not exist."""


def findings(line: str) -> tuple[Finding, ...]:
    """Find what is wrong with a line: errors first, then warnings, then notes, each as typed.

    What surrounds it (a list of YAML, a step of Jenkins) is not a part of the line.
    """
    found = [finding for finding, _ in located(line, insides(line))]
    order = sorted(found, key=lambda finding: _SEVERITIES.index(finding.severity))
    return tuple(dict.fromkeys(order))


def located(text: str, found: Sequence[Inside]) -> Iterator[tuple[Finding, int]]:
    """Find what is wrong with the shell's texts in a text, each finding with its place in that text."""
    for inside in found:
        analysis = read(inside.text)
        here = [*unread(analysis, inside, text), *surrounded(analysis, inside, text)]
        for finding, place in (*_findings(inside.text, analysis, here), *_of_shell(inside.text)):
            if not ("argument-list" in inside.layers and finding.id in _OF_PIPES):
                yield (
                    finding._replace(subject=inside.said(finding.subject, text)),
                    inside.at[place],
                )


def _of_shell(line: str) -> Iterator[tuple[Finding, int]]:
    """Find what is wrong with one shell line."""
    mending = Mending(read(line))
    for rule in SPELLING:
        yield from _findings(line, mending.analysis, mending.analysis.once(rule))
        mending.run([rule])
    found = [finding for rule in RULES for finding in mending.analysis.once(rule)]
    yield from _findings(line, mending.analysis, found)


def corrected(line: str) -> str | None:
    """Return the line with every finding corrected; None if there is nothing to correct.

    What surrounds it stays. There is no line either where a correction cannot be written there, or
    where a secret would be in it: what is masked cannot be run.
    """
    found = insides(line)
    if not found[0].layers:
        return _corrected(line)
    if (doubled := with_dollars(line, found)) != line:
        is_good = all(finding.severity == "note" for finding in findings(doubled))
        return doubled if is_good else corrected(doubled)
    better = [_in_place(inside, line) for inside in found]
    if UNREAD in better:
        return None
    if found[0].instead and better[0] is not None:
        return _corrected(found[0].instead)
    whole = put_all_back(line, found, better)
    return whole if whole is not None and masked(whole) == whole else None


def _in_place(inside: Inside, text: str) -> str | None:
    """Return a shell's text with every finding corrected, in a separate shell if nothing else reads it."""
    better = _corrected(inside.text)
    if not any(unread(read(inside.text), inside, text)):
        return better
    line = better or inside.text
    may_stand = better is not None or is_right(read(line), read(line))
    can_be_quoted = "systemd-exec" in inside.layers and "'" not in line
    return f"/bin/sh -c '{line}'" if may_stand and can_be_quoted else UNREAD


def _corrected(line: str) -> str | None:
    """Return a line as its shell gets it with every finding corrected."""
    mending = Mending(read(line))
    mending.run(SPELLING, RULES)
    if mending.analysis.line == line:
        return None
    mending.run(SPELLING, RULES, COMPLETING)
    better = mending.analysis
    is_shown = mending.keeps and better.line != line and not _is_masked(better, line)
    return better.line if is_shown and is_right(read(line), better) else None


def _is_masked(analysis: Analysis, typed: str) -> bool:
    """Whether a line has a secret, or the mask of one: nobody can run what is masked.

    A secret of the line as typed is one still, where what told it was corrected away.
    """
    secrets = (typed[start:end] for start, end in read(typed).secrets)
    is_secret = analysis.secrets or places_of(secrets, analysis.line, SHORTEST)
    return bool(is_secret) or HIDDEN in analysis.line


def _findings(
    typed: str, analysis: Analysis, found: Sequence[Found]
) -> Iterator[tuple[Finding, int]]:
    for one in sorted(found, key=lambda one: one.start):
        yield _finding(analysis, one), place_before(typed, analysis.line, one.start)


def _finding(analysis: Analysis, found: Found) -> Finding:
    said = load.findings("command")[found.id]
    return Finding(found.id, said.severity, _subject(analysis, found), said.message, said.remedy)


def _subject(analysis: Analysis, found: Found) -> str:
    secrets = analysis.secrets
    is_clean = not any(start < found.end and found.start < end for start, end in secrets)
    if found.subject and (is_clean or found.safe):
        return found.subject
    return " ".join(masked_slice(analysis.line, secrets, found.start, found.end).split())
