"""The findings of `status`: each rule looks at what was found, and says what is odd about it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from explain.clock import span
from explain.content import load
from explain.credentials import keys, showing
from explain.credentials.dockerconfig import BREAKING, Login
from explain.credentials.settings import Fault
from explain.logins import helpers
from explain.logins.judging import NAMELESS, Judged
from explain.logins.machine import Machine
from explain.logins.places import Place
from explain.logins.registries import is_ecr, is_public, line
from explain.logins.stores import Store, is_readable_by_others
from explain.narration import Finding

SOON = timedelta(hours=1)


ENTRY_TYPE = "an object with text values"
"""What an entry of `auths` is."""

PREFIX = "docker-credential-"


def finding(name: str, subject: str, **facts: str) -> Finding:
    """Return a finding of the page on `status`, its text filled in."""
    return load.finding("status", name, subject, **facts)


def about_stores(machine: Machine, stores: Sequence[Store]) -> Iterator[Finding]:
    """Look at the places themselves, and at the names of what is in them."""
    for store in stores:
        for fault in store.config.faults:
            yield _fault(store, fault)
        if machine.system != "win32" and is_readable_by_others(store):
            file = shlex.quote(str(store.place)).replace("`", "?")
            yield finding("readable-by-others", str(store.place), file=file)
        if store.place.kind != "cache":
            yield from _keys(store)


def about_logins(
    machine: Machine, stores: Sequence[Store], judged: Sequence[Judged], now: datetime
) -> Iterator[Finding]:
    """Look at each login by itself, and at its neighbours."""
    by_place = {store.place: store for store in stores}
    for item in judged:
        store = by_place[item.place]
        if first := _winner(store, item):
            yield _duplicate(item, first)
        else:
            yield from _worth(item, now)
        yield from _key(item)
        yield from _shadowed(machine, store, item, stores)


def about_helpers(machine: Machine, stores: Sequence[Store], host: str) -> Iterator[Finding]:
    """Look for the programs of the helpers that are named, and at the names that they are for."""
    for store in stores:
        config = store.config
        for key in config.cred_helpers:
            if "/" in key and not keys.oddity(key):
                yield finding("helper-for-no-host", f"{showing.line(key)} in {store.place}")
            if key != key.lower() and is_ecr(key.lower()):
                yield finding(
                    "upper-case-helper", f"{showing.line(key)} in {store.place}", host=key.lower()
                )
        every = (config.helper_for(""), *(config.cred_helpers[key] for key in config.helped))
        for name in dict.fromkeys((config.helper_for(host),) if host else every):
            if name and not helpers.program(machine, name):
                yield _no_program(name, store.place)


def _no_program(name: str, place: Place) -> Finding:
    if is_ecr(name):
        return finding(
            "swapped-helper", f"{showing.key(name)} in {place}", fix=f'{{"{name}": "ecr-login"}}'
        )
    short = name.removeprefix(PREFIX)
    subject = f"{PREFIX}{showing.helper(name)}, named in {place}"
    if short != name:
        return finding("doubled-prefix", subject, helper=showing.helper(short))
    return finding("helper-missing", subject)


def _fault(store: Store, fault: Fault) -> Finding:
    where = str(store.place)
    subject = where if fault.where == where else f"{fault.where} in {where}"
    return finding(fault.id, subject, words=fault.words, fix=fault.remedy, file=where)


def _keys(store: Store) -> Iterator[Finding]:
    """Look at the names under `auths` and `credHelpers`: some of them are never found."""
    config = store.config
    named = [("auths", login.key) for login in config.logins]
    named += [("credHelpers", key) for key in config.cred_helpers]
    for setting, key in named:
        subject = f"{showing.line(key) or NAMELESS} under {setting} in {store.place}"
        host = _quotable(keys.bare(key).partition("/")[0])
        if oddity := keys.oddity(key):
            yield finding(oddity, subject, host=host)
        elif keys.holds_more(key):
            yield finding("credential-in-key", subject, host=host)


def facts(login: Login, place: Place) -> dict[str, str]:
    """Return what the texts may say of a login. A name that is none is not put into a command."""
    path = f"/{login.namespace}" if login.namespace else ""
    host = _quotable(f"{login.host}{path}")
    tool = "podman" if place.kind == "podman" or path else "docker"
    own = f"{line(login.host, tool)}{path}" if is_ecr(login.host) else f"{tool} login {host}"
    return {"host": host, "tool": tool, "line": own.replace("`", "'")}


def _worth(item: Judged, now: datetime) -> Iterator[Finding]:
    if item.fault in keys.ODDITIES:
        return  # said of the name, once for the whole file
    subject = _subject(item)
    more = {**facts(item.login, item.place), "helper": showing.helper(item.helper)}
    if item.fault in BREAKING and item.place.kind == "variable":
        yield finding("variable-damaged", subject)
    elif item.fault and item.fault != "helper-missing":
        yield finding(item.fault, subject, **more, words=item.words or ENTRY_TYPE)
    elif item.state == "expired" and item.counts and item.ends:
        yield finding(_expired(item), subject, **more, ago=span(now - item.ends))
    elif item.state == "valid" and item.counts and item.ends and item.ends - now < SOON:
        yield finding("ends-soon", subject, **more, left=span(item.ends - now))


def _expired(item: Judged) -> str:
    """Name the finding of an expired login: the remedy depends on what stores it."""
    if item.helper:
        return "helper-cache-expired" if helpers.renews(item.helper) else "helper-expired"
    return "public-login-expired" if is_public(item.host) else "expired"


def _key(item: Judged) -> Iterator[Finding]:
    login = item.login
    if keys.oddity(login.key) or item.helper:
        return
    if login.namespace and is_ecr(login.host):
        yield finding("namespaced-key", f"{showing.line(keys.bare(login.key))} in {item.place}")
    if login.host != login.host.lower() and is_ecr(login.host.lower()):
        lower = Login(login.host.lower())
        yield finding("upper-case-key", _in(item), **facts(lower, item.place))


def _winner(store: Store, item: Judged) -> Login | None:
    """Find the entry that wins over an old form of its key (`https://HOST`); None if it counts."""
    login = item.login
    if store.place.kind == "cache" or login.namespace or login.is_empty or item.helper:
        return None
    if keys.oddity(login.key):
        return None
    first = store.config.login_for(login.host)
    return None if first is login else first


def _duplicate(item: Judged, first: Login) -> Finding:
    more = facts(item.login, item.place)
    return finding("stale-duplicate", _in(item), **more, other=_quotable(first.key))


def _shadowed(
    machine: Machine, store: Store, item: Judged, stores: Sequence[Store]
) -> Iterator[Finding]:
    """Find an entry that holds a password, and is never asked for it."""
    login = item.login
    if login.password is None or item.helper or store.place.kind in ("cache", "variable"):
        return
    if keys.oddity(login.key):
        return
    if helper := store.config.helper_for(login.host):
        tool = facts(login, item.place)["tool"]
        if tool == "podman" or helpers.program(machine, helper):
            yield finding("helper-wins", _in(item), helper=showing.helper(helper), tool=tool)
    if store.place.kind == "docker" and any(_variable_holds(other, login.host) for other in stores):
        yield finding("variable-wins", _in(item))


def _variable_holds(store: Store, host: str) -> bool:
    holds = any(login.key == host for login in store.config.logins)
    return store.place.kind == "variable" and holds and not store.config.breaks_off


def _subject(item: Judged) -> str:
    if item.helper:
        return f"{PREFIX}{showing.helper(item.helper)}"
    return _in(item)


def _in(item: Judged) -> str:
    return f"{showing.line(item.login.key) or NAMELESS} in {item.place}"


def _quotable(key: str) -> str:
    """Return a key as it may be between backquotes."""
    return showing.line(key)
