"""What the trainers' page tells them to type, typed before they do."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from explain import library
from explain.cli.app import app
from explain.practice.course import files

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
PAGE = library.lesson("for-trainers").source
MAKEFILE = Path(__file__).parent.parent / "Makefile"


def commands() -> list[list[str]]:
    """List the arguments of every call of ours on the page, each once."""
    spans = re.findall(r"`(?:eval \"\$\()?explain-ecr ([^`)]+)", re.sub(r"\s+", " ", PAGE))
    return [shlex.split(span) for span in dict.fromkeys(spans)]


def understood(group: Any, arguments: list[str]) -> None:
    """See that the command line interface understands arguments. Raises its own exceptions, or `KeyError`."""
    name, *rest = arguments
    command = group.commands[name]
    if rest and rest[0] in getattr(command, "commands", {}):
        understood(command, rest)
    elif name == "practice" and rest and not rest[0].startswith("-"):
        assert rest[0] in files()
    else:
        command.make_context(name, rest).close()


@pytest.mark.parametrize("arguments", commands(), ids=" ".join)
def test_each_command_on_the_page_is_one(arguments: list[str]) -> None:
    understood(get_command(app), arguments)


@pytest.mark.parametrize("arguments", [["lab", "--docker", "stand-in"], ["lab", "up", "--no-such"]])
def test_an_option_that_is_none_would_be_seen(arguments: list[str]) -> None:
    with pytest.raises(Exception, match="No such option"):
        understood(get_command(app), arguments)


def test_the_course_that_the_page_plans_is_the_one_that_is_offered(play) -> None:
    planned = re.findall(r"\| `explain-ecr practice ([a-z-]+)` \|", PAGE)
    shown = play(("practice", "--minutes", "30")).stdout
    offered = re.findall(r"^ +(?:→ )?([a-z-]+) +(?:predict|do|break|repair) ", shown, re.MULTILINE)
    assert planned[:4] == offered


DEMONSTRATION = f"""
docker push {HOST}/my-image
aws ecr get-login-password --region ap-south-1 | docker login --username AWS --password-stdin {HOST}
docker push {HOST}/my-image && explain-ecr clock +13h
docker push {HOST}/my-image
eval "$(explain-ecr lab env)" && explain-ecr trace --diagram
"""
"""What is tried before the day, and the demonstration of ten minutes; the other terminal is this one, too."""


def test_what_is_shown_in_a_lab_is_what_the_page_says(learner, tmp_path: Path) -> None:
    for told in (f"docker push {HOST}/my-image", "explain-ecr clock +13h", "explain-ecr lab env"):
        assert told in PAGE
    done = learner.run("lab", "exec", "--", "sh", "-c", DEMONSTRATION, env={"HOME": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("no basic auth credentials")
    assert "Login Succeeded" in done.stdout, done.stderr
    assert "denied: Your authorization token has expired" in done.stderr
    assert "401" in done.stdout.partition("Login Succeeded")[2]


def test_the_wheel_for_the_stick_has_the_site_in_it() -> None:
    assert "\nmake kit\n" in PAGE
    assert re.search(r"^kit: .*\bwheel\b", MAKEFILE.read_text(), re.MULTILINE)
    rule = re.search(r"^wheel:.*\n((?:\t.*\n)+)", MAKEFILE.read_text(), re.MULTILINE)
    assert rule
    site, wheel = rule[1].index("--site-dir explain/site"), rule[1].index("hatchling build")
    assert site < wheel
