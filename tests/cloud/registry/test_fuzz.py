"""Whatever is asked, the answer is one of the protocol's: never a 500, never a dropped connection."""

from __future__ import annotations

import contextlib
import json
from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explain.cloud.registry.problems import Problem
from explain.cloud.registry.ranges import sent, wanted

quick = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
odd = st.text(max_size=40) | st.sampled_from(
    ["app", "..", "sha256:", "sha256:" + "0" * 64, "uploads", "blobs", "a/../b", "%", "a" * 300]
)
header = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40) | st.sampled_from(
    ["bytes=0-", "bytes=-1", "0-0", "bytes 0-0/1", "bytes=" + "9" * 40 + "-"]
)


def answered(reply: Any) -> None:
    assert 200 <= reply.status < 500
    if reply.status >= 400 and reply.body:
        (error,) = json.loads(reply.body)["errors"]
        assert set(error) == {"code", "message"}


@quick
@given(
    method=st.sampled_from(["GET", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"]),
    name=odd,
    kind=st.sampled_from(["blobs", "blobs/uploads", "manifests", "tags", "referrers", "x"]),
    reference=odd,
    query=st.dictionaries(st.sampled_from(["digest", "mount", "from", "n", "last"]), odd),
    ranges=header,
)
def test_names_references_and_queries(
    registry: Any,
    method: str,
    name: str,
    kind: str,
    reference: str,
    query: dict[str, str],
    ranges: str,
) -> None:
    pairs = "&".join(f"{key}={quote(value)}" for key, value in query.items())
    path = f"/v2/{quote(name)}/{kind}/{quote(reference)}?{pairs}"
    answered(registry(method, path, b"{}", Range=ranges, Content_Range=ranges))


@quick
@given(ranges=header)
def test_ranges_of_a_layer(registry: Any, ranges: str) -> None:
    pushed = registry.push_blob(b"0123456789")
    reply = registry("GET", f"/v2/app/blobs/{pushed}", Range=ranges)
    assert reply.status in (200, 206, 416)
    assert reply.status == 416 or reply.body in b"0123456789"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@quick
@given(
    fields=st.dictionaries(
        st.sampled_from(["schemaVersion", "mediaType", "config", "layers", "manifests", "subject"]),
        json_values | st.just(2),
    ),
    kind=st.sampled_from(
        [
            "",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.oci.image.index.v1+json",
        ]
    ),
)
def test_manifests(registry: Any, fields: dict[str, Any], kind: str) -> None:
    body = json.dumps(fields).encode()
    answered(registry("PUT", "/v2/app/manifests/v1", body, Content_Type=kind))
    answered(registry("GET", "/v2/app/manifests/v1"))
    answered(registry("GET", f"/v2/app/referrers/sha256:{'0' * 64}"))


@given(st.text(max_size=40) | header, st.integers(0, 2**62))
def test_a_range_lies_within_the_layer(text: str, size: int) -> None:
    with contextlib.suppress(Problem):
        start, length = wanted(text, size) or (0, size)
        assert 0 <= start <= start + length <= size


@given(st.text(max_size=40) | header)
def test_a_content_range_has_an_order(text: str) -> None:
    with contextlib.suppress(Problem):
        first, last = sent(text) or (0, 0)
        assert 0 <= first <= last
