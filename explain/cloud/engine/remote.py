"""The engine as a client of registries: real HTTP, with the credential that the docker CLI sent.

It speaks as moby's engine does, request by request. Whatever host a request names, it goes to the
sandbox's registry on loopback, and nowhere else.
"""

from __future__ import annotations

import base64
import http.client
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse

from explain.cloud.engine.login import AGENT
from explain.cloud.engine.references import Reference
from explain.cloud.engine.rejection import Reply, TransferFailed
from explain.secret import Secret

PIECE = 256 * 1024
"""How much of a layer is in memory at once, in bytes."""

_PATIENCE = 60
_LARGEST = 16 * 1024 * 1024
"""The largest manifest, configuration or error that is read, in bytes."""


@dataclass(frozen=True, slots=True)
class Credential:
    """What the CLI found in its configuration for a registry."""

    user: str
    password: Secret


class NoCredential(TransferFailed):
    """The registry wants Basic credentials, and the CLI sent none."""

    def __init__(self, request: str) -> None:
        super().__init__(f"{request}: no basic auth credentials")


class Remote:
    """One repository in a registry, as it is open to one credential."""

    def __init__(self, port: int, reference: Reference, credential: Credential | None) -> None:
        self._port = port
        self._credential = credential
        self._challenged = False
        self.host = reference.domain
        self.repository = reference.path
        self.path = f"/v2/{reference.path}"

    def greet(self) -> None:
        """Ask `GET /v2/` without credentials, to learn whether some are wanted.

        No credential is ever sent unasked (distribution, registry/client/auth/session.go).
        """
        answer = self.ask("GET", "/v2/")
        challenge = answer.headers.get("Www-Authenticate", "").lower()
        self._challenged = answer.status == 401 and challenge.startswith("basic ")

    def ask(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Reply:
        """Send a small request and read the whole answer."""
        with closing(self._connection()) as connection, self._named(method, path):
            length = {"Content-Length": str(len(body))} if body or method != "GET" else {}
            usual = self._headers(method, path) | (length if method != "HEAD" else {})
            connection.request(method, path, body or None, {**usual, **(headers or {})})
            return _whole(connection.getresponse())

    @contextmanager
    def download(self, path: str) -> Iterator[Iterator[bytes]]:
        """Fetch a blob, piece by piece."""
        with closing(self._connection()) as connection:
            with self._named("GET", path):
                connection.request("GET", path, headers=self._headers("GET", path))
                answer = connection.getresponse()
                if answer.status != 200:
                    raise _whole(answer).refusal()
            yield self._pieces(answer, path)

    def upload(
        self, method: str, path: str, pieces: Iterator[bytes]
    ) -> Generator[int, None, Reply]:
        """Send a body in chunks, as moby does; yield after each how many bytes it had.

        A registry may refuse before it has seen the end, and then it hangs up: its answer counts.
        """
        with closing(self._connection()) as connection:
            with self._named(method, path):
                connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
                kind = {"Content-Type": "application/octet-stream", "Transfer-Encoding": "chunked"}
                for name, value in (self._headers(method, path) | kind).items():
                    connection.putheader(name, value)
                connection.endheaders()
            for piece in pieces:
                if not _sent(connection, b"%x\r\n%b\r\n" % (len(piece), piece)):
                    break
                yield len(piece)
            else:
                _sent(connection, b"0\r\n\r\n")
            with self._named(method, path):
                return _whole(connection.getresponse())

    def _connection(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self._port, timeout=_PATIENCE)

    def _headers(self, method: str, path: str) -> dict[str, str]:
        """Return what every request has; the credential only once it was asked for."""
        headers = {"Host": self.host, "User-Agent": AGENT}
        if not self._challenged:
            return headers
        if self._credential is None:
            raise NoCredential(self._request(method, path))
        pair = f"{self._credential.user}:{self._credential.password.reveal()}".encode()
        return headers | {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}

    def _pieces(self, answer: HTTPResponse, path: str) -> Iterator[bytes]:
        while True:
            with self._named("GET", path):
                piece = answer.read1(PIECE)
            if not piece:
                return
            yield piece

    @contextmanager
    def _named(self, method: str, path: str) -> Iterator[None]:
        """Say of a network error in which request it came (as Go's url.Error does)."""
        try:
            yield
        except (OSError, HTTPException) as error:
            what = type(error).__name__
            raise TransferFailed(f"{self._request(method, path)}: {what}") from error

    def _request(self, method: str, path: str) -> str:
        return f'{method.capitalize()} "https://{self.host}{path}"'


def _sent(connection: HTTPConnection, data: bytes) -> bool:
    try:
        connection.send(data)
    except OSError:
        return False
    return True


def _whole(answer: HTTPResponse) -> Reply:
    body = answer.read(_LARGEST)
    if answer.length:  # what is left is more than anybody needs to say
        raise http.client.IncompleteRead(b"")
    return Reply(answer.status, dict(answer.headers.items()), body)
