"""Questions about a cloud from within its own process: no request is made, so nothing crosses the wire."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from explain.cloud.evidence import EvidenceBuilder
from explain.cloud.hosts import registry_host
from explain.cloud.iam import Directory
from explain.cloud.permission import authorize
from explain.cloud.refusals import Refusal
from explain.cloud.tokens import Claims, TokenMint
from explain.secret import Secret


class Audit:
    """Tells what a password is good for, and what a user may do."""

    def __init__(
        self, tokens: TokenMint, directory: Directory, now: Callable[[], datetime]
    ) -> None:
        self._tokens = tokens
        self._directory = directory
        self._now = now

    def handed_out(self, password: Secret) -> bool:
        """Tell whether a text is a password that was issued here lately; it may have expired."""
        return self._tokens.origin(password) is not None

    def admits(self, host: str, password: Secret) -> bool:
        """Tell whether a registry takes this password now."""
        registry = registry_host(host)
        claims = registry and self._tokens.check(password.reveal(), registry.region)
        return isinstance(claims, Claims) and self._now() < claims.expires

    def permits(self, access_key_id: str, action: str, host: str, repository: str) -> bool:
        """Tell whether the user with this key may do something with a repository of a registry."""
        registry = registry_host(host)
        assert registry, host
        caller = self._directory.caller(access_key_id, "", registry.region)
        if caller is None:
            return False
        try:
            authorize(caller, EvidenceBuilder(), action, registry.arn(repository), registry.region)
        except Refusal:
            return False
        return True
