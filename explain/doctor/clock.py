"""The machine's clock against that of a server, which is asked only where somebody said so."""

from __future__ import annotations

import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from explain.clock import span
from explain.doctor.findings import found, well
from explain.doctor.surroundings import host_of
from explain.hosts.partitions import REGIONS
from explain.hosts.registry import Registry
from explain.logins.machine import Machine
from explain.narration import Finding

PATIENCE = 5.0
"""Seconds that a server may take to answer."""
ODD = timedelta(minutes=5)
REFUSED = timedelta(minutes=15)
"""By how much a signature's time may be off before AWS refuses it (SigV4)."""


def clock(
    machine: Machine, region: str, now: Callable[[], datetime], patience: float = PATIENCE
) -> Iterator[Finding]:
    """Ask the server that the line would ask for the time, and compare."""
    address = _server(machine, region)
    try:
        there = _time_at(machine, address, patience)
    except (OSError, ValueError, TypeError) as error:
        reason = getattr(error, "reason", None) or error
        words = " ".join(str(reason).split())[:200].replace("`", "'")
        yield found("no-answer", host_of(address), words=words)
        return
    off = now() - there
    side = "ahead of" if off > timedelta() else "behind"
    if abs(off) > ODD:
        name = "clock-refused" if abs(off) > REFUSED else "clock-off"
        yield found(name, "the clock", off=f"{span(abs(off))} {side}")
    else:
        yield well("clock", f"the clock agrees with {host_of(address)}")


def not_looked_at() -> Finding:
    """Say that nobody was asked."""
    return found("clock-not-checked", "the clock")


def _server(machine: Machine, region: str) -> str:
    """Name the server: the API that the line's left side calls, wherever that has been moved to."""
    for name in ("AWS_ENDPOINT_URL_ECR", "AWS_ENDPOINT_URL"):
        if value := machine.variable(name):
            return value
    if region in REGIONS:
        return f"https://{Registry(region=region).api_host}"
    return "https://aws.amazon.com"


def _time_at(machine: Machine, address: str, patience: float) -> datetime:
    if not address.startswith(("https://", "http://")):
        raise ValueError("that is not the address of a web server")
    request = urllib.request.Request(address, method="HEAD")  # noqa: S310 (looked at just above)
    try:
        with _opener(machine).open(request, timeout=patience) as answer:
            date = answer.headers["Date"]
    except urllib.error.HTTPError as refusal:  # a refusal has a date as well
        date = refusal.headers["Date"]
        refusal.close()
    return parsedate_to_datetime(date).astimezone(UTC)


def _opener(machine: Machine) -> urllib.request.OpenerDirector:
    """Go through the machine's proxy and trust its authorities, as `aws` would."""
    context = ssl.create_default_context(cafile=machine.variable("AWS_CA_BUNDLE") or None)
    proxies = {
        scheme: value
        for scheme in ("http", "https")
        for name in (f"{scheme}_proxy", f"{scheme.upper()}_PROXY")
        if (value := machine.variable(name))
    }
    return urllib.request.build_opener(
        urllib.request.ProxyHandler(proxies),
        urllib.request.HTTPSHandler(context=context),
        _NoRedirect(),
    )


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows nothing: the first answer has a date."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """Decline."""
