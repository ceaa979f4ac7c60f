"""The AWS client: botocore's ECR, which asks for an authorization token and keeps what it sent.

It reads no file and no variable of the learner's: region, key and endpoint are handed to it. The
host that it signs for is the true one; the connection goes to the sandbox, as to an HTTP proxy.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Any

from explain.clock import Clock
from explain.credentials import token
from explain.credentials.signing import AccessKey, Signing, sign
from explain.errors import ToolProblem
from explain.hosts.registry import Registry
from explain.secret import Secret


@dataclass(frozen=True, slots=True)
class Authorization:
    """The answer to GetAuthorizationToken, its token split into user name and password."""

    authorization_token: Secret
    user: str
    password: Secret
    expires_at: datetime
    proxy_endpoint: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that is an error: ECR's error code and its words."""

    status: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call: how it was signed, every byte that was sent, what came back."""

    signing: Signing
    headers: tuple[tuple[str, str], ...]
    sent: bytes
    answer: Authorization | Refusal


class EcrClient:
    """Asks one region's ECR for authorization tokens, with one access key."""

    def __init__(self, registry: Registry, key: AccessKey, clock: Clock, proxy_url: str) -> None:
        self._registry = registry
        self._key = key
        self._signed_with = key
        self._clock = clock
        self._proxy_url = proxy_url
        self._signing: Signing | None = None
        self._sent: Any = None

    def get_authorization_token(self, key: AccessKey | None = None) -> Call:
        """Sign (with another key, if one is given) and send one GetAuthorizationToken.

        A refusal is an answer. Raises `ToolProblem` if there is none.
        """
        from botocore.exceptions import BotoCoreError, ClientError

        self._signed_with = key or self._key
        try:
            answer: Authorization | Refusal = _authorization(self._client.get_authorization_token())
        except ClientError as error:
            answer = _refusal(error.response)
        except BotoCoreError as error:
            raise ToolProblem(
                f"The sandbox's ECR did not answer: {error}", "Run the command again."
            ) from error
        assert self._signing is not None
        return Call(self._signing, _headers(self._sent), _as_sent(self._sent), answer)

    @cached_property
    def _client(self) -> Any:
        client = _session().create_client(
            "ecr",
            region_name=self._registry.region,
            endpoint_url=f"http://{self._registry.api_host}",
            config=_config(self._proxy_url),
            # Without these, botocore would look for a key in every place it knows, the network included.
            aws_access_key_id=self._key.id,
            aws_secret_access_key="signed by _sign",  # noqa: S106
        )
        client.meta.events.register("request-created.ecr", self._sign)
        client.meta.events.register("before-send.ecr", self._keep)
        return client

    def _sign(self, request: Any, **_: object) -> None:
        self._signing = sign(request, self._signed_with, self._registry.region, self._clock.now())

    def _keep(self, request: Any, **_: object) -> None:
        self._sent = request


@cache
def _session() -> Any:
    """Return the one session, which knows no profile, no configuration file and no plug-in model.

    It is botocore's and not boto3's, which brings along S3's transfers.
    """
    from botocore.session import Session

    nowhere = (None, None, "/nonexistent", None)
    session = Session(
        session_vars={
            "profile": (None, None, None, None),
            "config_file": nowhere,
            "credentials_file": nowhere,
        }
    )
    session.register_component("data_loader", _loader())
    return session


def _loader() -> Any:
    """Return what loads ECR's model, and neither looks through 400 services nor reads where they all are.

    Where the request goes is given: without rules for that, botocore takes the endpoint as it is.
    """
    from botocore.loaders import Loader

    class EcrLoader(Loader):  # type: ignore[misc]
        def list_available_services(self, type_name: str) -> list[str]:
            return ["ecr"] if type_name == "service-2" else []

        def load_data_with_path(self, name: str) -> tuple[Any, str]:
            if name == "endpoints":
                return {"version": 3, "partitions": []}, self.BUILTIN_DATA_PATH
            loaded: tuple[Any, str] = super().load_data_with_path(name)
            return loaded

    return EcrLoader(
        extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False
    )


def _config(proxy_url: str) -> Any:
    from botocore import UNSIGNED
    from botocore.config import Config

    return Config(
        signature_version=UNSIGNED,  # the signing is ours to show, in _sign
        proxies={"http": proxy_url},
        retries={"total_max_attempts": 1, "mode": "standard"},
        use_fips_endpoint=False,
        use_dualstack_endpoint=False,
        connect_timeout=10,
        read_timeout=20,
    )


def _authorization(answer: dict[str, Any]) -> Authorization:
    data = answer["authorizationData"][0]
    authorization_token = Secret(data["authorizationToken"])
    user, password = token.split(authorization_token)
    return Authorization(
        authorization_token,
        user,
        password,
        data["expiresAt"].astimezone(UTC),
        data["proxyEndpoint"],
    )


def _refusal(response: Any) -> Refusal:
    error = response.get("Error", {})
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return Refusal(int(status), str(error.get("Code", "")), str(error.get("Message", "")))


def _headers(request: Any) -> tuple[tuple[str, str], ...]:
    return tuple((name, _text(value)) for name, value in request.headers.items())


def _as_sent(request: Any) -> bytes:
    """Put the request's bytes together again: what a listener on the wire would have."""
    lines = [f"{request.method} {request.url} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in _headers(request)]
    body = (
        request.body if isinstance(request.body, bytes) else json.dumps(request.body or "").encode()
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
