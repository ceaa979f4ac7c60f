"""Commands in systemd's units: `ExecStart=` and similar keys.

Sources: systemd.service(5), "Command lines", and systemd.unit(5), "Specifiers".
"""

from __future__ import annotations

from explain import lazily
from explain.command.surroundings.family import is_family
from explain.command.surroundings.model import Inside, Taken
from explain.command.surroundings.recipes import logical_end

_EXEC = r"Exec(?:Condition|StartPre|StartPost|Start|Reload|StopPost|Stop)[ \t]*=[ \t]*"
_UNIT = lazily.pattern(
    rf"(?:[ \t]*[#;][^\n]*\n|\s)*(?:\[(?:Unit|Service|Timer|Install|Socket|Path)\][ \t]*\r?(?:\n|$)|{_EXEC})"
)
_COMMAND = lazily.pattern(rf"[ \t]*{_EXEC}[@:+!|-]*")


def is_systemd(text: str) -> bool:
    """Whether a text is part of a unit."""
    return bool(_UNIT.match(text))


def read_systemd(text: str) -> list[Inside]:
    """Find the command of every `Exec…=` in a unit."""
    found: list[Inside] = []
    at = 0
    while at < len(text):
        end = logical_end(text, at)
        if command := _COMMAND.match(text, at):
            found.append(_command(text, command.end(), end))
        at = end + 1
    return [inside for inside in found if is_family(inside.text)]


def _command(text: str, start: int, end: int) -> Inside:
    """Take a command: `%%` is a percent sign, and `$$` a dollar."""
    taken = Taken(text)
    taken.layer("systemd-exec")
    taken.writer(_writer)
    at = start
    while at < end:
        sign = text[at]
        length = 2 if sign in "%$" and text[at + 1 : at + 2] == sign else 1
        taken.put(sign, at, at + length)
        at += length
    return taken.inside()


def _writer(text: str) -> str | None:
    return None if "\n" in text else text.replace("%", "%%").replace("$", "$$")
