"""A compiler for those who write error pages: every problem, with file, line and remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from explain.content import patterns
from explain.content.errorpages import PLACES, ErrorPage
from explain.content.errors import LOOKS, SECTIONS, read
from explain.content.source import fences, parts
from explain.errors import LessonProblem
from explain.trouble.match import recognise


@dataclass(frozen=True, slots=True)
class _Draft:
    """A page that could be read, with its file and its text."""

    file: Path
    source: str
    page: ErrorPage

    def problem(self, about: str, message: str, remedy: str) -> LessonProblem:
        """Make a problem that is on the first line that has a text, or else on the first."""
        lines = self.source.split("\n")
        line = next((number for number, text in enumerate(lines, start=1) if about in text), 1)
        return LessonProblem(str(self.file), line, message, remedy)


def problems(files: Sequence[Path]) -> Iterator[LessonProblem]:
    """Check error pages, each by itself and among the others."""
    drafts = []
    for file in files:
        try:
            source = file.read_text("utf-8")
            drafts.append(_Draft(file, source, read(source, str(file))))
        except LessonProblem as problem:
            yield problem
        except (OSError, UnicodeDecodeError):
            continue  # the check of links reports that
    in_patterns = [problem for draft in drafts for problem in _in_patterns(draft)]
    yield from in_patterns
    for draft in drafts:
        yield from _in_front(draft)
        yield from _in_body(draft)
        if not in_patterns:
            yield from _among_others(draft, tuple(each.page for each in drafts))


def _in_front(draft: _Draft) -> Iterator[LessonProblem]:
    page = draft.page
    if page.name != draft.file.stem:
        yield draft.problem(
            "name:", f"The page calls itself {page.name!r}.", "Give it the name of its file."
        )
    if not (draft.file.parent.parent / page.lesson).is_file():
        yield draft.problem(
            "lesson:",
            f"There is no lesson {page.lesson}.",
            "Name a file in lessons/, such as 02-the-pipe.md.",
        )


def _in_body(draft: _Draft) -> Iterator[LessonProblem]:
    page = draft.page
    above, *headed = parts(draft.source)
    first = headed[0] if headed and not above.blocks else above
    if _plain(first.title) != _plain(page.title):
        yield LessonProblem(
            str(draft.file),
            first.line,
            f"The page begins with {first.title!r}, not with its title.",
            f"Write `# {page.title}`, with Markdown characters escaped.",
        )
    titles = tuple(section.title for section in page.sections[1:])
    if titles != SECTIONS:
        yield draft.problem(
            "## ",
            f"The sections are: {', '.join(titles) or 'none'}.",
            f"Write these, in this order: {', '.join(SECTIONS)}.",
        )
    cases = {case.heading for case in page.cases}
    if (cases ^ set(page.fixes)) - {"", *PLACES.values()}:
        yield draft.problem(
            "fixes:",
            f"The cases of the fix are: {', '.join(cases) or 'none'}; its headings are different.",
            "Give each case a heading `### CASE` below `## Fix`, and each heading a pattern in `fixes:`.",
        )
    for section in page.sections:
        if not section.markdown:
            about = f"## {section.title}" if section.title else "# "
            yield draft.problem(about, "There is no text below this heading.", "Write it.")
    kinds = [kind for kind, _ in fences(page.section(LOOKS))]
    if not kinds or set(kinds) != {"text"}:
        yield draft.problem(
            LOOKS, f"{LOOKS!r} has fences of text, and no others.", "Begin each with ```text."
        )


def _plain(heading: str) -> str:
    """Return what is read of a heading: no escapes, no backquotes."""
    return re.sub(r"\\([^\w\s])", r"\1", heading).replace("`", "").strip()


def _in_patterns(draft: _Draft) -> Iterator[LessonProblem]:
    named = [(wording.versions, wording.pattern, True) for wording in draft.page.wordings]
    named += [(case.heading, case.pattern, False) for case in draft.page.cases]
    for name, pattern, searched in named:
        for fault in patterns.faults(pattern, searched=searched):
            yield draft.problem(
                f"{name}:",
                f"The pattern for {name!r} {fault}.",
                "Write it so that Python and JavaScript both read it, with some of the message unchanged.",
            )


def _among_others(draft: _Draft, pages: tuple[ErrorPage, ...]) -> Iterator[LessonProblem]:
    """Each sample of a page is recognised as that page first; others may follow from it, or warn.

    So is a title, unless it has dots for what varies.
    """
    title = [] if "…" in draft.page.title else [draft.page.title]
    for text in (*draft.page.samples, *title):
        names = [hit.page.name for hit in recognise(text, pages).hits]
        if names[:1] != [draft.page.name]:
            yield draft.problem(
                text.strip().partition("\n")[0],
                f"The page's own sample is recognised as: {', '.join(names) or 'nothing'}.",
                "Correct the pattern, here or on the other page.",
            )
