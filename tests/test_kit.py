"""What `make kit` decides, without a download: which machine needs which wheel, and what its pages say."""

from __future__ import annotations

import importlib
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / ".ci" / "kit"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="module", autouse=True)
def _found() -> Any:
    sys.path.insert(0, str(SOURCES))
    yield
    sys.path.remove(str(SOURCES))


@pytest.fixture
def targets() -> Any:
    return importlib.import_module("targets")


@pytest.fixture
def kit() -> Any:
    return importlib.import_module("kit")


@pytest.mark.parametrize(
    ("wheel", "machine", "python", "serves"),
    [
        ("a-1-py3-none-any.whl", ("Windows", "x86-64"), (3, 14), True),
        ("a-1-cp311-abi3-manylinux_2_28_x86_64.whl", ("Linux", "x86-64"), (3, 14), True),
        ("a-1-cp311-abi3-manylinux_2_34_x86_64.whl", ("Linux", "x86-64"), (3, 14), False),
        ("a-1-cp312-abi3-manylinux_2_28_x86_64.whl", ("Linux", "x86-64"), (3, 11), False),
        ("a-1-cp311-abi3-manylinux_2_28_x86_64.whl", ("Linux", "arm64"), (3, 11), False),
        ("a-1-cp313-cp313-manylinux2014_aarch64.whl", ("Linux", "arm64"), (3, 13), True),
        ("a-1-cp313-cp313-musllinux_1_2_x86_64.whl", ("Linux", "x86-64"), (3, 13), False),
        ("a-1-cp36-abi3-macosx_10_9_x86_64.whl", ("macOS", "x86-64"), (3, 12), True),
        ("a-1-cp36-abi3-macosx_10_9_x86_64.whl", ("macOS", "arm64"), (3, 12), False),
        ("a-1-cp311-abi3-macosx_10_9_universal2.whl", ("macOS", "arm64"), (3, 12), True),
        ("a-1-cp312-cp312-macosx_14_0_arm64.whl", ("macOS", "arm64"), (3, 12), False),
        ("a-1-cp312-cp312-win_amd64.whl", ("Windows", "x86-64"), (3, 12), True),
        ("a-1-cp312-cp312-win32.whl", ("Windows", "x86-64"), (3, 12), False),
        ("a-1-cp314-cp314t-win_amd64.whl", ("Windows", "x86-64"), (3, 14), False),
    ],
)  # fmt: skip
def test_a_wheel_serves_a_machine(targets, wheel, machine, python, serves) -> None:
    assert targets.Target(*machine, python).serves(wheel) is serves


def test_each_target_needs_what_its_own_markers_say(targets) -> None:
    needs = {
        target: targets.needed("explain-ecr", target.environment) for target in targets.TARGETS
    }
    assert len(needs) == 20
    direct = {re.split(r"[\[><=,]", text)[0].lower() for text in PROJECT["dependencies"]}
    for target, wanted in needs.items():
        assert direct <= set(wanted), target
        assert ("colorama" in wanted) is (target.system == "Windows"), target
        assert {"pytest", "mypy", "mkdocs"} & set(wanted) == set(), (
            "a tool of ours is no dependency"
        )


def test_an_older_version_is_asked_for_where_the_tested_one_has_no_wheel(targets) -> None:
    need = targets.needed("explain-ecr", targets.TARGETS[0].environment)["cryptography"]
    assert re.fullmatch(r"cryptography==[0-9.]+", need.tested)
    assert need.allowed.startswith("cryptography")
    assert ">=" in need.allowed
    assert "==" not in need.allowed


def test_the_targets_are_the_pythons_that_the_package_allows(targets) -> None:
    assert PROJECT["requires-python"] == f">={'.'.join(map(str, targets.PYTHONS[0]))}"
    for name in ("install.sh", "install.cmd", "README.md"):
        text = (SOURCES / name).read_text("utf-8")
        assert all(f"3.{minor}" in text for _, minor in targets.PYTHONS), name


def test_the_scripts_are_in_order() -> None:
    done = subprocess.run(["sh", "-n", SOURCES / "install.sh"], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    lines = (SOURCES / "install.cmd").read_bytes().split(b"\n")
    assert all(line.endswith(b"\r") for line in lines[:-1]), "cmd reads lines that end with CR LF"


@pytest.mark.parametrize(
    ("wheels", "said"), [(["pip-26.whl"], b"open site/index.html"), ([], b"copy the whole stick")]
)
def test_an_installation_that_cannot_be_is_told_before_it_begins(
    tmp_path: Path, wheels: list[str], said: bytes
) -> None:
    stick, home = tmp_path / "stick", tmp_path / "home"
    (stick / "wheels").mkdir(parents=True)
    home.mkdir()
    shutil.copy(SOURCES / "install.sh", stick)
    for name in wheels:
        (stick / "wheels" / name).touch()
    (stick / "dirname").symlink_to("/usr/bin/dirname")
    env = {"PATH": str(stick), "HOME": str(home)}  # a machine without Python
    argv = ["/bin/sh", stick / "install.sh"]
    done = subprocess.run(argv, env=env, capture_output=True, check=False)
    assert done.returncode == 1
    assert said in done.stderr
    assert list(home.iterdir()) == []


def test_the_page_and_the_checksums_tell_what_is_there(kit, targets, tmp_path: Path) -> None:
    for name, size in (("wheels/a-1-py3-none-any.whl", 2_000_000), ("site/index.html", 10),
                       ("wheels/b-1-cp312-cp312-win_amd64.whl", 500_000), ("talk.jsonl", 1),
                       ("talk.html", 1), ("card.html", 1)):  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x" * size)
    windows = next(target for target in targets.TARGETS if target.system == "Windows")
    page = kit.readme(tmp_path, {windows: ["cryptography>=45"]}, "- pip: it works.")
    assert "The folder has 2.5 MB." in page
    assert "| Windows x86-64, Python 3.11 to 3.14 | 2 | 2.5 MB | 0.5 MB |" in page
    assert "| Linux arm64, Python 3.11 to 3.14 | 1 | 2.0 MB | 0 kB |" in page
    assert f"- {windows}: nobody has published a wheel of cryptography>=45" in page
    assert "- pip: it works." in page
    (tmp_path / "SHA256SUMS").write_text("".join(kit.sums(tmp_path)))
    tool = ["sha256sum", "--check"] if shutil.which("sha256sum") else ["shasum", "-a", "256", "-c"]
    argv = [*tool, "SHA256SUMS"]
    done = subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.count(": OK")) == (0, 6)


def test_the_card_names_commands_that_there_are() -> None:
    from typer.main import get_command

    from explain.cli.app import app

    card = (SOURCES / "card.html").read_text("utf-8")
    group = get_command(app)
    calls = re.findall(r"<code>(?:~/explain-ecr/bin/)?explain-ecr ([^<]+)</code>", card)
    assert len(calls) > 5
    for call in calls:
        name, *rest = shlex.split(call)
        command = group.commands[name]
        if rest and rest[0] in getattr(command, "commands", {}):
            command, rest = command.commands[rest[0]], rest[1:]
        command.make_context(name, rest).close()
