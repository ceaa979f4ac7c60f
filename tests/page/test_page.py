import re
from html import unescape

import pytest

from explain.errors import LessonProblem, ToolProblem
from explain.library import catalogue

markdown = pytest.importorskip("markdown")

from explain.page import performance as page  # noqa: E402 - it needs the package that may be missing

TINY = """\
# Tiny

Before.

```act token answer
authorizationToken: The *whole* token; see [the pipe](02-the-pipe.md).
```

Between.

```act token expiry
```

```act token dropped
```

## Followed

```follow
```

After.
"""


def convert(text: str) -> str:
    return str(parsed(text)[0])


def parsed(text: str):
    md = markdown.Markdown(
        extensions=["toc", "tables", "fenced_code", "explain.page"],
        extension_configs={"toc": {"permalink": True}},
    )
    return md.convert(text), md


def test_headings_have_ids_and_are_in_the_contents() -> None:
    html, md = parsed('# The *line*\n\n## "A" & `b && c`\n\n### Deep\n\n## Twice\n\n## Twice')
    assert re.findall(r'<h\d id="([^"]*)"', html) == [
        "the-line", "a-b-c", "deep", "twice", "twice_1",
    ]  # fmt: skip
    assert html.count('class="headerlink"') == 5
    (top,) = md.toc_tokens
    assert [child["id"] for child in top["children"]] == ["a-b-c", "twice", "twice_1"]
    assert top["children"][0]["name"] == '"A" &amp; b &amp;&amp; c'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a\n- b\n- c", "<ul>"),
        ("- a\n  - b", r"<li>a\s*<ul>\s*<li>b"),
        ("1. a\n   ```sh\n   ls\n   ```\n2. b", r"(?s)<ol>.*<pre><code class=.language-sh.>ls\n.*b"),
        ("3. a", '<ol start="3">'),
        ("~~x~~", "<s>x</s>"),
        ("a\\\nb", r"a<br ?/?>\s*b"),
        ("| a | b |\n|---|--:|\n| 1 | 2 |", r'(?s)<table>.*<td style="text-align:right">2</td>'),
        ("[x](02-the-pipe.md#run-it)", '<a href="02-the-pipe.md#run-it">x</a>'),
        ("[x](a?b=1&c=2)", r'href="a\?b=1&amp;c=2"'),
        ("[x](a?b=1&amp;copy=2)", r'href="a\?b=1&amp;copy=2"'),
        ("- [x] done", r'(?s)<input[^>]*checked[^>]*> done'),
        ("`&quot; &amp; <b> {{x}} {#y}`", "<code>&amp;quot; &amp;amp; &lt;b&gt; {{x}} {#y}</code>"),
        ("```\n&quot; {{ .Id }} {%x%}\n```", r"<code>&amp;quot; \{\{ .Id \}\} \{%x%\}\n</code>"),
        ("R&D &copy; &lt;", "R&amp;D © &lt;"),
        ("a\x02amp\x03b\x02wzxhzdk:0\x03", "aampbwzxhzdk:0"),
        ("a&#12;\ufdd0b\x00", "ab"),
        ("## T {#x}", r"T \{#x\}"),
    ],
)  # fmt: skip
def test_pages_are_in_the_dialect_of_github(source: str, expected: str) -> None:
    assert re.search(expected, convert(source)), convert(source)


def test_raw_html_stays_as_it_is() -> None:
    html = convert("<details>\n<summary>More & <br> more\n\n*x*\n\n</details>\n\na <kbd>C</kbd> b")
    assert "<details>\n<summary>More & <br> more\n" in html
    assert "<em>x</em>" in html
    assert "</details>" in html
    assert "<p>a <kbd>C</kbd> b</p>" in html


@pytest.mark.parametrize(
    ("kind", "style"),
    [
        ("NOTE", "note"),
        ("TIP", "tip"),
        ("IMPORTANT", "info"),
        ("WARNING", "warning"),
        ("CAUTION", "danger"),
    ],
)
def test_alerts_are_admonitions(kind: str, style: str) -> None:
    html = convert(f"> [!{kind}]\n> Do *this*.")
    assert f'<div class="admonition {style}">' in html
    assert f'<p class="admonition-title">{kind.capitalize()}</p>' in html
    assert "<p>Do <em>this</em>.</p>" in html


def test_front_matter_is_not_shown() -> None:
    assert "summary" not in convert("---\nname: x\nsummary: y\n---\n\n# T\n")


def test_an_act_in_other_text_is_only_shown() -> None:
    html = convert("````markdown\n```act token answer\n```\n````\n\n- x\n  ```follow\n  ```\n")
    assert "```act token answer" in html
    assert "explain-" not in html


def test_acts_are_drawn_where_their_fences_stand() -> None:
    html = convert(TINY)
    marks = [
        "Before.", 'aria-label="token: answer"', "explain-ecr token", "authorizationToken",
        '<em>whole</em> token; see <a href="02-the-pipe.md">', "Between.", "time left",
        'aria-label="token: dropped"', '<h2 id="followed">', "one secret, in 1 place", "After.",
        "The boxes show what happened",
    ]  # fmt: skip
    places = [html.find(mark) for mark in marks]
    assert -1 not in places
    assert places == sorted(places)
    assert "act token" not in html


def test_a_lesson_is_played_once() -> None:
    assert convert(TINY) == convert(TINY)


def test_a_step_alone_shows_the_walkthrough_so_far() -> None:
    page._performed.cache_clear()
    steps = sorted((found for found in catalogue() if found.step), key=lambda found: -found.step)
    body = steps[0].file.read_text("utf-8").partition("\n---\n")[2]  # as builders hand it over
    followed = unescape(page.performance(body).fences[-1])
    assert "one secret, in" in followed
    assert "in the API's answer" in followed
    assert "in config.json" in followed


def test_the_folder_of_the_build_is_not_shown() -> None:
    steps = [found for found in catalogue() if found.step]
    shown = "".join(
        "".join(page.performance(step.file.read_text("utf-8")).fences) for step in steps
    )
    assert "$EXPLAIN_ECR_SANDBOX/docker/config.json" in shown
    assert "explain-ecr-" not in shown.replace("explain-ecr-engine/", "")


@pytest.mark.parametrize("fence", ["act token nowhere", "act nothing answer", "act token"])
def test_a_wrong_fence_fails_the_page(fence: str) -> None:
    with pytest.raises(LessonProblem) as caught:
        convert(f"# T\n\nText.\n\n```{fence}\n```\n")
    assert caught.value.__notes__[0].startswith("What to do: ")


def test_a_failing_act_fails_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ToolProblem("It hangs.", "Mend it.")

    monkeypatch.setattr(page.steady, "offline", fail)
    with pytest.raises(ToolProblem, match="hangs"):
        convert(f"{TINY}\nAnother text, so that it is not played already.\n")
