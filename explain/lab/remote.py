"""A lab that runs in another process, as the acts see it: its cloud, its wire log, its clock."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import starmap
from pathlib import Path
from typing import Any

from explain.clock import Clock
from explain.errors import SandboxProblem
from explain.lab.folder import Address, address_of
from explain.records import Piece, record_of
from explain.wire import Exchange, Summary

_WHOLE, _SUMMARIES = "/wire", "/wire/summaries"
"""The routes to exchanges, and to as much of them as a line of a trace needs."""

_PATIENCE = 20.0
"""Seconds that the lab may keep us waiting for the next exchange before it answers with none."""


class LabGone(SandboxProblem):
    """The lab that was asked has ended."""


class Steerer:
    """Speaks to a lab's control route."""

    def __init__(self, address: Address) -> None:
        self._address = address

    def ask(self, method: str, target: str, body: object = None, patience: float = 30) -> Any:
        """Ask and return the answer. Raises `LabGone`, and `SandboxProblem` where it refuses."""
        status, found = self._answer(method, target, body, patience)
        if status != 200:
            raise SandboxProblem(
                f"The lab refused: {found.get('message', status)}.",
                "Run `explain-ecr reset`. If that does not help, start another lab.",
            )
        return found

    def knows(self, target: str) -> bool:
        """Tell whether a lab has something to say at a place. Raises `LabGone`."""
        return self._answer("GET", target, None, 30)[0] != 404

    def _answer(self, method: str, target: str, body: object, patience: float) -> tuple[int, Any]:
        place = self._address.steering_url.removeprefix("http://")
        connection = http.client.HTTPConnection(place, timeout=patience)
        try:
            headers = {"Authorization": f"Bearer {self._address.key}"}
            sent = None if body is None else json.dumps(body)
            connection.request(method, target, sent, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise LabGone(
                "The lab no longer answers.",
                "Leave its shell and start another lab: `explain-ecr lab`.",
            ) from error
        finally:
            connection.close()


class RemoteClock(Clock):
    """A lab's clock, read and turned from another process."""

    def __init__(self, steerer: Steerer) -> None:
        super().__init__()
        self._steerer = steerer

    @property
    def offset(self) -> timedelta:
        """By how much the lab's clock is ahead of the machine's."""
        return timedelta(seconds=self._steerer.ask("GET", "/clock")["offset"])

    def now(self) -> datetime:
        """Ask the lab for its time, in UTC. It cannot be computed, because a lab's clock may stand still."""
        return datetime.fromisoformat(self._steerer.ask("GET", "/clock")["now"])

    def turn(self, by: timedelta) -> None:
        """Move the lab's clock."""
        self._steerer.ask("POST", "/clock", {"by": by.total_seconds()})

    def reset(self) -> None:
        """Set the lab's clock to the machine's time."""
        self._steerer.ask("POST", "/clock/reset")


class RemoteWire:
    """A lab's wire log, read from another process."""

    def __init__(self, steerer: Steerer) -> None:
        self._steerer = steerer

    def mark(self) -> int:
        """Return a bookmark for `since`."""
        return int(self._steerer.ask("GET", f"/wire?since={2**31}")["end"])

    def since(self, mark: int) -> tuple[Exchange, ...]:
        """Return what was answered after the bookmark was set, as far as it is kept."""
        return tuple(exchange for piece in self.exchanges(mark) for exchange in piece.items)

    def wait(self, mark: int, seconds: float) -> tuple[Exchange, ...]:
        """Return what was answered after the bookmark, waiting a while if nothing was yet."""
        return _with_exchanges(self._piece(_WHOLE, mark, seconds)).items

    def exchanges(self, mark: int) -> Iterator[Piece[Exchange]]:
        """Read what was answered after the bookmark, piece by piece."""
        return map(_with_exchanges, self._pieces(_WHOLE, mark))

    def summaries(self, mark: int) -> Iterator[Piece[Summary]]:
        """Read what was answered after the bookmark, in one line an exchange, piece by piece."""
        return map(_with_summaries, self._pieces(_SUMMARIES, mark))

    def follow(self, mark: int) -> Iterator[Exchange]:
        """Yield exchanges after the bookmark as they are answered. Raises `LabGone` when the lab ends."""
        for piece in self._told(_WHOLE, mark):
            yield from _with_exchanges(piece).items

    def follow_summaries(self, mark: int) -> Iterator[Summary]:
        """Go on likewise, in one line an exchange."""
        for piece in self._told(_SUMMARIES, mark):
            yield from _with_summaries(piece).items

    def _told(self, route: str, mark: int) -> Iterator[Piece[Any]]:
        """Wait for what follows a bookmark, again and again: the lab answers when there is something."""
        while True:
            piece = self._piece(route, mark, _PATIENCE)
            yield piece
            mark = piece.last

    def _pieces(self, route: str, mark: int) -> Iterator[Piece[Any]]:
        """Read what follows a bookmark piece by piece, none of which is long."""
        end = mark + 1
        while mark < end:
            piece = self._piece(route, mark)
            yield piece
            mark, end = piece.last, piece.end

    def _piece(self, route: str, mark: int, seconds: float = 0) -> Piece[Any]:
        target = f"{route}?since={mark}&wait={seconds}"
        return Piece(**self._steerer.ask("GET", target, patience=seconds + 30))


class RemoteCloud:
    """A lab's cloud. It is not ours to stop."""

    def __init__(self, address: Address) -> None:
        self._steerer = Steerer(address)
        self.wire = RemoteWire(self._steerer)
        self.clock = RemoteClock(self._steerer)
        self.control_url = address.control_url
        self.registry_url = address.registry_url
        self.engine_url = address.engine_url

    def follow(self, seconds: float) -> None:
        """Let the lab hand out a token again within this time, so that acts can follow one secret."""
        self._steerer.ask("POST", "/follow", {"seconds": seconds})

    def end(self) -> None:
        """End the lab."""
        self._steerer.ask("POST", "/end")

    def stop(self) -> None:
        """Leave the lab running, and let it issue a new token for each request again."""
        self.follow(0)


def lab_at(folder: Path) -> RemoteCloud | None:
    """Return the cloud of the lab that runs in a folder, if one does."""
    address = address_of(folder)
    return RemoteCloud(address) if address else None


def _with_exchanges(piece: Piece[Any]) -> Piece[Exchange]:
    return piece._replace(
        items=tuple(record_of(Exchange, item, "exchange") for item in piece.items)
    )


def _with_summaries(piece: Piece[Any]) -> Piece[Summary]:
    return piece._replace(items=tuple(starmap(Summary, piece.items)))
