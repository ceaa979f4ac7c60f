"""Which pages a log speaks of, and in which order: the cases are the site's too."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explain.content.errorpages import ErrorPage, ErrorText, Section, error_pages
from explain.content.errors import wording
from explain.content.wordlist import words
from explain.trouble import recognise
from explain.trouble.match import SHOWN
from explain.trouble.nearest import nearest

CASES = json.loads((Path(__file__).parent / "cases.json").read_text("utf-8"))
EMPTY = "Error: Cannot perform an interactive login from a non TTY device"
NO_KEY = 'Unable to locate credentials. You can configure credentials by running "aws configure".'


def names(log: str | bytes) -> list[str]:
    return [hit.page.name for hit in recognise(log).hits]


# --- the shared cases ----------------------------------------------------------------------------


def test_there_are_enough_cases_and_no_two_of_one_name() -> None:
    assert len(CASES) >= 60
    assert len({case["name"] for case in CASES}) == len(CASES)
    assert sum(case["found"] is None for case in CASES) >= 5


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_case_is_recognised_as_it_should_be(case: dict[str, Any]) -> None:
    assert (names(case["log"]) or None) == case["found"]


SAMPLES = [(page, sample) for page in error_pages() for sample in page.samples]


@pytest.mark.parametrize(("page", "sample"), SAMPLES, ids=lambda part: getattr(part, "name", ""))
def test_what_a_page_shows_is_recognised_as_that_page(page: ErrorPage, sample: str) -> None:
    assert names(sample)[0] == page.name


@pytest.mark.parametrize("page", error_pages(), ids=lambda page: page.name)
def test_every_wording_of_a_page_is_shown_on_it_or_in_a_case(page: ErrorPage) -> None:
    logs = [*page.samples, *(case["log"] for case in CASES if page.name in (case["found"] or ()))]
    alone = [page._replace(wordings=(wording,)) for wording in page.wordings]
    unseen = [
        each.wordings[0].versions
        for each in alone
        if not any(recognise(log, (each,)).hits for log in logs)
    ]
    assert unseen == []


# --- order and number ----------------------------------------------------------------------------


def test_the_cause_comes_first_wherever_it_stands() -> None:
    for log in (f"{NO_KEY}\n{EMPTY}", f"{EMPTY}\n{NO_KEY}", f"{EMPTY} {NO_KEY}"):
        assert names(log) == ["no-credentials", "empty-password"]


def test_a_consequence_alone_is_what_there_is() -> None:
    assert names(EMPTY) == ["empty-password"]


def test_a_consequence_is_not_put_behind_what_comes_later_in_the_flow() -> None:
    assert names(f"{EMPTY}\nno basic auth credentials") == ["empty-password", "no-basic-auth"]


def test_other_errors_stay_in_the_order_of_the_log() -> None:
    log = "no basic auth credentials\nYou must specify a region. You can also configure"
    assert names(log) == ["no-basic-auth", "no-region"]


def test_a_warning_never_comes_before_an_error() -> None:
    log = f"WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n{EMPTY}"
    assert names(log) == ["empty-password", "password-insecure"]


def test_an_error_that_is_repeated_is_told_once_and_counted() -> None:
    found = recognise(f"start\n{NO_KEY}\n{EMPTY}\n" * 700)
    assert [(hit.line, hit.times) for hit in found.hits] == [(2, 700), (3, 700)]


@pytest.mark.parametrize("distance", [0, 1, 65_530, 65_536, 131_072])
def test_a_message_over_two_lines_is_found_wherever_it_is_cut(distance: int) -> None:
    before = "x" * (distance - 1) + "\n" if distance else ""
    found = recognise(
        f"{before}Error: Cannot perform an\n  interactive login from a non TTY device\n"
    )
    (hit,) = found.hits
    assert (hit.line, hit.times) == (before.count("\n") + 1, 1)
    assert hit.text == EMPTY


def test_every_place_of_a_break_is_found() -> None:
    spaces = [at for at, sign in enumerate(EMPTY) if sign == " "]
    for at in spaces[1:]:  # what is left of the first is the whole message
        (hit,) = recognise(f"a\n{EMPTY[:at]}\n{EMPTY[at + 1 :]}\nb").hits
        assert (hit.page.name, hit.line) == ("empty-password", 2)


def test_what_is_shown_is_the_message_also_in_a_long_line() -> None:
    (hit,) = recognise(f"{'a ' * 5000}{EMPTY}{' b' * 5000}").hits
    assert EMPTY in hit.text
    assert len(hit.text) <= SHOWN + 2
    assert hit.text[0] == hit.text[-1] == "…"


def test_the_wording_says_which_versions_write_so() -> None:
    assert "29.3" in recognise("password is empty").hits[0].wording
    assert "29.1" in recognise(EMPTY).hits[0].wording


def test_a_message_over_three_lines_is_found_and_a_fourth_is_too_much() -> None:
    parts = ["Error: Cannot perform an", "interactive login", "from a non TTY", "device"]
    assert names("\n".join([*parts[:2], " ".join(parts[2:])])) == ["empty-password"]
    assert names("\n".join(parts)) == []


def test_lines_that_only_stand_near_a_message_are_not_counted_with_it() -> None:
    (hit,) = recognise(f"interactive\n{EMPTY}\ninteractive\n").hits
    assert (hit.line, hit.times, hit.text) == (2, 1, EMPTY)


# --- what nobody knows ---------------------------------------------------------------------------


def some_page(name: str, title: str, summary: str = "", seen: int = 0) -> ErrorPage:
    return ErrorPage(
        name, title, summary, "docker", "docker login", seen, False, False, "02-the-pipe.md",
        (wording("every version", "never in any text at all"),), ErrorText((Section("", ""),)),
    )  # fmt: skip


PAGES = (
    some_page("a", "the marsupial is asleep", "it sleeps"),
    some_page("b", "the marsupial is awake", "it runs"),
    some_page("c", "the credential is asleep"),
    some_page("d", "the registry is elsewhere"),
    some_page("e", "the registry is here"),
    some_page("f", "the clock"),
)


def test_the_nearest_pages_share_the_rarest_words() -> None:
    assert [page.name for page in nearest("marsupial awake?", PAGES)] == ["b", "a"]


def test_a_word_that_most_pages_have_counts_for_nothing() -> None:
    assert nearest("the", PAGES) == ()


def test_words_have_three_letters_and_no_case() -> None:
    assert words("An X-Ray of DOCKER 29abc") == {"ray", "docker", "abc"}


def test_of_numbers_the_status_of_an_answer_is_a_word() -> None:
    text = "400 (503), HTTP/1.1 404. port 8443 381492183358 200 v403 4030 429ms"
    assert words(text) == {"400", "503", "404", "http", "port", "v403"}


def test_what_is_not_known_is_said_to_be_unknown() -> None:
    found = recognise("docker: the credential store is full of marsupials")
    assert found.hits == ()
    assert found.message == "docker: the credential store is full of marsupials"
    assert 1 <= len(found.nearest) <= 3


def test_the_message_of_a_long_log_is_a_line_that_tells_of_an_error() -> None:
    log = "step 1\n" * 9000 + "denied: the registry wants a sacrifice\n" + "step 2\n" * 9000
    assert recognise(log).message == "denied: the registry wants a sacrifice"


@pytest.mark.parametrize(
    "log", ["", " \n\t\r\n", b"\xef\xbb\xbf", b"\xff\xfe", "\x1b[0m\n", "\0\0"]
)
def test_nothing_is_nothing(log: str | bytes) -> None:
    found = recognise(log)
    assert (found.hits, found.message) == ((), "")


@given(st.one_of(st.text(), st.binary()))
@settings(max_examples=500)
def test_no_input_breaks_it(log: str | bytes) -> None:
    found = recognise(log)
    assert found.hits == () or found.hits[0].text
    assert len(found.nearest) <= 3


# --- size ----------------------------------------------------------------------------------------

PIECE = "".join(
    f"2026-01-01T00:00:00.{number:07d}Z \x1b[32m#{number % 40} {number}.1 copying the password file of user"
    f" {number} to the registry of credentials ✓\x1b[0m\n"
    for number in range(9_000)
).encode()


SIZE = 50_000_000
"""Bytes of a long log. What an empty one takes is half of that."""

REPORTING = """
import atexit, pathlib, re, sys
status = pathlib.Path("/proc/self/status")
peak = lambda: re.search(r"VmHWM:\\s+(\\d+) kB", status.read_text())[1]
atexit.register(lambda: print("peak:", peak(), file=sys.stderr))
from explain.cli import main
main()
"""
"""A run that says at its end how much memory it ever had. (What wait4 tells includes its parent's.)"""


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="the system does not tell the peak"
)
@pytest.mark.parametrize("shape", ["lines", "one line", "nothing but NULs"])
def test_fifty_megabytes_are_read_in_less_memory_than_that(shape: str) -> None:
    piece = {
        "lines": PIECE,
        "one line": PIECE.replace(b"\n", b" "),
        "nothing but NULs": bytes(1 << 20),
    }
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-c", REPORTING, "why", "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    with process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        for _ in range(SIZE // len(piece[shape])):
            process.stdin.write(piece[shape])
        process.stdin.write(f"\n{EMPTY}\n".encode())
        process.stdin.close()
        shown, told = process.stdout.read().decode(), process.stderr.read().decode()
    assert process.returncode == 0
    assert EMPTY in shown
    assert int(told.partition("peak: ")[2]) * 1024 < SIZE
    assert time.monotonic() - began < 300


# --- the host decides ----------------------------------------------------------------------------

API = "api.ecr.us-west-2.amazonaws.com"
DKR = "111122223333.dkr.ecr.us-west-2.amazonaws.com"
FAILURES = (
    ('Post "https://{}/": dial tcp 34.223.27.76:443: i/o timeout', "connect-timeout", "client-timeout"),
    ('Post "https://{}/": net/http: TLS handshake timeout', "connect-timeout", "client-timeout"),
    ('Post "https://{0}/": dial tcp: lookup {0}: no such host', "no-endpoint", "no-such-host"),
    ('Get "https://{}/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
     "ssl-validation", "unknown-authority"),
)  # fmt: skip


@pytest.mark.parametrize(("message", "at_the_api", "at_the_registry"), FAILURES)
def test_the_host_tells_whether_the_password_or_the_login_failed(
    message: str, at_the_api: str, at_the_registry: str
) -> None:
    assert names(message.format(API)) == [at_the_api]
    assert names(message.format(DKR)) == [at_the_registry]
    assert names(f"pull of {DKR}/app: {message.format(DKR)}") == [at_the_registry]


def test_a_page_for_the_api_exists_and_is_of_the_first_step() -> None:
    by_name = {page.name: page for page in error_pages()}
    named = [page.api for page in error_pages() if page.api]
    assert len(named) >= 5
    assert {by_name[name].step for name in named} == {"aws ecr get-login-password"}
