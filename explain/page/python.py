"""The Python that runs in pages: the modules that explain a command line, or an error, as Brython reads them.

So a page explains by the very code that explains in the terminal. Brython is one classic script, and takes
modules from a table in memory: a page that was opened as a file may fetch nothing.
"""

from __future__ import annotations

import ast
import json
import shutil
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple, cast

from explain.content.store import content, opened
from explain.page import errortexts

HERE = Path(__file__).parent / "brython"
HOUSE = Path(__file__).parent.parent

STAND_INS = {
    "answers_error": "answers_error.py",
    "answers_line": "answers_line.py",
    "bisect": "stand_in_bisect.py",
    "collections.abc": "stand_in_abc.py",
    "dataclasses": "stand_in_dataclasses.py",
    "explain.content.store": "stand_in_store.py",
    "explain.trouble.octets": "stand_in_octets.py",
    "functools": "stand_in_functools.py",
    "itertools": "stand_in_itertools.py",
    "math": "stand_in_math.py",
    "re": "stand_in_re.py",
    "records": "stand_in_records.py",
    "typing": "stand_in_typing.py",
}
"""Modules that have another source in a page, and where it is."""

EMPTY = ("collections",)
"""Packages that only have to be there."""

GIVEN = ("browser", "__future__")
"""What Brython has itself, and what is of no use there."""


class Bundle(NamedTuple):
    """What a page's Python is: the module that the page asks, what that asks of the browser, the content.

    `content` are the kinds of compiled content that its modules load.
    """

    answers: str
    scripts: tuple[str, ...]
    content: tuple[str, ...]


BUNDLES = {
    "line": Bundle("answers_line", ("bridge.js",), ("words", "command", "surroundings")),
    "error": Bundle("answers_error", ("bridge.js", "octets.js"), ("errors",)),
}
"""By the name of the page in lessons/play/, which is the script's name, too."""

TEXTS = {"error": errortexts.texts}
"""What a page itself shows, in which no Python looks."""


def write(site: Path) -> None:
    """Write Brython, our modules and the content that they load, into a built site."""
    folder = site / "assets" / "python"
    folder.mkdir(parents=True, exist_ok=True)
    with (files("brython") / "data" / "brython.js").open("rb") as brython:
        (folder / "brython.js").write_bytes(brython.read())
    shutil.copyfile(HERE / "LICENSE.txt", folder / "LICENSE.txt")
    for page in BUNDLES:
        (folder / f"{page}.js").write_text(script(page), "utf-8")


def script(page: str) -> str:
    """Return the script that holds a page's modules, in an order in which each finds what it imports."""
    bundle = BUNDLES[page]
    found = modules(page)
    table = {
        name: [".py", source, [], *([True] if is_package(name) else [])]
        for name, source in found.items()
    }
    # Brython asks the age of its table, and would keep compiled modules in the browser by it.
    table["$timestamp"] = 0  # type: ignore[assignment]
    kept = {kind: _content(kind) for kind in bundle.content}
    texts: Mapping[str, object] = TEXTS[page]() if page in TEXTS else {}
    return (
        "".join((HERE / name).read_text("utf-8") for name in bundle.scripts)
        + f"window.explainPython.content = {_json(kept)};\n"
        + f"window.explainPython.texts = {_json(texts)};\n"
        + f"window.explainPython.modules = {_json(list(found))};\n"
        + f"__BRYTHON__.use_VFS = true;\n__BRYTHON__.update_VFS({_json(table)});\n"
    )


def _content(kind: str) -> list[object]:
    """Return the data of a kind and its texts, as a list: Brython cannot read an object by key."""
    kept = content(kind)
    return [kept.data, [_text(kind, opened(line)) for line in kept.texts]]


def _text(kind: str, text: list[list[list[str]]]) -> object:
    """Return a text as a page has it. Of an error page's, Python asks for the headings of the fixes alone."""
    if kind != "errors":
        return text
    fixes = [[heading, ""] for heading, _ in text[1]]
    return json.dumps([[], fixes, []])


def modules(page: str) -> dict[str, str]:
    """Return the source of every module that a page needs, what is imported before what imports it."""
    found: dict[str, str] = {}
    begun = set(GIVEN)  # a package imports its modules, and comes before them

    def add(name: str) -> None:
        if name in begun:
            return
        begun.add(name)
        if parent := name.rpartition(".")[0]:
            add(parent)
        for imported in _imports(_slim(name)):
            add(imported)
        found[name] = ast.unparse(_slim(name)) or "pass"

    add(BUNDLES[page].answers)
    return found


def is_package(name: str) -> bool:
    """Whether a module has others inside."""
    return name in EMPTY or _file(name).name == "__init__.py"


def _file(name: str) -> Path:
    """Find a module's source. Raises `KeyError` for one that a page does not have."""
    if name in STAND_INS:
        return HERE / STAND_INS[name]
    place = HOUSE.joinpath(*name.split(".")[1:])
    for file in (place.with_suffix(".py"), place / "__init__.py"):
        if name.partition(".")[0] == "explain" and file.is_file():
            return file
    raise KeyError(f"{name} is imported by what explains, and a page does not have it")


@cache
def _slim(name: str) -> ast.Module:
    source = "" if name in EMPTY else _file(name).read_text("utf-8")
    return cast(ast.Module, _Slimmer().visit(ast.parse(source)))


def _imports(tree: ast.Module) -> Iterator[str]:
    """List what a module imports when it is loaded; what its functions import is not for a page."""
    for statement in tree.body:
        if isinstance(statement, ast.Import):
            yield from (each.name for each in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module:
            yield statement.module
            for each in statement.names:
                inside = f"{statement.module}.{each.name}"
                if inside in STAND_INS or _is_ours(inside):
                    yield inside


def _is_ours(name: str) -> bool:
    try:
        return name.startswith("explain.") and bool(_file(name))
    except KeyError:
        return False


class _Slimmer(ast.NodeTransformer):
    """Takes out what is for readers and type checkers: a page would have to compile it.

    The fields of a class, which annotations declare, become the parameters of its `__init__`.
    """

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.ImportFrom | None:
        return None if node.module == "__future__" else node

    def visit_If(self, node: ast.If) -> ast.AST | None:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return None
        return self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            return None
        if isinstance(node.value, ast.YieldFrom):
            # Brython warns in the console of how it writes a `yield from`.
            loop = ast.parse("for each_ in (): yield each_").body[0]
            cast(ast.For, loop).iter = node.value.value
            return ast.copy_location(self.generic_visit(loop), node)
        return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        if isinstance(node.value, bytes):  # octets.js
            return ast.copy_location(ast.Constant(node.value.decode("latin-1")), node)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        if node.value is None:
            return None
        assigned = ast.Assign([node.target], node.value)
        return ast.copy_location(self.generic_visit(assigned), node)

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self._filled(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        fields = [each for each in node.body if isinstance(each, ast.AnnAssign)]
        methods = [each for each in node.body if not isinstance(each, ast.AnnAssign)]
        node.body = [*(_making(fields, methods) if fields else ()), *methods]
        return self._filled(node)

    def _filled(self, node: ast.FunctionDef | ast.ClassDef) -> ast.AST:
        self.generic_visit(node)
        node.body = node.body or [ast.Pass()]
        return node


def _making(fields: list[ast.AnnAssign], methods: list[ast.stmt]) -> list[ast.stmt]:
    """Write out what makes a record of some fields: Brython runs that fast, and a loop over them slowly."""
    names = [ast.unparse(field.target) for field in fields]
    given, set_ = ["self"], []
    for name, field in zip(names, fields, strict=True):
        default = ast.unparse(field.value) if field.value else ""
        if default.startswith("field(default_factory="):
            factory = default.removeprefix("field(default_factory=").removesuffix(")")
            given.append(f"{name}=None")
            set_.append(f"self.{name} = {factory}() if {name} is None else {name}")
        else:
            given.append(f"{name}={default}" if default else name)
            set_.append(f"self.{name} = {name}")
    if any(isinstance(each, ast.FunctionDef) and each.name == "__post_init__" for each in methods):
        set_.append("self.__post_init__()")
    body = "\n    ".join(set_)
    return ast.parse(f"__names__ = {names!r}\ndef __init__({', '.join(given)}):\n    {body}").body


def _json(value: object) -> str:
    """Return a value as JSON that can end neither a script element nor a line of JavaScript."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return written.replace("</", "<\\/").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
