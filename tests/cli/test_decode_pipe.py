"""`decode` reads what is piped into it, in every form in which people have a token."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from explain.cli.piped import piped
from explain.credentials.pasted import text_of, token_in

INSIDE = {"payload": "p" * 900, "datakey": "d" * 200, "version": "2", "type": "DATA_KEY"}
PASSWORD = base64.b64encode(json.dumps({**INSIDE, "expiration": 1893456000}).encode()).decode()
TOKEN = base64.b64encode(f"AWS:{PASSWORD}".encode()).decode()
ANSWER = {"authorizationToken": TOKEN, "expiresAt": "2030-01-01T00:00:00+00:00",
          "proxyEndpoint": "https://381492183358.dkr.ecr.ap-south-1.amazonaws.com"}  # fmt: skip


def folded(text: str, width: int) -> str:
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


FORMS = {
    "bare": TOKEN,
    "with a line end": f"{TOKEN}\n",
    "with Windows' line end": f"{TOKEN}\r\n",
    "in double quotes": f'"{TOKEN}"\n',
    "in single quotes": f"'{TOKEN}'",
    "with a byte order mark": f"\ufeff{TOKEN}\r\n",
    "folded at 76": folded(TOKEN, 76),
    "folded at 64, with CR": folded(TOKEN, 64).replace("\n", "\r\n"),
    "the API's answer": json.dumps({"authorizationData": [ANSWER]}, indent=4),
    "the public API's answer": json.dumps({"authorizationData": ANSWER}),
    "the answer as text": f"AUTHORIZATIONDATA\t{TOKEN}\t2030-01-01T00:00:00+00:00\thttps://a.example\n",
    "the answer as YAML": f"authorizationData:\n- authorizationToken: {TOKEN}\n  expiresAt: '2030'\n",
    "an entry of config.json": json.dumps({"auths": {"a.example": {"auth": TOKEN}}}),
    "a header": f"Authorization: Basic {TOKEN}",
    "a variable": f"export TOKEN={TOKEN}",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_a_token_is_found_in_every_form(form: str) -> None:
    assert token_in(form) == TOKEN
    assert token_in(text_of(form.encode())) == TOKEN
    assert token_in(text_of(form.encode("utf-16"))) == TOKEN


def test_a_helpers_answer_holds_the_password() -> None:
    assert token_in(json.dumps({"Username": "AWS", "Secret": PASSWORD})) == PASSWORD


@pytest.mark.parametrize(
    "text", ["", "x", "{", "[]", "{}", '{"authorizationToken": 7}', "[" * 10_000]
)
def test_what_holds_no_token_stays_what_it_is(text: str) -> None:
    assert token_in(text) == text


@pytest.mark.parametrize("form", ["bare", "the API's answer", "in double quotes"])
@pytest.mark.parametrize("dash", [(), ("-",)])
def test_decode_reads_a_pipe(learner, form: str, dash: tuple[str, ...]) -> None:
    done = learner.run("decode", *dash, stdin=FORMS[form].encode())
    assert (done.returncode, done.stderr) == (0, "")
    assert "2030-01-01T00:00:00Z" in done.stdout
    assert PASSWORD[:40] not in done.stdout


def test_decode_reads_a_file(learner, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(TOKEN)
    with file.open() as stream:
        process = learner.start("decode", stdin=stream)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"")
    assert b"2030-01-01T00:00:00Z" in out


@pytest.mark.parametrize("way", ["/dev/null", "closed"])
def test_without_a_token_it_is_the_act(learner, way: str) -> None:
    shell = {"/dev/null": "</dev/null", "closed": "<&-"}[way]
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m explain.cli decode {shell}"],
        env=dict(learner.environment), capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0
    assert "2030" not in done.stdout
    assert "authorizationToken" in done.stdout
    assert done.stderr == ""


def test_a_pipe_that_ends_with_nothing_in_it_is_no_token(learner) -> None:
    """As after an `aws` that failed: another token would hide that."""
    done = subprocess.run(
        ["sh", "-c", f"false | {sys.executable} -m explain.cli decode"],
        env=dict(learner.environment), capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert "fingerprint" not in done.stdout
    assert "There is nothing to decode" in done.stderr


def test_a_pipe_that_stays_silent_is_not_waited_for(monkeypatch) -> None:
    reading, writing = os.pipe()
    try:
        with os.fdopen(reading) as stream:
            monkeypatch.setattr(sys, "stdin", stream)
            began = time.monotonic()
            assert piped(100, patience=0.05) == (b"", True, False)
            assert time.monotonic() - began < 5
            os.close(writing)
            writing = -1
    finally:
        if writing >= 0:
            os.close(writing)
