"""A log from anywhere: its lines are found, with their numbers, and are clean."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explain.trouble import log
from explain.trouble.log import LONGEST, blocks, clean, places, texts
from explain.trouble.octets import CHUNK, vocabulary

MESSAGE = "no basic auth credentials"


class Trickle(io.BytesIO):
    """A stream that hands out a few bytes at a time, as a pipe may."""

    def __init__(self, data: bytes, step: int) -> None:
        super().__init__(data)
        self._step = step

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(self._step, CHUNK if size is None or size < 0 else size))


def found(data: bytes, word: bytes = b"wombat", step: int = CHUNK) -> list[tuple[int, str]]:
    """List every line that has a word in it, with its number, each once."""
    lines = {}
    for block in blocks(Trickle(data, step)):
        for place in places(block, block.data.lower(), word):
            for text in texts(block, place.start, place.end):
                if word.decode() in text.lower():
                    lines.setdefault(place.number, text)
    return list(lines.items())


# --- cleaning ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "2026-01-01T00:00:00.000Z {}",
        "2026-01-01T00:00:00.0000000Z ##[error]{}",
        "2026-01-01 00:00:00,123 {}",
        "2026/01/01 00:00:00 {}",
        "2026-01-01T00:00:00+05:30 {}",
        "[2026-01-01T00:00:00.000Z] {}",
        "[2026-01-01 00:00:00 UTC] {}",
        "2026-01-01T00:00:00.000000Z 01E {}",
        "2026-01-01T00:00:00.000000Z 00O+{}",
        "[09:30:00] {}",
        "09:30:00.123 {}",
        "Nov 23 15:03:01 build01 dockerd[812]: {}",
        "Nov  3 15:03:01 dockerd: {}",
        "I0123 12:00:00.000000    1234 file.go:12] {}",
        'time="2026-01-01T00:00:00Z" level=error msg="{}',
        "web-1  | {}",
        "web_1 | 2026-01-01T00:00:00Z {}",
        "#12 {}",
        "#12 1.234 {}",
        "section_start:1772439300:step_script[collapsed=true] {}",
        "##[error]{}",
        "##[group]{}",
        "##vso[task.logissue type=error]{}",
        "::error::{}",
        "::error file=a.yml,line=1::{}",
        "[Pipeline] {}",
        "[Container] 2026/01/01 00:00:00.123456 {}",
        "+ {}",
        "++ {}",
        "$ {}",
        "> {}",
        "│ {}",
        "docker : {}",
        "aws.exe : {}",
        '{{"log":"{}\\n","stream":"stderr","time":"2026-01-01T00:00:00Z"}}',
        '{{"time":"2026-01-01T00:00:00Z","level":"ERROR","msg":"{}"}}',
        '{{"level": "error", "ts": 1.5, "message": "{}"}}',
        '{{"errorDetail":{{"message":"{}"}},"error":"{}"}}',
        'time="2026-01-01T00:00:00Z" level=error msg="{}" spanID=1',
        'ts=2026-01-01T00:00:00Z caller=images.go:159 err="{}"',
        "[build and push] {}",
        "[Pipeline] [linux/amd64] {}",
        "Warning Failed 12s (x3 over 2m10s) kubelet {}",
        "  Warning  Failed     12s                kubelet            {}",
        "12s  Warning  Failed  pod/web-5d4f  {}",
        "\ufeff{}",
        "\x1b[31m{}".replace("\x1b", "\\u001b"),
        "^[[1;31m{}^[[0m",
        "[31m{}[0m",
        "  \t {}  ",
        "\u200b{}\u00a0",
        "{}\x07\x00",
    ],
)
def test_what_stands_before_a_message_is_taken_off(line: str) -> None:
    assert clean(line.format(MESSAGE, MESSAGE)) == MESSAGE


SIGNS = ("\\x1b", "\\x1B", "\\u001b", "\\u001B", "\\\\u001b", "\\033", "\\e", "^[", "␛")
"""What a copy or a string makes of the escape character."""


ENDS = ("m", "0m", "1;31m", "K", "0K")


@pytest.mark.parametrize(
    "escape", [*(f"{sign}[{end}" for sign in SIGNS for end in ENDS), "[0m", "[31m", "[1;31m", "[0K"]
)
def test_an_escape_that_became_text_is_taken_out_wherever_it_stands(escape: str) -> None:
    assert clean(f"{escape}no basic{escape} auth credentials{escape}") == MESSAGE


@pytest.mark.parametrize(
    "text",
    ["status code [manifests latest]: 401", "list [most recent]", "took [5m]", "retry [10m 3s] left",
     "a [m] b", "array[m, n]", "[me@host]: x", "[K8s] [Km"],
)  # fmt: skip
def test_words_in_brackets_are_no_escapes(text: str) -> None:
    assert clean(f"x {text}") == f"x {text}"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"level":"error","msg":"Error retrieving credentials","error":"ecr: \\"x\\"\\n y"}',
         'Error retrieving credentials: ecr: "x" y'),
        ('time="2022-08-25T19:00:21+01:00" level=error msg="Error retrieving credentials" error="a: b"',
         "Error retrieving credentials: a: b"),
        ('{"log":"[31mno\\n","stream":"stderr"}', "no"),
        ('{"msg":"a \\u003chost\\u003e b', "a <host> b"),
        ('{"auths": {}}', '{"auths": {}}'),
        ('{"msg":""}', '{"msg":""}'),
    ],
)  # fmt: skip
def test_a_line_of_a_structured_log_is_read_as_what_it_says(line: str, said: str) -> None:
    assert clean(line) == said


@pytest.mark.parametrize(
    "line",
    [
        MESSAGE,
        "Error response from daemon: x",
        "aws: [ERROR]: An error occurred (NoRegion): x",
        "An error occurred (AccessDeniedException) when calling",
        "[Errno 32] Broken pipe",
        'Get "https://[::1]:5000/v2/": x',
        'exec: "docker-credential-x": executable file not found in $PATH, out: ``',
        "aws ecr get-login-password | docker login",
        "name unknown: The repository with name 'x' does not exist",
        "#notes",
        "-e none",
        "",
    ],
)
def test_what_belongs_to_a_message_stays(line: str) -> None:
    assert clean(line) == line


def test_white_space_and_quotes_become_plain() -> None:
    assert clean("a\t b\u00a0\u2003c\x0b“d” ‘e’") == "a b c \"d\" 'e'"


@given(st.text())
@settings(max_examples=1_000)
def test_no_line_breaks_the_cleaning(line: str) -> None:
    text = clean(line)
    assert text == text.strip()
    assert "  " not in text
    assert not re.search(r"[\x00-\x1f\x7f\u00a0\u2028\ufeff]", text)


# --- lines and their numbers ---------------------------------------------------------------------

WORDS = st.sampled_from(
    ["", "x", "WOMBAT", "a wombat b", "é", "\x1b[31mwom\x1b[0mbat", "w\0ombat", "wombat\r", "y" * 300,
     "\x1b_bk;t=1\x07wombat", "\x1b]8;;http://x\x1b\\wombat"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=40), st.integers(1, 500))
@settings(max_examples=500)
def test_a_word_is_found_on_its_line_however_the_bytes_arrive(lines: list[str], step: int) -> None:
    expected = [
        number
        for number, line in enumerate(lines, start=1)
        if "wombat" in re.sub(r"\x1b(\[\d+m|_[^\x07]*\x07|\]8[^\x1b]*\x1b\\)|\0", "", line).lower()
    ]
    data = "\n".join(lines).encode()
    assert [number for number, _ in found(data, step=step)] == expected


@given(st.binary(max_size=2_000), st.integers(1, 700))
@settings(max_examples=1_000)
def test_no_bytes_break_the_reader(data: bytes, step: int) -> None:
    seen = list(blocks(Trickle(data, step)))
    last = seen[-1] if seen else log.Block(1, b"")
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        ends = last.data.count(b"\n") + last.first
        assert ends == data.count(b"\n") + 1
    for number, text in found(data, b"a", step):
        assert 1 <= number <= data.count(b"\n") + 1 or data[:1] in b"\xff\xfe"
        assert "a" in text.lower()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("step", [1, 2, 3, 7, CHUNK])
def test_what_powershell_wrote_is_read(encoding: str, step: int) -> None:
    data = "\ufefffirst\r\na wombat é\r\n".encode(encoding)
    assert found(data, step=max(step, 2)) == [(2, "a wombat é")]


def test_utf_16_without_its_mark_is_read_too() -> None:
    assert found("a wombat".encode("utf-16-le")) == [(1, "a wombat")]


def test_bytes_that_are_no_text_do_not_hide_a_message() -> None:
    assert found(b"\xff\xc3\nGr\xfc\xdfe: a wombat") == [(2, "Gr\ufffd\ufffde: a wombat")]


def test_a_line_that_was_overwritten_is_several() -> None:
    (block,) = blocks(io.BytesIO(b"10%\r99%\rwombat\r\n"))
    assert texts(block, 0, 16) == ["10%", "99%", "wombat"]


@pytest.mark.parametrize("length", [3_000, CHUNK, LONGEST, 3 * LONGEST])
def test_a_word_is_found_anywhere_in_a_long_line(length: int) -> None:
    for at in (0, length // 3, length - 6):
        data = b"first\n" + b"x" * at + b"wombat" + b"x" * (length - at - 6) + b"\nlast wombat\n"
        lines = found(data)
        assert [number for number, _ in lines] == [2, 3]
        assert all(len(text) <= 2 * log.AROUND for _, text in lines)


def test_nothing_is_no_block() -> None:
    assert list(blocks(io.BytesIO())) == []


@given(
    st.lists(st.sampled_from(["error", "err", "ab-cd", "docker_login", ":", " ", "\n", "é", "0"]))
)
def test_a_run_of_letters_of_a_block_is_in_its_vocabulary(parts: list[str]) -> None:
    low = "".join(parts).encode()
    known_words = vocabulary(low)
    runs = [run for word in low.split() for run in re.findall(rb"[a-z]+", word)]
    assert all(run in known_words for run in runs)
    assert len(known_words) <= len(low)
