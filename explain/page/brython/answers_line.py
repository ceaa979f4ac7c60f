"""What a page asks of its Python. It answers with lists and texts, which are the browser's own as well."""

from __future__ import annotations

from browser import window

from explain.command.findings import corrected, findings
from explain.command.pieces import pieces
from explain.command.surroundings import back, readers, reference  # noqa: F401 (loaded when a line needs them)
from explain.render.nesting import placed


def parts(line):
    """Return the parts of a line, and the line in pieces.

    A part is [start, end, text, kind, note, depth, what its note says that none before it has said], and a
    piece [text, number of its part, whether the part begins here].
    """
    found, cut = pieces(line)
    told = [
        [part.start, part.end, part.text, part.kind, part.note, depth, note]
        for part, depth, note in placed(found)
    ]
    return [told, [[piece.text, piece.part, piece.leads] for piece in cut]]


def judged(line):
    """Return every finding as [id, severity, subject, message, remedy], and the line corrected, or ""."""
    found = [[one.id, one.severity, one.subject, one.message, one.remedy] for one in findings(line)]
    return [found, corrected(line) or ""]


window.explainPython.parts = parts
window.explainPython.judged = judged
