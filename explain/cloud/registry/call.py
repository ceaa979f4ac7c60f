"""One call of the distribution protocol: who calls, for what, and what the caller may do there."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from explain.cloud.evidence import EvidenceBuilder
from explain.cloud.hosts import RegistryHost
from explain.cloud.message import Answer
from explain.cloud.registry import repositories
from explain.cloud.registry.permissions import Permissions
from explain.cloud.registry.repositories import Repository
from explain.cloud.registry.routes import Route, check_name
from explain.cloud.tokens import Claims
from explain.http.message import Request, Stream


@dataclass(frozen=True, slots=True)
class Call:
    """A request whose token is good."""

    request: Request
    host: RegistryHost
    claims: Claims
    route: Route
    permissions: Permissions
    builder: EvidenceBuilder = field(default_factory=EvidenceBuilder)

    @property
    def query(self) -> Mapping[str, str]:
        """The parameters, each with its first value."""
        text = self.request.target.partition("?")[2]
        return {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}

    @property
    def body(self) -> Stream:
        """The request's body."""
        return self.request.stream or io.BytesIO(self.request.body)

    @property
    def has_body(self) -> bool:
        """Tell whether a body comes with the request, of a known length or in chunks."""
        length = self.request.header("Content-Length")
        return length not in ("", "0") or bool(self.request.header("Transfer-Encoding"))

    def repository(self, *actions: str) -> Repository:
        """Return the repository, where the caller may do all of this in it and it exists.

        IAM comes first: who may not even look is not told what there is.
        """
        return self.other_repository(self.route.name, *actions)

    def other_repository(self, name: str, *actions: str) -> Repository:
        """Return another repository of the same registry on the same terms."""
        check_name(name)
        self.require(name, *actions)
        return repositories.find(self.host, name)

    def require(self, name: str, *actions: str) -> None:
        """See that the caller may do this with what is called so, which may be a pattern."""
        resource = self.host.arn(name)
        for action in actions:
            self.permissions.require(self.claims, self.builder, action, resource)


Handler = Callable[[Call], Answer]
