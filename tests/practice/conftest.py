"""A learner's machine for a module's labs, and the ways of all exercises."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from explain.lab.process import Lab, running
from explain.lab.scripted import output_of
from explain.practice import course
from explain.practice.exercise import Exercise
from explain.practice.opening import Opened, opened
from explain.practice.progress import Progress

SOURCE = """---
name: example
summary: an example
kind: repair
minutes: 4
number: 1
lesson: 03-the-login.md
---

# An example

It is broken:

```console run exit=1
false
```

Repair it.

## Setup

```console setup
true
```

## Goal

```goal
GET /v2/ 200 accepted: You are logged in.
```

```state
clock at least 60 h ahead: It is still Monday.
```

## Hints

1. A question?
2. Read on.

## Wrong ways

```console wrong
true
```

That does nothing.

```console wrong
false
```

That does nothing, and fails.

## Solution

```console solution
docker login the registry
```

It logs in.

## What you have learned

Nothing much.
"""
"""An exercise without a fault. Its first line after the front matter is the ninth."""

PREDICTION = """---
name: guess
summary: a guess
kind: predict
minutes: 3
number: 2
lesson: 03-the-login.md
---

# A guess

Decide.

```predict wire
How many?

One: no GET /v2/ 401 + GET /v2/ 200 accepted
Two: GET /v2/ 401 no credentials + GET /v2/ 200 accepted
```

## Setup

```console experiment
true
```

## Hints

1. A question?
2. Read on.

## Wrong ways

```console wrong
explain-ecr practice answer 1
```

No.

## Solution

```console solution
explain-ecr practice answer 2
```

Yes.

## What you have learned

Nothing much.
"""


@pytest.fixture(scope="session")
def source() -> str:
    return SOURCE


@pytest.fixture(scope="session")
def prediction() -> str:
    return PREDICTION


@pytest.fixture(scope="module")
def own_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home and a sandbox that no other module's labs have. tests/lab poisons what leads out of a lab."""
    folder = tmp_path_factory.mktemp("practice")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("AWS_", "DOCKER_"))]:
            patch.delenv(name)
        patch.setenv("HOME", str(folder))
        patch.setenv("EXPLAIN_ECR_SANDBOX", str(folder / "sandbox"))
        yield
    deadline = time.monotonic() + 20
    while left := list((folder / "sandbox-labs").glob("lab-*")):  # each lab's guard removes it
        assert time.monotonic() < deadline, left
        time.sleep(0.02)


class Open:
    """An exercise that is open in a lab of its own."""

    def __init__(self, lab: Lab, found: Opened, progress: Progress) -> None:
        self.lab = lab
        self.found = found
        self.progress = progress

    def type(self, script: str) -> tuple[str, int]:
        """Run a script in the lab's home; returns what it printed, and its exit code."""
        return output_of(script, self.lab.environment(), self.lab.sandbox.home, 60)


Begin = Callable[..., contextlib.AbstractContextManager[Open]]


@pytest.fixture
def begin(own_machine: None, tmp_path: Path) -> Begin:
    """Open an exercise in a lab of its own, its setup done once or more often."""

    @contextlib.contextmanager
    def begun(exercise: Exercise, times: int = 1) -> Iterator[Open]:
        if lacking := [tool for tool in exercise.needs if not shutil.which(tool)]:
            pytest.skip(f"there is no {lacking[0]} here")
        progress = Progress(tmp_path / "progress.json")
        with running() as lab, contextlib.ExitStack() as stack:
            shown = []
            for _ in range(times):
                found = stack.enter_context(opened(lab, exercise, progress))
                assert not found.verdict().solved
                shown.append(
                    [(typed.line, typed.exit_code) for part in found.symptoms for typed in part]
                )
            assert shown == [shown[0]] * times
            yield Open(lab, found, progress)

    return begun


@pytest.fixture(scope="session")
def exercises() -> tuple[Exercise, ...]:
    return course.exercises()
