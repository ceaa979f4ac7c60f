"""Which line of a log that no page knows is the message: the one that complains first.

A log ends with what the failure led to: the last frame of a stack, the job's exit code. What happened is

further up. So lines are weighed, and of those that weigh most the first one is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from explain import lazily
from explain.trouble.log import Block, Place, Surroundings, around, clean, surroundings
from explain.trouble.octets import count, decoded, encoded, stripped

CANDIDATE = (
    r"error|denied|fail|refused|cannot|can't|could not|couldn't|invalid|unable|expired|not |no such|missing"
    r"|unauthorized|forbidden|fatal|panic|exception|time(?:d )?out|warn|exit(?:ed)? "
)
"""Words, in lower case, without which a line is not looked at."""

# The log itself, or the program, says how bad it is.
LEVEL = lazily.pattern(
    r"""level"?[=:] ?"?(?:error|fatal|panic)|##\[error\]|::error|^[^\w"]*[EF][0-9]{4} [0-9:.]+ """
    r"""|\b(?:ERRO|FATA)\[|\[(?:ERROR|FATAL|error|fatal)\]|(?:^|[ \t|>\]])(?:ERROR|FATAL|CRITICAL)[ \t:]""",
    re.ASCII,
)
LEVEL_OF_A_WARNING = lazily.pattern(
    r"""level"?[=:] ?"?warn|##\[warning\]|::warning|\bWARN(?:ING)?\b|^[^\w"]*[wW]arn(?:ing)?\b"""
    r"|\bdeprecated\b",
    re.ASCII,
)
STRONG = lazily.pattern(
    r"^\W{0,4}(?:error|err|fatal|panic|denied|unauthorized|fail(?:ed|ure)?|forbidden)\b *[:!(\[](?! *null)"
    r"|(?:^|[^\w./=-])(?:error|exception|fatal|panic|denied|unauthorized|failed|fail): "
    r"(?!null|none|0\b|false)"
    r"|^\W{0,4}(?:failed to|unable to|cannot|can't|could not|couldn't) "
    r"|error response from daemon|error during connect|an error occurred \(|request failed"
    r"|^[\w.$]{3,}(?:error|exception|denied)(?::|$)",
    re.IGNORECASE | re.ASCII,
)

# What only repeats that something failed.
SUMMARY = lazily.pattern(
    r"(?:exit(?:ed)?|exit status|returned|failed|fail)\b.{0,40}\b(?:code|status|exit)\b:? ?-?[0-9]+\)?[.:]?$"
    r"|exit(?:ed)? (?:with )?(?:status|code):? ?-?[0-9]+\W*$"
    r"|^make(?:\[[0-9]+\])?: \*\*\*|did not exit successfully"
    r"|\bsee (?:the )?.{0,20}(?:above|below|log|output|messages)|state: failed"
    r"|^\W*(?:error|err!|fatal)?:? ?(?:the )?(?:build|job|task|step|pipeline|stage|script|deployment|command"
    r"|run|push|pull|login|request|operation)?:? ?(?:failed|failure|unsuccessful|error)!?\.*$"
    r"|^finished: failure"
    r"|script returned exit code",
    re.IGNORECASE | re.ASCII,
)

# What is not a complaint at all: a frame of a stack, a line of code, a command that is only repeated.
FRAME = lazily.pattern(
    r"^(?:at [\w.$<>/@ \[\]-]+\(|at (?:async )?(?:file:|node:|[\w./]+:[0-9])|\.\.\. [0-9]+ (?:more|common)"
    r"|file \""
    r"|raise |throw |return |goroutine [0-9]+|created by |[\w./@()*-]+\((?:\.\.\.|0x.*|\{.*)\)$"
    r"|[\w/.@-]+\.go:[0-9]+|\^|~)",
    re.IGNORECASE | re.ASCII,
)
REPEATED = lazily.pattern(
    r"^[^\w\"]{0,12}(?:\+{1,5} |\$ )|Running command |##\[command\]|##\[(?:group|debug)\]|::debug|Z \+ ",
    re.ASCII,
)

_CANDIDATE = lazily.pattern(CANDIDATE)
_CANDIDATE_IN_BYTES = lazily.pattern(encoded(CANDIDATE))

TOPIC = lazily.pattern(
    r"ecr|docker|podman|registry|login|credential|token|auth|aws|image|push|pull|http",
    re.IGNORECASE | re.ASCII,
)
"""What a line is about that may belong to the line that this program explains."""

FEW = 40
"""Complaints of one weight that are kept: the first ones are what matters."""

MOST_IN_A_BLOCK = 100
"""Lines of a block that are weighed, so that a log that is full of such words is read in time, too."""

NOTHING, A_SUMMARY, A_WARNING, A_HINT, AN_ERROR = range(5)


class Complaint(NamedTuple):
    """A line that may be the message: its number, the line as it is read, and its weight."""

    line: int
    text: str
    weight: int
    surroundings: Surroundings


def weight(raw: str, text: str) -> int:
    """Weigh a line, given as it is in the log and as it is read."""
    if FRAME.search(text) or REPEATED.search(raw) or not _CANDIDATE.search(text.lower()):
        return NOTHING
    if SUMMARY.search(text):
        return A_SUMMARY
    if LEVEL_OF_A_WARNING.search(raw):
        return A_WARNING
    return AN_ERROR if LEVEL.search(raw) or STRONG.search(text) else A_HINT


class Complaints:
    """Collects the complaints of a log while it is read, and the last line that says anything."""

    def __init__(self) -> None:
        self._kept: dict[int, dict[tuple[int, str], Surroundings]] = {}
        self._end = Complaint(0, "", NOTHING, ("", "", ""))

    def look(self, block: Block, low: bytes) -> None:
        """Weigh the lines of a block that may complain. `low` is the block in lower case.

        With as many errors as are kept, nothing that comes later counts.
        """
        if len(self._kept.get(AN_ERROR, ())) == FEW:
            return
        number, counted, at = block.first, 0, 0
        for _ in range(MOST_IN_A_BLOCK):
            if not (match := _CANDIDATE_IN_BYTES.search(low, at)):
                break
            number += count(low, b"\n", counted, match.start())
            counted = match.start()
            place = around(block, counted, number)
            self._weigh(block, place)
            at = max(place.end, match.end())
        self._look_at_the_end(block)

    def _weigh(self, block: Block, place: Place) -> None:
        for raw in decoded(block.data[place.start : place.end]).split("\r"):
            text = clean(raw)
            kept = self._kept.setdefault(weight(raw, text), {})
            if text and len(kept) < FEW:
                kept[place.number, text] = surroundings(block, place)

    def _look_at_the_end(self, block: Block) -> None:
        end = len(stripped(block.data))
        if end:
            number = block.first + count(block.data, b"\n", 0, end)
            place = around(block, end - 1, number)
            *_, raw = decoded(block.data[place.start : end]).split("\r")
            if text := clean(raw):
                self._end = Complaint(number, text, NOTHING, surroundings(block, place))

    def errors(self) -> Iterable[Complaint]:
        """Give the lines that say by themselves that something went wrong, in the order of the log."""
        return (
            Complaint(line, text, AN_ERROR, lines_around)
            for (line, text), lines_around in self._kept.get(AN_ERROR, {}).items()
        )

    def message(self) -> Complaint | None:
        """Return the first complaint of the greatest weight; if there is none, the last line of the log.

        Of lines that only hint at an error it is the first one that is about registries.
        """
        for size in (AN_ERROR, A_HINT, A_WARNING, A_SUMMARY):
            lines = [
                Complaint(line, text, size, lines_around)
                for (line, text), lines_around in self._kept.get(size, {}).items()
            ]
            if lines:
                hints = (each for each in lines if size == A_HINT and TOPIC.search(each.text))
                return next(hints, lines[0])
        return self._end if self._end.text else None
