"""A token out of what people paste or pipe: quoted, folded, as JSON, as a table, as a header."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_NAMES = ("authorizationtoken", "secret", "password", "auth")
"""Names under which a token is in JSON, the surest first.

`authorizationToken` is what GetAuthorizationToken answers, `Secret` what a credential helper does, and
`auth` what config.json keeps.
"""

_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_LONG = re.compile(r"[A-Za-z0-9+/]{100,}={0,2}")
_AROUND = " \t\r\n\v\f\0\ufeff\"'`,;"


def text_of(data: bytes) -> str:
    """Decode what came in: UTF-8, or the UTF-16 that Windows PowerShell writes into files and pipes."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[2:].decode(encoding, "replace")
    if data[1:2] == b"\0":
        return data.decode("utf-16-le", "replace")
    return data.decode("utf-8", "replace")  # bytes that are not text are not a token either


def token_in(text: str) -> str:
    """Return the token in a text; the text itself, without what is around it, where none can be found."""
    bare = text.strip(_AROUND)
    if named := _in_json(text.strip("\ufeff \t\r\n")):
        return named.strip(_AROUND)
    words = bare.split()
    if len(words) > 1 and all(_BASE64.fullmatch(word) for word in words):
        return "".join(words)  # base64, folded
    long = sorted(_LONG.findall(bare), key=len)
    return long[-1] if long else bare


def _in_json(text: str) -> str:
    """Find the token in JSON, such as the answer of `aws ecr get-authorization-token`; empty for none."""
    if not text.startswith(("{", "[")):
        return ""
    try:
        found = json.loads(text)
        named = dict(reversed([*_texts(found)]))
    except (ValueError, RecursionError):
        return ""
    return next((named[name] for name in _NAMES if name in named), "")


def _texts(found: Any) -> Iterator[tuple[str, str]]:
    """List the named texts in JSON, from the first to the last."""
    if isinstance(found, dict):
        for name, value in found.items():
            if isinstance(value, str):
                yield name.lower(), value
            else:
                yield from _texts(value)
    elif isinstance(found, list):
        for item in found:
            yield from _texts(item)
