"""Whether a corrected line is right, so that it may be shown and copied."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explain.command.analysis import Analysis
from explain.command.grammar import is_broken
from explain.command.mending import Mending
from explain.command.model import Call
from explain.command.rules import RULES, SPELLING
from explain.command.rules.inputs import redirected
from explain.command.rules.lines import depth
from explain.content.load import findings

_ASKING = re.compile(r"\bget-[lapt]")
"""How the operation begins that asks for a password, and how it is misspelt."""


def is_right(before: Analysis, after: Analysis) -> bool:
    """Whether a line may be shown as the correction of another.

    It may not, where it is unfinished, too deep to be read or not what a shell can read, where more than
    notes is found in it, where a login has another number of sources of its password than one, or where
    correcting it again changes it.
    """
    return not (
        _is_unfinished(after)
        or is_broken(after)
        or _asks_again(before, after)
        or any(_is_fed_wrongly(after, login) for login in after.logins)
        or _has_problems(after)
        or _is_unsettled(after)
    )


def _is_unfinished(analysis: Analysis) -> bool:
    # PowerShell's `"$((Get-STSCallerIdentity).Account).dkr…"` looks like a calculation that is not closed,
    # and so do the quotes around it.
    is_powershell = "$((Get-" in analysis.line
    return bool(analysis.script.problems and not is_powershell) or bool(analysis.once(depth))


def _is_fed_wrongly(analysis: Analysis, login: Call) -> bool:
    """Whether a login has several sources of its password, or none although the line asks for one."""
    ways = [given for given in login.options if given.name in ("--password-stdin", "--password")]
    count = len([*_sources(analysis, login)])
    return count > 1 or len(ways) > 1 or bool(ways and not count and analysis.sources)


def _sources(analysis: Analysis, login: Call) -> Iterator[object]:
    """Give all that a login's password can come from: an option, a file, and the commands of its pipe.

    What asks for a password reads no input, so that what is before it in the pipe is one source more.
    """
    yield from (given for given in login.options if given.name == "--password")
    stages = analysis.holding(login.command.start, login.command.end)
    for stage in stages:
        yield from redirected(stage.command)
    commands = [command for stage in stages for command in stage.before]
    asking = [command for command in commands if analysis.asks(command)]
    yield from asking or commands[:1]
    yield from (command for command in commands if asking and command.end < asking[0].start)


def _asks_again(before: Analysis, after: Analysis) -> bool:
    """Whether a password is asked for that was not, while one that was goes to no login."""
    counts = [len(_ASKING.findall(analysis.line)) for analysis in (before, after)]
    return counts[1] > counts[0] and any(not after.login_of(source) for source in after.sources)


def _has_problems(analysis: Analysis) -> bool:
    found = (finding for rule in (*SPELLING, *RULES) for finding in analysis.once(rule))
    return any(findings("command")[finding.id].severity != "note" for finding in found)


def _is_unsettled(analysis: Analysis) -> bool:
    again = Mending(analysis)
    again.run(SPELLING, RULES)
    return again.analysis is not analysis
