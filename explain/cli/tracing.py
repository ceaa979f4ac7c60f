"""`explain-ecr trace`: what crossed the wire of a lab, or what was kept of it in a file."""

from __future__ import annotations

import re
import shutil
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol, TextIO, TypeVar

from explain import tracefile
from explain.cli import pager
from explain.cli.report import reporting, say
from explain.clock import iso, machine_time
from explain.errors import UsageProblem
from explain.lab import folder
from explain.lab.remote import LabGone, RemoteCloud
from explain.records import Piece
from explain.render import trace as drawing
from explain.tracefile import Trace
from explain.wire import Exchange, Summary, summary

_LENGTH = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(s|m|min|h|d)", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}
_TIME = re.compile(r"\d\d:\d\d(:\d\d)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is to be shown, and how. `last` counts exchanges, `since` is a length of time or a time."""

    output: str = "plain"
    follow: bool = False
    diagram: bool = False
    brief: bool = False
    last: int | None = None
    since: str | None = None
    save: str | None = None
    file: str | None = None


class _Source(Protocol):
    """Where exchanges come from: a lab's wire, or a file."""

    def mark(self) -> int: ...
    def summaries(self, mark: int) -> Iterable[Piece[Summary]]: ...
    def exchanges(self, mark: int) -> Iterable[Piece[Exchange]]: ...


class _File:
    """The exchanges in a file, as a wire log has them."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace

    def mark(self) -> int:
        """Return the bookmark of the end."""
        return self._trace.exchanges[-1].number if self._trace.exchanges else 0

    def exchanges(self, mark: int) -> Iterator[Piece[Exchange]]:
        """Return the exchanges after a bookmark."""
        items = tuple(each for each in self._trace.exchanges if each.number > mark)
        yield Piece(items, self.mark(), self.mark(), self._trace.lost)

    def summaries(self, mark: int) -> Iterator[Piece[Summary]]:
        """Return the exchanges after a bookmark in one line each."""
        for piece in self.exchanges(mark):
            items = tuple(map(summary, piece.items))
            yield Piece(items, piece.last, piece.end, piece.lost)

    def now(self) -> datetime:
        """Return the time of the last exchange."""
        at = self._trace.exchanges[-1].at if self._trace.exchanges else iso(machine_time())
        return datetime.fromisoformat(at)


def trace(wishes: Wishes) -> None:
    """Show what crossed the wire, or keep it in a file."""
    with reporting("plain"):
        _check(wishes)
        if wishes.file is not None:
            kept = tracefile.read(Path(wishes.file))
            file = _File(kept)
            _answer(file, kept.lab, file.now, wishes)
            return
        _, address = folder.find(None)
        cloud = RemoteCloud(address)
        end = _answer(cloud.wire, address.name, cloud.clock.now, wishes)
        if wishes.follow:
            _follow(cloud, address.name, end, wishes)


def _check(wishes: Wishes) -> None:
    """Raise `UsageProblem` for options that exclude each other."""
    if wishes.diagram and (wishes.follow or wishes.output == "json" or wishes.brief):
        raise UsageProblem(
            "A diagram can only show what has already happened, as text.",
            "Leave out the other option.",
        )
    if wishes.follow and (wishes.file is not None or wishes.save is not None):
        raise UsageProblem(
            "You can only follow a running lab, and not into a file.",
            "Leave out one of the two options.",
        )


def _answer(source: _Source, lab: str, now: Callable[[], datetime], wishes: Wishes) -> int:
    """Show or keep what was asked for; returns the bookmark to go on from."""
    earliest = iso(_moment(wishes.since, now())) if wishes.since is not None else ""
    last = wishes.last
    mark = max(0, source.mark() - last) if last is not None and not earliest else 0
    if wishes.save is None and wishes.output == "plain":
        lines, lost, end = _chosen(source.summaries(mark), earliest, last)
        _tell_lost(lines, lost)
        if lines or not wishes.follow:
            _show(lines, wishes)
        return end
    exchanges, lost, end = _chosen(source.exchanges(mark), earliest, last)
    if wishes.save is None:
        _tell_lost(exchanges, lost)
        for exchange in exchanges:
            print(drawing.as_json(exchange))
    else:
        tracefile.save(Path(wishes.save), Trace(lab, tuple(exchanges), lost))
        from explain.masking import masked  # here: to show a trace does without

        say(f"{_counted(len(exchanges))} saved in {masked(wishes.save)}, secrets masked.")
    return end


_Item = TypeVar("_Item", Exchange, Summary)


def _chosen(
    pieces: Iterable[Piece[_Item]], earliest: str, last: int | None
) -> tuple[list[_Item], int, int]:
    """Read what was asked for; returns it, the number of exchanges that were dropped, and the last number."""
    items: deque[_Item] = deque(maxlen=last)
    lost = end = 0
    for piece in pieces:
        items.extend(item for item in piece.items if item.at >= earliest)
        lost, end = piece.lost, piece.last
    return list(items), lost, end


def _tell_lost(items: Sequence[Exchange] | Sequence[Summary], lost: int) -> None:
    """Say how many exchanges the lab has dropped, if the command would have shown them."""
    if lost and items and items[0].number == lost + 1:
        say(
            f"{_counted(lost)} missing before these: the wire log only keeps the newest ones.",
            error=True,
        )


def _counted(number: int) -> str:
    return "1 exchange is" if number == 1 else f"{number:,} exchanges are"


def _show(lines: Sequence[Summary], wishes: Wishes) -> None:
    if not lines:
        since = f" since {wishes.since}" if wishes.since is not None else " yet"
        say(f"Nothing has crossed the wire{since}.", error=True)
        return
    with pager.sheet(on=not wishes.follow) as stream:
        if wishes.diagram:
            size = shutil.get_terminal_size()
            columns = size.columns if stream.isatty() else None
            stream.write(f"{drawing.sequence(lines, columns, size.lines)}\n")
        else:
            stream.writelines(f"{row}\n" for row in _rows(lines, stream, wishes))


def _rows(lines: Iterable[Summary], stream: TextIO, wishes: Wishes) -> Iterator[str]:
    """Write exchanges as the place where they are shown has room."""
    if stream.isatty():
        return drawing.as_rows(lines, shutil.get_terminal_size().columns, brief=wishes.brief)
    return (drawing.as_line(line, brief=wishes.brief) for line in lines)


def _follow(cloud: RemoteCloud, lab: str, mark: int, wishes: Wishes) -> None:
    """Go on as more crosses the wire, until the lab ends."""
    sys.stdout.flush()
    try:
        if wishes.output == "json":
            for exchange in cloud.wire.follow(mark):
                print(drawing.as_json(exchange), flush=True)
        else:
            for row in _rows(cloud.wire.follow_summaries(mark), sys.stdout, wishes):
                print(row, flush=True)
    except LabGone:
        say(f"The lab {lab} has ended.", error=True)


def _moment(text: str, now: datetime) -> datetime:
    """Read a length of time before now, or a time: of this day or the day before, where no day is given."""
    try:
        if match := _LENGTH.fullmatch(text.strip()):
            return now - timedelta(seconds=float(match[1]) * _SECONDS[match[2]])
        if _TIME.fullmatch(text.strip()):
            today = datetime.fromisoformat(f"{now.date()}T{text.strip()}").replace(tzinfo=UTC)
            return today if today <= now else today - timedelta(days=1)
        moment = datetime.fromisoformat(text.strip())
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise UsageProblem(
            f"{text!r} is not a time or a length of time.",
            "Write it like 90s, 10min, 2h, 1d, 14:02 or 2026-01-31T14:02, in UTC as in the trace.",
        ) from None
