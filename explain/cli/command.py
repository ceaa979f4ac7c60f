"""The command for a command line: its parts, what is wrong with it, and how it should read."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from explain.cli.outputs import CommandOutput
from explain.cli.report import reporting, say
from explain.command.annotate import annotate, masked
from explain.command.findings import corrected, findings
from explain.command.surroundings import insides
from explain.content.load import surroundings
from explain.errors import UsageProblem
from explain.narration import Annotated, Corrected, Event, Finding, FindingInFile, Surrounded

LONGEST = 20_000
"""Characters of a line; more than that is not a line that somebody typed."""


def explain(words: list[str], output: CommandOutput) -> None:
    """Explain a line, or the lines in files; exit with 1 where one has an error. Nothing of it is run."""
    from explain.cli import linting

    with reporting(output, paged=True) as renderer:
        is_wrong = False
        events = linting.lint(words) if linting.are_files(words) else _events(_line(words))
        for event in events:
            renderer.draw(event)
            if isinstance(event, Finding | FindingInFile):
                is_wrong = is_wrong or event.severity == "error"
        if is_wrong:
            raise SystemExit(1)


def _events(line: str) -> Iterator[Event]:
    yield from _surroundings(line)
    yield Annotated(masked(line), annotate(line))
    yield from findings(line)
    if better := corrected(line):
        yield Corrected(better)


def _surroundings(line: str) -> Iterator[Event]:
    """Say where each command of a text is; each kind is explained once."""
    told: set[str] = set()
    for inside in insides(line):
        number = line.count("\n", 0, inside.at[0]) + 1
        for layer in inside.layers:
            if layer not in told:
                told.add(layer)
                name, note = surroundings()[layer]
                yield Surrounded(layer, name, number, note)


def _line(words: list[str]) -> str:
    """Return the line that was given: as one word, as several, or on standard input."""
    line = _standard_input() if words == ["-"] else words[0] if len(words) == 1 else _joined(words)
    line = _without_blank_lines(line)
    if not line:
        raise UsageProblem(
            "There is no line to explain.",
            "Give it in single quotes: explain-ecr command 'aws … | docker login …',"
            " or pipe it in: explain-ecr command -",
        )
    if len(line) > LONGEST:
        raise UsageProblem(
            f"This line is too long: {len(line):,} characters; the limit is {LONGEST:,}.",
            "Give only the line that you want explained.",
        )
    return line


def _without_blank_lines(text: str) -> str:
    """Leave out what comes before the first line and behind the last; a tab before a line may be make's."""
    lines = text.rstrip().split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    return "\n".join(lines) if "\t" in text[:1] or len(lines) > 1 else "\n".join(lines).strip()


def _joined(words: list[str]) -> str:
    """Put words together that a shell has taken apart, quoted where they had to be quoted before."""
    if words:
        say(
            "note: Your shell has read this line before explain-ecr: a pipe, a variable or quotes in it"
            " never arrived. Put the whole line in single quotes.",
            error=True,
        )
    import shlex

    return " ".join(shlex.quote(word) if " " in word or not word else word for word in words)


def _standard_input() -> str:
    if sys.stdin is None:  # closed (`<&-`)
        return ""
    from explain.cli.linting import decoded

    data = sys.stdin.buffer.read(4 * LONGEST + 1)
    text = decoded(data)
    return data.decode("utf-8", "replace") if text is None else text
