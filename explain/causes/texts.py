"""What is said of a cause: the texts of lessons/reference/causes.md, filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from explain.causes.model import Cause
from explain.content.load import causes
from explain.content.model import CauseText

_VALUE = re.compile(r"\{(\w+)\}")
_TIMES = ("at", "expires_at", "handed_out_at", "login_at", "newer_at", "now", "signed_at")


def told(cause: Cause) -> CauseText:
    """Return the text for a cause, filled in."""
    text = causes()[cause.id]
    values = {**cause.values, "at": cause.at}
    day = values.get("now", "")[:10]
    for name in _TIMES:
        if values.get(name):
            values[name] = moment(values[name], day)
    return CauseText(
        _filled(text.message, values),
        tuple(_filled(line, values) for line in text.evidence if _is_known(line, values)),
        _filled(text.fix, values),
        _filled(text.command, values),
        text.label,
        text.page,
    )


def evidence(cause: Cause) -> str:
    """Return as Markdown what went wrong and the evidence for it, without the fix."""
    text = told(cause)
    return "\n".join([text.message, "", *(f"- {line}" for line in text.evidence)])


def moment(at: str, day: str) -> str:
    """Write a moment (ISO 8601, UTC) as people say it: the time alone where it is of this day."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return at
    return f"{moment:%H:%M:%S}" if at.startswith(day) else f"{moment:%H:%M on %A, %B} {moment.day}"


def _is_known(line: str, values: Mapping[str, str]) -> bool:
    return all(values.get(name) for name in _VALUE.findall(line))


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _VALUE.sub(lambda match: values.get(match[1], "") or "…", text)
