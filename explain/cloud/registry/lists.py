"""What there is: tags, repositories, and what refers to an image.

OCI distribution specification, Content Discovery.
"""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from urllib.parse import urlencode

from explain.cloud.message import Answer
from explain.cloud.registry import manifests
from explain.cloud.registry.call import Call
from explain.cloud.registry.dialect import SPECIFICATION, Dialect
from explain.cloud.registry.problems import Problem, parameter_invalid
from explain.cloud.registry.repositories import content_of, media_type_of, names_of
from explain.cloud.registry.routes import check_digest
from explain.http.message import Headers

_JSON = ("Content-Type", "application/json; charset=utf-8")
_INDEX = ("Content-Type", "application/vnd.oci.image.index.v1+json")
_MARK = "after "  # no tag has a space, so that no tag is taken for a mark


class ListRoutes:
    """Lists of names, page by page (Listing Tags)."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def tags(self, call: Call) -> Answer:
        """List a repository's tags."""
        repository = call.repository("ecr:ListImages")
        path = f"/v2/{repository.name}/tags/list"
        names, headers = self._page(call, repository.tags(), path)
        return _json({"name": repository.name, "tags": names}, headers)

    def repositories(self, call: Call) -> Answer:
        """List a registry's repositories (distribution, Catalog; google/go-containerregistry#1091)."""
        call.require("*", "ecr:DescribeRepositories")
        names, headers = self._page(call, names_of(call.host), "/v2/_catalog")
        return _json({"repositories": names}, headers)

    def _page(self, call: Call, names: list[str], path: str) -> tuple[list[str], Headers]:
        """Return the names on a page, and the `Link` header to the next page, if there is one."""
        query = call.query
        after = _after(query.get("last", ""))
        names = [name for name in names if name > after]
        size = _page_size(query["n"], self._dialect) if "n" in query else self._dialect.page
        page = names[:size] if size or "n" in query else names
        if not page or len(names) == len(page):
            return page, (_JSON,)
        target = f"{path}?{urlencode({'last': self._mark(page[-1]), 'n': size})}"
        origin = "" if self._dialect == SPECIFICATION else f"https://{call.host.name}"
        return page, (_JSON, ("Link", f'<{origin}{target}>; rel="next"'))

    def _mark(self, name: str) -> str:
        """Say where the next page begins; ECR's mark is opaque."""
        if self._dialect == SPECIFICATION:
            return name
        return base64.urlsafe_b64encode(f"{_MARK}{name}".encode()).decode()


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


def _json(body: object, headers: Headers) -> Answer:
    return Answer(200, headers, json.dumps(body, separators=(",", ":")).encode())


def _after(last: str) -> str:
    """Read the mark of a page that came before, or the name with which it ended."""
    with suppress(ValueError):
        text = base64.urlsafe_b64decode(last).decode()
        if text.startswith(_MARK):
            return text.removeprefix(_MARK)
    return last


def _page_size(text: str, dialect: Dialect) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Problem(
            400, "PAGINATION_NUMBER_INVALID", "The number of tags for a page is not a number"
        )
    size = int(text)
    if dialect.largest_page and size > dialect.largest_page:
        limit = f"Member must have value less than or equal to {dialect.largest_page}"
        raise parameter_invalid("maxResults", limit)
    return size
