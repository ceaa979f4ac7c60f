"""The list of the exercises on their page, and their place in the site's contents; both are generated."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from explain.practice.exercise import Exercise


def table(exercises: Sequence[Exercise]) -> Iterator[str]:
    """Write a row for each exercise, as Markdown."""
    yield "| number | exercise | kind | minutes | about |"
    yield "|--:|---|---|--:|---|"
    for each in exercises:
        title = f"[{each.title}]({each.name}.md)"
        yield f"| {each.number} | {title} | {each.kind} | {each.minutes} | {each.summary} |"


def courses(exercises: Sequence[Exercise], chosen: Mapping[int, Sequence[str]]) -> Iterator[str]:
    """Write the courses, by their minutes, as Markdown."""
    by_name = {each.name: each for each in exercises}
    for minutes, names in chosen.items():
        listed = (by_name[name] for name in names)
        links = ", ".join(f"[{each.title}]({each.name}.md)" for each in listed)
        work = sum(by_name[name].minutes for name in names)
        yield f"- **{minutes} minutes** ({work} for the exercises, the rest for questions): {links}."


def editions(exercises: Sequence[Exercise]) -> Iterator[str]:
    """Write the element that shows what was solved, as HTML, with the editions that count now."""
    # Behind a name like `cut-password`, an edition would look like what that names.
    known = json.dumps({each.edition: each.name for each in exercises}, separators=(",", ":"))
    yield f"<explain-progress data-editions='{known}'></explain-progress>"


def contents(exercises: Sequence[Exercise]) -> Iterator[str]:
    """Write the place of each exercise in the site's contents (mkdocs.yml), line by line."""
    yield "  - Practice:"
    yield "      - All of them: practice/index.md"
    yield from (f"      - practice/{each.name}.md" for each in exercises)
