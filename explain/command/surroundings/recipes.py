"""Commands in the files that tools run line by line: Makefile, Dockerfile, crontab.

Sources: GNU make's manual, 5 (recipes) and 6.1 (variables); Dockerfile reference, RUN; crontab(5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from explain import lazily
from explain.command.surroundings.family import PROGRAMS, is_family
from explain.command.surroundings.model import Inside, Taken, plain, within
from explain.command.surroundings.programs import read as read_strings
from explain.command.surroundings.shells import quoted
from explain.command.surroundings.strings import JSON

_TARGET = lazily.pattern(
    r"[A-Za-z0-9_.%/$(){}-]+(?:[ ][A-Za-z0-9_.%/$(){}-]+)*[ ]*:(?![=:])([^\n=]*)(?:\n|$)"
)
_RECIPE = lazily.pattern(r"([ \t]*)([@+-]{0,3})[ \t]*")
_PREFIXED = lazily.pattern(
    rf"\s*(?:@[-+]?|[-+]@?)(?:sudo |\$|{'|'.join(PROGRAMS)}|echo|if|for|set|export|cd|eval|[A-Z_]+=)"
)
_BELOW_TARGET = lazily.pattern(r"\s*[A-Za-z0-9_.%/-]+[ ]*:[^=\n]*\n\t")
_BESIDE = lazily.pattern(r"^[A-Za-z0-9_.%/-]+[ ]*:[^=\n;:]*;[ \t]*@", re.MULTILINE)
_ESCAPED = lazily.pattern(r"\$\$[({A-Za-z]")
_MACRO = lazily.pattern(r"\$\([A-Z][A-Za-z0-9_.]*\)")
_DOLLAR = lazily.pattern(
    r"\$\$|\$\(shell[ \t]+|\$\(([A-Za-z_][A-Za-z0-9_.-]*)\)|\$\{([A-Za-z_][A-Za-z0-9_.-]*)\}"
    r"|\$([A-Z@<^*?])(?![A-Za-z0-9_])"
)


def is_make(text: str) -> bool:
    """Whether a text is part of a Makefile, or has variables as make and Azure Pipelines write them."""
    return _is_recipe(text) or bool(_MACRO.search(text))


def _is_recipe(text: str) -> bool:
    return bool(
        _PREFIXED.match(text)
        or _BELOW_TARGET.match(text)
        or _BESIDE.search(text)
        or _ESCAPED.search(text)
    )


def read_make(text: str) -> list[Inside]:
    """Find every recipe of a Makefile; the lines of one are one script."""
    recipe = _is_recipe(text) or "\n\t" in text
    found = [_recipe(text, lines, recipe) for lines in _recipes(text)]
    return [inside for inside in found if is_family(inside.text)]


def _recipes(text: str) -> Iterator[list[tuple[int, int]]]:
    """Yield the lines of each recipe: those below a target, with their continuations."""
    lines: list[tuple[int, int]] = []
    at = 0
    continued = False
    while at <= len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end]
        is_rule = not continued and line[:1] not in (" ", "\t") and bool(_TARGET.match(line))
        if (is_rule or (not line.strip() and not continued)) and lines:
            yield lines
            lines = []
        if line.strip() and not is_rule:
            lines.append((at, end))
        elif is_rule and ";" in line:
            lines.append((at + line.index(";") + 1, end))
        continued = line.endswith("\\")
        at = end + 1
    if lines:
        yield lines


def _recipe(text: str, lines: list[tuple[int, int]], is_recipe: bool) -> Inside:
    taken = Taken(text)
    taken.layer("make-recipe" if is_recipe else "macro-variables")
    taken.writer(_make_writer if is_recipe else plain)
    continued = False
    for number, (start, end) in enumerate(lines):
        opening = _RECIPE.match(text, start, end)
        opened = opening.end() if opening and not continued else start
        if number:
            taken.put("\n", taken.end, opened)
        _keep_make(taken, opened, end)
        continued = text[start:end].endswith("\\")
    return taken.inside()


def _keep_make(taken: Taken, start: int, end: int) -> None:
    """Take characters as make hands them to the shell: `$$` is a dollar, `$(NAME)` a variable of make's."""
    at = start
    while match := _DOLLAR.search(taken.source, at, end):
        taken.keep(at, match.start())
        name = next((name for name in match.groups() if name), "")
        if name:
            taken.variable(f"${{{name}}}", match.start(), match.end())
        else:
            taken.put("$" if match[0] == "$$" else "$(", match.start(), match.end())
        at = match.end()
    taken.keep(at, end)


def _make_writer(text: str) -> str | None:
    return text.replace("$", "$$")


_INSTRUCTION = lazily.pattern(
    r"[ \t]*(?:ONBUILD[ \t]+)?(RUN|CMD|ENTRYPOINT)[ \t]+(?:--[a-z]+=\S+[ \t]+)*"
)
_ANY = lazily.pattern(
    r"\s*(?:#[^\n]*\n\s*)*"
    r"(?:FROM|RUN|CMD|ENTRYPOINT|ONBUILD|ARG|ENV|WORKDIR|COPY|ADD|USER|HEALTHCHECK|LABEL)[ \t]"
)


def is_dockerfile(text: str) -> bool:
    """Whether a text is part of a Dockerfile."""
    return bool(_ANY.match(text))


def read_dockerfile(text: str) -> list[Inside]:
    """Find every `RUN`, `CMD` and `ENTRYPOINT`, in the shell's form or as a list of words."""
    found: list[Inside] = []
    at = 0
    while at < len(text):
        end = logical_end(text, at)
        if instruction := _INSTRUCTION.match(text, at):
            found += _instruction(text, instruction.end(), end)
        at = end + 1
    return [inside for inside in found if is_family(inside.text)]


def logical_end(text: str, at: int) -> int:
    """Return where a line ends together with those that continue it."""
    while True:
        end = text.find("\n", at)
        if end < 0:
            return len(text)
        if not text[at:end].rstrip(" \t\r").endswith("\\"):
            return end
        at = end + 1


def _instruction(text: str, start: int, end: int) -> list[Inside]:
    if text[start : start + 1] == "[":
        padded = " " * start + text[start:end]
        return read_strings(padded, JSON)
    taken = Taken(text)
    taken.layer("dockerfile-run")
    taken.keep(start, end)
    return [taken.inside()]


_DAY = r"(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat|SUN|MON|TUE|WED|THU|FRI|SAT)"
_SCHEDULE = lazily.pattern(
    r"[ \t]*(?:@(?:reboot|hourly|daily|midnight|weekly|monthly|yearly|annually)"
    rf"|(?:[0-9*][0-9*/,-]*[ \t]+){{4}}(?:[0-7*][0-7*/,-]*|{_DAY}[A-Za-z,-]*))[ \t]+"
)
_USER = lazily.pattern(r"([a-z_][a-z0-9_-]*)[ \t]+(?=\S)")
_FIRST = ("sudo", "env", "cd", "export", "if", "test", "echo", "flock", "timeout", "nice", "bash", "sh",
          "eval", "su", "exec", "time", "source", "set", *PROGRAMS)  # fmt: skip


def is_cron(text: str) -> bool:
    """Whether a text is an entry of a crontab, or several."""
    return any(_SCHEDULE.match(line) for line in text.split("\n"))


def read_cron(text: str) -> list[Inside]:
    """Find the command of every entry of a crontab."""
    found = []
    at = 0
    for line in text.split("\n"):
        if schedule := _SCHEDULE.match(line):
            found.append(_entry(text, at + schedule.end(), at + len(line.rstrip("\r"))))
        at += len(line) + 1
    return [inside for inside in found if is_family(inside.text)]


def _entry(text: str, start: int, end: int) -> Inside:
    r"""Take an entry's command. The system's own crontab has a user before it; `\%` is a percent sign."""
    user = _USER.match(text, start)
    if user and user[1] not in _FIRST and _begins_command(user[1], text[user.end() : end]):
        start = user.end()
    taken = Taken(text)
    taken.layer("cron-entry")
    taken.writer(_cron_writer)
    at = start
    while (escaped := text.find("\\%", at, end)) >= 0:
        taken.keep(at, escaped)
        taken.put("%", escaped, escaped + 2)
        at = escaped + 2
    taken.keep(at, end)
    return taken.inside()


_USERS = (
    "root",
    "ubuntu",
    "ec2-user",
    "www-data",
    "jenkins",
    "deploy",
    "admin",
    "nobody",
    "docker",
)


def _begins_command(user: str, rest: str) -> bool:
    """Whether a command begins after what can be a user's name, or a program's."""
    word = rest.split(None, 1)[0] if rest.strip() else ""
    return word.rpartition("/")[2] in _FIRST or word.startswith("/") or user in _USERS


def _cron_writer(text: str) -> str | None:
    return None if "\n" in text else text.replace("%", "\\%")


_CRONTAB = lazily.pattern(r"\bcrontab\b|/etc/cron|/var/spool/cron")
_ECHO = lazily.pattern(r"\b(?:echo|printf)[ \t]+(?:-[en]+[ \t]+)?(?:'%s\\n'[ \t]+)?([\"'])")


def is_crontab(text: str) -> bool:
    """Whether a line writes an entry of a crontab: `echo "0 3 * * * …" | crontab -`."""
    return bool(_CRONTAB.search(text) and _ECHO.search(text))


def read_crontab(text: str) -> list[Inside]:
    """Find the command in an entry that `echo` gives to crontab."""
    found: list[Inside] = []
    at = 0
    while echo := _ECHO.search(text, at):
        outer = quoted(text, echo.start(1), "crontab-echo")
        at = max(outer.at[-1], echo.end())
        if is_cron(outer.text):
            found += [within(outer, entry) for entry in read_cron(outer.text)]
    return found
