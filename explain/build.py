"""The site builder's hooks: what a page template cannot do. `hooks: [explain/build.py]` names them.

MkDocs and ProperDocs call these functions by name. They change no text of a lesson; the lessons are
read and played by `explain.page`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from html import unescape
from pathlib import Path
from typing import Any

from explain.page import python

_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_SHELL = re.compile(r'(<code class="language-(?:console|sh|bash)">)([^<]*)(</code>)')
_HYPHENATED = re.compile(r"(?<!<pre>)<code>([^<]*-[^<]*)</code>")
_LONGEST = 22
"""Characters of code that fit on a line of a small screen, and are not broken."""

_SHORT = re.compile(rf"(?<![^\s>])(?=[^\s<]*-)[^\s<]{{2,{_LONGEST}}}(?![^\s<])")
_ALSO: dict[str, str] = {}
"""By page: the words of its front matter, `also`, by which people look for it and which it does not use."""

_OPERATORS = ("|", "|&amp;", "&amp;&amp;", "||", ";", "&gt;", "&lt;", "2&gt;&amp;1")
_PROMPTS = ("$ ", "&gt; ")


def on_post_template(output_content: str, template_name: str, **_: object) -> str:
    """Build no sitemap: it would have to know where the site is served, which may be a USB stick."""
    return "" if template_name == "sitemap.xml" else output_content


def on_page_content(html: str, page: Any = None, **_: object) -> str:
    """Let each table scroll in itself, break no option at its hyphens, and colour shell."""
    if page:
        _ALSO[page.url] = str(page.meta.get("also", ""))
    html = _TABLE.sub(lambda table: f'<div class="scroller">{table[0]}</div>', html)
    html = _HYPHENATED.sub(_whole, html)
    return _SHELL.sub(lambda code: f"{code[1]}{''.join(_words(code[2]))}{code[3]}", html)


def _whole(code: re.Match[str]) -> str:
    """Keep a short piece of code on one line, and each short word of a longer one."""
    if len(code[1]) <= _LONGEST:
        return f'<code class="whole">{code[1]}</code>'
    return _SHORT.sub(r'<span class="whole">\g<0></span>', code[0])


def _words(escaped: str) -> Iterator[str]:
    """Put every word of a shell line into an element, by what it is; all white space stays.

    This is for the eye alone. `explain-ecr command` is what takes a line apart.
    """
    begins = True  # a command: its first word is a program
    prompts = _PROMPTS if escaped.startswith("$ ") else ()
    for piece in re.split(r"(^(?:\$|&gt;) |\s+)", escaped, flags=re.MULTILINE):
        if piece in prompts:
            yield f'<span class="explain-prompt">{piece}</span>'
        elif not piece or piece.isspace():
            begins = begins or "\n" in piece
            yield piece
        else:
            kind = _kind(piece, begins)
            begins = kind == "operator"
            yield f'<span class="word{kind and f" {kind}"}">{piece}</span>'


def _kind(word: str, begins: bool) -> str:
    if word in _OPERATORS:
        return "operator"
    if begins:
        return "program"
    if word.startswith("-"):
        return "option"
    return "variable" if "$" in word else ""


def on_post_build(config: Any) -> None:
    """Add what pages load by themselves: the search index, and the Python that explains a line."""
    python.write(Path(config.site_dir))
    _search_index(config)


def _search_index(config: Any) -> None:
    """Turn the search plugin's index into a script: a page opened as a file may not fetch JSON."""
    index = Path(config.site_dir, "search", "search_index.json")
    if not index.exists():
        return
    script = f"explainSearch({_compact(json.loads(index.read_text('utf-8'))['docs'])});\n"
    Path(config.site_dir, "assets", "search-index.js").write_text(script, "utf-8")
    index.unlink()
    with suppress(OSError):  # where somebody keeps more there
        index.parent.rmdir()


def _compact(entries: list[dict[str, str]]) -> str:
    """Write each section once, as [address, page, heading, text], and a page's first with its other words.

    The plugin lists every page twice, whole and by sections. A page without a heading has no section.
    """
    whole = {entry["location"]: entry for entry in entries if "#" not in entry["location"]}
    also = {page: words for page, words in _ALSO.items() if words}
    split = {entry["location"].partition("#")[0] for entry in entries if "#" in entry["location"]}
    sections = [
        [
            entry["location"],
            unescape(whole[page]["title"]),
            unescape(entry["title"]),
            _joined(entry["text"]),
            *([also.pop(page)] if page in also else ()),
        ]
        for entry in entries
        if (page := entry["location"].partition("#")[0]) not in split or "#" in entry["location"]
    ]
    return json.dumps(sections, ensure_ascii=False, separators=(",", ":"))


def _joined(text: str) -> str:
    """Put a full stop back to its word: the plugin sets a space wherever an element ended."""
    return re.sub(r" ([.,;:)])", r"\1", text)
