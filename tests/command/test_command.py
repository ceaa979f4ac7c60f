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
