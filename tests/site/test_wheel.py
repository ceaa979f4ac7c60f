"""The wheel: with the site where it was built, and whole without it."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

ROOT = Path(__file__).parent.parent.parent
LARGEST = 3_300_000
"""Bytes of the whole wheel: with Brython, seven lessons on topics, and the pages as they were compiled."""

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout in which nothing was built."""
    pytest.importorskip("hatchling", reason="the wheel's builder is not installed")
    folder = tmp_path_factory.mktemp("wheel") / "checkout"
    ignored = shutil.ignore_patterns("__pycache__", "compiled")
    for part in ("explain", "lessons"):
        shutil.copytree(ROOT / part, folder / part, ignore=ignored)
    shutil.rmtree(folder / "explain" / "site", ignore_errors=True)  # left by a build that failed
    (folder / ".ci").mkdir()
    for file in (".gitignore", ".ci/build_hook.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / file, folder / file)
    return folder


def wheel(run: Run, checkout: Path) -> zipfile.ZipFile:
    done = run("-m", "hatchling", "build", "--target", "wheel", root=checkout)
    assert done.returncode == 0, done.stderr
    (built,) = (checkout / "dist").glob("explain_ecr-*-py3-none-any.whl")
    return zipfile.ZipFile(built)


def test_the_wheel_carries_the_built_site(
    checkout: Path, built: Path, run: Run, tmp_path: Path
) -> None:
    shutil.copytree(built, checkout / "explain" / "site")
    with wheel(run, checkout) as found:
        sizes = {
            entry.filename.removeprefix("explain/site/"): entry.file_size
            for entry in found.infolist()
            if entry.filename.startswith("explain/site/")
        }
        found.extractall(tmp_path)
    shutil.rmtree(checkout / "explain" / "site")
    files = [file for file in built.rglob("*") if file.is_file()]
    assert sizes == {file.relative_to(built).as_posix(): file.stat().st_size for file in files}
    assert sum(file.stat().st_size for file in (checkout / "dist").iterdir()) < LARGEST
    said = run("-c", "from explain.cli.site import built; print(built())", root=tmp_path)
    assert said.stdout.strip() == str(tmp_path / "explain" / "site")


def test_a_wheel_without_the_site_is_whole_otherwise(checkout: Path, run: Run) -> None:
    with wheel(run, checkout) as found:
        names = found.namelist()
    assert {"explain/cli/site.py", "explain/lessons/index.md", "explain/theme/main.html"} <= set(
        names
    )
    assert [name for name in names if name.startswith("explain/site/")] == []


def test_what_is_installed_loads_what_was_compiled_and_compiles_nothing(
    checkout: Path, run: Run, tmp_path: Path
) -> None:
    with wheel(run, checkout) as found:
        found.extractall(tmp_path)
    code = (
        "import sys\n"
        "from explain.content import store\n"
        "for kind in store.SOURCES: assert store.data(kind), kind\n"
        "assert not {'explain.content.compile', 'markdown_it', 'yaml'} & set(sys.modules)\n"
        "print(store.COMPILED)\n"
    )
    said = run("-c", code, root=tmp_path)
    assert (said.stderr, said.stdout.strip()) == (
        "",
        str(tmp_path / "explain" / "content" / "compiled"),
    )
    assert not (checkout / "explain" / "content" / "compiled").exists()
