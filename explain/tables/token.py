"""The table of the token decoder: a sample, and every refusal in the words of the Python."""

from __future__ import annotations

import base64
from collections.abc import Callable

from explain.credentials import token
from explain.credentials.ecr import Authorization
from explain.errors import BadToken
from explain.secret import SHOWN, Secret
from explain.tables import samples

Table = dict[str, object]

NO_TEXT = "////"
"""Base64 of bytes that are not UTF-8."""


def table() -> Table:
    """Return the table for `token.js`."""
    answer = samples.call().answer
    assert isinstance(answer, Authorization)
    too_long = "A" * (token.LONGEST + 1)
    return {
        "longest": token.LONGEST,
        "masked": SHOWN,
        "sample": answer.authorization_token.reveal(),
        "host": answer.proxy_endpoint.removeprefix("https://"),
        "refusals": {
            "empty": _refusal(lambda: token.read_any("")),
            "not a user and a password": _refusal(lambda: token.read_any(_base64("no colon"))),
            "not ECR's": _refusal(lambda: token.fields(Secret(_base64("{}")))),
            "too long for a token": _refusal(lambda: token.read_any(too_long)),
            "too long for a password": _refusal(lambda: token.fields(Secret(too_long))),
            "a token that is not base64": _refusal(lambda: token.read_any("?")),
            "a password that is not base64": _refusal(lambda: token.fields(Secret("?"))),
            "a token without a text": _refusal(lambda: token.read_any(NO_TEXT)),
            "a password without a text": _refusal(lambda: token.fields(Secret(NO_TEXT))),
        },
    }


def _refusal(read: Callable[[], object]) -> dict[str, str]:
    """Let a reader refuse, and keep its words. `LENGTH` stands for how long the text was."""
    try:
        read()
    except BadToken as refusal:
        message = refusal.message.replace(f"{token.LONGEST + 1:,}", "LENGTH")
        return {"message": message, "remedy": refusal.remedy}
    raise AssertionError("what was to be refused was read")


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
