"""The cloud: three servers on loopback that share one clock, one master key and one log."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Self

from explain.clock import Clock
from explain.cloud.iam import Principal
from explain.cloud.message import Answer, Application, Request
from explain.cloud.reception import Reception
from explain.cloud.server import Server
from explain.cloud.wire import WireLog
from explain.errors import SandboxProblem

if TYPE_CHECKING:
    from explain.cloud.tokens import TokenMint


class Cloud:
    """ECR's API, its registry and a docker engine.

    The ports are bound when a Cloud is made, so their URLs are good at once; they answer from
    `start()` until `stop()`. A stopped Cloud is over: make another.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        master_key: bytes,
        account: str,
        principals: Sequence[Principal],
        reissue_within: timedelta = timedelta(0),
        entropy: Callable[[int], bytes] = os.urandom,
    ) -> None:
        if len(master_key) != 32:
            raise SandboxProblem(
                f"The sandbox's master key has {len(master_key)} bytes in place of 32.",
                "Empty the sandbox with `explain-ecr reset`.",
            )
        self.wire = WireLog()
        self._clock = clock
        self._master_key = master_key
        self._account = account
        self._principals = tuple(principals)
        self._reissue_within = reissue_within
        self._entropy = _one_at_a_time(entropy)
        self._mint: TokenMint | None = None
        self._minting = threading.Lock()
        self._control = self._server("ECR API", self._load_control)
        self._registry = self._server("registry", self._load_registry)
        self._engine = self._server("engine", self._load_engine)
        self._servers = (self._control, self._registry, self._engine)
        self._reception = Reception(self._servers)
        self.control_url = f"http://127.0.0.1:{self._control.port}"
        self.registry_url = f"http://127.0.0.1:{self._registry.port}"
        self.engine_url = f"tcp://127.0.0.1:{self._engine.port}"

    def start(self) -> None:
        """Begin to answer."""
        self._reception.open()

    def stop(self) -> None:
        """Close every port and end every thread. Stopping twice is stopping once."""
        self._reception.close()

    def warm(self) -> None:
        """Load everything now (moto takes 0.25 s) that the first requests would otherwise wait for.

        Raises `SandboxProblem` where a principal's policy is none.
        """
        for server in self._servers:
            server.application()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _server(self, name: str, load: Callable[[], Application]) -> Server:
        return Server(name, load, self._record, self._date)

    def _record(self, server: str, request: Request, answer: Answer) -> None:
        self.wire.record(server, self._clock.now(), request, answer)

    def _date(self) -> str:
        """Write the cloud's time as a Date header (RFC 9110, 5.6.7)."""
        from email.utils import format_datetime

        return format_datetime(self._clock.now(), usegmt=True)

    def _tokens(self) -> TokenMint:
        from explain.cloud.tokens import TokenMint

        with self._minting:
            if self._mint is None:
                self._mint = TokenMint(self._master_key, self._entropy, self._reissue_within)
            return self._mint

    def _load_control(self) -> Application:
        from explain.cloud.control import Control
        from explain.cloud.iam import Directory

        directory = Directory(self._account, self._principals)
        return Control(self._account, directory, self._tokens(), self._clock.now, self._entropy)

    def _load_registry(self) -> Application:
        from explain.cloud.registry import Registry

        return Registry(self._tokens(), self._clock.now)

    def _load_engine(self) -> Application:
        from explain.cloud.engine import Engine
        from explain.cloud.login import ping_on

        return Engine(ping_on(self._registry.port))


def _one_at_a_time(entropy: Callable[[int], bytes]) -> Callable[[int], bytes]:
    """Guard a source of bytes, which need not be made for threads (a seeded one is not)."""
    lock = threading.Lock()

    def guarded(size: int) -> bytes:
        with lock:
            return entropy(size)

    return guarded
