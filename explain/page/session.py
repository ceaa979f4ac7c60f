"""The commands of a page, run for real in a lab while it is built, and what crossed the wire.

A fence `console run` holds command lines; each is given to a shell in the page's own lab, one after
the other, and shown with all that it printed. What ends with another exit code than the fence declares
(`exit=1` for its last command, 0 otherwise) fails the build. With `account=111122223333` in one of them,
the lab has that second account; with `needs=PROGRAM`, a fence is only shown where the machine that builds
lacks the program. A fence `sequence` draws what crossed the wire since the last one; its body holds notes,
as an act's does, one an exchange:

    ```sequence
    GET /v2/ 401: docker asks without a credential first.
    ```
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from explain import steady
from explain.content.lessons import notes
from explain.errors import LessonProblem
from explain.hosts.registry import Registry
from explain.lab import furniture
from explain.lab.process import Lab, Options, running
from explain.lab.scripted import Typed, logical_lines, output_of
from explain.page.shown import of_a_program
from explain.programs import environment as bare_environment
from explain.render import diagram
from explain.render.markup import escaped
from explain.render.session import drawn
from explain.sandbox import VARIABLE

PATIENCE = 60.0
"""Seconds that a command of a page may take."""


@dataclass(frozen=True, slots=True)
class Session:
    """What was run for one page: the HTML of each fence in order, and what to say of all."""

    fences: tuple[str, ...]
    circumstances: str


@cache
def held(fences: tuple[tuple[str, str], ...]) -> Session:
    """Run the fences of a page, given as information string and body, in their own lab."""
    account = next(filter(None, (_word(information, "account") for information, _ in fences)), "")
    with steady_lab(account) as lab:
        shell = _Shell(lab)
        shown = tuple(shell.fence(information, body) for information, body in fences)
        return Session(shown, _circumstances(lab) + shell.left_out())


@contextmanager
def steady_lab(account: str = "") -> Iterator[Lab]:
    """Lend a lab in which everything comes out the same each time, and nothing of the builder's is seen.

    `account` is the number of a second account in it, if it needs one.
    """
    with (
        _somewhere(),
        running(
            clock=steady.clock(),
            entropy=steady.entropy(),
            prepare=steady.with_known_keys,
            options=Options(account=account),
        ) as lab,
    ):
        yield replace(lab, outside=_outside(lab))


@contextmanager
def _somewhere() -> Iterator[None]:
    """Have the lab made in a folder that ends with it."""
    before = os.environ.get(VARIABLE)
    with TemporaryDirectory(prefix="explain-ecr-") as place:
        os.environ[VARIABLE] = str(Path(place).resolve() / "sandbox")
        try:
            yield
        finally:
            del os.environ[VARIABLE]
            if before is not None:
                os.environ[VARIABLE] = before


class _Shell:
    """Performs one fence after the other in a lab."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._shown = 0  # how much of the wire log has been drawn
        self._missing: set[str] = set()

    def fence(self, information: str, body: str) -> str:
        """Run the commands of a fence, and draw their output."""
        if information.split() == ["sequence"]:
            return self._sequence(body)
        needed = _word(information, "needs")
        if needed and not shutil.which(needed, path=self._lab.environment()["PATH"]):
            self._missing.add(needed)
            return f'<pre><code class="language-console">{escaped(body)}</code></pre>\n'
        typed = [self._run(line) for line in logical_lines(body)]
        _check(typed, _expected(information))
        return drawn(typed)

    def left_out(self) -> str:
        """Say which commands were only shown."""
        return "".join(
            f'<p class="explain-aside">Commands that need <code>{name}</code> were not run: it is not'
            " installed where the page was built.</p>\n"
            for name in sorted(self._missing)
        )

    def _run(self, line: str) -> Typed:
        try:
            text, code = output_of(line, self._lab.environment(), self._lab.sandbox.home, PATIENCE)
        except subprocess.TimeoutExpired:
            raise _problem(line, f"did not end within {PATIENCE:g} seconds") from None
        return Typed(line, of_a_program(text, self._lab.sandbox), code)

    def _sequence(self, body: str) -> str:
        exchanges = self._lab.wire.since(self._shown)
        self._shown = self._lab.wire.mark()
        said = notes(body, 1, "a sequence")
        drawing, unused = diagram.drawn(exchanges, said)
        if unused or not exchanges:
            missing = ", ".join(unused) or "anything at all"
            raise LessonProblem(
                "a sequence",
                1,
                f"Nothing on the wire was {missing}.",
                "Compare it with the wire log.",
            )
        return drawing


def _outside(lab: Lab) -> Mapping[str, str]:
    """Return the environment around a page's lab: what every program needs, and nothing of the builder's."""
    return bare_environment(lab.sandbox, {"COLUMNS": "80", "NO_COLOR": "1"})


def _expected(information: str) -> int:
    code = _word(information, "exit")
    return int(code) if code.isdecimal() else 0


def _word(information: str, name: str) -> str:
    """Return what a fence declares as `name=…`; nothing if it does not."""
    values = (word.partition("=") for word in information.split())
    return next((value for key, _, value in values if key == name), "")


def _check(typed: list[Typed], expected: int) -> None:
    for number, each in enumerate(typed, 1):
        wanted = expected if number == len(typed) else 0
        if each.exit_code != wanted:
            said = f"ended with exit code {each.exit_code}, not {wanted}: {each.output.strip()}"
            raise _problem(each.line, said)


def _problem(line: str, what: str) -> LessonProblem:
    return LessonProblem(
        "console run",
        1,
        f"`{line}` {what}",
        "Correct the page, or declare it: ```console run exit=1",
    )


def _circumstances(lab: Lab) -> str:
    """Say by what the commands were run."""
    return (
        '<p class="explain-aside">The commands on this page were run when it was built: in a lab with'
        f" the registry <code>{Registry().host}</code>, by {programs(lab)}, offline.</p>\n"
    )


def programs(lab: Lab) -> str:
    """Say which programs a lab has, the real ones or stand-ins."""
    ours = furniture.stand_ins(lab.sandbox.folder)
    return " and ".join(
        f"a stand-in for <code>{name}</code>" if name in ours else f"the real <code>{name}</code>"
        for name in furniture.TOOLS
    )
