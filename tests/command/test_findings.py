"""What is found in a line, and how the line reads when it is mended.

`cases.json` is shared: whatever else finds such things, in another language too, has to find the same.
`variations.json` has other lines of the same kinds of mistake; `uncorrected` says why no line is shown.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explain.command.findings import corrected, findings
from explain.command.surroundings import insides
from explain.command.words import parse
from explain.content import load
from explain.content.model import FindingText
from explain.masking import HIDDEN

CASES: list[dict[str, Any]] = [
    case
    for name in ("cases.json", "variations.json")
    for case in json.loads((Path(__file__).parent / name).read_text("utf-8"))
]

THE_LINE = (
    "aws ecr get-login-password --region ap-south-1 | docker login --username AWS "
    "--password-stdin 381492183358.dkr.ecr.ap-south-1.amazonaws.com"
)

UNMENDED = {"new-region"}
"""What a person has to look up: no line is proposed."""


def severe(line: str) -> list[str]:
    """List the errors and warnings of a line."""
    return [finding.id for finding in findings(line) if finding.severity != "note"]


def title(case: dict[str, Any]) -> str:
    names = "+".join(found["id"] for found in case["findings"]) or "clean"
    return f"{names}: {case['line'][:60]}"


# --- the shared cases ----------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=title)
def test_what_is_found(case: dict[str, Any]) -> None:
    found = [{"id": one.id, "severity": one.severity, "subject": one.subject}
             for one in findings(case["line"])]  # fmt: skip
    assert found == case["findings"]


@pytest.mark.parametrize("case", CASES, ids=title)
def test_how_it_is_corrected(case: dict[str, Any]) -> None:
    assert corrected(case["line"]) == case["corrected"]


@pytest.mark.parametrize("case", [case for case in CASES if case["corrected"]], ids=title)
def test_a_corrected_line_given_back_has_no_finding(case: dict[str, Any]) -> None:
    assert severe(case["corrected"]) == []
    assert corrected(case["corrected"]) is None


def test_a_line_is_corrected_exactly_where_something_but_a_note_was_found() -> None:
    for case in CASES:
        mendable = {one["id"] for one in case["findings"] if one["severity"] != "note"} - UNMENDED
        is_corrected = case["corrected"] is not None
        assert bool(mendable) == (is_corrected or "uncorrected" in case), (
            f"An error or a warning needs a corrected line, or `uncorrected` with a reason: {case['line']}"
        )


def test_there_are_cases_of_every_finding_and_many_without_any() -> None:
    found = {one["id"] for case in CASES for one in case["findings"]}
    missing = set(load.findings("command")) - found
    assert not missing, f"cases.json and variations.json have no case of {sorted(missing)}"
    assert found <= set(load.findings("command"))
    assert len(CASES) >= 120
    assert sum(not case["findings"] for case in CASES) >= 80


def test_the_line_that_is_explained_has_nothing_to_be_found() -> None:
    assert findings(THE_LINE) == ()
    assert corrected(THE_LINE) is None


# --- what the cases cannot say -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  {}  # a comment, https://and all", "  {}  # a comment, https://and all"),
        ("$ {}", "$ {}"),
        ("cd /srv && {} && make push", "cd /srv && {} && make push"),
        ("{}\nmake push\n", "{}\nmake push\n"),
        ("if {}; then echo ok; fi", "if {}; then echo ok; fi"),
    ],
)
def test_what_is_not_mended_stays_as_it_was_typed(typed: str, kept: str) -> None:
    wrong = THE_LINE.replace("AWS", "aws", 1).replace("ap-south-1 |", "us-east-1  \\\n   |")
    right = THE_LINE.replace("ap-south-1 |", "ap-south-1  \\\n   |")
    assert corrected(typed.format(wrong)) == kept.format(right)


def test_the_quotes_of_a_word_stay() -> None:
    wrong = THE_LINE.replace("381492183358.dkr", "'https://3814-9218-3358.dkr") + "/'"
    assert corrected(wrong) == THE_LINE.replace("381492183358.dkr", "'381492183358.dkr") + "'"


def test_a_substitution_is_not_put_into_single_quotes() -> None:
    mended = corrected(THE_LINE.replace("381492183358", "'1234") + "'")
    assert mended is not None
    assert "'" not in mended
    assert "$(aws sts get-caller-identity --query Account --output text).dkr.ecr." in mended


def test_a_variable_keeps_its_name_where_the_repository_is_written_small() -> None:
    host = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
    assert corrected(f"docker push {host}/Team/$App:V1") == f"docker push {host}/team/$App:V1"


@pytest.mark.parametrize("client", ["docker", "podman", "nerdctl", "skopeo"])
@pytest.mark.parametrize(
    "user", ["--username AWS", "--username=AWS", "-u AWS", "-uAWS", "-u 'AWS'"]
)
def test_every_way_of_naming_the_user_is_understood(client: str, user: str) -> None:
    line = THE_LINE.replace("docker", client).replace("--username AWS", user)
    assert findings(line) == ()
    assert severe(line.replace("AWS", "aws")) == ["user-not-aws"]
    assert corrected(line.replace("AWS", "aws")) == line


def test_errors_come_first_and_notes_last() -> None:
    line = "aws ecr get-login-password 2>&1 | docker login -u me --password-stdin $HOST"
    assert [one.severity for one in findings(line)] == ["error", "warning", "note"]


def test_a_finding_says_what_is_wrong_and_what_to_do() -> None:
    (found,) = findings(THE_LINE.replace("ap-south-1 |", "eu-west-1 |"))
    assert found.id == "region-mismatch"
    assert found.subject == "eu-west-1 ≠ ap-south-1"
    assert "region" in found.message
    assert found.remedy.endswith(".")


def test_words_of_one_command_in_another_are_looked_at_too() -> None:
    line = (
        "(Get-ECRLoginCommand ecr).Password | docker login -u AWS --password-stdin public.ecr.aws"
    )
    assert severe(line) == []


def test_mending_does_not_run_away() -> None:
    """A quotation mark that is never closed swallows whatever is added behind it."""
    mended = corrected('aws ecr get-login-password | docker login -u AWS --password-stdin "')
    assert mended is None or len(mended) < 400


# --- secrets -------------------------------------------------------------------------------------

TOKEN = "eyJwYXlsb2FkIjoiSUxlYWtlZFNlY3JldFRva2VuMTIzNDU2Nzg5MCJ9"
KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYLEAKEDKEYx"
HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"


@pytest.mark.parametrize(
    "line",
    [
        f"echo {TOKEN} | docker login -u AWS --password-stdin {HOST}",
        f"docker login -u AWS -p {TOKEN} {HOST}",
        f"docker login -u AWS -p{TOKEN} https://{HOST}",
        f"docker login -u AWS --password='{TOKEN}' {HOST}",
        f"docker login -u {TOKEN} --password-stdin {HOST}",
        f"docker login -u AWS --password-stdin {TOKEN}.dkr.ecr.ap-south-1.amazonaws.com",
        f"docker login -u AWS --password-stdin {HOST} <<< {TOKEN}",
        f"docker login -u AWS --password-stdin {HOST} <<EOF\n{TOKEN}\nEOF",
        f"PASSWORD={TOKEN}; echo $PASSWORD | docker login -u aws --password-stdin {HOST}",
        f"{TOKEN} | docker login -u AWS --password-stdin {HOST}",
        f"aws ecr get-login-password --region {TOKEN} | docker login -u AWS --password-stdin {HOST}",
        f"docker push {HOST}/{TOKEN}:1",
        f"AWS_SECRET_ACCESS_KEY={KEY} {THE_LINE}",
        f"export AWS_SECRET_ACCESS_KEY='{KEY}'; {THE_LINE.replace('AWS', 'aws')}",
        f"aws configure set aws_secret_access_key {KEY}",
        f"docker login -u me -p {KEY} ghcr.io/x",
    ],
)
def test_a_secret_is_given_back_by_nothing(line: str) -> None:
    shown = json.dumps([finding.subject for finding in findings(line)]) + (corrected(line) or "")
    for secret in (TOKEN, KEY):
        assert secret[10:30] not in shown
    assert severe(line) != []


def test_a_short_password_is_not_shown_either() -> None:
    line = f"docker login -u aws -p hunter2 {HOST}"
    assert "hunter2" not in json.dumps([finding.subject for finding in findings(line)])
    assert corrected(line) == THE_LINE.replace("--username", "-u")


def test_a_password_for_another_registry_is_taken_out_and_not_replaced() -> None:
    assert corrected("docker login -u me -p hunter2 ghcr.io") == (
        "docker login -u me --password-stdin ghcr.io"
    )


@pytest.mark.parametrize(
    "line",
    [
        f"export AWS_SECRET_ACCESS_KEY={KEY}",
        f"aws configure set aws_secret_access_key {KEY}; {THE_LINE.replace('AWS', 'aws', 1)}",
        f"- export AWS_SECRET_ACCESS_KEY={KEY}\n- {THE_LINE.replace('AWS', 'aws', 1)}",
        f"export TOKEN={HIDDEN}; {THE_LINE.replace('AWS', 'aws', 1)}",
    ],
)
def test_no_line_is_to_be_copied_with_a_mask_in_it(line: str) -> None:
    assert severe(line) != []
    assert corrected(line) is None


# --- the page ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", load.findings("command").values(), ids=lambda text: text.id)
def test_the_examples_of_the_page_are_what_the_code_says(text: FindingText) -> None:
    typed, *mended = text.examples
    assert text.id in [finding.id for finding in findings(typed)], (
        f"No rule finds {text.id} in its example. Is the rule in RULES, in explain/command/rules/__init__.py?"
    )
    line = corrected(typed)
    assert mended == ([] if line is None else [line]), (
        "The second line of the example is another one."
    )


# --- anything at all -----------------------------------------------------------------------------

FRAGMENTS = (
    "aws", "ecr", "ecr-public", "get-login-password", "get-login", "get-authorization-token", "--region",
    "us-east-1", "eu-west-1", "us-esat-1", "us-east-1a", "|", "|&", "&&", ";", "docker", "podman", "skopeo",
    "helm", "registry", "login", "logout", "push", "tag", "--username", "AWS", "aws", "-u", "bob",
    "--password-stdin", "-p", "--password", HOST, "https://", "/", "/Repo:tag", "public.ecr.aws", "ecr.aws",
    "$(", "`", ")", "(", "'", '"', "\\", "\\\n", "\n", "$ACCOUNT", ".dkr.ecr.", "$REGION", ".amazonaws.com",
    "sudo", "-E", "env", "2>&1", ">", "<", "<<<", "<<EOF", "EOF", "echo", "cat", "file", "tee", "docker run",
    "amazon/aws-cli", "-it", "--tty", "base64 -d", "cut", "–username", "—", "“", "”", "\u00a0",
    "<account-id>", "<region>", "-password-stdin", "--no-include-email", "--registry-ids",
    "(Get-ECRLoginCommand", "-Region", ").Password", ").Command", "Invoke-Expression", "bash -c", "eval",
    "${{", "}}", "%X%", "=", "-", "--", "--debug", "AWS_REGION=", "export", "1234-5678-9012",
    "aws_account_id", "é", "\x00", "\ud800", "İ", "\u212a", TOKEN, f"-p {TOKEN}", f"echo {TOKEN} |",
    f"AWS_SECRET_ACCESS_KEY={KEY}",
)  # fmt: skip

LINES = st.lists(
    st.tuples(st.sampled_from(FRAGMENTS), st.sampled_from(("", " ", " ", " "))), max_size=10
).map(lambda pairs: "".join(piece for pair in pairs for piece in pair))


@settings(max_examples=300, deadline=None)
@given(st.booleans(), LINES)
def test_any_line_can_be_looked_at(begun: bool, rest: str) -> None:
    line = f"{THE_LINE} {rest}" if begun else rest
    shown = "\n".join(finding.subject for finding in findings(line))
    mended = corrected(line)
    for secret in (TOKEN, KEY):
        assert secret not in shown + (mended or "")
    if mended is not None:
        assert mended != line
        again = corrected(mended)
        assert again is None or "error" not in {one.severity for one in findings(again)}


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_looked_at(line: str) -> None:
    assert all(finding.id in load.findings("command") for finding in findings(line))
    assert corrected(line) != line


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(
        [
            case["line"]
            for case in CASES
            if not case["findings"]
            and case["line"].strip()
            and "\n" not in case["line"]
            and not parse(case["line"]).problems
            and not any(
                each.layers for each in insides(case["line"])
            )  # a statement of a program is no line of a shell
        ]
    )
)
def test_a_line_that_is_right_is_right_among_others(line: str) -> None:
    assert severe(f"date\n{line}\nls -la") == []


# --- speed ---------------------------------------------------------------------------------------


def test_finding_needs_none_of_the_heavy_packages() -> None:
    code = (
        "import sys; from explain.command.findings import corrected, findings; "
        f"findings({THE_LINE.replace('AWS', 'aws')!r}); corrected('aws ecr get-login'); "
        "print([name for name in ('botocore', 'markdown_it', 'rich', 'typer', 'difflib') "
        "if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_corrected_lines_are_lines_of_a_shell() -> None:
    """`shlex`, an independent judge, finds the same number of words in every plain corrected line."""
    plain = [case["corrected"] for case in CASES
             if case["corrected"] and re.fullmatch(r"[a-zA-Z0-9 ./:=|_-]+", case["corrected"])]  # fmt: skip
    assert len(plain) > 50
    for line in plain:
        ours = [word.text for pipeline in parse(line).pipelines for command in pipeline.commands
                for word in (*command.assignments, *command.words)]  # fmt: skip
        assert ours == [word for word in shlex.split(line) if word != "|"]
