"""What an ECR token is made of, read without a key: base64, inside base64, with JSON in the middle.

The inside of a real token is undocumented; its outer shape has been the same since 2017: a JSON
object with `payload`, `datakey`, `version`, `type` and `expiration`. What is in `payload` and
`datakey` is for ECR alone.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from explain.errors import BadToken
from explain.secret import Secret

LONGEST = 64 * 1024
"""Characters beyond which a text is not looked at: real tokens have between two and three thousand."""


@dataclass(frozen=True, slots=True)
class PasswordFields:
    """The JSON object inside the password, its two opaque fields masked."""

    payload: Secret
    datakey: Secret
    version: str
    type: str
    expires_at: datetime


def read_any(text: str) -> tuple[str | None, Secret]:
    """Read what somebody pasted: an `authorizationToken`, or the password that the AWS CLI prints.

    Returns the user name (None for a bare password) and the password. Raises `BadToken`.
    """
    token = Secret(text.strip())
    if not len(token):
        raise BadToken(
            "There is nothing to decode: the input is empty.",
            "Pipe one in: aws ecr get-login-password | explain-ecr decode",
        )
    if token.reveal().startswith("eyJ"):
        return None, token
    return split(token)


def split(authorization_token: Secret) -> tuple[str, Secret]:
    """Decode an `authorizationToken` into the user name and the password (RFC 7617's user-pass)."""
    user, colon, password = _decoded(authorization_token, "authorization token").partition(":")
    if not colon or not user or not user.isprintable():
        raise BadToken(
            "Decoded, this is not a user name, a colon and a password, so it is not an authorization token.",
            "Give the `authorizationToken` of GetAuthorizationToken, or what get-login-password prints.",
        )
    return user, Secret(password)


def fields(password: Secret) -> PasswordFields:
    """Decode a password into its fields. Raises `BadToken` if it does not have ECR's shape."""
    try:
        found = json.loads(_decoded(password, "password"))
        return PasswordFields(
            Secret(str(found["payload"])),
            Secret(str(found["datakey"])),
            _printable(str(found["version"])),
            _printable(str(found["type"])),
            datetime.fromtimestamp(int(found["expiration"]), UTC),
        )
    except (ValueError, KeyError, TypeError, OverflowError, OSError, RecursionError):
        raise BadToken(
            "Decoded, this does not look like an ECR password: a JSON object with payload, datakey,"
            " version, type and expiration.",
            "Was it cut short, or is it another service's token? Run the left side of the pipe again.",
        ) from None


def joined(user: str, password: Secret) -> Secret:
    """Encode a user name and a password as docker stores them and as HTTP sends them."""
    return Secret(base64.b64encode(f"{user}:{password.reveal()}".encode()).decode())


def _printable(text: str) -> str:
    """Return a text that will be shown as it is. What could steer a terminal is not ECR's."""
    if not text.isprintable():
        raise ValueError("a control character")
    return text


def _decoded(secret: Secret, what: str) -> str:
    if len(secret) > LONGEST:
        raise BadToken(
            f"With {len(secret):,} characters this is too long for an ECR {what}.",
            "Give only the token; it has between two and three thousand characters.",
        )
    try:
        inside = base64.b64decode(secret.reveal(), validate=True)
    except (binascii.Error, ValueError):
        raise BadToken(
            f"This {what} is not base64, so it did not come from ECR in this form.",
            "Look for a missing end, quotes, a line break or an error message where the token should be.",
        ) from None
    try:
        return inside.decode()
    except UnicodeDecodeError:
        raise BadToken(
            f"This {what} is base64, but there is no text inside, unlike in ECR's tokens today.",
            "Is it part of a token, an access key, or an early ECR password? They look the same.",
        ) from None
