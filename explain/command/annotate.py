"""Every part of a line with its place and its note; what is not known is said to be so, never skipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from explain.command.analysis import read
from explain.command.model import Script, Sign
from explain.command.parts import Annotator, note
from explain.command.surroundings import Inside, around, insides
from explain.masking import Span, masked_slice, united
from explain.narration import Part


def annotate(line: str) -> tuple[Part, ...]:
    """Return every part of a line, in order, a whole before its own parts. Secrets are masked."""
    found = insides(line)
    secrets = secrets_of(line)
    parts = [part for inside in found for part in _within(inside)]
    parts += [Part(*stretch, "", "surroundings", note) for stretch, note in around(line, found)]
    return tuple(
        part._replace(text=masked_slice(line, secrets, part.start, part.end))
        for part in _merged(parts)
    )


def masked(line: str) -> str:
    """Return a line with every secret that was typed into it masked."""
    return masked_slice(line, secrets_of(line), 0, len(line))


def secrets_of(line: str) -> tuple[Span, ...]:
    """Find the secrets in a line, and in the strings of it that a shell would read as lines."""
    secrets = [*read(line).secrets]
    for inside in insides(line):
        if inside.layers:
            secrets += [inside.span(*span) for span in read(inside.text).secrets]
    return united(secrets)


def _within(inside: Inside) -> Iterator[Part]:
    """Give the parts of a shell's text, where they are in the text as given."""
    analysis = read(inside.text)
    script = analysis.script
    parts = [*Annotator(analysis).script(script), *_asides(script)]
    for part in _with_problems(parts, script.problems):
        start, end = inside.span(part.start, part.end)
        if start < end:
            yield part._replace(start=start, end=end)


def _asides(script: Script) -> Iterator[Part]:
    kinds = (
        (script.comments, "comment", "#"),
        (script.prompts, "comment", "$"),
        (script.continuations, "operator", "\\"),
        (script.bodies, "value", "here-document"),
    )
    for signs, kind, name in kinds:
        for sign in signs:
            yield Part(sign.start, sign.end, sign.text, kind, note(name))


_STRONG = ("variable", "substitution", "unknown")
_KEPT = ("unknown", "argument")
"""Kinds that say more than that a word is a variable: `$HOST` after an option without a value is a host."""


def _merged(parts: list[Part]) -> list[Part]:
    """Put parts in order, a whole before its own; two of the same span become one."""
    merged: list[Part] = []
    for part in sorted(parts, key=lambda part: (part.start, -part.end)):
        if merged and (merged[-1].start, merged[-1].end) == (part.start, part.end):
            first = merged[-1]
            kind = part.kind if part.kind in _STRONG and first.kind not in _KEPT else first.kind
            notes = dict.fromkeys(text for text in (first.note, part.note) if text)
            merged[-1] = first._replace(kind=kind, note=" ".join(notes))
        else:
            merged.append(part)
    return merged


_UNFINISHED = {
    "'": "'…",
    '"': '"…',
    "`": "$(…",
    "(": "(…",
    "$(": "$(…",
    "{": "{…",
    "${": "${…",
    "$((": "$(…",
}


def _with_problems(parts: list[Part], problems: Sequence[Sign]) -> list[Part]:
    """Say at the innermost part around a problem what is unfinished."""
    spans = [(problem.start, problem.start + 1) for problem in problems]
    for problem, at in zip(problems, innermost(parts, spans), strict=True):
        if at >= 0:
            text = note(_UNFINISHED.get(problem.text, "|…"))
            if not parts[at].note.endswith(text):
                parts[at] = parts[at]._replace(note=f"{parts[at].note} {text}".strip())
    return parts


def innermost(parts: Sequence[Part], spans: Iterable[tuple[int, int]]) -> Iterator[int]:
    """Give the number of the innermost part around each of some spans, which come in order; -1 for none.

    The parts are in order too, a whole before its own. Of two with one span the later is the inner one.
    """
    starts = [part.start for part in parts]
    # A part without characters, the body of an empty here-document, takes one.
    ends = [max(part.end, part.start + 1) for part in parts]
    around: list[int] = []
    following = 0
    for start, end in spans:
        while following < len(parts) and starts[following] <= start:
            around = [at for at in around if ends[at] > starts[following]]
            around.append(following)
            following += 1
        holding = [at for at in around if ends[at] >= end]
        yield min(holding, key=lambda at: (ends[at] - starts[at], -at), default=-1)
