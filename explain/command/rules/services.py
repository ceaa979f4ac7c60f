"""Rules about the two services: ECR, and ECR Public."""

from __future__ import annotations

from collections.abc import Iterator

from explain.command.mend import Edit
from explain.command.model import Call, Word
from explain.command.reading import Reading
from explain.command.rules.found import Found, change, value
from explain.command.rules.places import host_of, is_private, is_public
from explain.credentials.regions import PUBLIC_REGION


def crossed(reading: Reading) -> Iterator[Found]:
    """The password of one service for the registry of the other."""
    for login in reading.logins:
        source = reading.source(login)
        place = host_of(reading, login)
        word = _service(source) if source else None
        if not source or not word:
            continue
        if source.path[:1] == ("ecr",) and is_public(place):
            edits = [Edit(word.start, word.end, "ecr-public")]
            if not value(reading, source, "--region"):
                end = source.command.words[-1].end
                edits.append(Edit(end, end, f" --region {PUBLIC_REGION}"))
            yield Found("private-for-public", word.start, word.end, tuple(edits),
                        change("aws ecr", "aws ecr-public"))  # fmt: skip
        elif source.path[:1] == ("ecr-public",) and is_private(place):
            yield Found("public-for-private", word.start, word.end,
                        (Edit(word.start, word.end, "ecr"),),
                        change("aws ecr-public", "aws ecr"))  # fmt: skip


def _service(call: Call) -> Word | None:
    return next((word for word in call.command.words if word.text in ("ecr", "ecr-public")), None)
