"""`explain-ecr status` as people and scripts run it."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest

from explain.render.schema import schema

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
SECRET = "poison/wJalrXUtnFEMIK7MDENGbPxRfiCYlearner"


@pytest.fixture
def stored(tmp_path: Path):
    """Write a configuration with one login that ends so many hours from now; return its folder."""

    def write(hours: float, key: str = HOST) -> Path:
        end = int(time.time() + hours * 3600)
        inside = {"payload": "p" * 900, "datakey": "d", "version": "2", "type": "DATA_KEY"}
        password = base64.b64encode(json.dumps({**inside, "expiration": end}).encode())
        auth = base64.b64encode(b"AWS:" + password).decode()
        file = tmp_path / "docker" / "config.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps({"auths": {key: {"auth": auth}}}))
        file.chmod(0o600)
        return file.parent

    return write


def test_a_learners_own_files_are_read_and_left_as_they_were(learner) -> None:
    done = learner.run("status")
    assert done.returncode == 1
    assert done.stderr == ""
    assert SECRET not in done.stdout
    for text in (f"broken: {HOST}", "docker-credential-poison", "DOCKER_AUTH_CONFIG", "chmod 600"):
        assert text in done.stdout.replace("\n", " ")


@pytest.mark.parametrize(
    "arguments", [(), (HOST,), (f"https://{HOST}/x",), (f"{HOST}/my-image:1",)]
)
def test_a_script_can_rely_on_the_exit_code(learner, stored, arguments) -> None:
    folder = stored(11)
    for path in (folder, folder / "config.json"):
        done = learner.run("status", *arguments, "--docker-config", str(path))
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(f"  valid: {HOST}\n      until: 20")
        assert "fingerprint: " in done.stdout
    assert learner.run("status", *arguments, "--docker-config", str(stored(-1))).returncode == 1
    assert learner.run(
        "status", *arguments, "--docker-config", str(stored(11, "ghcr.io"))
    ).returncode == (1 if arguments else 0)


def test_docker_config_is_looked_at_where_the_variable_says(learner, stored) -> None:
    quiet = {"DOCKER_CONFIG": str(stored(11)), "DOCKER_AUTH_CONFIG": ""}
    done = learner.run("status", env=quiet)
    assert (done.returncode, done.stderr) == (0, "")
    assert str(stored(11)) in "".join(done.stdout.split())  # a long path is folded


@pytest.mark.parametrize(
    "arguments",
    [("no host",), ("",), ("--docker-config", "/nonexistent"), ("--docker-config", ""), ("a", "b"),
     ("--docker-config", "x" * 300)],
)  # fmt: skip
def test_what_was_typed_wrongly_ends_with_two(learner, arguments) -> None:
    done = learner.run("status", *arguments)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("output", ["json", "rich", "plain"])
def test_every_output_shows_it(learner, stored, output: str) -> None:
    stored(0.5)
    done = learner.run("status", "--docker-config", str(stored(0.5)), "--output", output)
    assert (done.returncode, done.stderr) == (0, "")
    assert HOST in done.stdout
    if output != "json":
        return
    judge = jsonschema.Draft202012Validator(schema())
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [event["event"] for event in events] == ["stored_credential", "finding"]
    assert all(judge.is_valid(event) for event in events)
    assert events[1]["id"] == "ends-soon"


def test_no_line_is_longer_than_the_terminal(learner, stored) -> None:
    done = learner.run("status", "--docker-config", str(stored(-1)), env={"COLUMNS": "60"})
    assert done.stdout
    longer = [line.strip() for line in done.stdout.splitlines() if len(line) > 60]
    assert [line for line in longer if not line.startswith("aws ")] == []  # to copy, in one line


def test_a_real_login_is_valid_and_thirteen_hours_later_expired(learner, tmp_path) -> None:
    """In a lab: its cloud, its clock, and docker itself where there is one."""
    ours = f"{sys.executable} -m explain.cli"
    script = f"""
        aws ecr get-login-password | docker login --username AWS --password-stdin {HOST} >&2
        {ours} status {HOST} --output json; echo "code $?"
        {ours} clock +13h >&2
        {ours} status --output json; echo "code $?"
        {ours} clock reset >&2
        docker logout {HOST} >&2
        {ours} status {HOST}; echo "code $?"
    """
    home = {"HOME": str(tmp_path)}  # the learner's own holds models that break botocore
    done = learner.run("lab", "exec", "--", "sh", "-c", script, env=home)
    lines = done.stdout.splitlines()
    assert lines[1] == "code 0", done.stderr
    fresh, late = json.loads(lines[0]), json.loads(lines[2])
    assert (fresh["state"], fresh["user"], fresh["left"]) == ("valid", "AWS", "12 h 0 min")
    assert (late["state"], late["fingerprint"]) == ("expired", fresh["fingerprint"])
    assert json.loads(lines[3])["id"] == "expired"
    assert lines[4] == "code 1"
    assert f"error: {HOST}" in done.stdout
    assert lines[-1] == "code 1"


@pytest.mark.parametrize("hours", [11, -1])
def test_nothing_that_takes_long_is_loaded(learner, stored, hours: float) -> None:
    code = (
        "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr));"
        f"sys.argv[1:] = ['status', '--docker-config', {str(stored(hours))!r}];"
        "from explain.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=dict(learner.environment),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert HOST in done.stdout
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    heavy = {
        "boto3",
        "botocore",
        "cryptography",
        "markdown_it",
        "moto",
        "platformdirs",
        "psutil",
        "rich",
    }
    assert "explain" in loaded
    assert loaded & heavy == set()
