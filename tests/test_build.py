"""What the site builder's hooks make of a page."""

import json
import re
from html import escape, unescape
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain import build


def shell(line: str) -> str:
    code = f'<pre><code class="language-console">{escape(line)}</code></pre>'
    return build.on_page_content(code)


@given(st.text(alphabet=st.sampled_from("ab-$|&<>;\"' \n\t=(){}é"), max_size=60))
def test_coloured_shell_reads_as_before(line: str) -> None:
    assert unescape(re.sub(r"<[^>]*>", "", shell(line))) == line


def kinds(line: str) -> dict[str, str]:
    found = re.findall(r'<span class="word ?([a-z]*)">([^<]*)</span>', shell(line))
    return {unescape(word): kind for kind, word in found}


def test_the_words_of_a_line_are_told_apart() -> None:
    assert kinds('aws ecr --region x | docker login -u AWS 2>&1 && echo "$HOME"\nexplain-ecr why') == {
        "aws": "program", "ecr": "", "--region": "option", "x": "", "|": "operator",
        "docker": "program", "login": "", "-u": "option", "AWS": "", "2>&1": "operator",
        "&&": "operator", "echo": "program", '"$HOME"': "variable", "explain-ecr": "program", "why": "",
    }  # fmt: skip


def test_a_prompt_is_no_part_of_what_is_copied() -> None:
    assert re.findall(r'<span class="explain-prompt">([^<]*)</span>', shell("$ aws x \\\n> | y")) == [
        "$ ", "&gt; ",
    ]  # fmt: skip
    assert kinds("$ aws x \\\n> | y")["aws"] == "program"
    assert "explain-prompt" not in shell("aws x \\\n> y")


def test_an_option_is_not_broken_at_its_hyphens() -> None:
    page = "<p><code>--region</code> <code>aws</code> <code>docker login</code></p>"
    assert build.on_page_content(page) == page.replace(
        "<code>--region", '<code class="whole">--region'
    )
    indented = f"<pre><code>--region</code></pre><p><code>{'long-' * 5}</code></p>"
    assert build.on_page_content(indented) == indented


def test_no_short_word_of_longer_code_is_broken_at_its_hyphens() -> None:
    page = "<code>explain-ecr lab exec -- aws --region x &lt;a-b&gt; {host}</code>"
    host = f"{'1' * 12}.dkr.ecr.ap-south-1.amazonaws.com"
    shown = build.on_page_content(page.format(host=host))
    assert unescape(re.sub(r"</?span[^>]*>", "", shown)) == unescape(page.format(host=host))
    assert re.findall(r'<span class="whole">([^ ]*)</span>', shown) == [
        "explain-ecr", "--", "--region", "&lt;a-b&gt;",
    ]  # fmt: skip


def test_other_code_stays_as_it_is() -> None:
    text = '<pre><code class="language-text">aws | docker</code></pre><p><code>aws</code></p>'
    assert build.on_page_content(text) == text


def test_tables_scroll_in_themselves() -> None:
    html = "<table><tr><td>a</td></tr></table><p>b</p><table></table>"
    assert build.on_page_content(html) == (
        '<div class="scroller"><table><tr><td>a</td></tr></table></div><p>b</p>'
        '<div class="scroller"><table></table></div>'
    )


@pytest.mark.parametrize(("name", "kept"), [("sitemap.xml", ""), ("404.html", "<p>")])
def test_there_is_no_sitemap(name: str, kept: str) -> None:
    assert build.on_post_template("<p>", name, config=None) == kept


def entry(location: str, title: str, text: str) -> dict[str, str]:
    return {"location": location, "title": title, "text": text}


def test_the_index_has_each_section_once(tmp_path) -> None:
    docs = [
        entry("a.html", "A &amp; B", "all of it"),
        entry("a.html#a", "A &amp; B", "first ."),
        entry("a.html#b", "C", "second"),
        entry("plain.html", "No heading", "text"),
    ]
    (tmp_path / "assets").mkdir()
    (tmp_path / "search").mkdir()
    (tmp_path / "search" / "search_index.json").write_text(json.dumps({"docs": docs}), "utf-8")
    build.on_post_build(SimpleNamespace(site_dir=str(tmp_path)))
    script = (tmp_path / "assets" / "search-index.js").read_text("utf-8")
    assert json.loads(script.removeprefix("explainSearch(").removesuffix(");\n")) == [
        ["a.html#a", "A & B", "A & B", "first."],
        ["a.html#b", "A & B", "C", "second"],
        ["plain.html", "No heading", "No heading", "text"],
    ]
    assert not (tmp_path / "search").exists()


def test_a_site_without_search_has_no_index(tmp_path) -> None:
    build.on_post_build(SimpleNamespace(site_dir=str(tmp_path)))
    assert not (tmp_path / "search").exists()
    assert not (tmp_path / "assets" / "search-index.js").exists()
