"""Causes that lie in what was asked: signatures, permissions, repositories, hosts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explain.causes.model import DOOR, ECR_API, ENGINE, REGISTRY, Case, Values, token
from explain.causes.passwords import Told
from explain.wire import FOREIGN, OPENED, Exchange, Permission, asked, operation

_DOCKER_HUB = ("docker.io", "index.docker.io", "registry-1.docker.io")

_SIGNATURES = {
    "UnrecognizedClientException": "unknown-key",
    "ExpiredTokenException": "session-expired",
    "MissingAuthenticationTokenException": "not-signed",
    "IncompleteSignatureException": "signature-incomplete",
    "UnsupportedCommandException": "public-region",
}
"""Causes by the codes of AWS's API. A code that has several is told apart by the signature."""
# STS and IAM have other words for them (AWS, Common Errors).
_SIGNATURES |= {
    "InvalidClientTokenId": "unknown-key",
    "ExpiredToken": "session-expired",
    "MissingAuthenticationToken": "not-signed",
}

_MISSING = {
    "repository": "repository-missing",
    "image": "image-missing",
    "layer": "layers-missing",
    "layers": "layers-missing",
    "images": "layers-missing",
    "upload": "upload-gone",
}

_MESSAGE = re.compile(r'"[Mm]essage": ?"((?:[^"\\]|\\.)*)"|<Message>([^<]*)</Message>')
_PUSHED = re.compile(r"/images/(.+?)/(?:push|tag|json)")


def told_by_request(case: Case) -> Iterator[Told]:
    """Yield what the request and its answer say, the surest first; the last one fits every failure."""
    failure = case.failure
    if failure.evidence.failure:
        yield "our-fault", True, {"failure": failure.evidence.failure.partition("\n")[0]}
    if failure.evidence.verdict == FOREIGN:
        host = failure.evidence.host
        yield ("docker-hub" if host in _DOCKER_HUB else "foreign-host"), True, {"wanted": host}
    if permission := failure.evidence.permission:
        yield from _denied(case, permission)
    match failure.server:
        case "ECR API":
            yield from _api(case)
        case "registry":
            yield from _registry(case)
        case "engine":
            yield from _engine(case)
        case "door" if failure.evidence.verdict == OPENED:
            yield "tunnel-unused", False, {}
    yield "refused", False, {"message": message_of(case), "code": failure.evidence.verdict}


def message_of(case: Case) -> str:
    """Return the sentence of an error answer; empty if it has none."""
    match = _MESSAGE.search(case.failure.response_body)
    return (match[1] or match[2] or "").replace('\\"', '"') if match else ""


def _denied(case: Case, permission: Permission) -> Iterator[Told]:
    if permission.allowed or case.failure.status not in (400, 403):
        return
    values: Values = {"action": permission.action, "policy": permission.policy}
    values["resource"] = "" if permission.resource == "*" else permission.resource
    owner = (permission.resource.split(":") + [""] * 5)[4]
    login = case.login
    if "security token" in message_of(case):
        yield "key-gone", True, values
    elif login and owner and login.account not in ("", owner):
        values |= {"owner": owner, "own": login.account}
        yield "other-account", True, values
    elif permission.policy:
        yield "policy-denies", True, values
    else:
        yield "not-allowed", True, values


def _api(case: Case) -> Iterator[Told]:
    evidence = case.failure.evidence
    if token(case.failure):
        yield "not-presented", False, {}
        return
    if cause := _SIGNATURES.get(evidence.verdict):
        yield cause, True, {}
    signature = evidence.signature
    if signature and not signature.valid:
        values = {"key": signature.access_key_id, "signed_at": _written(signature.signed_at)}
        values["scope"] = signature.region
        if signature.signature:
            yield "wrong-secret-key", True, values
        elif message_of(case).startswith("Signature "):
            yield "clock", True, values
        else:
            yield "wrong-scope", True, {**values, "message": message_of(case)}
    yield "refused", True, {"code": evidence.verdict, "message": message_of(case)}


def _registry(case: Case) -> Iterator[Told]:
    evidence = case.failure.evidence
    if missing := evidence.missing:
        yield _MISSING[missing.kind], True, {"missing": missing.name}
    if evidence.verdict == "TAG_INVALID":
        yield "tag-immutable", True, {"tag": case.failure.target.rpartition("/")[2]}
    values = {"code": evidence.verdict, "message": message_of(case), "reason": evidence.reason}
    yield "refused", True, values


def _engine(case: Case) -> Iterator[Told]:
    match = _PUSHED.search(case.failure.target)
    image = match[1] if match else ""
    if case.failure.status == 200:
        yield "no-local-image", True, {"image": image}
    if case.failure.status == 404 and image:
        yield "no-local-image", True, {"image": image}
    yield "refused", True, {"code": str(case.failure.status), "message": message_of(case)}


def _written(signed_at: str) -> str:
    """Write the time of a signature as the other times are written."""
    match = re.fullmatch(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z", signed_at)
    return "{}-{}-{}T{}:{}:{}Z".format(*match.groups()) if match else ""


def general(case: Case) -> Values:
    """Return the values that any cause's text may use."""
    failure, login, repository = case.failure, case.login, _repository(case)
    handed_out = case.handed_out(_original(case)) if login else None
    password = token(handed_out) if handed_out else None
    return {
        "client": "docker's engine" if failure.client == ENGINE else failure.client,
        "server": failure.server,
        "status": f"{failure.status} {failure.reason}",
        "asked": f"`{_asked(failure)}`",
        "host": case.host if failure.server in (REGISTRY, DOOR) else case.state.host,
        "account": case.account if failure.server == REGISTRY else "",
        "region": case.region,
        "repository": repository,
        "user": "",
        "principal": failure.evidence.principal,
        "name": failure.evidence.principal.rpartition("/")[2],
        "presented": login.fingerprint if login else "",
        "length": f"{login.characters:,}" if login else "",
        "token_region": login.region if login else "",
        "expires_at": login.expires_at if login else "",
        "handed_out_at": handed_out.at if handed_out else "",
        "was": f"{password.characters:,}" if password else "",
        "profile": case.state.profile,
        "now": case.state.now,
    }


def _asked(exchange: Exchange) -> str:
    if exchange.server == ECR_API:
        return operation(exchange) or "a call of its API"
    return asked(exchange).partition("?")[0]


def _original(case: Case) -> str:
    """Return the fingerprint of the password as it was issued."""
    login = case.login
    if login is None:
        return ""
    return login.change.fingerprint if login.change else login.fingerprint


def _repository(case: Case) -> str:
    match = re.match(r"/v2/(.+?)/(?:manifests|blobs|tags|referrers)/", case.failure.target)
    return match[1] if match else case.failure.evidence.repository
