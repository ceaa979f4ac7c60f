"""Lines where people keep them: read as the shell reads them, and corrected in their place."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from explain.command.annotate import annotate, masked
from explain.command.findings import corrected, findings
from explain.command.surroundings import insides
from explain.command.surroundings.back import put_back, same
from explain.content import store
from explain.content.load import surroundings
from explain.content.place import folder

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = json.loads((HERE / "cases.json").read_text("utf-8"))


class Surrounding(NamedTuple):
    """A way to keep a line: its name, what is taken off, a text with a line in it, what is escaped there."""

    name: str
    layers: list[str]
    text: str
    escapes: dict[str, str]

    def put(self, line: str) -> str:
        """Write a line as people write it there."""
        signs = re.compile("|".join(map(re.escape, self.escapes)) or "(?!)")
        return self.text.replace("@LINE@", signs.sub(lambda sign: self.escapes[sign[0]], line))


SURROUNDINGS = [
    Surrounding(**each) for each in json.loads((HERE / "surroundings.json").read_text("utf-8"))
]

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
LINE = f"aws ecr get-login-password --region ap-south-1 | docker login --username AWS --password-stdin {HOST}"

CLEAN = (
    LINE,
    LINE.replace(HOST, '"$ACCOUNT.dkr.ecr.ap-south-1.amazonaws.com"'),
    LINE.replace("docker", "podman").replace(HOST, "${REGISTRY}"),
    LINE.replace(HOST, f"'{HOST}'"),
    f"{LINE} && docker push {HOST}/my/app:1.0",
)
WRONG = (
    LINE.replace("AWS", "aws"),
    LINE.replace("ap-south-1 |", "eu-west-1 |"),
    LINE.replace(HOST, f'"https://{HOST}/"'),
    LINE.replace("--username AWS", "–username bob"),
    f"docker login -u AWS -p $(aws ecr get-login-password --region ap-south-1) {HOST}",
    f'docker login -u AWS -p "$(aws ecr get-login-password --region ap-south-1)" {HOST} && make',
    "aws ecr get-login-password --region ap-south-1 | docker login -u AWS --password-stdin",
    f"skopeo login --username AWS --password $TOKEN '{HOST}'",
    "$(aws ecr get-login --no-include-email --region ap-south-1)",
    LINE.replace("get-login-password", "get-login-pasword"),
)


def said(line: str) -> list[tuple[str, str]]:
    """List the findings of a line, by name and severity; a build that keeps it is none of the line's own."""
    found = [(finding.id, finding.severity) for finding in findings(line)]
    return [finding for finding in found if finding[0] != "login-in-layer"]


named = pytest.mark.parametrize("around", SURROUNDINGS, ids=lambda around: around.name)


@named
@pytest.mark.parametrize("line", [*CLEAN, *WRONG])
def test_a_line_is_read_as_its_shell_reads_it(around: Surrounding, line: str) -> None:
    text = around.put(line)
    [inside] = insides(text)
    assert list(inside.layers) == around.layers
    assert line in inside.text.strip().split("\n")
    assert put_back(text, inside, inside.text) == text


@named
@pytest.mark.parametrize("line", CLEAN)
def test_a_line_that_is_right_is_right_where_it_stands(around: Surrounding, line: str) -> None:
    assert said(around.put(line)) == []
    assert corrected(around.put(line)) is None


@named
@pytest.mark.parametrize("line", WRONG)
def test_a_line_that_is_wrong_is_corrected_where_it_stands(around: Surrounding, line: str) -> None:
    assert said(around.put(line)) == said(line) != []
    better = corrected(line)
    assert better is not None
    expected = around.put(better)
    assert [inside.text for inside in insides(corrected(around.put(line)) or "")] == [
        inside.text for inside in insides(expected)
    ]


@named
@pytest.mark.parametrize("line", WRONG[:5])
def test_what_is_around_stays_as_it_was_typed(around: Surrounding, line: str) -> None:
    better = corrected(line)
    assert better is not None
    assert corrected(around.put(line)) == around.put(better)


@named
def test_every_part_has_its_place_and_what_is_around_is_named(around: Surrounding) -> None:
    text = around.put(LINE)
    parts = annotate(text)
    assert "unknown" not in {part.kind for part in parts if part.text not in ("date", "make")}
    assert all(text[part.start : part.end] == part.text for part in parts)
    assert all(part.note for part in parts)
    covered = {at for part in parts for at in range(part.start, part.end)}
    assert [
        text[at] for at in range(len(text)) if at not in covered and not text[at].isspace()
    ] == []


@cache
def kept() -> list[str]:
    """List the lines of the cases that are written as in YAML, Jenkins, Dockerfile, cmd and make."""
    return [case["line"] for case in CASES if insides(case["line"])[0].layers]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["line"][:60])
def test_a_line_by_itself_has_nothing_around_it(case: dict[str, Any]) -> None:
    assert len(kept()) < 8
    [inside] = insides(case["line"]) if case["line"] not in kept() else [insides(LINE)[0]]
    assert inside.layers == ()


VALUES = st.sampled_from(("AWS", "aws", "bob", "$USER", "'AWS'", '"AWS"', "${USER}"))
REGIONS = st.sampled_from(("ap-south-1", "eu-west-1", "us-esat-1", "$REGION", '"$REGION"'))
HOSTS = st.sampled_from(
    (HOST, f"https://{HOST}", f"{HOST}/", f'"{HOST}"', "$REGISTRY", f"'{HOST}/my'")
)


@st.composite
def lines(draw: st.DrawFn) -> str:
    """Draw a line that may have several mistakes."""
    aws = f"aws ecr get-login-password --region {draw(REGIONS)}"
    client = draw(st.sampled_from(("docker", "podman", "sudo docker", "skopeo")))
    user, host = draw(VALUES), draw(HOSTS)
    return draw(
        st.sampled_from(
            (
                f"{aws} | {client} login --username {user} --password-stdin {host}",
                f"{client} login -u {user} -p $({aws}) {host}",
                f'PW=$({aws}); echo "$PW" | {client} login -u {user} --password-stdin {host}',
            )
        )
    )


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(SURROUNDINGS), lines())
def test_any_line_is_judged_alike_wherever_it_stands(around: Surrounding, line: str) -> None:
    text = around.put(line)
    assume(line in insides(text)[0].text.split("\n") or line in insides(text)[0].text)
    assert said(text) == said(line)
    better, here = corrected(line), corrected(text)
    assert (better is None) == (here is None)
    if better is not None and here is not None:
        assert [each.text for each in insides(here)] == [
            each.text for each in insides(around.put(better))
        ]


@settings(max_examples=120, deadline=None)
@given(st.text(st.sampled_from("ab $"), max_size=30), st.text(st.sampled_from("ab $"), max_size=30))
def test_what_two_texts_share_is_in_both_and_in_order(left: str, right: str) -> None:
    shared = list(same(left, right))
    for start, begin, length in shared:
        assert left[start : start + length] == right[begin : begin + length]
    for one, other in pairwise(shared):
        assert one[0] + one[2] <= other[0]
        assert one[1] + one[2] <= other[1]
    if left == right:
        assert sum(length for _, _, length in shared) == len(left)


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(SURROUNDINGS), st.text(max_size=60))
def test_any_text_can_stand_anywhere(around: Surrounding, rest: str) -> None:
    text = around.put(f"{LINE} {rest}")
    for inside in insides(text):
        assert len(inside.at) == len(inside.text) + 1
        assert list(inside.at) == list(accumulate(inside.at, max))
        assert put_back(text, inside, inside.text) == text


# --- what is said of them ------------------------------------------------------------------------


def test_every_kind_is_on_the_page_and_the_page_has_no_other() -> None:
    source = (folder() / store.SOURCES["surroundings"]).read_text("utf-8")
    assert len(surroundings()) == source.count("\n### ")
    seen = {layer for around in SURROUNDINGS for layer in around.layers}
    others = {
        "macro-variables",
        "argument-list",
        "systemd-exec",
        "beside-here-document",
        "for-f",
        "program-string",
        "more",
    }
    assert seen | others == set(surroundings())
    assert all(name and note.endswith(".") for name, note in surroundings().values())


# --- variables of other languages ----------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        (
            'os.system(f"aws ecr get-login-password --region {region} | docker login --username AWS '
            '--password-stdin {account}.dkr.ecr.{region}.amazonaws.com")'
        ),
        (
            "run: aws ecr get-login-password --region ${{ env.REGION }} | docker login --username AWS "
            "--password-stdin ${{ env.ACCOUNT }}.dkr.ecr.${{ env.REGION }}.amazonaws.com"
        ),
        (
            "- shell: aws ecr get-login-password --region {{ region }} | docker login --username AWS "
            '--password-stdin {{ account }}.dkr.ecr.{{ region | default("x") }}.amazonaws.com'
        ),
        (
            'command = "aws ecr get-login-password --region ${var.region} | docker login --username AWS '
            '--password-stdin ${var.registry}"'
        ),
        (
            "\t@aws ecr get-login-password --region $(REGION) | docker login --username AWS "
            "--password-stdin $(ACCOUNT).dkr.ecr.$(REGION).amazonaws.com"
        ),
        (
            'sh "aws ecr get-login-password --region ${REGION} | docker login --username AWS '
            '--password-stdin ${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com"'
        ),
        (
            'os.system("aws ecr get-login-password --region " + region + " | docker login --username AWS '
            '--password-stdin " + host)'
        ),
        (
            'cmd = ("aws ecr get-login-password --region {} | docker login --username AWS "\n'
            '       "--password-stdin {}".format(region, host))'
        ),
    ],
)
def test_a_variable_of_the_language_is_no_placeholder(text: str) -> None:
    assert said(text) == []
    assert corrected(text) is None
    assert "unknown" not in {part.kind for part in annotate(text)}
    wrong = text.replace("AWS", "aws")
    assert said(wrong) == [("user-not-aws", "error")]
    assert corrected(wrong) == text


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        (
            "\tdocker login -u AWS -p $$(aws ecr get-login-password --region $(REGION)) $(HOST)",
            "\taws ecr get-login-password --region $(REGION) | docker login -u AWS --password-stdin $(HOST)",
        ),
        (
            'x = f"docker login -u AWS -p $(aws ecr get-login-password --region {r}) {host}"',
            'x = f"aws ecr get-login-password --region {r} | docker login -u AWS --password-stdin {host}"',
        ),
        (
            'subprocess.run(["aws", "ecr", "get-login-pasword", "--region", region], check=True)',
            'subprocess.run(["aws", "ecr", "get-login-password", "--region", region], check=True)',
        ),
        (
            f"for /f %i in ('aws ecr get-login-password') do docker login -u AWS -p %i {HOST}",
            LINE.replace("--username", "-u"),
        ),
    ],
)
def test_a_correction_keeps_the_language_s_own_variables(typed: str, right: str) -> None:
    assert corrected(typed) == right


@pytest.mark.parametrize(
    "text",
    [
        'subprocess.run(["docker", "login", "-u", "AWS", "-p", password, "ghcr.io"])',  # takes a pipe
        f'CMD ["docker", "login", "-u", "AWS", "-p", "hunter2", "{HOST}"]',
    ],
)
def test_what_cannot_be_written_in_its_place_has_no_corrected_line(text: str) -> None:
    assert said(text) != []
    assert corrected(text) is None


def test_a_program_may_write_the_password_to_the_login_that_it_starts() -> None:
    words = f'["docker", "login", "-u", "AWS", "--password-stdin", "{HOST}"]'
    assert said(f"subprocess.run({words}, input=password)") == []


def test_a_secret_is_hidden_in_what_stands_around_too() -> None:
    token = "eyJwYXlsb2FkIjoi" + "c2VjcmV0" * 20
    text = f"env:\n  TOKEN: {token}\nrun: docker login -u aws -p {token} {HOST}\n"
    shown = masked(text) + "".join(part.text for part in annotate(text))
    assert token[16:40] not in shown
    assert corrected(text) is None  # it would have to be shown with a mask in it
