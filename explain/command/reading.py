"""A line, read: what the rules ask of it. Which login, where its password comes from, which region."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from explain.command.calls import calls, scripts
from explain.command.flat import Flat, flat
from explain.command.model import Call, Command, Pipeline, Script, Word
from explain.command.words import parse

CLIENTS = ("docker", "podman", "nerdctl", "finch", "buildah", "skopeo", "helm", "crane", "oras")
"""The programs that log in to a registry."""

PASSWORD_COMMANDS = (("ecr", "get-login-password"), ("ecr-public", "get-login-password"))
TOKEN_COMMANDS = (("ecr", "get-authorization-token"), ("ecr-public", "get-authorization-token"))


@dataclass(frozen=True, slots=True)
class Stage:
    """The place of a command: its pipeline and its number there, and that pipeline's place in turn."""

    script: Script
    position: int
    pipeline: Pipeline
    index: int

    @property
    def command(self) -> Command:
        """The command itself."""
        return self.pipeline.commands[self.index]


class Reading:
    """One line and what its parser made of it."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.script = parse(line)
        self.calls = calls(self.script)
        self.stages = tuple(_stages(self.script))
        self._flats: dict[tuple[int, int], Flat] = {}

    def flat(self, word: Word) -> Flat:
        """Return a word without its quotes, its holes marked."""
        span = (word.start, word.end)
        if span not in self._flats:
            self._flats[span] = flat(self.line, *span)
        return self._flats[span]

    def slice(self, start: int, end: int) -> str:
        """Return a piece of the line as typed."""
        return self.line[start:end]

    @cached_property
    def logins(self) -> tuple[Call, ...]:
        """The calls that log in to a registry."""
        return tuple(call for call in self.calls if is_login(call))

    @cached_property
    def sources(self) -> tuple[Call, ...]:
        """The calls that ask ECR for a password or a token."""
        return tuple(call for call in self.calls if is_source(call))

    def stage(self, call: Call) -> Stage | None:
        """Find the innermost place that a call stands in."""
        return next(iter(self.holding(call.command.start, call.command.end)), None)

    def before(self, call: Call) -> tuple[Command, ...]:
        """Return the commands whose output a call can read: those before it in its pipelines.

        The pipeline that it stands in comes last; one around it, as in `… | ssh HOST 'docker login'`, first.
        """
        found: list[Command] = []
        for stage in self.holding(call.command.start, call.command.end):
            found[:0] = stage.pipeline.commands[: stage.index]
        return tuple(found)

    def holding(self, start: int, end: int) -> tuple[Stage, ...]:
        """Find the commands that hold a piece of the line, from the innermost to the outermost."""
        found = [
            stage
            for stage in self.stages
            if stage.command.start <= start and end <= stage.command.end
        ]
        return tuple(sorted(found, key=lambda one: one.command.end - one.command.start))

    def is_quoted(self, call: Call) -> bool:
        """Whether a call stands in a script that is given in quotes, as to `bash -c`."""
        return any(
            stage.script.start and self.line[stage.script.start - 1] in "'\""
            for stage in self.holding(call.command.start, call.command.end)
        )

    def within(self, start: int, end: int) -> tuple[Call, ...]:
        """Return the calls inside a piece of the line."""
        return tuple(
            call for call in self.calls if start <= call.command.start and call.command.end <= end
        )

    def asks(self, command: Command) -> bool:
        """Whether a command asks ECR for a password, by itself or inside."""
        return any(call in self.sources for call in self.within(command.start, command.end))

    def source(self, login: Call) -> Call | None:
        """Find the call that the password of a login comes from; None where this line cannot tell."""
        for start, end in self._ways_in(login):
            for call in reversed(self.within(start, end)):
                if is_source(call):
                    return call
            if found := self._through_variable(start, end):
                return found
        return None

    def _ways_in(self, login: Call) -> Iterator[tuple[int, int]]:
        """Give the pieces of the line in which a login's password can be: nearest first."""
        given = login.option("--password")
        if given and given.value:
            yield given.value.start, given.value.end
        for redirection in login.command.redirections:
            if redirection.operator in ("<", "<<<") and redirection.target:
                yield redirection.target.start, redirection.target.end
        for command in reversed(self.before(login)):
            yield command.start, command.end

    def _through_variable(self, start: int, end: int) -> Call | None:
        """Find the source behind `PASSWORD=$(aws …); echo "$PASSWORD" | …`."""
        for source in self.sources:
            for name, holder in self._assigned:
                if not (holder.start <= source.command.start and source.command.end <= holder.end):
                    continue
                piece = self.line[start:end]
                if holder.end <= start and (f"${name}" in piece or f"${{{name}}}" in piece):
                    return source
        return None

    @cached_property
    def _assigned(self) -> tuple[tuple[str, Word], ...]:
        """The variables that the line sets, with the words that set them."""
        found: list[tuple[str, Word]] = []
        for stage in self.stages:
            words = stage.command.assignments
            if stage.command.words and stage.command.words[0].text in ("export", "set", "declare"):
                words += stage.command.words[1:]
            for word in words:
                name, equals, _ = word.raw.partition("=")
                if equals:
                    found.append((name, word))
        return tuple(found)

    def login_of(self, source: Call) -> Call | None:
        """Find the login that a password goes to."""
        return next((login for login in self.logins if self.source(login) is source), None)

    def environment(self, call: Call, name: str) -> Flat | None:
        """Return the value that a variable has for a call, as far as the line itself sets it."""
        own = (*call.command.assignments, *call.command.words)
        mine = [word for word in own if word.end <= _program_start(call)]
        earlier = [word for _, word in self._assigned if word.end <= call.command.start]
        for word in (*reversed(mine), *reversed(earlier)):
            if word.raw.startswith(f"{name}="):
                return flat(self.line, word.start + len(name) + 1, word.end)
        return None


def _program_start(call: Call) -> int:
    return call.program_word.start if call.program_word else call.command.end


def is_login(call: Call) -> bool:
    """Whether a call is `docker login` or one of its like."""
    return call.program in CLIENTS and call.path[-1:] == ("login",)


def is_source(call: Call) -> bool:
    """Whether a call asks ECR for a password or a token."""
    if call.program == "aws":
        return call.path[:2] in PASSWORD_COMMANDS + TOKEN_COMMANDS
    return call.program.lower() == "get-ecrlogincommand"


def _stages(script: Script) -> Iterator[Stage]:
    for each in scripts(script):
        for position, pipeline in enumerate(each.pipelines):
            for index, _ in enumerate(pipeline.commands):
                yield Stage(each, position, pipeline, index)
