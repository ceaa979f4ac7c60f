"""Whether this machine is logged in to one registry: whose entry counts there, and what it is worth."""

from __future__ import annotations

from collections.abc import Sequence

from explain.logins import helpers
from explain.logins.judging import Judged
from explain.logins.registries import is_ecr
from explain.logins.stores import Store

FAILING = ("helper-failed", "helper-silent")
"""What becomes of a helper's answer that docker then does without."""


def decisive(stores: Sequence[Store], judged: Sequence[Judged], host: str) -> Judged | None:
    """Find the login that counts for a host: docker's, where docker has one, else podman's."""
    for kinds in (("variable", "docker"), ("podman",)):
        for store in stores:
            found = store.place.kind in kinds and _of(store, judged, host)
            if found:
                return found
    return None


def _of(store: Store, judged: Sequence[Judged], host: str) -> Judged | None:
    """Return the login of a store that docker would use for a host.

    docker continues with the file if a helper fails, podman does not (both measured).
    """
    own = [each for each in judged if each.place == store.place and each.host == host]
    login = store.config.login_for(host)
    if store.place.kind == "variable" and (
        store.config.breaks_off or (login and login.key != host)
    ):
        return None  # docker then does without it; and only the very name counts there
    held = next((each for each in own if each.helper), None)
    kept = next((each for each in own if each.login is login and not each.helper), None)
    if held and held.fault == "helper-empty":
        return None  # that it has nothing is an answer, and docker asks nobody else
    if held and kept and store.place.kind == "docker" and held.fault in FAILING:
        return kept
    return held or kept


def is_logged_in(stores: Sequence[Store], found: Judged) -> bool:
    """Whether the login that counts is a good one, and its tool reads the file that it is in."""
    store = next(store for store in stores if store.place == found.place)
    if store.place.kind == "docker" and store.config.breaks_off:
        return False
    if found.state == "helper":
        return helpers.renews(found.helper)
    return found.state == "valid" or (found.state == "unknown" and not is_ecr(found.host))
