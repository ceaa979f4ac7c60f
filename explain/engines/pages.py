"""What an exercise's page says on a platform: the task, what to type, and how to see whether it is solved."""

from __future__ import annotations

import re
from collections.abc import Callable

from explain.practice.exercise import Exercise

Click = Callable[[str], str]
"""Writes a command as the platform's element that types it into the terminal."""

VERIFY = """#!/bin/sh
# Exits with 0 if the exercise {name} is solved: the lab that is open here judges its wire.
environment=$(explain-ecr lab env --shell sh) || exit 1
eval "$environment"
explain-ecr practice verify {name}
"""

INSTALL = """#!/bin/sh
# Installs explain-ecr from the wheels in a folder, and what is not there from PyPI.
python3 -m venv {place} || exit 1
{place}/bin/python -m pip install --quiet --find-links {wheels} explain-ecr || exit 1
mkdir -p {programs}
ln -sf {place}/bin/explain-ecr {programs}/explain-ecr
"""

_LINK = re.compile(r"\[([^]]+)\]\([^)\s]+\)")


def task(exercise: Exercise, click: Click) -> str:
    """Write the page of an exercise; what its lab shows is not repeated."""
    parts = [_plain(part) for part in exercise.task if isinstance(part, str)]
    if exercise.question:
        choices = [f"{number}. {text}" for number, text in enumerate(exercise.question.choices, 1)]
        parts += [exercise.question.text, "\n".join(choices)]
    return "\n\n".join(
        [
            *parts,
            "Open the exercise. Its lab starts in the terminal, with your shell in it:",
            click(f"explain-ecr practice {exercise.name}"),
            *_then(exercise, click),
            f"It takes about {exercise.minutes} minutes. Check it before you leave the lab with `exit`.",
        ]
    )


def _then(exercise: Exercise, click: Click) -> tuple[str, ...]:
    if exercise.question:
        return ("Answer with the number of your choice: `explain-ecr practice answer NUMBER`",)
    return "If you are stuck, ask for a hint:", click("explain-ecr practice hint")


def learned(exercise: Exercise) -> str:
    """Write what somebody has learned who has solved an exercise."""
    return _plain(exercise.learned)


def _plain(text: str) -> str:
    """Return Markdown without links: the website is not next to these pages."""
    return _LINK.sub(r"\1", text)
