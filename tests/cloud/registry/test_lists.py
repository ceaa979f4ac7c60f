from __future__ import annotations

import json
from collections.abc import Iterator
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


def pages_of(registry: Any, path: str) -> Iterator[Any]:
    """Follow the links; they are absolute, and go to the host that was asked."""
    while path:
        reply = registry("GET", path)
        yield reply
        link = reply.headers["Link"]
        assert link is None or link.endswith('>; rel="next"')
        target = link.partition("<")[2].partition(">")[0] if link else ""
        path = target.removeprefix(f"https://{registry.headers['Host']}")
        assert path.startswith("/v2/") or not path


def test_tags_are_listed_page_by_page(tagged: Any) -> None:
    pages = [tags(reply) for reply in pages_of(tagged, f"{TAGS}?n=2")]
    assert pages == [["Beta", "alpha"], ["v1", "v10"], ["v2"]]


def test_ecr_lists_a_hundred_at_a_time_and_has_an_opaque_mark(registry: Any) -> None:
    registry.push_image("t100")
    manifest = registry("GET", "/v2/app/manifests/t100").body
    for number in range(101, 225):
        registry("PUT", f"/v2/app/manifests/t{number}", manifest)
    replies = list(pages_of(registry, TAGS))
    assert [len(tags(reply)) for reply in replies] == [100, 25]
    assert "t199" not in replies[0].headers["Link"]
    assert tags(replies[1])[0] == "t200"
    assert len(tags(registry("GET", f"{TAGS}?n=1000"))) == 125
    message = (
        "Invalid parameter at 'maxResults' failed to satisfy constraint: "
        "'Member must have value less than or equal to 1000'"
    )
    assert registry("GET", f"{TAGS}?n=1001").error == (405, "UNSUPPORTED", message)


def test_the_specification_lists_all_and_links_to_a_path(make_registry: Any) -> None:
    registry = make_registry(spec=True)
    for tag in ("a", "b", "c"):
        registry.push_image(tag)
    assert tags(registry("GET", f"{TAGS}?n=5000")) == ["a", "b", "c"]
    link = registry("GET", f"{TAGS}?n=2").headers["Link"]
    assert link == '</v2/app/tags/list?last=b&n=2>; rel="next"'


def test_the_catalog_lists_the_repositories(registry: Any) -> None:
    reply = registry("GET", "/v2/_catalog")
    assert json.loads(reply.body) == {"repositories": ["app", "team/other"]}
    pages = [json.loads(one.body) for one in pages_of(registry, "/v2/_catalog?n=1")]
    assert pages == [{"repositories": ["app"]}, {"repositories": ["team/other"]}]
    assert registry("POST", "/v2/_catalog").status == 405


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
