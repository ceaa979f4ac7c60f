"""Exercises as scenarios for killercoda: an `index.json` each, with its texts and scripts.

The form is that of killercoda's own examples (github.com/killercoda/scenario-examples): a step's `verify`
script exits with 0 if the step is done, and `assets` are copied to the machine before it starts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from explain.engines import pages
from explain.practice.exercise import Exercise

_WHEELS = "/opt/wheels"
_INTRO = """explain-ecr is installed in the terminal. It brings a small cloud, which plays AWS and ECR on that
machine: you need no account, and no password of yours is used.
"""


def files(exercises: Iterable[Exercise]) -> dict[str, str]:
    """Return the files of all scenarios, by their paths."""
    return {
        f"{exercise.name}/{name}": text
        for exercise in exercises
        for name, text in _scenario(exercise).items()
    }


def _scenario(exercise: Exercise) -> dict[str, str]:
    return {
        "index.json": json.dumps(_index(exercise), indent=2, ensure_ascii=False) + "\n",
        "intro.md": _INTRO,
        "install.sh": pages.INSTALL.format(
            place="/opt/explain-ecr", wheels=_WHEELS, programs="/usr/local/bin"
        ),
        "task.md": pages.task(exercise, _click) + "\n",
        "verify.sh": pages.VERIFY.format(name=exercise.name),
        "finish.md": pages.learned(exercise) + "\n",
    }


def _index(exercise: Exercise) -> dict[str, object]:
    step = {"title": exercise.title, "text": "task.md", "verify": "verify.sh"}
    return {
        "title": exercise.title,
        "description": exercise.summary,
        "details": {
            "intro": {"text": "intro.md", "foreground": "install.sh"},
            "steps": [step],
            "finish": {"text": "finish.md"},
            "assets": {"host01": [{"file": "*.whl", "target": _WHEELS}]},
        },
        "backend": {"imageid": "ubuntu"},
    }


def _click(command: str) -> str:
    return f"`{command}`{{{{exec}}}}"
