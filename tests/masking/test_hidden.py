"""What must be hidden: a secret of any look (made up from a seed), in any line and form, by any command."""

from __future__ import annotations

import base64
import json
from random import Random
from string import ascii_letters, digits
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from explain.masking import masked

ALPHANUMERIC = ascii_letters + digits


def _signs(random: Random, length: int, alphabet: str = ALPHANUMERIC) -> str:
    return "".join(random.choices(alphabet, k=length))


def _password(random: Random) -> str:
    fields = {"payload": base64.b64encode(random.randbytes(300)).decode(), "version": "2"}
    return base64.b64encode(json.dumps(fields).encode()).decode()


def secrets(seed: int) -> dict[str, str]:
    """Return a secret of each look."""
    random = Random(seed)
    password = _password(random)
    return {
        "secret key": "a1B" + _signs(random, 37, ALPHANUMERIC + "+/"),
        "session token": "IQoJb3JpZ2luX2Vj" + base64.b64encode(random.randbytes(200)).decode(),
        "password of ECR": password,
        "token of ECR": base64.b64encode(f"AWS:{password}".encode()).decode(),
        "docker": "dckr_pat_" + _signs(random, 27),
        "GitHub": "github_pat_" + _signs(random, 22) + "_" + _signs(random, 59),
        "GitLab": "glpat-" + _signs(random, 20),
        "PyPI": "pypi-AgEIcHlwaS5vcmc" + _signs(random, 60),
        "npm": "npm_" + _signs(random, 36),
        "Google": "GOCSPX-" + _signs(random, 28),
        "Vault": "hvs." + _signs(random, 24),
    }


HOST = "381492183358.dkr.ecr.us-east-1.amazonaws.com"
LINES = (
    "{}",
    "x {} y",
    "run {} | cat",
    "token was {}.",
    "\\n{}\\n",
    f"docker login -u AWS -p {{}} {HOST}",
    f"echo {{}} | docker login -u AWS --password-stdin {HOST}",
    f"curl -u AWS:{{}} https://{HOST}/v2/",
    f"docker pull https://AWS:{{}}@{HOST}/app",
    'curl -H "PRIVATE-TOKEN: {}" https://x/',
    'curl -H "Authorization: Bearer {}" https://x/',
    "docker run -e DB_PASS={} img",
    "crictl pull --creds AWS:{} x",
    "mysql -u root -p{}",
    '"password": "{}"',
)
FORMS = (
    "as it is",
    "at 40",
    "at 64, indented",
    "at 76",
    "escaped",
    "for an address",
    "base64",
    "hexadecimal",
)


def written(secret: str, form: str) -> str:
    """Return a secret as logs and people write it."""
    wrapped = {"at 40": (40, "\n"), "at 64, indented": (64, "\n    "), "at 76": (76, "\n")}
    width, joint = {**wrapped, "escaped": (76, "\\n")}.get(form, (len(secret), ""))
    if form == "for an address":
        return quote(secret, safe="")
    if form in ("base64", "hexadecimal"):
        raw = secret.encode()
        # Forty characters in hexadecimal are the length of a commit, which is shown.
        if form == "hexadecimal" and 2 * len(raw) in (40, 56, 64, 96, 128):
            return secret
        return base64.b64encode(raw).decode() if form == "base64" else raw.hex()
    return joint.join(secret[at : at + width] for at in range(0, len(secret), width))


def shown_piece(shown: str, secret: str) -> str:
    """Return sixteen characters of a secret, or a shorter line of it, that a text shows; else nothing."""
    for piece in secret.replace("\\n", "\n").split():
        size = min(16, len(piece))
        for at in range(len(piece) - size + 1):
            if len(piece) >= 8 and piece[at : at + size] in shown:
                return piece[at : at + size]
    return ""


LOOKS = tuple(secrets(1))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("look", LOOKS)
def test_a_secret_is_hidden_in_every_line(look: str, form: str) -> None:
    secret = written(secrets(1)[look], form)
    for line in LINES:
        assert not shown_piece(masked(line.format(secret)), secret), line


@given(
    st.integers(0, 1 << 32), st.sampled_from(LOOKS), st.sampled_from(FORMS), st.sampled_from(LINES)
)
@example(228, "secret key", "as it is", "{}")  # nearly half of it in runs of small letters
@settings(max_examples=500)
def test_a_secret_drawn_by_lot_is_hidden(seed: int, look: str, form: str, line: str) -> None:
    secret = written(secrets(seed)[look], form)
    assert not shown_piece(masked(line.format(secret)), secret)


@given(
    st.integers(0, 1 << 32), st.sampled_from(LOOKS), st.sampled_from(FORMS), st.sampled_from(LINES)
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_command_shows_it(play, seed: int, look: str, form: str, line: str) -> None:
    secret = written(secrets(seed)[look], form)
    text = line.format(secret)
    for output in ("plain", "rich", "json"):
        for command in ("command", "why"):
            played = play((command, "-", "--output", output), text)
            assert not shown_piece(played.stdout + played.stderr, secret), (command, output)
