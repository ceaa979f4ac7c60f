from __future__ import annotations

import gzip
import hashlib
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from explain.cloud import Cloud
from explain.cloud.engine.engine import Engine
from explain.cloud.engine.login import ping_on
from explain.cloud.engine.routes import image_routes
from explain.http.message import Request

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
NAME = f"{HOST}/my-image"
DIFF = "21be26fdc75b"

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
TAR_GZIP = "application/vnd.oci.image.layer.v1.tar+gzip"

Lines = list[dict[str, Any]]


def sha256(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def lines_of(body: bytes) -> Lines:
    return [json.loads(line) for line in body.splitlines()]


class Fake(BaseHTTPRequestHandler):
    """A registry without ECR's rules: blobs and manifests in a dictionary."""

    protocol_version = "HTTP/1.1"
    blobs: dict[str, tuple[str, bytes]]
    log: list[str]
    broken: dict[str, tuple[int, bytes]]  # method and the path's beginning -> the answer
    pause = 0.0
    missing = 0  # bytes of a body that are promised and do not come

    def log_message(self, *_: Any) -> None:
        pass

    def send(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) + (self.missing if body else 0)))
        self.end_headers()
        self.close_connection |= bool(self.missing)
        if self.command == "HEAD":
            return
        for start in range(0, len(body), 65536):
            self.wfile.write(body[start : start + 65536])
            time.sleep(self.pause)

    def received(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        data = b""
        while size := int(self.rfile.readline() or b"0", 16):
            data += self.rfile.read(size)
            self.rfile.readline()
            time.sleep(self.pause)
        self.rfile.readline()
        return data

    def handle_request(self) -> None:
        path = self.path.partition("?")[0]
        self.log.append(f"{self.command} {self.path}")
        for wanted, (status, body) in self.broken.items():
            if f"{self.command} {self.path}".startswith(wanted):
                self.close_connection = True
                return self.send(status, body)
        key = path.rpartition("/")[2]
        if self.command in ("GET", "HEAD"):
            if path == "/v2/":
                return self.send(200)
            kind, body = self.blobs.get(key, ("", b""))
            if not body:
                return self.send(404, b'{"errors":[{"code":"MANIFEST_UNKNOWN","message":"gone"}]}')
            return self.send(200, body, Content_Type=kind, Docker_Content_Digest=sha256(body))
        data = self.received()
        if self.command == "POST":
            if "mount=" in self.path:
                return self.send(201, Location="/v2/x")
            return self.send(202, Location=f"http://elsewhere.example.com{path}u?a=b")
        if self.command == "PATCH":
            Fake.pending = data
            return self.send(202, Location=f"{path}?a=b")
        if "manifests" in path:
            self.blobs[key] = (self.headers["Content-Type"], data)
        else:
            self.blobs[sha256(Fake.pending)] = ("", Fake.pending)
        return self.send(201)

    pending = b""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self.handle_request
        raise AttributeError(name)


@pytest.fixture
def fake() -> Iterator[type[Fake]]:
    class Here(Fake):
        port = 0

    Here.blobs, Here.log, Here.broken = {}, [], {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Here)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    Here.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield Here
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def engine(fake: Any, tmp_path: Path) -> Callable[[str, str], Any]:
    """Call an engine whose registry is the fake, without a socket in between."""
    made = Engine(ping_on(fake.port), image_routes(tmp_path, HOST, fake.port))
    return lambda method, path: made(Request(method, path, "", ()))


def said_by(answer: Any) -> Lines:
    body = answer.body if isinstance(answer.body, bytes) else b"".join(answer.body)
    return lines_of(body)


def put_image(fake: Any, *layers: bytes, tag: str = "v1", **changes: Any) -> dict[str, Any]:
    """Put an image into the fake, with one lie in it if so wished."""
    packed = [gzip.compress(one, 1, mtime=0) for one in layers]
    rootfs = {"type": "layers", "diff_ids": [sha256(one) for one in layers]}
    config = json.dumps({"os": "linux", "rootfs": rootfs} | changes.pop("config", {})).encode()
    manifest = {
        "schemaVersion": 2,
        "config": {"mediaType": CONFIG, "digest": sha256(config), "size": len(config)},
        "layers": [
            {"mediaType": TAR_GZIP, "digest": sha256(one), "size": len(one)} for one in packed
        ],
    } | changes
    data = json.dumps(manifest).encode()
    for blob in (config, *packed):
        fake.blobs[sha256(blob)] = ("", blob)
    fake.blobs[tag] = fake.blobs[sha256(data)] = (MANIFEST, data)
    return manifest


def test_a_manifest_list_is_chosen_from(engine: Any, fake: Any) -> None:
    entries = []
    for system, machine in (("linux", "arm64"), ("linux", "amd64"), ("unknown", "unknown")):
        put_image(fake, f"{system} {machine}".encode(), tag=machine)
        data = fake.blobs[machine][1]
        platform = {"os": system, "architecture": machine}
        one = {"mediaType": MANIFEST, "digest": sha256(data), "size": len(data)}
        entries.append(one | {"platform": platform})
    index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": entries}
    fake.blobs["v1"] = fake.blobs[sha256(json.dumps(index).encode())] = (
        INDEX,
        json.dumps(index).encode(),
    )
    pull = f"/images/create?fromImage={NAME}&tag=v1&platform="
    for wanted, name in (("linux/arm64", "arm64"), ("linux/amd64", "amd64"), ("linux", "arm64")):
        said = said_by(engine("POST", pull + wanted))
        assert "error" not in said[-1], said
        chosen = json.loads(fake.blobs[name][1])["config"]["digest"]
        shown = said_by(engine("GET", f"/images/{NAME}:v1/json"))[0]
        assert shown["Id"] == chosen
        digest = sha256(fake.blobs["v1"][1])
        assert {"status": f"Digest: {digest}"} in said
    (last,) = said_by(engine("POST", f"{pull}linux/s390x"))[-1:]
    assert last["error"] == "no matching manifest for linux/s390x in the manifest list entries"
    assert "error" not in said_by(engine("POST", pull))[-1]


def test_a_second_image_shares_a_layer(engine: Any, fake: Any, tmp_path: Path) -> None:
    put_image(fake, b"below", b"above")
    said = said_by(engine("POST", f"/images/create?fromImage={NAME}&tag=v1"))
    assert [one["status"] for one in said].count("Waiting") == 1
    put_image(fake, b"below", b"other", tag="v2")
    said = said_by(engine("POST", f"/images/create?fromImage={NAME}&tag=v2"))
    assert [one["status"] for one in said].count("Already exists") == 1
    engine("DELETE", f"/images/{NAME}:v1")
    blobs = {one.name for one in (tmp_path / "blobs").iterdir()}
    assert sha256(gzip.compress(b"below", 1, mtime=0))[7:] in blobs
    assert sha256(gzip.compress(b"above", 1, mtime=0))[7:] not in blobs
    fake.blobs.clear()
    said = said_by(engine("POST", f"/images/{NAME}/push?tag=v2"))
    assert "error" not in said[-1]
    pushed = [one["id"] for one in said if one.get("status") == "Pushed"]
    assert pushed == [sha256(text)[7:19] for text in (b"other", b"below")]


def test_a_layer_is_mounted_from_where_it_is(engine: Any, fake: Any) -> None:
    said_by(engine("POST", f"/images/{NAME}/push?tag=latest"))
    engine("POST", f"/images/my-image/tag?repo={HOST}/other")
    fake.blobs.clear()
    said = said_by(engine("POST", f"/images/{HOST}/other/push?tag=latest"))
    assert {"status": "Mounted from my-image", "progressDetail": {}, "id": DIFF} in said
    assert any("mount=sha256%3A" in one and "&from=my-image" in one for one in fake.log)


def test_lies_are_found_out(engine: Any, fake: Any, tmp_path: Path) -> None:
    def pulled(layer: bytes = b"layer", **changes: Any) -> str:
        manifest = put_image(fake, layer, **changes)
        digest = manifest["layers"][0]["digest"] if isinstance(manifest["layers"], list) else ""
        if "blob" in lie:
            fake.blobs[digest] = ("", b"another layer")
        if "config blob" in lie:
            fake.blobs[manifest["config"]["digest"]] = ("", b"another configuration")
        answer = engine("POST", f"/images/create?fromImage={NAME}&tag=v1")
        last = said_by(answer)[-1]
        return str(last.get("error") or last.get("message"))

    lie = "blob"
    assert pulled().startswith("filesystem layer verification failed for digest sha256:")
    lie = "config blob"
    assert pulled().startswith("image config verification failed for digest sha256:")
    lie = "none"
    wrong = {"rootfs": {"type": "layers", "diff_ids": [sha256(b"x")]}}
    assert pulled(config=wrong) == "layers from manifest don't match image configuration"
    none = {"rootfs": {"type": "layers", "diff_ids": []}}
    assert pulled(config=none) == "layers from manifest don't match image configuration"
    assert pulled(config={"rootfs": 7}) == "invalid rootfs in image configuration"
    assert pulled(schemaVersion=1) == "unsupported manifest format"
    assert pulled(layers="none") == "the manifest has no list of layers"
    odd = {"mediaType": CONFIG, "digest": "../../x", "size": 1}
    assert pulled(layers=[odd]) == "the manifest has a descriptor that cannot be read"
    assert len(list((tmp_path / "blobs").iterdir())) == 3, "only the first image is left"
    assert list((tmp_path / "incoming").iterdir()) == []


def test_what_is_no_container_image_is_not_pulled(engine: Any, fake: Any) -> None:
    kind = "application/vnd.cncf.helm.config.v1+json"
    put_image(fake, b"a chart")
    data = fake.blobs["v1"][1].replace(CONFIG.encode(), kind.encode())
    fake.blobs["v1"] = fake.blobs[sha256(data)] = (MANIFEST, data)
    said = said_by(engine("POST", f"/images/create?fromImage={NAME}&tag=v1"))
    assert said[-1]["error"] == f"unsupported media type {kind}: not a container image"


@pytest.mark.parametrize(
    "layer", [b"\x1f\x8b cut", gzip.compress(b"x" * 9999, mtime=0)[:-9], b"\x28\xb5\x2f\xfd"]
)
def test_layers_are_read_as_their_first_bytes_say(engine: Any, fake: Any, layer: bytes) -> None:
    one = {"mediaType": TAR_GZIP, "digest": sha256(layer), "size": len(layer)}
    fake.blobs[sha256(layer)] = ("", layer)
    put_image(fake, b"layer", layers=[one])
    last = said_by(engine("POST", f"/images/create?fromImage={NAME}&tag=v1"))[-1]
    is_zstd = layer.startswith(b"\x28")  # Python 3.11 cannot look into it
    assert "Downloaded" in last["status"] if is_zstd else "register layer" in last["error"]


def test_a_manifest_that_is_another(engine: Any, fake: Any) -> None:
    put_image(fake, b"one")
    real = sha256(fake.blobs["v1"][1])
    fake.blobs[real] = (MANIFEST, b"{}")
    answer = engine("POST", f"/images/create?fromImage={NAME}&tag=v1")
    assert answer.status == 500
    assert said_by(answer) == [{"message": f"manifest verification failed for digest {real}"}]


def test_a_registry_that_hangs_up_in_the_middle_of_an_answer(engine: Any, fake: Any) -> None:
    put_image(fake, b"layer")
    fake.missing = 7
    (last,) = said_by(engine("POST", f"/images/create?fromImage={NAME}&tag=v1"))
    assert last["message"].startswith(f'Get "https://{HOST}/v2/my-image/manifests/')
    assert last["message"].endswith('": IncompleteRead')


@pytest.mark.parametrize("config", [b"no JSON", b"[]", b"[" * 9999])
def test_an_image_that_does_not_say_for_which_platform_it_is(
    engine: Any, fake: Any, config: bytes
) -> None:
    manifest = put_image(fake, b"layer")
    fake.blobs[manifest["config"]["digest"]] = ("", config)
    (told,) = said_by(engine("GET", f"/distribution/{NAME}:v1/json"))
    assert told["Platforms"] == [{}]


@pytest.mark.parametrize(
    ("broken", "answer", "message"),
    [
        ("POST", (503, b""), "received unexpected HTTP status: 503 Service Unavailable"),
        ("POST", (403, b"<xml>"), 'error parsing HTTP 403 response body: "<xml>"'),
        ("POST", (202, b""), "the registry did not say where to upload to"),
        ("PATCH", (507, b""), "received unexpected HTTP status: 507 Insufficient Storage"),
        ("PUT /v2/my-image/manifests", (400, b'{"errors":[{"code":"TAG_INVALID","message":"x"}]}'),
         "tag invalid: x"),
        ("PUT /v2/my-image/blobs", (307, b""),
         "received unexpected HTTP status: 307 Temporary Redirect"),
    ],
)  # fmt: skip
def test_a_registry_that_cannot(
    engine: Any, fake: Any, broken: str, answer: tuple[int, bytes], message: str
) -> None:
    fake.broken[broken] = answer
    last = said_by(engine("POST", f"/images/{NAME}/push?tag=latest"))[-1]
    assert last == {"errorDetail": {"message": message}, "error": message}


def test_a_registry_that_is_gone(tmp_path: Path) -> None:
    engine = Engine(ping_on(1), image_routes(tmp_path, HOST, 1))
    answer = engine(Request("POST", f"/images/{NAME}/push?tag=latest", "", ()))
    message = f'Get "https://{HOST}/v2/": ConnectionRefusedError'
    assert said_by(answer)[-1]["error"] == message
    answer = engine(Request("POST", f"/images/create?fromImage={NAME}&tag=v1", "", ()))
    assert (answer.status, said_by(answer)) == (500, [{"message": message}])


def test_a_full_disk_is_told(engine: Any, fake: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from explain.cloud.engine.files import Incoming

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    put_image(fake, b"layer")
    monkeypatch.setattr(Incoming, "write", full)
    said = said_by(engine("POST", f"/images/create?fromImage={NAME}&tag=v1"))
    assert said[-1]["error"] == "the sandbox's disk: No space left on device"


def test_a_pull_that_nobody_listens_to_any_more(engine: Any, fake: Any, tmp_path: Path) -> None:
    put_image(fake, os.urandom(4 * 1024 * 1024))
    fake.pause = 0.01
    lines = engine("POST", f"/images/create?fromImage={NAME}&tag=v1").body
    while json.loads(next(lines))["status"] != "Downloading":
        pass
    assert len(list((tmp_path / "incoming").iterdir())) == 1
    lines.close()
    assert list((tmp_path / "incoming").iterdir()) == []
    assert len(list((tmp_path / "blobs").iterdir())) == 3


def test_a_client_that_hangs_up_stops_the_transfer(
    make_cloud: Callable[..., Cloud], fake: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    cloud = make_cloud(storage=tmp_path / "storage")
    cloud._registry.port = fake.port  # where the engine will look for the registry
    put_image(fake, os.urandom(8 * 1024 * 1024))
    fake.pause = 0.1  # so that all of it would take 12 s
    port = int(cloud.engine_url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        path = f"/images/create?fromImage={NAME}&tag=v1"
        client.sendall(f"POST {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        received = b""
        while b"Downloading" not in received:
            received += client.recv(65536)
    incoming = tmp_path / "storage" / "engine" / "incoming"
    deadline = time.monotonic() + 30
    while list(incoming.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert list(incoming.iterdir()) == []
    assert capfd.readouterr() == ("", "")
