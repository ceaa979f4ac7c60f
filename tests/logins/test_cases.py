"""Configurations of strangers, each with what `status` or `inspect` has to say of it.

cases.json: `input` is the file, in which `@long0@` and the like stand for what `long` holds; `state` is
what each login is, `findings` are all the findings there must be, `says` and `never` are texts of the
plain output. The helpers that the files name are on PATH, as on the strangers' machines.
"""

from __future__ import annotations

import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from explain.logins.inspection import inspect
from explain.narration import Event, Finding, StoredCredential
from explain.render.plain import Plain

DATA = json.loads((Path(__file__).parent / "cases.json").read_text("utf-8"))
NOW = datetime.fromisoformat(DATA["now"])
HELPERS = ("ecr-login", "secretservice")


def written(case: dict[str, Any]) -> str:
    text: str = case["input"]
    for name, value in DATA["long"].items():
        text = text.replace(name, value)
    return text


def looked(place, case: dict[str, Any]) -> tuple[list[Event], bool]:
    for helper in HELPERS:
        place.program(f"docker-credential-{helper}", "exit 1")
    file = place.write(written(case))
    if case["command"] == "inspect":
        found = inspect(place.machine, file, NOW)
        return [*found.events], found.failed
    status = place.status(now=NOW, config=file)
    return [*status.credentials, *status.findings], status.failed


def drawn(events: list[Event]) -> str:
    screen = io.StringIO()
    for event in events:
        Plain(screen, 100_000).draw(event)
    return screen.getvalue()


@pytest.mark.parametrize("case", DATA["cases"], ids=lambda case: case["id"])
def test_it_says_what_it_should(case: dict[str, Any], place) -> None:
    events, failed = looked(place, case)
    found = [event for event in events if isinstance(event, Finding)]
    ids = {finding.id for finding in found} - {"nothing-stored"}
    assert ids == set(case.get("findings", ()))
    assert failed is bool(case["exit"])
    if "state" in case:
        logins = [event for event in events if isinstance(event, StoredCredential)]
        assert {login.host: login.state for login in logins} == case["state"]
    text = drawn(events)
    assert [words for words in case.get("says", ()) if words not in text] == []
    assert [words for words in case.get("never", ()) if words in text] == []
    assert [long[:20] for long in DATA["long"].values() if long[:20] in text] == []


def test_there_are_cases_of_both_commands() -> None:
    commands = [case["command"] for case in DATA["cases"]]
    assert (commands.count("status"), commands.count("inspect")) == (18, 9)
