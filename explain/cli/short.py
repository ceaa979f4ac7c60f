"""The short way to the commands that are run most, `command` and `why`: typer takes a third of their time."""

from __future__ import annotations

import os

COMPLETING = "_EXPLAIN_ECR_COMPLETE"
"""The variable that a shell sets where it wants words completed: typer does that."""


def call(words: list[str]) -> bool:
    """Run a command whose words are all a text of the user's own; tell whether it was one.

    A word with a dash may be an option: typer reads those. `why` without a text asks about the lab it is in.
    """
    if words == ["why"]:
        return _asks_the_lab()
    if len(words) < 2 or any(word.startswith("-") for word in words):
        return False
    name, *text = words
    if name not in ("command", "why"):
        return False
    from explain.cli import outlived

    outlived.leave_if_over()
    if name == "command":
        from explain.cli import command

        command.explain(text, "auto")
    else:
        from explain.cli import why

        why.why(text, "auto", why.Wishes())
    return True


def _asks_the_lab() -> bool:
    """Say why the last thing in this lab went wrong; tell whether we are in one and asked about it."""
    from explain.cli import outlived

    if not os.environ.get(outlived.LAB):
        return False
    from explain.cli import causes

    outlived.leave_if_over()
    if not causes.is_asked_for():
        return False
    causes.why("auto", False)
    return True
