"""sign: a GetAuthorizationToken request, signed, sent, checked by the server; then with a wrong key."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from urllib.parse import quote

from explain.acts.wire import exchange_of
from explain.credentials.ecr import Call
from explain.credentials.signing import AccessKey, Signing, derive
from explain.narration import BeatBegan, Compared, Crossed, Event, Line, Lines, Value
from explain.secret import Secret
from explain.wire import Exchange, Signature
from explain.world import World

BEATS = {
    "request": ("operation", "endpoint", "access key id", "secret access key", "time of signing"),
    "canonical": (
        "canonical request", "method", "path", "query", "content-type", "host", "x-amz-date",
        "x-amz-target", "end of headers", "signed headers", "hash of the body",
        "hash of the canonical request",
    ),
    "string-to-sign": ("string to sign", "algorithm", "request time", "credential scope", "request hash"),
    "keys": ("derived keys", "kDate", "kRegion", "kService", "kSigning"),
    "signature": (
        "signature", "Authorization header", "Algorithm", "Credential", "SignedHeaders", "Signature",
    ),
    "unsigned": ("sent but not signed",),
    "send": ("request and answer", "signatures", "bytes sent", "times the secret key is in them"),
    "wrong-secret": (
        "request with a wrong key", "canonical requests", "strings to sign", "first derived keys",
        "signatures after a changed key",
    ),
}  # fmt: skip

_CANONICAL = ("method", "path", "query")


def perform(world: World) -> Iterator[Event]:
    """Sign as the AWS CLI does, and let the server be the judge."""
    yield BeatBegan("sign", "request")
    with world.watching() as wire:
        call = world.ecr.get_authorization_token()
    key = world.sandbox.access_key
    signing = call.signing
    yield Value("operation", _header(call, "X-Amz-Target"))
    yield Value("endpoint", f"POST https://{world.registry.api_host}/")
    yield Value("access key id", key.id)
    yield Value("secret access key", str(key.secret))
    yield Value("time of signing", _header(call, "X-Amz-Date"))

    yield BeatBegan("sign", "canonical")
    yield Lines("canonical request", tuple(canonical_lines(signing.canonical_request)))
    yield Value("hash of the canonical request", signing.canonical_request_hash)

    yield BeatBegan("sign", "string-to-sign")
    names = ("algorithm", "request time", "credential scope", "request hash")
    lines = zip(names, signing.string_to_sign.split("\n"), strict=True)
    yield Lines("string to sign", tuple(Line(name, text) for name, text in lines))

    yield BeatBegan("sign", "keys")
    yield Lines("derived keys", tuple(_key_line(signing)), verbatim=False)

    yield BeatBegan("sign", "signature")
    yield Value("signature", signing.signature)
    yield Lines("Authorization header", tuple(_authorization_lines(signing)))

    yield BeatBegan("sign", "unsigned")
    yield Lines("sent but not signed", tuple(_unsigned_lines(call)), verbatim=False)

    yield BeatBegan("sign", "send")
    exchange = exchange_of(call, wire)
    yield Crossed("request and answer", exchange)
    yield compared(
        "signatures",
        "we sent",
        signing.signature,
        "the server computed",
        _computed(exchange).signature,
    )
    yield Value("bytes sent", f"{len(call.sent):,}")
    yield Value("times the secret key is in them", str(occurrences(key.secret, call.sent)))

    yield BeatBegan("sign", "wrong-secret")
    yield from _with_a_wrong_secret(world, key)


def _with_a_wrong_secret(world: World, key: AccessKey) -> Iterator[Event]:
    wrong = AccessKey(key.id, one_character_changed(key.secret))
    with world.watching() as wire:
        call = world.ecr.get_authorization_token(wrong)
    exchange = exchange_of(call, wire)
    computed = _computed(exchange)
    right = derive(key.secret, call.signing.credential_scope[:8], world.registry.region)
    yield Crossed("request with a wrong key", exchange)
    ours, theirs = "we have", "the server has"
    yield compared(
        "canonical requests",
        ours,
        call.signing.canonical_request_hash,
        theirs,
        computed.canonical_request_hash,
    )
    yield compared(
        "strings to sign", ours, call.signing.string_to_sign, theirs, computed.string_to_sign
    )
    yield compared(
        "first derived keys",
        "from the wrong secret", call.signing.derived_keys[0].shown,
        "from the right one", right[0].shown,
    )  # fmt: skip
    yield compared(
        "signatures after a changed key", ours, call.signing.signature, theirs, computed.signature
    )


def _computed(exchange: Exchange) -> Signature:
    """Return how the server signed. Its evidence is there: `exchange_of` finds no other exchange."""
    assert exchange.evidence.signature
    return exchange.evidence.signature


def canonical_lines(canonical_request: str) -> Iterator[Line]:
    """Name each line of a canonical request (three, then the headers, an empty one, and two)."""
    lines = canonical_request.split("\n")
    for name, text in zip(_CANONICAL, lines, strict=False):
        yield Line(name, text)
    for text in lines[3:-3]:
        yield Line(text.partition(":")[0], text)
    for name, text in zip(
        ("end of headers", "signed headers", "hash of the body"), lines[-3:], strict=True
    ):
        yield Line(name, text)


def compared(label: str, left_name: str, left: str, right_name: str, right: str) -> Compared:
    """Hold two texts side by side, and find the first place where they differ."""
    same = left == right
    pairs = enumerate(zip(left, right, strict=False))
    first = next((at for at, (a, b) in pairs if a != b), min(len(left), len(right)))
    return Compared(label, left_name, left, right_name, right, same, -1 if same else first)


def one_character_changed(secret: Secret) -> Secret:
    """Change the last character of a secret into another of the same kind."""
    value = secret.reveal()
    return Secret(value[:-1] + ("A" if value[-1] != "A" else "B"))


def occurrences(secret: Secret, data: bytes) -> int:
    """Count a secret in some bytes: as it is, in a URL, in hexadecimal, in base64 at each offset."""
    raw = secret.reveal().encode()
    forms = {raw, quote(raw, safe="").encode(), raw.hex().encode(), raw.hex().upper().encode()}
    for offset in range(3):
        whole = base64.b64encode(b"\0" * offset + raw)
        forms.add(
            whole[(0, 2, 3)[offset] + 2 : -4]
        )  # without the ends, which depend on the neighbours
    return sum(data.count(form) for form in forms)


def _header(call: Call, name: str) -> str:
    return dict(call.headers)[name]


def _key_line(signing: Signing) -> Iterator[Line]:
    before = '"AWS4" + secret access key'
    for key in signing.derived_keys:
        yield Line(key.name, f"HMAC({before}, {key.message!r}) = {key.shown}")
        before = key.name


def _authorization_lines(signing: Signing) -> Iterator[Line]:
    algorithm, _, rest = signing.authorization.partition(" ")
    yield Line("Algorithm", algorithm)
    for part in rest.split(", "):
        yield Line(part.partition("=")[0], part)


def _unsigned_lines(call: Call) -> Iterator[Line]:
    signed = dict(part.partition("=")[::2] for part in call.signing.authorization.split(", "))
    names = signed["SignedHeaders"].split(";")
    for name, value in call.headers:
        if name.lower() not in names:
            yield Line(name, "(the line above)" if name == "Authorization" else value)
