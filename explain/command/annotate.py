"""Every part of a line with its place and its note; what is not known is said to be so, never skipped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from explain.command.model import Script, Sign
from explain.command.parts import Annotator, note
from explain.command.secrets import masked_line, masked_slice, secrets
from explain.command.words import parse
from explain.narration import Part


def annotate(line: str) -> tuple[Part, ...]:
    """Return every part of a line, in order, a whole before its own parts. Secrets are masked."""
    script = parse(line)
    spans = secrets(line, script)
    parts = Annotator(line).script(script)
    noted = _with_problems([*parts, *_asides(script)], script.problems)
    return tuple(
        part._replace(text=masked_slice(line, spans, part.start, part.end))
        for part in _merged(noted)
    )


def masked(line: str) -> str:
    """Return a line with every secret that was typed into it masked."""
    return masked_line(line, secrets(line, parse(line)))


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


def _merged(parts: list[Part]) -> list[Part]:
    """Put parts in order, a whole before its own; two of the same span become one."""
    merged: list[Part] = []
    for part in sorted(parts, key=lambda part: (part.start, -part.end)):
        if merged and (merged[-1].start, merged[-1].end) == (part.start, part.end):
            first = merged[-1]
            kind = part.kind if part.kind in _STRONG and first.kind != "unknown" else first.kind
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
    for problem in problems:
        around = [
            at
            for at, part in enumerate(parts)
            if part.start <= problem.start < max(part.end, part.start + 1)
        ]
        if around:
            at = min(around, key=lambda at: parts[at].end - parts[at].start)
            text = note(_UNFINISHED.get(problem.text, "|…"))
            parts[at] = parts[at]._replace(note=f"{parts[at].note} {text}".strip())
    return parts
