"""A machine without aws and docker: stand-ins are first on PATH, and say what they are."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from explain import programs
from explain.errors import ToolProblem
from explain.standins.images import split

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
IMAGE = f"{HOST}/my-image"
LINE = (
    "aws ecr get-login-password --region ap-south-1"
    f" | docker login --username AWS --password-stdin {HOST}"
)
SAID = re.compile(r"\(a stand-in for (aws|docker), by explain-ecr\)\n")


@pytest.fixture
def bare(machine, tmp_path: Path):
    """A machine whose PATH has nothing but a shell."""
    (tmp_path / "path").mkdir()
    for name in ("sh", "env"):
        (tmp_path / "path" / name).symlink_to(str(shutil.which(name)))
    environment = {**machine.environment, "PATH": str(tmp_path / "path")}
    return lambda script: machine.run("lab", "exec", "--", "sh", "-c", script, env=environment)


def test_the_line_and_a_push_with_nothing_installed(bare) -> None:
    done = bare(
        f"{LINE} && docker tag my-image {IMAGE}:two && docker push {IMAGE}:two"
        f" && docker rmi {IMAGE} {IMAGE}:two my-image && docker images"
        f" && docker pull {IMAGE}:two && docker images"
    )
    assert done.returncode == 0, done
    said = SAID.findall(done.stderr)
    assert (said.count("aws"), set(said)) == (1, {"aws", "docker"})
    assert SAID.sub("", done.stderr) == ""
    assert done.stdout.startswith("Login Succeeded\n")
    digests = re.findall(r"(?:Digest|digest): (sha256:[0-9a-f]{64})", done.stdout)
    assert len(digests) == 2
    assert len(set(digests)) == 1
    assert re.search(rf"{IMAGE}:two  [0-9a-f]{{12}}  \d+ B\n$", done.stdout)


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (f"docker push {IMAGE}", "no basic auth credentials"),
        ("docker push no-such-image", "registries"),
        (f"docker pull {HOST}/no-such", "no basic auth credentials"),
        ("docker run my-image", "knows login, images, tag, push, pull and rmi"),
        ("docker rmi no-such-image", "Error response from daemon: .*No such image"),
        ("aws s3 ls", "only knows `aws ecr get-login-password`"),
    ],
)
def test_what_goes_wrong_is_told_in_a_sentence(bare, script: str, told: str) -> None:
    done = bare(script)
    assert done.returncode != 0
    assert done.stdout == "" or "refers to repository" in done.stdout
    assert re.search(told, done.stderr), done.stderr
    assert "Traceback" not in done.stderr
    assert len(SAID.sub("", done.stderr).strip().splitlines()) == 1


def test_the_welcome_says_which_are_ours(machine, tmp_path: Path) -> None:
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / "docker").symlink_to("/bin/true")
    environment = {"PATH": str(tmp_path / "path"), "SHELL": "/bin/true"}
    done = machine.run("lab", env={**machine.environment, **environment})
    assert "`docker`: your own. `aws`: not installed here, so ours." in done.stdout
    assert done.stdout.endswith("You have left the lab, and it is gone.\n")
    assert (done.returncode, done.stderr) == (0, "")


def test_in_a_lab_the_acts_know_a_stand_in_when_they_see_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "docker"
    program.write_text("#!/bin/sh\nexec python -m explain.standins.docker\n")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("EXPLAIN_ECR_LAB", raising=False)
    assert not programs.find("docker").stand_in
    monkeypatch.setenv("EXPLAIN_ECR_LAB", str(tmp_path))
    assert programs.find("docker").stand_in
    with pytest.raises(ToolProblem, match="no `docker` on PATH"):
        programs.find("docker", "real")
    program.write_text("#!/bin/sh\nexec /usr/bin/docker\n")  # what starts the user's own is none
    assert not programs.find("docker").stand_in


@pytest.mark.parametrize(
    ("image", "name", "tag"),
    [
        ("a", "a", "latest"),
        ("a:b", "a", "b"),
        ("host:5000/a", "host:5000/a", "latest"),
        ("host:5000/a:b", "host:5000/a", "b"),
        (IMAGE, IMAGE, "latest"),
    ],
)
def test_a_tag_comes_after_the_last_slash(image: str, name: str, tag: str) -> None:
    assert split(image) == (name, tag)


@pytest.mark.parametrize("text", ["", "[other]\n", "[default]\naws_access_key_id = A\n", "[torn\n"])
def test_without_a_key_the_stand_in_for_aws_says_so(lab, tmp_path: Path, text: str) -> None:
    (tmp_path / "credentials").write_text(text)
    command = (sys.executable, "-m", "explain.standins.aws", "ecr", "get-login-password")
    file = {"AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials")}
    done = lab.run(*command, "--region", "ap-south-1", **file)
    assert (done.returncode, done.stdout) == (254, "")
    assert "Traceback" not in done.stderr
