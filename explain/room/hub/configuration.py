"""The files that set up a room on a JupyterHub, filled in with what was measured. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from string import Template
from textwrap import indent
from typing import Literal, get_args

from explain.room.hub.measured import most_mb, run_for

Kind = Literal["littlest", "kubernetes"]
KINDS: tuple[Kind, ...] = get_args(Kind)

MOST = 3000
"""Learners of the largest room that the files are written for."""

ROOM = "/srv/explain-ecr-room"
"""Where the room's folder is, in every place."""

IMAGE, TAG = "registry.example.org/explain-ecr-hub", "1"

_PREFIX = "/opt/tljh"
_IDLE = 120
"""Minutes without a key pressed after which a place ends: a workshop of 90 minutes never loses one."""

_CORES = 1
"""Cores that one learner may use: opening an exercise keeps one busy."""

_FILES: Mapping[Kind, Mapping[str, str]] = {
    "littlest": {"explain_ecr_room.py": "littlest.py"},
    "kubernetes": {"values.yaml": "kubernetes.yaml", "Containerfile": "Containerfile"},
}
"""The files of each kind, by the name they get, and their templates."""


def files(kind: Kind, learners: int) -> dict[str, str]:
    """Return the content of each file, by its name."""
    values = _values(kind, learners)
    made = {name: _filled(template, values) for name, template in _FILES[kind].items()}
    steps = _filled(f"{kind}.md", values)
    return {**made, "README.md": _filled("README.md", {**values, "steps": steps})}


def _values(kind: Kind, learners: int) -> dict[str, str | int]:
    width = max(2, len(str(learners)))
    ahead = _text("start_ahead.py")
    return {
        "learners": learners,
        "width": width,
        "first": f"{1:0{width}}",
        "last": f"{learners:0{width}}",
        "prefix": _PREFIX,
        "room": ROOM,
        "image": IMAGE,
        "tag": TAG,
        "idle": _IDLE,
        "idle_seconds": _IDLE * 60,
        "cores": _CORES,
        **_sizes(learners),
        "ahead": indent(ahead, " " * 8) if kind == "kubernetes" else ahead,
    }


def _sizes(learners: int) -> dict[str, str | int]:
    """Return what the files say of the room's size: MB and cores a learner, GB for all, and seconds."""
    room, needed = run_for(learners), math.ceil(most_mb() / 10) * 10
    return {
        "measured": needed,
        "memory": 2 * needed,
        "total": f"{(learners * room.exercise_mb + room.hub_mb) / 1000:.1f}",
        "share": f"{room.enter_cpu_seconds / 60:.2f}",
        "machine": room.cores,
        "seconds": math.ceil(learners * room.enter_cpu_seconds / room.cores),
    }


def _filled(name: str, values: Mapping[str, object]) -> str:
    return Template(_text(name)).substitute(values)


def _text(name: str) -> str:
    return (Path(__file__).parent / f"{name}.template").read_text("utf-8")
