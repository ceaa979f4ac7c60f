"""Rules about what instructions leave to be filled in: `<account-id>`, `[region]`, `YOUR_ACCOUNT`.

What AWS can be asked for is filled in: the account, the region, and so the host of a login. Anything else
becomes a variable of its name, which everybody sees, and which a shell does not take for a redirection.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from explain.command.analysis import Analysis, is_login
from explain.command.mend import Edit, inside
from explain.command.model import Call
from explain.command.rules.found import Found
from explain.command.rules.hostnames import host_for
from explain.command.rules.places import ACCOUNT_HERE, REGION_HERE
from explain.hosts.meant import lower
from explain.hosts.partitions import REGIONS

_NAME = r"[A-Za-z](?:[A-Za-z0-9_. -]*[A-Za-z0-9])?"
_PLACEHOLDER = re.compile(
    rf"<({_NAME})>"
    rf"|(?<![\w$\[\]{{}}@\\.])\[({_NAME})\](?![\w(\[\]:])"
    rf"|(?<![$\w{{}}%@\\.])\{{({_NAME})\}}(?!\}})"
    r"|(?<![\w$%{<\[-])((?:YOUR|[Yy]our)[_-][A-Za-z0-9_-]*[A-Za-z0-9])(?![\w}>\]]|=)"
)

_WORDS = (
    "account", "region", "user", "username", "password", "token", "aws", "id", "repo", "repository", "image",
    "tag", "your", "name", "profile", "registry", "host", "hostname", "domain", "ecr", "uri", "url", "build",
    "number", "version", "commit", "sha", "branch", "env", "environment", "cluster", "service", "server",
    "app",
)  # fmt: skip
"""What the names of placeholders are about. In `<…>` a part of a word is enough: no file is called so."""

_APART = re.compile(r"[^a-z0-9]+")

_OTHER_LANGUAGES = ("awk", "gawk", "jq", "sed", "grep", "perl", "python", "python3", "find", "yq")
"""Programs whose arguments have brackets and braces that mean something to them."""


def placeholders(analysis: Analysis) -> Iterator[Found]:
    """Find `<something>`: a placeholder to people, and a redirection to the shell."""
    for match in _PLACEHOLDER.finditer(analysis.line):
        name = match[match.lastindex or 0]
        if _is_placeholder(match, name) and not _is_text(analysis, match):
            yield Found(
                "placeholder", match.start(), match.end(), (_filled(analysis, match, name),)
            )


def _is_placeholder(match: re.Match[str], name: str) -> bool:
    if match.lastindex == 1:
        return any(word in lower(name) for word in _WORDS)
    if match.lastindex == 3 and name.startswith(("aws ", "docker ", "podman ")):
        return False  # a block of commands
    return any(word in _WORDS for word in _APART.split(lower(name)))


def _is_text(analysis: Analysis, match: re.Match[str]) -> bool:
    """Whether brackets are in a comment, or in an argument that is another language's text."""
    comments = analysis.script.comments
    at = bisect_right(comments, match.start(), key=lambda sign: sign.start) - 1
    if at >= 0 and match.start() < comments[at].end:
        return True
    if match.lastindex not in (2, 3):
        return False
    stages = analysis.holding(match.start(), match.start() + 1)
    programs = {call.program for stage in stages for call in analysis.calls_of(stage.command)}
    if programs & set(_OTHER_LANGUAGES):
        return True
    words = analysis.words_at(match.start(), match.start() + 1)
    is_quoted = any(word.start < match.start() and word.raw[:1] == "'" for word in words)
    return is_quoted and "--query" in analysis.line


def _filled(analysis: Analysis, match: re.Match[str], name: str) -> Edit:
    login = _login_to(analysis, match)
    new = host_for(analysis, login) if login else _value(analysis, match, name)
    for word in analysis.words_at(match.start(), match.end())[:1]:
        flat = analysis.flat(word)
        begin = bisect_left(flat.at, match.start())
        if flat.text.startswith(match[0], begin) and not analysis.holds_script(word):
            return inside(analysis.line, flat, begin, begin + len(match[0]), new)
    return Edit(match.start(), match.end(), new)


def _login_to(analysis: Analysis, match: re.Match[str]) -> Call | None:
    """Find the login whose whole host is to be filled in."""
    stages = analysis.holding(match.start(), match.end())
    for login in (call for stage in stages for call in analysis.calls_of(stage.command)):
        if not is_login(login):
            continue
        hosts = [
            word
            for word in login.arguments
            if word.start < match.end() and match.start() < word.end
        ]
        if hosts and len(hosts) == len(login.arguments):
            typed = analysis.slice(hosts[0].start, hosts[-1].end).strip("\"'")
            if typed.removeprefix("https://") == match[0]:
                return login
    return None


def _value(analysis: Analysis, match: re.Match[str], name: str) -> str:
    inner = lower(name)
    before = analysis.line[max(match.start() - 40, 0) : match.start()].rstrip()
    is_label = analysis.line[match.end() : match.end() + 4] in (".dkr", ".ecr")
    if "region" in inner and "registry" not in inner:
        return next(iter(analysis.once(_known_region)), REGION_HERE)
    if before.endswith(("-u", "--username")) and not before.endswith("<"):
        return "AWS"
    if is_label and (
        inner == "id" or any(word in inner for word in ("account", "aws", "registry", "your"))
    ):
        return ACCOUNT_HERE
    return "$" + re.sub(r"[^A-Z0-9]+", "_", inner.upper())


def _known_region(analysis: Analysis) -> Iterator[str]:
    for name in REGIONS:
        if f".{name}." in analysis.line or f" {name} " in analysis.line:
            yield name
            return
