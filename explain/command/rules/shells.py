"""Rules about the shell around the two commands: sudo, redirections, terminals, quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explain.command.analysis import CLIENTS, LOOKS_BACK, Analysis, is_login, is_source
from explain.command.mend import Edit, cut
from explain.command.model import Call, Command, Redirection
from explain.command.rules.found import Found
from explain.command.rules.inputs import redirected
from explain.command.rules.places import images

_ROOTS = ("sudo", "doas")
_QUOTED_PIPE = re.compile(r"\|\s*(?:sudo\s+)?(?:docker|podman|nerdctl|skopeo|finch)\s+login\b")
_WINDOWS = re.compile(r"\$[Ee][Nn][Vv]:|\$\(Get-|\bGet-ECR|\bInvoke-Expression\b|`\r?\n")


def sudo(analysis: Analysis) -> Iterator[Found]:
    """Find `sudo`: root has its own configuration, for aws and for docker."""
    with_login: set[str] = set()
    for login in analysis.logins:
        source = analysis.source(login)
        aws = _sudo(source) if source and source.program == "aws" else None
        docker = _sudo(login)
        if docker and _config_is_named(analysis, login):
            continue
        if other := _other_user(login):
            yield Found("sudo-user", *_head(login), subject=f"sudo -u {other}")
            continue
        users = _users(analysis, login.program) if docker else []
        if aws and docker:
            yield Found("sudo-both", login.command.start, login.command.end)
        elif aws and source:
            yield Found("sudo-aws", *_head(source), (_without_sudo(source),))
        elif (
            docker
            and (source or analysis.before(login) or _is_given(login))
            and not (users and all(_sudo(call) for call in users))
        ):
            yield Found("sudo-docker", *_head(login), (_without_sudo(login),))
        elif not docker:
            with_login.add(login.program)
    for call, _ in images(analysis):
        if call.program in with_login and _sudo(call):
            yield Found("sudo-docker", *_head(call), (_without_sudo(call),))


def _is_given(login: Call) -> bool:
    """Whether a login is given a password by something else than a pipe."""
    return login.option("--password") is not None or any(redirected(login.command))


def _users(analysis: Analysis, program: str) -> list[Call]:
    """Return the calls of a program that use what a login has stored."""
    return [call for call, _ in images(analysis) if call.program == program]


def _other_user(call: Call) -> str:
    """Return the user, not root, as whom `sudo -u` runs a call."""
    for around in call.around:
        user = around.option("--user") or around.option("-u")
        if (
            around.program in _ROOTS
            and user
            and user.value
            and user.value.text not in ("root", "0", "#0")
        ):
            return user.value.raw
    return ""


def _sudo(call: Call) -> Call | None:
    """Find the `sudo` around a call, if it changes the home folder."""
    for around in call.around:
        if around.program in _ROOTS:
            kept = any(
                given.word.text.startswith(("-E", "--preserve-env")) for given in around.options
            )
            return None if kept else around
    return None


def _config_is_named(analysis: Analysis, login: Call) -> bool:
    return bool(login.option("--config") or analysis.environment(login, "DOCKER_CONFIG")
                or login.option("--authfile"))  # fmt: skip


def _head(call: Call) -> tuple[int, int]:
    """Return the words from sudo to the program."""
    start, _, end = _sudo_words(call)
    return start, end


def _without_sudo(call: Call) -> Edit:
    start, end, _ = _sudo_words(call)
    return Edit(start, end, "")


def _sudo_words(call: Call) -> tuple[int, int, int]:
    """Return where sudo begins, where the word after it and its options begins, where the program ends."""
    words = [one.program_word for one in (*call.around, call) if one.program_word]
    place = next((at for at, word in enumerate(words) if word.text in _ROOTS), 0)
    behind = words[min(place + 1, len(words) - 1)]
    return words[place].start, behind.start, words[-1].end


def streams(analysis: Analysis) -> Iterator[Found]:
    """Find messages of the left side that go into the pipe, or out of sight."""
    for login in analysis.logins:
        for stage in analysis.holding(login.command.start, login.command.end):
            near = range(max(stage.index - LOOKS_BACK, 0), stage.index)
            commands = stage.pipeline.commands
            first = next((at for at in near if analysis.asks(commands[at])), stage.index)
            for sign in stage.pipeline.pipes[first : stage.index]:
                if sign.text == "|&":
                    edit = Edit(sign.start, sign.end, "|")
                    yield Found("stderr-in-pipe", sign.start, sign.end, (edit,))
            for command in commands[first : stage.index]:
                yield from _errors(analysis, command.redirections)


def _errors(analysis: Analysis, redirections: tuple[Redirection, ...]) -> Iterator[Found]:
    for one in redirections:
        target = one.target.text if one.target else ""
        if one.descriptor == "2" and one.operator == ">&" and target == "1":
            yield Found(
                "stderr-in-pipe", one.start, one.end, (cut(analysis.line, one.start, one.end),)
            )
        elif one.descriptor == "2" and target in ("/dev/null", "$null", "nul", "NUL"):
            yield Found("stderr-hidden", one.start, one.end)


def terminal(analysis: Analysis) -> Iterator[Found]:
    """Find a container with a terminal, which writes messages and control characters into the pipe."""
    for call in analysis.calls:
        given = call.option("--tty")
        if not given or call.program not in CLIENTS or call.path[-1:] not in (("run",), ("exec",)):
            continue
        stage = analysis.stage(call)
        if not stage or stage.index == len(stage.pipeline.commands) - 1:
            continue
        later = stage.pipeline.commands[-1]
        if any(is_login(each) for each in analysis.calls_of(later)):
            word = given.word
            yield Found("terminal-in-pipe", word.start, word.end,
                        (_without_letter(analysis, word.start, word.end),))  # fmt: skip


def _without_letter(analysis: Analysis, start: int, end: int) -> Edit:
    typed = analysis.line[start:end]
    if typed.startswith("--") or typed == "-t":
        return cut(analysis.line, start, end)
    return Edit(start, end, typed.replace("t", "", 1))


def quoted_pipe(analysis: Analysis) -> Iterator[Found]:
    """Find a pipe in quotes, which is only text."""
    for stage in analysis.stages:
        for place, word in enumerate(stage.command.words):
            if "|" not in word.raw:
                continue
            text = analysis.flat(word).text
            new = "|" if place and text == "|" else word.text
            is_pipe = new == "|" or _QUOTED_PIPE.search(text)
            if (
                is_pipe
                and len(word.raw) > len(text)
                and not _takes_scripts(analysis, stage.command)
            ):
                edit = Edit(word.start, word.end, new)
                yield Found("quoted-pipe", word.start, word.end, (edit,))


def _takes_scripts(analysis: Analysis, command: Command) -> bool:
    """Whether a command's arguments may be lines of shell: of `ssh`, of `docker exec … sh -c`."""
    program = command.words[0].text
    if "|" in program:
        return False
    return not any(is_source(call) or is_login(call) for call in analysis.calls_of(command))


def powershell(analysis: Analysis) -> Iterator[Found]:
    """Find a pipe in PowerShell, which decodes and encodes the text that passes through."""
    prompt = any(sign.text.startswith("PS") for sign in analysis.script.prompts)
    if not prompt and not _WINDOWS.search(analysis.line):
        return
    for login in analysis.logins:
        stage = analysis.stage(login)
        source = analysis.source(login)
        if (
            stage
            and stage.index
            and source
            and source.program == "aws"
            and not analysis.is_quoted(login)
        ):
            sign = stage.pipeline.pipes[stage.index - 1]
            yield Found("powershell-pipe", sign.start, sign.end)
