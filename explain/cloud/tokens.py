"""Minting and checking authorization tokens.

Any process with the master key can check a token, so nobody keeps a table of them.
"""

from __future__ import annotations

import base64
import json
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from explain.clock import iso
from explain.cloud import changes, envelope
from explain.secret import Secret
from explain.wire import Change, HandedOut

LIFETIME = timedelta(hours=12)
USER = "AWS"

PUBLIC = "public.ecr.aws"
"""The region in the claims of a token for ECR Public. No region has this
name, so that no private registry can read the token, nor the public one a private token."""

_PADDED = 1216
"""The size in bytes to which claims are padded. It makes a password of 2,444 characters; those
that people have measured in public have 2,293 to 2,714."""

_REMEMBERED = 64
"""How many tokens are kept to recognise one that was changed on its way, or is for another region."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a readable token says: for whom it was minted, where, and until when it is good."""

    account: str
    region: str
    principal: str
    issued: datetime
    expires: datetime


@dataclass(frozen=True, slots=True)
class UnreadableToken:
    """Not a token of this sandbox and region: damaged, from elsewhere or forged."""

    reason: str


@dataclass(frozen=True, slots=True)
class Token:
    """A minted token."""

    claims: Claims
    password: Secret

    @property
    def authorization_token(self) -> Secret:
        """What GetAuthorizationToken issues: base64 of user name, colon and password."""
        pair = f"{USER}:{self.password.reveal()}"
        return Secret(base64.b64encode(pair.encode()).decode())

    @property
    def handed_out(self) -> HandedOut:
        """Where and until when the token is good, and its password's fingerprint."""
        claims, password = self.claims, self.password
        ends = iso(claims.expires)
        return HandedOut(claims.account, claims.region, password.fingerprint, len(password), ends)


class TokenMint:
    """Mints a different token at every call.

    With `reissue_within`, a principal that asks again in the same region within that time gets
    the very same token, so that one secret can be followed through a walkthrough. Two public
    reports suggest that the real service, too, may issue a token that it minted earlier.
    """

    def __init__(
        self, master_key: bytes, entropy: Callable[[int], bytes], reissue_within: timedelta
    ) -> None:
        self._master_key = master_key
        self._entropy = entropy
        self.reissue_within = reissue_within
        self._last: dict[tuple[str, str], Token] = {}
        self._recent: deque[Token] = deque(maxlen=_REMEMBERED)
        self._lock = threading.Lock()

    def token_for(
        self,
        account: str,
        region: str,
        principal: str,
        now: datetime,
        lifetime: timedelta = LIFETIME,
    ) -> Token:
        """Return a token that is good for twelve hours, or the one issued a moment ago."""
        with self._lock:
            last = self._last.get((principal, region))
            if last and timedelta() <= now - last.claims.issued < self.reissue_within:
                return last
            issued = now.astimezone(UTC).replace(microsecond=0)
            claims = Claims(account, region, principal, issued, issued + lifetime)
            token = self._last[principal, region] = self._mint(claims)
            self._recent.append(token)
            return token

    def check(self, password: str, region: str) -> Claims | UnreadableToken:
        """Open a password as one region's registry would. Never raises, whatever the text."""
        try:
            return _read(envelope.unseal(password, region, self._master_key))
        except envelope.BrokenEnvelope as broken:
            return UnreadableToken(str(broken))

    def origin(self, password: Secret) -> Claims | None:
        """Return the claims of a password of any region in which tokens were issued here lately."""
        with self._lock:
            regions = dict.fromkeys(token.claims.region for token in reversed(self._recent))
        answers = (self.check(password.reveal(), region) for region in regions)
        return next((claims for claims in answers if isinstance(claims, Claims)), None)

    def change(self, password: Secret) -> Change | None:
        """Return how a text differs from a password issued lately; None if it resembles none."""
        with self._lock:
            recent = tuple(reversed(self._recent))
        for token in recent:
            whole = token.authorization_token
            found = changes.change(password.reveal(), token.password.reveal(), whole.reveal())
            if found:
                return Change(token.password.fingerprint, *found)
        return None

    def _mint(self, claims: Claims) -> Token:
        expiration = int(claims.expires.timestamp())
        password = envelope.seal(
            _write(claims), claims.region, expiration, self._master_key, self._entropy
        )
        return Token(claims, Secret(password))


def _write(claims: Claims) -> bytes:
    fields = {
        "account": claims.account,
        "region": claims.region,
        "principal": claims.principal,
        "issued": int(claims.issued.timestamp()),
        "expires": int(claims.expires.timestamp()),
    }
    return envelope.compact_json(fields).ljust(_PADDED)  # white space after JSON is still JSON


def _read(plain: bytes) -> Claims:
    """Read claims that came out of an envelope, so they are as `_write` wrote them."""
    fields = json.loads(plain)
    issued, expires = (datetime.fromtimestamp(fields[name], UTC) for name in ("issued", "expires"))
    return Claims(fields["account"], fields["region"], fields["principal"], issued, expires)
