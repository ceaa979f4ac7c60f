"""A registry's host as people type it, right or nearly right.

`explain.hosts.registry` reads what is right. This reads what was meant.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from explain import lazily
from explain.hosts.partitions import PARTITIONS, REGIONS, partition_of
from explain.hosts.registry import PUBLIC_HOSTS
from explain.nearness import nearest

HOLE = "\x00"
"""Stands for each character of what only the shell can know: a variable or a substitution."""

Piece = tuple[int, int]
"""Where a part of a text begins and ends."""

NONE: Piece = (-1, -1)

_SCHEME = lazily.pattern(r"(?:https?|oci|docker)://")
_PORT = lazily.pattern(r":[0-9\x00]+$")
_SMELLS = lazily.pattern(r"ecr|amazonaws|on\.aws")
_PUBLIC_MISTAKES = (
    "ecr.aws", "public.ecr.aws.com", "public.ecr.amazonaws.com", "public.ecr.com", "public.aws.ecr",
    "ecr.public.aws", "ecr-public.aws", "gallery.ecr.aws", "public.dkr.ecr.aws", "public.ecr.io",
    "ecr.public.amazonaws.com", "public.amazonaws.com",
)  # fmt: skip

_EMULATORS = ("localhost.localstack.cloud", ".localstack.cloud", ".localhost")
"""How the names of emulators' registries end: LocalStack's, and others' on this machine (RFC 6761, 6.3)."""

_SUFFIXES = tuple(
    dict.fromkeys(suffix for one in PARTITIONS for suffix in (one.suffix, one.dual_stack) if suffix)
)


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of `https://HOST:PORT/path`, by their places in the text."""

    text: str
    host: Piece
    port: Piece
    path: Piece

    @property
    def name(self) -> str:
        """The host's name alone, in lower case."""
        return lower(self.text[self.host[0] : self.host[1]])


def lower(text: str) -> str:
    """Lower the letters of ASCII; others may change their length, and every place would move."""
    if text.isascii():
        return text.lower()
    return "".join(character.lower() if character.isascii() else character for character in text)


def address(text: str) -> Address:
    """Split an address. Parts that it does not have are empty."""
    scheme = _SCHEME.match(lower(text))
    begin = scheme.end() if scheme else 0
    slash = text.find("/", begin)
    end = slash if slash >= 0 else len(text)
    colon = text[:end].find(":", begin)
    stop = colon if colon >= 0 else end
    return Address(text, (begin, stop), (stop, end), (end, len(text)))


def has_tag(found: Address) -> bool:
    """Whether what follows the colon is not a port: `HOST:latest`."""
    port = found.text[found.port[0] : found.port[1]]
    return bool(port) and not _PORT.match(port)


def image_address(text: str) -> Address | None:
    """Split an image's name; None if it names no registry (`nginx`, `library/nginx`)."""
    found = address(text)
    first = found.text[found.host[0] : found.port[1]]
    is_host = "." in first or ":" in first or first == "localhost"
    return found if is_host and found.path[0] < found.path[1] else None


@dataclass(frozen=True, slots=True)
class Shape:
    """What a host's name is meant to be.

    `kind` is private, public, public-typo, typo, api, endpoint, foreign, emulator, open (only the shell
    knows) or other. The pieces are places in the name: the account, what is between it and the region
    (`dkr.ecr`), the region, and what follows that.
    """

    kind: str
    name: str
    account: Piece = NONE
    joint: Piece = NONE
    region: Piece = NONE
    suffix: Piece = NONE

    def piece(self, piece: Piece) -> str:
        """Return a part of the name; nothing if it has none."""
        return self.name[piece[0] : piece[1]] if piece != NONE else ""

    @property
    def region_name(self) -> str:
        """The region, as it is in the name."""
        return self.piece(self.region)

    @property
    def fips(self) -> bool:
        """Whether the name is one of those for FIPS 140."""
        return self.piece(self.joint).endswith("ecr-fips")

    @property
    def dashed(self) -> bool:
        """Whether it is `dkr-ecr`, as in dual-stack names, and not `dkr.ecr`."""
        return self.piece(self.joint).startswith("dkr-")


def shape(name: str) -> Shape:
    """Say what a host's name is meant to be."""
    if name in PUBLIC_HOSTS:
        return Shape("public", name)
    if name.endswith(_EMULATORS):
        return Shape("emulator", name)
    if not name.replace(HOLE, "").strip(".-"):
        return Shape("open", name)
    labels = _labels(name)
    private = _private(name, labels)
    if private:
        return private
    if _is_api(name, labels):
        return Shape("api", name, region=_known_region(name, labels))
    if _is_public_typo(name):
        return Shape("public-typo", name)
    return _mistyped(name, labels)


def _labels(name: str) -> list[Piece]:
    """Cut a name at its dots."""
    found: list[Piece] = []
    begin = 0
    for label in name.split("."):
        found.append((begin, begin + len(label)))
        begin += len(label) + 1
    return found


def _private(name: str, labels: list[Piece]) -> Shape | None:
    """Read `ACCOUNT.dkr.ecr.REGION.SUFFIX`, whatever the account, the region and the suffix are."""
    texts = [name[begin:end] for begin, end in labels]
    for place, label in enumerate(texts):
        width = 2 if label == "dkr" else 1
        joint = ".".join(texts[place : place + width])
        if joint not in ("dkr.ecr", "dkr.ecr-fips", "dkr-ecr", "dkr-ecr-fips"):
            continue
        if "vpce" in name:
            return Shape("endpoint", name, region=_known_region(name, labels))
        after = place + width
        found = Shape(
            "private",
            name,
            account=(0, labels[place][0] - 1) if place else (0, 0),
            joint=(labels[place][0], labels[place + width - 1][1]),
        )
        return _with_region(found, labels[after:])
    return None


def _with_region(found: Shape, rest: list[Piece]) -> Shape:
    """Add the region and the suffix; a name without the one of them is a typing error."""
    if not rest or found.name[rest[0][0] :] in _SUFFIXES:
        return replace(found, kind="typo", suffix=(rest[0][0], rest[-1][1]) if rest else NONE)
    region = rest[0]
    if len(rest) == 1:
        kind = "open" if HOLE in found.name[slice(*region)] else "typo"
        return replace(found, kind=kind, region=region)
    suffix = (rest[1][0], rest[-1][1])
    typed = found.name[slice(*suffix)]
    kind = "private"
    if HOLE not in typed and typed not in _SUFFIXES:
        kind = "foreign" if _is_foreign(typed, found.name[slice(*region)]) else "typo"
    return replace(found, kind=kind, region=region, suffix=suffix)


_NEARLY_OURS = ("aws.com", "amazon.com", "aws.amazon.com", "aws", "amazonaws")
"""AWS's, but not how a registry's name ends."""


def _is_foreign(typed: str, region: str) -> bool:
    """Whether a suffix is somebody else's domain, rather than AWS's mistyped."""
    if any(typed.startswith(f"{suffix}.") for suffix in _SUFFIXES):
        return True
    if typed in _NEARLY_OURS:
        return False
    partition = partition_of(region)
    ours = (partition.suffix, partition.dual_stack)
    return not nearest(typed, [suffix for suffix in ours if suffix], 4)


def _is_api(name: str, labels: list[Piece]) -> bool:
    texts = [name[begin:end] for begin, end in labels]
    if "vpce" in texts or any(text.startswith("vpce-") for text in texts):
        return "ecr" in name
    service = texts[1] if texts[0] == "api" and len(texts) > 1 else texts[0]
    return service in ("ecr", "ecr-fips", "ecr-public") and any(s in name for s in _API_ENDS)


_API_ENDS = (".amazonaws.", ".api.aws", ".api.amazonwebservices.", *(f".{s}" for s in _SUFFIXES))


def _is_public_typo(name: str) -> bool:
    if name in _PUBLIC_MISTAKES:
        return True
    return HOLE not in name and bool(nearest(name, PUBLIC_HOSTS[:1], 2))


def _mistyped(name: str, labels: list[Piece]) -> Shape:
    """Take `ACCOUNT.drk.ecr.REGION.amazonaws.com` and similar names as what they are meant to be."""
    region = _known_region(name, labels)
    account = labels[0]
    owner = name[slice(*account)]
    is_account = HOLE in owner or owner.replace("-", "").isdecimal()
    if is_account and region != NONE and region[0] > account[1] and _SMELLS.search(name):
        return Shape("typo", name, account=account, region=region)
    if HOLE in name:
        return Shape("open", name)
    if region != NONE and "ecr" in name and "amazonaws" in name:
        return Shape("typo", name, account=(0, 0), region=region)
    return Shape("other", name)


def _known_region(name: str, labels: list[Piece]) -> Piece:
    return next((label for label in labels if name[slice(*label)] in REGIONS), NONE)
