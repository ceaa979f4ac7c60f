"""The line itself, and the part of it that an act is about."""

from __future__ import annotations

from rich.text import Text

from explain.hosts.registry import Registry

LEFT = "aws ecr get-login-password --region {region}"
RIGHT = "docker login --username AWS --password-stdin {host}"
LINE = f"{LEFT} | {RIGHT}"

AT_WORK = {
    "sign": LEFT,
    "token": LEFT,
    "decode": "get-login-password",
    "pipe": f"| {RIGHT.partition(' {host}')[0]}",
    "login": RIGHT,
    "inspect": "{host}",
    "expire": "{host}",
}
"""The part of the line that is at work in each act."""


def at_work(registry: Registry, act: str) -> tuple[str, int, int]:
    """Return the line, and where the part begins and ends that an act is about; 0, 0 before the first act."""
    values = {"region": registry.region, "host": registry.host}
    line = LINE.format(**values)
    if act not in AT_WORK:
        return line, 0, 0
    part = AT_WORK[act].format(**values)
    start = line.index(part)
    return line, start, start + len(part)


def lit(registry: Registry, act: str) -> Text:
    """Return the line with the part lit up that an act is about; all of it is plain before the first act."""
    line, start, end = at_work(registry, act)
    text = Text(line, "dim" if end else "bold")
    if end:
        text.stylize("not dim bold reverse", start, end)
    return text
