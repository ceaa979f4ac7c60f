"""A line, read: what the rules ask of it. Which login, where its password comes from, which region.

Whatever is asked is found once. Commands nest properly, so that what holds a place is found by going from
the last command that begins before it outwards; nothing looks through the whole line for one call.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeVar, cast

from explain.command.calls import QUOTES, inner_scripts, tail, understood
from explain.command.flat import Flat, flat
from explain.command.model import Call, Command, Pipeline, Script, Word
from explain.command.words import parse
from explain.masking import Span, spans

CLIENTS = ("docker", "podman", "nerdctl", "finch", "buildah", "skopeo", "helm", "crane", "oras")
"""The programs that log in to a registry."""

PASSWORD_COMMANDS = (("ecr", "get-login-password"), ("ecr-public", "get-login-password"))
TOKEN_COMMANDS = (("ecr", "get-authorization-token"), ("ecr-public", "get-authorization-token"))

LOOKS_BACK = 10
"""How many commands of a pipeline a password is followed back through; nobody's line has more."""

_NAMED = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)")

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Stage:
    """The place of a command: its pipeline and its number there, and that pipeline's place in turn.

    `around` is the stage of the command that holds the script.
    """

    script: Script
    position: int
    pipeline: Pipeline
    index: int
    around: Stage | None

    @property
    def command(self) -> Command:
        """The command itself."""
        return self.pipeline.commands[self.index]

    @property
    def before(self) -> tuple[Command, ...]:
        """The commands before it in its pipeline, the nearest last, as far as a password is followed."""
        return self.pipeline.commands[max(self.index - LOOKS_BACK, 0) : self.index]


class Analysis:
    """One line and what its parser made of it."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.script = parse(line)
        self._calls: dict[tuple[int, int], tuple[Call, ...]] = {}
        self._flats: dict[tuple[int, int], Flat] = {}
        self._answers: dict[object, tuple[object, ...]] = {}
        self._sources: dict[int, Call | None] = {}
        self._quoted: dict[int, Script] = {}
        self.scripts: list[Script] = []
        stages = self._walk(self.script, None)
        self.stages = tuple(sorted(stages, key=lambda one: (one.command.start, -one.command.end)))
        self._starts = [stage.command.start for stage in self.stages]
        self.calls = tuple(call for stage in self.stages for call in self.calls_of(stage.command))
        self._call_starts = [call.command.start for call in self.calls]

    def _walk(self, script: Script, around: Stage | None) -> Iterator[Stage]:
        self.scripts.append(script)
        for position, pipeline in enumerate(script.pipelines):
            for index, command in enumerate(pipeline.commands):
                own = understood(command)
                self._calls[command.start, command.end] = own
                stage = Stage(script, position, pipeline, index, around)
                yield stage
                for inner in inner_scripts(command, own):
                    if self.line[inner.start - 1] in QUOTES:
                        self._quoted[inner.start - 1] = inner
                    yield from self._walk(inner, stage)

    def once(self, question: Callable[[Analysis], Iterator[Answer]]) -> tuple[Answer, ...]:
        """Return all that a function finds in this line; it is asked once."""
        if question not in self._answers:
            self._answers[question] = tuple(question(self))
        return cast(tuple[Answer, ...], self._answers[question])

    def flat(self, word: Word) -> Flat:
        """Return a word without its quotes, its holes marked."""
        span = (word.start, word.end)
        if span not in self._flats:
            self._flats[span] = flat(word)
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

    @cached_property
    def _source_starts(self) -> list[int]:
        return [call.command.start for call in self.sources]

    @cached_property
    def secrets(self) -> tuple[Span, ...]:
        """The places of everything that must not be shown, in order, none within another."""
        return spans(self.line)

    def calls_of(self, command: Command) -> tuple[Call, ...]:
        """Return what a command calls: one program, or two where one runs in the other's container."""
        return self._calls.get((command.start, command.end), ())

    def quoted(self, word: Word) -> Script | None:
        """Return the script that a quoted word is to the program that it is given to, as to `bash -c`."""
        return self._quoted.get(word.start)

    def stage(self, call: Call) -> Stage | None:
        """Find the innermost place that contains a call."""
        return next(iter(self.holding(call.command.start, call.command.end)), None)

    def before(self, call: Call) -> tuple[Command, ...]:
        """Return the commands whose output a call can read: those before it in its pipelines.

        The pipeline that contains it comes last; one around it, as in `… | ssh HOST 'docker login'`, first.
        """
        found: list[Command] = []
        for stage in self.holding(call.command.start, call.command.end):
            found[:0] = stage.before
        return tuple(found)

    def holding(self, start: int, end: int) -> tuple[Stage, ...]:
        """Find the commands that hold a piece of the line, from the innermost to the outermost."""
        at = bisect_right(self._starts, start) - 1
        stage = self.stages[at] if at >= 0 else None
        found: list[Stage] = []
        while stage:
            if stage.command.start <= start and end <= stage.command.end:
                found.append(stage)
            stage = stage.around
        return tuple(found)

    def words_at(self, start: int, end: int) -> list[Word]:
        """Return the words of commands that hold a piece of the line, from the innermost outwards."""
        found: list[Word] = []
        for stage in self.holding(start, end):
            words = stage.command.words
            at = bisect_right(words, start, key=lambda word: word.start) - 1
            if at >= 0 and end <= words[at].end:
                found.append(words[at])
        return found

    def holds_script(self, word: Word) -> bool:
        """Whether commands are inside a word: in `$(…)`, or in quotes that another program reads."""
        at = bisect_right(self._starts, word.start)
        return at < len(self.stages) and self.stages[at].command.end < word.end

    def is_quoted(self, call: Call) -> bool:
        """Whether a call is in a script that is given in quotes, as to `bash -c`."""
        return any(
            stage.script.start and self.line[stage.script.start - 1] in QUOTES
            for stage in self.holding(call.command.start, call.command.end)
        )

    def within(self, start: int, end: int) -> tuple[Call, ...]:
        """Return the calls inside a piece of the line."""
        first, last = (bisect_left(self._call_starts, place) for place in (start, end))
        return tuple(call for call in self.calls[first:last] if call.command.end <= end)

    def asks(self, command: Command) -> bool:
        """Whether a command asks ECR for a password, by itself or inside."""
        first, last = (
            bisect_left(self._source_starts, place) for place in (command.start, command.end)
        )
        return any(call.command.end <= command.end for call in self.sources[first:last])

    def source(self, login: Call) -> Call | None:
        """Find the call that the password of a login comes from; None if this line cannot tell."""
        if id(login) not in self._sources:
            self._sources[id(login)] = self._source(login)
        return self._sources[id(login)]

    def _source(self, login: Call) -> Call | None:
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
        """Find the command that sets the password in `PASSWORD=$(aws …); echo "$PASSWORD" | …`."""
        if not self._passwords:
            return None
        for match in _NAMED.finditer(self.line[start:end]):
            for holder, source in self._passwords.get(match[1], ()):
                if holder.end <= start:
                    return source
        return None

    @cached_property
    def _passwords(self) -> dict[str, list[tuple[Word, Call]]]:
        """The variables that hold a password: their names, what sets them, and where it comes from."""
        found: dict[str, list[tuple[Word, Call]]] = {}
        for name, words in self._assigned.items():
            for word in words:
                for call in self.within(word.start, word.end):
                    if is_source(call):
                        found.setdefault(name, []).append((word, call))
        return found

    @cached_property
    def _assigned(self) -> dict[str, list[Word]]:
        """The variables that the line sets, with the words that set them, in the order typed."""
        found: dict[str, list[Word]] = {}
        for stage in self.stages:
            words = stage.command.assignments
            if stage.command.words and stage.command.words[0].text in ("export", "set", "declare"):
                words += stage.command.words[1:]
            for word in words:
                name, equals, _ = word.raw.partition("=")
                if equals:
                    found.setdefault(name, []).append(word)
        return found

    def login_of(self, source: Call) -> Call | None:
        """Find the login that a password goes to."""
        return self._fed.get(id(source))

    @cached_property
    def _fed(self) -> dict[int, Call]:
        """The first login of each source, by the source's identity."""
        found: dict[int, Call] = {}
        for login in self.logins:
            if source := self.source(login):
                found.setdefault(id(source), login)
        return found

    def environment(self, call: Call, name: str) -> Flat | None:
        """Return the value that a variable has for a call, as far as the line itself sets it."""
        own = (*call.command.assignments, *call.command.words)
        mine = [word for word in own if word.end <= _program_start(call)]
        for word in (*reversed(mine), *self._set_before(name, call.command.start)):
            if word.raw.startswith(f"{name}="):
                return flat(tail(word, len(name) + 1))
        return None

    def _set_before(self, name: str, place: int) -> list[Word]:
        """Return the last word before a place that sets a variable."""
        words = self._assigned.get(name, [])
        at = bisect_right(words, place, key=lambda word: word.end)
        return words[at - 1 : at] if at else []


@lru_cache(maxsize=128)
def read(line: str) -> Analysis:
    """Read a line. The last ones are kept: a line is annotated, judged and corrected in turn."""
    return Analysis(line)


def _program_start(call: Call) -> int:
    return call.program_word.start if call.program_word else call.command.end


def is_login(call: Call) -> bool:
    """Whether a call is `docker login` or a similar command."""
    return call.program in CLIENTS and call.path[-1:] == ("login",)


def is_source(call: Call) -> bool:
    """Whether a call asks ECR for a password or a token."""
    if call.program == "aws":
        return call.path[:2] in PASSWORD_COMMANDS + TOKEN_COMMANDS
    return call.program.lower() == "get-ecrlogincommand"
