"""Recordings: what is read back is what was played, and what is no recording is refused in a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explain.errors import ExplainError, RecordingProblem, UsageProblem
from explain.hosts.registry import Registry
from explain.narration import ActBegan, Event, Prose, Value
from explain.player.outline import Outline
from explain.recording import VERSION, Facts, Recording, as_lines, check_place, read, sections
from explain.records import optional
from explain.render.jsonl import as_event, as_object, kind
from explain.visible import as_json

KINDS = get_args(Event)
REGISTRY = Registry("111111111111", "eu-west-1")
EVENTS = (ActBegan("sign"), Value("a", "1"), Prose("*x*\n\u202e\x1b[2J“é”"))


def write(file: Path, recording: Recording) -> None:
    file.write_text(as_lines(recording), "utf-8")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "talk.jsonl"


# --- events, there and back ----------------------------------------------------------------------

SIMPLE = {
    str: st.text(st.characters()),
    int: st.integers(),
    bool: st.booleans(),
}


def records(record: type) -> st.SearchStrategy[Any]:
    return st.builds(record, **{name: _of(hint) for name, hint in get_type_hints(record).items()})


def _of(hint: Any) -> st.SearchStrategy[Any]:
    if get_origin(hint) is tuple:
        return st.lists(_of(get_args(hint)[0]), max_size=3).map(tuple)
    if part := optional(hint):
        return st.none() | records(part)
    return records(hint) if hasattr(hint, "_fields") else SIMPLE[hint]


@pytest.mark.parametrize("event", KINDS, ids=kind)
def test_every_event_comes_back_as_it_was(event: type) -> None:
    @settings(max_examples=30)  # of each kind: they are written and read by the same functions
    @given(records(event))
    def there_and_back(original: Event) -> None:
        again = as_event(json.loads(as_json(as_object(original))))
        assert type(again) is type(original)
        assert again == original

    there_and_back()


def test_the_whole_walkthrough_comes_back_as_it_was(performed: list[Event], file: Path) -> None:
    recording = Recording("1..3", Registry(), tuple(performed))
    write(file, recording)
    again = read(file)
    assert again == recording
    assert [*map(type, again.events)] == [*map(type, performed)]
    assert again.acts == ("sign", "token", "decode", "pipe", "login", "inspect", "expire")


VALUE = as_object(Value("a", "1"))

NO_EVENTS: dict[str, tuple[Any, str]] = {
    "no object": ([1], "is not an event"),
    "no kind": ({"label": "a"}, "is not an event"),
    "a number for a kind": ({"event": 1}, "is not an event"),
    "a kind of nobody": ({"event": "danced"}, "no event called 'danced'"),
    "a kind that is long": ({"event": "d" * 5000}, "…"),
    "a field too few": ({"event": "value", "label": "a", "value": "1"}, "value has no note"),
    "a field too many": ({**VALUE, "more": 1}, "unknown field: 'more'"),
    "another type": ({**VALUE, "label": 1}, "value.label must be a string"),
    "nothing": ({**VALUE, "label": None}, "value.label must be a string"),
    "a truth for a number": (
        {"event": "speaker_note", "minutes": True, "text": ""},
        "speaker_note.minutes must be a whole number",
    ),
    "a number for a truth": (
        {"event": "followed", "same": 1, "sightings": []},
        "followed.same must be true or false",
    ),
    "a text for a list": (
        {"event": "followed", "same": True, "sightings": "here"},
        "followed.sightings must be a list",
    ),
    "a text in a list of records": (
        {"event": "followed", "same": True, "sightings": [{}, "x"]},
        "followed.sightings[0] has no place",
    ),
    "a record that is none": (
        {"event": "followed", "same": True, "sightings": ["x"]},
        "followed.sightings[0] must be an object",
    ),
}


@pytest.mark.parametrize(("value", "said"), NO_EVENTS.values(), ids=NO_EVENTS.keys())
def test_what_is_no_event_is_told_in_one_sentence(value: Any, said: str) -> None:
    with pytest.raises(ValueError, match=r"\.$") as caught:
        as_event(value)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 120


# --- files ---------------------------------------------------------------------------------------


def written(file: Path) -> list[str]:
    write(file, Recording("1", REGISTRY, EVENTS))
    return file.read_text("utf-8").splitlines()


def test_a_recording_is_lines_of_json_with_what_it_is_in_the_first(file: Path) -> None:
    first, *others = map(json.loads, written(file))
    assert first["recording"] == 2
    assert (first["spec"], first["acts"], first["events"]) == ("1", ["sign"], 3)
    assert list(first) == list(Facts._fields)
    assert others == [as_object(event) for event in EVENTS]
    assert file.read_bytes().decode().replace("\n", "").isprintable()
    assert read(file) == Recording("1", REGISTRY, EVENTS)


Change = Callable[[list[str]], list[str]]


def facts(**changed: Any) -> Change:
    return lambda lines: [json.dumps({**json.loads(lines[0]), **changed}), *lines[1:]]


SPOILT: dict[str, tuple[Change, str]] = {
    "an empty file": (lambda lines: [], "is not a recording"),
    "something else": (lambda lines: ["hello"], "is not a recording"),
    "other JSON": (lambda lines: ["[1]"], "is not a recording"),
    "events alone": (lambda lines: lines[1:], "is not a recording"),
    "deep JSON": (lambda lines: ["[" * 50_000], "is not a recording"),
    "another version": (facts(recording=VERSION + 1), f"version {VERSION + 1}"),
    "a version that is a text": (facts(recording=str(VERSION)), f"version {VERSION} of"),
    "acts that are none": (facts(acts="sign"), "line 1: the first line.acts must be a list"),
    "a field too many": (facts(more=1), "line 1: the first line has an unknown field"),
    "a registry of nobody": (facts(region="nowhere at all"), "no registry has"),
    "an account of nobody": (facts(account="\x1b[2J"), "no registry has"),
    "a line that was torn": (lambda lines: [*lines[:-1], lines[-1][:9]], "line 4: This is not JSON"),
    "a line that is empty": (lambda lines: [*lines, ""], "line 5: This is not JSON"),
    "a line that is deep": (lambda lines: [*lines, "[" * 50_000], "line 5: This is not JSON"),
    "another event": (lambda lines: [*lines, '{"event": "danced"}'], "line 5: There is no event"),
    "a line too few": (lambda lines: lines[:-1], "has 2 events, not 3"),
    "a line too many": (lambda lines: [*lines, lines[-1]], "has 4 events, not 3"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "said"), SPOILT.values(), ids=SPOILT.keys())
def test_what_is_no_whole_recording_is_refused_in_a_sentence(file: Path, change, said) -> None:
    file.write_text("".join(f"{line}\n" for line in change(written(file))), "utf-8")
    with pytest.raises(RecordingProblem) as caught:
        read(file)
    assert said in caught.value.message
    assert caught.value.remedy


def test_bytes_that_are_no_text_are_refused(file: Path) -> None:
    written(file)
    file.write_bytes(file.read_bytes() + b"\xff\xfe\n")
    with pytest.raises(RecordingProblem, match="line 5"):
        read(file)


@pytest.mark.parametrize("place", ["missing.jsonl", ".", "\0"])
def test_where_there_is_no_file_nothing_is_read(tmp_path: Path, place: str) -> None:
    with pytest.raises(ExplainError, match="There is no file"):
        read(tmp_path / place)


def test_only_a_recording_is_replaced(file: Path) -> None:
    check_place(file)
    written(file)
    check_place(file)
    file.write_text("my notes\n")
    with pytest.raises(UsageProblem, match="did not write it"):
        check_place(file)


def test_neither_a_folder_nor_a_missing_one_nor_a_device_is_written_to(tmp_path: Path) -> None:
    link = tmp_path / "link.jsonl"
    link.symlink_to("/dev/null")
    for place in (tmp_path, tmp_path / "no" / "talk.jsonl", Path("/dev/null"), link):
        with pytest.raises(UsageProblem):
            check_place(place)


# --- the commands --------------------------------------------------------------------------------


def test_the_command_refuses_another_file_and_leaves_it(here, play, file: Path) -> None:
    file.write_text("my notes\n")
    played = play(("record", str(file)))
    assert (played.exit_code, played.stdout) == (2, "")
    assert "did not write it" in played.error
    assert file.read_text() == "my notes\n"
    assert not here.config.exists()  # nothing was performed


def test_a_recording_is_played_where_no_cloud_can_be(
    here, play, monkeypatch, performed, file: Path
) -> None:
    write(file, Recording("1..3", Registry(), tuple(performed)))
    with monkeypatch.context() as patch:
        patch.setattr("explain.stage.offline", None)
        played = play(("step", "--from-recording", str(file), "--output", "json"))
    assert played.exit_code == 0
    shown = [as_event(each) for each in played.objects]
    assert [type(event) for event in shown] == [type(event) for event in performed]
    # Words may name the command as it is called here.
    assert [event for event in shown if not isinstance(event, Prose)] == [
        event for event in performed if not isinstance(event, Prose)
    ]
    assert not here.sandbox.exists()


@pytest.mark.parametrize("asked", [("step", "1"), ("step", "--brief")], ids=" ".join)
def test_a_recording_is_played_as_it_is(here, play, asked) -> None:
    played = play((*asked, "--from-recording", "talk.jsonl"))
    assert (played.exit_code, played.stdout) == (2, "")
    assert "cannot combine it with SPEC" in played.error


# --- what was played -----------------------------------------------------------------------------


def test_the_outline_of_a_recording_is_the_lessons_own(performed, outline) -> None:
    recorded = Outline(sections(performed))
    assert recorded.acts == outline.acts
    assert recorded.items == outline.items
