"""A command line as it was typed: words, commands and pipelines, each with its span.

Spans are offsets in characters of the line, the end not included. Nothing here is ever executed.

These are named tuples, which Python makes in an eighth of the time of a frozen dataclass: `command` has to
be there at once.
"""

from __future__ import annotations

from typing import NamedTuple


class Run(NamedTuple):
    """Characters of a word's text that also follow each other in the line; the first one is at `start`.

    A hole is something that only the shell knows, a variable or a substitution: its text is what was typed.
    """

    start: int
    text: str
    is_hole: bool


class Word(NamedTuple):
    """One word. `text` has its quotes removed; variables and substitutions in it are as typed.

    `literal` says that the shell would pass on exactly `text`; `inner` holds the scripts of `$(…)`,
    backquotes and brackets, `variables` what is replaced by a value: `$NAME`, `${NAME}`, `$env:NAME`.
    `runs` are the text again, in order, each with its place in the line.
    """

    start: int
    end: int
    raw: str
    text: str
    literal: bool = True
    inner: tuple[Script, ...] = ()
    variables: tuple[Sign, ...] = ()
    runs: tuple[Run, ...] = ()


class Redirection(NamedTuple):
    """A redirection such as `2>&1`, `> file` or `< file`. `descriptor` is the number before it, or "" .

    In `2>&1` the operator is `>&` and the target the word `1`.
    """

    start: int
    end: int
    descriptor: str
    operator: str
    target: Word | None


class Command(NamedTuple):
    """A simple command: assignments before it, its words, its redirections, each in the order typed."""

    start: int
    end: int
    assignments: tuple[Word, ...]
    words: tuple[Word, ...]
    redirections: tuple[Redirection, ...]


class Sign(NamedTuple):
    """An operator between commands: `|`, `|&`, `&&`, `||`, `;`, `&`, or the end of a line."""

    start: int
    end: int
    text: str


class Pipeline(NamedTuple):
    """Commands joined by `|` or `|&`; there is one sign fewer than commands."""

    commands: tuple[Command, ...]
    pipes: tuple[Sign, ...]


class Script(NamedTuple):
    """A whole line: pipelines, the signs between them, and comments (`# …`).

    `problems` holds what is unfinished: an open quote, an open `$(`, a pipe with nothing after it.
    The whole line's script has the comments, prompts (`$ `), continuations (a backslash at the end of
    a line), bodies of here-documents and problems of everything in it; the scripts inside have none.
    `too_deep` are the openings of `$(…)` and brackets that lie too deep to be read.
    """

    start: int
    end: int
    pipelines: tuple[Pipeline, ...]
    signs: tuple[Sign, ...]
    comments: tuple[Sign, ...] = ()
    problems: tuple[Sign, ...] = ()
    prompts: tuple[Sign, ...] = ()
    continuations: tuple[Sign, ...] = ()
    bodies: tuple[Sign, ...] = ()
    too_deep: tuple[Sign, ...] = ()


class Given(NamedTuple):
    """An option as it was given: its canonical name in the vocabulary, its word, its value if it has one.

    `name` is like `--password`; it is the word's own text where the tool does not have it (`known` false).
    `value` has the span of the value alone, also in `--region=eu-west-1` and `-pSECRET`.
    """

    name: str
    word: Word
    value: Word | None
    known: bool = True


class Call(NamedTuple):
    """A command, understood: which program, by which wrappers (sudo, env, time), with which subcommand.

    `wrappers` are the words `sudo`, `env` and so on; `around` is each of them understood, with its options.

    `path` is like ("ecr", "get-login-password"); `entry` is the vocabulary's name for it, such as
    `aws ecr get-login-password`, empty if the vocabulary does not have it. `arguments` are the
    positional words that are neither program, subcommand, option nor option's value.
    """

    command: Command
    wrappers: tuple[Word, ...]
    program: str
    program_word: Word | None
    path: tuple[str, ...]
    entry: str
    options: tuple[Given, ...]
    arguments: tuple[Word, ...]
    around: tuple[Call, ...] = ()

    def option(self, name: str) -> Given | None:
        """Find an option by its canonical name; the last one counts, as it does for the tools."""
        return next((given for given in reversed(self.options) if given.name == name), None)
