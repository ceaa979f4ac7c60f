"""The texts that are generated: the commands' own --help, the events' records, the README's sample.

`python -m explain.reference` writes them; a test compares them with what stands in the lessons.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from inspect import getdoc
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, get_args

from explain import narration
from explain.clock import Clock
from explain.hosts.registry import Registry
from explain.library import folder, section_of
from explain.play import Player
from explain.render.jsonl import kind
from explain.render.plain import Plain
from explain.render.schema import field_schema, schema
from explain.sandbox import Sandbox
from explain.stage import offline
from explain.tables import files
from explain.trouble import index
from explain.trouble.pages import catalogue
from explain.trouble.patterns import kept, place_of_words

WIDTH = 80
"""Columns of the help texts and of the sample."""

_SAMPLE_BEGINS = "<!-- sample: make reference writes it -->\n\n```text\n"
_SAMPLE_ENDS = "\n```\n\n<!-- end of sample -->"


def pages() -> Mapping[Path, str]:
    """Return each generated file with its content."""
    place = folder() / "reference"
    settings = folder().parent / "mkdocs.yml"
    return {
        settings: index.with_contents(settings.read_text("utf-8"), catalogue()),
        folder() / "errors" / "index.md": "\n".join(index.markdown(catalogue())),
        place_of_words(): kept([each.pattern for page in catalogue() for each in page.wordings]),
        folder().parent / "README.md": _readme(),
        place / "commands.md": "\n".join(_commands()) + "\n",
        place / "events.md": "\n".join(_events()) + "\n",
        place / "events.schema.json": json.dumps(schema(), indent=2) + "\n",
        **files(),
    }


def _readme() -> str:
    """Return the README with its sample played anew. Only a checkout has one."""
    before, _, rest = (folder().parent / "README.md").read_text("utf-8").partition(_SAMPLE_BEGINS)
    _, _, after = rest.partition(_SAMPLE_ENDS)
    return f"{before}{_SAMPLE_BEGINS}{_sample()}{_SAMPLE_ENDS}{after}"


def _sample() -> str:
    """Play `decode` in a sandbox of its own, at a fixed time and with a fixed seed."""
    screen = io.StringIO()
    at = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
    with TemporaryDirectory() as place:
        sandbox = Sandbox(Path(place))
        (sandbox.folder / "master.key").write_text("00" * 32)
        entropy = Random(0).randbytes  # noqa: S311 - for a page, not for a secret
        with offline(Registry(), sandbox, clock=Clock.fixed(at), entropy=entropy) as world:
            for event in Player(world).section(*section_of("decode")):
                Plain(screen, WIDTH).draw(event)
    return screen.getvalue().strip("\n")


def _commands() -> Iterator[str]:
    from typer.main import get_command

    from explain.cli.app import app

    group = get_command(app)
    root = group.make_context("explain-ecr", [], resilient_parsing=True)
    yield "# Commands\n"
    yield "This page is generated: it is what each command says of itself.\n"
    yield "Every command ends with exit code 0, with 1 for a failure, or with 2 when it was typed wrongly.\n"
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
    yield "# JSON events\n"
    yield (
        "With `--output json` every command prints one JSON object a line. Its `event` says what kind"
        " it is; the other fields are always all there. This page is generated from the records"
        " themselves, and there is a [JSON Schema](events.schema.json) as well.\n"
    )
    yield (
        "A secret is in them only as its mask and as a fingerprint, the first twelve hexadecimal digits"
        " of its SHA-256.\n"
    )
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
    for part in (narration.Line, narration.Header, narration.Part, narration.Sighted):
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
    if found["type"] == "array":
        items = found["items"]
        assert isinstance(items, Mapping)
        return f"array of {_type(items)}"
    return str(found["type"])


if __name__ == "__main__":
    for path, text in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
