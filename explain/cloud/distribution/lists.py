"""What there is: tags, and what refers to an image (OCI distribution specification, Content Discovery)."""

from __future__ import annotations

import json

from explain.cloud.distribution import manifests
from explain.cloud.distribution.call import Call
from explain.cloud.distribution.problems import Problem
from explain.cloud.distribution.repositories import content_of, media_type_of
from explain.cloud.distribution.routes import check_digest
from explain.cloud.message import Answer, Headers

_JSON = ("Content-Type", "application/json; charset=utf-8")
_INDEX = ("Content-Type", "application/vnd.oci.image.index.v1+json")


def list_tags(call: Call) -> Answer:
    """List a repository's tags, all of them or page by page (Listing Tags)."""
    repository = call.repository("ecr:ListImages")
    query = call.query
    tags = [tag for tag in repository.tags() if tag > query.get("last", "")]
    size = _page_size(query["n"]) if "n" in query else len(tags)
    page = tags[:size]
    headers: Headers = (_JSON,)
    if page and len(tags) > size:
        path = f"/v2/{repository.name}/tags/list?n={size}&last={page[-1]}"
        headers = (_JSON, ("Link", f'<{path}>; rel="next"'))
    body = {"name": repository.name, "tags": page}
    return Answer(200, headers, json.dumps(body, separators=(",", ":")).encode())


def list_referrers(call: Call) -> Answer:
    """List the manifests whose subject is this one, such as signatures (Listing Referrers)."""
    repository = call.repository("ecr:BatchGetImage")
    subject = check_digest(call.route.reference)
    images = [(content_of(one), media_type_of(one)) for one in repository.images()]
    found = [one for image in images if (one := manifests.referrer(*image, subject))]
    headers: Headers = (_INDEX,)
    if wanted := call.query.get("artifactType"):
        found = [one for one in found if one.get("artifactType") == wanted]
        headers = (_INDEX, ("OCI-Filters-Applied", "artifactType"))
    return Answer(200, headers, manifests.index(found))


def _page_size(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Problem(
            400, "PAGINATION_NUMBER_INVALID", "The number of tags for a page is no number"
        )
    return int(text)
