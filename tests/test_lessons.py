"""What our own lessons owe their readers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from explain import library
from explain.acts import ACTS
from explain.content.place import folder
from explain.lesson import Cue, FollowCue, Text, parser
from explain.render.prose import inline_plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explain.lesson import Lesson

LONGEST = 90
"""Words in a paragraph that a workshop can still read aloud in one breath or two."""

# Each claim about the line, the lesson that makes it, and terms that stand in one paragraph of it.
CLAIMS = [
    # 1. Two commands and a pipe: what the left one prints is what the right one reads.
    (1, "line", [("two commands", "**pipe**", "prints", "reads")]),
    # 2. The left command gets a temporary password from ECR, for one's account and a region.
    (2, "line", [("get-login-password", "ECR", "temporary password"), ("--region", "**regions**")]),
    (2, "password", [("ECR", "**authorization token**")]),
    # 3. That password is not the access key, and not the secret key either.
    (3, "line", [("password", "neither", "access key", "secret key")]),
    # 4. It lasts twelve hours and no longer, and the answer says until when.
    (4, "line", [("password", "12 hours at most")]),
    (4, "password", [("at most 12", "`expiresAt`")]),
    # 5. The AWS CLI needs credentials: from `aws configure`, or from an IAM role.
    (5, "line", [("**credentials**", "`aws configure`", "**IAM role**")]),
    # 6. What a password looks like: once AQECAHhK…, today eyJ…, which is base64 of JSON.
    (6, "password", [("`AQECAHhKk1d1a3X1iH0xAQ...`", "`eyJ`", "**base64**"), ("layer", "JSON")]),
    # 7. So the left side proves to AWS who one is, and gets a password for docker in exchange.
    (7, "line", [("left command", "Amazon"), ("`get-login-password`", "a password for docker")]),
    # 8. The pipe hands it straight on.
    (8, "line", [("All that passes between them", "one line of text")]),
    (8, "pipe", [("left one writes", "right one reads", "**pipe**")]),
    # 9. The right side logs docker in to the private registry: as AWS, password from stdin.
    (9, "line", [("logs docker in", "private **registry**"), ("password", "standard input")]),
    # 10. Why AWS: no other name is taken, and who one really is stands in the token.
    (10, "line", [("ECR", "no other user name", "inside the password")]),
    (10, "login", [("**401**", "ECR", "only `AWS`", "token")]),
    # 11. docker keeps the login in config.json, or in a credential store or helper, which wins.
    (11, "line", [("`~/.docker/config.json`",)]),
    (11, "login", [("**credential store**", "**credential helper**", "`auths`")]),
    # 12. So that a later push knows which registry to go to, and what to present there.
    (12, "line", [("docker push 381492183358",), ("host name", "registry", "stored password")]),
    # 13. After it docker may push and pull. (The login proves the password, not the permission.)
    (13, "line", [("push", "pull", "container image"), ("does not prove", "push or pull")]),
    (13, "under-the-hood", [('"Login Succeeded" is not enough',)]),
    # 14. All in three sentences: a password for IAM credentials, a login for it, a push with it.
    (14, "line", [("three sentences",), ("IAM credentials", "short-lived password", "stored password")]),
    # 15. Under the hood: a signature, a token in base64 for 12 hours, HTTPS, its end, once more.
    (15, "under-the-hood", [("**signs**", "IAM credentials", "base64 of `AWS`", "12 hours at most",
                             "HTTPS", "expires", "run the line again")]),
    # 16. Never copy it by hand; always by stdin. An argument is in the history and in `ps`.
    (16, "security", [("Never copy", "by hand"), ("Always", "`--password-stdin`"),
                      ("Never", "`--password`", "**shell history**", "**process list**", "every user")]),
]  # fmt: skip


def text_of(lesson: Lesson) -> str:
    return (folder().parent / lesson.where).read_text("utf-8")


def blocks(source: str) -> list[str]:
    """List the paragraphs, lists and tables of a page, each in one line."""
    return [unwrapped(block) for block in re.split(r"\n\s*\n(?!- )", source)]


def unwrapped(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(("claim", "name", "terms"), CLAIMS, ids=lambda part: str(part)[:20])
def test_a_claim_is_made_in_its_lesson(claim: int, name: str, terms: list[tuple[str, ...]]) -> None:
    pieces = blocks(text_of(library.lesson(name)))
    missing = [
        wanted
        for wanted in terms
        if not any(all(term in piece for term in wanted) for piece in pieces)
    ]
    assert missing == []


def test_every_claim_has_a_lesson() -> None:
    assert {claim for claim, _, _ in CLAIMS} == set(range(1, 17))


def cues() -> Iterator[tuple[Lesson, Cue]]:
    for lesson in library.lessons():
        for section in lesson.sections:
            for block in section.blocks:
                if isinstance(block, Cue):
                    yield lesson, block


def test_every_act_is_narrated_in_its_order() -> None:
    played = [(cue.act, cue.beat) for _, cue in cues()]
    assert played == [(act, beat) for act in ACTS for beat in ACTS[act].beats]


@pytest.mark.parametrize(
    ("act", "beat"), [(act, beat) for act in ACTS for beat in ACTS[act].beats]
)  # fmt: skip
def test_every_label_that_is_shown_has_a_note(act: str, beat: str) -> None:
    (cue,) = (cue for _, cue in cues() if (cue.act, cue.beat) == (act, beat))
    assert [label for label in ACTS[act].beats[beat] if not cue.notes.get(label)] == []


def test_the_secret_is_followed_once_at_the_end_of_the_walkthrough() -> None:
    blocks = [
        block
        for entry in library.steps("all")
        for section in entry.lesson().sections
        for block in section.blocks
    ]
    assert [type(block) for block in blocks if not isinstance(block, Cue)][-2:] == [FollowCue, Text]
    assert sum(isinstance(block, FollowCue) for block in blocks) == 1


def paragraphs(source: str) -> Iterator[tuple[int, str]]:
    """List every paragraph, list item and table cell with its line, and every note."""
    for token in parser().parse(source):
        if token.type == "inline":
            yield (token.map or (0,))[0] + 1, token.content


def too_long(texts: Iterator[tuple[int, str]]) -> list[str]:
    counted = ((line, len(text.split()), text) for line, text in texts)
    return [
        f"line {line}: {count} words: {text[:40]}…"
        for line, count, text in counted
        if count > LONGEST
    ]


@pytest.mark.parametrize("lesson", library.lessons(), ids=lambda lesson: lesson.name)
def test_no_paragraph_is_too_long_to_be_read_aloud(lesson: Lesson) -> None:
    assert too_long(paragraphs(text_of(lesson))) == []


def test_no_note_is_too_long_to_be_read_aloud() -> None:
    assert too_long((cue.line, note) for _, cue in cues() for note in cue.notes.values()) == []


def test_a_paragraph_that_is_too_long_would_be_found() -> None:
    assert too_long(paragraphs("# Title\n\n" + "word " * 91)) == [
        "line 3: 91 words: " + "word " * 8 + "…"
    ]


def test_notes_are_single_paragraphs() -> None:
    for _, cue in cues():
        for note in cue.notes.values():
            blocks = [
                token for token in parser().parse(note) if token.level == 0 and token.nesting == 1
            ]
            assert [block.type for block in blocks] == ["paragraph_open"], note


@pytest.mark.parametrize("lesson", library.lessons(), ids=lambda lesson: lesson.name)
def test_a_lesson_can_be_listed_in_one_line(lesson: Lesson) -> None:
    assert 20 < len(lesson.summary) < 100
    assert re.fullmatch(r"[a-z-]+", lesson.name)
    assert inline_plain(lesson.summary) == lesson.summary


@pytest.mark.parametrize("lesson", library.lessons(), ids=lambda lesson: lesson.name)
def test_no_lesson_holds_what_looks_like_a_secret(lesson: Lesson) -> None:
    assert re.findall(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b", text_of(lesson)) == []
    assert re.findall(r"eyJ[A-Za-z0-9+/]{20,}", text_of(lesson)) == []
