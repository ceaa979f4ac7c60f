"""Rules about output that is run as a command: a password, or what docker says of a login."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from explain.command.analysis import PASSWORD_COMMANDS, Analysis, Stage
from explain.command.mend import Edit
from explain.command.model import Call, Word
from explain.command.rules.found import Found
from explain.command.rules.hostnames import login_line
from explain.hosts.meant import HOLE

_SHELLS = ("sh", "bash", "zsh", "dash", "ksh", "source", ".", "iex", "invoke-expression")
"""Programs that run what they are given as a command."""

_STANDARD_INPUT = ("-", "/dev/stdin", "-s")


class _Run(NamedTuple):
    """Where output is run as a command: what runs it, from the first word to the last, and what is run."""

    start: int
    end: int
    script: tuple[int, int]
    is_read: bool


def password(analysis: Analysis) -> Iterator[Found]:
    """Find `$(aws ecr get-login-password)`: the shell looks for a program with the password as its name."""
    for source in analysis.sources:
        run = _run(analysis, source) if source.path[:2] in PASSWORD_COMMANDS else None
        if not run:
            continue
        inner = analysis.slice(*run.script).strip()
        waiting = any(login.option("--password-stdin") for login in analysis.logins)
        line = inner if run.is_read or waiting else login_line(analysis, source, inner)
        yield Found("password-run", run.start, run.end, (Edit(run.start, run.end, line),))
    yield from _variables(analysis)


def login(analysis: Analysis) -> Iterator[Found]:
    """Find `eval $(… | docker login …)`: after the login, the shell runs `Login Succeeded`."""
    for call in analysis.logins:
        if run := _run(analysis, call):
            inner = analysis.slice(*run.script).strip()
            yield Found("login-run", run.start, run.end, (Edit(run.start, run.end, inner),))


def _run(analysis: Analysis, call: Call) -> _Run | None:
    """Find what runs the output of a call as a command."""
    stages = analysis.holding(call.command.start, call.command.end)
    if not stages:
        return None
    stage, *outer = stages
    if stage.command is not stage.pipeline.commands[-1]:
        return _piped_to_shell(analysis, stage)
    runs = [_substituted(analysis, stage, around) for around in outer]
    # The outermost: `eval "$(…)"` is one command, and its quoted text is read as another.
    return next((run for run in reversed(runs) if run), None)


def _piped_to_shell(analysis: Analysis, stage: Stage) -> _Run | None:
    """Find `… | sh`."""
    following = stage.pipeline.commands[stage.index + 1]
    for call in analysis.calls_of(following):
        if call.program.lower() not in _SHELLS:
            continue
        words = [*call.arguments, *(option.word for option in call.options)]
        if all(word.text in _STANDARD_INPUT for word in words):
            begin = stage.pipeline.commands[0].start
            return _Run(begin, following.end, (begin, stage.command.end), is_read=False)
    return None


def _substituted(analysis: Analysis, stage: Stage, around: Stage) -> _Run | None:
    """Find a `$(…)` that is where a command is expected, or that a shell is given to run."""
    script = stage.script
    for call in analysis.calls_of(around.command):
        word = next((word for word in _run_words(call) if script in word.inner), None)
        if word and _is_all(analysis, word):
            evals = [one.program_word for one in call.around if one.program == "eval"]
            begin = evals[0].start if evals and evals[0] else _beginning(call, word)
            end = word.end if word is call.program_word else around.command.end
            is_read = around.command is not around.pipeline.commands[-1]
            return _Run(begin, end, (script.start, script.end), is_read)
    return None


def _run_words(call: Call) -> Iterator[Word]:
    """Give the words of a call that are run: the program itself, or what a shell is given."""
    # PowerShell's `$password = $(aws …)` keeps the output, and runs nothing.
    is_kept = any(one.program == "=" for one in call.around)
    if call.program_word and call.program_word.raw[:1] not in ("(", "{") and not is_kept:
        yield call.program_word
    if call.program.lower() in _SHELLS:
        yield from call.arguments
        yield from (option.value for option in call.options if option.value)


def _beginning(call: Call, word: Word) -> int:
    return (
        call.program_word.start
        if call.program_word and word is not call.program_word
        else word.start
    )


def _is_all(analysis: Analysis, word: Word) -> bool:
    """Whether a word is one substitution and nothing else; make writes `$$(…)`."""
    text = analysis.flat(word).text
    plain = text.strip("$<()") if word.raw[:1] in "<(" else text.strip("$")
    return len(word.inner) == 1 and (not plain.replace(HOLE, "") or word.raw[:1] in "<(")


def _variables(analysis: Analysis) -> Iterator[Found]:
    """Find `$PASSWORD | docker login …`, where a shell has set the variable from a password."""
    for call in analysis.logins:
        before = analysis.before(call)[-1:]
        for command in before:
            word = command.words[0] if len(command.words) == 1 else None
            name = word.text.strip("${}") if word else ""
            if word and not word.inner and word.variables and _is_set_by_shell(analysis, name):
                edit = Edit(word.start, word.end, f'echo "{word.text}"')
                yield Found("password-run", word.start, word.end, (edit,))


def _is_set_by_shell(analysis: Analysis, name: str) -> bool:
    """Whether the line has `NAME=$(aws …)`. PowerShell, which prints a variable, writes it otherwise."""
    return any(
        word.raw.startswith(f"{name}=") and analysis.asks(stage.command)
        for stage in analysis.stages
        for word in (*stage.command.assignments, *stage.command.words)
    )
