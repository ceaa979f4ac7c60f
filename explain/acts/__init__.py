"""The acts: one thing each, performed for real. This table is all there is to finding one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from explain.acts import decode, expire, inspect, login, pipe, sign, token
from explain.narration import Event
from explain.world import World


@dataclass(frozen=True, slots=True)
class Act:
    """An act: the function that performs it, and its beats in order, with the labels that each may show."""

    perform: Callable[[World], Iterator[Event]]
    beats: Mapping[str, tuple[str, ...]]


ACTS: Mapping[str, Act] = {
    "sign": Act(sign.perform, sign.BEATS),
    "token": Act(token.perform, token.BEATS),
    "decode": Act(decode.perform, decode.BEATS),
    "pipe": Act(pipe.perform, pipe.BEATS),
    "login": Act(login.perform, login.BEATS),
    "inspect": Act(inspect.perform, inspect.BEATS),
    "expire": Act(expire.perform, expire.BEATS),
}


def acts_in(world: World) -> Callable[[str], Iterator[Event]]:
    """Return what performs an act, given by its name, in this World."""
    return lambda act: ACTS[act].perform(world)
