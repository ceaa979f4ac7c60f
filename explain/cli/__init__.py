"""The command line: read arguments, pick a renderer, print errors, set exit codes."""

from __future__ import annotations

import gc


def main() -> None:
    """Run `explain-ecr`, the console script."""
    gc.disable()  # a command lives for a second; looking for garbage would take a tenth of that
    try:
        from explain.cli.running import run

        run()
    except KeyboardInterrupt:  # while it was still being imported
        raise SystemExit(130) from None
