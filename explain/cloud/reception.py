"""The door: one thread that waits for visitors at several servers."""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Sequence

from explain.cloud.server import Server


class Reception:
    """One thread that waits at the doors of several servers."""

    def __init__(self, servers: Sequence[Server]) -> None:
        self._servers = servers
        self._bell, self._rope = socket.socketpair()
        self._thread = threading.Thread(target=self._wait, name="explain-ecr", daemon=True)

    def open(self) -> None:
        """Begin to let visitors in."""
        self._thread.start()

    def close(self) -> None:
        """Close every door. Nothing is left behind: no port, no thread."""
        self._rope.close()
        if self._thread.is_alive():
            self._thread.join()
        self._bell.close()
        for server in self._servers:
            server.close()

    def _wait(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._bell, selectors.EVENT_READ)
            for server in self._servers:
                selector.register(server.listener, selectors.EVENT_READ, server)
            while True:
                for key, _ in selector.select():
                    if key.data is None:
                        return
                    key.data.welcome()
