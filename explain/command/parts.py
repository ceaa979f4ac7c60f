"""The parts of a script: each program, subcommand, option, value and operator, with what it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from explain.command.analysis import Analysis
from explain.command.anatomy import host_parts, image_parts, note_of
from explain.command.model import Call, Command, Given, Redirection, Script, Sign, Word
from explain.command.quoting import PLACEHOLDER
from explain.command.vocabulary import Entry, vocabulary
from explain.content.model import Option
from explain.narration import Part


def note(name: str) -> str:
    """Return what the vocabulary says on a name, the empty text if it has none."""
    entry = vocabulary().find(name)
    return entry.text if entry else ""


class Annotator:
    """Annotates the scripts of one line."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._line = analysis.line

    def _part(self, start: int, end: int, kind: str, text: str) -> Part:
        return Part(start, end, self._line[start:end], kind, text)

    def script(self, script: Script) -> Iterator[Part]:
        """Annotate a script's commands and the operators between them."""
        for sign in script.signs:
            if sign.text.strip():
                yield self._part(sign.start, sign.end, "operator", note(sign.text))
        for pipeline in script.pipelines:
            for pipe in pipeline.pipes:
                yield self._part(pipe.start, pipe.end, "operator", note(pipe.text))
            for command in pipeline.commands:
                yield from self._command(command)

    def _command(self, command: Command) -> Iterator[Part]:
        for word in command.assignments:
            yield from self._assignment(word)
        for redirection in command.redirections:
            yield from self._redirection(redirection)
        found = self._analysis.calls_of(command)
        chain = (*found[0].around, *found) if found else ()
        paths = _paths(command, chain)
        for at, call in enumerate(chain):
            follower = chain[at + 1] if at + 1 < len(chain) else None
            inside = at > 0 and call.program_word in chain[at - 1].arguments
            yield from self._call(call, paths[at], follower, inside)

    def _call(
        self, call: Call, path: Sequence[Word], follower: Call | None, inside: bool
    ) -> Iterator[Part]:
        if not inside and call.program_word:
            yield from self._program(call, call.program_word)
        name = call.program
        for word in path:
            name = f"{name} {word.text}"
            known = note(name) or (vocabulary().leads(name) and note(name))
            kind = "subcommand" if known or vocabulary().leads(name) else "unknown"
            yield from self._word(word, kind, known or note("unknown subcommand"))
        yield from self._options(call)
        yield from self._arguments(call, follower)

    def _program(self, call: Call, word: Word) -> Iterator[Part]:
        known = note(call.program)
        if (word.inner or word.variables) and not self._analysis.quoted(word):
            details = list(self._details(word, ""))
            if not _covers(details, word):
                yield self._part(word.start, word.end, "program", note("unknown program"))
            yield from details
        elif call.entry == "=" or known or vocabulary().leads(call.program):
            yield from self._word(word, "program", known)
        elif script := self._analysis.quoted(word):
            yield from self._word(word, "argument", _of_command(call))
            yield from self.script(script)
        else:
            yield from self._word(word, "unknown", note("unknown program"))

    def _options(self, call: Call) -> Iterator[Part]:
        known = vocabulary().options(_longest(call))
        for _, group in groupby(call.options, key=lambda given: given.word.start):
            together = list(group)
            yield self._option(together[0], together, call)
            for given in together:
                if given.value:
                    yield from self._option_value(given, known.get(given.name))

    def _option_value(self, given: Given, option: Option | None) -> Iterator[Part]:
        assert given.value
        kind = (option.metavar or option.attached).removesuffix("...") if option else ""
        text = option.text if option else note("unknown option")
        yield from self._value(given.value, kind, text)
        if script := self._analysis.quoted(given.value):
            yield from self.script(script)

    def _option(self, given: Given, together: Sequence[Given], call: Call) -> Part:
        """The option's own characters: up to its value, where both are one word."""
        known = vocabulary().options(_longest(call))
        names = list(dict.fromkeys(each.name for each in together))
        values = [each.value for each in together if each.value]
        inside = [value.start for value in values if value.start < given.word.end]
        end = max(min(inside, default=given.word.end), given.word.start + 1)
        texts = [known[name].text for name in names if name in known]
        if len(texts) > 1:  # several in one word, as in -it
            texts = [f"`{min(known[name].names, key=len)}`: {known[name].text}" for name in names]
        fallback = note("--") if given.name == "--" else note("unknown option")
        is_known = given.known and all(each.known for each in together)
        return self._part(
            given.word.start, end, "option" if is_known else "unknown", " ".join(texts) or fallback
        )

    def _arguments(self, call: Call, follower: Call | None) -> Iterator[Part]:
        entry = vocabulary().find(call.entry) if call.entry else None
        contained = follower.program_word if follower else None
        for at, word in enumerate(call.arguments):
            if call.entry == "=":
                yield from self._word(word, "operator", note("="))
                continue
            kind, text = _argument(entry, call, at, word)
            yield from self._value(word, kind, text, "argument" if text else "unknown")
            if word is contained:
                return  # what follows is explained as the words of the program inside

    def _value(self, word: Word, kind: str, text: str, role: str = "value") -> Iterator[Part]:
        own = note_of(kind, word.text)
        if not text:
            text = note("unknown argument")
        yield from self._word(word, role, own or text, kind)

    def _word(self, word: Word, role: str, text: str, kind: str = "") -> Iterator[Part]:
        yield self._part(word.start, word.end, role, text)
        yield from self._details(word, kind)

    def _details(self, word: Word, kind: str) -> Iterator[Part]:
        """What a word is made of: variables, substitutions, the pieces of a host or of an image's name."""
        if kind == "HOST":
            yield from (self._again(part) for part in host_parts(self._analysis.flat(word)))
        if kind in ("IMAGE", "SOURCE_IMAGE"):
            yield from (self._again(part) for part in image_parts(self._analysis.flat(word)))
        for variable in word.variables:
            name = "%NAME%" if variable.text.startswith("%") else "$NAME"
            start, end = _with_quotes(word, variable.start, variable.end)
            yield self._part(start, end, "variable", note(name))
        for placeholder in _placeholders(word):
            yield self._part(placeholder.start, placeholder.end, "value", note("<NAME>"))
        for inner in word.inner:
            yield from self._substitution(word, inner)

    def _again(self, part: Part) -> Part:
        return self._part(part.start, part.end, part.kind, part.note)

    def _substitution(self, word: Word, inner: Script) -> Iterator[Part]:
        opening = self._line[inner.start - 1]
        before = self._line[max(inner.start - 2, word.start) : inner.start - 1]
        if opening != "(" or (before in ("<", ">") and inner.start - 2 > word.start):
            before = ""  # after a placeholder, `>` is its end
        before = before if before in ("$", "<", ">") else ""
        start = inner.start - 1 - len(before)
        name = {"`": "$(…)", "{": "{…}", ">(": "<(…)"}.get(f"{before}{opening}", f"{before}(…)")
        end = min(inner.end + 1, word.end)
        around = _with_quotes(word, start, end)
        yield self._part(*around, "substitution", note(name) or note("(…)"))
        yield from self.script(inner)
        if (
            self._line[word.start] == "("
            and start == word.start
            and self._line[end : end + 1] == "."
        ):
            yield self._property(end, word.end)

    def _property(self, start: int, end: int) -> Part:
        """`.Password` after PowerShell's brackets."""
        typed = self._line[start:end].lower()
        entry = next((e for e in vocabulary().entries if e.name.lower() == typed), None)
        if entry:
            return self._part(start, end, "argument", entry.text)
        return self._part(start, end, "unknown", note("unknown argument"))

    def _assignment(self, word: Word) -> Iterator[Part]:
        name = word.raw.partition("=")[0]
        yield from self._word(word, "assignment", note(f"{name}=") or note("NAME=VALUE"))

    def _redirection(self, redirection: Redirection) -> Iterator[Part]:
        mark = f"{redirection.descriptor}{redirection.operator}"
        target = redirection.target.text if redirection.target else ""
        text = note(f"{mark}{target}") or note(mark) or note(redirection.operator)
        yield self._part(redirection.start, redirection.end, "redirection", text)
        if redirection.target:
            yield from self._details(redirection.target, "")


def _of_command(call: Call) -> str:
    """Return what the command around a call says on the command that it runs."""
    entry = vocabulary().find(call.around[-1].entry) if call.around else None
    arguments = entry.arguments if entry else []
    return next((each.text for each in arguments if each.metavar == "COMMAND..."), "")


def _longest(call: Call) -> str:
    """Return the longest beginning of a call's name that the vocabulary has options for."""
    words = [call.program, *call.path]
    while len(words) > 1 and not vocabulary().leads(" ".join(words)):
        words.pop()
    return " ".join(words)


def _argument(entry: Entry | None, call: Call, at: int, word: Word) -> tuple[str, str]:
    """Return the kind of an argument, and its note; no note where the command takes none there."""
    kinds = entry.arguments if entry else []
    if "=" in word.raw and (
        setting := next((k for k in kinds if k.metavar == "NAME=VALUE..."), None)
    ):
        return "NAME=VALUE", note(f"{word.raw.partition('=')[0]}=") or setting.text
    kinds = [kind for kind in kinds if kind.metavar != "NAME=VALUE..."]
    if at < len(kinds):
        return kinds[at].metavar.removesuffix("..."), kinds[at].text
    if kinds and kinds[-1].metavar.endswith("..."):
        return kinds[-1].metavar.removesuffix("..."), kinds[-1].text
    return "", _help(call, word)


def _help(call: Call, word: Word) -> str:
    """`aws … help`, which every command of the tool takes."""
    return note_of(call.program, word.text) if word.text == "help" else ""


def _paths(command: Command, chain: Sequence[Call]) -> list[list[Word]]:
    """Find the words of each call's subcommands: those that are nothing else, up to the next program."""
    claimed = {
        word.start
        for call in chain
        for word in (
            call.program_word,
            *(given.word for given in call.options),
            *(given.value for given in call.options),
            *(() if _is_contained(call, chain) else call.arguments),
        )
        if word
    }
    starts = [call.program_word.start if call.program_word else 0 for call in chain]
    paths: list[list[Word]] = [[] for _ in chain]
    for word in command.words:
        if word.start not in claimed:
            owner = max((at for at, start in enumerate(starts) if start < word.start), default=0)
            if len(paths[owner]) < len(chain[owner].path):
                paths[owner].append(word)
    return paths


def _is_contained(call: Call, chain: Sequence[Call]) -> bool:
    """Whether a call's arguments are the words of the next one, in a container."""
    at = next(number for number, each in enumerate(chain) if each is call)
    return at + 1 < len(chain) and chain[at + 1].program_word in call.arguments


def _with_quotes(word: Word, start: int, end: int) -> tuple[int, int]:
    """Return a span within a word, together with the quotes where it is all that they hold."""
    quoted = word.raw[0] == '"' and word.raw[-1] == '"'
    whole = quoted and (start, end) == (word.start + 1, word.end - 1)
    return (word.start, word.end) if whole else (start, end)


def _covers(parts: Sequence[Part], word: Word) -> bool:
    """Whether some parts are a word from its beginning to its end."""
    at = word.start
    for part in sorted(parts, key=lambda part: (part.start, -part.end)):
        at = part.end if part.start == at else at
    return at == word.end


def _placeholders(word: Word) -> Iterator[Sign]:
    """Find every `<account-id>` in a word."""
    holes = [(inner.start, inner.end) for inner in word.inner]
    for found in PLACEHOLDER.finditer(word.raw):
        start, end = word.start + found.start(), word.start + found.end()
        if not any(first < end and start < last for first, last in holes):
            yield Sign(start, end, found[0])
