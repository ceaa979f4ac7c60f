"""Rules about programs, subcommands and options that are not there, or are typed nearly right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from explain.command.analysis import CLIENTS, Analysis, is_login
from explain.command.flat import Flat
from explain.command.mend import Edit, cut
from explain.command.model import Call, Given
from explain.command.rules.found import Found, change
from explain.command.rules.giving import password_for, piped
from explain.command.rules.passwords import is_fed_by_xargs
from explain.command.rules.places import host_of
from explain.command.vocabulary import vocabulary
from explain.content.model import Option
from explain.nearness import nearest

_QUOTES = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "‚": "'"}
_DASHES = "–—−‐‑‒―"
_SPACES = {"\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u200b": "", "\ufeff": "", "\u2060": ""}

_NAMED_OTHERWISE = ("get-password", "get-token", "get-login-token", "get-auth-token", "login",
                    "get-credentials", "login-password")  # fmt: skip
"""What people take `get-login-password` to be called."""

_OPERATIONS = ("get-login-password", "get-login", "get-authorization-token")
_SUBCOMMANDS = ("login", "logout", "push", "pull", "build")
_COMPLETE = ("login", "logout", "push", "pull", "tag", "get-login-password", "get-login",
             "get-authorization-token")  # fmt: skip


def typography(analysis: Analysis) -> Iterator[Found]:
    """Find curly quotes, long dashes and special spaces, as word processors write them."""
    if not any(call.program in ("aws", *CLIENTS) for call in analysis.calls):
        return
    comments = {place for sign in analysis.script.comments for place in range(sign.start, sign.end)}
    edits: list[Edit] = []
    for place, character in enumerate(analysis.line):
        if place in comments:
            continue
        if character in _QUOTES or character in _SPACES:
            new = _QUOTES.get(character, _SPACES.get(character, ""))
            edits.append(Edit(place, place + 1, new))
        elif character in _DASHES and _begins_option(analysis.line, place):
            edits.append(Edit(place, place + 1, _dashes(analysis.line, place)))
    if edits:
        first = edits[0].start
        end = analysis.line.find(" ", first + 1)
        end = len(analysis.line) if end < 0 else end
        yield Found("typographic-signs", first, max(end, first + 1), tuple(edits))


def _begins_option(line: str, place: int) -> bool:
    before = line[place - 1 : place]
    after = line[place + 1 : place + 2]
    return (not before or before in " \t\n-" or before in _SPACES or before in _DASHES) and bool(
        _is_letter(after) or after in _DASHES or after == "-"
    )


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _dashes(line: str, place: int) -> str:
    """Say how many dashes one long dash was: two before a word, one before a letter."""
    before, after = line[place - 1 : place], line[place + 1 : place + 2]
    is_one_of_two = before in ("-", *_DASHES) or after == "-" or after in _DASHES
    is_letter = not _is_letter(line[place + 2 : place + 3])
    return "-" if is_one_of_two or is_letter else "--"


def one_dash(analysis: Analysis) -> Iterator[Found]:
    """Find a long option after one dash: `-password-stdin` is `-p` with the password `assword-stdin`."""
    for call in analysis.calls:
        known = vocabulary().options(call.entry) if call.entry else {}
        for given in call.options:
            name = f"-{given.word.text.partition('=')[0]}"
            if name.startswith("--") and not name.startswith("---") and name in known:
                if given.word.text.partition("=")[0] in known:
                    continue
                start = given.word.start
                end = start + len(name) - 1
                edits = (Edit(start, start, "-"),)
                yield Found("one-dash", start, end, edits, change(name[1:], name), safe=True)


def swallowed(analysis: Analysis) -> Iterator[Found]:
    """Find an option without its value: another option follows, or nothing.

    pflag, which docker's options are read by, takes the next word whatever it is.
    """
    for login in analysis.logins:
        known = vocabulary().options(login.entry) if login.entry else {}
        for given in login.options:
            option = known.get(given.name)
            if given.name == "--password-stdin" and given.value and "=" in given.word.text:
                place = given.word.start + given.word.raw.index("=")
                edit = Edit(place, place + 1, " ")
                yield Found("value-of-a-flag", given.word.start, given.word.end, (edit,))
            if not option or not option.metavar or given.value or given.name == "--password-stdin":
                continue
            if given.name not in ("--username", "--password") or is_fed_by_xargs(analysis, login):
                continue
            yield Found("no-value", given.word.start, _swallowed_end(login, given),
                        _with_value(analysis, login, given))  # fmt: skip


def _swallowed_end(login: Call, given: Given) -> int:
    following = [word for word in login.command.words if word.start > given.word.end]
    return following[0].end if following and following[0].text[:1] == "-" else given.word.end


def _with_value(analysis: Analysis, login: Call, given: Given) -> tuple[Edit, ...]:
    """Give a user name its value; have the password piped in."""
    start, end = given.word.start, given.word.end
    if given.name == "--username":
        return (Edit(end, end, " AWS"),)
    if login.option("--password-stdin"):
        return (cut(analysis.line, start, end),)
    return (
        *piped(analysis, login, password_for(analysis, login)),
        Edit(start, end, "--password-stdin"),
    )


def unknown(analysis: Analysis) -> Iterator[Found]:
    """Find an option that the tool does not have."""
    for call in analysis.calls:
        if not call.entry or call.path[-1:] not in [(name,) for name in _COMPLETE]:
            continue
        known = _options_there(call)
        strange = [given for given in call.options if given.name != "--"
                   and (not given.known or given.name not in known)
                   and _stands_behind(call, given)]  # fmt: skip
        for _, same in groupby(strange, key=lambda given: given.word.start):
            yield from _unknown(analysis, call, list(same), tuple(known))


def _options_there(call: Call) -> Mapping[str, Option]:
    """Return the options that a call takes after its subcommand: docker's own ones come before it.

    docker 28 answers `unknown flag: --tlsverify` to `docker login --tlsverify`.
    """
    entry = vocabulary().find(call.entry)
    if call.program == "docker" and entry:
        return {name: option for option in entry.options for name in option.names}
    return vocabulary().options(call.entry)


def _stands_behind(call: Call, given: Given) -> bool:
    """Whether an option that the tool has comes after the subcommand."""
    ends = [word.end for word in call.command.words if call.path and word.text == call.path[-1]]
    return not given.known or bool(ends and given.word.start >= ends[0])


def _unknown(
    analysis: Analysis, call: Call, given: list[Given], names: tuple[str, ...]
) -> Iterator[Found]:
    word = given[0].word
    name = word.text.partition("=")[0]
    if name in ("--help", "-h", "--version", "--debug") or call.program == "ctr":
        return  # of ctr, the rule about what it does not read says more
    is_gone = name in names
    living = [option for option in names if option.startswith("--") and option != name]
    near = "" if is_gone or not name.startswith("--") else _meant_option(name, living)
    if near.startswith(name) and call.program == "aws":
        return  # which takes a name's beginning for the name
    if near:
        edit = Edit(word.start, word.start + len(name), near)
        yield Found(
            "unknown-option", word.start, word.start + len(name), (edit,), change(name, near)
        )
        return
    values = [one.value.end for one in given if one.value]
    end = max([word.end, *values])
    host = host_of(analysis, call) if is_login(call) else None
    if host and host.word.start < end and host.shape.kind != "other":
        end = word.end  # the value that it seems to have is the host
    if name in vocabulary().options(call.program) and call.program_word:
        typed = analysis.line[word.start : end]
        before = Edit(call.program_word.end, call.program_word.end, f" {typed}")
        yield Found(
            "unknown-option", word.start, end, (before, cut(analysis.line, word.start, end))
        )
        return
    is_the_password = "password" in name and call.path[-1:] != ("get-login-password",)
    edits = () if is_the_password else (cut(analysis.line, word.start, end),)
    yield Found("unknown-option", word.start, end, edits)


def _meant_option(typed: str, names: Sequence[str]) -> str:
    longer = [name for name in names if name.startswith(typed) and len(typed) > 5]
    if longer:
        return min(longer, key=len)
    return nearest(typed, names, 1 if len(typed) < 8 else 3)


def misspelt(analysis: Analysis) -> Iterator[Found]:
    """Find a program or a subcommand with a typo."""
    for call in analysis.calls:
        words = [analysis.flat(word) for word in call.command.words if word.start >= _program(call)]
        for word, meant in _meant(call, words):
            start, end = word.span(len(word.text) - len(_base(word.text)), len(word.text))
            subject = change(_base(word.text), meant)
            yield Found("misspelt-command", start, end, (Edit(start, end, meant),), subject)


def doubled(analysis: Analysis) -> Iterator[Found]:
    """Find `amazon/aws-cli aws ecr …`: the image already starts `aws` (aws/aws-cli#6128)."""
    for call in analysis.calls:
        if call.program != "aws" or call.path[:1] != ("aws",):
            continue
        behind = [word for word in call.command.words if word.start > _program(call)]
        word = next(word for word in behind if word.text == "aws")
        yield Found(
            "doubled-aws", word.start, word.end, (cut(analysis.line, word.start, word.end),)
        )


def _program(call: Call) -> int:
    return call.program_word.start if call.program_word else 0


def _base(name: str) -> str:
    return name.rpartition("/")[2]


def _meant(call: Call, words: Sequence[Flat]) -> Iterator[tuple[Flat, str]]:
    texts = [word.text for word in words]
    if call.program == "aws":
        yield from _operation(words[1:], texts[1:])
    elif call.program in CLIENTS:
        if call.entry in ("", call.program):
            yield from _subcommand(words[1:])
    elif "login" in texts[1:3]:
        yield from _near(words[:1], CLIENTS, 2)
    elif texts[1:2] in (["ecr"], ["ecr-public"]):
        yield from _near(words[:1], ("aws",), 2)


def _near(words: Sequence[Flat], names: Sequence[str], within: int) -> Iterator[tuple[Flat, str]]:
    for word in words:
        meant = nearest(_base(word.text), names, within)
        if meant and meant != _base(word.text) and len(word.text) > 2:
            yield word, meant
            return


def _subcommand(words: Sequence[Flat]) -> Iterator[tuple[Flat, str]]:
    spoken = [word for word in words if not word.text.startswith("-")][:1]
    if spoken and len(spoken[0].text) > 3 and spoken[0].text not in _OTHERS:
        yield from _near(spoken, _SUBCOMMANDS, 1 if len(spoken[0].text) < 8 else 2)


_OTHERS = ("logs", "builder", "plugin", "images", "image")
"""Other subcommands that are a letter or two away."""


def _operation(words: Sequence[Flat], texts: Sequence[str]) -> Iterator[tuple[Flat, str]]:
    if "ecr" in " ".join(texts):
        spoken = [word for word in words if not word.text.startswith("-")]
        before = ["", *(word.text for word in spoken)]  # `docker login` is another command
        named = [word for word, last in zip(spoken, before, strict=False)
                 if word.text in _NAMED_OTHERWISE and last not in CLIENTS]  # fmt: skip
        yield from [(word, _OPERATIONS[0]) for word in named]
        yield from _near([word for word in spoken if "get-" in word.text], _OPERATIONS, 3)
        return
    operation = next((place for place, text in enumerate(texts) if text in _OPERATIONS), 0)
    spoken = [word for word in words[:operation] if not word.text.startswith("-")]
    yield from _near(spoken, ("ecr",), 2)


def too_many(analysis: Analysis) -> Iterator[Found]:
    """Find a login with more than one host."""
    for login in analysis.logins:
        if len(login.arguments) < 2 or "{{" in analysis.line or login.program == "helm":
            continue
        host = host_of(analysis, login)
        if not host or host.shape.kind in ("other", "open"):
            continue
        for word in login.arguments:
            if word.start != host.word.start:
                yield Found("too-many-arguments", word.start, word.end,
                            (cut(analysis.line, word.start, word.end),))  # fmt: skip


def careless(analysis: Analysis) -> Iterator[Found]:
    """Find options that give the password away: to a log, or to anybody in between."""
    for call in (*analysis.sources, *analysis.logins):
        for given in call.options:
            typed = (given.word.start, given.word.end)
            if given.name == "--debug" and call.program == "aws":
                yield Found("debug", *typed, (cut(analysis.line, *typed),))
            told = given.value.text if given.value else ""
            is_off = given.name == "--tls-verify" and told == "false"
            if given.name in ("--no-verify-ssl", "--insecure", "--insecure-registry") or is_off:
                yield Found("unverified-tls", *typed, (cut(analysis.line, *typed),))


def profile(analysis: Analysis) -> Iterator[Found]:
    """Find a profile, which brings its own credentials, and perhaps a region."""
    for call in analysis.sources:
        if given := call.option("--profile"):
            yield Found(
                "profile", given.word.start, given.value.end if given.value else given.word.end
            )
