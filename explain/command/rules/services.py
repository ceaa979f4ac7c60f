"""Rules about the two services: ECR, and ECR Public."""

from __future__ import annotations

from collections.abc import Iterator

from explain.command.analysis import Analysis
from explain.command.mend import Edit
from explain.command.model import Call, Word
from explain.command.rules.found import Found, change, value
from explain.command.rules.places import Place, host_of, is_private, is_public
from explain.hosts.partitions import PUBLIC_REGION


def crossed(analysis: Analysis) -> Iterator[Found]:
    """Find a password of ECR for ECR Public, or the other way round."""
    for login in analysis.logins:
        source = analysis.source(login)
        place = host_of(analysis, login)
        word = _service(source) if source else None
        if not source or not word:
            continue
        if source.path[:1] == ("ecr",) and is_public(place):
            edits = [Edit(word.start, word.end, "ecr-public")]
            if not value(analysis, source, "--region"):
                end = source.command.words[-1].end
                edits.append(Edit(end, end, f" --region {PUBLIC_REGION}"))
            yield Found("private-for-public", word.start, word.end, tuple(edits),
                        change("aws ecr", "aws ecr-public"))  # fmt: skip
        elif source.path[:1] == ("ecr-public",) and is_private(place):
            yield Found("public-for-private", word.start, word.end,
                        (Edit(word.start, word.end, "ecr"),),
                        change("aws ecr-public", "aws ecr"))  # fmt: skip


def emulator(analysis: Analysis) -> Iterator[Found]:
    """Find an emulator's registry, and an emulator's password for a registry of AWS."""
    for login in analysis.logins:
        source, place = analysis.source(login), host_of(analysis, login)
        if place and (
            place.shape.kind == "emulator"
            or (is_loopback(place) and asks_emulator(analysis, source))
        ):
            yield Found("emulator", *place.whole)
        elif source and asks_emulator(analysis, source) and (is_private(place) or is_public(place)):
            yield Found("emulator-password", source.command.start, login.command.end)


def is_loopback(place: Place) -> bool:
    """Whether a host is this machine, as it calls itself or as a container calls it."""
    name = place.shape.name
    return name in ("localhost", "host.docker.internal") or name.startswith(("127.", "[::1]"))


def asks_emulator(analysis: Analysis, source: Call | None) -> bool:
    """Whether a password is asked for at an emulator: AWS's own endpoints answer over HTTPS alone."""
    if not source:
        return False
    address = value(analysis, source, "--endpoint-url") or analysis.environment(
        source, "AWS_ENDPOINT_URL"
    )
    return address is not None and address.text.startswith(("http://", *_EMULATORS))


_EMULATORS = ("https://localhost", "https://127.", "https://host.docker.internal")
"""How the addresses of emulators begin that also answer over HTTPS."""


def _service(call: Call) -> Word | None:
    return next((word for word in call.command.words if word.text in ("ecr", "ecr-public")), None)
