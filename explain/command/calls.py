"""A script's commands, understood: which program is called, with which options and arguments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from explain.command.model import Call, Command, Given, Run, Script, Word
from explain.command.quoting import DEEPEST
from explain.command.vocabulary import Entry, Vocabulary, is_cmdlet, vocabulary
from explain.command.words import parse
from explain.command.wrappers import inner_command, named
from explain.content.model import Option

_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_AWS_IMAGE = re.compile(r"(?:.*/)?aws-?cli(?:[:@].*)?")
_JOINED = re.compile(r"(--?[A-Za-z0-9_.-]+)=")
QUOTES = "'\""

_LEVELS = {"aws": 2}
"""How many words name an operation of a tool, also where the vocabulary does not have it."""


def calls(script: Script) -> tuple[Call, ...]:
    """Understand every command of a script, those inside `$(…)` too, in the order typed.

    What runs another command (sudo, env, time) gives the call of that command, and is `around` it.
    `docker run` of the image of the AWS CLI gives two calls: its own, and that of `aws` inside.
    """
    found = [
        call
        for each in scripts(script)
        for pipeline in each.pipelines
        for command in pipeline.commands
        for call in understood(command)
    ]
    return tuple(sorted(found, key=lambda call: call.command.start))


def scripts(script: Script) -> Iterator[Script]:
    """Yield a script and every script inside it: in `$(…)`, in brackets, in `bash -c '…'`."""
    yield script
    for pipeline in script.pipelines:
        for command in pipeline.commands:
            for inner in inner_scripts(command, understood(command)):
                yield from scripts(inner)


def inner_scripts(command: Command, own: Sequence[Call]) -> Iterator[Script]:
    """Yield the scripts that are directly in a command, of which `own` are the calls.

    What a quoted script has inside, as in `bash -c "echo $(date)"`, is that script's own.
    """
    quoted = [script for call in own for script in quoted_scripts(call)]
    starts = {script.start - 1 for script in quoted}
    for word in words_of(command):
        if word.inner and word.start not in starts:
            yield from word.inner
    yield from quoted


def words_of(command: Command) -> tuple[Word, ...]:
    """List every word of a command: assignments, words, and targets of redirections."""
    targets = (redirection.target for redirection in command.redirections)
    return (*command.assignments, *command.words, *(target for target in targets if target))


def understood(command: Command) -> tuple[Call, ...]:
    """Understand one command. Gives none if it has no words (only assignments)."""
    return tuple(_chain(command))


def quoted_scripts(call: Call) -> Iterator[Script]:
    """Yield the scripts that a call is given as text: `bash -c '…'`, `ssh HOST '…'`, `eval '…'`."""
    options = vocabulary().options(call.entry) if call.entry else {}
    for given in call.options:
        option = options.get(given.name)
        if option and option.metavar == "SCRIPT" and given.value:
            yield from _quoted(given.value)
    if call.around and call.program_word and not call.arguments and not call.options:
        yield from _quoted(call.program_word)


def _quoted(word: Word) -> Iterator[Script]:
    """Read the inside of a quoted word as a script, its spans counted in the whole line."""
    raw = word.raw
    if len(raw) > 2 and raw[0] in QUOTES and raw[-1] == raw[0] and " " in raw:
        inside = raw[1:-1]
        if raw[0] not in inside and "\\" not in inside:
            yield parse(" " * (word.start + 1) + inside, word.start + 1)


def _chain(command: Command) -> Iterator[Call]:
    """Understand a command: what comes before another program (sudo, env, time) is around its call."""
    words: Sequence[Word] = command.words
    around: tuple[Call, ...] = ()
    program = ""
    while words:
        if len(words) > 2 and words[1].raw == "=" and words[0].raw.startswith("$"):
            # PowerShell's `$password = aws …`
            call = Call(command, (), "=", words[0], (), "=", (), (words[1],), around)
            inside = words[2:]
        else:
            call, inside = _call(
                command, words, program or named(words, _program(words[0])), around
            )
        if inside and len(around) >= DEEPEST:
            call = call._replace(arguments=(*call.arguments, *inside))
            inside = ()
        program = ""
        if not inside:
            yield call
            inside, program = _container(call), "aws"
        around = (*around, call)
        words = inside if len(around) <= DEEPEST else ()


def _call(
    command: Command, words: Sequence[Word], program: str, around: tuple[Call, ...]
) -> tuple[Call, Sequence[Word]]:
    """Understand the words of one program, and return those of the command that it runs."""
    reading = _Reading(vocabulary(), words, program)
    reading.read()
    call = Call(
        command,
        tuple(each.program_word for each in around if each.program_word),
        reading.program,
        words[0],
        tuple(reading.path),
        reading.entry.name if reading.entry and not reading.lost else "",
        tuple(reading.options),
        tuple(reading.arguments),
        around,
    )
    return call, reading.rest


def _container(call: Call) -> tuple[Word, ...]:
    """Return the words of the `aws` command that a `docker run` of its image performs."""
    is_run = call.path[-1:] == ("run",) and call.arguments and not call.option("--entrypoint")
    if not is_run or not _AWS_IMAGE.fullmatch(call.arguments[0].text):
        return ()
    return call.arguments


@dataclass(slots=True)
class _Reading:
    """The words of one command, read from left to right."""

    vocabulary: Vocabulary
    words: Sequence[Word]
    program: str
    name: str = ""
    path: list[str] = field(default_factory=list)
    options: list[Given] = field(default_factory=list)
    arguments: list[Word] = field(default_factory=list)
    rest: Sequence[Word] = ()
    lost: bool = False
    at: int = 1
    ended: bool = False
    counted: int = 0

    def read(self) -> None:
        """Read all words, or those up to the command that this one runs."""
        self.name = self.program
        words = self.words
        inner = inner_command(words, self.program, self.vocabulary)
        self.words = words[:inner] if inner else words
        while self.at < len(self.words) and not self.rest:
            word = self.words[self.at]
            if not self.ended and word.text == "--":
                self.options.append(Given("--", word, None))
                self.ended = True
                self.at += 1
            elif not self.ended and _is_option(word):
                self._option(word)
            else:
                self._positional(word)
        if inner:
            self.rest = words[self.at :] if self.rest else words[inner:]

    @property
    def entry(self) -> Entry | None:
        """What the vocabulary has on the command as far as it has been read."""
        return self.vocabulary.find(self.name)

    def _positional(self, word: Word) -> None:
        if self._is_subcommand(word):
            self.path.append(word.text)
            self.at += 1
            return
        before = self.entry.before_command if self.entry else None
        if before is not None and not _ASSIGNMENT.match(word.raw):
            if self.counted == before:
                self.rest = self.words[self.at :]
                return
            self.counted += 1
        self.arguments.append(word)
        self.at += 1
        if self.entry and self.entry.open_ended is not None:
            self.ended = self.ended or len(self.arguments) >= self.entry.open_ended

    def _is_subcommand(self, word: Word) -> bool:
        """Whether a word names an operation, even an unknown one."""
        if self.arguments or self.ended or not word.literal or word.text == "help":
            return False
        longer = f"{self.name} {word.text}"
        if not self.lost and self.vocabulary.leads(longer):
            self.name = longer
            return True
        if not self.lost and self.vocabulary.branches(self.name) and not self._takes_arguments:
            self.lost = True
            return True
        return self.lost and len(self.path) < _LEVELS.get(self.program, 1)

    @property
    def _takes_arguments(self) -> bool:
        """Whether arguments come next, and not a subcommand (`help` is neither)."""
        arguments = self.entry.arguments if self.entry else ()
        return any(not argument.is_word for argument in arguments)

    def _option(self, word: Word) -> None:
        self.at += 1
        following = self.words[self.at :]
        known = self.vocabulary.options(self.name)
        if is_cmdlet(self.program):
            given = _cmdlet_option(word, following, known)
        elif word.text.startswith("--") or word.text in known:
            given = _long_option(word, following, known, self.program == "aws")
        else:
            given = _short_options(word, following, known)
        self.options += given
        self.at += sum(1 for each in given if each.value and each.value.start >= word.end)


def _program(word: Word) -> str:
    """Return a program's name: without its folder, and without Windows' `.exe`."""
    name = word.text if word.inner else word.text.rpartition("/")[2].rpartition("\\")[2]
    return name.removesuffix(".exe")


def _is_option(word: Word) -> bool:
    return len(word.text) > 1 and word.text[0] == "-" and not word.text[1].isdigit()


def _long_option(
    word: Word, following: Sequence[Word], known: Mapping[str, Option], guess: bool
) -> list[Given]:
    """`--region eu-west-1`, `--region=eu-west-1`. An unknown option of `aws` is taken to have a value."""
    joined = _JOINED.match(word.text)
    name = joined[1] if joined else word.text
    option = known.get(name)
    if joined:
        return [_given(name, word, tail(word, joined.end()), option)]
    guessed = "VALUE..." if guess and not name.startswith("--no-") else ""
    takes = option.metavar if option else guessed
    if not takes:
        return [_given(name, word, None, option)]
    values = _values(following, known, takes.endswith("..."))
    return [_given(name, word, value, option) for value in values] or [
        _given(name, word, None, option)
    ]


def _values(following: Sequence[Word], known: Mapping[str, Option], several: bool) -> list[Word]:
    """Take the value that follows an option; all of them, where it takes several."""
    values: list[Word] = []
    for word in following:
        if word.text.partition("=")[0] in known or (several and _is_option(word)):
            break
        values.append(word)
        if not several:
            break
    return values


def _short_options(
    word: Word, following: Sequence[Word], known: Mapping[str, Option]
) -> list[Given]:
    """`-u AWS`, `-uAWS`, `-u=AWS`, and several in one word: `-it`."""
    given: list[Given] = []
    for at in range(1, len(word.text)):
        option = known.get(f"-{word.text[at]}")
        if option is None:
            return [Given(word.text, word, None, False)]
        if option.metavar:
            behind = at + 1 + (word.text[at + 1 : at + 2] == "=")
            values = [tail(word, behind)] if behind < len(word.text) else []
            values = values or _values(following, known, False)
            return [*given, _given("", word, values[0] if values else None, option)]
        given.append(_given("", word, None, option))
    return given


def _cmdlet_option(
    word: Word, following: Sequence[Word], known: Mapping[str, Option]
) -> list[Given]:
    """`-Region eu-west-1`, `-Region:eu-west-1`, in any case, and shortened as far as it stays clear."""
    name, colon, _ = word.text.partition(":")
    fitting = {
        option.name: option
        for long, option in known.items()
        if long.lower() == name.lower() or long.lower().startswith(name.lower())
    }
    exact = [option for option in fitting.values() if option.name.lower() == name.lower()]
    option = exact[0] if exact else (*fitting.values(), None)[0] if len(fitting) == 1 else None
    if colon:
        return [_given(name, word, tail(word, len(name) + 1), option)]
    takes = option.metavar if option else "VALUE"
    values = following[:1] if takes and following and not _is_option(following[0]) else ()
    return [_given(name, word, values[0] if values else None, option)]


def _given(name: str, word: Word, value: Word | None, option: Option | None) -> Given:
    known = option is not None and not option.removed
    return Given(option.name if option else name, word, value, known)


def tail(word: Word, length: int) -> Word:
    """Return what comes after the first `length` characters of a word, as a separate word."""
    start, end = word.start + length, word.end
    if word.raw[0] in QUOTES:
        start += 1
        end -= word.raw[-1] == word.raw[0]
    return Word(
        start,
        end,
        word.raw[start - word.start : end - word.start],
        word.text[length:],
        word.literal,
        tuple(inner for inner in word.inner if inner.start >= start),
        tuple(variable for variable in word.variables if variable.start >= start),
        _behind(word.runs, length),
    )


def _behind(runs: Sequence[Run], length: int) -> tuple[Run, ...]:
    """Return what comes after the first `length` characters of some runs."""
    rest: list[Run] = []
    for run in runs:
        if length < len(run.text):
            skipped = max(length, 0)
            rest.append(Run(run.start + skipped, run.text[skipped:], run.is_hole))
        length -= len(run.text)
    return tuple(rest)
