"""A learner's record: six fields, whatever is put into them, and read strictly."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.content.load import causes
from explain.content.place import folder
from explain.errors import UsageProblem
from explain.practice import course
from explain.records import object_of
from explain.room import spoken
from explain.room.record import (
    FLAGS,
    LONGEST,
    MOST_GOALS,
    MOST_SECONDS,
    MOST_TIMES,
    Goals,
    Record,
    Verdict,
    as_said,
    name_of,
    parsed,
    written,
)

FULL = Record("Ada", "cut-password", Goals(1, 3), 754, "help", Verdict("end-missing", 400, 3, 20))

# What a hostile or unlucky machine might put in: any text, and what a lab would never want to give away.
TEXTS = st.text() | st.sampled_from(
    [
        "aws ecr get-login-password --region eu-central-1 | docker login",
        "/home/ada/.aws/credentials",
        "AKIAIOSFODNN7EXAMPLE",
        "\x1b[2J",
        "a\u202eb",
        "eyJwYXlsb2FkIjoi" * 40,
    ]
)
NUMBERS = st.integers()
RECORDS = st.builds(
    Record,
    TEXTS | st.just("Ada"),
    TEXTS | st.sampled_from(["", *course.files()]),
    st.builds(Goals, NUMBERS, NUMBERS),
    NUMBERS,
    TEXTS | st.sampled_from(FLAGS),
    st.builds(Verdict, TEXTS | st.sampled_from(["", *causes()]), NUMBERS, NUMBERS, NUMBERS),
)
NAMES = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8).filter(
    lambda text: _is_name(text)
)
GOOD = st.builds(
    lambda name, exercise, met, more, since, flag, verdict: Record(
        name, exercise, Goals(met, met + more), since, flag, verdict
    ),
    NAMES,
    st.sampled_from(["", *course.files()]),
    st.integers(0, 7),
    st.integers(0, 7),
    st.integers(0, MOST_SECONDS),
    st.sampled_from(FLAGS),
    st.builds(
        Verdict,
        st.sampled_from(["", *causes()]),
        st.sampled_from([0, 400, 401, 403, 404, 500]),
        st.integers(0, MOST_TIMES),
        st.integers(0, MOST_SECONDS),
    ),
)


def _is_name(text: str) -> bool:
    try:
        return name_of(text) == text
    except UsageProblem:
        return False


@given(RECORDS)
def test_whatever_it_is_made_of_only_six_fields_of_bounded_text_are_written(record: Record) -> None:
    try:
        text = written(record)
    except ValueError:
        return
    assert len(text.encode()) <= LONGEST
    assert text.rstrip("\n").isprintable()
    fields = json.loads(text)
    assert list(fields) == ["name", "exercise", "goals", "since", "flag", "verdict"]
    assert _is_name(fields["name"])
    assert fields["exercise"] in ("", *course.files())
    assert fields["flag"] in FLAGS
    assert fields["verdict"]["cause"] in ("", *causes())
    numbers = [*fields["goals"].values(), fields["since"], *list(fields["verdict"].values())[1:]]
    assert all(type(number) is int and 0 <= number <= MOST_SECONDS for number in numbers)


@given(GOOD)
def test_a_record_comes_back(record: Record) -> None:
    assert parsed(written(record)) == record


def test_a_number_that_is_too_large_is_cut() -> None:
    record = FULL._replace(since=10**9, goals=Goals(99, 99), verdict=Verdict("expired", 400, 10**6))
    read = parsed(written(record))
    assert (read.since, read.goals, read.verdict.times) == (
        MOST_SECONDS,
        Goals(MOST_GOALS, MOST_GOALS),
        MOST_TIMES,
    )


def changed(path: str, value: Any) -> str:
    fields = object_of(FULL)
    place = fields
    *way, last = path.split(".")
    for step in way:
        place = place[step]
    place[last] = value
    return json.dumps(fields)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        "{",
        "[" * 900,
        '{"since": 1e999}',
        changed("exercise", "no-such"),
        changed("exercise", "../../etc/passwd"),
        changed("flag", "angry"),
        changed("since", -1),
        changed("since", 1.5),
        changed("since", True),
        changed("since", "1"),
        changed("goals.met", 4),
        changed("goals.of", 999),
        changed("verdict.cause", "sha256:abcdef"),
        changed("verdict.status", 200),
        changed("verdict.times", 10**30),
        changed("name", ""),
        changed("name", "Ada\x1b[2J"),
        changed("name", "Ada\u202e"),
        changed("name", " Ada"),
        changed("name", "a" * 25),
        changed("name", "/etc/passwd"),
        changed("line", "aws ecr get-login-password"),
        changed("verdict.fingerprint", "sha256:abcdef"),
    ],
)
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parsed(text)


@pytest.mark.parametrize(
    "text", ["", " ", "a" * 25, "a/b", "$HOME", "a\nb\x00", "\u202eada", "a=b"]
)
def test_what_cannot_be_a_name_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(UsageProblem) as problem:
        name_of(text)
    assert "--name" in problem.value.remedy


@pytest.mark.parametrize(
    "name", ["Ada", "Ada L.", "O'Brien", "O’Brien", "Łukasz", "निशा", "李", "7"]
)
def test_people_have_many_kinds_of_names(name: str) -> None:
    assert name_of(f"  {name} ") == name


def test_the_id_of_a_key_or_an_account_is_no_name() -> None:
    for text in ("AKIAIOSFODNN7EXAMPLE", "381492183358"):
        with pytest.raises(UsageProblem):
            name_of(text)


def test_a_learner_sees_the_six_fields_in_words() -> None:
    assert as_said(FULL) == {
        "name": "Ada",
        "exercise": "cut-password",
        "goals met": "1 of 3",
        "since": "12 min without a new goal",
        "flag": "help",
        "last verdict": "changed on the way ×3",
    }
    assert set(as_said(Record("Ada")).values()) >= {"Ada", "none", "0 of 0"}


# --- as a code -------------------------------------------------------------------------------------


def test_a_code_has_eight_characters_and_says_the_same() -> None:
    code = spoken.code(FULL)
    assert len(code) == 9
    assert spoken.read_code(code, "Ada") == FULL._replace(
        since=12 * 60, verdict=FULL.verdict._replace(ago=0)
    )


@given(GOOD)
def test_every_record_has_a_code(record: Record) -> None:
    read = spoken.read_code(spoken.code(record), record.name)
    assert (read.name, read.exercise, read.flag, read.verdict.cause) == (
        record.name,
        record.exercise,
        record.flag,
        record.verdict.cause,
    )
    assert read.solved == record.solved or record.goals.of > 7


def test_the_lists_fit_into_a_code() -> None:
    fields = {field.name: field.most for field in spoken._SCHEMA.fields}
    assert len(course.files()) <= fields["exercise"]
    assert len(causes()) <= fields["cause"]
    goals = [
        len(each.goals) + len(each.states) + bool(each.question) for each in course.exercises()
    ]
    assert max(goals) <= fields["of"]


def test_a_mistyped_code_is_refused() -> None:
    code = spoken.code(FULL)
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    with pytest.raises(UsageProblem):
        spoken.read_code(wrong, "Ada")


def test_the_codes_on_the_page_can_be_read() -> None:
    page = (folder() / "reference" / "room.md").read_text("utf-8")
    (line,) = re.findall(r"^explain-ecr room read (.+)$", page, re.M)
    read = [spoken.read_code(word.partition("=")[2] or word, "Ada") for word in line.split()]
    assert [record.exercise for record in read] == ["monday", "wrong-region"]
