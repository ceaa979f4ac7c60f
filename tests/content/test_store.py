"""What was compiled is used as long as it is of the pages as they are now, and never otherwise."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from explain.content import compile as compiler
from explain.content import store
from explain.errors import LessonProblem

PAGE = "### `it-is-wrong`\n\n**error** It is {}.\n\nRemedy: Correct it.\n"


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page on `status`, in a folder of lessons of its own, and an empty folder for what is compiled."""
    page = tmp_path / "lessons" / "reference" / "status.md"
    page.parent.mkdir(parents=True)
    page.write_text(PAGE.format("so"), "utf-8")
    for module in (store, compiler):
        monkeypatch.setattr(module, "folder", lambda: tmp_path / "lessons")
    monkeypatch.setattr(store, "COMPILED", tmp_path / "compiled")
    return page


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kinds that were compiled, in order."""
    kinds: list[str] = []
    real = compiler.compiled

    def noted(kind: str) -> Any:
        kinds.append(kind)
        return real(kind)

    monkeypatch.setattr(compiler, "compiled", noted)
    return kinds


def message() -> str:
    """What the page says now."""
    return str(store.data("status")[0][2])


def kept(page: Path) -> Path:
    return page.parents[2] / "compiled" / "status.json"


def test_a_page_is_compiled_once_until_it_changes(page: Path, compiled: list[str]) -> None:
    assert [message(), message()] == ["It is so."] * 2
    assert compiled == ["status"]
    page.write_text(PAGE.format("no"), "utf-8")  # as long as before
    status = page.stat()
    os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    assert message() == "It is no."
    page.write_text(PAGE.format("longer"), "utf-8")
    os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    assert message() == "It is longer."
    assert compiled == ["status"] * 3


@pytest.mark.parametrize(
    "spoiled",
    [
        lambda lines: b"",
        lambda lines: lines[: len(lines) // 2],
        lambda lines: lines[:-1],
        lambda lines: lines.replace(b'"texts":[]', b'"texts":[1]'),
        lambda lines: lines.replace(b'"texts":[],', b""),
        lambda lines: lines.replace(b'"data"', b'"date"'),
        lambda lines: b"\xff" + lines,
        lambda lines: b"[]\n",
        lambda lines: b"null\n",
        lambda lines: json.dumps({"stamp": "", "texts": [], "data": []}).encode() + b"\n",
    ],
)
def test_a_file_that_is_broken_or_of_other_pages_is_not_used(
    page: Path, compiled: list[str], spoiled: Callable[[bytes], bytes]
) -> None:
    message()
    whole = kept(page).read_bytes()
    kept(page).write_bytes(spoiled(whole))
    assert message() == "It is so."
    assert compiled == ["status"] * 2
    assert kept(page).read_bytes() == whole


def test_a_change_of_the_compiler_is_one_as_well(page: Path) -> None:
    assert "compile.py " in store.stamp_of("status", page.parents[1])


def test_a_place_that_cannot_be_written_is_no_obstacle(
    page: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(page).parent.write_text("a file where the folder should be")
    assert [message(), message()] == ["It is so."] * 2
    assert compiled == ["status"] * 2
    kept(page).parent.unlink()
    monkeypatch.setattr(store, "_is_ours", lambda place: False)
    assert message() == "It is so."
    assert not kept(page).parent.exists()


def test_no_draft_is_left_behind(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    message()
    assert [file.name for file in kept(page).parent.iterdir()] == ["status.json"]
    kept(page).unlink()
    monkeypatch.setattr(Path, "replace", lambda *_: os.stat("/nonexistent"))
    assert message() == "It is so."
    assert list(kept(page).parent.iterdir()) == []


def test_a_page_that_cannot_be_read_is_told_of_and_nothing_is_kept(page: Path) -> None:
    page.write_text("### `it-is-wrong`\n\nIt is.\n", "utf-8")
    with pytest.raises(LessonProblem, match="has no severity") as caught:
        message()
    assert (caught.value.line, bool(caught.value.remedy)) == (1, True)
    assert not kept(page).exists()


def test_two_processes_that_compile_at_once_read_the_same(tmp_path: Path) -> None:
    code = (
        "import pathlib, sys\n"
        "from explain.content import store\n"
        "store.COMPILED = pathlib.Path(sys.argv[1])\n"
        "sys.stdin.readline()\n"
        "print(len(store.data('causes')), store.data('causes') == store.data('causes'))\n"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "compiled")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
        )
        for _ in range(2)
    ]  # fmt: skip
    for process in running:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[0] for process in running]
    assert said[0] == said[1]
    assert said[0].endswith("True\n")
    assert [file.name for file in (tmp_path / "compiled").iterdir()] == ["causes.json"]


def test_what_is_installed_is_known_by_names_and_sizes(page: Path, tmp_path: Path) -> None:
    """An installation sets times of its own: a wheel's files have none that could be compared."""
    before = store.stamp_of("status", page.parents[1], is_installed=True)
    os.utime(page, ns=(0, 0))
    assert store.stamp_of("status", page.parents[1], is_installed=True) == before
    page.write_text(PAGE.format("longer"), "utf-8")
    assert store.stamp_of("status", page.parents[1], is_installed=True) != before
