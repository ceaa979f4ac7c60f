"""What the engine asks a registry before it fetches anything: a manifest, or a list of tags."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from explain.cloud.engine.manifest import READABLE, Manifest
from explain.cloud.engine.references import is_digest
from explain.cloud.engine.rejection import TransferFailed
from explain.cloud.engine.remote import Remote


def manifest_at(remote: Remote, version: str) -> Manifest:
    """Fetch a manifest by tag or digest, and compare its digest.

    A tag is resolved by HEAD and what it leads to fetched by digest. A refusal of HEAD has no body,
    so then the tag itself is fetched, for the reason (distribution, registry/client/repository.go).
    """
    path = f"{remote.path}/manifests/"
    accept = {"Accept": ", ".join(READABLE)}
    digest = version
    if not is_digest(version):
        head = remote.ask("HEAD", path + version, accept)
        digest = head.headers.get("Docker-Content-Digest", "") if head.status == 200 else ""
    answer = remote.ask("GET", path + (digest if is_digest(digest) else version), accept)
    manifest = Manifest(answer.expect(200).body)
    if is_digest(digest) and manifest.digest != digest:
        raise TransferFailed(f"manifest verification failed for digest {digest}")
    return manifest


def tags_at(remote: Remote) -> Iterator[str]:
    """List a repository's tags, page by page (OCI distribution specification, Listing Tags)."""
    path = f"{remote.path}/tags/list"
    while path:
        answer = remote.ask("GET", path).expect(200)
        yield from answer.strings("tags")
        link = urlsplit(answer.headers.get("Link", "").partition("<")[2].partition(">")[0])
        path = f"{link.path}?{link.query}" if link.path.startswith("/v2/") else ""
