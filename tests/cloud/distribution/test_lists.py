from __future__ import annotations

import json
from typing import Any

import pytest

INDEX = "application/vnd.oci.image.index.v1+json"
IMAGE = "application/vnd.oci.image.manifest.v1+json"
TAGS = "/v2/app/tags/list"


def tags(reply: Any) -> list[str]:
    assert reply.status == 200
    body = json.loads(reply.body)
    assert body["name"] == "app"
    return list(body["tags"])


@pytest.fixture
def tagged(registry: Any) -> Any:
    for tag in ("v2", "Beta", "v10", "alpha", "v1"):
        registry.push_image(tag)
    return registry


def test_a_new_repository_has_no_tags(registry: Any) -> None:
    assert tags(registry("GET", TAGS)) == []


def test_tags_are_listed_in_order(tagged: Any) -> None:
    reply = tagged("GET", TAGS)
    assert tags(reply) == ["Beta", "alpha", "v1", "v10", "v2"]
    assert reply.headers["Link"] is None


def test_tags_are_listed_page_by_page(tagged: Any) -> None:
    pages, path = [], f"{TAGS}?n=2"
    while path:
        reply = tagged("GET", path)
        pages.append(tags(reply))
        link = reply.headers["Link"]
        assert link is None or link.endswith('>; rel="next"')
        path = link.partition("<")[2].partition(">")[0] if link else ""
    assert pages == [["Beta", "alpha"], ["v1", "v10"], ["v2"]]


def test_pages_begin_behind_any_tag(tagged: Any) -> None:
    assert tags(tagged("GET", f"{TAGS}?last=v1")) == ["v10", "v2"]
    assert tags(tagged("GET", f"{TAGS}?n=1&last=not-there")) == ["v1"]
    assert tags(tagged("GET", f"{TAGS}?n=5&last=v2")) == []


def test_a_page_of_nothing_leads_nowhere(tagged: Any) -> None:
    reply = tagged("GET", f"{TAGS}?n=0")
    assert (tags(reply), reply.headers["Link"]) == ([], None)


@pytest.mark.parametrize("size", ["-1", "x", "", "1.5", "9" * 5000, "%C2%B2"])
def test_a_number_that_is_none(tagged: Any, size: str) -> None:
    assert tagged("GET", f"{TAGS}?n={size}").error[:2] == (400, "PAGINATION_NUMBER_INVALID")


def test_signatures_are_found_by_what_they_sign(
    registry: Any, make_image: Any, describe: Any, digest: Any
) -> None:
    registry.push_image("v1")
    signed = make_image(b"layer")
    signature = make_image(
        b"layer",
        subject=describe(signed, IMAGE),
        artifactType="application/x-signature",
        annotations={"by": "learner"},
    )
    reply = registry("PUT", "/v2/app/manifests/signature", signature, Content_Type=IMAGE)
    assert reply.headers["OCI-Subject"] == digest(signed)
    path = f"/v2/app/referrers/{digest(signed)}"
    found = registry("GET", path)
    assert (found.status, found.headers["Content-Type"]) == (200, INDEX)
    assert json.loads(found.body)["manifests"] == [
        {
            **describe(signature, IMAGE),
            "artifactType": "application/x-signature",
            "annotations": {"by": "learner"},
        }
    ]
    filtered = registry("GET", f"{path}?artifactType=other")
    assert filtered.headers["OCI-Filters-Applied"] == "artifactType"
    assert json.loads(filtered.body)["manifests"] == []


def test_of_nothing_there_are_no_referrers(registry: Any) -> None:
    reply = registry("GET", "/v2/app/referrers/sha256:" + "0" * 64)
    assert json.loads(reply.body)["manifests"] == []
    assert registry("GET", "/v2/app/referrers/latest").error[:2] == (400, "DIGEST_INVALID")
