"""What is written for each shell means there what it means here."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explain.lab.shells import entrance, kind_of, own_shell, script

ODD = {
    "A": "",
    "B": "it's \"quoted\" `twice` 'and again'",
    "C": "$HOME ${HOME} $(id) `id` !! #x ~ * ? [a] {a,b} ; & | < > \\",
    "D": "two\nlines\n\nand more\n",
    "E": "a\\nb \\\\ \\' \\\" ends with \\",
    "F": "-n",
    "G": "tab\there, Größe, → and 😀",
    "H": "\u2018typographic\u2019 \u201aquotes\u201b",
    "I": " spaces  at  both ends ",
}
POSIX = ("sh", "bash", "zsh")

values = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60)


def after(shell: str, text: str, environment: dict[str, str]) -> dict[str, str]:
    """Run a script in a shell, and return what a program then finds in its environment."""
    run = 'eval "$SCRIPT"' if shell != "fish" else "printf %s $SCRIPT | source"
    done = subprocess.run(
        [shell, *(["--no-config"] if shell == "fish" else []), "-c", f"{run}\nenv -0"],
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "SCRIPT": text, **environment},
        capture_output=True, timeout=20, check=True,
    )  # fmt: skip
    assert done.stderr == b""
    pairs = (pair.partition(b"=") for pair in done.stdout.split(b"\0") if pair)
    return {os.fsdecode(name): os.fsdecode(value) for name, _, value in pairs}


@pytest.mark.parametrize("shell", [*POSIX, "fish"])
def test_odd_values_arrive_as_they_are(shell: str, needs: Callable[..., None]) -> None:
    needs(shell)
    made = after(shell, script(kind_of(shell), [], ODD), {})
    assert {name: made.get(name) for name in ODD} == ODD


@pytest.mark.parametrize("shell", ["sh", "bash"])
@settings(max_examples=25)
@given(value=values)
def test_any_value_arrives_as_it_is(shell: str, value: str) -> None:
    assert after(shell, script("posix", [], {"A": value}), {})["A"] == value


@pytest.mark.skipif(not shutil.which("fish"), reason="there is no fish here")
@settings(max_examples=10)
@given(value=values)
def test_any_value_arrives_in_fish(value: str) -> None:
    assert after("fish", script("fish", [], {"A": value}), {})["A"] == value


@pytest.mark.parametrize("shell", [*POSIX, "fish"])
def test_what_is_unset_is_not_inherited(shell: str, needs: Callable[..., None]) -> None:
    needs(shell)
    text = script(kind_of(shell), ["AWS_PROFILE", "DOCKER_HOST"], {"DOCKER_HOST": "tcp://x"})
    made = after(shell, text, {"AWS_PROFILE": "poison", "DOCKER_HOST": "poison", "KEPT": "1"})
    assert "AWS_PROFILE" not in made
    assert (made["DOCKER_HOST"], made["KEPT"]) == ("tcp://x", "1")


def test_path_is_a_list_in_fish_too(needs: Callable[..., None]) -> None:
    needs("fish")
    path = f"/made/up:{os.environ['PATH']}"
    assert after("fish", script("fish", [], {"PATH": path}), {})["PATH"] == path


@pytest.mark.parametrize("kind", ["posix", "fish", "powershell"])
@pytest.mark.parametrize("name", ["AWS_$(touch x)", "AWS_A;id", "AWS_A B", "AWS_'", "AWS_É", ""])
def test_a_name_that_is_none_is_not_written_for_eval(kind: str, name: str) -> None:
    assert script(kind, [name], {}) == ""


def test_powershell_has_more_kinds_of_quotes() -> None:
    written = script("powershell", ["B"], {"A": "it's \u2018so\u2019"})
    assert written == (
        "Remove-Item -ErrorAction SilentlyContinue Env:B\n"
        "$Env:A = 'it''s \u2018\u2018so\u2019\u2019'"
    )


@pytest.mark.parametrize(
    ("shell", "kind"),
    [
        ("/bin/bash", "posix"), ("/usr/bin/zsh", "posix"), ("sh", "posix"), ("dash", "posix"),
        ("/opt/fish", "fish"), ("fish", "fish"), ("pwsh.exe", "powershell"),
        ("PowerShell", "powershell"), ("/usr/bin/pwsh", "powershell"), ("", "posix"),
    ],
)  # fmt: skip
def test_a_shell_is_known_by_its_name(shell: str, kind: str) -> None:
    assert kind_of(shell) == kind


def test_the_own_shell_is_the_one_that_the_environment_names() -> None:
    assert own_shell({"SHELL": "/bin/zsh"}) == "/bin/zsh"
    assert own_shell({"SHELL": ""}) in ("/bin/sh", "powershell")


def test_each_kind_says_how_to_enter() -> None:
    assert all("explain-ecr lab env" in entrance(kind) for kind in ("posix", "fish", "powershell"))
