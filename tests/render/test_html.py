from typing import Any, get_args, get_type_hints
from xml.etree import ElementTree

import pytest

from explain.narration import (
    ActEnded,
    Annotated,
    BeatBegan,
    Compared,
    Corrected,
    Crossed,
    Event,
    Finding,
    Followed,
    Line,
    Lines,
    Part,
    Prose,
    Ran,
    Sighted,
    SpeakerNote,
    Stored,
    Surrounded,
    Value,
)
from explain.render.html import draw, drawn
from explain.wire import NO_EVIDENCE, Evidence, Exchange, Header

HOSTILE = "<script>alert(\"1\") & 'x'</script>\x02\ufdd0"
EXCHANGE = Exchange(
    1,
    "2026-01-31T12:00:00Z",
    "docker",
    "registry",
    "GET",
    "/v2/",
    "",
    (),
    "",
    401,
    "Unauthorized",
    (),
    "",
)
SILENT = {BeatBegan, ActEnded, Sighted, SpeakerNote}


def sample(event_type: Any, text: str = HOSTILE) -> Any:
    """Make an event of which every text is the given one."""
    made: dict[type, Any] = {
        str: text,
        int: 2,
        bool: False,
        tuple[str, ...]: (text,),
        tuple[Line, ...]: (Line(text, f"a line with {text}", text), Line(text, "", "")),
        tuple[Header, ...]: (Header(text, text),),
        tuple[Part, ...]: (Part(0, 1, text, "program", text), Part(2, 3, text, "unknown")),
        tuple[Sighted, ...]: (Sighted(text, text),),
    }
    hints = get_type_hints(event_type)
    made[Evidence] = NO_EVIDENCE
    made[Exchange] = sample(Exchange, text) if Exchange in hints.values() else EXCHANGE
    return event_type(**{name: made[hints[name]] for name in event_type._fields})


def read(html: str) -> ElementTree.Element:
    """Read a drawing as XML, as the site's builder does."""
    return ElementTree.fromstring(f"<div>{html}</div>")


def words(html: str) -> str:
    return "".join(read(html).itertext())


@pytest.mark.parametrize("event_type", get_args(Event), ids=lambda kind: kind.__name__)
def test_every_event_is_drawn(event_type: type) -> None:
    text = words(draw(sample(event_type, "wombat")))
    assert ("wombat" in text) == (event_type not in SILENT)


@pytest.mark.parametrize("event_type", get_args(Event), ids=lambda kind: kind.__name__)
def test_no_text_becomes_markup(event_type: type) -> None:
    html = draw(sample(event_type))
    assert "<script" not in html
    assert "\x02" not in html
    assert "\ufdd0" not in html
    assert not list(read(html).iter("script"))


def test_values_share_one_list() -> None:
    html = drawn([Value("a", "1"), Value("b", "2"), Prose("between"), Value("c", "3")])
    assert [len(found) for found in read(html).iter("dl")] == [2, 1]


def test_a_value_shows_its_fingerprint_and_its_note() -> None:
    html = draw(Value("password", "eyJw••••", "What *docker* needs, in `base64`.", "0123456789ab"))
    assert "0123456789ab" in html
    assert "What <em>docker</em> needs, in <code>base64</code>." in html


def test_a_link_in_a_note_is_a_link() -> None:
    note = "See [step 2](02-the-pipe.md)."
    link = read(draw(Value("a", "1", note))).find(".//a")
    assert link is not None
    assert link.get("href") == "02-the-pipe.md"


def test_lines_are_a_list_and_each_has_its_name() -> None:
    lines = (Line("method", "POST", "the verb"), Line("host", "host:example.com"), Line("end", ""))
    items = list(read(draw(Lines("request", lines))).iter("li"))
    assert ["".join(item.itertext()).strip() for item in items] == [
        "POST method the verb",
        "host:example.com",
        "end",
    ]


def test_an_exchange_is_a_request_and_an_answer() -> None:
    headers = (Header("Host", "example.com"),)
    exchange = EXCHANGE._replace(request_headers=headers, response_body="Not <b>\n")
    event = Crossed("login", exchange)
    asked, answered = read(draw(event)).iter("pre")
    assert "".join(asked.itertext()) == "GET /v2/\nHost: example.com"
    assert "".join(answered.itertext()) == "401 Unauthorized\n\nNot <b>"
    assert "docker → registry" in words(draw(event))
    assert 'class="explain-bad"' in draw(event)


def test_a_transcript_hides_its_prompt_from_screen_readers() -> None:
    event = Ran("left side", "aws", True, ("aws", "an argument"), 0, "out", "err")
    prompt = read(draw(event)).find(".//*[@aria-hidden='true']")
    assert prompt is not None
    assert prompt.text == "$ "
    assert "aws 'an argument'\nout\nerr" in words(draw(event))
    assert "exit code 0 (our stand-in)" in words(draw(event))


def test_a_difference_is_marked_where_it_begins() -> None:
    event = Compared("signatures", "ours", "abcd", "theirs", "abxy", same=False, differs_at=2)
    assert [mark.text for mark in read(draw(event)).iter("mark")] == ["cd", "xy"]
    assert "from character 3 on" in words(draw(event))


def test_what_is_the_same_is_shown_once() -> None:
    html = draw(Compared("signatures", "ours", "abcd", "theirs", "abcd", same=True))
    assert html.count("abcd") == 1
    assert "the same on both sides" in html


def test_a_stored_file_shows_path_mode_and_text() -> None:
    text = words(draw(Stored("after", "/x/config.json", "-rw-------", '{"auths": {}}')))
    assert "/x/config.json -rw-------" in text
    assert '{"auths": {}}' in text


def test_following_counts_the_places() -> None:
    seen = (Sighted("in the pipe", "0123456789ab"),)
    assert "one secret, in 1 place" in words(draw(Followed(True, seen)))
    assert "not all the same, in 2 places" in words(draw(Followed(False, seen * 2)))
    assert list(read(draw(Followed(False, ()))).iter("table")) == []


def test_the_parts_of_a_line_are_a_list_by_depth() -> None:
    parts = (
        Part(0, 3, "aws", "program", "The *CLI*."),
        Part(4, 9, "--foo", "unknown", "Unheard of."),
    )
    tree = read(draw(Annotated("aws --foo", parts)))
    assert ["".join(item.itertext()) for item in tree.iter("dt")] == ["aws", "not known: --foo"]
    assert ["".join(item.itertext()) for item in tree.iter("dd")] == ["The CLI.", "Unheard of."]
    depths = [item.get("style") for item in tree.iter("div") if item.get("style")]
    assert depths == ["--explain-depth: 0", "--explain-depth: 1"]


def test_where_a_line_stands() -> None:
    drawn = draw(Surrounded("yaml-item", "an item of a YAML list", 3, "The `-`."))
    assert words(drawn) == "inside: an item of a YAML list (line 3)The -."
    assert 'data-id="yaml-item"' in drawn


def test_a_finding_and_a_corrected_line() -> None:
    finding = draw(Finding("region", "error", "-p", "It `shows`.", "Pipe it."))
    assert words(finding) == "error: -pIt shows.remedy: Pipe it."
    assert 'class="explain-bad"' in finding
    assert "explain-bad" not in draw(Finding("x", "ok", "aws", "It is here."))
    assert words(draw(Corrected("a | b"))) == "correcteda | b"
