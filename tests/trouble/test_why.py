"""The command: what it says, in which order, and how it ends."""

from __future__ import annotations

import os
import re
import subprocess

import pytest

from explain.content.errorpages import ErrorPage, error_pages

EMPTY = "Error: Cannot perform an interactive login from a non TTY device"
NO_KEY = 'Unable to locate credentials. You can configure credentials by running "aws configure".'
LOG = f"2026-01-01T00:00:00.000Z {NO_KEY}\n2026-01-01T00:00:00.000Z \x1b[31m{EMPTY}\x1b[0m\n"


def test_a_message_is_explained_in_the_order_in_which_it_helps(play) -> None:
    played = play(("why", NO_KEY, "--output", "json"))
    assert played.exit_code == 0
    first, *told, lesson = played.objects
    assert first == {
        "event": "recognised", "id": "no-credentials", "title": "Unable to locate credentials",
        "said_by": "aws", "step": "aws ecr get-login-password", "line": 1, "text": NO_KEY,
        "wording": first["wording"], "times": 1,
    }  # fmt: skip
    assert first["wording"]
    headings = [event["title"] for event in told if event["event"] == "section_began"]
    assert headings == ["Fix", "Causes", "What happened", "See it in the lab"]
    assert any(event["event"] == "prose" for event in told[:3])
    assert lesson["markdown"] == "The lesson: `explain-ecr lesson password`."


def test_of_two_errors_the_cause_is_told_in_full_and_the_other_in_a_line(play) -> None:
    played = play(("why", "-", "--output", "plain"), f"{LOG}{LOG}")
    assert played.exit_code == 0
    assert played.stdout.startswith("Unable to locate credentials\n")
    assert "  line 1 (2 times):" in played.stdout
    ending = " ".join(played.stdout.partition("also found")[2].split())
    assert re.fullmatch(r": │ empty-password: (.{20,})… \(line 2, 2 times\)", ending)


@pytest.mark.parametrize("arguments", [(NO_KEY,), tuple(NO_KEY.split()), ("-",), ()])
def test_a_message_comes_as_one_argument_as_several_or_by_the_pipe(play, arguments) -> None:
    played = play(("why", *arguments, "--output", "plain"), NO_KEY)
    assert played.exit_code == 0
    assert played.stdout.startswith("Unable to locate credentials\n")


@pytest.mark.parametrize(
    "words", ["unknown shorthand flag: 'e' in -e", "-e none: unknown shorthand flag: 'e' in -e"]
)
def test_a_message_may_hold_what_looks_like_an_option(play, words: str) -> None:
    first = play(("why", *words.split())).stdout.splitlines()[0]
    assert first.startswith("unknown shorthand flag")


@pytest.mark.parametrize("given", ["name", "title"])
@pytest.mark.parametrize("page", error_pages()[::9], ids=lambda page: page.name)
def test_a_page_is_shown_by_its_name_and_by_its_title(play, page: ErrorPage, given: str) -> None:
    played = play(("why", getattr(page, given), "--output", "json"))
    assert played.exit_code == 0
    assert played.objects[0]["id"] == page.name
    assert played.objects[0]["line"] == 0


@pytest.mark.parametrize("page", error_pages(), ids=lambda page: page.name)
@pytest.mark.parametrize("output", ["plain", "rich"])
def test_every_page_can_be_read_at_80_columns(play, page: ErrorPage, output: str) -> None:
    shown = play(("why", page.name, "--more", "--output", output)).stdout
    prose = [line for line in shown.splitlines() if not line.startswith("    ")]
    assert max(map(len, prose)) <= 80
    assert re.search(r"^Fix$", shown, re.MULTILINE)


def test_what_is_not_known_is_said_to_be_unknown_with_what_comes_near(play) -> None:
    played = play(
        ("why", "denied: the registry has lost its authorization token", "--output", "plain")
    )
    assert played.exit_code == 1
    assert played.stdout.startswith("No page here matches this message\n")
    assert "the message: denied: the registry has lost its authorization token" in " ".join(
        played.stdout.split()
    )
    assert played.stdout.count("    · ") == 3
    near = re.search(r"PAGE-ID` shows one of them: ([^.]+)\.", " ".join(played.stdout.split()))
    assert near
    assert set(near[1].split(", ")) <= {page.name for page in error_pages()}
    assert "explain-ecr lesson trouble" in " ".join(played.stdout.split())


def test_what_is_like_nothing_has_nothing_near_it(play) -> None:
    played = play(("why", "xyzzy", "--output", "json"))
    assert played.exit_code == 1
    assert played.objects[0] == {"event": "not_recognised", "text": "xyzzy", "nearest": []}


@pytest.mark.parametrize(
    ("arguments", "stdin"), [((), ""), (("-",), " \n\n"), (("",), ""), ((" ",), NO_KEY)]
)
def test_no_message_is_no_question(play, arguments, stdin) -> None:
    played = play(("why", *arguments, "--output", "plain"), stdin)
    assert played.exit_code == 2
    assert played.error.startswith(
        "error: There is no message to look for. remedy: Give the message"
    )
    assert played.stdout == ""


@pytest.mark.skipif(os.name != "posix", reason="closing standard input is a shell's doing")
@pytest.mark.parametrize("redirection", ["<&-", "</dev/null"])
def test_a_closed_input_is_no_message(learner, redirection: str) -> None:
    import sys

    code = "from explain.cli import main; main()"
    done = subprocess.run(
        ["/bin/sh", "-c", f'"$0" -c "$1" why {redirection}', sys.executable, code],
        env=learner.environment, cwd=learner.folder, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert "There is no message" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="a pseudo terminal is posix's")
def test_a_terminal_is_not_read_by_surprise(learner) -> None:
    ours, theirs = os.openpty()
    process = learner.start("why", stdin=theirs)
    out, err = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert (process.returncode, out) == (2, b"")
    assert b"There is no message" in err


def test_a_log_of_windows_is_read(learner) -> None:
    log = LOG.replace("\n", "\r\n").encode("utf-16")
    done = learner.run("why", "-", "--output", "plain", stdin=log)
    assert done.returncode == 0
    assert done.stdout.startswith("Unable to locate credentials")
    assert done.stderr == ""


def test_an_error_that_is_not_known_beside_a_known_warning_is_told_and_ends_with_1(play) -> None:
    warning = "WARNING! Using --password via the CLI is insecure. Use --password-stdin."
    error = "Error: the sky of HOST: permission refused"
    played = play(("why", "-", "--output", "json"), f"{warning}\n{error}\n")
    assert played.exit_code == 1
    unknown, known = played.objects[:2]
    assert (unknown["event"], unknown["subject"]) == ("finding", error)
    assert "Line 2" in unknown["message"]
    assert known["id"] == "password-insecure"


# --- a page or a topic in place of a message -----------------------------------------------------


def test_every_page_is_listed_by_its_step(play) -> None:
    played = play(("why", "--list", "--output", "json"))
    assert played.exit_code == 0
    lists = [event for event in played.objects if event["event"] == "lines"]
    listed = [line["label"] for event in lists for line in event["lines"]]
    assert sorted(listed) == sorted(page.name for page in error_pages())
    assert lists[0]["label"] == "aws ecr get-login-password"
    plain = play(("why", "--list", "--output", "plain")).stdout
    assert max(map(len, plain.splitlines())) <= 80
    assert all(f"│ {page.name}: " in plain for page in error_pages())


@pytest.mark.parametrize(
    ("topic", "names"),
    [
        ("expired", {"token-expired", "sso-expired", "expired-session", "signature-expired"}),
        ("403", {"status-403", "public-403", "skopeo-403", "forbidden-without-reason"}),
        ("keychain", {"keychain-locked", "keychain-interaction", "keychain-item-exists"}),
        ("Helpers", {"helper-not-found", "helper-get-failed", "helper-store-failed"}),
        ("denied", {"access-denied", "socket-permission-denied", "denied-invalid-token"}),
    ],
)
def test_a_topic_gives_a_list_of_pages(play, topic: str, names: set[str]) -> None:
    played = play(("why", topic, "--output", "json"))
    assert played.exit_code == 0
    (listed, _) = played.objects
    assert names <= {line["label"] for line in listed["lines"]}


def test_a_topic_that_is_one_pages_gives_that_page(play) -> None:
    played = play(("why", "immutable", "--output", "json"))
    assert (played.exit_code, played.objects[0]["id"]) == (0, "tag-immutable")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("token-expird", "token-expired"),
        ("no-basic-aut", "no-basic-auth"),
        ("helper-notfound", "helper-not-found"),
    ],
)
def test_a_slip_in_a_pages_name_is_answered_with_the_name(play, typed: str, meant: str) -> None:
    played = play(("why", typed, "--output", "plain"))
    assert played.exit_code == 1
    assert f"Did you mean: `explain-ecr why {meant}`" in " ".join(played.stdout.split())


# --- for a CI ------------------------------------------------------------------------------------

HOST = "111122223333.dkr.ecr.eu-west-1.amazonaws.com"
EXPIRED = f'Head "https://{HOST}/v2/a/manifests/b": denied: Your authorization token has expired.'


def test_one_line_tells_the_page_the_message_and_the_fix(play) -> None:
    played = play(("why", "-", "--brief"), f"start\n{EXPIRED}\n")
    assert played.exit_code == 0
    (line,) = played.stdout.splitlines()
    assert line.startswith("token-expired: ")
    assert "Your authorization token has expired. → " in line
    assert f"docker login --username AWS --password-stdin {HOST}" in line


def test_one_line_for_what_is_known_and_one_for_what_is_not(play) -> None:
    played = play(("why", "-", "--brief"), f"Error: the sky fell\n{EXPIRED}\n")
    assert played.exit_code == 1
    known, unknown = played.stdout.splitlines()
    assert known.startswith("token-expired: ")
    assert unknown == "unknown: Error: the sky fell"


def test_one_line_for_a_message_that_nobody_knows(play) -> None:
    played = play(("why", "Error: the registry of the sky fell down", "--brief"))
    assert played.exit_code == 1
    assert played.stdout.count("\n") == 1
    assert played.stdout.startswith("unknown: Error: the registry of the sky fell down → perhaps ")


def test_a_program_is_told_every_page_and_what_the_log_names(play) -> None:
    played = play(("why", "-", "--output", "json"), f"{EXPIRED}\n{NO_KEY}\n")
    recognised = [event["id"] for event in played.objects if event["event"] == "recognised"]
    assert recognised == ["token-expired", "no-credentials"]
    (named,) = [event for event in played.objects if event.get("label") == "the log names"]
    assert {line["label"]: line["text"] for line in named["lines"]} == {
        "host": HOST, "account": "111122223333", "region": "eu-west-1", "repository": "a", "tag": "b",
    }  # fmt: skip
    fixes = [event["markdown"] for event in played.objects if event["event"] == "prose"]
    assert any(f"--password-stdin {HOST}" in text for text in fixes)
    assert any("ap-south-1" in text for text in fixes[-2:])  # the lab's own registry stays


@pytest.mark.parametrize("output", ["plain", "rich"])
def test_the_whole_page_comes_when_it_is_asked_for(play, output: str) -> None:
    short = play(("why", "-", "--output", output), EXPIRED).stdout
    long = play(("why", "-", "--more", "--output", output), EXPIRED).stdout
    assert "See it in the lab" not in short
    assert "See it in the lab" in long
    assert long.count("\n") > 2 * short.count("\n")
    assert HOST in " ".join(short.split())
