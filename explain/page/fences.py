"""The fences of a page that are performed while it is built: found, performed, and drawn in their place."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from explain.page.annotated import annotated
from explain.page.performance import performance
from explain.page.session import held


def perform(tokens: Sequence[Token], source: str) -> str:
    """Put what was performed into the tokens of the fences; return what is to be said below them all."""
    acts = [token for token in tokens if _is_act(token)]
    commands = [token for token in tokens if _is_command(token)]
    below = []
    if acts:
        played = performance(source)
        _fill(acts, played.fences)
        below.append(played.circumstances)
    if commands:
        session = held(tuple((token.info, token.content) for token in commands))
        _fill(commands, session.fences)
        below.append(session.circumstances)
    lines = [token for token in tokens if _words(token) == ["console", "annotated"]]
    _fill(lines, [annotated(line.content, f"line-{at}") for at, line in enumerate(lines, start=1)])
    return "".join(below)


def _fill(fences: Sequence[Token], drawings: Sequence[str]) -> None:
    for fence, html in zip(fences, drawings, strict=True):
        fence.meta["played"] = html


def _is_act(token: Token) -> bool:
    words = _words(token)
    return words[:1] in (["act"], ["predict"]) or words == ["follow"]


def _is_command(token: Token) -> bool:
    words = _words(token)
    return words[:2] == ["console", "run"] or words == ["sequence"]


def _words(token: Token) -> list[str]:
    """Return a fence's information string. As in `explain.lesson`, one inside a list or an aside has none."""
    return token.info.split() if token.type == "fence" and token.level == 0 else []
