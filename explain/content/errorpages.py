"""The error pages, as they were compiled from lessons/errors/."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, NamedTuple

from explain.content.model import Names
from explain.content.store import content, opened
from explain.content.wordlist import words


class Needed(NamedTuple):
    """Words that a match must contain, the longest first; and the longest run of letters in them."""

    words: Names
    run: str


class Wording(NamedTuple):
    """One way in which a message is written: which versions write it so, and a pattern of it.

    `words` has a line for each set of words of which a match contains all: the longest run of letters in
    them, and the words. It is one text because a start loads hundreds of these.
    """

    versions: str
    pattern: str
    words: str

    @property
    def needed(self) -> tuple[Needed, ...]:
        """The sets of words: a match contains all words of one of them, which are found faster."""
        lines = [line.split(" ") for line in self.words.split("\n") if line]
        return tuple([Needed(tuple(words), run) for run, *words in lines])


class Case(NamedTuple):
    """A case with its own fix: its heading in the section Fix, and a pattern of logs that show it."""

    heading: str
    pattern: str


class Section(NamedTuple):
    """A heading and the Markdown below it."""

    title: str
    markdown: str


STEPS = (
    "aws ecr get-login-password",
    "the pipe",
    "docker login",
    "docker stores the login",
    "docker push or pull",
)
"""The flow, from left to right: what fails first is the cause of what fails later."""

SPEAKERS = ("aws", "docker", "credential helper", "registry", "shell", "skopeo and podman")

PLACES = {"kubelet": "On Kubernetes", "Amazon ECS": "On ECS"}
"""Who says a message, and the case of a fix that counts there, where a page has one: no pattern is needed."""


class ErrorText(NamedTuple):
    """What an error page says, by heading; the introduction is the section without a title.

    `fix` has a section for each case, and one without a title for all others. `samples` are what the message
    looks like.
    """

    sections: tuple[Section, ...]
    fix: tuple[Section, ...] = ()
    samples: Names = ()


class ErrorPage(NamedTuple):
    """One error: what recognises it, and what is to be said about it, by heading.

    `seen` counts public threads. `consequence` is true where the message regularly follows an
    earlier one, and `warning` if nothing failed. `api` names the page that speaks instead of this one
    where the line names the API's host, and not a registry's: what fails then is the request for a
    password. `cases` are in the order in which they are looked for. `said` are the words of the samples.
    `text` may be JSON: few pages of many are shown.
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
    text: ErrorText | bytes
    api: str = ""
    cases: tuple[Case, ...] = ()
    said: str = ""

    @property
    def place(self) -> int:
        """Where in the flow it is said, counted from the left."""
        return STEPS.index(self.step)

    @property
    def topics(self) -> frozenset[str]:
        """The words of its title and its summary."""
        return _words(f"{self.title} {self.summary}")

    @property
    def sample_words(self) -> frozenset[str]:
        """The words of its samples."""
        return _words(self.said)

    @property
    def sections(self) -> tuple[Section, ...]:
        """What the page says, by heading."""
        return _opened(self.text).sections

    @property
    def samples(self) -> Names:
        """What the message looks like."""
        return _opened(self.text).samples

    def section(self, title: str) -> str:
        """Return the Markdown of a section, empty if there is none."""
        return next((part.markdown for part in self.sections if part.title == title), "")

    @property
    def fixes(self) -> dict[str, str]:
        """Return the fix of each case, by heading; the one under an empty heading is for all other cases."""
        return dict(_opened(self.text).fix)


@lru_cache(maxsize=128)
def _opened(text: ErrorText | bytes) -> ErrorText:
    """Return the text of a page, parsed if it is still JSON."""
    if isinstance(text, ErrorText):
        return text
    sections, fix, samples = opened(text)
    return ErrorText(
        tuple(Section(*section) for section in sections),
        tuple(Section(*section) for section in fix),
        tuple(samples),
    )


@cache
def error_pages() -> tuple[ErrorPage, ...]:
    """Return every error page, by name. Raises `LessonProblem` for one that cannot be read."""
    kept = content("errors")
    return tuple(map(_page, kept.data, kept.texts))


def _page(row: Any, text: bytes) -> ErrorPage:
    wordings, api, cases, said = row[9:]
    return ErrorPage._make(
        [
            *row[:9],
            tuple(map(Wording._make, zip(*[iter(wordings)] * 3, strict=True))),
            text,
            api,
            tuple([Case(*case) for case in cases]),
            said,
        ]
    )


@cache
def _words(text: str) -> frozenset[str]:
    return words(text)
