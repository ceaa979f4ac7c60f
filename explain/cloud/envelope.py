"""The password's form: the outer JSON that real tokens were seen with, and an envelope inside.

Real passwords are base64 of `{"payload","datakey","version","type","expiration"}` in this order.
What is in payload and datakey is opaque and undocumented. Here it is what their names suggest: a
fresh data key encrypts the payload, and a master key encrypts the data key.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = "2"
_TYPE = "DATA_KEY"
_KEYS = ("payload", "datakey", "version", "type", "expiration")
_KEY_HEADER = b"\x01\x01\x01\x00\x78"  # its base64 begins AQEBAH, as in real tokens
_NONCE = 12  # bytes, as AES-GCM wants them (NIST SP 800-38D, 5.2.1.1)


class BrokenEnvelope(Exception):
    """Not an envelope that this key opens for this region. The text says how far it got."""


def seal(
    plain: bytes, region: str, expiration: int, master_key: bytes, entropy: Callable[[int], bytes]
) -> str:
    """Put `plain` into a new password."""
    data_key = entropy(32)
    sealed_key = _encrypt(master_key, data_key, _key_context(region), entropy(_NONCE))
    payload = _encrypt(data_key, plain, _payload_context(expiration), entropy(_NONCE))
    outer = (_base64(payload), _base64(_KEY_HEADER + sealed_key), _VERSION, _TYPE, expiration)
    return _base64(compact_json(dict(zip(_KEYS, outer, strict=True))))


def unseal(password: str, region: str, master_key: bytes) -> bytes:
    """Take out what `seal` put in, for the same region. Raises only `BrokenEnvelope`."""
    try:
        outer = _outer(password)
        sealed_key = _bytes(outer["datakey"])
        if not sealed_key.startswith(_KEY_HEADER):
            raise BrokenEnvelope("it has no data key")
        sealed_key = sealed_key.removeprefix(_KEY_HEADER)
        data_key = _decrypt(master_key, sealed_key, _key_context(region))
        context = _payload_context(outer["expiration"])
        return _decrypt(data_key, _bytes(outer["payload"]), context)
    except InvalidTag as error:
        reason = "it was altered, or sealed for another region or by another sandbox"
        raise BrokenEnvelope(reason) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BrokenEnvelope("it does not have the form of a token") from error


def compact_json(value: object) -> bytes:
    """Write JSON as real tokens have it: without a space."""
    return json.dumps(value, separators=(",", ":")).encode()


def _outer(password: str) -> dict[str, object]:
    """Decode a password down to its JSON, which must be exactly as `seal` would write it."""
    found = json.loads(_bytes(password))
    outer = {key: found[key] for key in _KEYS}
    if (outer["version"], outer["type"], type(outer["expiration"])) != (_VERSION, _TYPE, int):
        raise ValueError("a different kind of token")
    if _base64(compact_json(outer)) != password:
        raise ValueError("another spelling of the same JSON")
    return outer


def _encrypt(key: bytes, plain: bytes, context: bytes, nonce: bytes) -> bytes:
    return nonce + AESGCM(key).encrypt(nonce, plain, context)


def _decrypt(key: bytes, sealed: bytes, context: bytes) -> bytes:
    return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], context)


def _key_context(region: str) -> bytes:
    """Bind a data key to its region, as a KMS key is."""
    return f"region={region}".encode()


def _payload_context(expiration: object) -> bytes:
    """Bind the payload to the expiration that everyone can read: changing that spoils the token."""
    return f"version={_VERSION},type={_TYPE},expiration={expiration}".encode()


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: object) -> bytes:
    """Decode base64 strictly: no other characters, and no second spelling of the same bytes."""
    if not isinstance(text, str):
        raise TypeError("not text")
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if _base64(data) != text:
        raise ValueError("not canonical base64")
    return data
