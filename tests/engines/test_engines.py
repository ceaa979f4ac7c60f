"""The exercises as other platforms get them: every file that one names is there, and each can be judged."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from explain.engines import educates, killercoda
from explain.engines.__main__ import main
from explain.practice import course

EXERCISES = course.exercises()
SCENARIOS = killercoda.files(EXERCISES)
WORKSHOP = educates.files(EXERCISES)

STEP = {"title", "text", "verify", "foreground", "background"}
"""The keys of an intro, a step and a finish in killercoda's examples."""


def test_what_is_written_is_the_same_bytes_each_time(tmp_path: Path, capsys) -> None:
    main(tmp_path / "here")
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    command = (sys.executable, "-m", "explain.engines", str(tmp_path / "there"))
    subprocess.run(command, env=environment, check=True, capture_output=True)
    here, there = (
        {
            str(file.relative_to(tmp_path / place)): (file.read_bytes(), file.stat().st_mode)
            for file in (tmp_path / place).rglob("*")
            if file.is_file()
        }
        for place in ("here", "there")
    )
    assert here == there
    assert len(here) == len(SCENARIOS) + len(WORKSHOP)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_a_scenario_names_files_that_are_there(exercise) -> None:
    index = json.loads(SCENARIOS[f"{exercise.name}/index.json"])
    assert set(index) == {"title", "description", "details", "backend"}
    assert index["backend"] == {"imageid": "ubuntu"}
    details = index["details"]
    assert set(details) == {"intro", "steps", "finish", "assets"}
    for part in (details["intro"], *details["steps"], details["finish"]):
        assert set(part) <= STEP
        for key in set(part) - {"title"}:
            assert f"{exercise.name}/{part[key]}" in SCENARIOS
    assert len(details["steps"]) == 1
    assert (
        f"`explain-ecr practice {exercise.name}`{{{{exec}}}}"
        in SCENARIOS[f"{exercise.name}/task.md"]
    )


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_a_page_of_the_workshop_runs_the_exercise_and_its_test(exercise) -> None:
    (page,) = [text for path, text in WORKSHOP.items() if path.endswith(f"-{exercise.name}.md")]
    actions = dict(re.findall(r"```([a-z]+:[a-z-]+)\n(.*?)\n```", page, re.DOTALL)[:1])
    assert yaml.safe_load(actions["terminal:execute"]) == {
        "command": f"explain-ecr practice {exercise.name}"
    }
    (test,) = re.findall(r"```examiner:execute-test\nname: \"(.*?)\"", page)
    script = WORKSHOP[f"workshop/examiner/tests/{test}"]
    assert script == SCENARIOS[f"{exercise.name}/verify.sh"]
    assert f"explain-ecr practice verify {exercise.name}\n" in script


def test_the_workshop_is_a_resource_that_educates_has() -> None:
    resource = yaml.safe_load(WORKSHOP["resources/workshop.yaml"])
    assert resource["apiVersion"] == "training.educates.dev/v1beta1"
    assert resource["kind"] == "Workshop"
    spec = resource["spec"]
    assert re.fullmatch(r"\d+(s|m|h)", spec["duration"])
    assert re.fullmatch("beginner|intermediate|advanced|extreme", spec["difficulty"])
    assert spec["session"]["applications"]["examiner"] == {"enabled": True}
    assert int(spec["duration"][:-1]) == sum(exercise.minutes for exercise in EXERCISES)


@pytest.mark.parametrize(
    "text", {**SCENARIOS, **WORKSHOP}.values(), ids=list({**SCENARIOS, **WORKSHOP})
)
def test_no_page_links_to_what_is_not_there_and_each_script_is_one(text: str) -> None:
    assert "](" not in text
    if text.startswith("#!"):
        checked = subprocess.run(["sh", "-n"], input=text, text=True, capture_output=True)
        assert checked.returncode == 0, checked.stderr
