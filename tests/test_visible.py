"""What comes from outside reaches nobody's terminal as a command to it, and hides from nobody's eyes."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from explain.content import place
from explain.narration import Event, Line, Part, Sighted
from explain.render import Renderer
from explain.render.jsonl import JsonLines
from explain.render.plain import Plain
from explain.render.terminal import Terminal
from explain.visible import as_json, visible, visible_lines
from explain.wire import Evidence, Exchange, Header

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
"""What no terminal may get: controls but tab and line end, marks of direction, what has no width."""

SIGNS = (
    "\x1b\x9b\x9d\x90\r\b\a\0\x7f\x85\u2028\u2029\u202a\u202e\u2066\u2069\u200b\u200d\u200e"
    "\u061c\u2060\ufeff\ud800\U000e0041"
)
RENDERERS: dict[str, Callable[[io.StringIO], Renderer]] = {
    "plain": Plain,
    "rich": lambda stream: Terminal(stream, 80),
    "json": JsonLines,
}
SGR = re.compile("\x1b\\[[0-9;]*m|\x1b]8;[^\x1b]*\x1b\\\\")

hostile = st.text(st.sampled_from(SIGNS + "ab1 \n\t[]m;?2J`*_|#-"), max_size=40)


@pytest.fixture(autouse=True, scope="module")
def colours() -> Any:
    """Let rich take the stream for a terminal that knows colours."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("NO_COLOR", raising=False)
        patch.setenv("FORCE_COLOR", "1")
        patch.setenv("TERM", "xterm-256color")
        yield


KINDS: tuple[type, ...] = get_args(Event)
HINTS = {kind: get_type_hints(kind) for kind in (*KINDS, Exchange)}


def filled(kind: type, text: str) -> Any:
    """Make an event with a text wherever one belongs."""
    made: dict[Any, Any] = {
        str: text,
        bool: False,
        int: 1,
        tuple[Line, ...]: (Line(text, text, text),),
        tuple[Header, ...]: (Header(text, text),),
        tuple[Part, ...]: (Part(0, 1, text, "program", text), Part(2, 3, text, "unknown", text)),
        tuple[Sighted, ...]: (Sighted(text, text),),
        tuple[str, ...]: (text, text),
    }
    hints = HINTS[kind]
    made[Evidence] = Evidence(text)
    made[Exchange] = filled(Exchange, text) if Exchange in hints.values() else None
    return kind(**{name: made[hint] for name, hint in hints.items()})


@pytest.mark.parametrize("output", RENDERERS)
@given(text=hostile)
@example(text=SIGNS)
@example(text="\x1b]0;title\x07\x1b[2J")
@example(text="`\x1b[31m` **\u202e** [x](\x9b2J)")
def test_no_renderer_lets_through_what_steers_a_terminal(output: str, text: str) -> None:
    """Each text is tried in every kind of event: to draw one costs more than to show it."""
    for kind in KINDS:
        stream = io.StringIO()
        RENDERERS[output](stream).draw(filled(kind, text))
        shown = SGR.sub("", stream.getvalue()) if output == "rich" else stream.getvalue()
        assert FORBIDDEN.findall(shown) == [], kind


@pytest.mark.parametrize("output", ["plain", "rich"])
@pytest.mark.parametrize("sign", SIGNS)
def test_what_was_there_is_shown(sign: str, output: str) -> None:
    from explain.narration import Value

    stream = io.StringIO()
    RENDERERS[output](stream).draw(Value("label", f"a{sign}b"))
    assert f"a{visible(sign)}b" in stream.getvalue()
    assert re.fullmatch(r"\\(x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})", visible(sign))


@given(hostile)
def test_json_says_the_same_and_nothing_in_it_is_hidden(text: str) -> None:
    shown = as_json({"text": text})
    assert json.loads(shown) == {"text": text}
    assert FORBIDDEN.findall(shown) == []
    assert "\n" not in shown


@given(st.text())
def test_one_line_stays_one_line_and_is_printable(text: str) -> None:
    assert visible(text).isprintable()
    assert visible(visible(text)) == visible(text)


@given(st.text())
def test_lines_and_tabs_are_left(text: str) -> None:
    shown = visible_lines(text)
    assert shown.count("\n") == text.count("\n")
    assert shown.count("\t") == text.count("\t")
    assert re.sub("[\n\t]", "", shown).isprintable()


@pytest.mark.parametrize("text", ["“é” ••• → 日本", "naïve", "👍", "a b", ""])
def test_letters_of_every_language_are_left(text: str) -> None:
    assert visible(text) == visible_lines(text) == text
    assert as_json(text) == f'"{text}"'


def test_our_own_pages_hold_nothing_that_is_hidden() -> None:
    pages = list(place.folder().rglob("*.md"))
    assert len(pages) > 50
    for page in pages:
        text = page.read_text("utf-8")
        assert visible_lines(text) == text, page
