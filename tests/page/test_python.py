"""The Python that goes into pages: all that explains a line, or an error, nothing else, and its stand-ins."""

from __future__ import annotations

import ast
import dataclasses
import functools
import itertools
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from explain.content.errorpages import error_pages
from explain.page import python
from explain.trouble import octets, recognise

PAGES = tuple(python.BUNDLES)


@functools.cache
def script(page: str) -> str:
    """What a page loads, without its beginning, which is JavaScript."""
    return python.script(page).partition("window.explainPython.content")[2]


@functools.cache
def modules(page: str) -> dict[str, str]:
    """The modules of a page, made once for all tests."""
    return python.modules(page)


def everywhere() -> dict[str, str]:
    """The modules of all pages."""
    return {name: source for page in PAGES for name, source in modules(page).items()}


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Load a module's source as a page has it, and what stands in for the standard library with it."""

    def load(name: str, source: str = "") -> ModuleType:
        module = ModuleType(name)
        exec(source or everywhere()[name], module.__dict__)
        return module

    monkeypatch.setitem(sys.modules, "records", load("records"))
    return load


# --- what goes in --------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_everything_is_there_that_is_imported_and_comes_before_it(page: str) -> None:
    sources = modules(page)
    names = list(sources)
    for at, name in enumerate(names):
        for imported in python._imports(ast.parse(sources[name])):
            if imported in python.GIVEN or imported.startswith(f"{name}."):
                continue  # a package imports its own modules, which come after it
            within = imported.startswith(name.rpartition(".")[0]) and "." in name
            assert imported in names, f"{name} imports {imported}"
            assert names.index(imported) < at or within, f"{name} comes before {imported}"


def test_what_a_page_does_not_have_is_named() -> None:
    with pytest.raises(KeyError, match="hashlib is imported by what explains"):
        python._file("hashlib")


def test_what_types_and_readers_need_stays_out() -> None:
    for name, source in everywhere().items():
        for node in ast.walk(ast.parse(source)):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, bytes)), name
            assert not isinstance(node, ast.AnnAssign), name
            assert getattr(node, "returns", None) is None, name
            assert getattr(node, "annotation", None) is None, name
            has_docstring = isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module)
            assert not (has_docstring and ast.get_docstring(node)), name


def no_text(value: object) -> object:
    return (
        [no_text(each) for each in value]
        if isinstance(value, list)
        else isinstance(value, dict) and value
    )


def test_what_was_compiled_goes_along_and_no_compiler() -> None:
    content = json.loads(script("line").removeprefix(" = ").partition(";\n")[0])
    assert set(content) == set(python.BUNDLES["line"].content)
    assert any(row[0] == ["docker login"] for row in content["words"][0])
    assert "{" not in json.dumps([no_text(rows) for rows in content.values()]), (
        "an object of JavaScript's is no dictionary"
    )
    assert not {"explain.content.compile", "explain.lesson"} & set(everywhere())


def test_of_error_pages_the_python_has_no_text_and_the_page_has_it_drawn() -> None:
    content, _, rest = (
        script("error").removeprefix(" = ").partition(";\nwindow.explainPython.texts = ")
    )
    texts = json.loads(rest.partition(";\nwindow.explainPython.modules")[0])
    pages = error_pages()
    assert list(texts["pages"]) == [page.name for page in pages]
    for page in pages:
        assert list(texts["pages"][page.name]["fixes"]) == list(page.fixes)
        first = page.section("What happened").split("\n")[0]
        assert f"{json.dumps(first, ensure_ascii=False)[1:-1]}" not in content
    assert {hit.page.name for hit in recognise(texts["sample"]).hits} == {
        "no-credentials", "empty-password",
    }  # fmt: skip
    assert not recognise(texts["unknown"]).hits


def test_no_page_has_what_only_another_needs() -> None:
    assert not [name for name in modules("error") if name.startswith("explain.command")]
    assert not [name for name in modules("line") if name.startswith("explain.trouble")]


@pytest.mark.parametrize("page", PAGES)
def test_nothing_in_it_ends_a_script(page: str) -> None:
    assert "</script" not in script(page).lower()
    assert not {"\u2028", "\u2029"} & set(script(page))


def test_it_is_the_same_in_every_build() -> None:
    code = "from explain.page import python; print(hash(0), *map(python.script, python.BUNDLES))"
    made = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(python.HOUSE.parent)},
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert made[0] == made[1]


def test_brython_goes_along_with_its_licence(tmp_path: Path) -> None:
    pytest.importorskip("brython")
    python.write(tmp_path)
    folder = tmp_path / "assets" / "python"
    assert "Pierre Quentel" in (folder / "LICENSE.txt").read_text("utf-8")
    assert (folder / "brython.js").read_text("utf-8").startswith("// brython.js brython.info")
    assert sum(file.stat().st_size for file in folder.iterdir()) < 2_500_000


def test_the_table_is_what_brython_reads() -> None:
    table = json.loads(script("line").rpartition("update_VFS(")[2].removesuffix(");\n"))
    assert table["explain.command"] == [".py", "pass", [], True]
    assert table["records"][0] == ".py"
    assert len(table["records"]) == 3


# --- what stands in ------------------------------------------------------------------------------

RECORDS = """
from dataclasses import dataclass, field, replace
from typing import NamedTuple

@dataclass(frozen=True, slots=True)
class Point:
    '''A place.'''
    x: int
    y: int = 2
    tags: list[str] = field(default_factory=list)

@dataclass(slots=True)
class Doubled:
    value: int

    def __post_init__(self) -> None:
        self.value *= 2

class Pair(NamedTuple):
    left: str
    right: str = "r"

    @property
    def both(self) -> str:
        return self.left + self.right
"""


@pytest.fixture
def records(loaded: Any, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module of records, as a page has it."""
    for name in ("dataclasses", "typing"):
        monkeypatch.setitem(sys.modules, name, loaded(name))
    slim = python._Slimmer().visit(ast.parse(RECORDS))
    return loaded("records_of_ours", ast.unparse(ast.fix_missing_locations(slim)))  # type: ignore[no-any-return]


def test_records_are_made_with_their_defaults(records: Any) -> None:
    point = records.Point(1)
    assert (point.x, point.y, point.tags) == (1, 2, [])
    assert records.Point(1).tags is not point.tags
    assert records.Point(y=5, x=4).y == 5
    assert records.Doubled(4).value == 8
    assert records.Pair("l").both == "lr"
    with pytest.raises(TypeError):
        records.Point()


def test_records_are_compared_by_their_values(records: Any) -> None:
    assert records.Pair("a") == records.Pair("a", "r")
    assert records.Pair("a") != records.Pair("b")
    assert records.Pair("a") != ("a", "r")  # the one thing that a tuple has and they have not
    assert len({records.Pair("a"), records.Pair("a")}) == 1
    assert records.Doubled(1) == records.Doubled(1)


def test_records_are_unpacked_and_replaced(records: Any) -> None:
    left, right = records.Pair("a", "b")
    assert (left, right) == ("a", "b")
    assert records.Pair("a")._replace(right="z").both == "az"
    replaced = sys.modules["dataclasses"].replace(records.Point(1), y=9)
    assert (replaced.x, replaced.y) == (1, 9)


def test_nobody_asks_a_record_what_only_a_tuple_can(records: Any) -> None:
    for name, source in everywhere().items():
        assert "isinstance(" not in source or "tuple)" not in source, name


def test_what_was_found_once_is_kept(loaded: Any) -> None:
    stand_in = loaded("functools")
    for module in (functools, stand_in):
        asked: list[int] = []
        found = module.cache(lambda value, asked=asked: asked.append(value) or value * 2)
        assert [found(1), found(1), found(2)] == [2, 2, 4]
        assert asked == [1, 2]

        class Kept:
            count = 0

            @module.cached_property
            def counted(self) -> int:
                self.count += 1
                return self.count

        kept = Kept()
        assert [kept.counted, kept.counted, Kept().counted] == [1, 1, 1]


@pytest.mark.parametrize("values", [[], [1], [1, 1, 2], [2, 1, 1, 3, 3, 3], [None, None, 0]])
def test_runs_and_pairs_are_those_of_the_standard_library(loaded: Any, values: list[Any]) -> None:
    stand_in = loaded("itertools")
    assert list(stand_in.pairwise(values)) == list(itertools.pairwise(values))
    ours = [(key, list(run)) for key, run in stand_in.groupby(values, key=str)]
    assert ours == [(key, list(run)) for key, run in itertools.groupby(values, key=str)]


def test_the_stand_ins_stand_in_for_what_there_is() -> None:
    for name in (
        "dataclasses",
        "functools",
        "itertools",
        "math",
        "re",
        "typing",
        "collections.abc",
    ):
        source = everywhere()[name]
        real = __import__(name, fromlist=["_"])
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert hasattr(real, node.name), f"{name}.{node.name}"
    ours = loaded_names("explain.trouble.octets")
    assert ours
    assert ours <= set(vars(octets))
    assert dataclasses.replace  # used above under its stand-in's name


def loaded_names(name: str) -> set[str]:
    """Return the public names that a module assigns or defines."""
    body = ast.parse(everywhere()[name]).body
    assigned = {ast.unparse(node.targets[0]) for node in body if isinstance(node, ast.Assign)}
    defined = {node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return {name for name in assigned | defined if not name.startswith("_")}
