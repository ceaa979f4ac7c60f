"""Lines composed of pieces, right and wrong: a corrected line is right, or it is not shown."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explain.command.analysis import read
from explain.command.findings import corrected, findings
from explain.command.grammar import is_broken
from explain.command.rules.inputs import redirected

HOST = "381492183358.dkr.ecr.us-east-1.amazonaws.com"
ASK = "aws ecr get-login-password"

sources = st.sampled_from(
    [
        *(ASK, f"{ASK} --region us-east-1 --profile dev", f"{ASK} -region us-east-1", f"PW=$({ASK})", ""),
        *("aws ecr get-login --no-include-email", f"$({ASK})", f"echo $({ASK})", f"{ASK} 2>&1", ":"),
        *(f"{ASK} --region eu-west-1", f"{ASK} 2>/dev/null", "aws ecr get-login-pasword", f"{ASK} > pw"),
        *("aws ecr-public get-login-password --region us-east-1", f"{ASK} | tee pw", "cat pw", "echo $PW"),
        *("aws ecr get-authorization-token", f"{ASK} | {ASK}", "sudo aws ecr get-login-password"),
    ]
)  # fmt: skip
prefixes = st.sampled_from(
    ["", "", "", "sudo ", "! ", "time ", "env A=b ", "A=b ", "timeout 5 ", "ssh h ", "xargs ", "exec ",
     "sudo ! ", "if ", "then ", "aws-vault exec p -- ", "nohup "]
)  # fmt: skip
programs = st.sampled_from(
    [
        "docker login",
        "docker login",
        "podman login",
        "dokcer login",
        "skopeo login",
        "helm registry login",
    ]
)
users = st.sampled_from(
    [" -u AWS", " --username AWS", " -u aws", " -username AWS", "", " -u", " -u me"]
)
passwords = st.sampled_from(
    [" --password-stdin", " --password-stdin", " --password-stdin", f" -p $({ASK})", f' -p "$({ASK})"',
     " -p $PW", "", " -password-stdin", " -p", " --password stdin"]
)  # fmt: skip
hosts = st.sampled_from(
    [f" {HOST}", f" {HOST}", f" https://{HOST}", f" {HOST}/app:1", " $REGISTRY", "", " public.ecr.aws",
     " <account-id>.dkr.ecr.us-east-1.amazonaws.com", " 3814-9218-3358.dkr.ecr.us-east-1.amazonaws.com",
     " ecr.us-east-1.amazonaws.com", f' "{HOST}"']
)  # fmt: skip
redirections = st.sampled_from(
    ["", "", "", "", " > log", " 2>&1", " < /dev/null", " <<< $PW", " < pw", " &> log"]
)
joints = st.sampled_from(
    [" | ", " | ", " | ", " |& ", " && ", "; ", "\n", "\n| ", " \\\n| ", " ", ' "|" ', " || ", " & ", "; | ",
     " | | ", " > "]
)  # fmt: skip
following = st.sampled_from(
    ["", "", "", f" && docker push {HOST}/app:1", "; docker push app", " &", ";", "; fi", "; then a; fi",
     "; do a; done", " )", " && ", " | a", " || exit 1", "; }", " (a)"]
)  # fmt: skip
wrappings = st.sampled_from(
    ["{}", "{}", "{}", "({})", "{{ {}; }}", "{{ {} }}", "if {}; then a; fi", "while ! {}; do a; done",
     "bash -c '{}'", 'ssh h "{}"', "$({})", 'eval "{}"', "! {}", "set -e; {}", "f() {{ {}; }}", "x=$({})"]
)  # fmt: skip

logins = st.builds("".join, st.tuples(prefixes, programs, users, passwords, hosts, redirections))
lines = st.builds(
    lambda wrapping, first, source, joint, login, rest: wrapping.format(
        f"{first}{source}{joint}{login}{rest}"
    ),
    *(wrappings, prefixes, sources, joints, logins, following),
)

NOT_IN_DASH = ("|&", "<<<", "<(", "&>")
KEPT = ("timeout 5", "env A=b", "aws-vault exec p --", "nohup", "set -e", "ssh h", "bash -c", "> log",
        "&> log", "docker push", "|| exit 1", "| a", "2>/dev/null")  # fmt: skip
"""What no mistake of these lines is about: programs, prefixes and redirections."""


@settings(max_examples=10, deadline=None)
@given(st.lists(lines, min_size=25, max_size=25))
def test_a_shell_reads_what_is_shown(typed: list[str]) -> None:
    shown = [better for line in typed if (better := corrected(line))]
    for shell in ("bash", "dash"):
        read_there = [line for line in shown if shell == "bash" or not _is_of_bash(line)]
        assert _errors(shell, read_there) == ""


def _is_of_bash(line: str) -> bool:
    return any(sign in line for sign in NOT_IN_DASH)


def _errors(shell: str, typed: list[str]) -> str:
    """Have a shell read some lines without running them, all at once: each is the body of a function."""
    script = "".join(f"f() {{\n{line}\n}}\n" for line in typed)
    return subprocess.run([shell, "-n"], input=script, capture_output=True, text=True).stderr


@settings(max_examples=150, deadline=None)
@given(lines)
def test_what_is_shown_has_no_fault_and_loses_nothing(typed: str) -> None:
    better = corrected(typed)
    if better is None:
        return
    assert [finding.id for finding in findings(better) if finding.severity != "note"] == []
    assert corrected(better) is None
    subjects = " ".join(finding.subject for finding in findings(typed))
    for piece in KEPT:
        assert better.count(piece) >= typed.count(piece) or piece in subjects
    _check_sources(better)


def _check_sources(line: str) -> None:
    """Hold every login of a line to one source of its password, and the line to one login for a source."""
    analysis = read(line)
    for login in analysis.logins:
        asking = [command for command in analysis.before(login) if analysis.asks(command)]
        files = [*redirected(login.command)]
        assert len(asking) + len(files) + bool(login.option("--password")) <= 1
        if login.option("--password-stdin") and analysis.sources:
            assert files or analysis.before(login)


@pytest.mark.parametrize(
    "line",
    [
        f"{ASK} | ! docker login -u aws --password-stdin {HOST}",
        f"{ASK} | sudo ! docker login -u aws --password-stdin {HOST}",
        f"A=b ! {ASK} | docker login -u aws --password-stdin {HOST}",
        f"if {ASK} | docker login -u aws --password-stdin {HOST}; echo ok; fi",
        f"{ASK} | docker login -u aws --password-stdin {HOST}; done",
        f"{ASK} | docker login -u aws --password-stdin {HOST}; }}",
        f"{{ {ASK} | docker login -u aws --password-stdin {HOST} }}",
        f"{ASK} | docker login -u aws --password-stdin {HOST} && ",
        f"{ASK} | docker login -u aws --password-stdin {HOST};; docker push app",
        f"echo (a); {ASK} | docker login -u aws --password-stdin {HOST}",
        f"while ! {ASK} | docker login -u aws --password-stdin {HOST}; sleep 1; done",
    ],
)
def test_what_no_shell_reads_is_not_shown_corrected(line: str) -> None:
    assert _errors("dash", [line]) or " ! " in line  # `sudo !` is read, and then not found
    assert is_broken(read(line))
    assert findings(line)
    assert corrected(line) is None


@pytest.mark.parametrize(
    "line",
    [
        f"! {ASK} | docker login -u aws --password-stdin {HOST}",
        f"if ! {ASK} | docker login -u aws --password-stdin {HOST}; then\n  exit 1\nfi",
        f"for i in 1 2 3; do {ASK} | docker login -u aws --password-stdin {HOST} && break; done",
        f"f() {{ {ASK} | docker login -u aws --password-stdin {HOST}; }}",
        f"{{ {ASK} | docker login -u aws --password-stdin {HOST}; }} 2>&1 | tee log",
        f"({ASK} | docker login -u aws --password-stdin {HOST}) && time docker push {HOST}/app",
        f"{ASK} | docker login -u aws --password-stdin {HOST} &&\n  docker push {HOST}/app &",
        f"hosts=(a b)\n{ASK} | docker login -u aws --password-stdin {HOST}",
    ],
)
def test_what_a_shell_reads_is_shown_corrected(line: str) -> None:
    assert _errors("bash", [line]) == ""
    assert not is_broken(read(line))
    assert corrected(line) == line.replace("-u aws", "-u AWS").replace(
        "get-login-password", "get-login-password --region us-east-1"
    )


@pytest.mark.parametrize(
    "line",
    [
        f"PW=$({ASK}); docker login -u AWS --password-stdin {HOST}",
        f"docker login -u AWS -p $PW {HOST} < pw",
        f"echo $PW | {ASK} | docker login -u aws --password-stdin {HOST}",
    ],
)
def test_a_correction_with_two_sources_is_not_shown(line: str) -> None:
    assert findings(line)
    assert corrected(line) is None
