"""What a log names: the registry, the account, the profile, the tool; and texts with these for samples."""

from __future__ import annotations

import re
from typing import NamedTuple

from explain import lazily
from explain.hosts.partitions import REGIONS, partition_of
from explain.hosts.registry import ACCOUNT, REGION, Registry, registry_host
from explain.trouble.log import Block
from explain.trouble.octets import decoded, encoded, find, find_last

REPOSITORY = "my-image"
"""The repository of every page's commands."""

_HOST = lazily.pattern(r"(?<![\w.-])[0-9]{12}\.dkr[.-]ecr[\w.-]*[\w]", re.ASCII)
_IMAGE = lazily.pattern(
    r"\.dkr[.-]ecr[\w.-]+(?::[0-9]+)?/(?:v2/)?([a-z0-9]+(?:[._/-]+[a-z0-9]+)*?)"
    r"(?=/(?:manifests|blobs|tags)/|[:@\s\"'`,;)\]}\\]|$)",
    re.ASCII,
)
_RESOURCE = lazily.pattern(
    r"arn:aws[\w-]*:ecr:([\w-]+):([0-9]{12}):repository/([a-z0-9._/-]*[a-z0-9])", re.ASCII
)
_TAG = lazily.pattern(
    r"\.dkr[.-]ecr[\w.-]+(?::[0-9]+)?/(?:v2/)?[a-z0-9._/-]+(?::|/manifests/)(?!sha256:|latest\b)([\w][\w.-]{0,127}\b)",
    re.ASCII,
)
_NAMED = lazily.pattern(r"repository with name '([a-z0-9._/-]+)'")
_REGION = lazily.pattern(
    r"(?:--region[= ]+|AWS_(?:DEFAULT_)?REGION['\"]?[=:] ?|//(?:api\.)?ecr\.|api\.ecr\.)['\"]?([a-z0-9-]+)",
    re.ASCII,
)
_USER = lazily.pattern(
    r"arn:aws[\w-]*:iam::[0-9]{12}:user/(?:[\w+=,.@-]+/)*([\w+=,.@-]+)", re.ASCII
)
_ROLE = lazily.pattern(
    r"arn:aws[\w-]*:(?:sts::[0-9]{12}:assumed-role/([\w+=,.@-]+)/|iam::[0-9]{12}:role/(?:[\w+=,.@-]+/)*"
    r"([\w+=,.@-]+))",
    re.ASCII,
)
_PROFILE = lazily.pattern(
    r"(?:--profile[= ]+|AWS_PROFILE['\"]?[=:] ?|config profile \()['\"]?(\w[\w.@-]*)", re.ASCII
)
TOOLS = "docker|podman|skopeo|buildah|nerdctl|finch|helm|crane|oras|regctl"
_TOOL = lazily.pattern(
    rf"(?<![\w/.-])({TOOLS})(?:\.exe)?(?: registry| auth)? (?:login|push|pull|copy|build|bud)\b",
    re.ASCII,
)

LOGIN = {
    "helm": "helm registry login",
    "crane": "crane auth login",
    **{
        tool: f"{tool} login"
        for tool in ("podman", "skopeo", "buildah", "nerdctl", "finch", "oras")
    },
}
"""How other tools log in, with docker's own options (`--username`, `--password-stdin`) after it."""

LIKE_DOCKER = ("podman", "nerdctl", "finch", "buildah")
"""Tools that push, pull and tag in docker's words."""


class Values(NamedTuple):
    """What a log names. A value that it does not name is empty; one that may be wrong is not taken."""

    host: str = ""
    account: str = ""
    region: str = ""
    repository: str = ""
    user: str = ""
    role: str = ""
    profile: str = ""
    tool: str = ""
    tag: str = ""

    def or_else(self, other: Values) -> Values:
        """Return these values, and another's where these have none. Host, account and region go together."""
        ours = self._asdict()
        if not self.host and other.host:
            fits = self.region in ("", other.region) and self.account in ("", other.account)
            if not fits:
                other = other._replace(host="", account="", region="", repository="", tag="")
        return Values(**{name: value or getattr(other, name) for name, value in ours.items()})


NO_VALUES = Values()


def read(text: str) -> Values:
    """Read what a text names, each thing where it comes first."""
    has_host, has_name = ".dkr" in text, "arn:aws" in text
    host = _host(text) if has_host else ""
    resource = _RESOURCE.search(text) if has_name else None
    region = _region(host) if host else resource[1] if resource else _known_region(text)
    image = _NAMED.search(text) or (_IMAGE.search(text) if has_host else None)
    role = _ROLE.search(text) if has_name else None
    return Values(
        host=host,
        account=host[:12] or (resource[2] if resource else ""),
        region=region if region in REGIONS else "",
        repository=image[1] if image else resource[3] if resource else "",
        user=_first(_USER, text) if has_name else "",
        role=(role[1] or role[2]) if role else "",
        profile=_first(_PROFILE, text),
        tool=_first(_TOOL, text),
        tag=_first(_TAG, text) if has_host else "",
    )


def _host(text: str) -> str:
    hosts = (registry_host(match[0]) and match[0] for match in _HOST.finditer(text))
    return next((name for name in hosts if name and _region(name) in REGIONS), "")


def _region(host: str) -> str:
    registry = registry_host(host)
    return registry.region if registry else ""


def _known_region(text: str) -> str:
    if not _REGION.search(text):  # of most lines, that is all
        return ""
    return next((match[1] for match in _REGION.finditer(text) if match[1] in REGIONS), "")


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else ""


_SIGN = lazily.pattern(
    encoded(
        r"\.dkr[.-]ecr|arn:aws|region|api\.ecr|//ecr\.|profile|repository with name"
        rf"|(?:{TOOLS})(?:\.exe)? (?:registry |auth )?(?:login|push|pull|copy|build|bud)\b"
    ),
    re.ASCII,
)
"""What a text contains, in lower case, wherever it names a value."""

_WORDS = (b"ecr", b"arn", b"region", b"profile", b"repository", *map(encoded, TOOLS.split("|")))
"""Words one of which each of these has."""

MOST_READ = 5_000
"""Lines with a sign of this kind that are read, so that a log full of them is read in time, too."""


class Collector:
    """Collects what a log names while it is read: of each thing the first."""

    def __init__(self) -> None:
        self.values = Values()
        self._read = 0
        self._last = NO_VALUES

    def look(self, block: Block, low: bytes, known_words: bytes) -> None:
        """Read what a block names, line by line, so that what is in one line stays together."""
        if not any(word in known_words for word in _WORDS):
            return
        at = 0
        while self._read < MOST_READ and (sign := _SIGN.search(low, at)):
            start = find_last(low, b"\n", 0, sign.start()) + 1
            at = find(low, b"\n", sign.end()) + 1 or len(low)
            for line in decoded(block.data[start:at]).splitlines():
                if (values := read(line)) != self._last:
                    self.values = self.values.or_else(values)
                    self._last = values
            self._read += 1


# --- a text with a log's values ------------------------------------------------------------------


def filled(markdown: str, values: Values) -> str:
    """Return commands and texts of a page with a log's values instead of our samples."""
    registry = Registry(values.account or ACCOUNT, values.region or REGION)
    sample = Registry()
    text = markdown.replace(sample.host, values.host or registry.host)
    text = text.replace(sample.api_host, registry.api_host)
    text = text.replace(ACCOUNT, registry.account).replace(REGION, registry.region)
    if values.region:
        text = text.replace("arn:aws:", f"arn:{partition_of(values.region).name}:")
    if values.tag:
        image = rf"(?<!repository)(/{REPOSITORY})(?::latest\b|(?![\w:@/.-]))"
        text = re.sub(image, rf"\1:{values.tag}", text)
    if values.repository:
        text = re.sub(rf"(?<![\w-]){REPOSITORY}(?![\w-])", values.repository, text)
    if values.profile:
        text = text.replace("--profile default", f"--profile {values.profile}")
    return with_tool(_with_principal(text, values), values.tool)


def _with_principal(text: str, values: Values) -> str:
    if values.role:
        text = text.replace("--role-name deploy", f"--role-name {values.role}")
    if values.user:
        return re.sub(r"--user-name (?:bob|learner)\b", f"--user-name {values.user}", text)
    if values.role:
        named = f"put-role-policy --role-name {values.role}"
        return re.sub(r"put-user-policy --user-name (?:bob|learner)\b", named, text)
    return text


def with_tool(text: str, tool: str) -> str:
    """Return a text whose commands are another tool's, where that one has them."""
    if tool not in LOGIN:
        return text
    verb = LOGIN[tool].removesuffix("login")
    text = re.sub(r"(?<![\w-])(?:docker|podman|skopeo) (login|logout)(?= )", rf"{verb}\1", text)
    if tool in LIKE_DOCKER:
        text = re.sub(r"(?<![\w-])docker (push|pull|tag)(?= )", rf"{tool} \1", text)
    return text


def samples(text: str, values: Values) -> tuple[tuple[str, str], ...]:
    """Return the samples in a page's text that the log has no value for, each with its name."""
    named = (
        (ACCOUNT, "account", values.account),
        (REGION, "region", values.region),
        (REPOSITORY, "repository", values.repository),
        ("--user-name bob", "user", values.user or values.role),
        ("--role-name deploy", "role", values.role),
    )
    return tuple(
        (sample.rpartition(" ")[2], name)
        for sample, name, value in named
        if not value and re.search(rf"(?<![\w-]){sample}(?![\w-])", text)
    )
