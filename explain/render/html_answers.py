"""Questions with their answers, and what `command`, `why` and `status` answer, as HTML."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explain.narration import (
    Annotated,
    Answered,
    Asked,
    CommandInFile,
    Corrected,
    FileRead,
    Finding,
    FindingInFile,
    NotRecognised,
    Recognised,
    StoredCredential,
    Surrounded,
)
from explain.render.layout import lasting, rows, shortened
from explain.render.markup import code, escaped, inline, label, note, pre, verdict
from explain.render.nesting import Placed, placed


def _asked(event: Asked) -> str:
    choices = "".join(f"<li>{inline(choice)}</li>" for choice in event.choices)
    return f'<p class="explain-asked">{inline(event.question)}</p><ol class="explain-choices">{choices}</ol>'


def _answered(event: Answered) -> str:
    """Draw the answer folded away. A script makes buttons of the choices, and opens it."""
    shown = f"{escaped(event.evidence)}: <code>{escaped(shortened(event.value))}</code>"
    said = f"<p><b>{inline(event.choice or 'none of these')}</b> ({shown})</p>"
    folded = f"<details><summary>The answer</summary>{said}</details>"
    return f'<explain-answer data-right="{event.right}">{folded}</explain-answer>'


def _annotated(event: Annotated) -> str:
    parts = "".join(_part(each) for each in placed(event.parts))
    listed = f'<dl class="explain-parts">{parts}</dl>' if parts else ""
    return f'<div class="explain-annotated">{pre(escaped(event.line))}{listed}</div>'


def _surrounded(event: Surrounded) -> str:
    place = f" (line {event.line})" if event.line > 1 else ""
    said = f"<p>inside: {escaped(event.name)}{place}</p>"
    return f'<div class="explain-surrounded" data-id="{escaped(event.id)}">{said}{note(event.note)}</div>'


def _part(each: Placed) -> str:
    text = f"<code>{escaped(each.part.text)}</code>"
    if each.part.kind == "unknown":
        text = f'<span class="explain-bad">not known:</span> {text}'
    return (
        f'<div class="explain-part explain-{each.part.kind}" style="--explain-depth: {each.depth}">'
        f"<dt>{text}</dt>{note(each.note, 'dd')}</div>"
    )


_MARKS = {"ok": "explain-good", "note": "explain-aside"}
"""How a finding is marked that is neither warning nor error."""


def _finding(event: Finding) -> str:
    style = _MARKS.get(event.severity, "explain-bad")
    said = (
        f'<p class="{style}">{escaped(event.severity)}: <code>{escaped(event.subject)}</code></p>'
    )
    remedy = note(f"remedy: {event.remedy}" if event.remedy else "")
    notes = note(event.message) + remedy
    return f'<div class="explain-finding" data-id="{escaped(event.id)}">{said}{notes}</div>'


def _in_file(event: CommandInFile | FindingInFile | FileRead) -> str:
    return "".join(f"<p>{escaped(row.text)}</p>" for row in rows(event) if row.text)


def _corrected(event: Corrected) -> str:
    return f'<div class="explain-corrected">{label("corrected")}{pre(escaped(event.line))}</div>'


def _recognised(event: Recognised) -> str:
    facts = [
        ("said by", f"{escaped(event.said_by)}, at the step <code>{escaped(event.step)}</code>")
    ]
    if event.line:
        facts.append((f"line {event.line}", f"<code>{escaped(event.text)}</code>"))
        facts.append(("wording", escaped(event.wording)))
    if event.times > 1:
        facts.append(("is here", f"{event.times} times"))
    rows = "".join(f"<div><dt>{name}</dt><dd>{said}</dd></div>" for name, said in facts)
    return (
        f'<div class="explain-recognised" data-page="{escaped(event.id)}">{label(event.title)}'
        f'<dl class="explain-values">{rows}</dl></div>'
    )


def _not_recognised(event: NotRecognised) -> str:
    items = "".join(f"<li>{escaped(title)}</li>" for title in event.nearest)
    near = f"<p>the most similar messages:</p><ul>{items}</ul>" if items else ""
    said = f'<p class="explain-bad">No page here matches this message</p>{pre(escaped(event.text))}{near}'
    return f'<div class="explain-recognised">{said}</div>'


def _stored_credential(event: StoredCredential) -> str:
    facts = (
        ("until", escaped(lasting(event))),
        ("user", code(event.user)),
        ("in", code(event.store)),
        ("fingerprint", code(event.fingerprint)),
    )
    rows = "".join(f"<div><dt>{name}</dt><dd>{said}</dd></div>" for name, said in facts if said)
    state = event.state
    style = f' class="{verdict(state == "valid")}"' if state in _JUDGED else ""
    said = f"<p{style}>{escaped(state)}: <code>{escaped(event.host)}</code></p>"
    return f'<div class="explain-credential">{said}<dl class="explain-values">{rows}</dl></div>'


_JUDGED = ("valid", "expired", "broken")
"""The states of a stored login that are good or bad; the others are neither."""


DRAWERS: dict[type, Callable[[Any], str]] = {
    Answered: _answered,
    Asked: _asked,
    Annotated: _annotated,
    Surrounded: _surrounded,
    CommandInFile: _in_file,
    FileRead: _in_file,
    Finding: _finding,
    FindingInFile: _in_file,
    Corrected: _corrected,
    Recognised: _recognised,
    NotRecognised: _not_recognised,
    StoredCredential: _stored_credential,
}
