"""Who may import whom, so that the picture of the architecture stays true."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import explain

HOUSE = Path(explain.__file__).parent

# A package or module of ours, and what of ours it may import (itself apart). What stands here is
# for the whole of a package, unless one of its modules has a line of its own.
MAY_IMPORT = {
    # The vocabulary: everybody may speak it, and it knows nobody.
    "wire": (),
    "narration": ("wire",),
    "records": (),
    "secret": (),
    "errors": (),
    "clock": (),
    "visible": (),
    "traces": (),
    "nearness": (),
    "lazily": (),
    # The one room for secrets in texts: whoever shows what came from outside masks it there.
    "masking": ("secret",),
    # Content: lessons are text, and the acts are only names to them.
    "lesson": ("errors",),
    "content": ("errors", "lesson", "narration"),
    "library": ("content", "errors", "lesson", "nearness"),
    "check": ("acts", "content", "errors", "lesson", "library", "practice", "timetable", "trouble"),
    "timetable": ("errors", "lesson"),
    "causes": ("content", "credentials", "doctor", "errors", "hosts", "logins", "wire"),
    "trouble": ("content", "errors", "hosts", "lazily", "masking", "secret"),
    "command": ("content", "hosts", "lazily", "masking", "narration", "nearness", "secret"),
    # The client side, which has never heard of the server side...
    "hosts": ("errors", "lazily", "nearness"),
    "credentials": ("clock", "errors", "hosts", "masking", "secret"),
    "lock": ("errors",),
    "marked": ("errors",),
    "files": ("errors",),
    "sandbox": ("credentials", "errors", "lock", "marked", "secret"),
    "programs": ("errors", "sandbox"),
    "dockercli": ("programs", "secret"),
    "leftside": ("hosts", "programs"),
    "standins": ("clock", "credentials", "secret", "visible"),
    "logins": (
        "clock", "content", "credentials", "errors", "hosts", "masking", "narration", "programs",
        "secret",
    ),
    "doctor": (
        "clock", "content", "credentials", "errors", "hosts", "logins", "masking", "narration", "programs",
    ),
    # ...and the server side, which has never heard of its clients.
    "http": (),
    "cloud": ("clock", "errors", "hosts", "http", "masking", "records", "secret", "traces", "wire"),
    # What is performed. Only the stage knows both sides.
    "world": (
        "clock", "credentials", "dockercli", "errors", "hosts", "leftside", "programs", "sandbox",
        "secret", "wire",
    ),
    "acts": (
        "clock", "credentials", "dockercli", "errors", "hosts", "leftside", "narration", "programs",
        "secret", "wire", "world",
    ),
    "prediction": ("narration",),
    "play": ("lesson", "narration", "prediction"),
    # The lab is a stage that stays: it also knows both sides, and nobody of what is performed.
    "lab": (
        "clock", "cloud", "errors", "files", "hosts", "http", "lock", "marked", "records", "sandbox",
        "secret", "wire",
    ),
    # Exercises in a lab. They judge what crossed the wire and what is there, never what was typed: so they
    # do not know the room that reads command lines.
    "practice": (
        "clock", "content", "credentials", "errors", "files", "hosts", "lab", "lesson", "lock", "masking",
        "nearness", "records", "secret", "wire",
    ),
    # A room of learners: what each sends, and what is made of all of it. It draws nothing.
    "room": ("clock", "content", "errors", "files", "lock", "practice", "records", "visible"),
    # It tells of an exercise, from the wire of the exercise's lab.
    "room.reporter": ("causes", "clock", "errors", "lab", "logins", "practice", "wire"),
    # The exercises for other platforms.
    "engines": ("practice",),
    # It performs the checklist: so it knows the lab, and this machine as `doctor` does.
    "room.preflight": (
        "", "content", "doctor", "errors", "hosts", "lab", "logins", "masking", "narration", "practice",
        "programs", "traces", "visible",
    ),
    "stage": ("clock", "cloud", "hosts", "lab", "programs", "sandbox", "world"),
    # What is shown. A renderer turns events into text, and calls nothing.
    "render": ("clock", "errors", "lazily", "lesson", "narration", "records", "visible", "wire"),
    # What was performed, kept. It plays nothing, and needs nobody who does.
    "kept": ("errors", "records"),
    "recording": ("", "errors", "files", "hosts", "kept", "lesson", "narration", "render", "visible"),
    "replay": ("lesson", "narration", "play"),
    "tracefile": ("", "files", "kept", "masking", "records", "visible", "wire"),
    # The walkthrough on a whole screen. It is handed what performs, and knows none of it.
    "player": ("errors", "hosts", "lesson", "lock", "masking", "narration", "render", "sandbox", "wire"),
    "player.board": ("errors", "room"),
    "player.board_lines": ("room",),
    # What is made of a recording. It draws what the player shows. And a room's board as a page.
    "export": ("", "hosts", "narration", "player", "recording", "render"),
    "export.board": ("", "render", "room"),
    # What people touch: they put the others together.
    "cli": (
        "", "acts", "causes", "check", "clock", "command", "content", "credentials", "doctor", "errors",
        "export", "files", "hosts", "http", "lab", "lesson", "library", "logins", "masking", "narration",
        "nearness", "play", "player", "practice", "programs", "recording", "records", "render", "replay",
        "room", "sandbox", "stage", "traces", "trouble", "tracefile", "visible", "wire",
    ),
    "steady": ("clock", "hosts", "sandbox", "stage", "world"),
    "page": (
        "acts", "causes", "clock", "command", "content", "errors", "hosts", "lab", "lesson", "library",
        "logins", "masking", "narration", "play", "practice", "programs", "render", "sandbox", "secret",
        "steady", "world",
    ),
    # What a page asks of its Python.
    "page.brython": ("command", "masking", "render", "trouble"),
    "__main__": ("cli",),
    "build": ("page",),
    "tables": (
        "content", "credentials", "errors", "hosts", "narration", "sandbox", "secret", "stage", "steady",
    ),
    "reference": (
        "acts", "cli", "cloud", "content", "export", "hosts", "library", "narration", "play", "practice",
        "recording", "render", "room", "steady", "tables", "trouble",
    ),
    "": (),
}  # fmt: skip

# The rooms of the cloud, one a server, and which other room each may import. ECR's API and its registry are
# two ways to the same images; everybody else meets on the wire alone.
ROOMS = {"aws": ("registry",), "registry": (), "engine": (), "door": ()}

# Each package of others, and its doors: the modules of ours that may import it.
DOORS = {
    "botocore": (
        "credentials.ecr",
        "hosts.registry",
        "credentials.signing",
        "standins.aws",
        "cloud",
    ),
    "browser": ("page.brython",),  # the names that modules have in a page
    "records": ("page.brython",),
    "cryptography": ("cloud.door.authority", "cloud.envelope"),
    "markdown": ("page",),
    "markdown_it": ("check", "content.lessons", "content.source", "lesson", "page", "render"),
    "mdit_py_plugins": ("lesson", "page"),
    "moto": ("cloud",),
    "platformdirs": ("sandbox",),
    "psutil": ("acts.pipe", "lab.guard", "lab.terminals", "programs", "room.preflight"),
    "rich": ("cli.board", "export", "player", "render.terminal"),
    "textual": ("player",),
    "typer": ("cli", "reference"),
    "yaml": ("content.source",),
}

LIGHT = (
    "boto3",
    "botocore",
    "moto",
    "werkzeug",
    "rich",
    "markdown_it",
    "cryptography",
    "psutil",
    "textual",
)
"""What `--help` does without, so that it is there at once."""


@cache
def modules() -> dict[str, Path]:
    """List our modules, by their names without `explain.`; the package itself is the empty name."""
    names = {}
    for path in sorted(HOUSE.rglob("*.py")):
        parts = path.relative_to(HOUSE).with_suffix("").parts
        names[".".join(part for part in parts if part != "__init__")] = path
    return names


@cache
def imports(source: str) -> tuple[str, ...]:
    """List what a module imports: in functions too, and for the type checker, whose code knows the names."""
    return tuple(_imports(source))


def _imports(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ours(name: str) -> str | None:
    """Return the module of ours that an import reaches, None for one of others."""
    if name.partition(".")[0] != "explain":
        return None
    known = modules()
    while (short := name.removeprefix("explain").removeprefix(".")) not in known:
        name = name.rpartition(".")[0]  # the last part is a name inside the module
    return short


def row(module: str) -> str:
    """Return the line of the table that holds for a module: its own, else its package's."""
    while module not in MAY_IMPORT and "." in module:
        module = module.rpartition(".")[0]
    return module


def within(module: str, door: str) -> bool:
    return module == door or module.startswith(f"{door}.")


@pytest.mark.parametrize("module", modules())
def test_a_module_imports_only_what_the_table_allows(module: str) -> None:
    place = row(module)
    assert place in MAY_IMPORT, f"{module} is new: say in the table what it may import"
    reached = {found for name in imports(modules()[module].read_text("utf-8"))
               if (found := ours(name)) is not None}  # fmt: skip
    allowed = (place.partition(".")[0], *MAY_IMPORT[place])
    assert [name for name in sorted(reached) if row(name).partition(".")[0] not in allowed] == []


@pytest.mark.parametrize("module", modules())
def test_a_package_of_others_is_imported_only_at_its_doors(module: str) -> None:
    for name in imports(modules()[module].read_text("utf-8")):
        package = name.partition(".")[0]
        if package in sys.stdlib_module_names or package == "explain":
            continue
        assert package in DOORS, f"{package} is new: say in the table where it may come in"
        assert any(within(module, door) for door in DOORS[package]), f"{module} imports {package}"


def test_every_line_of_the_tables_is_about_something() -> None:
    known = modules()
    assert [name for name in MAY_IMPORT if name not in known] == []
    assert [door for doors in DOORS.values() for door in doors if door not in known] == []
    imported = {name.partition(".")[0] for path in known.values()
                for name in imports(path.read_text("utf-8"))}  # fmt: skip
    assert [package for package in DOORS if package not in imported] == []


def test_the_two_sides_meet_only_on_the_wire() -> None:
    # Which regions there are, in `hosts`, is neither side's own.
    client = ("acts", "credentials", "world", "sandbox", "programs", "standins")
    assert "cloud" not in {name for side in client for name in MAY_IMPORT[side]}
    assert set(MAY_IMPORT["cloud"]) & {*client, "render", "cli", "narration"} == set()


def test_the_servers_of_the_cloud_meet_only_on_the_wire() -> None:
    """What they share knows none of them, but for the module that puts them together."""
    for module, path in modules().items():
        if not within(module, "cloud") or module == "cloud.cloud":
            continue
        room = module.split(".")[1] if module != "cloud" else ""
        reached = {name.split(".")[2] for name in imports(path.read_text("utf-8"))
                   if name.startswith("explain.cloud.")}  # fmt: skip
        assert reached & set(ROOMS) <= {room, *ROOMS.get(room, ())}, module


def test_nothing_of_ours_comes_back_to_where_it_began() -> None:
    """Lines of the table that led round in a circle would be one thing under two names."""
    settled: set[str] = set()
    while rest := [name for name in MAY_IMPORT if name not in settled]:
        ready = [name for name in rest if set(MAY_IMPORT[name]) <= settled]
        assert ready, f"a circle among {rest}"
        settled.update(ready)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import a.b", ["a.b"]),
        ("from a import b, c", ["a.b", "a.c"]),
        ("def f():\n    import a", ["a"]),
        ("try:\n    import a\nexcept ImportError:\n    import b", ["a", "b"]),
        ("if TYPE_CHECKING:\n    import a\nelse:\n    import b", ["a", "b"]),
        ("if other:\n    import a\nelse:\n    import b", ["a", "b"]),
    ],
)
def test_imports_are_found_wherever_they_run(source: str, found: list[str]) -> None:
    assert list(imports(source)) == found


def loaded_by(code: str) -> set[str]:
    """Run some code in a new process and list the packages that it has loaded at the end."""
    listing = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr));"
    done = subprocess.run(
        [sys.executable, "-c", f"{listing}{code}"],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
        env={
            "PYTHONPATH": str(HOUSE.parent),
            "EXPLAIN_ECR_SANDBOX": "/nonexistent",
            "HOME": "/nonexistent",
        },
    )
    return {name.partition(".")[0] for name in done.stderr.split()}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], [], ["step", "--help"]])
def test_help_loads_nothing_that_takes_long(arguments: list[str]) -> None:
    call = f"sys.argv[1:] = {arguments!r}; from explain.cli import main; main()"
    loaded = loaded_by(call)
    assert {"explain", "typer"} <= loaded
    assert loaded & set(LIGHT) == set()


def test_the_vocabulary_loads_nothing_of_others() -> None:
    loaded = loaded_by("import explain.narration, explain.errors, explain.secret, explain.clock")
    assert loaded & set(DOORS) == set()
