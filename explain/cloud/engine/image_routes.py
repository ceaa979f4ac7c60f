"""The Engine API's routes for images that are here: list, inspect, tag, remove."""

from __future__ import annotations

from explain.cloud.engine.api import COMMON, INFO, Call, EngineProblem, Route, answer_json, route
from explain.cloud.engine.filters import Filters
from explain.cloud.engine.references import parse
from explain.cloud.engine.removal import remove
from explain.cloud.engine.store import Image, ImageStore
from explain.cloud.engine.views import details, summary
from explain.cloud.message import Answer, Disclosure

_KINDS = "container|network|volume|service|task|node|plugin|secret|config"


class ImageRoutes:
    """Answers from the store; nothing here asks a registry."""

    def __init__(self, images: ImageStore) -> None:
        self._images = images

    def routes(self) -> list[Route]:
        """Return the routes, the more special first."""
        return [
            route("GET", r"/info", self._info),
            route("GET", r"/images/json", self._list),
            route("GET", r"/images/{name}/json", self._inspect),
            route("POST", r"/images/{name}/tag", self._tag),
            route("DELETE", r"/images/{name}", self._remove),
            route("GET", rf"/(?:{_KINDS})s/{{name}}/json", _nothing_else),
            route("GET", rf"/(?:{_KINDS})s/(?!json$){{name}}", _nothing_else),
        ]

    def _info(self, _: Call) -> Answer:
        """Answer `docker info` with the number of images, and fixed values for the rest."""
        counted = {"Images": len(self._images.images()), "Driver": "explain-ecr", "NCPU": 1}
        return _good(INFO | counted)

    def _list(self, call: Call) -> Answer:
        """List images, the newest first."""
        filters = Filters.read(call.parameter("filters"))
        shown = [one for image in self._images.images() if (one := filters.apply(image))]
        shown.sort(key=lambda image: str(image.config.get("created")), reverse=True)
        return _good([summary(image) for image in shown])

    def _inspect(self, call: Call) -> Answer:
        return _good(details(self._image(call.name)))

    def _tag(self, call: Call) -> Answer:
        image = self._image(call.name)
        target = parse(call.parameter("repo"))
        if target.digest:
            raise EngineProblem(400, "refusing to create a tag with a digest reference")
        tag = call.parameter("tag") or target.tag or "latest"
        self._images.name(image.id, target.with_version(tag))
        return Answer(201, COMMON, disclosure=Disclosure(True))

    def _remove(self, call: Call) -> Answer:
        with self._images.lock:
            image = self._image(call.name)
            return _good(remove(self._images, image, call.name, force=call.is_set("force")))

    def _image(self, name: str) -> Image:
        image = self._images.find(name)
        if image is None:
            raise EngineProblem(404, f"No such image: {parse(name).tagged()}")
        return image


def _nothing_else(call: Call) -> Answer:
    """Say of other things that they do not exist: `docker inspect NAME` asks for every kind."""
    kind = call.path.split("/")[1].removesuffix("s")
    raise EngineProblem(404, f"No such {kind}: {call.name}")


def _good(body: object) -> Answer:
    return answer_json(200, body, Disclosure(True))
