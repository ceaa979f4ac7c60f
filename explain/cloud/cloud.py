"""The cloud: three servers on loopback that share one clock, one master key and one log."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from explain.clock import Clock
from explain.cloud.iam import Accounts, Directory, Principal
from explain.cloud.message import Answer, Application
from explain.cloud.service import Service
from explain.cloud.wire import WireLog
from explain.errors import SandboxProblem
from explain.http.guard import Hosts, everybody, loopback
from explain.http.limits import Limits, affordable
from explain.http.listening import Listening
from explain.http.message import Request
from explain.http.server import Server, in_folder, on_loopback

if TYPE_CHECKING:
    from explain.cloud.audit import Audit
    from explain.cloud.aws.aws_services import AwsServices
    from explain.cloud.registry.state import State
    from explain.cloud.tokens import TokenMint


class Cloud:
    """ECR's API, its registry and a docker engine.

    The ports are bound when a Cloud is made, so their URLs are good at once; they answer from
    `start()` until `stop()`. A stopped Cloud cannot start again: make another.
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
        signed_by: Sequence[Clock] = (),
        repositories: Sequence[tuple[str, str]] = (),
        storage: Path | None = None,
        authority: Path | None = None,
        spec: bool = False,
        engine_socket: Path | None = None,
        others: Accounts | None = None,
    ) -> None:
        if len(master_key) != 32:
            raise SandboxProblem(
                f"The sandbox's master key has {len(master_key)} bytes instead of 32.",
                "Empty the sandbox with `explain-ecr reset`.",
            )
        self.wire = WireLog()
        self._clock = clock
        self._signed_by = tuple(signed_by) or (clock,)
        self._master_key = master_key
        self._account = account
        self._accounts = {account: tuple(principals), **(others or {})}
        self._reissue_within = reissue_within
        self._entropy = _one_at_a_time(entropy)
        self._repositories = tuple(repositories)
        self._storage = storage
        self._spec = spec
        self._mint: TokenMint | None = None
        self._directory: Directory | None = None
        self._services: AwsServices | None = None
        self._state: State | None = None
        self._loading = threading.RLock()  # guards the four above
        self._limits = Limits(connections=affordable(_SERVERS))
        self._loaded: list[Service] = []
        self._control = self._server("ECR API", self._load_control)
        self._registry = self._server(
            "registry", self._load_registries, streams=storage is not None
        )
        socket_file = in_folder(engine_socket) if engine_socket else None
        self._engine = self._server("engine", self._load_engine, socket_file)
        self._servers: tuple[Server, ...] = (self._control, self._registry, self._engine)
        self.door_url = ""
        self.authority_file: Path | None = None
        if authority:
            self._servers += (self._door(authority),)
        self._listening = Listening(self._servers)
        self.control_url = f"http://127.0.0.1:{self._control.port}"
        self.registry_url = f"http://127.0.0.1:{self._registry.port}"
        self.engine_url = (
            f"unix://{engine_socket}" if socket_file else f"tcp://127.0.0.1:{self._engine.port}"
        )

    def start(self) -> None:
        """Begin to answer."""
        self._listening.open()

    def stop(self) -> None:
        """Close every port and end every thread. Stopping twice is stopping once."""
        self._listening.close()

    def warm(self) -> None:
        """Load everything now (moto takes 0.25 s) that the first requests would otherwise wait for.

        Raises `SandboxProblem` if a principal's policy is not valid.
        """
        for service in self._loaded:
            service.application()

    def follow(self, within: timedelta) -> None:
        """Hand out a token again to who asks again within this time (see `TokenMint`)."""
        with self._loading:
            self._reissue_within = within
            if self._mint:
                self._mint.reissue_within = within

    def audit(self) -> Audit:
        """Return what answers questions about this cloud without a request."""
        from explain.cloud.audit import Audit

        return Audit(self._tokens(), self._iam(), self._clock.now)

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

    def _door(self, folder: Path) -> Server:
        """Open the door to all of this, under an authority whose certificate is put into a folder."""
        from explain.cloud.door.authority import Authority
        from explain.cloud.door.door import Door

        authority = Authority(folder)
        door = Door(authority, self._control, self._registry)
        server = self._server("door", lambda: door, hosts=everybody, serve=door.serve)
        self.authority_file = authority.file
        self.door_url = f"http://127.0.0.1:{server.port}"
        return server

    def _server(
        self,
        name: str,
        load: Callable[[], Application],
        listener: socket.socket | None = None,
        *,
        hosts: Hosts | None = None,
        streams: bool = False,
        serve: Callable[[socket.socket, Server], None] | None = None,
    ) -> Server:
        """Put a service behind a listener. A Unix socket is reached by no browser, whatever the Host."""
        service = Service(name, load, self._record, self._date)
        self._loaded.append(service)
        usual = everybody if listener else _ours
        return Server(
            name,
            service,
            listener or on_loopback(),
            hosts=hosts or usual,
            limits=self._limits,
            streams=streams,
            serve=serve,
        )

    def _record(self, server: str, request: Request, answer: Answer) -> None:
        self.wire.record(server, self._clock.now(), request, answer)

    def _date(self) -> str:
        """Write the cloud's time as a Date header (RFC 9110, 5.6.7)."""
        from email.utils import format_datetime

        return format_datetime(self._clock.now(), usegmt=True)

    def _tokens(self) -> TokenMint:
        from explain.cloud.tokens import TokenMint

        with self._loading:
            if self._mint is None:
                self._mint = TokenMint(self._master_key, self._entropy, self._reissue_within)
            return self._mint

    def _load_control(self) -> Application:
        from explain.cloud.aws.authentication import Authenticator
        from explain.cloud.aws.authorization_token import AuthorizationTokens
        from explain.cloud.aws.control import Control

        if self._repositories:
            self._aws_services()
        signing_times = [clock.now for clock in self._signed_by]
        authenticator = Authenticator(self._iam(), signing_times, self._clock.now)
        tokens = AuthorizationTokens(self._tokens(), self._clock.now)
        return Control(authenticator, tokens, self._aws_services, self._entropy)

    def _iam(self) -> Directory:
        """Load the users, once."""
        with self._loading:
            if self._directory is None:
                self._directory = Directory(self._accounts)
            return self._directory

    def _aws_services(self) -> AwsServices:
        """Load the rest of the API, of which tokens need nothing, and with it the repositories, once."""
        from explain.cloud.aws.aws_services import AwsServices
        from explain.cloud.aws.repositories import create_repositories

        with self._loading:
            if self._services is None:
                self._iam().load()
                for account in self._accounts:
                    create_repositories(account, self._repositories, self._clock.now())
                self._services = AwsServices(self._clock.now, self._registry_state())
            return self._services

    def _registry_state(self) -> State | None:
        """Open the storage, once; None if there is none."""
        from explain.cloud.registry.downloads import Downloads
        from explain.cloud.registry.repositories import all_layers
        from explain.cloud.registry.state import State
        from explain.cloud.registry.storage import Storage

        with self._loading:
            if self._state is None and self._storage:
                storage = Storage(self._storage / "registry")
                storage.sweep(all_layers())
                key = self._entropy(32)
                downloads = Downloads(storage, self.registry_url, key, self._clock.now)
                self._state = State(storage, downloads)
            return self._state

    def _load_registries(self) -> Application:
        from explain.cloud.hosts import public_registry

        private = self._load_registry()

        def application(request: Request) -> Answer:
            if self._state and request.path.startswith("/layers/"):
                return self._state.downloads(request)
            return (self._public if public_registry(request.host) else private)(request)

        return application

    def _public(self, request: Request) -> Answer:
        from explain.cloud.registry.public import PublicRegistry

        return PublicRegistry(self._account, self._tokens(), self._clock.now)(request)

    def _load_registry(self) -> Application:
        from explain.cloud.registry.registry import Registry

        if self._storage is None:
            return Registry(self._tokens(), self._clock.now)
        from explain.cloud.registry.dialect import ECR, SPECIFICATION
        from explain.cloud.registry.protocol import Distribution

        self._aws_services()  # it makes the repositories
        state = self._registry_state()
        assert state
        dialect = SPECIFICATION if self._spec else ECR
        distribution = Distribution(state, self._iam(), self._clock.now, dialect)
        return Registry(self._tokens(), self._clock.now, distribution)

    def _load_engine(self) -> Application:
        from explain.cloud.engine.engine import Engine
        from explain.cloud.engine.login import ping_on

        port = self._registry.port
        if self._storage is None:
            return Engine(ping_on(port))
        from explain.cloud.engine.routes import image_routes
        from explain.cloud.hosts import registry_name

        region = next((region for region, _ in self._repositories), "ap-south-1")
        host = registry_name(self._account, region)
        return Engine(ping_on(port), image_routes(self._storage / "engine", host, port))


_SERVERS = 5
"""The four of a lab, and its control route."""


def _ours(host: str) -> bool:
    """Whether a Host header names loopback, or one of Amazon's hosts that the sandbox simulates."""
    from explain.cloud.hosts import api_host, public_registry, registry_host

    return bool(loopback(host) or registry_host(host) or api_host(host) or public_registry(host))


def _one_at_a_time(entropy: Callable[[int], bytes]) -> Callable[[int], bytes]:
    """Guard a source of bytes, which need not be made for threads (a seeded one is not)."""
    lock = threading.Lock()

    def guarded(size: int) -> bytes:
        with lock:
            return entropy(size)

    return guarded
