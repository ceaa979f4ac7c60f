"""Every login that the stores hold, judged; those that a helper holds, as far as it was asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from explain.logins import helpers
from explain.logins.judging import Judged, judge
from explain.logins.machine import Machine
from explain.logins.registries import is_ecr
from explain.logins.stores import Login, Store


def gather(
    machine: Machine, stores: Sequence[Store], now: datetime, host: str = ""
) -> Iterator[Judged]:
    """Judge every login. A `host` that was asked for is among them where a helper may hold it."""
    for store in stores:
        for login in store.logins:
            if not login.is_empty or (is_ecr(login.host) and not store.helper_for(login.host)):
                yield judge(login, now)
        listed = [*store.cred_helpers, *(login.host for login in store.logins), host]
        for key in dict.fromkeys(listed):
            if key and store.helper_for(key):
                yield from _in_a_helper(machine, store, key)


def _in_a_helper(machine: Machine, store: Store, host: str) -> Iterator[Judged]:
    """Give what a helper holds for a host. docker does without one that is not there (measured)."""
    helper = store.helper_for(host)
    own = store.login_for(host)
    login = own if own and own.is_empty else Login(store.place, host)
    if helpers.program(machine, helper):
        yield Judged(login, "helper", helper=helper)
    elif store.place.kind == "podman" or own is None or own.is_empty:
        yield Judged(login, "broken", fault="helper-missing", helper=helper)


def asked(machine: Machine, judged: Judged, now: datetime, patience: float) -> Judged:
    """Ask the helper that holds a login, and judge what it gives."""
    found = helpers.ask(machine, judged.helper, judged.host, patience)
    if found.fault:
        return judged._replace(state="broken", fault=found.fault, words=found.words)
    given = judged.login._replace(
        user=found.user, password=found.secret, identity=found.user == "<token>"
    )
    return judge(given, now, judged.helper)
