"""From exchanges and the state of the files to causes: the last failure that nothing solved comes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from explain.causes.failures import failures, is_solved
from explain.causes.model import Case, Cause, State
from explain.causes.passwords import told_by_password
from explain.causes.requests import general, told_by_request
from explain.wire import Exchange


def cause(exchanges: Sequence[Exchange], state: State) -> Cause:
    """Return why the last thing went wrong, or that nothing did."""
    return next(causes(exchanges, state))


def causes(exchanges: Sequence[Exchange], state: State) -> Iterator[Cause]:
    """Yield the causes of all that went wrong and was not solved since, the last one first.

    The last of them says that nothing reached the wire, or that all that did was granted.
    """
    for failure in failures(exchanges):
        later = [one for one in exchanges if one.number > failure.number]
        if not is_solved(failure, later):
            yield _cause(Case(failure, exchanges, state))
    yield _nothing(exchanges, state)


def _cause(case: Case) -> Cause:
    name, certain, values = next(chain(told_by_password(case), told_by_request(case)))
    failure = case.failure
    return Cause(name, certain, {**general(case), **values}, failure.number, failure.at)


def _nothing(exchanges: Sequence[Exchange], state: State) -> Cause:
    """Say why nothing reached the wire; where something did, that nothing of it failed."""
    values = {"host": state.host, "region": state.region, "profile": state.profile}
    if not state.has_key:
        return Cause("no-key", True, values)
    if not state.has_region:
        return Cause("no-region", True, values)
    if not exchanges:
        return Cause("nothing-crossed", False, values)
    last = exchanges[-1]
    values["asked"] = f"{last.client}: {last.request.partition('?')[0]}"
    values["status"] = f"{last.status} {last.reason}"
    return Cause("nothing-failed", False, values, last.number, last.at)
