"""What is started without a shell, by systemd or a program: there, a pipe is a word like any other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explain.command.analysis import Analysis, is_login, is_source
from explain.command.model import Command, Script
from explain.command.rules.found import Found
from explain.command.surroundings import Inside

_SIGNS = ("|", "|&", "&&", "||", ";", ">", ">>", "2>&1")

_STARTED = re.compile(
    r"(?:\bsubprocess\.(?:run|call|check_call|check_output|Popen)|\bshlex\.split|getRuntime\(\)\.exec"
    r"|\bProcessBuilder|\bexec\.Command(?:Context)?|\bspawn(?:Sync)?|\bexecFile(?:Sync)?|\bCommand::new)"
    r"\([ \t\n]*[fFrR]{0,2}[\"'`]{1,3}$"
)
"""What starts a program by itself. `exec` of Node, `os.system` and `system` start a shell."""

_SHELL = re.compile(r"\bshell[\"']?[ \t]*[=:][ \t]*[Tt]rue")
_NEAR = 200
"""Characters before and after a text in which the call is that it is given to."""


def unread(analysis: Analysis, inside: Inside, text: str) -> Iterator[Found]:
    """Find the first thing that only a shell would read, where none does. `inside` is in `text`."""
    if "argument-list" in inside.layers:
        places = _quoted(analysis)
    elif "systemd-exec" in inside.layers or _is_started(inside, text):
        places = _typed(analysis.script)
    else:
        return
    for start, end in sorted(places)[:1]:
        yield Found("no-shell", start, end, (), analysis.slice(start, end).strip("'"))


def _is_started(inside: Inside, text: str) -> bool:
    before = text[max(inside.at[0] - _NEAR, 0) : inside.at[0]]
    behind = text[inside.at[-1] : inside.at[-1] + _NEAR]
    return bool(inside.layers and _STARTED.search(before)) and not _SHELL.search(behind)


def _typed(script: Script) -> Iterator[tuple[int, int]]:
    """Give the operators of a script, and its `$(…)`."""
    for sign in script.signs:
        if sign.text.strip():
            yield sign.start, sign.end
    for pipeline in script.pipelines:
        yield from ((pipe.start, pipe.end) for pipe in pipeline.pipes)
        for command in pipeline.commands:
            yield from ((one.start, one.end) for one in command.redirections)
            yield from _substituted(command)


def _substituted(command: Command) -> Iterator[tuple[int, int]]:
    for word in (*command.assignments, *command.words):
        if word.inner and word.raw[:1] != "'":
            yield word.start, word.end


def _quoted(analysis: Analysis) -> Iterator[tuple[int, int]]:
    """Give the words of a list that a shell would read as operators, or as `$(…)`."""
    for stage in analysis.stages:
        own = any(is_login(call) or is_source(call) for call in analysis.calls_of(stage.command))
        for word in stage.command.words:
            if word.text in _SIGNS or (own and ("$(" in word.text or " | " in word.text)):
                yield word.start, word.end
