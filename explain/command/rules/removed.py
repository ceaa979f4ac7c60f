"""Rules about what has been removed: `aws ecr get-login`, and what printed a whole login to be run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explain.command.analysis import Analysis, Stage
from explain.command.mend import Edit
from explain.command.model import Call, Word
from explain.command.rules.found import Found, region, told, value
from explain.command.rules.giving import behind_keywords
from explain.command.rules.places import ACCOUNT_HERE, REGION_HERE
from explain.hosts.meant import lower
from explain.hosts.partitions import REGIONS, partition_of

_SHELLS = ("sh", "bash", "zsh", "dash", "source", ".", "invoke-expression", "iex", "tr", "sed")
_HIDDEN = re.compile(r"\baws(?:\.exe)?\s+ecr\s+get-login(?![\w-])[^'\")`;|&]*")
_COMMAND = re.compile(r"\.Command\b", re.IGNORECASE)

_POWERSHELL = re.compile(r"Invoke-Expression|\biex\b", re.IGNORECASE)

_ACCOUNT_IN_POWERSHELL = "$((Get-STSCallerIdentity).Account)"


def get_login(analysis: Analysis) -> Iterator[Found]:
    """Find `aws ecr get-login`, which printed a line with the password in it, for the shell to run."""
    calls = [
        call
        for call in analysis.calls
        if call.program == "aws" and call.path[:2] == ("ecr", "get-login")
    ]
    for call in calls:
        yield Found("get-login", call.command.start, call.command.end, _instead(analysis, call))
    if not calls and (hidden := _HIDDEN.search(analysis.line)):
        is_loop = lower(analysis.line.lstrip()[:4]) == "for "  # cmd: for /f … do %i
        edits = (Edit(0, len(analysis.line), _line_of(hidden[0])),) if is_loop else ()
        yield Found("get-login", *hidden.span(), edits)


def _instead(analysis: Analysis, call: Call) -> tuple[Edit, ...]:
    """Write the replacement of a `get-login`, depending on what happens to the line that it printed."""
    stages = analysis.holding(call.command.start, call.command.end)
    for login in analysis.logins:
        for start, end in _ways_in(analysis, login):
            if start <= call.command.start and call.command.end <= end:
                return (_password_instead(analysis, call, stages[0], before=login.command.start),)
    assigned = _assigned(call, stages)
    if assigned:
        return _value_instead(analysis, call, stages[0], assigned)
    if picked := _picked(analysis, call, stages[0]):
        return (Edit(call.command.start, picked, _asking(analysis, call)),)
    around = {one.program for stage in stages for each in analysis.calls_of(stage.command)
              for one in each.around}  # fmt: skip
    if around & {"ssh", "="} or call.command.redirections:
        return ()
    start, end = _around(analysis, call)
    quote = '"' if _POWERSHELL.search(analysis.slice(start, end)) else ""
    return (Edit(start, end, _line(analysis, call, quote)),)


def _picked(analysis: Analysis, call: Call, stage: Stage) -> int:
    """Return where a pipeline ends that picks the password out of what a call prints; else 0."""
    later = stage.pipeline.commands[stage.index + 1 :]
    end = later[-1].end if later else 0
    return end if end and _PASSWORD_FIELD.search(analysis.slice(call.command.end, end)) else 0


def _ways_in(analysis: Analysis, login: Call) -> Iterator[tuple[int, int]]:
    """Give the pieces of the line in which a login's password can be."""
    yield from ((command.start, command.end) for command in analysis.before(login))
    yield from ((given.value.start, given.value.end) for given in login.options if given.value)


def _password_instead(analysis: Analysis, call: Call, stage: Stage, *, before: int) -> Edit:
    """Ask for the password itself, instead of the printed line and of what picked the password out."""
    filters = [
        one
        for one in stage.pipeline.commands[stage.index :]
        if one.end <= before or before < one.start
    ]
    return Edit(call.command.start, filters[-1].end, _asking(analysis, call))


def _assigned(call: Call, stages: tuple[Stage, ...]) -> Word | None:
    """Find the word that sets a variable to what a call prints: `X=$(aws ecr get-login …)`."""
    for stage in stages[1:]:
        words = (*stage.command.assignments, *stage.command.words)
        for word in words:
            if word.start <= call.command.start and call.command.end <= word.end:
                return word if _ASSIGNMENT.match(word.raw) else None
    return None


def _value_instead(analysis: Analysis, call: Call, stage: Stage, word: Word) -> tuple[Edit, ...]:
    """Set a variable to the password or to the host, whichever was picked out of the printed line."""
    later = stage.pipeline.commands[stage.index + 1 :]
    if not later:
        return _run_instead(analysis, call, word)
    if end := _picked(analysis, call, stage):
        return (Edit(call.command.start, end, _asking(analysis, call)),)
    picked = analysis.slice(call.command.end, later[-1].end)
    name = _ASSIGNMENT.match(word.raw)
    if "https://" in picked and name and word.inner and word.inner[0].end + 2 > word.end - 1:
        return (Edit(word.start + name.end(), word.end, f'"{_host(analysis, call)}"'),)
    return ()


def _run_instead(analysis: Analysis, call: Call, word: Word) -> tuple[Edit, ...]:
    """Log in where a variable is run that holds the printed line: `X=$(…); eval $X`."""
    name = word.raw.partition("=")[0]
    uses = re.compile(rf"\$\{{?{name}\b").findall(analysis.line)
    setting = analysis.holding(word.start, word.end)[0]
    following = setting.script.pipelines[setting.position + 1 :]
    if len(uses) != 1 or not following or setting.pipeline.pipes:
        return ()
    for stage in analysis.stages:
        typed = analysis.slice(stage.command.start, stage.command.end).removeprefix("eval ")
        if typed.strip("\"'{}$ ") == name and "$" in typed and stage.command.start > word.end:
            return (
                Edit(setting.command.start, following[0].commands[0].start, ""),
                Edit(stage.command.start, stage.command.end, _line(analysis, call, "")),
            )
    return ()


_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_PASSWORD_FIELD = re.compile(r"\$6\b|-f *['\"]?6\b|--fields[ =]6\b")
"""The password is the sixth word of the line that `get-login` printed."""


def _asking(analysis: Analysis, call: Call) -> str:
    """Write the call that asks for the password instead of a `get-login`."""
    return f"aws ecr get-login-password{told(analysis, call)}"


def _host(analysis: Analysis, call: Call) -> str:
    """Write the host of the registry that a `get-login` was for."""
    return _line(analysis, call, "").rpartition(" --password-stdin ")[2]


def _around(analysis: Analysis, call: Call) -> tuple[int, int]:
    """Return what runs the line that is printed: `$(…)`, `eval`, or a shell after a pipe."""
    outer = analysis.holding(call.command.start, call.command.end)[-1]
    later = outer.pipeline.commands[outer.index + 1 :]
    end = outer.command.end
    for command in later:
        words = [lower(word.text) for word in command.words]
        if not words or not any(word in _SHELLS for word in words[:2]):
            break
        end = command.end
    return behind_keywords(analysis, outer.command), end


def _line(analysis: Analysis, call: Call, quote: str) -> str:
    named = region(analysis, call)
    place = analysis.line[named.start : named.end] if named else ""
    profile = value(analysis, call, "--profile")
    extra = f" --profile {analysis.line[profile.start : profile.end]}" if profile else ""
    owners = [
        analysis.line[given.value.start : given.value.end]
        for given in call.options
        if given.name == "--registry-ids" and given.value
    ]
    return " && ".join(_login(owner, place, extra, quote) for owner in owners or [""])


def _line_of(hidden: str) -> str:
    """Rewrite a line of which only the text is known."""
    words = hidden.split()
    at = words.index("--region") + 1 if "--region" in words[:-1] else 0
    return _login("", words[at] if at else "", "", "")


def _login(owner: str, told: str, extra: str, quote: str) -> str:
    named = f" --region {told}" if told else ""
    account = owner or ACCOUNT_HERE.replace(" --query", f"{extra} --query")
    host = f"{account}.dkr.ecr.{told or REGION_HERE}.{partition_of(told).suffix}"
    return (
        f"aws ecr get-login-password{named}{extra} "
        f"| docker login --username AWS --password-stdin {quote}{host}{quote}"
    )


def login_command(analysis: Analysis) -> Iterator[Found]:
    """Find `(Get-ECRLoginCommand).Command`, a login with the password in its argument list."""
    for call in analysis.calls:
        if call.program.lower() != "get-ecrlogincommand":
            continue
        outer = analysis.holding(call.command.start, call.command.end)[-1]
        if _COMMAND.search(analysis.slice(call.command.end, _end(outer))):
            yield Found("login-command", outer.command.start, _end(outer),
                        (Edit(outer.command.start, _end(outer), _powershell(analysis, call)),))  # fmt: skip


def _end(stage: Stage) -> int:
    return stage.pipeline.commands[-1].end


def _powershell(analysis: Analysis, call: Call) -> str:
    named = value(analysis, call, "-Region")
    told = named.text if named and named.text in REGIONS else ""
    owner = value(analysis, call, "-RegistryId")
    account = owner.text if owner else _ACCOUNT_IN_POWERSHELL
    place = told or "$((Get-DefaultAWSRegion).Region)"
    asked = f" -Region {told}" if told else ""
    return (
        f"(Get-ECRLoginCommand{asked}).Password | docker login --username AWS --password-stdin "
        f'"{account}.dkr.ecr.{place}.{partition_of(told).suffix}"'
    )
