"""Events as HTML: real text that reads without a style sheet and without a script.

The markup is well-formed XML as well, so that the site's builder can walk it as a tree
(`explain.page`). What a thing is stands in its class; how it looks is the style sheet's
(`lessons/assets/explain.css`).
"""

from __future__ import annotations

import html
import re
import shlex
from collections.abc import Callable, Iterable
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from explain.lesson import new_parser
from explain.narration import (
    ActBegan,
    Annotated,
    ClockMoved,
    Compared,
    Corrected,
    Event,
    Exchanged,
    Failed,
    Finding,
    Followed,
    Header,
    Line,
    Lines,
    NotRecognised,
    Prose,
    Ran,
    Recognised,
    SectionBegan,
    Stored,
    StoredCredential,
    Substituted,
    Value,
)
from explain.render.layout import lasting
from explain.render.nesting import Placed, placed

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

# XML 1.0, production 2, less the block of noncharacters (Unicode, 23.7), which no text may use.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")


def drawn(events: Iterable[Event]) -> str:
    """Draw events one below the other; values that follow each other share one list."""
    parts: list[str] = []
    for values, run in groupby(events, key=lambda event: isinstance(event, Value)):
        drawings = [draw(event) for event in run]
        parts += [f'<dl class="explain-values">{"".join(drawings)}</dl>'] if values else drawings
    return "\n".join(part for part in parts if part)


def draw(event: Event) -> str:
    """Draw one event, a value without its list. A beat, a sighting and an act's end show nothing."""
    drawer = _DRAWERS.get(type(event))
    return drawer(event) if drawer else ""


def writable(text: str) -> str:
    """Drop the control characters that no document may hold."""
    return _UNWRITABLE.sub("", text)


def _text(text: str) -> str:
    return html.escape(writable(text))


@cache
def _markdown() -> MarkdownIt:
    """Return the lessons' parser, but deaf to raw HTML: what is shown here is text."""
    markdown = new_parser()
    markdown.options.update({"html": False, "xhtmlOut": True})
    return markdown


def _note(note: str, tag: str = "p") -> str:
    if not note:
        return ""
    return f'<{tag} class="explain-note">{_inline(note)}</{tag}>'


def _inline(markdown: str) -> str:
    return str(_markdown().renderInline(writable(markdown)))


def _label(label: str) -> str:
    return f'<p class="explain-label">{_text(label)}</p>'


def _pre(inside: str) -> str:
    """Wrap what is already HTML."""
    return f"<pre><code>{inside}</code></pre>"


def _block(kind: str, label: str, note: str, inside: str) -> str:
    """Put a label and its note above what they name."""
    return f'<div class="explain-{kind}">{_label(label)}{_note(note)}{inside}</div>'


def _section_began(event: SectionBegan) -> str:
    tag = f"h{event.level}"
    return f"<{tag}>{_text(event.title)}</{tag}>"


def _prose(event: Prose) -> str:
    return str(_markdown().render(writable(event.markdown))).strip()


def _act_began(event: ActBegan) -> str:
    return (
        '<p class="explain-act"><span aria-hidden="true">▶ </span>'
        f"<code>explain-ecr {_text(event.act)}</code></p>"
    )


def _value(event: Value) -> str:
    style = ' class="explain-secret"' if event.fingerprint else ""
    print_ = (
        f"<dd>fingerprint <code>{_text(event.fingerprint)}</code></dd>" if event.fingerprint else ""
    )
    return (
        f"<div><dt>{_text(event.label)}</dt><dd><code{style}>{_text(event.value)}</code></dd>"
        f"{print_}{_note(event.note, 'dd')}</div>"
    )


def _lines(event: Lines) -> str:
    rows = "".join(_line(line) for line in event.lines)
    return _block("lines", event.label, event.note, f"<ol>{rows}</ol>")


def _line(line: Line) -> str:
    """Draw a line; its name stands beside it unless it begins with it, as a header does."""
    named = line.text.lower().startswith(line.label.lower())
    name = "" if named else f'<span class="explain-name">{_text(line.label)}</span> '
    return f"<li><code>{_text(line.text)}</code> {name}{_note(line.note, 'span')}</li>"


def _exchanged(event: Exchanged) -> str:
    asked = "\n".join([f"<b>{_text(event.request)}</b>", *_headers(event.request_headers)])
    style = _verdict(event.status < 400)
    answered = "\n".join(
        [
            f'<b class="{style}">{event.status} {_text(event.reason)}</b>',
            *_headers(event.response_headers),
        ]
    )
    if event.body:
        answered += f"\n\n{_text(event.body)}"
    sides = _side(event.client, event.server, asked) + _side(event.server, event.client, answered)
    return _block("exchange", event.label, event.note, sides)


def _side(speaker: str, listener: str, said: str) -> str:
    return f'<p class="explain-who">{_text(speaker)} → {_text(listener)}</p>{_pre(said)}'


def _headers(headers: Iterable[Header]) -> list[str]:
    return [f"{_text(header.name)}: {_text(header.value)}" for header in headers]


def _verdict(good: bool) -> str:
    return "explain-good" if good else "explain-bad"


def _ran(event: Ran) -> str:
    prompt = '<span class="explain-prompt" aria-hidden="true">$ </span>'
    said = [f"{prompt}<b>{_text(shlex.join(event.argv))}</b>"]
    said += [_text(event.stdout)] if event.stdout else []
    said += [f'<span class="explain-stderr">{_text(event.stderr)}</span>'] if event.stderr else []
    whose = " (our stand-in)" if event.stand_in else ""
    ended = f'<p class="{_verdict(event.exit_code == 0)}">exit code {event.exit_code}{whose}</p>'
    return _block("ran", event.label, event.note, _pre("\n".join(said)) + ended)


def _compared(event: Compared) -> str:
    if event.same:
        names = f"{_text(event.left_name)} · {_text(event.right_name)}"
        sides = f'<p class="explain-who">{names}</p>{_pre(_text(event.left))}'
        verdict = "the same on both sides"
    else:
        pairs = ((event.left_name, event.left), (event.right_name, event.right))
        sides = "".join(_differing(name, text, event.differs_at) for name, text in pairs)
        verdict = f"they differ, from character {event.differs_at + 1} on"
    shown = f'<p class="{_verdict(event.same)}">{verdict}</p>{sides}'
    return _block("compared", event.label, event.note, shown)


def _differing(name: str, text: str, at: int) -> str:
    marked = f"{_text(text[:at])}<mark>{_text(text[at:])}</mark>"
    return f'<p class="explain-who">{_text(name)}</p>{_pre(marked)}'


def _stored(event: Stored) -> str:
    mode = f' <span class="explain-mode">{_text(event.mode)}</span>' if event.mode else ""
    path = f'<p class="explain-who"><code>{_text(event.path)}</code>{mode}</p>'
    return _block("stored", event.label, event.note, path + _pre(_text(event.text)))


def _clock_moved(event: ClockMoved) -> str:
    moved = f"moved on by <b>{_text(event.by)}</b>; it is now <time>{_text(event.now)}</time>"
    return _block("clock", event.label, event.note, f"<p>{moved}</p>")


def _substituted(event: Substituted) -> str:
    said = f"{_text(event.tool)} is played by a stand-in of ours, {_inline(event.reason)}."
    return f'<p class="explain-aside">{said}</p>'


def _followed(event: Followed) -> str:
    count = len(event.sightings)
    places = f"in {count} {'place' if count == 1 else 'places'}"
    verdict = f"one secret, {places}" if event.same else f"not all the same, {places}"
    rows = "".join(
        f"<tr><td><code>{_text(seen.fingerprint)}</code></td><td>{_text(seen.place)}</td></tr>"
        for seen in event.sightings
    )
    table = f"<table><thead><tr><th>fingerprint</th><th>seen</th></tr></thead><tbody>{rows}</tbody></table>"
    said = f'<p class="{_verdict(event.same)}">{verdict}</p>{table if rows else ""}'
    return _block("followed", "fingerprints", "", said)


def _annotated(event: Annotated) -> str:
    parts = "".join(_part(each) for each in placed(event.parts))
    listed = f'<dl class="explain-parts">{parts}</dl>' if parts else ""
    return f'<div class="explain-annotated">{_pre(_text(event.line))}{listed}</div>'


def _part(each: Placed) -> str:
    text = f"<code>{_text(each.part.text)}</code>"
    if each.part.kind == "unknown":
        text = f'<span class="explain-bad">not known:</span> {text}'
    return (
        f'<div class="explain-part explain-{each.part.kind}" style="--explain-depth: {each.depth}">'
        f"<dt>{text}</dt>{_note(each.note, 'dd')}</div>"
    )


_MARKS = {"ok": "explain-good", "note": "explain-aside"}
"""How a finding is marked that is neither warning nor error."""


def _finding(event: Finding) -> str:
    style = _MARKS.get(event.severity, "explain-bad")
    said = f'<p class="{style}">{_text(event.severity)}: <code>{_text(event.subject)}</code></p>'
    remedy = _note(f"remedy: {event.remedy}" if event.remedy else "")
    notes = _note(event.message) + remedy
    return f'<div class="explain-finding" data-id="{_text(event.id)}">{said}{notes}</div>'


def _corrected(event: Corrected) -> str:
    return f'<div class="explain-corrected">{_label("corrected")}{_pre(_text(event.line))}</div>'


def _recognised(event: Recognised) -> str:
    facts = [("said by", f"{_text(event.said_by)}, at the step <code>{_text(event.step)}</code>")]
    if event.line:
        facts.append((f"line {event.line}", f"<code>{_text(event.text)}</code>"))
        facts.append(("as written by", _text(event.wording)))
    if event.times > 1:
        facts.append(("stands here", f"{event.times} times"))
    rows = "".join(f"<div><dt>{name}</dt><dd>{said}</dd></div>" for name, said in facts)
    return (
        f'<div class="explain-recognised" data-page="{_text(event.id)}">{_label(event.title)}'
        f'<dl class="explain-values">{rows}</dl></div>'
    )


def _not_recognised(event: NotRecognised) -> str:
    items = "".join(f"<li>{_text(title)}</li>" for title in event.nearest)
    near = f"<p>nearest to it, of those that I know:</p><ul>{items}</ul>" if items else ""
    said = f'<p class="explain-bad">I do not know this one</p>{_pre(_text(event.text))}{near}'
    return f'<div class="explain-recognised">{said}</div>'


def _stored_credential(event: StoredCredential) -> str:
    facts = (
        ("until", _text(lasting(event))),
        ("user", _code(event.user)),
        ("in", _code(event.store)),
        ("fingerprint", _code(event.fingerprint)),
    )
    rows = "".join(f"<div><dt>{name}</dt><dd>{said}</dd></div>" for name, said in facts if said)
    state = event.state
    style = f' class="{_verdict(state == "valid")}"' if state in _JUDGED else ""
    said = f"<p{style}>{_text(state)}: <code>{_text(event.host)}</code></p>"
    return f'<div class="explain-credential">{said}<dl class="explain-values">{rows}</dl></div>'


_JUDGED = ("valid", "expired", "broken")
"""The states of a stored login that are good or bad; the others are neither."""


def _code(text: str) -> str:
    return f"<code>{_text(text)}</code>" if text else ""


def _failed(event: Failed) -> str:
    error = f'<p class="explain-bad">error: {_text(event.message)}</p>'
    return f'<div class="explain-failed">{error}<p>remedy: {_text(event.remedy)}</p></div>'


_DRAWERS: dict[type, Callable[[Any], str]] = {
    SectionBegan: _section_began,
    Prose: _prose,
    ActBegan: _act_began,
    Annotated: _annotated,
    Finding: _finding,
    Corrected: _corrected,
    Value: _value,
    Lines: _lines,
    Exchanged: _exchanged,
    Ran: _ran,
    Compared: _compared,
    Stored: _stored,
    ClockMoved: _clock_moved,
    Substituted: _substituted,
    Followed: _followed,
    StoredCredential: _stored_credential,
    Recognised: _recognised,
    NotRecognised: _not_recognised,
    Failed: _failed,
}
