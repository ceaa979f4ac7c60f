"""The texts that are generated: the commands' own --help, the events' records, the README's picture.

`python -m explain.reference` writes them; a test compares them with what is in the lessons.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from inspect import getdoc
from pathlib import Path
from typing import Any, get_args

from explain import narration, steady
from explain.acts import acts_in
from explain.content.errorpages import error_pages
from explain.content.place import folder
from explain.export.still import still
from explain.hosts.registry import Registry
from explain.library import section_of
from explain.play import Player
from explain.practice import course
from explain.practice import index as practice
from explain.recording import Recording
from explain.render.jsonl import kind
from explain.render.schema import PARTS, field_schema, schema
from explain.room.hub import costs
from explain.tables import files
from explain.trouble import index

_OPERATIONS = "## Every operation of ECR\n"

WIDTH = 80
"""Columns of the help texts."""


def pages() -> Mapping[Path, str]:
    """Return each generated file with its content."""
    place = folder() / "reference"
    settings = folder().parent / "mkdocs.yml"
    exercises = folder() / "practice" / "index.md"
    errors = folder() / "errors" / "index.md"
    return {
        settings: _filled(
            settings.read_text("utf-8"),
            errors=index.contents(error_pages()),
            practice=practice.contents(course.exercises()),
        ),
        exercises: _filled(
            exercises.read_text("utf-8"),
            exercises=practice.table(course.exercises()),
            courses=practice.courses(course.exercises(), course.COURSES),
            editions=practice.editions(course.exercises()),
        ),
        errors: _filled(errors.read_text("utf-8"), errors=["", *index.markdown(error_pages())]),
        folder() / "assets" / "decode.svg": _picture(),
        place / "the-cloud.md": _with_operations((place / "the-cloud.md").read_text("utf-8")),
        place / "costs.md": _filled((place / "costs.md").read_text("utf-8"), **costs.parts()),
        **_filled_in("commands", _commands()),
        **_filled_in("events", _events()),
        place / "events.schema.json": json.dumps(schema(), indent=2) + "\n",
        **files(),
    }


def _with_operations(page: str) -> str:
    """Write the table of ECR's operations into its section of a page."""
    from explain.cloud.aws.operations import operations, versions

    head, title, rest = page.partition(_OPERATIONS)
    _, next_title, tail = rest.partition("\n## ")
    rows = [f"| `{name}` | {state} |" for name, state in operations()]
    count = (
        f"The API has {len(rows)} operations. This table is generated from the lab's code, with"
        f" {versions()}."
    )
    table = [count, "", "| operation | in the lab |", "|---|---|", *rows]
    return "\n".join([f"{head}{title}", *table]) + "\n" + next_title + tail


def _filled_in(name: str, lines: Iterable[str]) -> dict[Path, str]:
    """Return a page of the reference, by its file, with lines between the marks of its name."""
    file = folder() / "reference" / f"{name}.md"
    return {file: _filled(file.read_text("utf-8"), **{name: ["", *lines]})}


def _filled(text: str, **parts: Iterable[str]) -> str:
    """Put generated lines into a file, each part between its two marks: comments that name it."""
    for name, lines in parts.items():
        begins, ends = f"{name}: make reference writes them", f"end of {name}"
        found = re.fullmatch(rf"(.*\b{begins}\b.*?\n).*?([^\n]*\b{ends}\b.*)", text, re.DOTALL)
        assert found, f"the marks around the {name} are missing"
        text = "".join((found[1], *(f"{line}\n" for line in lines), found[2]))
    return text


def _picture() -> str:
    """Return the README's picture: what `decode` shows inside a token, the same in each run."""
    with steady.offline(Registry()) as world:
        events = tuple(Player(acts_in(world)).section(*section_of("decode")))
    return still(Recording("1", Registry(), events), "decode", "inner")


def _commands() -> Iterator[str]:
    from typer.main import get_command

    from explain.cli.app import app

    group = get_command(app)
    root = group.make_context("explain-ecr", [], resilient_parsing=True)
    yield from _help(root)
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        yield f"## {name}\n"
        context = command.make_context(name, [], parent=root, resilient_parsing=True)
        yield from _help(context)
        for inner, subcommand in getattr(command, "commands", {}).items():
            yield f"### {name} {inner}\n"
            yield from _help(
                subcommand.make_context(inner, [], parent=context, resilient_parsing=True)
            )


def _help(context: Any) -> Iterator[str]:
    context.terminal_width = WIDTH
    yield "```text"
    yield context.get_help().rstrip()
    yield "```\n"


def _events() -> Iterator[str]:
    for event in get_args(narration.Event):
        yield f"## {kind(event)}\n"
        yield f"{getdoc(event)}\n"
        if event._fields:
            yield "| field | type |"
            yield "|---|---|"
            yield from (
                f"| `{name}` | {_type(text)} |" for name, text in field_schema(event).items()
            )
            yield ""
    for part in PARTS:
        yield f"## {part.__name__}: a part of other events\n"
        yield f"{getdoc(part)}\n"
        yield "| field | type |"
        yield "|---|---|"
        yield from (f"| `{name}` | {_type(text)} |" for name, text in field_schema(part).items())
        yield ""


def _type(found: Mapping[str, object]) -> str:
    """Say in words what a field's schema allows."""
    if "$ref" in found:
        return str(found["$ref"]).rpartition("/")[2]
    if "anyOf" in found:
        parts = found["anyOf"]
        assert isinstance(parts, list)
        return " or ".join(map(_type, parts))
    if found["type"] == "array":
        items = found["items"]
        assert isinstance(items, Mapping)
        return f"array of {_type(items)}"
    return str(found["type"])


if __name__ == "__main__":
    for path, text in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
