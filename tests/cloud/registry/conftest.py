"""A registry with repositories, and a client that pushes and pulls byte by byte."""

from __future__ import annotations

import hashlib
import http.client
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from explain.cloud import Cloud

ACCOUNT = "381492183358"
REGION = "ap-south-1"
HOST = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"
IMAGE = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"


def sha256(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def described(content: bytes, kind: str = LAYER, **more: Any) -> dict[str, Any]:
    return {"mediaType": kind, "digest": sha256(content), "size": len(content), **more}


@dataclass(frozen=True)
class Reply:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def error(self) -> tuple[int, str, str]:
        """The status, and the code and message of the one error in the body."""
        (error,) = json.loads(self.body)["errors"]
        return self.status, error["code"], error["message"]


@dataclass(frozen=True)
class Client:
    cloud: Cloud
    storage: Path
    headers: Mapping[str, str]
    names: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return self.cloud.registry_url.partition("://")[2]

    def __call__(
        self,
        method: str,
        path: str,
        body: bytes | Iterable[bytes] | None = None,
        **headers: str,
    ) -> Reply:
        """Send a request; an underscore in a header's name becomes a hyphen."""
        connection = http.client.HTTPConnection(self.address, timeout=60)
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            all_headers = {**self.headers, **more}
            connection.request(method, path, body=body, headers=all_headers)
            answer = connection.getresponse()
            return Reply(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def begin(self, name: str = "app") -> str:
        reply = self("POST", f"/v2/{name}/blobs/uploads/")
        assert reply.status == 202, reply
        return str(reply.headers["Location"])

    def push_blob(self, content: bytes, name: str = "app") -> str:
        digest = sha256(content)
        reply = self("POST", f"/v2/{name}/blobs/uploads/?digest={digest}", content)
        assert reply.status == 201, reply
        return digest

    def push_image(self, tag: str = "latest", name: str = "app", layer: bytes = b"layer") -> str:
        for blob in (b"{}", layer):
            self.push_blob(blob, name)
        manifest = image(layer)
        reply = self("PUT", f"/v2/{name}/manifests/{tag}", manifest, Content_Type=IMAGE)
        assert reply.status == 201, reply
        return sha256(manifest)


def image(*layers: bytes, **more: Any) -> bytes:
    """Write a manifest of these layers and of the configuration {}."""
    manifest = {
        "schemaVersion": 2,
        "mediaType": IMAGE,
        "config": described(b"{}", CONFIG),
        "layers": [described(layer) for layer in layers],
    }
    return json.dumps({**manifest, **more}).encode()


MakeRegistry = Callable[..., Client]


@pytest.fixture
def make_registry(
    make_cloud: Callable[..., Cloud], signer: Any, password_from: Any, basic: Any, tmp_path: Path
) -> MakeRegistry:
    def make(**given: Any) -> Client:
        storage = tmp_path / "storage"
        names = [(REGION, "app"), (REGION, "team/other")]
        cloud = make_cloud(**{"storage": storage, "repositories": names, **given})
        password = password_from(signer(cloud.control_url)())
        return Client(cloud, storage / "registry", basic("AWS", password))

    return make


@pytest.fixture
def registry(make_registry: MakeRegistry) -> Client:
    return make_registry()


@pytest.fixture
def moto() -> Any:
    """Return moto's ECR of our account and region."""
    from moto.ecr.models import ecr_backends

    return lambda: ecr_backends[ACCOUNT][REGION]


@pytest.fixture
def make_image() -> Callable[..., bytes]:
    return image


@pytest.fixture
def digest() -> Callable[[bytes], str]:
    return sha256


@pytest.fixture
def describe() -> Callable[..., dict[str, Any]]:
    return described
