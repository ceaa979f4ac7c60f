import json

import pytest

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
LINE = (
    "aws ecr get-login-password --region ap-south-1"
    f" | docker login --username AWS --password-stdin {HOST}"
)
TOKEN = "eyJwYXlsb2FkIjoi" + "c2VjcmV0" * 20


def events(stdout: str) -> list[dict]:
    return [json.loads(line) for line in stdout.splitlines()]


def test_the_line_is_explained_and_nothing_is_wrong_with_it(play) -> None:
    played = play(("command", LINE, "--output", "json"))
    assert played.exit_code == 0
    [annotated] = events(played.stdout)
    assert annotated["event"] == "annotated"
    assert annotated["line"] == LINE
    assert [part["text"] for part in annotated["parts"]][:3] == ["aws", "ecr", "get-login-password"]
    assert "unknown" not in {part["kind"] for part in annotated["parts"]}


def test_an_error_in_a_line_is_the_exit_code(play) -> None:
    played = play(("command", LINE.replace("ap-south-1 |", "eu-west-1 |"), "--output", "json"))
    assert played.exit_code == 1
    annotated, finding, corrected = events(played.stdout)
    assert (annotated["event"], corrected["event"]) == ("annotated", "corrected")
    assert (finding["event"], finding["severity"]) == ("finding", "error")
    assert corrected["line"] == LINE


def test_a_warning_is_no_error(play) -> None:
    played = play(("command", f"docker login -u AWS -p $PASSWORD {HOST}", "--output", "json"))
    severities = {event["severity"] for event in events(played.stdout) if "severity" in event}
    assert severities == {"warning"}
    assert played.exit_code == 0


def test_a_line_comes_from_standard_input(play) -> None:
    given = play(("command", LINE))
    assert play(("command", "-"), f"{LINE}\n").stdout == given.stdout
    assert play(("command", "-", "--output", "plain"), LINE.encode()).stdout == given.stdout


def test_a_line_in_several_words_is_put_together_with_a_word_of_advice(play) -> None:
    played = play(("command", "docker", "login", "-u", "AWS", "a b", HOST))
    assert played.stdout.startswith(f"  docker login -u AWS 'a b' {HOST}\n")
    assert "single quotes" in played.stderr
    assert "quotes" not in play(("command", LINE)).stderr


@pytest.mark.parametrize("given", [(), ("",), ("  \n",), ("-",)])
def test_no_line_is_told_how_to_give_one(play, given: tuple[str, ...]) -> None:
    played = play(("command", *given))
    assert played.exit_code == 2
    assert played.stdout == ""
    assert "remedy: Give it in single quotes" in played.stderr


def test_a_file_is_no_line(play) -> None:
    played = play(("command", "-"), "word " * 40_000)
    assert played.exit_code == 2
    assert "characters" in played.stderr


def test_bytes_that_are_no_text_are_shown_as_such(play) -> None:
    played = play(("command", "-"), b"docker login \xff\xfe")
    assert "docker login \ufffd\ufffd" in played.stdout


@pytest.mark.parametrize("output", ["plain", "rich", "json"])
def test_no_secret_comes_back(play, output: str) -> None:
    played = play(("command", f"docker login -u AWS -p {TOKEN} {HOST}", "--output", output))
    assert played.exit_code in (0, 1)
    shown = "".join(played.stdout.split())
    assert TOKEN[8:40] not in shown
    assert "eyJwYXls••••••••" in shown


def test_plain_output_fits_80_columns_but_for_the_line_to_copy(play) -> None:
    played = play(("command", f"sudo {LINE} 2>&1 && docker push {HOST}/my/app:1.0"))
    explained, _, _ = played.stdout.partition("  corrected:")
    longer = [line.strip() for line in explained.splitlines() if len(line) > 80]
    assert longer == [f"sudo {LINE} 2>&1 && docker push {HOST}/my/app:1.0"]  # to copy, in one line
    assert f"    {HOST}/my/app:1.0\n" in explained


def test_a_lone_surrogate_is_no_traceback(play) -> None:
    assert play(("command", "docker login \udc80")).exit_code in (0, 1)


@pytest.mark.parametrize(
    "line",
    [
        "- echo hello",
        "- run: docker login -h",
        "-@docker login -u AWS HOST",
        "--password-stdin x",
        "-p there",
        "-- echo",
    ],
)
def test_a_line_that_begins_with_a_dash_is_a_line(play, line: str) -> None:
    played = play(("command", line, "--output", "json"))
    [annotated] = [event for event in events(played.stdout) if event["event"] == "annotated"]
    assert annotated["line"] == line


@pytest.mark.parametrize("words", [("-h",), ("--help",), (LINE, "--help")])
def test_help_is_asked_for_by_a_word_of_its_own(play, words: tuple[str, ...]) -> None:
    assert play(("command", *words)).stdout.startswith("Usage:")


def test_what_stands_behind_two_dashes_is_the_line(play) -> None:
    words = ("docker", "login", "-h", "--output", "json")
    assert "Usage:" not in play(("command", *words)).stdout
    assert "docker login -h --output json" in play(("command", "--", *words)).stdout


def test_a_folder_is_no_line(play, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("scripts", "docker"):
        (tmp_path / name).mkdir()
    assert "scripts is a folder." in play(("command", "scripts")).stderr
    assert "folder" not in play(("command", "docker")).stderr


@pytest.mark.parametrize("words", [("why", "- oh: unauthorized"), ("clock", "-1h")])
def test_no_letter_behind_a_dash_is_an_option_by_itself(play, words: tuple[str, ...]) -> None:
    assert "Usage:" not in play(words).stdout
