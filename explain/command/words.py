"""A line taken apart into pipelines, commands, words and redirections, each with its span.

There is no suitable parser: `shlex` gives no spans, and bashlex is under the GPL. Any text is
read, a shell's or not; what is unfinished is noted as a problem, and nothing is ever raised or executed.
"""

from __future__ import annotations

import re

from explain.command.cursor import Cursor
from explain.command.model import Command, Pipeline, Redirection, Run, Script, Sign, Word
from explain.command.quoting import DEEPEST, ENDS, placeholder, read_word, starts_word

_SIGN = re.compile(r"\|\||\|&|\||&&|&(?!>)|;;|;|\r?\n")
_REDIRECTION = re.compile(r"([0-9]*|\*)(<<<|<<-?|<>|<&|<|>>|>&|>\||>)|()(&>>|&>)")
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\+?=")
_PROMPT = re.compile(
    r"(?:PS(?: [^\n>|]{1,200})?>"  # PowerShell
    r"|[A-Za-z]:\\[^\n>|]{0,200}>"  # cmd
    r"|[A-Za-z0-9_.-]{1,64}@[A-Za-z0-9_.-]{1,64}[^\n$#%|]{0,200}[$#%]"  # name@host:~$
    r"|\[[^\]\n]{1,200}\][$#]"  # [root@host ~]#
    r"|(?:bash|sh|zsh)-[0-9][0-9.]*[$#]"
    r"|[$%\u276f\u279c]"
    r"|\+{1,8})[ \t]+(?=[^\s])"
)
"""What comes before a command in a terminal, and in what `set -x` prints."""

_SECOND_PROMPT = re.compile(r">{1,2}[ \t]+(?=[^\s])")
_ROOT = re.compile(r"#[ \t]+(?=(?:aws|docker|podman|sudo|nerdctl|skopeo|helm|crane|oras)[ \t])")


def parse(line: str, start: int = 0) -> Script:
    """Take a line (or several) apart, from `start` on. Never raises."""
    cursor = Cursor(line, _nested, start)
    script = _script(cursor, "")
    return Script(
        start,
        len(line),
        script.pipelines,
        script.signs,
        tuple(cursor.comments),
        tuple(sorted(cursor.problems, key=lambda sign: sign.start)),
        tuple(cursor.prompts),
        tuple(cursor.continuations),
        tuple(cursor.bodies),
        tuple(cursor.too_deep),
    )


class _Gathered:
    """The pipelines of a script as they come in."""

    def __init__(self) -> None:
        self.pipelines: list[Pipeline] = []
        self.signs: list[Sign] = []
        self.problems: list[Sign] = []
        self._commands: list[Command] = []
        self._pipes: list[Sign] = []

    @property
    def expects_command(self) -> bool:
        """Whether a line may end here without ending the pipeline: after `|`."""
        return bool(self._commands) and len(self._pipes) == len(self._commands)

    def command(self, command: Command) -> None:
        if self._commands and not self.expects_command:
            self._close()  # two commands with nothing between them: a bracket was closed too early
        self._commands.append(command)

    def sign(self, sign: Sign) -> None:
        if sign.text in ("|", "|&") and self._commands and not self.expects_command:
            self._pipes.append(sign)
            return
        if sign.text.endswith("\n") and (self.expects_command or self._is_blank):
            return
        self._close()
        self.signs.append(sign)
        if sign.text in ("|", "|&", ")", "}"):
            self.problems.append(sign)  # nothing comes before it

    @property
    def _is_blank(self) -> bool:
        return not self._commands

    def finish(self) -> None:
        self._close()

    def _close(self) -> None:
        if self.expects_command:
            dangling = self._pipes.pop()
            self.signs.append(dangling)
            self.problems.append(dangling)
        if self._commands:
            self.pipelines.append(Pipeline(tuple(self._commands), tuple(self._pipes)))
        self._commands, self._pipes = [], []


def _script(cursor: Cursor, closing: str) -> Script:
    """Read up to the closing bracket, without it, or to the end."""
    start = cursor.at
    gathered = _Gathered()
    while _is_more(cursor, closing, gathered.expects_command):
        if sign := _sign(cursor):
            gathered.sign(sign)
        elif starts_word(cursor) or _REDIRECTION.match(cursor.line, cursor.at):
            gathered.command(_command(cursor, closing))
        else:
            gathered.sign(cursor.take(1))  # a bracket that nothing opened
    gathered.finish()
    cursor.problems += gathered.problems
    return Script(start, cursor.at, tuple(gathered.pipelines), tuple(gathered.signs))


def _is_more(cursor: Cursor, closing: str, in_pipeline: bool) -> bool:
    """Move to the next command, over what is between: spaces, prompts, comments."""
    while True:
        cursor.skip_blanks()
        if not in_pipeline and _prompt(cursor):
            continue
        if not _comment(cursor, closing):
            break
    return cursor.more and not (closing and cursor.ahead(closing))


def _prompt(cursor: Cursor) -> bool:
    if cursor.depth or not cursor.fresh:
        return False
    cursor.fresh = False
    found = _PROMPT.match(cursor.line, cursor.at)
    if not found and cursor.is_one_line:
        found = _ROOT.match(cursor.line, cursor.at)
    if found:
        cursor.prompts.append(cursor.take(len(found[0].rstrip())))
    return bool(found)


def _comment(cursor: Cursor, closing: str) -> bool:
    if cursor.char != "#":
        return False
    start = cursor.at
    ends = [cursor.line.find(end, start) for end in ("\n", closing if closing == "`" else "\n")]
    cursor.at = min((end for end in ends if end >= 0), default=len(cursor.line))
    cursor.comments.append(cursor.sign(start))
    return True


def _sign(cursor: Cursor) -> Sign | None:
    found = _SIGN.match(cursor.line, cursor.at)
    if not found:
        return None
    sign = cursor.take(len(found[0]))
    if sign.text.endswith("\n"):
        cursor.fresh = True
        _bodies(cursor)
    return sign


def _bodies(cursor: Cursor) -> None:
    """Read the here-documents that the line before has announced (`<<EOF`)."""
    for delimiter in cursor.awaited:
        start = cursor.at
        end = _end_of_body(cursor.line, start, delimiter)
        cursor.at = len(cursor.line) if end < 0 else end
        if cursor.at > start:
            cursor.bodies.append(cursor.sign(start))
        if end < 0:
            cursor.problems.append(Sign(start, start, delimiter))
    cursor.awaited.clear()


def _end_of_body(line: str, start: int, delimiter: str) -> int:
    """Return where the line ends that holds a here-document's delimiter alone; -1 where none does."""
    while start <= len(line):
        end = line.find("\n", start)
        end = len(line) if end < 0 else end
        if line[start:end].lstrip("\t").removesuffix("\r") == delimiter:
            return end
        start = end + 1
    return -1


def _command(cursor: Cursor, closing: str) -> Command:
    start = end = cursor.at
    cursor.fresh = False
    words: list[Word] = []
    redirections: list[Redirection] = []
    while not _ends_command(cursor, closing):
        if redirection := _redirection(cursor, closing):
            redirections.append(redirection)
        elif starts_word(cursor):
            words.append(_word(cursor, closing))
        else:
            break
        end = cursor.at
        _to_next_word(cursor)
    first = next((at for at, word in enumerate(words) if not _assigns(word)), len(words))
    return Command(start, end, tuple(words[:first]), tuple(words[first:]), tuple(redirections))


def _assigns(word: Word) -> bool:
    return bool(_ASSIGNMENT.match(word.raw))


def _ends_command(cursor: Cursor, closing: str) -> bool:
    return (
        not cursor.more
        or (bool(closing) and cursor.ahead(closing))
        or cursor.char == "#"
        or bool(_SIGN.match(cursor.line, cursor.at))
    )


def _to_next_word(cursor: Cursor) -> None:
    continued = len(cursor.continuations)
    cursor.skip_blanks()
    if not cursor.prompts or len(cursor.continuations) == continued:
        return
    # Copied from a terminal, a continued line begins with the shell's second prompt.
    if found := _SECOND_PROMPT.match(cursor.line, cursor.at):
        cursor.prompts.append(cursor.take(len(found[0].rstrip())))
        cursor.skip_blanks()


def _redirection(cursor: Cursor, closing: str) -> Redirection | None:
    found = _REDIRECTION.match(cursor.line, cursor.at)
    if not found or (not found[1] and _begins_word(cursor)):
        return None
    start = cursor.at
    cursor.at = end = found.end()
    cursor.skip_blanks()
    if starts_word(cursor) and not _ends_command(cursor, closing):
        target = _word(cursor, closing)
        end = target.end
        if found[2] in ("<<", "<<-"):
            cursor.awaited.append(target.text)
    else:
        target = None
        cursor.problems.append(Sign(start, end, found[0]))
    return Redirection(start, end, found[1] or "", found[2] or found[4], target)


def _begins_word(cursor: Cursor) -> bool:
    return bool(placeholder(cursor)) or cursor.ahead("<(") or cursor.ahead(">(")


def _word(cursor: Cursor, closing: str) -> Word:
    if _opens_group(cursor):
        return _group(cursor)
    return read_word(cursor, closing)


def _opens_group(cursor: Cursor) -> bool:
    """Whether `{ …; }` begins here."""
    behind = cursor.line[cursor.at + 1 : cursor.at + 2]
    opens = cursor.char == "{" and bool(behind) and behind in ENDS[:4]
    opens = opens and cursor.at < cursor.last_brace
    if opens and cursor.depth >= DEEPEST:
        cursor.too_deep.append(Sign(cursor.at, cursor.at + 1, "{"))
    return opens and cursor.depth < DEEPEST


def _group(cursor: Cursor) -> Word:
    start = cursor.at
    cursor.at += 1
    script = _nested(cursor, "}")
    if cursor.line[script.end : cursor.at] != "}":
        cursor.problems.append(Sign(start, start + 1, "{"))
    raw = cursor.line[start : cursor.at]
    return Word(start, cursor.at, raw, raw, False, (script,), (), (Run(start, raw, True),))


def _nested(cursor: Cursor, closing: str) -> Script:
    cursor.depth += 1
    script = _script(cursor, closing)
    cursor.depth -= 1
    if cursor.ahead(closing):
        cursor.at += len(closing)
    return script
