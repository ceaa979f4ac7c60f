"""`doctor`: everything that the line needs, looked at in the order in which the line needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from explain.doctor import awsfiles, clock
from explain.doctor import tools as asking
from explain.doctor.endpoint import engine_address, is_local
from explain.doctor.identity import chosen_profile, comes_from_the_network, identity
from explain.doctor.logins import logins
from explain.doctor.programs import programs
from explain.doctor.region import chosen_region, region
from explain.doctor.surroundings import configuration, network, shell
from explain.logins.machine import Machine
from explain.narration import Finding


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for: servers too or not, one configuration or all, and how long to wait."""

    online: bool = False
    config: Path | None = None
    patience: float = asking.PATIENCE


def examine(machine: Machine, now: Callable[[], datetime], wishes: Wishes) -> Iterator[Finding]:
    """Examine the machine. Programs are asked for their versions; nothing is written."""
    may_ask = wishes.online or is_local(engine_address(machine))
    tools = asking.ask(machine, engine=may_ask, patience=wishes.patience)
    files = awsfiles.read(machine)
    version = tools.aws.version
    profile = chosen_profile(machine, version)[1]
    by_network = comes_from_the_network(machine, files, version)
    yield from programs(machine, tools)
    yield from identity(machine, files, now(), version)
    yield from region(machine, files, version)
    if wishes.online:
        counts = chosen_region(machine, files, version)
        yield from clock.clock(machine, counts[1] if counts else "", now)
    else:
        yield clock.not_looked_at()
    yield from network(machine, files, profile, by_network)
    yield from shell(machine, files, profile)
    if not wishes.config:
        yield from configuration(machine)
    yield from logins(machine, now(), wishes.config)
