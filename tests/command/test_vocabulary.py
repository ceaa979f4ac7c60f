import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from explain.command.vocabulary import Entry, Vocabulary, vocabulary
from explain.content.model import Argument, Option
from explain.content.place import folder
from explain.content.words import join, read

PAGES = sorted((folder() / "words").glob("*.md"))

PAGE = """\
# The words

An introduction, with `code`.

## `tool`

A tool.

- `-v`, `--verbose`: Say
  more.

## `tool login`, `tool l`

Logs in. It goes on
in the next line.

- `-u`, `--username USER`: The user.
- `--tls-verify=BOOLEAN`: Checks.
- `-e`, `--email TEXT` (removed: 17.06): It is gone.
- `--never` (never): It never was.
- `HOST`: The host.
- `help`: Says more.
- `ARGUMENT...`: More: with a colon.

Another paragraph, for people.
"""


@pytest.fixture
def small() -> Vocabulary:
    names, rest = join([read(PAGE, "x.md", "tool")])
    return Vocabulary(
        Entry((*row, json.dumps(text))) for row, text in zip(names, rest, strict=True)
    )


def test_a_page_is_data_too(small: Vocabulary) -> None:
    login = small.find("tool login")
    assert login is not None
    assert (login.names, login.name, login.page) == (("tool login", "tool l"), "tool login", "tool")
    assert login.text == "Logs in. It goes on in the next line."
    assert login.options == (
        Option(("-u", "--username"), "USER", "The user."),
        Option(("--tls-verify",), "", "Checks.", "BOOLEAN"),
        Option(("-e", "--email"), "TEXT", "It is gone.", removed="17.06"),
        Option(("--never",), "", "It never was.", removed="never"),
    )
    assert login.arguments == (
        Argument("HOST", "The host."),
        Argument("help", "Says more.", is_word=True),
        Argument("ARGUMENT...", "More: with a colon."),
    )
    assert login.options[0].name == "--username"
    assert (login.before_command, login.open_ended) == (None, 2)


def test_a_command_has_its_own_options_and_those_of_its_tool(small: Vocabulary) -> None:
    options = small.options("tool l")
    assert options["-u"] is options["--username"]
    assert options["--verbose"].text == "Say more."
    assert "--username" not in small.options("tool")
    assert small.options("other") == {}


def test_a_name_leads_to_longer_ones(small: Vocabulary) -> None:
    assert small.leads("tool")
    assert small.branches("tool")
    assert not small.branches("tool login")
    assert not small.leads("tool logout")


def test_a_cmdlet_is_found_in_any_case() -> None:
    assert vocabulary().find("get-ecrlogincommand") is vocabulary().find("Get-ECRLoginCommand")
    assert vocabulary().find("DOCKER") is None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_entry_of_a_page_says_something(page) -> None:
    source = page.read_text("utf-8")
    entries = list(read(source, page.name, page.stem))
    assert len(entries) == source.count("\n## ")
    assert [entry.names for entry in entries if not entry.text.endswith((".", ".)"))] == []
    items = [item for entry in entries for item in (*entry.options, *entry.arguments)]
    assert len(items) >= len(re.findall(r"^- ", source, re.MULTILINE))
    assert [item for item in items if not item.text.endswith((".", ".)"))] == []


def test_no_name_has_two_entries_and_no_option_of_one_command_two_texts() -> None:
    entries = vocabulary().entries
    names = [name for entry in entries for name in entry.names]
    assert sorted(names) == sorted(set(names))
    for entry in entries:
        options = [name for option in entry.options for name in option.names]
        assert sorted(options) == sorted(set(options)), entry.name


def test_pages_end_their_lines_in_time() -> None:
    long = [
        f"{page.name}:{number}"
        for page in PAGES
        for number, line in enumerate(page.read_text("utf-8").splitlines(), start=1)
        if len(line) > 120 and not line.startswith("#")
    ]
    assert long == []


REAL = [
    *(
        ("docker", name)
        for name in ("login", "logout", "tag", "push", "pull", "images", "run", "build")
    ),
    ("docker", "manifest", "inspect"),
    *(("podman", name) for name in ("login", "logout", "tag", "push", "pull")),
    *(("skopeo", name) for name in ("login", "logout", "copy", "inspect", "list-tags")),
]
"""Commands all of whose options are in the vocabulary."""


@pytest.mark.parametrize("command", REAL, ids=" ".join)
def test_the_options_are_those_of_the_real_tool(command: tuple[str, ...], tmp_path) -> None:
    program = shutil.which(command[0])
    if not program:
        pytest.skip(f"{command[0]} is not here")
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    shown = subprocess.run(
        [program, *command[1:], "--help"], capture_output=True, text=True, env=environment
    ).stdout
    real = re.findall(r"^ +(?:(-\w), )?(--[a-z0-9-]+)(?: (\S+))?(?:  |$)", shown, re.MULTILINE)
    known = vocabulary().options(" ".join(command))
    for short, long, value in real:
        if long == "--help":
            continue
        assert long in known
        assert bool(known[long].metavar) == bool(value), long
        assert not short or known[short] is known[long]
    assert real or command[1] in ("logout", "tag"), shown


OPTIONS_OF_AWS = """
import awscli, json, pathlib
described = json.loads((pathlib.Path(awscli.__file__).parent / "data/cli.json").read_text())
print(*described["options"])
"""


def test_the_global_options_of_aws_are_all_known() -> None:
    listed = subprocess.run(
        [sys.executable, "-c", OPTIONS_OF_AWS], capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("the AWS CLI is not here")
    known = vocabulary().options("aws ecr get-login-password")
    assert "region" in listed.stdout.split()
    assert [name for name in listed.stdout.split() if f"--{name}" not in known] == []
