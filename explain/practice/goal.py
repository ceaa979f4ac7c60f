"""Goals on the wire: a line of text, and whether an exchange is what it asks for.

A line is `[client] METHOD target [Operation] status [verdict] [@ host]: sentence`, in the words in which
`trace` shows an exchange. The method ANY is any method, and `…` in a target any text. For example:

    engine PUT /v2/my-image/manifests/latest 201: Your image is in the registry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from explain.errors import LessonProblem
from explain.wire import Exchange, asked, operation

ANY = "ANY"
"""Stands for every method."""

_LINE = re.compile(
    r"(?:(?P<client>[a-z][\w.-]*) )?(?P<method>[A-Z]{3,7}) (?P<target>/\S*)(?: (?P<operation>[A-Z]\w+))?"
    r" (?P<status>[1-5][0-9]{2})(?: (?P<verdict>[A-Za-z_][\w ]*?))?(?: @ (?P<host>[\w.-]+))?"
    r": (?P<sentence>\S.*)"
)


class Goal(NamedTuple):
    """What has to cross the wire, and a sentence that says what that means. Empty fields may be anything."""

    client: str
    method: str
    target: str
    operation: str
    status: int
    verdict: str
    host: str
    sentence: str

    @property
    def pattern(self) -> str:
        """The line without its sentence."""
        words = (
            self.client,
            self.method,
            self.target,
            self.operation,
            str(self.status),
            self.verdict,
        )
        return " ".join(filter(None, (*words, self.host and f"@ {self.host}")))

    def is_met_by(self, exchange: Exchange) -> bool:
        """Tell whether an exchange is what this goal asks for."""
        evidence = exchange.evidence
        return (
            exchange.status == self.status
            and self.method in (ANY, exchange.method)
            and self.client in ("", exchange.client)
            and self.operation in ("", operation(exchange))
            and self.verdict in ("", evidence.verdict)
            and self.host in ("", exchange.host, evidence.host)
            and _is_target(self.target, _target(exchange))
        )


def read(line: str, where: str, number: int) -> Goal:
    """Read a goal's line. Raises `LessonProblem` with the line's number."""
    found = _LINE.fullmatch(line.strip())
    if not found:
        raise LessonProblem(
            where,
            number,
            f"{line.strip()!r} cannot be read as a goal.",
            "Write `[client] METHOD target [Operation] status [verdict] [@ host]: sentence`.",
        )
    fields = {name: value or "" for name, value in found.groupdict().items()}
    return Goal(**{**fields, "status": int(fields["status"])})  # type: ignore[arg-type]


def met(
    goals: Sequence[Goal],
    exchanges: Iterable[Exchange],
    before: Sequence[bool] = (),
    *,
    in_order: bool,
) -> list[bool]:
    """Tell for each goal whether the wire has met it; what was met `before` stays met.

    In order, an exchange counts only for the first goal that is open.
    """
    done = list(before) or [False] * len(goals)
    for exchange in exchanges:
        for number, goal in enumerate(goals):
            if done[number]:
                continue
            if goal.is_met_by(exchange):
                done[number] = True
                break
            if in_order:
                break
    return done


def _target(exchange: Exchange) -> str:
    """Return what was asked for, digests and uploads shortened."""
    return asked(exchange).split(" ")[1]


def _is_target(wanted: str, target: str) -> bool:
    path = target if "?" in wanted else target.partition("?")[0]
    parts = map(re.escape, wanted.split("…"))
    return re.fullmatch(".*".join(parts), path) is not None
