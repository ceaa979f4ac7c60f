"""The findings of `status`: each rule looks at what was found, and says what is odd about it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from explain.clock import span
from explain.logins import helpers
from explain.logins.judging import Judged, shown_helper
from explain.logins.machine import Machine
from explain.logins.registries import is_ecr, is_public, line, shown
from explain.logins.stores import BREAKING, Login, Store, is_readable_by_others
from explain.logins.texts import STATUS, finding
from explain.narration import Finding

SOON = timedelta(hours=1)


def about_stores(machine: Machine, stores: Sequence[Store]) -> Iterator[Finding]:
    """Look at the places themselves."""
    for store in stores:
        for fault in store.faults:
            where = str(store.place)
            subject = where if fault.where == where else f"{fault.where} in {where}"
            yield finding(STATUS, fault.id, subject)
        if machine.system != "win32" and is_readable_by_others(store):
            file = shlex.quote(str(store.place)).replace("`", "?")
            yield finding(STATUS, "readable-by-others", str(store.place), file=file)


def about_logins(
    machine: Machine, stores: Sequence[Store], judged: Sequence[Judged], now: datetime
) -> Iterator[Finding]:
    """Look at each login by itself, and at its neighbours."""
    by_place = {store.place: store for store in stores}
    for each in judged:
        store = by_place[each.login.place]
        if first := _winner(store, each):
            yield _duplicate(each.login, first)
        else:
            yield from _worth(each, now)
        yield from _key(each.login)
        yield from _shadowed(machine, store, each, stores)


def about_helpers(machine: Machine, stores: Sequence[Store], host: str) -> Iterator[Finding]:
    """Look for the programs of the helpers that are named, and at the names that they are for."""
    for store in stores:
        for key in store.cred_helpers:
            if "/" in key:
                yield finding(STATUS, "helper-for-no-host", f"{shown(key)} in {store.place}")
        every = (store.helper_for(""), *store.cred_helpers.values())
        for name in dict.fromkeys((store.helper_for(host),) if host else every):
            if name and not helpers.program(machine, name):
                subject = f"docker-credential-{shown_helper(name)}, named in {store.place}"
                yield finding(STATUS, "helper-missing", subject)


def facts(login: Login) -> dict[str, str]:
    """Return what the texts may say of a login. A name that is none is not put into a command."""
    path = f"/{login.namespace}" if login.namespace else ""
    host = _quotable(f"{login.host}{path}")
    tool = "podman" if login.place.kind == "podman" or path else "docker"
    own = f"{line(login.host, tool)}{path}" if is_ecr(login.host) else f"{tool} login {host}"
    return {"host": host, "tool": tool, "line": own.replace("`", "'")}


def _worth(each: Judged, now: datetime) -> Iterator[Finding]:
    subject = _subject(each)
    more = facts(each.login)
    if each.fault in BREAKING and each.login.place.kind == "variable":
        yield finding(STATUS, "variable-damaged", subject)
    elif each.fault and each.fault != "helper-missing":
        helper = shown_helper(each.helper)
        yield finding(STATUS, each.fault, subject, **more, helper=helper, words=each.words)
    elif each.state == "expired" and each.counts and each.ends:
        name = "public-login-expired" if is_public(each.host) else "expired"
        yield finding(STATUS, name, subject, **more, ago=span(now - each.ends))
    elif each.state == "valid" and each.counts and each.ends and each.ends - now < SOON:
        yield finding(STATUS, "ends-soon", subject, **more, left=span(each.ends - now))


def _key(login: Login) -> Iterator[Finding]:
    if login.namespace and is_ecr(login.host):
        yield finding(STATUS, "namespaced-key", f"{shown(login.bare)} in {login.place}")
    if login.host != login.host.lower() and is_ecr(login.host.lower()):
        lower = Login(login.place, login.host.lower())
        yield finding(STATUS, "upper-case-key", _in(login), **facts(lower))


def _winner(store: Store, each: Judged) -> Login | None:
    """Find the entry that wins over an old form of its key (`https://HOST`); None where it counts."""
    login = each.login
    if store.place.kind == "cache" or login.namespace or login.is_empty or each.helper:
        return None
    first = store.login_for(login.host)
    return None if first is login else first


def _duplicate(login: Login, first: Login) -> Finding:
    return finding(
        STATUS, "stale-duplicate", _in(login), **facts(login), other=_quotable(first.key)
    )


def _shadowed(
    machine: Machine, store: Store, each: Judged, stores: Sequence[Store]
) -> Iterator[Finding]:
    """Find an entry that holds a password, and is never asked for it."""
    login = each.login
    if login.password is None or each.helper or store.place.kind in ("cache", "variable"):
        return
    if helper := store.helper_for(login.host):
        tool = facts(login)["tool"]
        if tool == "podman" or helpers.program(machine, helper):
            name = shown_helper(helper)
            yield finding(STATUS, "helper-wins", _in(login), helper=name, tool=tool)
    if store.place.kind == "docker" and any(_variable_holds(other, login.host) for other in stores):
        yield finding(STATUS, "variable-wins", _in(login))


def _variable_holds(store: Store, host: str) -> bool:
    holds = any(login.key == host for login in store.logins)
    return store.place.kind == "variable" and holds and not store.breaks_off


def _subject(each: Judged) -> str:
    if each.helper:
        return f"docker-credential-{shown_helper(each.helper)}"
    return _in(each.login)


def _in(login: Login) -> str:
    return f"{shown(login.key) or 'an entry without a name'} in {login.place}"


def _quotable(key: str) -> str:
    """Return a key as it may stand between backquotes."""
    return shown(key).replace("`", "'")
