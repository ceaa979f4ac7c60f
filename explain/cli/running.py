"""A command's run, from its streams to its exit code: whatever happens in between ends in one sentence."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import sys
from typing import TextIO

from explain.cli import short
from explain.cli.short import COMPLETING
from explain.visible import visible_lines


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
    words = sys.argv[1:]
    try:
        if COMPLETING not in os.environ and short.call(words):
            return 0
        from explain.cli.called import call

        return call(words, _on_stderr)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    except KeyboardInterrupt:
        return 130


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
        if stream is None:  # closed by the program that started us (`>&-`)
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115 (open until we end)
        elif isinstance(stream, io.TextIOWrapper):
            # A pipe's encoding may lack our dashes and arrows (on Windows it often does).
            stream.reconfigure(errors="replace")


def _drop(stream: TextIO) -> None:
    """Send what a stream still has to write nowhere; Python would complain about it at the end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
