"""The first minutes: what one can do, as it has to be typed here, and names that are nearly right."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from explain.cli import grouped
from explain.cli.app import app
from explain.cli.calling import name_here
from explain.cli.commands import FIRST
from explain.cli.leading import leading_here
from explain.errors import UsageProblem
from explain.library import lesson
from explain.nearness import meaning

GROUP = get_command(app)
EXAMPLES = {name: line for group in grouped.GROUPS.values() for name, line in group.items()}


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_a_bare_command_names_what_one_can_do_and_breaks_no_word(learner, columns: int) -> None:
    text = learner.run(env={"COLUMNS": str(columns)}).stdout
    for arguments in FIRST:
        assert f" {arguments}" in text
    too_wide = [line for line in text.splitlines() if len(line) > columns]
    # A command is never broken: what is wider is the line itself, on the narrowest screen.
    assert all(columns == 40 and ("aws" in line or "docker" in line) for line in too_wide)


def test_what_a_bare_command_names_works_from_another_folder(learner) -> None:
    """Off PATH, in a clone, it is called by what it was started with."""
    program = Path(sys.executable).parent / "explain-ecr"
    done = subprocess.run(
        [program],
        env={**learner.environment, "PATH": "/usr/bin:/bin"},
        cwd=program.parent.parent,
        capture_output=True,
        text=True,
        timeout=60,
    )
    command = next(line for line in done.stdout.splitlines() if line.endswith("every command"))
    assert command.split()[0] == "bin/explain-ecr"


def test_a_program_that_was_removed_meanwhile_is_called_by_its_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whatever is on PATH by then is what works."""
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    monkeypatch.setattr(sys, "argv", [str(tmp_path / "explain-ecr")])
    assert name_here() == "explain-ecr"


@pytest.mark.parametrize("name", [name for name, command in GROUP.commands.items()])
def test_every_command_is_in_a_group_and_has_an_example_that_it_understands(name: str) -> None:
    words = shlex.split(EXAMPLES[name])
    start = words.index("explain-ecr")
    assert words[start + 1] == name
    GROUP.make_context("explain-ecr", words[start + 1 :]).close()
    command = GROUP.commands[name]
    command.make_context(name, words[start + 2 :]).close()
    assert command.epilog == f"Example: {EXAMPLES[name]}"


def test_the_groups_name_no_command_that_there_is_not() -> None:
    assert set(EXAMPLES) == set(GROUP.commands)


def test_nothing_is_cut_in_the_help(play) -> None:
    text = play(("--help",)).stdout
    assert "..." not in text.replace("[ARGS]...", "")
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize(
    ("words", "start"),
    [
        (("help",), "Usage: explain-ecr [OPTIONS] COMMAND"),
        (("help", "why"), "Usage: explain-ecr why "),
        (("version",), "explain-ecr "),
        (("next",), "\nWhere to go next\n"),
        (("glossary", "--no-pager"), "\nGlossary\n"),
        (("demo", "--help"), "Usage: explain-ecr step "),
    ],
    ids=" ".join,
)
def test_other_names_that_people_type_are_understood(play, words, start: str) -> None:
    played = play(words)
    assert played.exit_code == 0
    assert played.stdout.startswith(start)


def test_python_m_explain_is_the_same(learner) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "explain", "--version"],
        env={**learner.environment, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout[:12]) == (0, "explain-ecr ")


# --- names that are nearly right, and links ------------------------------------------------------


@pytest.mark.parametrize("name", ["pipe", "2", "02-the-pipe"])
def test_a_lesson_is_found_by_its_name_its_step_and_its_file(name: str) -> None:
    assert lesson(name).name == "pipe"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("the-pipe", "pipe"),
        ("passwort", "password"),
        ("secur", "security"),
        ("GLOSSAR", "glossary"),
    ],
)
def test_a_lesson_that_is_nearly_named_is_suggested(typed: str, meant: str) -> None:
    with pytest.raises(UsageProblem) as refused:
        lesson(typed)
    assert f"Did you mean `explain-ecr lesson {meant}`?" in refused.value.remedy


@pytest.mark.parametrize("typed", ["", "xyzzy-plugh", "9", "..", "e"])
def test_what_is_near_to_no_lesson_gets_the_list_alone(typed: str) -> None:
    with pytest.raises(UsageProblem) as refused:
        lesson(typed)
    assert refused.value.remedy.startswith("The lessons are: line, password")


def test_the_first_of_several_names_is_meant() -> None:
    assert meaning("pi", ["sign", "pipe", "pip"]) == "pipe"
    assert meaning("", ["sign"]) == ""


@pytest.mark.parametrize(
    ("link", "way"),
    [
        ("play/token.md", "`explain-ecr site`"),
        ("reference/the-cloud.md#the-door", "`explain-ecr site`"),
        ("02-the-pipe.md#run-both-sides", "`explain-ecr lesson pipe`"),
        ("../02-the-pipe.md", "`explain-ecr lesson pipe`"),
        ("errors/index.md", "`explain-ecr why --list`"),
        ("errors/status-400.md", "`explain-ecr why status-400`"),
        ("https://brython.info", "https://brython.info"),
    ],
)
def test_a_link_on_a_terminal_leads_somewhere(link: str, way: str) -> None:
    assert leading_here(f"See [this page]({link}).") == f"See this page ({way})."
    assert leading_here(f"`[this]({link})`") == f"`[this]({link})`"


def test_a_program_gets_the_links_as_they_stand(play) -> None:
    assert (
        "[a page that opens tokens](play/token.md)"
        in play(("lesson", "1", "--output", "json")).stdout
    )
    shown = play(("lesson", "1", "--output", "plain")).stdout.replace("\n", " ")
    assert f"(`{name_here()} site`)" in shown


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("lesson pa", "password"),
        ("step 1.", "1..3"),
        ("step 1 --from de", "decode"),
        ("talk --from ex", "expire"),
        ("why no-bas", "no-basic-auth"),
        ("gl", ""),
    ],
)
def test_a_shell_offers_what_a_word_may_become(learner, typed: str, offered: str) -> None:
    words = f"explain-ecr {typed}"
    done = learner.run(
        env={
            "_EXPLAIN_ECR_COMPLETE": "complete_bash",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(words.split()) - 1),
        }
    )
    assert done.stdout.strip() == offered
