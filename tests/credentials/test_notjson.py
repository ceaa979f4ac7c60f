"""Why a file is not JSON: line, column, and the mistake; and never what the file holds."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.credentials.jsonfile import NotJson, parsed
from explain.errors import BadConfig

SECRET = "hunter2secret"
ENTRY = f'"auths": {{"a.example": {{"auth": "{SECRET}"}}}}'

MISTAKES = {
    f"{{\n  // ours\n  {ENTRY}\n}}": ("line 2, column 3", "a comment"),
    f"{{\n  {ENTRY}, /* old */\n  \"x\": 1\n}}": ("line 2, column 54", "a comment"),
    f"# ours\n{{{ENTRY}}}": ("line 1, column 1", "a comment"),
    f"{{{ENTRY},\n}}": ("line 1, column 51", "a comma after the last entry"),
    '{"pruneFilters": ["a", ]}': ("line 1, column 22", "a comma after the last entry"),
    f"{{'auths': '{SECRET}'}}": ("line 1, column 2", "single quotes, where"),
    f"'{{{ENTRY}}}'": ("line 1, column 1", "single quotes around everything"),
    f"{{“auths”: “{SECRET}”}}": ("line 1, column 2", "word processors"),
    f"{{auths: {{}}, x: \"{SECRET}\"}}": ("line 1, column 2", "a word without quotation marks"),
    f'{{"auths": {{"a": "{SECRET}"\n"b": 1}}}}': ("line 2, column 1", "a comma is missing"),
    f'{{"auths" {{"a": "{SECRET}"}}}}': ("line 1, column 10", "a colon is missing"),
    f'{{"auths": {{"a": "{SECRET}"}}': ("line 1, column 33", "the text ends too early"),
    f'{{"auths": {{"a": "{SECRET}': ("line 1, column 17", "not closed"),
    f'{{"auths": {{"a": "{SECRET}\n{SECRET}"}}}}': ("line 1, column 31", "a line break inside a string"),
    '{"auths": {"a": ${TOKEN}}}': ("line 1, column 17", "a placeholder"),
    "{\"auths\": None}": ("line 1, column 11", "Python"),
    '{"x":\n NaN}': ("line 2, column 2", "a number that JSON does not have"),
    '{"x": 1,,}': ("line 1, column 9", "an extra comma"),
    '{"x": "\\d"}': ("line 1, column 8", "a backslash"),
    f"auths:\n  a.example:\n    auth: {SECRET}\n": ("", "it is YAML"),
    f"apiVersion: v1\nkind: Secret\ndata:\n  .dockerconfigjson: {SECRET}\n": ("", "a Kubernetes Secret"),
    f"---\nauths: {SECRET}\n": ("", "it is YAML"),
    f"<html>{SECRET}</html>": ("", "it is HTML"),
    base64.b64encode(f"{{{ENTRY}}}".encode()).decode(): ("", "it is base64, of JSON"),
    base64.b64encode(b'{"payload": "x", "datakey": "y"}').decode(): ("", "it is base64, of an ECR password"),
    f"{{{ENTRY}}}\n{{}}": ("line 2, column 1", "more text after the end"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MISTAKES.items(), ids=lambda value: repr(value)[:40])
def test_a_mistake_is_named_with_its_place(text: str, expected: tuple[str, str]) -> None:
    with pytest.raises(NotJson) as caught:
        parsed(text.encode(), "config.json")
    reason = caught.value.reason
    assert (reason.place, expected[1] in reason.what) == (expected[0], True), str(reason)
    assert reason.remedy.endswith(".")
    assert SECRET not in f"{caught.value.message}{caught.value.remedy}"


BYTES = {
    b"\xef\xbb\xbf{}": "byte order mark",
    "{}".encode("utf-16"): "UTF-16",
    "{}".encode("utf-16-le"): "UTF-16",
    b'{"x": "\xe9"}': "not UTF-8",
    b"[" * 100_000: "nested too deeply",
}


@pytest.mark.parametrize(("data", "what"), BYTES.items(), ids=lambda value: repr(value)[:40])
def test_bytes_that_are_no_text_are_named(data: bytes, what: str) -> None:
    with pytest.raises(NotJson, match=what):
        parsed(data, "config.json")


def test_an_empty_text_is_an_empty_object() -> None:
    assert parsed(b" \n", "config.json").found == {}


def test_what_follows_is_ignored_where_only_the_first_object_counts() -> None:
    assert parsed(b'{"x": 1}\n\n{}', "config.json", first=True) == ({"x": 1}, "line 3")


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=9), min_size=1), st.data())
def test_a_torn_text_is_told_of_within_it(found: dict[str, str], data: st.DataObject) -> None:
    text = json.dumps(found, indent=1)
    torn = text[: data.draw(st.integers(1, len(text) - 1))]
    with pytest.raises(BadConfig) as caught:
        parsed(torn.encode(), "config.json")
    if isinstance(caught.value, NotJson) and caught.value.reason.place:
        line = int(caught.value.reason.place.split()[1].rstrip(","))
        assert 1 <= line <= torn.count("\n") + 1
