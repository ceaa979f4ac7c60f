from __future__ import annotations

import os
import stat
import threading
from typing import Any

import pytest

UPLOADS = "/v2/app/blobs/uploads/"


def files(registry: Any, folder: str = "uploads") -> list[Any]:
    return list((registry.storage / folder).iterdir())


def test_a_layer_is_pushed_in_one_request(registry: Any, digest: Any) -> None:
    content = b"one request"
    reply = registry("POST", f"{UPLOADS}?digest={digest(content)}", content)
    assert reply.status == 201
    assert reply.headers["Location"] == f"/v2/app/blobs/{digest(content)}"
    assert reply.headers["Docker-Content-Digest"] == digest(content)
    assert reply.headers["Docker-Distribution-Api-Version"] == "registry/2.0"
    assert registry("GET", reply.headers["Location"]).body == content
    assert files(registry) == []


def test_a_layer_is_pushed_in_two_requests(registry: Any, digest: Any) -> None:
    location = registry.begin()
    reply = registry("PUT", f"{location}?digest={digest(b'two')}", b"two")
    assert (reply.status, reply.headers["Docker-Content-Digest"]) == (201, digest(b"two"))


def test_an_empty_layer_is_a_layer(registry: Any, digest: Any) -> None:
    reply = registry("PUT", f"{registry.begin()}?digest={digest(b'')}")
    assert reply.status == 201
    assert registry("GET", f"/v2/app/blobs/{digest(b'')}").body == b""


def test_a_layer_is_pushed_in_chunks_and_asked_after_in_between(registry: Any, digest: Any) -> None:
    location = registry.begin()
    first = registry("PATCH", location, b"abc", Content_Range="0-2")
    assert (first.status, first.headers["Range"]) == (201, "0-2")
    assert first.headers["Location"] == location
    assert first.headers["Docker-Upload-UUID"] == location.rpartition("/")[2]
    second = registry("PATCH", location, b"def", Content_Range="bytes 3-5/*")
    assert (second.status, second.headers["Range"]) == (201, "0-5")
    status = registry("GET", location)
    assert (status.status, status.headers["Range"]) == (204, "0-5")
    assert status.headers["Location"] == location
    last = registry("PUT", f"{location}?digest={digest(b'abcdefgh')}", b"gh", Content_Range="6-7")
    assert last.status == 201
    assert registry("GET", last.headers["Location"]).body == b"abcdefgh"


def test_a_stream_of_unknown_length_is_a_chunk_like_another(registry: Any, digest: Any) -> None:
    """The docker CLI's engine sends every layer so."""
    location = registry.begin()
    pieces = [bytes([number]) * 100_000 for number in range(30)]
    assert registry("PATCH", location, iter(pieces)).headers["Range"] == "0-2999999"
    whole = b"".join(pieces)
    assert registry("PUT", f"{location}?digest={digest(whole)}").status == 201
    assert registry("GET", f"/v2/app/blobs/{digest(whole)}").body == whole


def test_a_new_upload_has_nothing_yet(registry: Any) -> None:
    reply = registry("GET", registry.begin())
    assert (reply.status, reply.headers["Range"]) == (204, "0-0")


@pytest.mark.parametrize("chunk", ["0-2", "4-6", "100-102"])
@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_a_chunk_out_of_order_is_refused_and_told_where_to_go_on(
    registry: Any, digest: Any, method: str, chunk: str
) -> None:
    location = registry.begin()
    registry("PATCH", location, b"abc")
    reply = registry(method, f"{location}?digest={digest(b'x')}", b"def", Content_Range=chunk)
    assert reply.error == (416, "BLOB_UPLOAD_INVALID", "The next chunk must begin at byte 3")
    assert (reply.headers["Range"], reply.headers["Location"]) == ("0-2", location)
    assert registry("PATCH", location, b"def", Content_Range="3-5").status == 201


@pytest.mark.parametrize("chunk", ["x", "2-1", "0", "-", "0-" + "9" * 30])
def test_a_content_range_that_cannot_be_read_is_refused(registry: Any, chunk: str) -> None:
    reply = registry("PATCH", registry.begin(), b"abc", Content_Range=chunk)
    assert reply.error[:2] == (400, "BLOB_UPLOAD_INVALID")


def test_a_content_range_of_another_length_is_refused(registry: Any) -> None:
    reply = registry("PATCH", registry.begin(), b"abc", Content_Range="0-3")
    assert reply.error[:2] == (400, "SIZE_INVALID")


@pytest.mark.parametrize(
    "query", ["", "?digest=", "?digest=sha256:abc", "?digest=sha512:" + "0" * 128]
)
def test_without_a_digest_that_can_be_read_an_upload_stays_open(
    registry: Any, digest: Any, query: str
) -> None:
    location = registry.begin()
    assert registry("PUT", location + query, b"abc").error[:2] == (400, "DIGEST_INVALID")
    assert registry("PUT", f"{location}?digest={digest(b'abc')}", b"abc").status == 201


def test_a_wrong_digest_ends_the_upload_and_leaves_nothing(registry: Any, digest: Any) -> None:
    location, wrong, right = registry.begin(), digest(b"wrong"), digest(b"right")
    reply = registry("PUT", f"{location}?digest={wrong}", b"right")
    message = f"The digest is '{wrong}', but the digest of the uploaded bytes is '{right}'"
    assert reply.error == (400, "DIGEST_INVALID", message)
    assert registry("HEAD", f"/v2/app/blobs/{wrong}").status == 404
    assert registry("HEAD", f"/v2/app/blobs/{right}").status == 404
    assert registry("GET", location).error[:2] == (404, "BLOB_UPLOAD_UNKNOWN")
    assert files(registry) == files(registry, "blobs/sha256") == []


def test_an_upload_can_be_cancelled(registry: Any) -> None:
    location = registry.begin()
    registry("PATCH", location, b"abc")
    assert registry("DELETE", location).status == 204
    assert files(registry) == []
    for method in ("GET", "PATCH", "PUT", "DELETE"):
        reply = registry(method, f"{location}?digest=sha256:{'0' * 64}")
        assert reply.error[:2] == (404, "BLOB_UPLOAD_UNKNOWN")


def test_an_upload_belongs_to_its_repository(registry: Any) -> None:
    location = registry.begin().replace("/app/", "/team/other/")
    assert registry("PATCH", location, b"abc").error[:2] == (404, "BLOB_UPLOAD_UNKNOWN")


def test_a_layer_is_mounted_from_another_repository(make_registry: Any, digest: Any) -> None:
    registry = make_registry(spec=True)
    there = registry.push_blob(b"shared", "team/other")
    assert registry("HEAD", f"/v2/app/blobs/{there}").status == 404
    reply = registry("POST", f"{UPLOADS}?mount={there}&from=team/other")
    assert (reply.status, reply.headers["Location"]) == (201, f"/v2/app/blobs/{there}")
    assert registry("GET", f"/v2/app/blobs/{there}").body == b"shared"
    assert files(registry) == []


@pytest.mark.parametrize(
    "query",
    [
        "mount=sha256:" + "0" * 64 + "&from=team/other",
        "mount=sha256:" + "0" * 64 + "&from=nowhere",
        "mount=sha256:" + "0" * 64 + "&from=NOT/A/NAME",
        "mount=sha256:" + "0" * 64,
        "mount=no-digest&from=team/other",
    ],
)
def test_what_cannot_be_mounted_is_to_be_uploaded(make_registry: Any, query: str) -> None:
    registry = make_registry(spec=True)
    reply = registry("POST", f"{UPLOADS}?{query}")
    assert reply.status == 202
    assert registry("GET", reply.headers["Location"]).status == 204


def test_many_push_the_same_layer_at_once(registry: Any, digest: Any) -> None:
    content = os.urandom(3_000_000)
    replies: list[int] = []

    def push() -> None:
        location = registry.begin()
        registry("PATCH", location, content)
        replies.append(registry("PUT", f"{location}?digest={digest(content)}").status)

    threads = [threading.Thread(target=push) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert replies == [201] * 12
    assert registry("GET", f"/v2/app/blobs/{digest(content)}").body == content
    assert (files(registry), len(files(registry, "blobs/sha256"))) == ([], 1)


def test_two_chunks_for_the_same_place_at_once_are_taken_one_after_the_other(
    registry: Any, digest: Any
) -> None:
    location = registry.begin()
    statuses: list[int] = []

    def send() -> None:
        reply = registry("PATCH", location, b"x" * 1_000_000, Content_Range="0-999999")
        statuses.append(reply.status)

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201] + [416] * 5
    assert registry("PUT", f"{location}?digest={digest(b'x' * 1_000_000)}").status == 201


@pytest.mark.skipif(os.name != "posix", reason="only POSIX systems have these permissions")
def test_only_the_owner_can_read_what_is_stored(registry: Any) -> None:
    registry.push_blob(b"private")
    registry("PATCH", registry.begin(), b"also private")
    paths = [registry.storage, *registry.storage.rglob("*")]
    modes = {path.is_dir(): stat.S_IMODE(path.stat().st_mode) for path in paths}
    assert modes == {True: 0o700, False: 0o600}


def test_other_methods_are_unsupported(registry: Any) -> None:
    reply = registry("GET", UPLOADS)
    assert reply.error[:2] == (405, "UNSUPPORTED")
    assert reply.headers["Allow"] == "POST"


def test_ecr_mounts_nothing_unless_it_is_told_to(registry: Any) -> None:
    there = registry.push_blob(b"shared", "team/other")
    assert registry("POST", f"{UPLOADS}?mount={there}&from=team/other").status == 202


def test_the_specification_has_a_chunk_accepted(make_registry: Any) -> None:
    registry = make_registry(spec=True)
    assert registry("PATCH", registry.begin(), b"abc").status == 202


def test_an_answer_before_the_body_is_read_says_that_it_is_the_last(registry: Any) -> None:
    reply = registry("PUT", "/v2/app/manifests/-x", b"{}")
    assert (reply.status, reply.headers["Connection"]) == (405, "close")
    assert registry("GET", "/v2/app/tags/list").headers["Connection"] is None
