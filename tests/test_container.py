"""The image of .devcontainer/, as far as it can be judged unbuilt: `make test-container` builds it."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
CONTAINERFILE = (ROOT / ".devcontainer" / "Containerfile").read_text("utf-8")
SETTINGS = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))


def test_it_is_built_from_what_is_there() -> None:
    build = SETTINGS["build"]
    assert (ROOT / ".devcontainer" / build["dockerfile"]).is_file()
    assert (ROOT / ".devcontainer" / build["context"]).resolve() == ROOT.resolve()
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", CONTAINERFILE, re.MULTILINE)
    names = {name for line in copied for name in line.split() if "*" not in name}
    assert names >= {"pyproject.toml", "explain", "lessons", ".ci"}
    assert [name for name in names if not (ROOT / name).exists()] == []


def test_its_user_is_not_root() -> None:
    users = re.findall(r"^USER (\S+)$", CONTAINERFILE, re.MULTILINE)
    assert users == [SETTINGS["remoteUser"]]
    assert re.search(rf"useradd .*--uid [1-9][0-9]* .*{users[0]}$", CONTAINERFILE, re.MULTILINE)
    assert CONTAINERFILE.index("useradd") < CONTAINERFILE.index("\nUSER ")


def test_its_python_is_one_that_the_package_runs_on() -> None:
    (minor,) = re.findall(
        r"^ARG BASE=docker\.io/library/python:3\.([0-9]+)-slim$", CONTAINERFILE, re.M
    )
    oldest = int(PROJECT["requires-python"].removeprefix(">=3."))
    assert oldest <= int(minor)


def test_the_wheel_is_built_from_all_that_it_needs() -> None:
    stage = CONTAINERFILE.split("\nFROM ")[1]
    copied = " ".join(re.findall(r"^COPY (.+)$", stage, re.MULTILINE)).split()
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]
    wheel = build["targets"]["wheel"]
    needed = {*wheel["packages"], *wheel["force-include"], wheel["hooks"]["custom"]["path"]}
    needed |= {PROJECT["readme"], *PROJECT["license-files"]}
    assert {Path(name).parts[0] for name in needed} <= set(copied)


def test_it_has_the_programs_that_exercises_need() -> None:
    (line,) = re.findall(r"apt-get install -y --no-install-recommends (.+) \\", CONTAINERFILE)
    packages = {"awscli": "aws", "docker-cli": "docker"}
    programs = {packages.get(name, name) for name in line.split()}
    needed = set()
    for file in (ROOT / "lessons" / "practice").glob("*.md"):
        needed |= set(
            re.findall(r"[a-z]+", "".join(re.findall(r"^needs: (.+)$", file.read_text(), re.M)))
        )
    assert {"aws", "docker", "curl"} <= needed
    assert needed <= programs


def test_its_first_command_is_one(play) -> None:
    program, *arguments = SETTINGS["postAttachCommand"].split()
    assert program == "explain-ecr"
    assert play((*arguments, "--help")).exit_code == 0
