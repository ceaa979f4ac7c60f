"""A line of a page, each part a link, and what each does below it."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from markdown import Markdown

from explain.page.annotated import annotated

THE_LINE = (
    "aws ecr get-login-password --region ap-south-1 | docker login --username AWS "
    "--password-stdin 381492183358.dkr.ecr.ap-south-1.amazonaws.com"
)


def tree(line: str) -> ElementTree.Element:
    return ElementTree.fromstring(annotated(line, "line-1"))


def chips(line: str) -> list[tuple[str, str]]:
    """The links of a line: their texts and kinds."""
    return [
        ("".join(link.itertext()), link.get("class", "").removeprefix("part "))
        for link in tree(line).iter("a")
    ]


def said(line: str, chip: str) -> list[str]:
    """What a link leads to: the texts that its rows are about, the outermost first."""
    drawn = tree(line)
    link = next(each for each in drawn.iter("a") if each.text == chip)
    rows = {row.get("id"): row for row in drawn.iter("div")}
    return [
        "".join(rows[row].find("dt/code").itertext())  # type: ignore[union-attr]
        for row in link.get("data-rows", "").split()
    ]


def test_every_part_of_the_line_is_a_link() -> None:
    assert chips(THE_LINE) == [
        ("aws", "program"), ("ecr", "subcommand"), ("get-login-password", "subcommand"),
        ("--region", "option"), ("ap-south-1", "value"), ("|", "operator"), ("docker", "program"),
        ("login", "subcommand"), ("--username", "option"), ("AWS", "value"),
        ("--password-stdin", "option"), ("381492183358", "value"), ("dkr.ecr", "value"),
        ("ap-south-1", "value"), ("amazonaws.com", "value"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line", [THE_LINE, f"{THE_LINE}\n", "a \\\n  b # <c> & 'd'", "x \x00\x1b y"]
)
def test_what_is_copied_is_what_stands_in_the_lesson(line: str) -> None:
    code = tree(line).find("pre/code")
    assert code is not None
    assert "".join(code.itertext()) == line.strip("\n").replace("\x00", "").replace("\x1b", "")


def test_a_link_tells_what_its_part_is_in() -> None:
    assert said(THE_LINE, "dkr.ecr") == ["381492183358.dkr.ecr.ap-south-1.amazonaws.com", "dkr.ecr"]
    assert said(THE_LINE, "--region") == ["--region"]
    nested = "docker login -p $(aws ecr get-login-password) x.test"
    assert said(nested, "ecr") == ["$(aws ecr get-login-password)", "ecr"]


def test_every_part_has_a_note_that_its_link_names() -> None:
    drawn = tree(THE_LINE)
    notes = {note.get("id"): "".join(note.itertext()) for note in drawn.iter("dd")}
    for link in drawn.iter("a"):
        assert link.get("href") == f"#{link.get('data-rows', '').split()[-1]}"
        for row in link.get("data-rows", "").split():
            assert notes[f"{row}-note"], row
    assert len(notes) == 16


def test_what_belongs_to_something_is_indented_below_it() -> None:
    depths = [row.get("style") for row in tree("docker login -u AWS x.test").iter("div")]
    assert depths == [f"--depth: {depth}" for depth in (0, 1, 1, 2, 1)]


def test_a_note_that_was_told_is_marked() -> None:
    again = [note.get("class") for note in tree("docker login -p secret x.test").iter("dd")]
    assert again == [None, None, None, "again", None]


def test_what_is_not_known_says_so_in_words() -> None:
    (row,) = [row for row in tree("docker login --frobnicate").iter("div")
              if row.get("class") == "unknown"]  # fmt: skip
    assert "".join(row.find("dt").itertext()) == "--frobnicate not known"  # type: ignore[union-attr]


def test_a_secret_is_masked_wherever_it_would_stand() -> None:
    secret = "hunter2-and-more"
    assert secret in THE_LINE.replace("AWS", secret)
    drawn = annotated(f"docker login -u AWS -p {secret} x.test", "line-1")
    assert secret not in drawn
    assert "••••••••" in drawn


def test_a_fence_is_drawn_so_and_each_has_names_of_its_own() -> None:
    fence = "```console annotated\ndocker logout\n```\n"
    html = Markdown(extensions=["explain.page"]).convert(f"{fence}\n{fence}\n```console\nls\n```\n")
    assert html.count("<explain-line") == 2
    assert {'id="line-1-0"', 'id="line-2-0"'} <= set(html.replace(">", " ").split(" "))
    assert '<code class="language-console">ls\n</code>' in html
