"""`status`: every login on this machine with what it is worth, and what is odd about any of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from explain.credentials.dockerconfig import Login
from explain.logins import helpers
from explain.logins.gather import asked, gather
from explain.logins.judging import Judged, as_event
from explain.logins.machine import Machine
from explain.logins.places import Place, places
from explain.logins.rules import about_helpers, about_logins, about_stores, facts, finding
from explain.logins.stores import read
from explain.logins.verdict import decisive, is_logged_in
from explain.narration import Finding, StoredCredential


class Question(NamedTuple):
    """The question: every registry or one, every place or one configuration, and whether to ask helpers."""

    host: str = ""
    config: Path | None = None
    ask_helpers: bool = False
    patience: float = helpers.PATIENCE


class Status(NamedTuple):
    """What was found. `failed` says that something is expired or broken, or the host not logged in."""

    credentials: tuple[StoredCredential, ...]
    findings: tuple[Finding, ...]
    failed: bool


def status(machine: Machine, now: datetime, question: Question) -> Status:
    """Look at every place for logins, and change none of them."""
    named = question.config
    where = (Place("docker", named),) if named else places(machine)
    stores = [read(machine, place) for place in where]
    looked_at = [
        _through_its_helper(machine, each, now, question)
        for each in gather(machine, stores, now, question.host)
        if question.host in ("", each.host)
    ]
    judged = [each for each in looked_at if each.fault != "helper-empty"]
    found = (
        *about_stores(machine, stores),
        *about_logins(machine, stores, looked_at, now),
        *about_helpers(machine, stores, question.host),
    )
    if question.host:
        counts = decisive(stores, looked_at, question.host)
        found += tuple(_about_the_host(counts, question.host))
        failed = counts is None or not is_logged_in(stores, counts)
    else:
        found += () if judged else (finding("nothing-stored", str(named or "logins")),)
        failed = _is_any_bad(judged, found)
    shown = tuple(as_event(each, now) for each in judged)
    return Status(shown, tuple(dict.fromkeys(found)), failed)


def _through_its_helper(
    machine: Machine, each: Judged, now: datetime, question: Question
) -> Judged:
    if each.state != "helper" or not question.ask_helpers:
        return each
    return asked(machine, each, now, question.patience)


def _about_the_host(counts: Judged | None, host: str) -> Iterator[Finding]:
    """Say of a host who was asked for that nobody holds its login, or that it could not be seen."""
    if counts is None:
        yield finding("not-logged-in", host, **facts(Login(host), Place("docker", None)))
    elif counts.state == "helper" and not helpers.renews(counts.helper):
        yield finding("helper-not-asked", host, host=host)


def _is_any_bad(judged: Sequence[Judged], found: Sequence[Finding]) -> bool:
    return any(each.counts and each.state in ("expired", "broken") for each in judged) or any(
        each.severity == "error" for each in found
    )
