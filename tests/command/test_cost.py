"""What a long line costs: every line that `command` takes is explained, judged and corrected in a second."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from explain.cli.command import LONGEST
from explain.command.analysis import Analysis, read
from explain.command.annotate import masked
from explain.command.findings import corrected, findings
from explain.command.pieces import pieces
from explain.command.quoting import DEEPEST

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
LINE = (
    "aws ecr get-login-password --region ap-south-1"
    f" | docker login --username AWS --password-stdin {HOST}"
)
WRONG = (
    LINE.replace("ap-south-1 |", "eu-west-1 |")
    .replace("AWS", "aws")
    .replace(HOST, f"https://{HOST}/")
)
ARGUMENT = f"docker login -u AWS -p $(aws ecr get-login-password) {HOST}"
TOKEN = "eyJwYXlsb2FkIjoiSUxlYWtlZFNlY3JldFRva2VuMTIzNDU2Nzg5MCJ9"

REPEATED = [
    # signs, words and brackets
    *("a|", "a |& ", "| ", ")", "(", "((", "'", '"', "`", "$(", "${", "$((", "{ ", "} ", "<", ">", "<("),
    *("&&", ";", "!", "\\", "\\\n", "\n", "\\ \n", "\n| a", "x ", "a\n", "a'b", "$'a\\'b ", '"$(', "$(a) "),
    *("`a b` ", "(a) ", "{ a; } ", "$X ", "%X% ", "${{ x }} ", "{{ x }} ", "# a\n", "--", "–", "“", "\u00a0"),
    *(".", "/", ":", "=", "a=", "A=b "),
    # wrappers and options
    *("sudo ", "! ", "if ", "env ", "time ", "xargs ", "eval ", "ssh h ", "timeout 3 ", "$a = "),
    *("bash -c 'a b' ", "bash -c '", "docker run amazon/aws-cli "),
    *("--password ", "-p x ", "-u AWS ", "--foo ", "--a=b ", "-it ", "-pppp "),
    # redirections and here-documents
    *("2>&1 ", "> f ", "< f ", "<<< f ", "<<EOF ", "<<EOF\nEOF\n"),
    f"docker login --password-stdin {HOST} <<EOF\nx\nEOF\n",
    # placeholders, secrets, hosts
    *("<account-id> ", "<a ", "docker pull <account>/x; ", "eyJ", "AQE", "A", f"A={TOKEN} "),
    *(f"echo {TOKEN} | ", "aws_secret_access_key = abcdefghijk ", "dkr.ecr.", f"{HOST} "),
    *(f"docker push {HOST}/App:1; ", f"docker push {HOST.replace('south', 'east')}/app; "),
    f'ssh h "docker login -u AWS -p x {HOST}"; ',
    # logins
    *("docker login ", "docker login; ", "aws ecr get-login-password; ", "docker login --passwrd-stdin x; "),
    *("aws ecr get-logn-pasword; dokcer login; ", "$(aws ecr get-login --region us-east-1); ", "tee x | "),
    f"A=$(aws ecr get-login-password); echo $A | docker login -u AWS --password-stdin {HOST}; ",
    *('"aws ecr get-login-password | docker login" ', f"sudo docker push {HOST}/a; docker login; "),
    *(f"{line}{joint}" for line in (LINE, WRONG, ARGUMENT) for joint in (" && ", "; ", "\n", " | ", "")),
]  # fmt: skip

WHOLE: dict[str, Callable[[int], str]] = {
    "brackets that close": lambda size: "$(" * (size // 3) + ")" * (size // 3),
    "groups that close": lambda size: "{ " * (size // 4) + "} " * (size // 4),
    "a body of many lines": lambda size: f"{LINE} <<EOF\n" + "x\n" * ((size - 150) // 2),
    "many here-documents": lambda size: "".join(f"cat <<E{at} " for at in range(size // 13)),
    "many variables": lambda size: "".join(
        f"A{at}=$(aws ecr get-login-password); docker login -u AWS -p $A{at} {HOST}; "
        for at in range(size // 115)
    ),
    "all in quotes": lambda size: "'" + LINE * (size // len(LINE) - 1) + "'",
    "a script in quotes": lambda size: "bash -c '" + f"{WRONG}; " * (size // len(WRONG) - 3) + "'",
    "one long word": lambda size: "docker login " + "a" * (size - 20),
    "one long name": lambda size: "docker login " + "a." * (size // 2 - 10),
    "one long region": lambda size: (
        "aws ecr get-login-password --region " + "us-" * (size // 3 - 20)
    ),
    "one long option": lambda size: "docker login --" + "passw" * (size // 5 - 5),
    "one long domain": lambda size: (
        "docker login 381492183358.dkr.ecr.us-east-1." + "amazonaws" * (size // 9 - 9)
    ),
    "a hundred lines": lambda size: f"{WRONG}\n" * (size // len(WRONG) - 1),
}


def explained(line: str) -> None:
    """Do everything that `command` does with a line, as if it had not been read before."""
    read.cache_clear()
    masked(line)
    pieces(line)
    findings(line)
    corrected(line)


def seconds(function: Callable[[], object]) -> float:
    """Return the seconds of processor time that a call takes."""
    began = time.process_time()
    function()
    return time.process_time() - began


def a_second() -> float:
    """Return what a second of this machine is now: fifty times what takes a fiftieth when it is idle."""

    def work() -> int:
        counts: dict[str, int] = {}
        for number in range(100_000):
            name = str(number % 1_000)
            counts[name] = counts.get(name, 0) + len(name)
        return len(counts)

    return 50 * min(seconds(work) for _ in range(3))


def check_cost(build: Callable[[int], str], size: int = LONGEST) -> None:
    """Hold a shape of line to its length: to a second and a half of processor time at the longest.

    Another program may slow this processor down meanwhile: where it takes longer, a second is measured
    right after it.
    """
    line = build(size)
    assert len(line) <= size + 1
    allowed = 1.5 * size / LONGEST
    taken = []
    for _ in range(4):
        taken.append(seconds(lambda: explained(line)))
        if taken[-1] < allowed or taken[-1] < allowed * a_second():
            return
    pytest.fail(f"{min(taken):.1f} s for {len(line):,} characters")


DEAREST = ['"aws ecr get-login-password | docker login" ', "a|", "a\n", "\n| a", f"{WRONG}\n"]
"""What costs most at the full length."""


@pytest.mark.parametrize("piece", REPEATED, ids=repr)
def test_a_long_line_costs_what_its_length_is(piece: str) -> None:
    """A cost that grows with the square of the length is seen at a quarter of it."""
    check_cost(lambda size: piece * (size // len(piece)), LONGEST // 4)


@pytest.mark.parametrize("piece", DEAREST, ids=repr)
def test_the_longest_line_costs_what_its_length_is(piece: str) -> None:
    check_cost(lambda size: piece * (size // len(piece)))


@pytest.mark.parametrize("build", WHOLE.values(), ids=WHOLE)
def test_a_line_of_many_parts_costs_what_its_length_is(build: Callable[[int], str]) -> None:
    check_cost(build)


@pytest.mark.parametrize(
    "line",
    [
        "sudo " * 1_000 + LINE,
        "! " * 5_000,
        "if " * 1_000,
        "$(" * 5_000,
        "{ " * 5_000 + "} " * 5_000,
        "docker run amazon/aws-cli " * 500,
        '"$(' * 3_000,
        "bash -c '$(" * 1_000,
    ],
    ids=lambda line: line[:30],
)
def test_depth_has_a_bound(line: str) -> None:
    explained(line)
    assert corrected(line) is None
    assert [finding.id for finding in findings(line)] == ["too-deep"]
    analysis = Analysis(line)
    assert all(len(call.around) <= DEEPEST for call in analysis.calls)
    assert all(len(analysis.holding(one.command.start, one.command.end)) <= 3 * DEEPEST
               for one in analysis.stages)  # fmt: skip
