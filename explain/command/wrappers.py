"""A command after a program that is not known: `saml2aws exec -- aws …`, `lima nerdctl …`, `$DOCKER …`."""

from __future__ import annotations

from collections.abc import Sequence

from explain.command.model import Word
from explain.command.vocabulary import Vocabulary

_NO_WRAPPERS = ("make", "git", "grep", "which", "type", "man", "npm", "yarn", "apt", "apt-get", "yum", "dnf",
                "apk", "brew", "pip", "pip3", "choco", "service", "systemctl", "touch", "rm", "ls", "mkdir",
                "usermod", "gpasswd")  # fmt: skip
"""Programs that take such words for names: of a target, a package, a service, a file."""

_SUBCOMMANDS = 8
"""How many words after a program's name are looked at for its subcommand: options may come before it."""

_OPERATIONS = ("get-login-password", "get-login", "get-authorization-token")
_SAME = {"awslocal": "aws"}
_SHELLS = ("sh", "bash", "zsh", "dash", "ash")


def named(words: Sequence[Word], name: str) -> str:
    """Return the program that the first word names, if it is a variable or another name for one."""
    if name in _SAME or not words[0].variables or words[0].inner:
        return _SAME.get(name, name)
    texts = [word.text for word in words[1:] if not word.text.startswith("-")]
    if texts[:1] in (["ecr"], ["ecr-public"]) and texts[1:2] and texts[1] in _OPERATIONS:
        return "aws"
    options = [word.text.partition("=")[0] for word in words[1:]]
    is_login = texts[:1] == ["login"] and bool(
        {"-u", "--username", "--password-stdin"} & {*options}
    )
    return "docker" if is_login else name


def inner_command(words: Sequence[Word], program: str, vocabulary: Vocabulary) -> int:
    """Return where the command begins that a program runs without our knowing the program; 0 for nowhere."""
    is_known = vocabulary.leads(program) or program in _NO_WRAPPERS
    for at in range(1, len(words)):
        is_behind = words[at - 1].text == "--"
        if is_behind and not words[at].text.startswith("-"):
            runs = not is_known or _calls(words, at, vocabulary)
            return at if runs and _holds(words[at:], vocabulary) else 0
        if (not is_known or _base(words[at]) in _SHELLS) and _calls(words, at, vocabulary):
            return at
    return 0


def _holds(words: Sequence[Word], vocabulary: Vocabulary) -> bool:
    return any(_calls(words, at, vocabulary) for at in range(len(words)))


def _calls(words: Sequence[Word], at: int, vocabulary: Vocabulary) -> bool:
    """Whether a word names a program that is known, and one of the next its subcommand."""
    name = _base(words[at])
    if name in _SHELLS:
        return at + 2 < len(words) and words[at + 1].text in ("-c", "-lc", "-ec")
    entry = vocabulary.find(name) if words[at].literal else None
    if entry and entry.before_command is not None and name.isalpha():
        return at + 1 < len(words) and _calls(words, at + 1, vocabulary)
    if not words[at].literal or not vocabulary.branches(name):
        return False
    following = words[at + 1 : at + 1 + _SUBCOMMANDS]
    first = next((word.text for word in following if not word.text.startswith("-")), "")
    has_options = bool(following) and following[0].text.startswith("-")
    return vocabulary.leads(f"{name} {first}") or (
        has_options and any(vocabulary.leads(f"{name} {word.text}") for word in following)
    )


def _base(word: Word) -> str:
    return word.text.rpartition("/")[2].removesuffix(".exe")
