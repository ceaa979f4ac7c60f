"""What a password that was presented tells about itself, as evidence."""

from __future__ import annotations

from explain.clock import iso
from explain.cloud.disclosure import shown_user
from explain.cloud.tokens import Claims, TokenMint
from explain.secret import Secret
from explain.wire import Login


def login_of(user: str, password: Secret) -> Login:
    """Return what anybody can tell of a password: its mask, its fingerprint and its length."""
    return Login(shown_user(user), password.masked, password.fingerprint, len(password))


def handed_out(login: Login, claims: Claims) -> Login:
    """Add where and until when the password is good."""
    return login._replace(
        account=claims.account,
        region=claims.region,
        principal=claims.principal,
        expires_at=iso(claims.expires),
    )


def traced(login: Login, password: Secret, tokens: TokenMint) -> Login:
    """Add where a password comes from that is not for this registry: another region, or a changed one."""
    if claims := tokens.origin(password):
        return handed_out(login, claims)
    return login._replace(change=tokens.change(password))
