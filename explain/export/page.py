"""A recording as one page: the player's screens, with keys and buttons. It works from a file.

Without a script it is a text to be read from top to bottom.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import explain
from explain.export import WORDS
from explain.narration import Event
from explain.player.line import at_work
from explain.player.outline import Outline, blocks_in
from explain.player.source import Recorded
from explain.player.walk import Walk
from explain.recording import OURS, Recording, sections
from explain.render import html
from explain.render.markup import escaped

ROOM = (78, 18)
"""Columns and rows for the text in the player on a screen of 80×24."""

_HERE = Path(__file__).parent
_THEME = Path(explain.__file__).parent / "theme" / "assets"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
_ELSEWHERE = re.compile(r'<a href="(?!https?:|#)[^"]*">(.*?)</a>', re.DOTALL)
"""A link to another file of the site, which is not here."""


def page(recording: Recording) -> str:
    """Return the recording as one HTML document, which loads nothing."""
    walk = Walk(Recorded(recording.events), Outline(sections(recording.events)), *ROOM)
    line, _, _ = at_work(recording.registry, "")
    styles = "".join(
        path.read_text("utf-8")
        for path in (_THEME / "base.css", _THEME / "boxes.css", _HERE / "page.css")
    )
    screens = "\n".join(_screens(walk, recording))
    return f"""<!doctype html>
<!-- {OURS.decode()} -->
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>aws ecr get-login-password | docker login</title>
<style>{styles}</style>
</head>
<body>
<header><code id="line">{escaped(line)}</code></header>
<main>
{screens}
</main>
<nav hidden>
<button id="back">← Back</button><output id="count"></output><button id="next">Next →</button>
</nav>
<script>{(_HERE / "page.js").read_text("utf-8")}</script>
</body>
</html>
"""


def _screens(walk: Walk, recording: Recording) -> Iterator[str]:
    """Give each of the player's screens with its steps; what was shown before is left out."""
    events = recording.events
    shown = -1
    for _, stops in groupby(walk.deck.stops, key=lambda stop: stop.page):
        steps = []
        for stop in stops:
            steps.append(_step(events[shown + 1 : stop.event + 1]))
            shown = max(shown, stop.event)
        if any(steps):
            act = walk.outline.act_at(blocks_in(events[: shown + 1]))
            _, start, end = at_work(recording.registry, act)
            inside = "\n".join(filter(None, steps))
            yield f'<section data-start="{start}" data-end="{end}">\n{inside}\n</section>'


def _step(events: Sequence[Event]) -> str:
    """Draw what a step reveals: words as they are, evidence in a frame."""
    parts = []
    for are_words, run in groupby(events, key=lambda event: isinstance(event, WORDS)):
        drawing = _ELSEWHERE.sub(r"\1", html.drawn(run))
        if drawing:
            parts.append(drawing if are_words else f'<div class="explain">{drawing}</div>')
    return f"<article>{''.join(parts)}</article>" if parts else ""
