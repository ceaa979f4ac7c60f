"""A command's run, from its streams to its exit code: whatever happens in between ends in one sentence."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import sys
from collections.abc import Iterator
from copy import copy
from itertools import takewhile
from typing import TextIO

import typer
from typer.models import CommandInfo

from explain.cli.app import app
from explain.visible import visible_lines

NAME = "explain-ecr"
COMPLETING = "_EXPLAIN_ECR_COMPLETE"
"""The variable that a shell sets where it wants words completed."""

# click's base of all that may be wrong with what was typed. typer brings its own click, and hands out only
# that class's grandchild.
_UsageError: type[Exception] = typer.BadParameter.__mro__[2]


def run() -> None:
    """Run a command and end with its exit code: 2 for bad usage, 130 for Ctrl-C, 1 for other failures."""
    _prepare_output()
    try:
        code = _exit_code()
        sys.stdout.flush()  # here a full disk can still be told
    except BrokenPipeError:  # it says that nobody is left to be told
        _drop(sys.stdout)
        code = 1
    except Exception as error:
        from explain.cli.faults import report_of

        _drop(sys.stdout)
        _on_stderr(report_of(error))
        code = 1
    finally:
        gc.freeze()  # Python looks for garbage once more when it ends: let there be nothing to look at
    raise SystemExit(code)


def _exit_code() -> int:
    try:
        with _help_on_a_sheet(sys.argv[1:]):
            code = _called(sys.argv[1:])(prog_name=NAME, standalone_mode=False)
    except _UsageError as error:
        usage = io.StringIO()
        error.show(usage)  # type: ignore[attr-defined]
        _on_stderr(usage.getvalue())
        return 2
    except typer.Abort:  # a question met the end of standard input
        return 1
    except KeyboardInterrupt:
        return 130
    return code if isinstance(code, int) else 0


def _called(words: list[str]) -> typer.Typer:
    """Return the app with no command but the one that is called: typer takes 40 ms to build all of them."""
    name = words[0] if words else ""
    commands = [command for command in app.registered_commands if _name_of(command) == name]
    if not commands or COMPLETING in os.environ:
        return app
    called = copy(app)
    called.registered_commands, called.registered_groups = commands, []
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


def _on_stderr(text: str) -> None:
    """Print a text with its secrets masked and every character visible; if that fails, nobody can be told."""
    from explain.masking import masked  # here: a run that goes well does without

    try:
        sys.stderr.write(visible_lines(masked(text)))
        sys.stderr.flush()
    except OSError:
        _drop(sys.stderr)


def _prepare_output() -> None:
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started us (`>&-`)
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115 (open until we end)
        elif isinstance(stream, io.TextIOWrapper):
            # A pipe's encoding may lack our dashes and arrows (on Windows it often does).
            stream.reconfigure(errors="replace")


def _drop(stream: TextIO) -> None:
    """Send what a stream still has to write nowhere; Python would complain about it at the end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
