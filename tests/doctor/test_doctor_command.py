"""`explain-ecr doctor` as people run it."""

from __future__ import annotations

import hashlib
import json
import time

import jsonschema
import pytest

from explain.doctor.endpoint import engine_address, is_local
from explain.logins.machine import Machine
from explain.render.schema import schema

FAR = hashlib.sha256(b"far").hexdigest()
SECRET = "poison/wJalrXUtnFEMIK7MDENGbPxRfiCYlearner"


@pytest.mark.parametrize("output", ["plain", "json", "rich"])
def test_a_poisoned_machine_is_examined_and_left_as_it_was(learner, output: str) -> None:
    done = learner.run("doctor", "--output", output)
    assert done.returncode == 1
    assert done.stderr == ""
    assert SECRET not in done.stdout
    assert "AKIAPOISON" not in done.stdout
    if output == "json":
        judge = jsonschema.Draft202012Validator(schema())
        events = [json.loads(line) for line in done.stdout.splitlines()]
        assert all(judge.is_valid(event) for event in events)
        ids = {event.get("id") for event in events}
        assert {
            "aws-config-broken",
            "no-such-profile",
            "authority-missing",
            "helper-missing",
        } <= ids
        assert events[-1]["event"] == "value"


def test_in_a_lab_there_is_no_error(learner, tmp_path) -> None:
    home = {"HOME": str(tmp_path)}  # the learner's own holds models that break botocore
    done = learner.run(
        "lab", "exec", "--", "explain-ecr", "doctor", "--online", "--output", "json", env=home
    )
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each for each in events if each.get("severity") in ("warning", "error")] == []
    assert done.returncode == 0
    assert {"clock", "credentials", "region", "engine"} <= {each.get("id") for each in events}


def test_all_is_on_one_screen(place) -> None:
    rows = [finding for finding in place.findings() if finding.severity == "ok"]
    assert len(rows) <= 13
    assert not any(finding.message for finding in rows)


def test_a_program_that_hangs_is_not_waited_for(place) -> None:
    place.program("aws", "/bin/sleep 60; true")
    place.docker("27.3.1", "/bin/sleep 60; true")
    place.wishes["patience"] = 0.5
    began = time.monotonic()
    assert {"aws-fails", "engine-silent"} <= place.ids()
    assert time.monotonic() - began < 30


def test_programs_are_asked_at_the_same_time(place) -> None:
    place.program("aws", "/bin/sleep 2; echo aws-cli/2.30.0")
    place.docker("27.3.1", "/bin/sleep 2; echo 28.0.0")
    began = time.monotonic()
    assert place.ids() == {"clock-not-checked"}
    assert time.monotonic() - began < 3.9


def test_aws_is_asked_without_its_prompt_and_with_an_empty_standard_input(place) -> None:
    spy = place.folder / "spied"
    place.program(
        "aws", f'/usr/bin/env > {spy}; /bin/cat >> {spy}; echo aws-cli/2.30.0; echo "$@" >> {spy}'
    )
    place.findings()
    seen = spy.read_text()
    assert "AWS_CLI_AUTO_PROMPT=off" in seen
    assert seen.endswith("--version\n")


@pytest.mark.parametrize(
    ("address", "local"),
    [("", True), ("unix:///x", True), ("npipe:////./pipe/x", True), ("tcp://127.0.0.1:1", True),
     ("tcp://localhost:1", True), ("tcp://[::1]:1", True), ("tcp://far.example:1", False),
     ("ssh://127.0.0.1", False), ("tcp://192.0.2.1:1", False), ("tcp://[", False), ("x", False)],
)  # fmt: skip
def test_an_engine_is_only_asked_where_it_is_on_this_machine(address: str, local: bool) -> None:
    assert is_local(address) is local


def test_the_engines_address_is_found_as_docker_finds_it(place) -> None:
    assert engine_address(place.machine) == ""
    place.write(".docker/config.json", '{"currentContext": "far"}')
    assert engine_address(place.machine) == "the context far"
    meta = {"Name": "far", "Endpoints": {"docker": {"Host": "ssh://far.example"}}}
    place.write(f".docker/contexts/meta/{FAR}/meta.json", json.dumps(meta))
    assert engine_address(place.machine) == "ssh://far.example"
    place.environment["DOCKER_CONTEXT"] = "default"
    assert engine_address(place.machine) == ""
    place.environment["DOCKER_HOST"] = "tcp://127.0.0.1:1"
    assert engine_address(place.machine) == "tcp://127.0.0.1:1"


@pytest.mark.parametrize("text", ["[]", "{", '{"currentContext": 7}', '{"currentContext": "x"}'])
def test_a_strange_configuration_is_no_reason_to_fail(place, text: str) -> None:
    place.write(".docker/config.json", text)
    engine_address(place.machine)
    assert isinstance(place.machine, Machine)
    assert place.findings()
