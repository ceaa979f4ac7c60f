"""The commands that perform nothing: they welcome, list, show, check and tidy up."""

from __future__ import annotations

import os
import shutil
import textwrap
from collections.abc import Iterator
from pathlib import Path

import typer

from explain import library
from explain.cli.calling import as_called_here, name_here
from explain.cli.leading import leading_here
from explain.cli.line import LEFT, RIGHT
from explain.cli.outputs import Output
from explain.cli.report import reporting, say
from explain.hosts.registry import Registry
from explain.lesson import Cue, Lesson, Section, Text
from explain.narration import Prose, SectionBegan
from explain.sandbox import Sandbox, default_folder

FIRST = {
    "step 1..3": "walk through it",
    "step 1..3 --brief": "all in two screens",
    "command 'LINE'": "explain your line",
    "why 'MESSAGE'": "explain an error",
    "lab": "try it yourself",
    "site": "read in a browser",
    "--help": "every command",
}
"""What one can do, in few words: a line of it has 60 columns in a clone, too."""


def welcome() -> None:
    """Say in a few lines what explain-ecr does, and which commands to type, in the form that works here."""
    columns = min(shutil.get_terminal_size((80, 24)).columns, 80)
    name = name_here()
    widest = max(map(len, FIRST))
    is_wide = 2 + len(name) + 1 + widest + 2 + max(map(len, FIRST.values())) <= columns
    gap = "  " if is_wide else "\n      "
    say(_filled("explain-ecr takes one line of shell apart, and runs each part for real:", columns))
    # A shell reads on after a pipe, and after a backslash: these three can be pasted as one line.
    say(f"\n  {LEFT}\n    {RIGHT} \\\n    {Registry().host}\n")
    say(
        _filled(
            "You need no AWS account, no network and no docker. Your ~/.aws and ~/.docker stay as they are.",
            columns,
        )
    )
    say()
    for arguments, what in FIRST.items():
        say(f"  {name} {arguments.ljust(widest) if is_wide else arguments}{gap}{what}")


def _filled(text: str, columns: int) -> str:
    return textwrap.fill(text, columns, break_long_words=False, break_on_hyphens=False)


def list_lessons(output: Output) -> None:
    """List the lessons, their steps and what each is about."""
    with reporting(output, paged=True) as renderer:
        renderer.draw(SectionBegan(1, "Lessons", "lessons"))
        items = (
            f"- **{found.name}**{_step_of(found)}: {found.summary}" for found in library.lessons()
        )
        renderer.draw(Prose("\n".join(items)))
        renderer.draw(
            Prose("Read one with `explain-ecr lesson NAME`. Play a step with `explain-ecr step 1`.")
        )


def read_lesson(name: str, output: Output) -> None:
    """Show a lesson's text; where an act is performed, say which command performs it."""
    with reporting(output, paged=True) as renderer:
        found = library.lesson(name)
        for section in found.sections:
            renderer.draw(SectionBegan(section.level, section.title, found.name))
            for markdown in _readable(section):
                if output != "json":  # a program keeps the links
                    markdown = as_called_here(leading_here(markdown))
                renderer.draw(Prose(markdown))


def check_lessons(files: list[str]) -> None:
    """Check lessons, and list every problem with file, line and remedy."""
    from explain.check import problems
    from explain.masking import masked

    with reporting("plain"):
        found = problems([Path(file) for file in files] or None)
        for problem in found:
            say(masked(f"{problem.message}\n    {problem.remedy}"), error=True)
        if found:
            raise typer.Exit(1)
        say("Every lesson is in order.")


def reset_sandbox() -> None:
    """Empty the sandbox."""
    with reporting("plain"):
        if os.environ.get("EXPLAIN_ECR_LAB"):
            from explain.cli import inside

            inside.reset()
            return
        sandbox = Sandbox(default_folder())
        with sandbox.locked():
            left = sandbox.reset()
        say(f"The sandbox is empty: {sandbox.folder}")
        if left:
            say(f"Not deleted, because explain-ecr did not create them: {', '.join(left)}")


def _readable(section: Section) -> Iterator[str]:
    """Give a section's prose, and where an act is performed, its command and the notes on it."""
    act = ""
    for block in section.blocks:
        if isinstance(block, Text):
            yield block.markdown
        elif isinstance(block, Cue):
            if block.act != act:
                act = block.act
                yield f"▶ `explain-ecr {act}` runs this act."
            yield "\n".join(f"- **{label}**: {note}" for label, note in block.notes.items())


def _step_of(lesson: Lesson) -> str:
    return f" (step {lesson.step})" if lesson.step else ""
