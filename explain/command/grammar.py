"""Whether a POSIX shell can read a line: `!` and `then` where they belong, `if` with its `fi`.

IEEE Std 1003.1, Shell Command Language, 2.9 and 2.10. bash reads more (`|&`, `<<<`), and that is read too.
Other shells have another grammar; a line of theirs is not held to this one.
"""

from __future__ import annotations

import re

from explain.command.analysis import Analysis
from explain.command.model import Command, Pipeline, Script, Sign, Word

_OTHER_SHELLS = re.compile(
    r"\$env:|\$\(\(?Get-|\bGet-ECR|\bInvoke-Expression\b|`\r?\n|%[A-Za-z_]\w*%|%%"
)
"""What PowerShell or cmd has, and no POSIX shell."""

_FOLLOWERS = {
    "if": ("then",),
    "then": ("elif", "else", "fi"),
    "elif": ("then",),
    "else": ("fi",),
    "while": ("do",),
    "until": ("do",),
    "for": ("do",),
    "do": ("done",),
}
"""The words that begin a part of a compound command, and those that may begin its next part."""

_OPENERS = ("if", "while", "until", "for")
_CLOSERS = ("fi", "done")
_RESERVED = (*_FOLLOWERS, *_CLOSERS, "!", "}")


def is_broken(analysis: Analysis) -> bool:
    """Whether a line is for a POSIX shell, which cannot read it."""
    is_posix = not _OTHER_SHELLS.search(analysis.line)
    return is_posix and any(_Checker(analysis, script).is_broken() for script in analysis.scripts)


class _Checker:
    """Goes through one script. `open` holds the parts of compound commands that are not closed yet.

    `awaits` says that a command has to follow; `has_command` that one comes before the next sign.
    """

    def __init__(self, analysis: Analysis, script: Script) -> None:
        self._analysis = analysis
        self._script = script
        self._open: list[str] = []
        self._awaits = False
        self._has_command = False

    def is_broken(self) -> bool:
        """Whether the script breaks the grammar."""
        items: list[Pipeline | Sign] = [*self._script.pipelines, *self._script.signs]
        items.sort(key=_start)
        reads = all(
            self._sign(item) if isinstance(item, Sign) else self._pipeline(item) for item in items
        )
        return not reads or bool(self._open) or self._awaits or not self._is_closed()

    def _is_closed(self) -> bool:
        """Whether brackets hold a command, and `{` has a sign before its `}`."""
        script, line = self._script, self._analysis.line
        opening = line[script.start - 1 : script.start] if script.start else ""
        before = line[max(script.start - 2, 0)]
        if opening not in ("(", "{") or before in "$<>=" or (opening == "(" and before.isalnum()):
            return True
        ends = script.signs and script.signs[-1].start >= script.pipelines[-1].commands[-1].end
        return bool(script.pipelines) and (opening == "(" or bool(ends))

    def _sign(self, sign: Sign) -> bool:
        """Read what is between two commands; an end of a line may be anywhere."""
        is_allowed = sign.text.endswith("\n") or (self._has_command and not self._awaits)
        if not sign.text.endswith("\n"):
            self._awaits = sign.text in ("&&", "||")
        self._has_command = False
        return is_allowed and sign.text != ";;"

    def _pipeline(self, pipeline: Pipeline) -> bool:
        self._has_command, self._awaits = True, False
        return all(self._command(command, not at) for at, command in enumerate(pipeline.commands))

    def _command(self, command: Command, is_first: bool) -> bool:
        if self._awaits:
            return False  # `if | …`
        words = list(command.words)
        if not command.assignments:
            while words and (words[0].raw in _RESERVED or words[0].raw == "time"):
                word = words.pop(0)
                if not self._reserved(word.raw, is_first, words):
                    return False
                if word.raw in ("for", *_CLOSERS):
                    return word.raw == "for" or not words
                self._awaits = not words
        return not self._is_misplaced(command, words) and all(
            self._is_word(word, not at, words) for at, word in enumerate(words)
        )

    def _reserved(self, name: str, is_first: bool, words: list[Word]) -> bool:
        """Read a shell keyword; say whether it may be here."""
        if name == "time" or name in _OPENERS:
            self._open += [name] if name in _OPENERS else []
            return True
        if name == "!":
            return is_first and not (words and words[0].raw == "!")
        if not is_first or not self._open or name not in _FOLLOWERS[self._open.pop()]:
            return False
        self._open += [] if name in _CLOSERS else [name]
        return True

    def _is_misplaced(self, command: Command, words: list[Word]) -> bool:
        """Whether another program is to run a word of the shell's language, as in `sudo ! docker login`."""
        behind = words[0].start if words else command.end
        calls = self._analysis.calls_of(command)
        around = (*calls[0].around, calls[0]) if calls else ()
        programs = [call.program_word for call in around if call.program_word]
        return any(
            word.raw in _RESERVED and (word.start >= behind or command.assignments)
            for word in programs
        )

    def _is_word(self, word: Word, is_program: bool, words: list[Word]) -> bool:
        """Tell whether the shell accepts a word's brackets here; after a word, it only accepts `f()`."""
        if is_program and word.raw[:1] == "{" and word.inner:
            return len(words) == 1
        for inner in word.inner:
            before = self._analysis.line[max(inner.start - 2, 0)]
            if self._analysis.line[inner.start - 1] != "(" or before in "$<>=":
                continue
            if is_program and word.raw.endswith("()"):
                return words[1:2] != [] and words[1].raw[:1] in ("{", "(")
            is_alone = inner.start == word.start + 1 and inner.end + 1 == word.end
            if not (is_program and is_alone and len(words) == 1):
                return False
        return True


def _start(item: Pipeline | Sign) -> int:
    return item.start if isinstance(item, Sign) else item.commands[0].start
