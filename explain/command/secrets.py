"""Where a line holds a secret: a password or a key that somebody typed or pasted into it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explain.command.calls import scripts, understood, words_of
from explain.command.model import Call, Command, Pipeline, Script, Word
from explain.command.vocabulary import vocabulary
from explain.credentials.host import PUBLIC_HOSTS, registry_host
from explain.secret import Secret

Span = tuple[int, int]

HIDDEN = "••••••••"

_TOKENS = (
    re.compile(r"eyJ[A-Za-z0-9+/_-]{9,}={0,2}(?:\.[A-Za-z0-9_-]{8,}){0,2}"),  # base64 of {"
    re.compile(r"QVdTO[A-Za-z0-9+/]{6,}={0,2}"),  # base64 of AWS:
    re.compile(
        r"AQ[A-Z][A-Z]A[A-Za-z0-9+/]{12,}={0,2}"
    ),  # a blob of KMS, as ECR's first passwords were
    re.compile(r"(?:IQoJ|FwoG|FQoG)[A-Za-z0-9+/]{24,}={0,2}"),  # a session token
)
_TOKEN = re.compile(r"[A-Za-z0-9+/=_.-]+")
_RUN = re.compile(r"[A-Za-z0-9+/_-]{40,}={0,2}")
_SECRET_NAME = re.compile(r"(?:secret|token|passw|passphrase|credential)", re.IGNORECASE)
_FILE_NAME = re.compile(r"(?:file|path|dir|uri|url|id|name|stdin)$", re.IGNORECASE)
_SETTING = re.compile(r"(?:\$env:|\$|--?)?([A-Za-z_][A-Za-z0-9_.-]*)=")
_NAME = re.compile(r"(?<![A-Za-z0-9_])[0-9]*([A-Za-z_][A-Za-z0-9_]*)=")
_VALUE = re.compile(r"\"([^\"$`]+)\"|'([^']+)'|([^\s\"'$`<>|&;()]+)")
_OPTION = re.compile(r"--?[A-Za-z][A-Za-z0-9-]*|\$(?:env:)?[A-Za-z_][A-Za-z0-9_]*")
_PRINTERS = ("echo", "printf", "Write-Output", "Write-Host")
_PATTERN = re.compile(r"(?:%[sb]|\\[nr0c])+")


def secrets(line: str, script: Script) -> tuple[Span, ...]:
    """Return the spans of everything that must not be shown, in order, none within another."""
    found = [*_typed(script), *_recognised(line)]
    is_read = bool(script.bodies) and any(
        _takes_password(call) for each in scripts(script) for call in _calls(each)
    )
    for body in script.bodies if is_read else ():
        found += _lines(body.start, body.text)
    return merged(found)


def masked_line(line: str, spans: tuple[Span, ...]) -> str:
    """Return the line with every secret masked."""
    return masked_slice(line, spans, 0, len(line))


def masked_slice(line: str, spans: tuple[Span, ...], start: int, end: int) -> str:
    """Return a piece of the line with every secret masked; of half a secret nothing is shown."""
    pieces: list[str] = []
    at = start
    for first, last in spans:
        if last <= start or first >= end:
            continue
        pieces.append(line[at : max(first, start)])
        whole = start <= first and last <= end
        pieces.append(_mask(line[first:last]) if whole else HIDDEN)
        at = min(last, end)
    return "".join((*pieces, line[at:end]))


def _mask(secret: str) -> str:
    """Mask a secret. A token shows how it begins, by which people know it; anything else shows nothing."""
    masked = Secret(secret).masked
    return masked if _TOKEN.fullmatch(secret) else HIDDEN + masked.rpartition(HIDDEN)[2]


def _recognised(line: str) -> Iterator[Span]:
    """Find what has the form of a secret, wherever it stands."""
    for form in _TOKENS:
        yield from (found.span() for found in form.finditer(line))
    for name in _NAME.finditer(line):
        value = _VALUE.match(line, name.end()) if _is_secret_name(name[1]) else None
        if value:
            yield value.span(value.lastindex or 0)
    for found in _RUN.finditer(line):
        if _is_random(found[0].rstrip("=")):
            yield found.span()


def _is_random(run: str) -> bool:
    """Whether a run of letters and digits looks drawn by lot: a secret access key, or a long base64."""
    mixed = any(map(str.isupper, run)) and any(map(str.islower, run)) and any(map(str.isdigit, run))
    return mixed and (len(run) == 40 or len(run) >= 100)


def _typed(script: Script) -> Iterator[Span]:
    """Find what stands where a secret stands."""
    for each in scripts(script):
        for pipeline in each.pipelines:
            last = _last_reader(pipeline)
            for at, command in enumerate(pipeline.commands):
                yield from _of_words(command)
                yield from _of_options(command)
                if at < last or _is_read(pipeline, at):
                    yield from _printed(command)


def _of_words(command: Command) -> Iterator[Span]:
    """`AWS_SECRET_ACCESS_KEY=…`, `--password=…`, `--token …`, and PowerShell's `$token = …`."""
    words = words_of(command)
    known = {
        given.word.start for call in understood(command) for given in call.options if given.known
    }
    for at, word in enumerate(words):
        setting = _SETTING.match(word.raw)
        if word.start in known:
            continue
        if setting and _is_secret_name(setting[1]):
            yield from _literal(word, len(setting[0]))
        elif _OPTION.fullmatch(word.raw) and _is_secret_name(word.raw):
            yield from _behind(word, words[at + 1 : at + 3])


def _behind(name: Word, following: tuple[Word, ...]) -> Iterator[Span]:
    if following and name.raw.startswith("-"):
        if not _is_registry(following[0].text):  # then the option takes no value, and is misspelt
            yield from _literal(following[0], 0)
    elif len(following) == 2 and following[0].raw == "=":
        yield from _literal(following[1], 0)


def _is_registry(text: str) -> bool:
    """Whether a text is the host of a registry and nothing more; no password has that form."""
    return text in PUBLIC_HOSTS or (":" not in text and registry_host(text) is not None)


def _is_secret_name(name: str) -> bool:
    return bool(_SECRET_NAME.search(name)) and not _FILE_NAME.search(name) and len(name) < 64


def _of_options(command: Command) -> Iterator[Span]:
    for call in understood(command):
        for each in (*call.around, call):
            options = vocabulary().options(each.entry)
            for given in each.options:
                option = options.get(given.name)
                if option and option.metavar == "SECRET" and given.value:
                    user = given.value.text.partition(":")[0]
                    skipped = len(user) + 1 if given.name.endswith("creds") else 0
                    yield from _literal(given.value, skipped)


def _last_reader(pipeline: Pipeline) -> int:
    """Return the number of the last command that reads a password; -1 where none does."""
    readers = [
        at
        for at, command in enumerate(pipeline.commands)
        if any(map(_takes_password, understood(command)))
    ]
    return max(readers, default=-1)


def _is_read(pipeline: Pipeline, at: int) -> bool:
    """Whether a command reads a password from its own here-string or here-document."""
    return any(
        redirection.operator in ("<<<", "<<")
        and any(map(_takes_password, understood(pipeline.commands[at])))
        for redirection in pipeline.commands[at].redirections
    )


def _calls(script: Script) -> Iterator[Call]:
    for pipeline in script.pipelines:
        for command in pipeline.commands:
            yield from understood(command)


def _takes_password(call: Call) -> bool:
    return call.option("--password-stdin") is not None


def _printed(command: Command) -> Iterator[Span]:
    """What `echo` is given, a text that stands alone (as PowerShell prints it), a here-string."""
    for redirection in command.redirections:
        if redirection.operator == "<<<" and redirection.target:
            yield from _literal(redirection.target, 0)
    if len(command.words) == 1 and command.words[0].raw[0] in "'\"":
        yield from _literal(command.words[0], 0)
    for call in understood(command):
        if call.program in _PRINTERS:
            for word in call.arguments:
                if not _PATTERN.fullmatch(word.text):
                    yield from _literal(word, 0)


def _literal(word: Word, skipped: int) -> Iterator[Span]:
    """The span of a word's text without its quotes, where it is a text and no variable or placeholder."""
    start, end = word.start + skipped, word.end
    raw = word.raw[skipped:]
    if raw[:1] in ("'", '"') and raw:
        start, end = start + 1, end - (len(raw) > 1 and raw[-1] == raw[0])
    elif word.raw[:1] in ("'", '"') and len(word.raw) > 1 and word.raw[-1] == word.raw[0]:
        end -= 1
    text = word.raw[start - word.start : end - word.start]
    stands_for_itself = not word.inner and not word.variables and not text.startswith("<")
    if stands_for_itself and text not in ("", "-"):
        yield start, end


def _lines(start: int, text: str) -> Iterator[Span]:
    """The lines of a here-document without its last one, the delimiter."""
    lines = text.split("\n")
    for line in lines[:-1]:
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def merged(spans: list[Span]) -> tuple[Span, ...]:
    """Put spans in order; those that overlap become one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
