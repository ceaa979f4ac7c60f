"""The command line: read arguments, pick a renderer, print errors, set exit codes."""

from __future__ import annotations


def main() -> None:
    """Run `explain-ecr`, the console script."""
    from explain.cli.app import run

    run()
