"""Events as HTML: real text that reads without a style sheet and without a script.

The markup is well-formed XML as well, so that the site's builder can walk it as a tree
(`explain.page`). The class says what a thing is; how it looks is the style sheet's
(`explain/theme/assets/boxes.css`).
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from explain.narration import (
    ActBegan,
    ClockMoved,
    Compared,
    Crossed,
    Event,
    Failed,
    Followed,
    Line,
    Lines,
    Prose,
    Ran,
    SectionBegan,
    Sighted,
    Stored,
    Substituted,
    Value,
)
from explain.render import html_answers
from explain.render.markup import (
    block,
    escaped,
    inline,
    label,
    markdown,
    note,
    pre,
    verdict,
    writable,
)
from explain.wire import Header


@dataclass(frozen=True, slots=True)
class Place:
    """Where on the site events are drawn. Off the site there are no links.

    `anchor` begins the ids of what can be linked to; `followed` says for a secret's fingerprint which
    table tells where it was seen; `sightings` are the links of that table's rows, in order.
    """

    anchor: str = ""
    followed: Mapping[str, str] = field(default_factory=dict)
    sightings: Sequence[str] = ()


NOWHERE = Place()


def drawn(events: Iterable[Event], place: Place = NOWHERE) -> str:
    """Draw events one below the other; values that follow each other share one list."""
    parts: list[str] = []
    for values, run in groupby(events, key=lambda event: isinstance(event, Value)):
        drawings = [draw(event, place) for event in run]
        parts += [f'<dl class="explain-values">{"".join(drawings)}</dl>'] if values else drawings
    return "\n".join(part for part in parts if part)


def draw(event: Event, place: Place = NOWHERE) -> str:
    """Draw one event, a value without its list. A beat, a sighting and an act's end show nothing."""
    if placed := _PLACED_DRAWERS.get(type(event)):
        return placed(event, place)
    drawer = _DRAWERS.get(type(event))
    return drawer(event) if drawer else ""


def _section_began(event: SectionBegan) -> str:
    tag = f"h{event.level}"
    return f"<{tag}>{escaped(event.title)}</{tag}>"


def _prose(event: Prose) -> str:
    return str(markdown().render(writable(event.markdown))).strip()


def _act_began(event: ActBegan) -> str:
    return (
        '<p class="explain-act"><span aria-hidden="true">▶ </span>'
        f"<code>explain-ecr {escaped(event.act)}</code></p>"
    )


def _value(event: Value, place: Place) -> str:
    style = ' class="explain-secret"' if event.fingerprint else ""
    print_ = f"<dd>fingerprint {_fingerprint(event, place)}</dd>" if event.fingerprint else ""
    return (
        f"<div><dt>{escaped(event.label)}</dt><dd><code{style}>{escaped(event.value)}</code></dd>"
        f"{print_}{note(event.note, 'dd')}</div>"
    )


def _fingerprint(event: Value, place: Place) -> str:
    """Show a secret's fingerprint; where the secret is followed, with a link to all its sightings."""
    shown = f"<code>{escaped(event.fingerprint)}</code>"
    href = place.followed.get(event.fingerprint)
    return f'<a class="explain-fingerprint" href="{href}">{shown}</a>' if href else shown


def _lines(event: Lines, place: Place) -> str:
    """Draw a text line by line, each a run with its explanation: a link, so that it can be linked to.

    Without a script all explanations are open (`explain/theme/assets/illustrations.js` folds them).
    """
    here = f"{place.anchor}-{_anchor(event.label)}" if place.anchor else ""
    rows = "".join(_line(line, here) for line in event.lines)
    head = f"{label(event.label)}{note(event.note)}"
    return f'<explain-lines class="explain-lines">{head}<ol>{rows}</ol></explain-lines>'


def _line(line: Line, place: str) -> str:
    """Draw a line, with its name next to it unless it begins with the name, as a header does."""
    named = line.text.lower().startswith(line.label.lower())
    shown = f"<code>{escaped(line.text)}</code>"
    name = "" if named else f'<span class="explain-name">{escaped(line.label)}</span> '
    said = f"{name}{note(line.note, 'span')}"
    if not place:
        return f"<li>{shown} {said}</li>"
    here = f"{place}-{_anchor(line.label)}"
    spoken = "" if line.text else f' aria-label="{escaped(line.label)}"'
    run = f'<a class="explain-run" href="#{here}"{spoken}>{shown}</a>'
    return f'<li id="{here}">{run} <span class="explain-say">{said}</span></li>'


def _anchor(label: str) -> str:
    """Return a label as a part of an id."""
    return "-".join(re.findall(r"[a-z0-9]+", label.lower()))


def _crossed(event: Crossed) -> str:
    exchange = event.exchange
    asked = "\n".join([f"<b>{escaped(exchange.request)}</b>", *_headers(exchange.request_headers)])
    style = verdict(exchange.status < 400)
    answered = "\n".join(
        [
            f'<b class="{style}">{exchange.status} {escaped(exchange.reason)}</b>',
            *_headers(exchange.response_headers),
        ]
    )
    if body := exchange.response_body.strip():
        answered += f"\n\n{escaped(body)}"
    client, server = exchange.client, exchange.server
    sides = _side(client, server, asked) + _side(server, client, answered)
    return block("exchange", event.label, event.note, sides)


def _side(speaker: str, listener: str, said: str) -> str:
    return f'<p class="explain-who">{escaped(speaker)} → {escaped(listener)}</p>{pre(said)}'


def _headers(headers: Iterable[Header]) -> list[str]:
    return [f"{escaped(header.name)}: {escaped(header.value)}" for header in headers]


def _ran(event: Ran) -> str:
    prompt = '<span class="explain-prompt" aria-hidden="true">$ </span>'
    said = [f"{prompt}<b>{escaped(shlex.join(event.argv))}</b>"]
    said += [escaped(event.stdout)] if event.stdout else []
    said += [f'<span class="explain-stderr">{escaped(event.stderr)}</span>'] if event.stderr else []
    whose = " (our stand-in)" if event.stand_in else ""
    ended = f'<p class="{verdict(event.exit_code == 0)}">exit code {event.exit_code}{whose}</p>'
    return block("ran", event.label, event.note, pre("\n".join(said)) + ended)


def _compared(event: Compared) -> str:
    if event.same:
        names = f"{escaped(event.left_name)} · {escaped(event.right_name)}"
        sides = f'<p class="explain-who">{names}</p>{pre(escaped(event.left))}'
        found = "the same on both sides"
    else:
        pairs = ((event.left_name, event.left), (event.right_name, event.right))
        sides = "".join(_differing(name, text, event.differs_at) for name, text in pairs)
        found = f"they differ from character {event.differs_at + 1} onwards"
    shown = f'<p class="{verdict(event.same)}">{found}</p>{sides}'
    return block("compared", event.label, event.note, shown)


def _differing(name: str, text: str, at: int) -> str:
    marked = f"{escaped(text[:at])}<mark>{escaped(text[at:])}</mark>"
    return f'<p class="explain-who">{escaped(name)}</p>{pre(marked)}'


def _stored(event: Stored) -> str:
    mode = f' <span class="explain-mode">{escaped(event.mode)}</span>' if event.mode else ""
    path = f'<p class="explain-who"><code>{escaped(event.path)}</code>{mode}</p>'
    return block("stored", event.label, event.note, path + pre(escaped(event.text)))


def _clock_moved(event: ClockMoved) -> str:
    moved = (
        f"moved forward by <b>{escaped(event.by)}</b>; it is now <time>{escaped(event.now)}</time>"
    )
    return block("clock", event.label, event.note, f"<p>{moved}</p>")


def _substituted(event: Substituted) -> str:
    said = f"Using our stand-in for {escaped(event.tool)}, {inline(event.reason)}."
    return f'<p class="explain-aside">{said}</p>'


def _followed(event: Followed, place: Place) -> str:
    count = len(event.sightings)
    places = f"in {count} {'place' if count == 1 else 'places'}"
    said_of_it = f"one secret, {places}" if event.same else f"not all the same, {places}"
    links = [*place.sightings, *[""] * count]
    rows = "".join(
        _sighting(seen, href) for seen, href in zip(event.sightings, links, strict=False)
    )
    table = f"<table><thead><tr><th>fingerprint</th><th>seen</th></tr></thead><tbody>{rows}</tbody></table>"
    said = f'<p class="{verdict(event.same)}">{said_of_it}</p>{table if rows else ""}'
    return block("followed", "fingerprints", "", said)


def _sighting(seen: Sighted, href: str) -> str:
    where = escaped(seen.place)
    where = f'<a href="{href}">{where}</a>' if href else where
    return f"<tr><td><code>{escaped(seen.fingerprint)}</code></td><td>{where}</td></tr>"


def _failed(event: Failed) -> str:
    error = f'<p class="explain-bad">error: {escaped(event.message)}</p>'
    return f'<div class="explain-failed">{error}<p>remedy: {escaped(event.remedy)}</p></div>'


_DRAWERS: dict[type, Callable[[Any], str]] = {
    **html_answers.DRAWERS,
    SectionBegan: _section_began,
    Prose: _prose,
    ActBegan: _act_began,
    Crossed: _crossed,
    Ran: _ran,
    Compared: _compared,
    Stored: _stored,
    ClockMoved: _clock_moved,
    Substituted: _substituted,
    Failed: _failed,
}

_PLACED_DRAWERS: dict[type, Callable[[Any, Place], str]] = {
    Value: _value,
    Lines: _lines,
    Followed: _followed,
}
"""Drawers of what differs with the place: it can be linked to, or links elsewhere."""
