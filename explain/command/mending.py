"""How a line is corrected: the edits of its findings are made, again and again, until none is left.

In one pass each statement of the line (a pipeline at its top) takes the edits of one rule only, the first
that has any: what the later rules say of it may differ in the corrected one. Statements are corrected side
by side, so that a script of a hundred lines takes no more passes than one line.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from explain.command.analysis import Analysis, read
from explain.command.keeping import keeps
from explain.command.mend import Edit, apply
from explain.command.rules.found import Found, Rule

WORK = 80_000
"""Characters that are read at most, over all passes: four times the longest line that `command` takes."""


class Mending:
    """A line being corrected. `work` is what may still be read.

    `keeps` says whether all that no finding named is still there.
    """

    def __init__(self, analysis: Analysis, work: int = WORK) -> None:
        self.analysis = analysis
        self.work = work
        self.keeps = True
        self._barred: set[Rule] = set()

    def run(self, *groups: Sequence[Rule]) -> None:
        """Correct what these rules find, as far as it can be corrected and `work` goes.

        A group looks at the line when nothing is left for the groups before it.
        """
        self._barred.clear()
        while self.work > 0:
            chosen = self._chosen(groups)
            if not chosen.rules:
                return
            self._step(chosen)

    def _chosen(self, groups: Sequence[Sequence[Rule]]) -> _Pass:
        chosen = _Pass(self.analysis)
        for group in groups:
            for rule in group:
                if rule not in self._barred:
                    chosen.add(rule)
            if chosen.rules:
                break
        return chosen

    def _step(self, chosen: _Pass) -> None:
        """Make the chosen edits, unless a rule finds as much afterwards as before: that one is barred."""
        line = apply(self.analysis.line, chosen.edits)
        self.work -= len(line)
        better = read(line)
        useless = [
            rule
            for rule in chosen.rules
            if line == self.analysis.line or len(better.once(rule)) >= len(self.analysis.once(rule))
        ]
        self._barred.update(useless)
        if not useless:
            self._barred.clear()
            self.keeps = self.keeps and keeps(self.analysis, chosen.findings, better)
            self.analysis = better


class _Pass:
    """The edits that one pass over the rules has collected."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._starts = [pipeline.commands[0].start for pipeline in analysis.script.pipelines]
        self._owners: dict[int, Rule] = {}
        self._end = -1
        self.edits: list[Edit] = []
        self.findings: list[Found] = []
        self.rules: list[Rule] = []

    def add(self, rule: Rule) -> None:
        """Choose the edits of a rule's findings, in statements that no earlier rule has chosen."""
        for finding in self._analysis.once(rule):
            edits = _real(self._analysis.line, finding)
            if edits and self._is_free(rule, edits):
                self._take(rule, edits)
                self.findings.append(finding)

    def _is_free(self, rule: Rule, edits: Sequence[Edit]) -> bool:
        if any(self._owners.get(number, rule) is not rule for number in self._statements(edits)):
            return False
        first = min(edit.start for edit in edits)
        return first > self._end or not any(
            _overlap(edit, other) for edit in edits for other in self.edits
        )

    def _take(self, rule: Rule, edits: Sequence[Edit]) -> None:
        self._owners.update(dict.fromkeys(self._statements(edits), rule))
        self._end = max(self._end, *(edit.end for edit in edits))
        self.edits += edits
        if rule not in self.rules:
            self.rules.append(rule)

    def _statements(self, edits: Sequence[Edit]) -> range:
        """Return the numbers of the statements that some edits touch, those between them too."""
        first = bisect_right(self._starts, min(edit.start for edit in edits)) - 1
        last = bisect_right(self._starts, max(edit.end for edit in edits)) - 1
        return range(first, last + 1)


def _real(line: str, finding: Found) -> tuple[Edit, ...]:
    """Return a finding's edits; none if they would leave the line as it is."""
    changes = any(line[edit.start : edit.end] != edit.text for edit in finding.edits)
    return finding.edits if changes else ()


def _overlap(edit: Edit, other: Edit) -> bool:
    """Tell whether two edits overlap, so that one of them has to wait for the next pass."""
    return edit.start == other.start or (edit.start < other.end and other.start < edit.end)
