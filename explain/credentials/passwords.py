"""Is this text a password of ECR's, and if not, what happened to it on the way."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime

from explain.credentials import token
from explain.errors import BadToken
from explain.secret import Secret

_AROUND = " \t\r\n\"'`?"
"""What a shell, an editor or a wrong encoding leaves around a password. None of it is base64."""


def opened(auth: str) -> tuple[str, Secret] | None:
    """Decode base64 of `user:password` as docker does; None if it is not base64.

    Without a colon the password is missing, and the user is empty. Bytes that are not UTF-8 stay as
    half surrogate pairs. Line ends inside are allowed and NULs around the password dropped, as in
    docker/cli, cli/config/configfile/file.go, decodeAuth.
    """
    try:
        data = base64.b64decode(auth.replace("\r", "").replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        return None
    user, colon, password = data.decode("utf-8", "surrogateescape").partition(":")
    return (user, Secret(password.strip("\0"))) if colon else ("", Secret(""))


def ends(password: Secret) -> datetime | None:
    """Read the end of a password from itself; None if it does not have ECR's form."""
    try:
        return token.fields(password).expires_at
    except BadToken:
        return None


def fault(password: Secret) -> str:
    """Name what keeps a text from being a password of ECR's; empty if nothing does.

    One of byte-order-mark, utf-16, undecoded-token, stray-characters, not-an-ecr-password.
    """
    if ends(password):
        return ""
    text = password.reveal()
    if "\0" in text:
        return "utf-16"
    if text.startswith("\ufeff"):
        return "byte-order-mark"
    inner = opened(text.strip(_AROUND))
    if inner and inner[0] and ends(inner[1]):
        return "undecoded-token"
    return "stray-characters" if ends(Secret(text.strip(_AROUND))) else "not-an-ecr-password"
