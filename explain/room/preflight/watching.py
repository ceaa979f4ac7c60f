"""What our own programs do while they run: whom they are connected to, and how much memory they take."""

from __future__ import annotations

import contextlib
import ipaddress
import threading
from collections.abc import Iterator

import psutil

_EVERY = 0.1
"""Seconds between two looks, each of which takes 5 ms of the processor."""


class Watch:
    """The connections and the memory of this process and its children, as observed so far.

    `away` names each connection to another machine, `looks` counts how often we looked, and `memory` is the
    most that all of them had in use together, in bytes: what several share counts for each.
    """

    def __init__(self, *others: int) -> None:
        self.away: set[str] = set()
        self.looks = 0
        self.memory = 0
        self._others = others

    def look(self) -> None:
        """Look at every process once."""
        memory = 0
        for process in self._processes():
            with contextlib.suppress(psutil.Error):  # it has ended, or is somebody else's
                memory += process.memory_info().rss
                self.away.update(_away(process))
        self.memory = max(self.memory, memory)
        self.looks += 1

    def _processes(self) -> Iterator[psutil.Process]:
        us = psutil.Process()
        yield us
        with contextlib.suppress(psutil.Error):
            for child in us.children():
                if child.pid not in self._others:
                    yield child
                    yield from child.children(recursive=True)


def _away(process: psutil.Process) -> Iterator[str]:
    for connection in process.net_connections("inet"):
        if connection.raddr and not ipaddress.ip_address(connection.raddr.ip).is_loopback:
            yield f"{process.name()} to {connection.raddr.ip}"


@contextlib.contextmanager
def watching(*others: int) -> Iterator[Watch]:
    """Look at our processes again and again meanwhile, those with some process ids apart."""
    watch, over = Watch(*others), threading.Event()

    def look() -> None:
        while not over.is_set():
            watch.look()
            over.wait(_EVERY)

    thread = threading.Thread(target=look, name="explain-ecr preflight", daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        over.set()
        thread.join()
