"""The command: what it says, in which order, and how it ends."""

from __future__ import annotations

import os
import re
import subprocess

import pytest

from explain.trouble.pages import Page, catalogue

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
    assert headings == ["What happened", "Causes", "Fix", "See it in the lab"]
    assert told[0]["event"] == "prose"
    assert lesson["markdown"] == "The lesson: `explain-ecr lesson password`."


def test_of_two_errors_the_cause_is_told_in_full_and_the_other_in_a_line(play) -> None:
    played = play(("why", "-", "--output", "plain"), f"{LOG}{LOG}")
    assert played.exit_code == 0
    assert played.stdout.startswith("Unable to locate credentials\n")
    assert "  line 1:" in played.stdout
    assert "stands here: 2 times" in played.stdout
    ending = " ".join(played.stdout.partition("also found")[2].split())
    assert ending == f": │ empty-password: {EMPTY} (line 2, 2 times)"


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
@pytest.mark.parametrize("page", catalogue()[::9], ids=lambda page: page.name)
def test_a_page_is_shown_by_its_name_and_by_its_title(play, page: Page, given: str) -> None:
    played = play(("why", getattr(page, given), "--output", "json"))
    assert played.exit_code == 0
    assert played.objects[0]["id"] == page.name
    assert played.objects[0]["line"] == 0


@pytest.mark.parametrize("page", catalogue(), ids=lambda page: page.name)
@pytest.mark.parametrize("output", ["plain", "rich"])
def test_every_page_can_be_read_at_80_columns(play, page: Page, output: str) -> None:
    shown = play(("why", page.name, "--output", output)).stdout
    prose = [line for line in shown.splitlines() if not line.startswith("    ")]
    assert max(map(len, prose)) <= 80
    assert re.search(r"^Fix$", shown, re.MULTILINE)


def test_what_is_not_known_is_said_to_be_unknown_with_what_comes_near(play) -> None:
    played = play(
        ("why", "denied: the registry has lost its authorization token", "--output", "plain")
    )
    assert played.exit_code == 1
    assert played.stdout.startswith("I do not know this one\n")
    assert "the message: denied: the registry has lost its authorization token" in " ".join(
        played.stdout.split()
    )
    assert played.stdout.count("    · ") == 3
    near = re.search(r"Read one of them: `explain-ecr why ([a-z0-9-]+)`", played.stdout)
    assert near
    assert near[1] in {page.name for page in catalogue()}
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
    error = "Error: open /etc/docker/certs.d/HOST: permission denied"
    played = play(("why", "-", "--output", "json"), f"{warning}\n{error}\n")
    assert played.exit_code == 1
    unknown, known = played.objects[:2]
    assert (unknown["event"], unknown["subject"]) == ("finding", error)
    assert "Line 2" in unknown["message"]
    assert known["id"] == "password-insecure"
