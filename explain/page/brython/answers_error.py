"""What the page that finds an error asks of its Python. It answers with lists and texts."""

from __future__ import annotations

from browser import window

import explain.masking  # noqa: F401 (loaded when a line is shown)
from explain.trouble.match import steps

_reading = iter(())


def begin(log):
    """Begin to read a log, of which `log.read(size)` gives the next bytes."""
    global _reading
    _reading = steps(log)


def step():
    """Read some more; return false, and at the end what was found: hits, message, its line, nearest pages."""
    found = next(_reading)
    if found is None:
        return False
    near = [_shown(page) for page in found.nearest]
    return [[_hit(hit) for hit in found.hits], found.message, found.line, near]


def _hit(hit):
    seen = [hit.line, hit.text, hit.wording, hit.times, hit.said_by, hit.step, hit.case]
    return [*_shown(hit.page), hit.page.warning, *seen]


def _shown(page):
    return [page.name, page.title, page.summary]


window.explainPython.begin = begin
window.explainPython.step = step
