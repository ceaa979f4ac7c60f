"""A shell is led into a lab and out of it again, and is then as it was before."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from explain.lab.entering import KEPT, entering, leaving
from explain.lab.environment import LAB, Doors, left
from explain.lab.shells import kind_of

PLACE = Path("/made up/sandbox-labs/lab-00000000")
DOORS = Doors(PLACE, "http://127.0.0.1:1", "tcp://127.0.0.1:2", "http://127.0.0.1:3", Path("/ca"))
OWN = {
    "AWS_PROFILE": 'it\'s "mine" `now` $HOME',
    "AWS_SECRET_ACCESS_KEY": "hush",
    "DOCKER_HOST": "tcp://mine",
    "HTTP_PROXY": "",
    "EXPLAIN_ECR_SANDBOX": "/somewhere/of mine",
    "EDITOR": "vi",
}
SHELLS = ("sh", "bash", "zsh", "fish")


def after(shell: str, own: dict[str, str], *scripts: str) -> dict[str, str]:
    """Evaluate scripts one after the other, and return the environment of what is started then."""
    run = 'eval "$1"' if shell != "fish" else "printf %s $argv[1] | source"
    arguments = ["--no-config"] if shell == "fish" else []
    text = "\n".join(run.replace("1", str(number)) for number in range(1, len(scripts) + 1))
    done = subprocess.run(
        [shell, *arguments, "-c", f"{text}\nenv -0", *(["sh"] if shell != "fish" else []), *scripts],
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **own},
        capture_output=True, timeout=20, check=True,
    )  # fmt: skip
    assert done.stderr == b""
    pairs = (pair.partition(b"=") for pair in done.stdout.split(b"\0") if pair)
    made = {os.fsdecode(name): os.fsdecode(value) for name, _, value in pairs}
    return {name: value for name, value in made.items() if name not in ("_", "SHLVL", "PWD")}


@pytest.mark.parametrize("shell", SHELLS)
def test_out_of_a_lab_everything_is_as_before(shell: str, needs: Callable[..., None]) -> None:
    needs(shell)
    before = after(shell, OWN)
    enter = entering(kind_of(shell), DOORS, before)
    inside = after(shell, OWN, enter)
    assert (inside[LAB], inside["DOCKER_HOST"]) == (str(PLACE), "tcp://127.0.0.1:2")
    assert "AWS_PROFILE" not in inside
    assert inside["PATH"].startswith(f"{PLACE}/bin{os.pathsep}")
    assert after(shell, OWN, enter, leaving(kind_of(shell), inside)) == before


@pytest.mark.parametrize("shell", SHELLS)
def test_the_way_may_lead_through_several_labs(shell: str, needs: Callable[..., None]) -> None:
    needs(shell)
    before = after(shell, OWN)
    first = entering(kind_of(shell), DOORS, before)
    inside = after(shell, OWN, first)
    second = entering(kind_of(shell), DOORS, inside)
    deeper = after(shell, OWN, first, second)
    assert deeper[KEPT] == inside[KEPT]
    assert after(shell, OWN, first, second, leaving(kind_of(shell), deeper)) == before


def test_a_shell_that_keeps_nothing_is_led_out_all_the_same() -> None:
    inside = after("sh", {}, entering("posix", DOORS, OWN))
    # A shell that was started inside inherits the environment alone, and not what was kept.
    outside = after("sh", inside, leaving("posix", inside))
    assert {LAB, KEPT, "DOCKER_HOST", "AWS_PROFILE", "EXPLAIN_ECR_SANDBOX"}.isdisjoint(outside)
    assert str(PLACE) not in outside["PATH"]


def test_the_labs_own_shell_keeps_nothing_of_the_lab() -> None:
    script = entering("posix", DOORS, {LAB: str(PLACE), "DOCKER_HOST": "tcp://lab"})
    assert "_ecr_lab_was_" not in script
    assert f"export {KEPT}=''" in script


@pytest.mark.parametrize("kind", ["posix", "fish", "powershell"])
def test_no_value_of_the_users_is_printed(kind) -> None:
    assert "hush" not in entering(kind, DOORS, OWN)
    assert "AWS_SECRET_ACCESS_KEY" in entering(kind, DOORS, OWN)


@pytest.mark.parametrize("kind", ["posix", "fish", "powershell"])
def test_a_name_that_is_none_is_not_evaluated(kind) -> None:
    assert "touch" not in entering(kind, DOORS, {"AWS_$(touch x)": "1"})
    assert "touch" not in leaving(kind, {LAB: "/lab", KEPT: "A $(touch x)"})


def test_outside_of_a_lab_that_ended_the_sandbox_is_the_one_before() -> None:
    made = left({LAB: str(PLACE), "EXPLAIN_ECR_SANDBOX": str(PLACE), "PATH": f"{PLACE}/bin:/bin"})
    assert made == {"EXPLAIN_ECR_SANDBOX": "/made up/sandbox", "PATH": "/bin"}
