"""Lines in files: found with their numbers, judged, and said in the forms that a CI reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from explain.cli.linting import LARGEST, LONGEST, are_files, decoded
from explain.command.surroundings.files import language_of

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
LINE = (
    "aws ecr get-login-password --region ap-south-1"
    f" | docker login --username AWS --password-stdin {HOST}"
)
WRONG = LINE.replace("AWS", "aws")

FILES = {
    "ci.yml": (f"on: push\njobs:\n  a:\n    steps:\n      - name: docker login\n        run: {WRONG}\n", 6),
    "steps.yaml": (f"steps:\n  - run: |\n      set -e\n      {WRONG}\n", 4),
    "Jenkinsfile": (f"pipeline {{\n  stages {{\n    // don't\n    sh '{WRONG}'\n  }}\n}}\n", 4),
    "Makefile": (f"X := 1\n\nlogin: deps\n\t@{WRONG}\n\nother:\n\ttrue\n", 4),
    "Dockerfile": (f"FROM alpine:3\n# docker login\nCMD apk add x && \\\n    {WRONG}\n", 4),
    "main.tf": (f'locals {{\n  provisioner "local-exec" {{\n    command = "{WRONG}"\n  }}\n}}\n', 3),
    "package.json": (f'{{\n  "name": "login",\n  "scripts": {{\n    "login": "{WRONG}"\n  }}\n}}\n', 4),
    "push.py": (f'"""Run docker login."""\nimport os\n\nos.system("{WRONG}")\n', 4),
    "push.js": (f"// docker login -u\nconst {{ execSync }} = require('x');\nexecSync(`{WRONG}`);\n", 3),
    "push.sh": (f"#!/bin/sh\nset -eu\n\n{WRONG}\n", 4),
    "push.bat": (f"@echo off\r\n{WRONG}\r\n", 2),
    "push.ps1": (f"$x = 1\n{WRONG}\n", 2),
    "README.md": (f"# Push\n\nRun docker login first.\n\n```sh\n{WRONG}\n```\n", 6),
    "crontab": (f"# every day\n0 3 * * * {WRONG}\n", 2),
    "deploy": (f"#!/usr/bin/env bash\necho\n{WRONG}\n", 3),
}  # fmt: skip
"""What people keep such lines in, and the number of the line with the mistake."""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return a function that writes a file into the folder in which the command runs."""
    monkeypatch.chdir(tmp_path)

    def write(name: str, content: str | bytes) -> str:
        data = content.encode() if isinstance(content, str) else content
        (tmp_path / name).write_bytes(data)
        return name

    return write


def events(stdout: str) -> list[dict]:
    return [json.loads(line) for line in stdout.splitlines()]


@pytest.mark.parametrize("name", FILES)
def test_a_line_in_a_file_is_found_with_its_number(play, file, name: str) -> None:
    text, number = FILES[name]
    played = play(("command", file(name, text), "--output", "json"))
    assert played.exit_code == 1
    command, finding, read = events(played.stdout)
    assert command["event"] == "command_in_file"
    assert command["line"] <= number <= command["last_line"]
    assert (finding["file"], finding["line"], finding["id"]) == (name, number, "user-not-aws")
    assert (read["commands"], read["errors"]) == (1, 1)


@pytest.mark.parametrize("name", FILES)
def test_a_file_whose_lines_are_right_is_no_failure(play, file, name: str) -> None:
    played = play(("command", file(name, FILES[name][0].replace(WRONG, LINE))))
    assert played.exit_code == 0
    assert played.stdout.endswith(f"{name}: 1 command, 0 errors, 0 warnings, 0 notes.\n")


def test_the_plain_form_is_one_line_for_each(play, file) -> None:
    played = play(("command", file("push.sh", f"\n{WRONG}\n"), "--output", "plain"))
    first, second, last = played.stdout.splitlines()
    assert first == f"push.sh:2: command: {WRONG}"
    assert second.startswith("push.sh:2: error: user-not-aws: aws → AWS: ")
    assert last == "push.sh: 1 command, 1 error, 0 warnings, 0 notes."


def test_the_form_of_github_is_escaped(play, file) -> None:
    text = f"docker login -u AWS -p $(aws ecr get-login-password --region ap-south-1) {HOST}\n{WRONG}\n"
    played = play(("command", file("a,b:c%.sh", text), "--output", "github"))
    warning, error, read = played.stdout.splitlines()
    assert played.exit_code == 1
    assert warning.startswith("::warning file=a%2Cb%3Ac%25.sh,line=1,title=password-argument::")
    assert error.startswith("::error file=a%2Cb%3Ac%25.sh,line=2,title=user-not-aws::aws → AWS: ")
    assert not read.startswith("::")


def test_a_line_by_itself_has_a_form_for_github_too(play) -> None:
    played = play(("command", WRONG, "--output", "github"))
    assert played.stdout.startswith("::error title=user-not-aws::aws → AWS: ")


def test_several_files_are_read_one_after_the_other(play, file) -> None:
    names = [file("b.sh", LINE), file("a.sh", WRONG), file("c.txt", "nothing here\n")]
    played = play(("command", *names))
    assert played.exit_code == 1
    assert [line.partition(":")[0] for line in played.stdout.splitlines()] == [
        "b.sh", "b.sh", "a.sh", "a.sh", "a.sh", "c.txt",
    ]  # fmt: skip
    assert played.stderr == ""


def test_a_file_without_any_line_says_so(play, file) -> None:
    played = play(("command", file("x.sh", "echo docker\n")))
    assert played.exit_code == 0
    assert played.stdout == "x.sh: no command for aws, docker or similar tools.\n"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.sh", b"\x7fELF\x00\x01", "not a text"),
        ("x.sh", b"docker login \xff\xfe", "not a text"),
        ("x.sh", b"#" * (LARGEST + 1), f"The limit is {LARGEST:,} bytes"),
        ("folder/", None, "is a folder"),
        ("missing.yml", None, "No such file"),
        ("Dockerfile", None, "No such file"),
    ],
)
def test_what_is_no_file_to_read_is_one_sentence(play, file, name, content, said) -> None:
    if content is not None:
        file(name, content)
    elif name.endswith("/"):
        Path(name).mkdir()
    played = play(("command", name))
    assert played.exit_code == 2
    assert played.stdout == ""
    assert said in " ".join(played.stderr.split())
    assert played.stderr.startswith("error: ")


def test_a_line_is_no_file(file) -> None:
    file("docker", "x")
    Path("aws").mkdir()
    for words in (
        ["aws"],
        [LINE],
        ["docker", "login", "-u", "AWS"],
        ["-"],
        [f"{HOST}/app.json"],
        [],
    ):
        assert not are_files(words), words
    assert are_files(["docker"])
    assert are_files(["docker", "missing.tf"])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
def test_what_windows_writes_is_read(play, file, encoding: str) -> None:
    data = f"{WRONG}\r\n".encode(encoding)
    assert decoded(data) == f"{WRONG}\r\n"
    played = play(("command", file("x.ps1", data)))
    assert "x.ps1:1: error: user-not-aws" in played.stdout
    assert play(("command", "-"), data).stdout == play(("command", WRONG)).stdout


def test_a_long_script_is_read_in_pieces_with_the_right_numbers(play, file) -> None:
    filler = "echo something that is not looked at\n" * (2 * LONGEST // 37)
    text = f"{WRONG}\n{filler}{WRONG}\n"
    played = play(("command", file("x.sh", text), "--output", "json"))
    lines = [each["line"] for each in events(played.stdout) if each["event"] == "finding_in_file"]
    assert lines == [1, text.count("\n")]


def test_no_secret_of_a_file_comes_back(play, file) -> None:
    token = "eyJwYXlsb2FkIjoi" + "c2VjcmV0" * 20
    name = file("x.yml", f"run: docker login -u AWS -p {token} {HOST}\n")
    for output in ("plain", "json", "github"):
        assert token[16:48] not in play(("command", name, "--output", output)).stdout


def test_a_language_is_told_by_the_name() -> None:
    names = {
        "a/Makefile": "make",
        "x.unknown": "",
        "Dockerfile.prod": "dockerfile",
        "C:\\x.YML": "yaml",
    }
    assert {name: language_of(name) for name in names} == names
