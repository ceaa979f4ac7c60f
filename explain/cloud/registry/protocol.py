"""The OCI distribution protocol, 1.1, for push and pull, under ECR's rules.

Real ECR redirects a layer's pull to S3 (307); here the answer is the layer itself.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from datetime import datetime

from explain.cloud.evidence import EvidenceBuilder
from explain.cloud.hosts import RegistryHost
from explain.cloud.iam import Directory
from explain.cloud.message import Answer
from explain.cloud.registry.blob_routes import BlobRoutes
from explain.cloud.registry.call import Call, Handler
from explain.cloud.registry.dialect import Dialect
from explain.cloud.registry.lists import ListRoutes, list_referrers
from explain.cloud.registry.manifest_routes import ManifestRoutes
from explain.cloud.registry.permissions import Permissions
from explain.cloud.registry.problems import (
    Problem,
    disk_full,
    disk_trouble,
    errors,
    repository_unknown,
    unsupported,
    upload_invalid,
)
from explain.cloud.registry.routes import Route, route_of
from explain.cloud.registry.state import State
from explain.cloud.registry.upload_routes import UploadRoutes
from explain.cloud.tokens import Claims
from explain.http.limits import Unreadable
from explain.http.message import Request

_JSON = ("Content-Type", "application/json; charset=utf-8")


class Distribution:
    """Everything below /v2/. Layers are in files; the rest is in moto's ECR and IAM."""

    def __init__(
        self,
        state: State,
        directory: Directory,
        now: Callable[[], datetime],
        dialect: Dialect,
    ) -> None:
        self._permissions = Permissions(directory)
        self._routes = _routes(state, now, dialect)

    def __call__(
        self, request: Request, host: RegistryHost, claims: Claims, builder: EvidenceBuilder
    ) -> Answer:
        """Answer one request; `builder` gets the evidence."""
        try:
            return self._answer(request, host, claims, builder)
        except Problem as problem:
            builder.evidence = builder.evidence._replace(
                verdict=problem.code, reason=problem.reason, missing=problem.missing
            )
            body = errors(problem.code, problem.message)
            return Answer(problem.status, (_JSON, *problem.headers), body)

    def _answer(
        self, request: Request, host: RegistryHost, claims: Claims, builder: EvidenceBuilder
    ) -> Answer:
        route = route_of(request.path)
        if route is None:
            raise repository_unknown(request.path.removeprefix("/v2/"), host.account)
        handler = self._handler(request.method, route)
        call = Call(request, host, claims, route, self._permissions, builder)
        try:
            return handler(call)
        except (ConnectionError, TimeoutError, Unreadable) as error:
            # Nobody reads this any more, but the log does. An upload keeps what has come in.
            raise upload_invalid("The client disconnected during its request") from error
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise disk_full() from error
            raise disk_trouble(error.strerror or type(error).__name__) from error

    def _handler(self, method: str, route: Route) -> Handler:
        handlers = self._routes[route.kind]
        if method not in handlers:
            raise unsupported(*handlers)
        return handlers[method]


def _routes(
    state: State, now: Callable[[], datetime], dialect: Dialect
) -> dict[str, dict[str, Handler]]:
    blobs = BlobRoutes(state.storage)
    uploads = UploadRoutes(state, dialect)
    manifests = ManifestRoutes(state, now, dialect)
    lists = ListRoutes(dialect)
    return {
        "uploads": {"POST": uploads.begin},
        "upload": {
            "GET": uploads.status,
            "PATCH": uploads.proceed,
            "PUT": uploads.finish,
            "DELETE": uploads.cancel,
        },
        "blob": {"GET": blobs.get, "HEAD": blobs.head, "DELETE": blobs.delete},
        "manifest": {
            "GET": manifests.get,
            "HEAD": manifests.get,
            "PUT": manifests.put,
            "DELETE": manifests.delete,
        },
        "tags": {"GET": lists.tags},
        "catalog": {"GET": lists.repositories},
        "referrers": {"GET": list_referrers},
    }
