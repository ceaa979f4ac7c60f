from __future__ import annotations

from typing import Any

import pytest

CONTENT = bytes(range(256)) * 40
NOT_THERE = "sha256:" + "0" * 64


@pytest.fixture
def blob(registry: Any) -> str:
    return f"/v2/app/blobs/{registry.push_blob(CONTENT)}"


def test_a_layer_is_pulled(registry: Any, blob: str, digest: Any) -> None:
    reply = registry("GET", blob)
    assert (reply.status, reply.body) == (200, CONTENT)
    assert reply.headers["Content-Type"] == "application/octet-stream"
    assert reply.headers["Docker-Content-Digest"] == digest(CONTENT)
    assert reply.headers["Accept-Ranges"] == "bytes"
    assert reply.headers["Content-Length"] == str(len(CONTENT))


def test_head_says_how_large_it_is(registry: Any, blob: str) -> None:
    reply = registry("HEAD", blob, Range="bytes=0-1")
    assert (reply.status, reply.headers["Content-Length"]) == (200, str(len(CONTENT)))


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=10000-", 10000, 10239),
        ("bytes=10000-99999", 10000, 10239),
        ("bytes=-5", 10235, 10239),
        ("bytes=-99999", 0, 10239),
    ],
)
def test_a_range_is_pulled(registry: Any, blob: str, asked: str, first: int, last: int) -> None:
    reply = registry("GET", blob, Range=asked)
    assert (reply.status, reply.body) == (206, CONTENT[first : last + 1])
    assert reply.headers["Content-Range"] == f"bytes {first}-{last}/10240"


@pytest.mark.parametrize(
    "asked", ["bytes=10240-", "bytes=10241-", "bytes=99999-100000", "bytes=-0"]
)
def test_a_range_behind_the_end_is_refused(registry: Any, blob: str, asked: str) -> None:
    reply = registry("GET", blob, Range=asked)
    assert reply.status == 416
    assert reply.headers["Content-Range"] == "bytes */10240"


@pytest.mark.parametrize("asked", ["bytes=5-4", "bytes=-", "lines=1-2", "bytes=0-1,5-6", "?", ""])
def test_a_range_that_makes_no_sense_is_ignored(registry: Any, blob: str, asked: str) -> None:
    reply = registry("GET", blob, Range=asked)
    assert (reply.status, reply.body) == (200, CONTENT)


def test_a_range_of_something_else_is_the_whole(registry: Any, blob: str) -> None:
    etag = registry("HEAD", blob).headers["ETag"]
    assert registry("GET", blob, Range="bytes=0-1", If_Range=etag).status == 206
    assert registry("GET", blob, Range="bytes=0-1", If_Range='"other"').status == 200


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE"])
def test_a_layer_that_is_not_there(registry: Any, method: str) -> None:
    reply = registry(method, f"/v2/app/blobs/{NOT_THERE}")
    assert reply.status == 404
    if method != "HEAD":
        message = f"The layer with digest '{NOT_THERE}' does not exist"
        assert reply.error == (404, "BLOB_UNKNOWN", message)


def test_a_layer_is_in_the_repository_it_was_pushed_to_only(registry: Any, blob: str) -> None:
    assert registry("GET", blob.replace("app", "team/other")).error[:2] == (404, "BLOB_UNKNOWN")


@pytest.mark.parametrize(
    "reference", ["latest", "sha256:abc", "sha256:" + "A" * 64, "sha512:x", ".."]
)
def test_a_digest_that_is_none(registry: Any, reference: str) -> None:
    assert registry("GET", f"/v2/app/blobs/{reference}").error[:2] == (400, "DIGEST_INVALID")


def test_a_digest_may_be_percent_encoded(registry: Any, blob: str) -> None:
    assert registry("GET", blob.replace(":", "%3A")).body == CONTENT


def test_a_layer_is_deleted_from_one_repository_at_a_time(registry: Any, blob: str) -> None:
    other = blob.replace("app", "team/other")
    registry.push_blob(CONTENT, "team/other")
    assert registry("DELETE", blob).status == 202
    assert registry("GET", blob).status == 404
    assert registry("GET", other).body == CONTENT
    assert registry("DELETE", other).status == 202
    assert list((registry.storage / "blobs" / "sha256").iterdir()) == []


def test_the_bytes_of_a_layer_are_not_written_down(registry: Any, blob: str, recorded: Any) -> None:
    secret = b"not for the log"
    path = f"/v2/app/blobs/{registry.push_blob(secret)}"
    registry("GET", path)
    assert registry.cloud.wire.since(0)[-1].response_body == "(15 bytes)"
    assert "not for the log" not in recorded(registry.cloud)


def test_what_an_earlier_cloud_left_behind_is_swept(
    registry: Any, blob: str, make_registry: Any
) -> None:
    registry("PATCH", registry.begin(), b"half a layer")
    registry.cloud.stop()
    later = make_registry()
    assert later("GET", blob).status == 404
    assert [path for path in later.storage.rglob("*") if path.is_file()] == []
