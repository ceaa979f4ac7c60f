from __future__ import annotations

import errno
import os
import socket
import time
from pathlib import Path
from typing import Any

import pytest

PIECE = 64 * 1024


def raw(registry: Any, head: str) -> socket.socket:
    """Open a connection and send a request's head, with the credentials."""
    host, _, port = registry.address.partition(":")
    visitor = socket.create_connection((host, int(port)), timeout=30)
    lines = [head, *(f"{name}: {value}" for name, value in registry.headers.items()), "", ""]
    visitor.sendall("\r\n".join(lines).encode())
    return visitor


def end_of(registry: Any, location: str) -> int:
    return int(registry("GET", location).headers["Range"].partition("-")[2]) + 1


def end_once(registry: Any, location: str, size: int) -> int:
    """Ask for an upload's end until it is at `size`: what was sent last may still be on its way."""
    deadline = time.monotonic() + 30
    while (end := end_of(registry, location)) != size and time.monotonic() < deadline:
        time.sleep(0.01)
    return end


def test_a_client_that_is_killed_resumes_where_it_was(registry: Any, digest: Any) -> None:
    content = os.urandom(40 * PIECE)
    location = registry.begin()
    with raw(registry, f"PATCH {location} HTTP/1.1\r\nContent-Length: {len(content)}") as visitor:
        visitor.sendall(content[: 20 * PIECE])
    done = end_once(registry, location, 20 * PIECE)
    assert done == 20 * PIECE
    rest = content[done:]
    chunk = f"{done}-{len(content) - 1}"
    assert registry("PATCH", location, rest, Content_Range=chunk).status == 201
    assert registry("PUT", f"{location}?digest={digest(content)}").status == 201
    assert registry("GET", f"/v2/app/blobs/{digest(content)}").body == content


def test_a_client_that_is_killed_while_it_finishes_resumes_too(registry: Any, digest: Any) -> None:
    location = registry.begin()
    target = f"{location}?digest={digest(b'abcdef')}"
    with raw(registry, f"PUT {target} HTTP/1.1\r\nContent-Length: 6") as visitor:
        visitor.sendall(b"abc")
    assert end_once(registry, location, 3) == 3
    assert registry("PUT", target, b"def", Content_Range="3-5").status == 201


def test_a_chunked_body_that_breaks_off_keeps_what_came(registry: Any, digest: Any) -> None:
    location = registry.begin()
    with raw(registry, f"PATCH {location} HTTP/1.1\r\nTransfer-Encoding: chunked") as visitor:
        visitor.sendall(b"3\r\nabc\r\n")
    assert end_once(registry, location, 3) == 3
    with raw(registry, f"PATCH {location} HTTP/1.1\r\nTransfer-Encoding: chunked") as visitor:
        visitor.sendall(b"3\r\ndef\r\nno chunk\r\n")
        assert visitor.recv(PIECE).startswith(b"HTTP/1.1 400 ")
    assert registry("PUT", f"{location}?digest={digest(b'abcdef')}").status == 201


def test_a_manifest_that_breaks_off_is_not_stored(registry: Any) -> None:
    with raw(registry, "PUT /v2/app/manifests/v1 HTTP/1.1\r\nContent-Length: 100") as visitor:
        visitor.sendall(b"{}")
    assert registry("GET", "/v2/app/manifests/v1").status == 404


def test_a_client_that_leaves_within_a_pull_harms_nobody(registry: Any) -> None:
    content = os.urandom(20_000_000)
    pushed = registry.push_blob(content)
    with raw(registry, f"GET /v2/app/blobs/{pushed} HTTP/1.1") as visitor:
        visitor.recv(PIECE)
    assert registry("GET", f"/v2/app/blobs/{pushed}").body == content


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_on_a_full_disk_an_upload_waits_for_room(
    registry: Any, digest: Any, monkeypatch: Any, number: int
) -> None:
    """The disk takes a part of what it is given, and then nothing, as a real one does."""
    from explain.cloud.registry.uploads import Upload

    content = os.urandom(10 * PIECE)
    location = registry.begin()
    append = Upload._append

    def full(upload: Any, file: Any, data: bytes) -> None:
        append(upload, file, data[: 3 * PIECE - upload.size])
        raise OSError(number, "No space left on device")

    monkeypatch.setattr(Upload, "_append", full)
    reply = registry("PATCH", location, content)
    assert reply.error[:2] == (507, "UNKNOWN")
    assert "disk is full" in reply.error[2]
    done = end_of(registry, location)
    assert done <= 3 * PIECE
    again = registry("PUT", f"{location}?digest={digest(content)}", content[done:])
    assert again.error[:2] == (507, "UNKNOWN")
    monkeypatch.undo()
    done = end_of(registry, location)
    chunk = f"{done}-{len(content) - 1}"
    assert registry("PATCH", location, content[done:], Content_Range=chunk).status == 201
    assert registry("PUT", f"{location}?digest={digest(content)}").status == 201


def test_a_disk_that_is_really_full(make_registry: Any, digest: Any, tmp_path: Path) -> None:
    """Where the tests may mount: a file system of one megabyte."""
    import subprocess

    storage = tmp_path / "small"
    storage.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(storage)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("nothing can be mounted here")
    try:
        registry = make_registry(storage=storage)
        location = registry.begin()
        content = os.urandom(3_000_000)
        assert registry("PATCH", location, content).error[:2] == (507, "UNKNOWN")
        done = end_of(registry, location)
        assert 0 < done <= 1024 * 1024
        subprocess.run(["mount", "-o", "remount,size=8m", str(storage)], check=True)
        chunk = f"{done}-{len(content) - 1}"
        assert registry("PATCH", location, content[done:], Content_Range=chunk).status == 201
        assert registry("PUT", f"{location}?digest={digest(content)}").status == 201
        registry.cloud.stop()
    finally:
        subprocess.run(["umount", str(storage)], check=True)


def test_another_trouble_with_the_disk_is_said(registry: Any) -> None:
    location = registry.begin()
    (upload,) = (registry.storage / "uploads").iterdir()
    upload.unlink()
    upload.mkdir()
    reply = registry("PATCH", location, b"abc")
    assert reply.error == (500, "UNKNOWN", "The sandbox's disk: Is a directory")
    upload.rmdir()


def test_a_layer_whose_file_is_gone_is_not_there(make_registry: Any, make_image: Any) -> None:
    registry = make_registry(spec=True)
    for blob in (b"{}", b"layer"):
        pushed = registry.push_blob(blob)
    for path in (registry.storage / "blobs" / "sha256").iterdir():
        path.unlink()
    assert registry("GET", f"/v2/app/blobs/{pushed}").error[:2] == (404, "BLOB_UNKNOWN")
    assert registry("POST", f"/v2/team/other/blobs/uploads/?mount={pushed}&from=app").status == 202
    reply = registry("PUT", "/v2/app/manifests/v1", make_image(b"layer"))
    assert reply.error[:2] == (404, "MANIFEST_BLOB_UNKNOWN")


def test_a_request_does_not_wait_for_ever_for_the_one_before_it(
    registry: Any, monkeypatch: Any
) -> None:
    from explain.cloud.registry import uploads

    monkeypatch.setattr(uploads, "_PATIENCE", 0.1)
    location = registry.begin()
    with raw(registry, f"PATCH {location} HTTP/1.1\r\nContent-Length: 6") as visitor:
        visitor.sendall(b"abc")
        deadline = time.monotonic() + 30
        while registry("GET", location).status == 204 and time.monotonic() < deadline:
            pass
        reply = registry("PATCH", location, b"def")
        assert reply.error[:2] == (409, "BLOB_UPLOAD_INVALID")
        visitor.sendall(b"def")
        assert visitor.recv(PIECE).startswith(b"HTTP/1.1 201 ")
    assert end_of(registry, location) == 6


SERVER = """
import sys, time
from pathlib import Path
from explain.clock import Clock
from explain.cloud import Cloud, Principal
from explain.secret import Secret

learner = Principal("learner", "AKIAEXPLAINECREXAMPL", Secret("s" * 40))
cloud = Cloud(
    clock=Clock(),
    master_key=bytes(range(32)),
    account="381492183358",
    principals=[learner],
    storage=Path(sys.argv[1]),
    repositories=[("ap-south-1", "app")],
)
cloud.start()
now = cloud._clock.now()
arn = "arn:aws:iam::381492183358:user/learner"
token = cloud._tokens().token_for("381492183358", "ap-south-1", arn, now)
print(cloud.registry_url, token.authorization_token.reveal(), flush=True)
time.sleep(60)
"""


def test_a_server_that_is_killed_leaves_no_half_written_layer(
    registry: Any, tmp_path: Path
) -> None:
    import dataclasses
    import subprocess
    import sys
    from types import SimpleNamespace

    storage = tmp_path / "killed"
    for _ in range(2):  # and the next one starts none the worse
        command = [sys.executable, "-c", SERVER, str(storage)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout
            url, token = server.stdout.readline().split()
            headers = {**registry.headers, "Authorization": f"Basic {token}"}
            cloud: Any = SimpleNamespace(registry_url=url)
            there = dataclasses.replace(registry, cloud=cloud, headers=headers)
            location = there.begin()
            (upload,) = (storage / "registry" / "uploads").iterdir()
            head = f"PUT {location}?digest=sha256:{'0' * 64} HTTP/1.1\r\nContent-Length: 9999999"
            with raw(there, head) as visitor:
                visitor.sendall(b"x" * PIECE)
                deadline = time.monotonic() + 30
                while upload.stat().st_size < PIECE and time.monotonic() < deadline:
                    time.sleep(0.01)
                server.kill()
        assert upload.stat().st_size == PIECE
        assert list((storage / "registry" / "blobs" / "sha256").iterdir()) == []


def test_sixty_four_learners_at_once(registry: Any, moto: Any) -> None:
    import threading

    def learner(number: int) -> None:
        registry.push_image(f"v{number}", layer=bytes([number]) * 100_000)
        assert registry("GET", f"/v2/app/manifests/v{number}").status == 200

    threads = [threading.Thread(target=learner, args=(number,)) for number in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tags = {tag for image in moto().list_images("app") for tag in image.image_tags}
    assert tags == {f"v{number}" for number in range(64)}
