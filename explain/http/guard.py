"""Who may ask at all: no web page, by whatever name it reaches this machine.

A page that is open in the user's browser can send requests to loopback, too. It can read no answer, but
a request of the simple kind is carried out anyway (Fetch, "no-cors"); and its own host name
that suddenly leads to 127.0.0.1 ("DNS rebinding") lets it read the answers as well. A browser says where
a request comes from, and cannot be made to leave that out; the Host header has the rebound name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus

from explain.http.head import Head
from explain.http.limits import Unreadable

Hosts = Callable[[str], bool]
"""Whether a server accepts a Host header."""

_LOOPBACK = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?", re.IGNORECASE)


def loopback(host: str) -> bool:
    """Whether a Host header names this machine as it names itself."""
    return bool(_LOOPBACK.fullmatch(host))


def everybody(_: str) -> bool:
    """Let every Host pass, for a server that refuses strange ones itself or that no browser can reach."""
    return True


def check(head: Head, host: str, hosts: Hosts, pages: bool = False) -> None:
    """Raise `Unreadable` for a strange Host, and for what a web page sent, where `pages` may not ask."""
    site = head.header("sec-fetch-site")  # `none` is what was typed into the address bar
    if not pages and (head.header("origin") is not None or site not in (None, "none")):
        raise Unreadable(
            HTTPStatus.FORBIDDEN,
            "A web page sent this request, and web pages are not allowed to use the sandbox.",
        )
    if not hosts(host):
        raise Unreadable(
            HTTPStatus.FORBIDDEN,
            "The sandbox only answers to loopback addresses and to ECR's own names.",
        )
