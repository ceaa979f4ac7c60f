from __future__ import annotations

import re

from explain.narration import BeatBegan, Followed, Line, Lines, Sighted, Value
from explain.page.boxes import drawings

SEEN = Sighted("in the answer", "0123456789ab")
ASKED = [
    BeatBegan("token", "answer"),
    Value("password", "eyJ••••", fingerprint="0123456789ab"),
    SEEN,
]
FOLLOWED = [Followed(True, (SEEN, Sighted("in config.json", "0123456789ab")))]


def test_a_secret_links_to_the_table_of_its_sightings_and_the_table_back() -> None:
    found = drawings({"one.md": [ASKED], "two.md": [FOLLOWED]})
    (box,), (table,) = found["one.md"], found["two.md"]
    assert 'href="two.md#where-the-password-was-seen"' in box
    assert 'id="where-the-password-was-seen"' in table
    (href,) = re.findall(r'href="one\.md#([^"]+)"', table)
    assert f'<span id="{href}"></span>' in box


def test_a_secret_that_nobody_follows_links_nowhere() -> None:
    (box,) = drawings({"one.md": [ASKED]})["one.md"]
    assert "0123456789ab" in box
    assert "href" not in box


def test_every_line_can_be_linked_to() -> None:
    lines = Lines("string to sign", (Line("request time", "2026", "When."), Line("empty", "", "")))
    (box,) = drawings({"one.md": [[BeatBegan("sign", "it"), lines]]})["one.md"]
    assert '<li id="sign-it-string-to-sign-request-time">' in box
    assert 'href="#sign-it-string-to-sign-request-time"' in box
    assert 'aria-label="empty"' in box  # a link needs a name
