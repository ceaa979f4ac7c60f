"""The error pages of lessons/errors/: Markdown for people, and data for `explain-ecr why`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from explain.errors import LessonProblem
from explain.library import folder
from explain.trouble import frontmatter
from explain.trouble.patterns import compiled

STEPS = (
    "aws ecr get-login-password",
    "the pipe",
    "docker login",
    "docker stores the login",
    "docker push or pull",
)
"""The flow, from left to right: what fails first is the cause of what fails later."""

SPEAKERS = ("aws", "docker", "credential helper", "registry", "shell", "skopeo and podman")

LOOKS = "What it looks like"
SECTIONS = (LOOKS, "What happened", "Causes", "Fix", "See it in the lab", "Where it was seen")

KEYS = {"name", "title", "summary", "said_by", "step", "seen", "lesson", "patterns"}
MAY_BE_LEFT_OUT = {"consequence", "warning", "api", "fixes"}
MAPPINGS = {"patterns", "fixes"}

PLACES = {"kubelet": "On Kubernetes", "Amazon ECS": "On ECS"}
"""Who says a message, and the case of a fix that counts there, where a page has one: no pattern is needed."""

_ELSEWHERE = re.compile(r"See \[[^\]]+\]\(([\w-]+)\.md\)(?:, under \*(.+)\*)?\.")
"""A fix that is another page's, so that it is written once."""

_FENCE = re.compile(r"^ *(```+|~~~+)(.*)$")


@dataclass(frozen=True, slots=True)
class Wording:
    """One way in which a message is written: which versions write it so, and a pattern of it."""

    versions: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Case:
    """A case with a fix of its own: its heading in the section Fix, and a pattern of logs that show it."""

    heading: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the Markdown below it."""

    title: str
    markdown: str


@dataclass(frozen=True, slots=True)
class Page:
    """One error: what recognises it, and what is to be said about it, by heading.

    `seen` counts public threads. `consequence` is true where the message regularly follows upon an
    earlier one, and `warning` where nothing failed. `api` names the page that speaks in place of this one
    where the line names the API's host, and not a registry's: what fails then is the request for a password.
    The introduction is the section without a title. `cases` are in the order in which they are looked for.
    """

    name: str
    title: str
    summary: str
    said_by: str
    step: str
    seen: int
    consequence: bool
    warning: bool
    lesson: str
    wordings: tuple[Wording, ...]
    sections: tuple[Section, ...]
    api: str = ""
    cases: tuple[Case, ...] = ()

    @property
    def place(self) -> int:
        """Where in the flow it is said, counted from the left."""
        return STEPS.index(self.step)

    @property
    def samples(self) -> tuple[str, ...]:
        """What the message looks like: each fence of that section."""
        return tuple(text for _, text in fences(self.section(LOOKS)))

    def section(self, title: str) -> str:
        """Return the Markdown of a section, empty where there is none."""
        return next((each.markdown for each in self.sections if each.title == title), "")

    def case_of(self, *texts: str) -> str:
        """Return the heading of the case that a text shows, of the first text that shows any; or none."""
        return next(
            (
                case.heading
                for text in texts
                for case in self.cases
                if compiled(case.pattern).search(text)
            ),
            "",
        )

    @property
    def fixes(self) -> dict[str, str]:
        """Return the fix of each case by its heading, and without one what counts in all others."""
        parts = _sections(self.section("Fix").split("\n"), "### ")
        return {part.title: _followed(part.markdown) for part in parts}


def place_of_pages() -> Path:
    """Return the folder that holds the error pages."""
    return folder() / "errors"


@cache
def catalogue() -> tuple[Page, ...]:
    """Read every error page, by name. Raises `LessonProblem` for one that cannot be read."""
    files = sorted(file for file in place_of_pages().glob("*.md") if file.name != "index.md")
    return tuple(parse(file.read_text("utf-8"), f"lessons/errors/{file.name}") for file in files)


def parse(source: str, where: str) -> Page:
    """Take a page apart. Raises `LessonProblem` with the file and the line."""
    facts, body, _ = frontmatter.read(source, where)
    _demand_keys(facts, where)
    patterns = facts["patterns"]
    assert isinstance(patterns, dict)
    cases = facts.get("fixes")
    texts = {key: value for key, value in facts.items() if isinstance(value, str)}
    if texts["step"] not in STEPS or texts["said_by"] not in SPEAKERS:
        raise LessonProblem(
            where,
            1,
            f"Nobody is called {texts['said_by']!r}, or there is no step {texts['step']!r}.",
            f"Take one of {', '.join(SPEAKERS)}; and one of {', '.join(STEPS)}.",
        )
    if not texts["seen"].isdecimal():
        raise LessonProblem(where, 1, "`seen` is no number.", "Write it as in `seen: 12`.")
    return Page(
        name=texts["name"],
        title=texts["title"],
        summary=texts["summary"],
        said_by=texts["said_by"],
        step=texts["step"],
        seen=int(texts["seen"]),
        consequence=texts.get("consequence") == "yes",
        warning=texts.get("warning") == "yes",
        lesson=texts["lesson"],
        wordings=tuple(Wording(*pair) for pair in patterns.items()),
        sections=tuple(_sections(body)),
        api=texts.get("api", ""),
        cases=tuple(Case(*pair) for pair in cases.items()) if isinstance(cases, dict) else (),
    )


def _followed(fix: str) -> str:
    """Return a fix, that of the other page where it only names one."""
    match = _ELSEWHERE.fullmatch(" ".join(fix.split()))
    if not match:
        return fix
    (page,) = (page for page in catalogue() if page.name == match[1])
    return page.fixes[match[2] or ""]


def fences(markdown: str) -> Iterator[tuple[str, str]]:
    """List the fences of some Markdown: the information string, and the text."""
    opened, kind, text = "", "", list[str]()
    for line in markdown.split("\n"):
        match = _fence(line)
        if opened and match and match[1].startswith(opened) and not match[2].strip():
            yield kind, "\n".join(text)
            opened = ""
        elif opened:
            text.append(line)
        elif match:
            opened, kind, text = match[1], match[2].strip(), []


def _fence(line: str) -> re.Match[str] | None:
    """Match the beginning or the end of a fence. Few lines are one, and each start reads ten thousand."""
    return _FENCE.match(line) if "```" in line or "~~~" in line else None


def _demand_keys(facts: frontmatter.Facts, where: str) -> None:
    patterns = facts.get("patterns")
    missing = sorted(KEYS - set(facts)) or (not isinstance(patterns, dict) and ["patterns"])
    if missing or not patterns:
        raise LessonProblem(
            where, 1, f"The page lacks: {', '.join(missing or ['patterns'])}.", "Write it in front."
        )
    strange = sorted(set(facts) - KEYS - MAY_BE_LEFT_OUT)
    nested = [
        key for key, value in facts.items() if isinstance(value, dict) and key not in MAPPINGS
    ]
    if strange or nested:
        raise LessonProblem(
            where, 1, f"No page has: {', '.join(strange or nested)}.", "Take it out."
        )


def _sections(body: list[str], mark: str = "## ") -> Iterator[Section]:
    """Cut some lines at their headings; what stands before the first is a section without a title."""
    title, lines, opened = "", list[str](), ""
    for line in body:
        match = _fence(line)
        if match and not opened:
            opened = match[1]
        elif match and match[1].startswith(opened) and not match[2].strip():
            opened = ""
        if opened or line[:1] != "#":
            lines.append(line)
        elif line.startswith(mark):
            yield Section(title, "\n".join(lines).strip())
            title, lines = line.removeprefix(mark).strip(), []
        elif not line.startswith("# "):
            lines.append(line)
    yield Section(title, "\n".join(lines).strip())
