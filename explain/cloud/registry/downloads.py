"""Layers by a URL that carries its own permission, like the Amazon S3 URLs that ECR issues."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlencode

from explain.cloud.message import Answer, Disclosure
from explain.cloud.registry.routes import is_digest
from explain.cloud.registry.storage import Storage
from explain.http.message import FilePart, Request
from explain.wire import Evidence

PATH = "/layers/"
_LIFETIME = timedelta(hours=1)
_SHOWN = Disclosure(True)
_TEXT = ("Content-Type", "text/plain; charset=utf-8")


class Downloads:
    """Signs URLs, and answers them. The key never leaves this process."""

    def __init__(
        self, storage: Storage, origin: str, key: bytes, now: Callable[[], datetime]
    ) -> None:
        self._storage = storage
        self._origin = origin
        self._key = key
        self._now = now

    def url(self, digest: str) -> str:
        """Return where a layer can be fetched without a credential, for an hour."""
        until = int((self._now() + _LIFETIME).timestamp())
        query = urlencode({"X-Amz-Expires": until, "X-Amz-Signature": self._sign(digest, until)})
        return f"{self._origin}{PATH}{digest}?{query}"

    def __call__(self, request: Request) -> Answer:
        """Hand a layer out, or refuse: 403 for a URL that is not or no longer good."""
        digest = request.path.removeprefix(PATH)
        query = parse_qs(request.target.partition("?")[2])
        until = query.get("X-Amz-Expires", [""])[0]
        signature = query.get("X-Amz-Signature", [""])[0]
        if not is_digest(digest) or not (until.isdecimal() and len(until) < 12):
            return _refused("this is not the address of a layer")
        if not hmac.compare_digest(self._sign(digest, int(until)).encode(), signature.encode()):
            return _refused("the signature does not match")
        if self._now().timestamp() >= int(until):
            return _refused("the address has expired")
        size = self._storage.size(digest)
        if size is None:
            return Answer(404, (_TEXT,), b"the layer is not there any more\n", disclosure=_SHOWN)
        kind = ("Content-Type", "application/octet-stream")
        shown = Disclosure(True, response_body=f"({size:,} bytes)")
        layer = FilePart(self._storage.path(digest), 0, size)
        return Answer(200, (kind,), layer, disclosure=shown)

    def _sign(self, digest: str, until: int) -> str:
        return hmac.digest(self._key, f"layer {digest} until {until}".encode(), "sha256").hex()


def _refused(reason: str) -> Answer:
    return Answer(403, (_TEXT,), f"{reason}\n".encode(), Evidence(reason), _SHOWN)
