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
        "Slack": f"xoxb-{_signs(random, 12, digits)}-{_signs(random, 24)}",
        "Stripe": "sk_live_" + _signs(random, 24),
        "SendGrid": f"SG.{_signs(random, 22)}.{_signs(random, 43)}",
        "Google's API": "AIza" + _signs(random, 35),
        "Azure storage": _signs(random, 86, ALPHANUMERIC + "+/") + "==",
        "JWT": _jwt(random),
    }


def _jwt(random: Random) -> str:
    parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": _signs(random, 12, digits), "aud": "ecr"})
    encoded = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts)
    return ".".join((*(part.rstrip("=") for part in encoded), _signs(random, 43)))


def pem(seed: int) -> list[str]:
    """Return a private key as files have it, line by line."""
    text = base64.b64encode(Random(seed).randbytes(600)).decode()
    lines = (text[at : at + 64] for at in range(0, len(text), 64))
    return ["-----BEGIN RSA PRIVATE KEY-----", *lines, "-----END RSA PRIVATE KEY-----"]


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
@settings(max_examples=200)
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


@pytest.mark.parametrize("joint", ["\n", "\\n", "\r\n", "\n    ", "\n> ", " "])
@pytest.mark.parametrize("around", ["{}", "key: |\n    {}\nnext: 1", 'KEY="{}" run', "x {} y"])
def test_a_private_key_is_hidden_over_all_its_lines(around: str, joint: str) -> None:
    for seed in range(20):
        lines = pem(seed)
        for part in (lines, lines[:5], lines[1:], lines[3:6]):
            shown = masked(around.format(joint.join(part)))
            assert [line for line in part if "-----" not in line and shown_piece(shown, line)] == []


COOKIES = (
    'curl -H "Cookie: session={}; theme=dark" https://x/',
    "curl -b 'session={}' https://x/",
    "curl --cookie session={} https://x/",
    "Set-Cookie: SID={}; Path=/; HttpOnly",
    "< set-cookie: _gitlab_session={}; path=/; secure",
    '"cookie": "JSESSIONID={}"',
    "headers={{'Cookie': 'token={}'}}",
)


@pytest.mark.parametrize("line", COOKIES)
@pytest.mark.parametrize("value", ["kumquatvexjock", "8f3a1c9e77b2", "s%3AzebraQuince.fjord"])
def test_a_cookie_is_hidden_whatever_it_looks_like(line: str, value: str) -> None:
    shown = masked(line.format(value))
    assert value[:6] not in shown
    assert value[-6:] not in shown
    assert line.partition("{")[0].rpartition(" ")[0] in shown
