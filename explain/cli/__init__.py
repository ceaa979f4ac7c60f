"""The command line: read arguments, pick a renderer, print errors, set exit codes."""

from __future__ import annotations


def main() -> None:
    """Run `explain-ecr`, the console script."""
    try:
        from explain.cli.app import run

        run()
    except KeyboardInterrupt:  # while it was still being imported
        raise SystemExit(130) from None
