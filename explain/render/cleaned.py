"""The renderers' door: no text of an event goes past it that could steer a terminal, or hide in it."""

from __future__ import annotations

from typing import Any

from explain.narration import Event
from explain.visible import visible_lines


def cleaned(event: Event) -> Event:
    """Return an event with every character of its texts visible; line ends and tabs are left as they are."""
    cleaned_event: Event = _cleaned(event)
    return cleaned_event


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return visible_lines(value)
    if not isinstance(value, tuple):
        return value
    fields = map(_cleaned, value)
    return value._make(fields) if hasattr(value, "_make") else tuple(fields)
