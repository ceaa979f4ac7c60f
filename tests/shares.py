"""How a run's tests are shared between its processes: by file, the dearest first.

A dear file that is begun last keeps one process busy while the others have nothing left to do. The files that
ask for `everything` share a process, so that every command is played once in a run. A file whose tests have
parts, as `[part 2]`, is shared by these.

The browser's event loop runs on in a process that has tested the website, and another, which a screen's test
starts, is refused there. So one process begins with the website, and never tests a screen.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

DEAREST = (
    "tests/test_walkthrough.py",
    "tests/logins/test_no_secret.py",
    "tests/command/test_cost.py",
    "tests/test_copied.py",
    "tests/practice/test_exercises.py",
    "tests/player/test_app.py",
    "tests/lab/test_lab.py",
    "tests/trouble/test_match.py",
    "tests/cli/test_running.py",
    "tests/trouble/test_brief.py",
    "tests/trouble/real/test_wb.py",
    "tests/trouble/real/test_wc.py",
    "tests/lab/test_faults.py",
    "tests/command/test_surroundings.py",
    "tests/trouble/test_why.py",
    "tests/test_robust.py",
    "tests/command/test_findings.py",
    "tests/test_visible.py",
    "tests/lab/test_causes.py",
    "tests/page/test_python.py",
    "tests/acts/test_pipe.py",
    "tests/site/test_every_page.py",
    "tests/site/test_building.py",
    "tests/site/test_faults.py",
    "tests/site/test_wheel.py",
    "tests/site/test_widgets_command.py",
    "tests/site/test_illustrations.py",
    "tests/site/test_keyboard.py",
    "tests/site/test_widgets_token.py",
    "tests/site/test_widgets_errors.py",
    "tests/site/test_theme.py",
)
"""Files by how long they take; see `--durations=0`."""

WEBSITE = "tests/site/"
"""The tests that leave an event loop in their process."""

SCREENS = ("tests/player/", "tests/room/test_board_screen.py")
"""The tests that start an event loop."""

TOGETHER = {"tests/test_leaks.py": "tests/test_walkthrough.py"}
"""Files that share a process with another: both ask for `everything`."""

PART = re.compile(r"\[part \d+\]$")


def share(node_id: str) -> str:
    """Return the share that a test belongs to, named by its first file."""
    file = node_id.partition("::")[0]
    part = PART.search(node_id)
    return TOGETHER.get(file, file) + (part[0] if part else "")


def following(
    waiting: Sequence[str], done: Collection[str], others: Sequence[Collection[str]]
) -> str | None:
    """Choose the share that a process is to take next, or None if it may take none that waits.

    `done` holds the shares that the process has taken already, and `others` those of each other process.
    """
    website = [name for name in waiting if name.startswith(WEBSITE)]
    rest = [name for name in waiting if not name.startswith(WEBSITE)]
    has_browser = any(name.startswith(WEBSITE) for name in done)
    if has_browser:
        rest = [name for name in rest if not name.startswith(SCREENS)]
    begins = others and not any(name.startswith(WEBSITE) for taken in others for name in taken)
    first, then = (website, rest) if has_browser or begins else (rest, website)
    return min(first or then, key=_place, default=None)


def _place(name: str) -> int:
    """Return where a share is among the dearest; all others come behind them."""
    file = PART.sub("", name)
    return DEAREST.index(file) if file in DEAREST else len(DEAREST)
