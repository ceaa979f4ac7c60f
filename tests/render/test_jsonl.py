from __future__ import annotations

import io
import json
import re
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import jsonschema
import pytest

from explain.narration import Crossed, Event, Line, Lines, Value
from explain.render.jsonl import JsonLines, as_object, kind
from explain.render.schema import schema
from explain.wire import Exchange

KINDS = get_args(Event)
VALIDATOR = jsonschema.Draft202012Validator(schema())
TEXT = 'a "quoted"\nline\r\t“é” • \x1b \\'


def filled(kind: Any) -> Any:
    """Make an event, or a part of one, with something in every field."""
    simple: dict[Any, Any] = {str: TEXT, bool: True, int: 7}
    if kind in simple:
        return simple[kind]
    if kinds := [part for part in get_args(kind) if part not in (NoneType, ...)]:
        value = filled(kinds[0])
        return (value,) if get_origin(kind) is tuple else value
    return kind(**{name: filled(hint) for name, hint in get_type_hints(kind).items()})


def drawn(*events: Event) -> str:
    stream = io.StringIO()
    renderer = JsonLines(stream)
    for event in events:
        renderer.draw(event)
    return stream.getvalue()


@pytest.mark.parametrize("event", KINDS, ids=kind)
def test_every_event_is_one_line_of_json(event: type) -> None:
    text = drawn(filled(event))
    assert text.endswith("\n")
    assert text.count("\n") == 1
    found = json.loads(text)
    assert found.pop("event") == kind(event)
    assert list(found) == list(event._fields)


@pytest.mark.parametrize("event", KINDS, ids=kind)
def test_every_event_keeps_to_the_schema(event: type) -> None:
    VALIDATOR.validate(as_object_in_json(filled(event)))


@pytest.mark.parametrize("event", KINDS, ids=kind)
def test_the_schema_refuses_a_field_too_many_or_too_few(event: type) -> None:
    found = as_object_in_json(filled(event))
    assert VALIDATOR.is_valid(found)
    assert not VALIDATOR.is_valid({**found, "more": 1})
    for name in found:
        assert not VALIDATOR.is_valid({key: found[key] for key in found if key != name})


def as_object_in_json(event: Event) -> Any:
    return json.loads(drawn(event))


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


def test_the_kinds_are_unique_names_in_snake_case() -> None:
    names = [kind(event) for event in KINDS]
    assert len(set(names)) == len(KINDS)
    assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name)] == []
    assert {"beat_began", "value", "crossed", "failed"} <= set(names)


def test_what_is_inside_an_event_is_an_object_as_well() -> None:
    assert as_object(Lines("request", (Line("method", "POST", "Note."),)))["lines"] == [
        {"label": "method", "text": "POST", "note": "Note."},
    ]


def test_events_stand_in_their_order() -> None:
    lines = drawn(Value("a", "1"), Value("b", "2")).splitlines()
    assert [json.loads(line)["label"] for line in lines] == ["a", "b"]


def test_a_fingerprint_and_a_status_are_found_under_their_names() -> None:
    exchange = Exchange(
        1, "2026-01-31T12:00:00Z", "we", "ECR", "GET", "/", "", (), "", 401, "No", (), ""
    )
    assert json.loads(drawn(Crossed("x", exchange)))["exchange"]["status"] == 401
    assert json.loads(drawn(Value("x", "•", fingerprint="abc")))["fingerprint"] == "abc"


def test_typographic_signs_are_written_as_they_are() -> None:
    assert "••• →" in drawn(Value("x", "••• →"))


def test_each_event_is_flushed_so_that_a_listener_sees_it_at_once() -> None:
    class Stream(io.StringIO):
        flushed = 0

        def flush(self) -> None:
            self.flushed += 1

    stream = Stream()
    JsonLines(stream).draw(Value("label", "value"))
    assert stream.flushed == 1
