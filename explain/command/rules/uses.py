"""Rules about what follows a login: images without their registry, and passwords that no login takes."""

from __future__ import annotations

from collections.abc import Iterator

from explain.command.analysis import PASSWORD_COMMANDS, Analysis, Stage
from explain.command.mend import Edit, cut
from explain.command.model import Call, Word
from explain.command.rules.found import Found
from explain.command.rules.giving import behind_keywords
from explain.command.rules.hostnames import login_line
from explain.command.rules.pipes import takes_output
from explain.command.rules.places import Place, host_of, images, is_private, is_public, places
from explain.hosts.meant import HOLE

_HUB_BY_DEFAULT = ("docker", "nerdctl", "finch")
"""These take a name without a host for one of Docker Hub's (distribution/reference, normalize.go)."""

_HUB = (
    "docker.io",
    "index.docker.io",
    "registry-1.docker.io",
    "registry.hub.docker.com",
    "hub.docker.com",
)

_BEFORE_LISTS = ("if", "then", "elif", "else", "while", "until", "do")
"""What may come before two commands joined by `&&`; `!` would invert only the first."""

_NOWHERE = ("/dev/null", "NUL", "nul", "$null")


def pushed(analysis: Analysis) -> Iterator[Found]:
    """Find an image that is pushed without its registry's name, after a login to ECR."""
    hosts = _registries(analysis)
    if not hosts or _logs_in_elsewhere(analysis):
        return
    for call, word in images(analysis):
        if not _is_pushed(call) or call.program not in _HUB_BY_DEFAULT:
            continue
        named = [place for place in hosts if place.call.command.end <= call.command.start]
        if named and _is_without_host(analysis.flat(word).text):
            id_ = "account-on-docker-hub" if "/" in word.text else "push-to-docker-hub"
            edits = _with_host(analysis, call, word, named) if len(hosts) == 1 else ()
            yield Found(id_, word.start, word.end, edits)


def _registries(analysis: Analysis) -> list[Place]:
    """List the registries of ECR that the line logs in to."""
    found = [place for login in analysis.logins if (place := host_of(analysis, login))]
    return [
        place
        for place in found
        if is_private(place) or is_public(place) or place.shape.kind == "open"
    ]


def _logs_in_elsewhere(analysis: Analysis) -> bool:
    """Whether the line also logs in to Docker Hub, or to a registry that is not ECR's."""
    for login in analysis.logins:
        place = host_of(analysis, login)
        user = login.option("--username")
        is_aws = user is not None and user.value is not None and user.value.text == "AWS"
        if place is None and not is_aws:
            return True
        if place and (
            place.shape.name in _HUB or (place.shape.kind in ("open", "other") and not is_aws)
        ):
            return True
    return False


def _is_pushed(call: Call) -> bool:
    return call.path[-1:] == ("push",) or bool(
        call.path[-1:] == ("build",) and call.option("--push")
    )


def _is_without_host(name: str) -> bool:
    """Whether a name is typed out and has no registry: `app:1`, `team/app`."""
    first, slash, _ = name.partition("/")
    is_host = slash and (any(sign in first for sign in ".:" + HOLE) or first == "localhost")
    return (
        bool(first) and first[0].isalnum() and not is_host and HOLE not in first.partition(":")[0]
    )


def _with_host(analysis: Analysis, push: Call, word: Word, hosts: list[Place]) -> tuple[Edit, ...]:
    """Put the registry before a name, where the image is built or tagged and where it is pushed."""
    (place,) = hosts
    host = place.typed(analysis, (0, len(place.shape.name)))
    same = [
        (call, other)
        for call, other in images(analysis)
        if analysis.flat(other).text == analysis.flat(word).text and other != word
    ]
    is_renamed = all(
        _names(call, other) for call, other in same
    )  # `docker run app` needs the old name
    made = [other for _, other in same if is_renamed and other.end <= word.start]
    edits = [Edit(other.start, other.start, f"{host}/") for other in (*made, word)]
    if not made and not push.option("--push"):
        if any(call.program not in _BEFORE_LISTS for call in push.around):
            return ()
        start, typed = behind_keywords(analysis, push.command), analysis.slice(word.start, word.end)
        edits.append(Edit(start, start, f"{push.program} tag {typed} {host}/{typed} && "))
    return tuple(edits)


def _names(call: Call, word: Word) -> bool:
    """Whether a call gives an image this name: `build -t NAME`, `tag OLD NAME`, `push NAME`."""
    if call.path[-1:] == ("tag",):
        return call.arguments[1:2] == (word,)
    return call.path[-1:] in (("build",), ("push",))


def printed(analysis: Analysis) -> Iterator[Found]:
    """Find a password that is only printed, before a push or a pull that needs a login."""
    if analysis.logins or _waits_in_body(analysis):
        return
    used = [place for place in places(analysis) if is_private(place) or is_public(place)]
    others = [call for call, _ in images(analysis)]
    for source in analysis.sources:
        stage = analysis.stage(source)
        later = any(call.command.start > source.command.end for call in others)
        if not stage or source.path[:2] not in PASSWORD_COMMANDS or not later:
            continue
        if _goes_nowhere(analysis, source, stage):
            away = [cut(analysis.line, one.start, one.end) for one in stage.command.redirections]
            login = login_line(analysis, source, "")
            edits = (*away, Edit(stage.command.end, stage.command.end, login)) if used else ()
            yield Found("password-printed", stage.command.start, stage.command.end, edits)


def _waits_in_body(analysis: Analysis) -> bool:
    return any("login" in body.text for body in analysis.script.bodies)


def _goes_nowhere(analysis: Analysis, source: Call, stage: Stage) -> bool:
    """Whether what a call prints ends on the screen or in `/dev/null`."""
    is_last = stage.command is stage.pipeline.commands[-1]
    is_outside = len(analysis.holding(source.command.start, source.command.end)) == 1
    written = [one for one in stage.command.redirections if takes_output(one) and one.target]
    targets = [one.target.text for one in written if one.target]
    is_assigned = any(call.program == "=" for call in source.around)
    return is_last and is_outside and not is_assigned and all(one in _NOWHERE for one in targets)
