"""What the trainers' page tells them to type, typed before they do."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from explain.cli.app import app
from explain.content.place import folder
from explain.practice.course import exercise, files

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
PAGE = (folder() / "for-trainers.md").read_text("utf-8")
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


def planned() -> dict[str, int]:
    """Return the exercises of the plans, in their order, with the minutes that they have there."""
    rows = re.findall(
        r"^\| ~?(\d+) \|.*?\| `explain-ecr practice ([a-z-]+)` \|", PAGE, re.MULTILINE
    )
    return {name: int(minutes) for minutes, name in rows}


def test_the_course_that_the_page_plans_is_the_one_that_is_offered(play) -> None:
    shown = play(("practice", "--minutes", "30")).stdout
    offered = re.findall(r"^ +(?:→ )?([a-z-]+) +(?:predict|do|break|repair) ", shown, re.MULTILINE)
    assert list(planned())[:4] == offered


def test_each_exercise_of_a_plan_has_its_own_minutes() -> None:
    assert len(planned()) == 8
    assert planned() == {name: exercise(name).minutes for name in planned()}


@pytest.mark.parametrize("minutes", [10, 30, 60, 90])
def test_a_plan_says_for_each_row_when_what_to_say_do_ask_and_see_and_what_else(
    minutes: int,
) -> None:
    title = "A demonstration of ten" if minutes == 10 else minutes
    section = re.search(rf"^## {title} minutes.*?(?=^## )", PAGE, re.MULTILINE | re.DOTALL)
    assert section
    head, _, *rows = re.findall(r"^\| .*|^\|[-:|]+$", section[0], re.MULTILINE)
    assert head == "| minutes | say | do | ask | see | plan B |"
    assert {row.count(" |") for row in rows} == {6}
    spent = sum(int(re.search(r"\d+", row)[0]) for row in rows)  # type: ignore[index]
    assert spent in (minutes, 30)  # 60 and 90 come after the 30 minutes before them


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


def test_a_trainer_opens_a_room_says_something_and_closes_it(
    play, tmp_path: Path, monkeypatch
) -> None:
    """What the page lists for the room, typed in its order; the folder is another one."""
    monkeypatch.setenv("EXPLAIN_ECR_SANDBOX", str(tmp_path / "sandbox"))
    table = PAGE[PAGE.index("## In the room") : PAGE.index("## A demonstration")]
    lines = re.findall(r"`explain-ecr (room [^`]+)`", table)
    typed = [shlex.split(line.replace("/srv/room", str(tmp_path / "room"))) for line in lines]
    assert [words[1] for words in typed] == [
        "open",
        "join",
        "board",
        "hint",
        "flag",
        "close",
        "card",
        "read",
    ]
    for words in typed[:6]:
        done = play((*words, *(["--yes"] if words[1] in ("join", "close") else [])))
        assert done.exit_code == 0, (words, done.stderr)


def test_the_stick_is_what_make_fills() -> None:
    assert "`make kit`" in PAGE
    assert re.search(r"^kit: .*\bwheel\b", MAKEFILE.read_text(), re.MULTILINE)
    rule = re.search(r"^wheel:.*\n((?:\t.*\n)+)", MAKEFILE.read_text(), re.MULTILINE)
    assert rule
    site, wheel = rule[1].index("--site-dir explain/site"), rule[1].index("hatchling build")
    assert site < wheel
