"""Masks the secrets in a line of a log, so that the line can be shown.

What stands behind a name that tells (`--password`, `aws_secret_access_key =`), and what looks like a
secret by itself, wherever it stands. When in doubt it is masked.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from explain.secret import Secret

_VALUE = r"(\\?\"(?:[^\"\\]|\\[^\"])*\\?\"?|'[^']*'?|[^\s\"']\S*)"
"""A value: in quotes (escaped ones too, and without an end), or up to the next white space."""

_START = r"(?<![\w.-])"
"""Where a name begins: else a long word would be tried from each of its characters."""

_NAME = r"(?:passw(?:or)?d|passphrase|secret|token|api_?key|access_?key|private_?key|credentials?)"
_TELLING = r"(?:pass|auth|identity_?token|registry_?token|_auth|pat)"

_BEHIND_A_NAME = (
    # Authorization: Basic …; its own header, or a part of a command or of JSON.
    r"(authorization\\?[\"']?\s*[:=]\s*\\?[\"']?(?:basic|bearer|digest|negotiate)\s+)([^\s\"'\\,;]+)",
    # X-Amz-Security-Token: … and X-Amz-Signature=…, in headers and in addresses.
    r"(x-amz-(?:security-token|signature)\\?[\"']?\s*[:=]\s*\\?[\"']?)([^\s\"'\\&,;]+)",
    r"(\bsignature=)([0-9a-f]{16,})",
    # "auth": "…", 'SecretAccessKey': '…': a name in quotes.
    rf"([\"'][\w.-]*(?:{_NAME}|{_TELLING})[\w.-]*\\?[\"']\s*[:=]\s*)" + _VALUE,
    # AWS_SESSION_TOKEN=…, --token=…, password=…
    rf"({_START}[\w.-]*(?:{_NAME}|\b{_TELLING})[\w.-]*=)" + _VALUE,
    # aws_secret_access_key = …, SecretAccessKey: …: names that are nothing else.
    rf"((?:secret_?access_?key|session_?token|[a-z]_(?:{_NAME}))\\?[\"']?\s*[:=]\s*)" + _VALUE,
    # password: … alone on its line, as YAML has it.
    rf"^([\s-]*(?:[\w.][\w.-]*)?(?:{_NAME}|{_TELLING})\s*[:=]\s*)(\S+)\s*$",
    # password: … within a line. Where prose goes on so ("reading password: inappropriate"), no digit follows.
    rf"((?:^|[\s\"',(\[])[\w.-]*{_NAME}\\?[\"']?\s*:\s+)(?=\S*[A-Za-z])(?=\S*[0-9])(?![a-z]+://)([^\s\"']{{6,}})",
    # --password …, and as a list of arguments has it: "-p", "…".
    rf"((?:^|[\s\"',\[(])--?[\w-]*{_NAME}\\?[\"']?(?:\s*,\s*|\s+|=))" + _VALUE,
    r"((?:^|[\s\"',\[(])-p\\?[\"']?(?:\s*,\s*|\s+|=))" + _VALUE,
    r"(\blogin\b.*\s-p)" + _VALUE,
    # curl -u AWS:…
    r"((?:^|\s)(?:-u|--user)(?:\s*|=)[\"']?[^\s:\"']+:)([^\s\"']+)",
    # https://user:…@host
    r"(://)([^\s/:@]*:\S*|[^\s/@]+)(?=@)",
)
_BY_ITS_LOOK = (
    r"eyJ[\w+/=.-]{12,}",
    r"(?:AQ[EI]|IQo|Fwo|FQo)[\w+/=-]{20,}",
    r"QVdTO[\w+/=-]{4,}",
    r"(?:gh[a-z]_|github_pat_|glpat-|dckr_pat_|xox[a-z]-)[\w-]{12,}",
)
RUN = re.compile(r"(?!(?<=:)//|(?<=:/)/)[A-Za-z0-9+/]{16,}={0,2}")
"""Base64, without the two slashes of an address before it."""
MASKED = re.compile(r"[•*\"'\\]*(?:[•*]{3,}.*)?")
PUBLIC = re.compile(r"(?:_?id|-stdin)[\"'\\]*\s*[:=,]?\s*$", re.IGNORECASE)

NAMED = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _BEHIND_A_NAME)
LOOKS = re.compile("|".join(_BY_ITS_LOOK))


def masked(text: str) -> str:
    """Return a line with a mask in place of whatever is, or may be, a secret."""
    for pattern in NAMED:
        text = pattern.sub(_value_masked, text)
    # Runs come first: within a key there may be what looks like a token.
    text = RUN.sub(_run_masked(text), text)
    return LOOKS.sub(lambda match: _mask(match[0]), text)


def _value_masked(match: re.Match[str]) -> str:
    """Mask a value but not its name, unless the name says that it is none."""
    name, value = match[1], match[2]
    if PUBLIC.search(name) or MASKED.fullmatch(value):
        return match[0]
    quote = next((sign for sign in ('\\"', '"', "'") if value.startswith(sign)), "")
    inside = value.removeprefix(quote).removesuffix(quote)
    return f"{name}{quote}{_mask(inside)}{quote}"


def _run_masked(text: str) -> Callable[[re.Match[str]], str]:
    """Say which runs of base64's characters are masked: long ones, and those that are all there is.

    Forty characters are the length of a secret access key. Hexadecimal digests, paths and words have
    no digits, or no letters of both kinds.
    """
    whole = text.strip(" \"',;:")

    def mask(match: re.Match[str]) -> str:
        run = match[0]
        mixed = re.search("[a-z]", run) and re.search("[A-Z]", run)
        digits = re.search("[0-9]", run)
        secret = len(run) == 40 or ((len(run) > 40 or run == whole) and digits)
        return _mask(run) if mixed and secret else run

    return mask


def _mask(value: str) -> str:
    return Secret(value).masked
