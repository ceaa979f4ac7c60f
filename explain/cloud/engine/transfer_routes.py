"""The Engine API's routes that go out to a registry: push, pull, and asking for a manifest."""

from __future__ import annotations

from collections.abc import Iterator

from explain import traces
from explain.cloud.engine import progress
from explain.cloud.engine.api import (
    Call,
    EngineProblem,
    Route,
    answer_json,
    answer_lines,
    credentials_in_header,
    foreign,
    problem,
    route,
)
from explain.cloud.engine.lookup import manifest_at, tags_at
from explain.cloud.engine.manifest import Manifest
from explain.cloud.engine.platforms import parse_platform, platform_of
from explain.cloud.engine.pull import Pull
from explain.cloud.engine.push import Push
from explain.cloud.engine.references import Reference, parse
from explain.cloud.engine.rejection import Refused, TransferFailed
from explain.cloud.engine.remote import Credential, Remote
from explain.cloud.engine.store import ImageStore
from explain.cloud.hosts import public_registry, registry_host
from explain.cloud.logins import login_of
from explain.cloud.message import Answer, Disclosure
from explain.secret import Secret
from explain.wire import FOREIGN, NO_CREDENTIALS, REFUSED, Evidence

_BUILDER = "moby/buildkit"
"""What `docker buildx` pulls first where the engine itself cannot build (buildx, driver/bkimage)."""


class TransferRoutes:
    """Each call speaks to the sandbox's registry, with the credential that came with the call."""

    def __init__(self, images: ImageStore, registry_port: int) -> None:
        self._images = images
        self._port = registry_port

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            route("POST", r"/images/create", self._pull),
            route("POST", r"/images/{name}/push", self._push),
            route("GET", r"/distribution/{name}/json", self._inspect),
        ]

    def _push(self, call: Call) -> Answer:
        target = parse(call.name)
        if target.digest:
            raise EngineProblem(400, "cannot push a digest reference")
        if tag := call.parameter("tag"):
            target = target.with_version(tag)
        remote, evidence = self._remote(call, target)
        return answer_lines(_reported(Push(self._images, remote, target).lines()), evidence)

    def _pull(self, call: Call) -> Answer:
        """Pull. dockerd answers with a status as long as it has not said anything yet."""
        if not call.parameter("fromImage"):
            raise EngineProblem(
                501, "the explain-ecr sandbox engine pulls images but does not import them"
            )
        wanted = parse(call.parameter("fromImage"))
        if version := call.parameter("tag"):
            wanted = wanted.with_version(version)
        remote, evidence = self._remote(call, wanted)
        lines = self._pulled(remote, wanted, call.parameter("platform"))
        try:
            first = next(lines, b"")
        except TransferFailed as failed:
            return _before_the_first_line(failed, wanted, evidence)
        return answer_lines(_reported(_resumed(first, lines)), evidence)

    def _pulled(self, remote: Remote, wanted: Reference, platform: str) -> Iterator[bytes]:
        """Pull one version, or every tag, as `docker pull --all-tags` asks by naming none."""
        remote.greet()
        named = wanted.tag or wanted.digest
        for version in [named] if named else tags_at(remote):
            one = wanted.with_version(version)
            yield from Pull(self._images, remote, one, parse_platform(platform)).lines()

    def _inspect(self, call: Call) -> Answer:
        """Say what a registry has under a name (`GET /distribution/{name}/json`)."""
        wanted = parse(call.name).tagged()
        remote, evidence = self._remote(call, wanted)
        try:
            remote.greet()
            manifest = manifest_at(remote, wanted.tag or wanted.digest)
            size = len(manifest.data)
            described = {"mediaType": manifest.media_type, "digest": manifest.digest, "size": size}
            platforms = _platforms(remote, manifest)
        except TransferFailed as failed:
            return _before_the_first_line(failed, wanted, evidence)
        body = {"Descriptor": described, "Platforms": platforms}
        return answer_json(200, body, Disclosure(True), evidence)

    def _remote(self, call: Call, wanted: Reference) -> tuple[Remote, Evidence]:
        """Open a repository. A host that is not ECR's is not asked, for nothing leaves here."""
        if registry_host(wanted.domain) is None:
            if public_registry(wanted.domain):
                message = f"the explain-ecr sandbox's {wanted.domain} has no images"
                raise EngineProblem(404, message)
            if wanted.path == _BUILDER:
                raise EngineProblem(501, "the explain-ecr sandbox engine does not build images")
            evidence = Evidence(FOREIGN, host=wanted.domain, repository=wanted.path)
            raise EngineProblem(403, foreign(wanted.domain), evidence)
        given = credentials_in_header(call.request.header("X-Registry-Auth"))
        evidence = Evidence(host=wanted.domain, repository=wanted.path)
        user, password = given.get("username", ""), Secret(given.get("password", ""))
        if not user or not len(password):
            evidence = evidence._replace(verdict=NO_CREDENTIALS)
            return Remote(self._port, wanted, None), evidence
        evidence = evidence._replace(login=login_of(user, password))
        return Remote(self._port, wanted, Credential(user, password)), evidence


def _platforms(remote: Remote, manifest: Manifest) -> list[object]:
    """List the platforms of an index, or of one image, whose configuration names it.

    moby, daemon/server/router/distribution/distribution_routes.go
    """
    if manifest.is_index:
        return [child.get("platform") for child in manifest.children]
    return [platform_of(remote.ask("GET", f"{remote.path}/blobs/{manifest.config.digest}").body)]


def _resumed(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _reported(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Pass the lines on, and make whatever goes wrong the last one: the status was sent long ago."""
    try:
        yield from lines
    except TransferFailed as failed:
        yield progress.failure(str(failed))
    except OSError as error:  # the disk's, for the network's are told as failed transfers
        yield progress.failure(f"the sandbox's disk: {error.strerror or type(error).__name__}")
    except Exception as error:
        told = "\n".join([type(error).__name__, *traces.wanted(error)])
        yield progress.failure(f"the sandbox's engine failed: {told}")


def _before_the_first_line(failed: TransferFailed, wanted: Reference, evidence: Evidence) -> Answer:
    """Word a refusal as moby does (daemon/internal/distribution/errors.go, TranslatePullError)."""
    shown = Disclosure(True)
    evidence = evidence._replace(verdict=REFUSED)
    code = failed.code if isinstance(failed, Refused) else ""
    if code == "DENIED":
        why = "repository does not exist or may require 'docker login'"
        return problem(
            404, f"pull access denied for {wanted.name}, {why}: {failed}", shown, evidence
        )
    if code == "MANIFEST_UNKNOWN":
        return problem(404, f"manifest for {wanted} not found: {failed}", shown, evidence)
    if code == "NAME_UNKNOWN":
        return problem(404, f"repository {wanted.name} not found: {failed}", shown, evidence)
    return problem(500, str(failed), shown, evidence)
