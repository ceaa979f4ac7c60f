"""The table of the error finder: how a log is read and masked, and every error page in short."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from explain import steady
from explain.content.errorpages import PLACES, STEPS, ErrorPage, error_pages
from explain.content.wordlist import WORD
from explain.narration import Prose
from explain.render import html
from explain.trouble import complaints, log, match, nearest, octets, probes, wrapped
from explain.trouble.speaker import SPEAKERS

Table = dict[str, object]

_SAMPLE = ("no-credentials", "empty-password")
"""The pages whose messages are in the sample: a cause, and what follows it."""

_UNKNOWN = "denied: The registry would rather not talk about the repository today"

_LINK = re.compile(r'href="(?![a-z]+:|#)([^"#]*)\.md(?=["#])')


def table() -> Table:
    """Return what the finder knows."""
    pages = error_pages()
    words = {page.name: nearest.words_of(page) for page in pages}
    counts = Counter(word for found in words.values() for word in found)
    return {
        "log": {
            "chunk": octets.CHUNK,
            "longest": log.LONGEST,
            "around": log.AROUND,
            "wrapped": log.WRAPPED,
            "escapes": log.ESCAPES.pattern.decode("ascii"),
            "escapesAsText": log.ESCAPES_AS_TEXT.pattern,
            "white": log.WHITE.pattern,
            "invisible": log.INVISIBLE.pattern,
            "straight": {chr(sign): chr(instead) for sign, instead in log.STRAIGHT.items()},
            "structured": log.STRUCTURED.pattern,
            "said": log.SAID.pattern,
            "escaped": log.ESCAPED.pattern,
            "prefix": log.PREFIX.pattern,
        },
        "match": {
            "shown": match.SHOWN,
            "widths": wrapped.WIDTHS,
            "sideBySide": match.SIDE_BY_SIDE,
            "goesOn": match.GOES_ON.pattern,
            "apiHost": probes.API_HOST.pattern,
            "registryHost": probes.REGISTRY_HOST.pattern,
            "covered": match.COVERED,
        },
        "complaints": {
            "candidate": complaints.CANDIDATE,
            "frame": complaints.FRAME.pattern,
            "repeated": complaints.REPEATED.pattern,
            "summary": complaints.SUMMARY.pattern,
            "warning": complaints.LEVEL_OF_A_WARNING.pattern,
            "level": complaints.LEVEL.pattern,
            "strong": complaints.STRONG.pattern,
            "topic": complaints.TOPIC.pattern,
            "few": complaints.FEW,
            "mostInABlock": complaints.MOST_IN_A_BLOCK,
        },
        "nearest": {
            "most": nearest.MOST,
            "word": WORD,
            "weights": {count: nearest.weight(count, len(pages)) for count in set(counts.values())},
        },
        "steps": STEPS,
        "sample": _sample(pages),
        "unknown": _UNKNOWN,
        "pages": [_page(page, sorted(words[page.name])) for page in pages],
    }


def _sample(pages: Sequence[ErrorPage]) -> str:
    """Write what GitHub Actions would, of messages as their pages have them."""
    messages = {page.name: page.samples[0] for page in pages}
    lines = ["##[group]Log in to Amazon ECR", *(messages[name] for name in _SAMPLE)]
    lines.append("##[error]Process completed with exit code 1.")
    began = steady.AT
    times = (began + timedelta(milliseconds=407 * number) for number in range(len(lines)))
    return "\n".join(
        f"{time:%Y-%m-%dT%H:%M:%S.%f}0Z {line}" for time, line in zip(times, lines, strict=True)
    )


def _page(page: ErrorPage, words: list[str]) -> Table:
    return {
        "name": page.name,
        "title": page.title,
        "summary": page.summary,
        "saidBy": page.said_by,
        "place": page.place,
        "seen": page.seen,
        "consequence": page.consequence,
        "warning": page.warning,
        "api": page.api,
        "wordings": [
            {
                "versions": wording.versions,
                "pattern": wording.pattern,
                "words": [needed.words for needed in wording.needed],
            }
            for wording in page.wordings
        ],
        "words": " ".join(words),
        "happened": _html(page.section("What happened")),
        "cause": _html(_first(page.section("Causes"))),
        "fix": _html(page.fixes[""]),
        "cases": [
            {"pattern": pattern, "fix": _html(page.fixes[heading])}
            for heading, pattern in _cases(page)
        ],
    }


def _cases(page: ErrorPage) -> list[tuple[str, str]]:
    """Return the cases of a page's fix, with the pattern of each; those of who speaks come last."""
    speakers = {PLACES[each.name]: each.pattern.pattern for each in SPEAKERS if each.name in PLACES}
    cases = {case.heading: case.pattern for case in page.cases}
    return list(
        {**cases, **{each: speakers[each] for each in page.fixes if each in speakers}}.items()
    )


def _first(causes: str) -> str:
    """Return the first of the causes, which is the most frequent one."""
    first = re.split(r"^2\. ", causes, maxsplit=1, flags=re.MULTILINE)[0]
    return re.sub(r"^1\. ", "", first.replace("\n   ", "\n"))


def _html(markdown: str) -> str:
    """Draw some Markdown of an error page; its links lead from the folder of the error pages."""
    return _LINK.sub(r'href="\1.html', html.draw(Prose(markdown)))
