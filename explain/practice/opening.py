"""An exercise in a lab: it is set up, judged while it lasts, and asked about from other processes."""

from __future__ import annotations

import contextlib
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from explain.clock import iso, machine_time
from explain.errors import ExplainError, SandboxProblem
from explain.files import write_whole
from explain.lab.entering import STATUS
from explain.lab.environment import LAB
from explain.lab.process import Lab
from explain.lab.scripted import Typed, logical_lines, output_of
from explain.masking import HIDDEN, masked
from explain.practice.exercise import Exercise, Script
from explain.practice.machine import LabMachine
from explain.practice.progress import Progress, Solved
from explain.practice.referee import Referee, Verdict
from explain.records import object_of

PATIENCE = 60.0
"""Seconds that a script of an exercise may take."""

_BLINK = 1.0
"""Seconds between two looks at what is there, when nothing crosses the wire."""


def _nobody(_: Verdict) -> str:
    """Tell nobody."""
    return ""


class Opened:
    """An exercise that is open in a lab."""

    def __init__(self, lab: Lab, exercise: Exercise, progress: Progress) -> None:
        self.exercise = exercise
        self._lab = lab
        self._progress = progress
        self.again = False
        """Whether the learner wants to begin again, in a new lab."""
        self.follow: Callable[[Verdict], str] = _nobody
        """Is told each verdict while it is watched, at once and then every second; what it returns, the
        prompt shows."""
        self._hints = 0
        self.symptoms = tuple(self._set_up())
        """What each script of the task has printed, line by line."""
        self._began = self._goal_at = time.monotonic()
        self._opened = self._after = lab.wire.mark()
        self._met = 0
        self._referee = Referee(exercise, lab.wire, LabMachine(lab))
        self._over = threading.Event()
        self._writing = threading.Lock()
        self._solved: Solved | None = None
        self._is_noted = False

    def verdict(self) -> Verdict:
        """Judge the exercise, and record it when it is solved. Raises `SandboxProblem` if that fails."""
        verdict = self._judged()
        if self._solved and not self._is_noted:
            self._progress.add(self.exercise.name, self._solved)
            self._is_noted = True
        return verdict

    def _judged(self) -> Verdict:
        verdict = self._referee.verdict()
        if verdict.met > self._met:
            self._met, self._goal_at = verdict.met, time.monotonic()
            self._after = self._lab.wire.mark()
        if verdict.solved and not self._solved:
            seconds = round(time.monotonic() - self._began)
            self._solved = Solved(self.exercise.edition, iso(machine_time()), seconds)
        return verdict

    def answer(self, method: str, path: str, body: Any) -> Any:
        """Answer the lab's control route; None if there is no such route."""
        match method, path:
            case "GET", "/exercise":
                verdict = object_of(self._noted())
                return {**verdict, **self._state(), **self._since(), "symptoms": self.symptoms}
            case "POST", "/exercise/hint":
                self._hints = min(self._hints + 1, len(self.exercise.hints) + 1)
                return self._state()
            case "POST", "/exercise/again":
                self.again = True
                return self._state()
            case "POST", "/exercise/predict":
                return self._predicted(int(body["number"]))
            case _:
                return None

    def _state(self) -> dict[str, Any]:
        seconds = self._solved.seconds if self._solved else round(time.monotonic() - self._began)
        return {"hints": self._hints, "seconds": seconds, "solved": bool(self._solved)}

    def _since(self) -> dict[str, int]:
        """Return for how long no new goal was met, and the wire's bookmarks at the beginning and then."""
        since = round(time.monotonic() - self._goal_at)
        return {"since": since, "opened": self._opened, "after": self._after}

    def _noted(self) -> Verdict:
        """Judge. Progress that cannot be written is told of when the exercise is left."""
        with contextlib.suppress(ExplainError, OSError):
            return self.verdict()
        return self._judged()

    def _predicted(self, number: int) -> Any:
        shown: list[Typed] = []
        try:
            right = self._referee.predict(number, lambda: shown.extend(self._experiment()))
        except ExplainError as problem:
            return {"problem": problem.message, "remedy": problem.remedy}
        self._noted()
        return {"right": right, "shown": shown}

    def _experiment(self) -> Iterator[Typed]:
        for script in self.exercise.experiment:
            yield from self._typed(script)

    def _set_up(self) -> Iterator[tuple[Typed, ...]]:
        """Run the setup, then the scripts of the task, which show the symptom."""
        for script in self.exercise.setup:
            output, code = self._output(script.text)
            if code != script.exit_code:
                raise _broken(self.exercise, script.text, output, code)
        for part in self.exercise.task:
            if isinstance(part, Script):
                yield tuple(self._typed(part))

    def _typed(self, script: Script) -> Iterator[Typed]:
        """Run a script line by line, as somebody would type it."""
        lines = logical_lines(script.text)
        for number, line in enumerate(lines, 1):
            output, code = self._output(line)
            if code != (script.exit_code if number == len(lines) else 0):
                raise _broken(self.exercise, line, output, code)
            yield Typed(line, shown(self._lab, output), code)

    def _output(self, script: str) -> tuple[str, int]:
        try:
            return output_of(script, self._lab.environment(), self._lab.sandbox.home, PATIENCE)
        except subprocess.TimeoutExpired:
            return f"it did not end within {PATIENCE:g} seconds", -1
        except OSError as error:
            raise SandboxProblem(
                f"An exercise needs a POSIX shell: {error.strerror}.",
                "Use WSL, or a container.",
            ) from error

    def watch(self) -> None:
        """Write down how far somebody is, each time that changes, until the exercise ends."""
        file, before = self._lab.sandbox.folder / STATUS, ""
        seen = 0
        while not self._over.is_set():
            with contextlib.suppress(ExplainError, OSError):  # a full disk ends no exercise
                verdict = self._noted()
                says = " · ".join(filter(None, (verdict.short, self.follow(verdict))))
                if says != before:
                    self._write(file, says)
                    before = says
            seen = max(seen, self._lab.wire.mark())
            self._lab.wire.wait(seen, _BLINK)

    def _write(self, file: Path, says: str) -> None:
        with self._writing:
            if not self._over.is_set():  # the lab's folder may be gone, and would be made again
                write_whole(file, f"{says}\n")

    def close(self) -> None:
        """Stop watching; nothing is written from now on."""
        with self._writing:
            self._over.set()


def shown(lab: Lab, output: str) -> str:
    """Return what was printed in a lab as it may be shown: without secrets, and without its folder's name."""
    text = output.replace(lab.sandbox.access_key.secret.reveal(), HIDDEN)
    text = masked(text).replace(str(lab.sandbox.home), "~")
    return text.replace(str(lab.sandbox.folder), f"${LAB}").strip("\n")


def _broken(exercise: Exercise, line: str, output: str, code: int) -> SandboxProblem:
    said = masked(output.strip().rpartition("\n")[2])
    first = masked(line.strip().partition("\n")[0])
    return SandboxProblem(
        f"The exercise {exercise.name} could not be set up: `{first}` ended with exit code {code}"
        f"{said and f' ({said})'}.",
        "Run it again. `explain-ecr doctor` says whether aws and docker work here.",
    )


@contextmanager
def opened(lab: Lab, exercise: Exercise, progress: Progress) -> Iterator[Opened]:
    """Open an exercise in a lab, and judge it while it is lent. Raises `SandboxProblem`."""
    found = Opened(lab, exercise, progress)
    lab.steering.more = found.answer
    watching = threading.Thread(target=found.watch, name="explain-ecr practice", daemon=True)
    watching.start()
    try:
        yield found
    finally:
        found.close()


def missing(exercise: Exercise, find: Callable[[str], object]) -> Sequence[str]:
    """List the programs that an exercise needs and that this machine does not have."""
    return [name for name in exercise.needs if not find(name)]
