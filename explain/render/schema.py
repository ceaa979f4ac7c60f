"""The JSON Schema of our events, made from the records themselves.

https://json-schema.org/draft/2020-12/schema
"""

from __future__ import annotations

from inspect import getdoc
from typing import Any, get_args, get_origin, get_type_hints

from explain import narration, wire
from explain.records import optional
from explain.render.jsonl import kind

PARTS = (
    narration.Line,
    narration.Part,
    narration.Sighted,
    wire.Exchange,
    wire.Header,
    wire.Evidence,
    wire.Signature,
    wire.HandedOut,
    wire.Login,
    wire.Change,
    wire.Permission,
    wire.Missing,
)
"""Records that are parts of events."""

_PLAIN = {str: "string", int: "integer", bool: "boolean"}


def schema() -> dict[str, Any]:
    """Return the schema of one line of JSON: any one of the events."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An event of explain-ecr",
        "oneOf": [_event(event) for event in get_args(narration.Event)],
        "$defs": {part.__name__: _object(part, field_schema(part)) for part in PARTS},
    }


def field_schema(record: type) -> dict[str, dict[str, Any]]:
    """Return the schema of each field of a record."""
    return {name: _of(hint) for name, hint in get_type_hints(record).items()}


def _event(event: type) -> dict[str, Any]:
    fields = {"event": {"const": kind(event)}, **field_schema(event)}
    return {"title": event.__name__, **_object(event, fields)}


def _object(record: type, properties: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": getdoc(record),
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _of(hint: Any) -> dict[str, Any]:
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _of(get_args(hint)[0])}
    if hasattr(hint, "_fields"):
        return {"$ref": f"#/$defs/{hint.__name__}"}
    if part := optional(hint):
        return {"anyOf": [_of(part), {"type": "null"}]}
    return {"type": _PLAIN[hint]}
