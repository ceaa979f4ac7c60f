"""Rules about the registry's own protocol, as `curl` speaks it: which login its requests carry."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explain.command.analysis import PASSWORD_COMMANDS, Analysis
from explain.command.flat import Flat
from explain.command.mend import Edit
from explain.command.model import Call
from explain.command.rules.found import Found, told

_REQUESTS = ("curl", "wget", "http", "https", "xh")
_AUTHORIZATION = re.compile(r"authorization[ ]*:[ ]*(bearer|basic)[ ]+", re.IGNORECASE)
_QUERY = "--output text --query 'authorizationData[].authorizationToken'"


def authorization(analysis: Analysis) -> Iterator[Found]:
    """Find `Authorization: Bearer` with a password of ECR, whose registry accepts only `Basic`.

    ECR Public does take `Bearer`.
    """
    for call in analysis.calls:
        if call.program not in _REQUESTS:
            continue
        for word in call.command.words:
            flat = analysis.flat(word)
            match = _AUTHORIZATION.search(flat.text)
            sources = analysis.within(word.start, word.end) if match else ()
            for source in (one for one in sources if one in analysis.sources):
                if match and source.path[:1] == ("ecr",):
                    yield from _basic(analysis, call, flat, match, source)


def _basic(
    analysis: Analysis, call: Call, word: Flat, match: re.Match[str], source: Call
) -> Iterator[Found]:
    edits = []
    if match[1].lower() == "bearer":
        edits.append(Edit(*word.span(*match.span(1)), "Basic"))
    stages = analysis.holding(source.command.start, source.command.end)
    is_alone = (
        len(stages) > 1 and stages[1].command == call.command and not stages[0].pipeline.pipes
    )
    if is_alone and source.path[:2] in PASSWORD_COMMANDS:
        edits.append(
            Edit(
                source.command.start,
                source.command.end,
                f"aws ecr get-authorization-token{told(analysis, source)} {_QUERY}",
            )
        )
    if edits:
        start, end = word.span(match.start(1), match.end(1))
        yield Found("basic-authorization", start, max(end, source.command.end), tuple(edits),
                    analysis.slice(start, end))  # fmt: skip
