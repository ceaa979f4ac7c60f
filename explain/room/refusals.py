"""What the learners of a room were refused, by cause, and what is worth saying to all of them. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from explain.content.load import causes
from explain.content.model import CauseText
from explain.room.model import RECENT, Advice, Learner, Met, Refusals
from explain.room.record import FINE, UNSENT, Record


def is_refused(learner: Learner) -> bool:
    """Tell whether a learner was refused a little while ago."""
    record = learner.record
    if record is None or not record.verdict.times or record.verdict.cause in FINE + UNSENT:
        return False
    return record.verdict.ago + learner.age <= RECENT


def refusals(refused: Iterable[Learner]) -> Iterator[Refusals]:
    """Group what was refused by status, the commonest first."""
    by_status: defaultdict[int, list[Record]] = defaultdict(list)
    for learner in refused:
        assert learner.record
        by_status[learner.record.verdict.status].append(learner.record)
    groups = [_refusal(status, records) for status, records in by_status.items()]
    yield from sorted(groups, key=lambda group: (-group.times, group.status))


def _refusal(status: int, records: Iterable[Record]) -> Refusals:
    by_label: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_label[causes()[record.verdict.cause].label].append(record)
    met = [_met(label, alike) for label, alike in by_label.items()]
    met.sort(key=lambda each: (-each.learners, -each.times, each.label))
    return Refusals(status, sum(each.times for each in met), tuple(met))


def _met(label: str, records: Sequence[Record]) -> Met:
    commonest = Counter(record.verdict.cause for record in records).most_common(1)[0][0]
    return Met(label, commonest, len(records), sum(record.verdict.times for record in records))


def advice(groups: Iterable[Refusals], refused: int) -> Advice | None:
    """Return what is worth saying to all: a cause that several learners have met."""
    met = [each for group in groups for each in group.causes if each.learners > 1]
    if not met:
        return None
    most = max(met, key=lambda each: (each.learners, each.times))
    return Advice(most.label, most.learners, refused, to_all(causes()[most.cause]))


_SENTENCE = re.compile(r"(?<=[.:]) ")


def to_all(text: CauseText) -> str:
    """Return the fix for a cause in words that fit everybody: without one learner's values."""
    sentences = [each for each in _SENTENCE.split(text.fix) if "{" not in each]
    said = " ".join(sentences)
    return said[:1].upper() + said[1:]
