"""Every login that the stores hold, judged; those that a helper holds, as far as it was asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from explain.credentials import keys
from explain.credentials.dockerconfig import DockerConfig, Login
from explain.logins import helpers
from explain.logins.judging import Judged, judge
from explain.logins.machine import Machine
from explain.logins.registries import is_ecr
from explain.logins.stores import Store


def gather(
    machine: Machine, stores: Sequence[Store], now: datetime, host: str = ""
) -> Iterator[Judged]:
    """Judge every login. A `host` that was asked for is among them where a helper may hold it."""
    for store in stores:
        config = store.config
        for login in config.logins:
            if not login.is_empty or (is_ecr(login.host) and not config.helper_for(login.host)):
                yield judge(store.place, login, now)
        listed = [*config.helped, *_hosts(config), host]
        for key in dict.fromkeys(listed):
            if key and config.helper_for(key):
                yield from _in_a_helper(machine, store, key)


def _hosts(config: DockerConfig) -> Iterator[str]:
    """List the hosts of entries that the tool finds."""
    return (login.host for login in config.logins if not keys.oddity(login.key))


def _in_a_helper(machine: Machine, store: Store, host: str) -> Iterator[Judged]:
    """Yield what a helper holds for a host. docker ignores a helper that does not exist (measured)."""
    helper = store.config.helper_for(host)
    own = store.config.login_for(host)
    login = own if own and own.is_empty else Login(host)
    if helpers.program(machine, helper):
        yield Judged(store.place, login, "helper", helper=helper)
    elif store.place.kind == "podman" or own is None or own.is_empty:
        yield Judged(store.place, login, "broken", fault="helper-missing", helper=helper)


def asked(machine: Machine, judged: Judged, now: datetime, patience: float) -> Judged:
    """Ask the helper that holds a login, and judge the password that it returns."""
    answer = helpers.ask(machine, judged.helper, judged.host, patience)
    if answer.fault:
        return judged._replace(state="broken", fault=answer.fault, words=answer.words)
    login = judged.login._replace(
        user=answer.user,
        password=answer.secret,
        identity=answer.user == "<token>",
        fault="",
    )
    return judge(judged.place, login, now, judged.helper)
