"""Rules about the names of images."""

from __future__ import annotations

from collections.abc import Iterator

from explain.command.mend import inside
from explain.command.reading import Reading, is_login
from explain.command.rules.found import Found, change
from explain.command.rules.places import is_private, is_public, places
from explain.hosts.meant import HOLE, lower


def upper_case(reading: Reading) -> Iterator[Found]:
    """Repositories have lower-case names."""
    for place in places(reading):
        if is_login(place.call) or not (is_private(place) or is_public(place)):
            continue
        begin, end = place.address.path
        path = place.address.text[begin:end]
        name = path.partition("@")[0]
        name = name.rpartition(":")[0] if ":" in name else name
        if name != lower(name):
            stop = begin + len(name)
            edit = inside(
                reading.line, place.word, begin, stop, _lowered(reading, place.word, begin, stop)
            )
            shown = name.replace(HOLE, "").strip("/")
            yield Found("upper-case-repository", *place.word.span(begin + 1, stop), (edit,),
                        change(shown, lower(shown)) if HOLE not in name else "")  # fmt: skip


def _lowered(reading: Reading, word, begin: int, end: int) -> str:  # type: ignore[no-untyped-def]
    """Lower what is typed out; the names of variables stay as they are."""
    return "".join(
        reading.line[place] if character == HOLE else lower(character)
        for character, place in zip(word.text[begin:end], word.at[begin:end], strict=True)
    )
