"""How a run's tests are shared between its processes: by file, the dearest first.

A dear file that is begun last keeps one process busy while the others have nothing left to do. The files that
ask for `everything` share a process, so that every command is played once in a run. A file whose tests have
parts, as `[part 2]`, is shared by these.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

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

TOGETHER = {"tests/test_leaks.py": "tests/test_walkthrough.py"}
"""Files that share a process with another: both ask for `everything`."""

PART = re.compile(r"\[part \d+\]$")


def share(node_id: str) -> str:
    """Return the share that a test belongs to, named by its first file."""
    file = node_id.partition("::")[0]
    part = PART.search(node_id)
    return TOGETHER.get(file, file) + (part[0] if part else "")


def by_cost(shares: Sequence[str]) -> list[str]:
    """Sort shares: the dearest first, then all others in the order they have."""
    places = {file: place for place, file in enumerate(DEAREST)}
    return sorted(shares, key=lambda share: places.get(PART.sub("", share), len(places)))
