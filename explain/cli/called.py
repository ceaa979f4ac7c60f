"""A command's call through typer, which reads its options."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterator
from copy import copy
from itertools import takewhile

import typer
from typer.models import CommandInfo

from explain.cli.app import app
from explain.cli.short import COMPLETING

# click's base of all that may be wrong with what was typed. typer brings its own click, and hands out only
# that class's grandchild.
_UsageError: type[Exception] = typer.BadParameter.__mro__[2]


def call(words: list[str], complain: Callable[[str], None]) -> int:
    """Run a command; return its exit code. What is wrong with its words is told to `complain`."""
    try:
        with _help_on_a_sheet(words):
            code = _called(words)(prog_name="explain-ecr", standalone_mode=False)
    except _UsageError as error:
        usage = io.StringIO()
        error.show(usage)  # type: ignore[attr-defined]
        complain(usage.getvalue())
        return 2
    except typer.Abort:  # a question met the end of standard input
        return 1
    return code if isinstance(code, int) else 0


def _called(words: list[str]) -> typer.Typer:
    """Return the app with no command or group but the one that is called: typer takes 70 ms to build all."""
    name = words[0] if words else ""
    commands = [command for command in app.registered_commands if _name_of(command) == name]
    groups = [group for group in app.registered_groups if group.name == name]
    if not (commands or groups) or COMPLETING in os.environ:
        return app
    called = copy(app)
    called.registered_commands, called.registered_groups = commands, groups
    return called


def _name_of(command: CommandInfo) -> str:
    return command.name or str(getattr(command.callback, "__name__", ""))


@contextlib.contextmanager
def _help_on_a_sheet(words: list[str]) -> Iterator[None]:
    """Show help through a pager where it is longer than the terminal."""
    # What follows these words is another program's.
    own = list(takewhile(lambda word: word not in ("--", "exec"), words))
    asks = own[:1] == ["help"] or not {"--help", "-h"}.isdisjoint(own)
    if not asks or "--no-pager" in own or not sys.stdout.isatty():
        yield
        return
    from explain.cli import pager

    with pager.sheet() as stream, contextlib.redirect_stdout(stream):
        yield
