"""Asking before something is done."""

from __future__ import annotations

import sys

import typer

from explain.errors import UsageProblem


def ask(question: str, remedy: str) -> None:
    """Ask yes or no on a terminal. Unless the answer is yes, raises `UsageProblem` with this remedy."""
    if not sys.stdin.isatty():
        raise UsageProblem("There is nobody to ask: this is not a terminal.", "Add --yes.")
    if not typer.confirm(question):
        raise UsageProblem("Nothing was done.", remedy)
