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


def lit(registry: Registry, act: str) -> Text:
    """Return the line with the part lit up that an act is about; all of it is plain before the first act."""
    values = {"region": registry.region, "host": registry.host}
    line = LINE.format(**values)
    text = Text(line, "dim" if act else "bold")
    if act:
        start = line.index(part := AT_WORK[act].format(**values))
        text.stylize("not dim bold reverse", start, start + len(part))
    return text
