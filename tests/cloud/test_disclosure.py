"""No secret in the wire log, wherever in a request it stands, and whichever server was asked."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explain.cloud import Cloud
from explain.cloud.disclosure import PLAIN, shown_header, shown_target, shown_user
from explain.masking import masked
from explain.render import trace
from explain.wire import summary

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

tails = st.text(LETTERS, min_size=36, max_size=36)
looks = st.one_of(
    tails.map("dckr_pat_{}".format),
    tails.map("ghp_{}".format),
    tails.map("glpat-{}".format),
    tails.map("hvs.{}".format),
    tails.map("IQoJb3JpZ2luX2VjE{}".format),
    tails.map(
        lambda tail: base64.b64encode(f'{{"payload":"{tail * 4}"}}'.encode()).decode().rstrip("=")
    ),
    tails.map(lambda tail: base64.b64encode(f"AWS:{tail}".encode()).decode().rstrip("=")),
    st.just("wJalrXUtnFEMIK7MDENGbPxRfiCYzEXAMPLEKEYq"),
)
"""Secrets that are told by their look, wherever they stand."""

bare = st.text(LETTERS, min_size=12, max_size=20).map("pw7{}".format)
"""Passwords without a sign, which only their place tells."""

TOLD_BY_PLACE: dict[str, Callable[[str], tuple[str, dict[str, str]]]] = {
    "X-Vault-Token": lambda secret: ("/v2/", {"X-Vault-Token": secret}),
    "PRIVATE-TOKEN": lambda secret: ("/v2/", {"PRIVATE-TOKEN": secret}),
    "Cookie": lambda secret: ("/v2/", {"Cookie": f"session={secret}"}),
    "unknown header": lambda secret: ("/v2/", {"X-Of-Ours": secret}),
    "security token": lambda secret: (f"/v2/?X-Amz-Security-Token={secret}", {}),
    "signature": lambda secret: (f"/v2/?n=1&X-Amz-Signature={secret}&last=a", {}),
    "unknown parameter": lambda secret: (f"/v2/?whatever={secret}", {}),
    "query without a name": lambda secret: (f"/v2/?{secret}", {}),
    "user": lambda secret: ("/v2/", {"Authorization": f"Basic {_basic(secret, 'AWS')}"}),
    "password": lambda secret: ("/v2/", {"Authorization": f"Basic {_basic('AWS', secret)}"}),
    "no scheme": lambda secret: ("/v2/", {"Authorization": secret}),
    "another scheme": lambda secret: ("/v2/", {"Authorization": f"{secret} {secret}"}),
    "address": lambda secret: (f"http://me:{secret}@{HOST}/v2/", {}),
}
TOLD_BY_LOOK: dict[str, Callable[[str], tuple[str, dict[str, str]]]] = {
    "repository": lambda secret: (f"/v2/{secret}/manifests/latest", {}),
    "tag": lambda secret: (f"/v2/app/manifests/{secret}", {}),
    "known parameter": lambda secret: (f"/v2/app/tags/list?last={secret}", {}),
    "another path": lambda secret: (f"/{secret}", {}),
    "User-Agent": lambda secret: ("/v2/", {"User-Agent": secret}),
    "Accept": lambda secret: ("/v2/", {"Accept": f"*/*, {secret}"}),
    "X-Amz-Target": lambda secret: ("/v2/", {"X-Amz-Target": f"Registry.{secret}"}),
    "name of a header": lambda secret: ("/v2/", {secret: "x"}),
    "name of a parameter": lambda secret: (f"/v2/?{secret}=x", {}),
}
ALL = {**TOLD_BY_PLACE, **TOLD_BY_LOOK}


def _basic(user: str, password: str) -> str:
    return base64.b64encode(f"{user}:{password}".encode()).decode()


def _written(cloud: Cloud, mark: int) -> str:
    exchanges = cloud.wire.since(mark)
    assert exchanges
    told = list(map(summary, exchanges))
    lines = [*map(trace.as_line, told), *map(trace.as_json, exchanges), trace.sequence(told)]
    return "\n".join([*map(repr, exchanges), *lines])


def _ask_all(cloud: Cloud, call: Any, target: str, headers: dict[str, str]) -> None:
    for url in (cloud.registry_url, cloud.control_url, cloud.engine_url.replace("tcp:", "http:")):
        call(url, "GET", target, {"Host": HOST, **headers})
    call(cloud.registry_url, "GET", target, {**headers, "Host": "public.ecr.aws"})


@pytest.mark.parametrize("place", ALL)
@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_secret_of_a_request_is_written_down(
    cloud: Cloud, call: Any, basic: Any, password: str, place: str, data: st.DataObject
) -> None:
    secret = data.draw(st.one_of(looks, bare) if place in TOLD_BY_PLACE else looks)
    target, headers = ALL[place](secret)
    mark = cloud.wire.mark()
    _ask_all(cloud, call, target, headers)
    _ask_all(cloud, call, target, {**basic("AWS", password), **headers})  # let in, where it can be
    written = _written(cloud, mark)
    assert secret[9:] not in written
    assert secret[9:].lower() not in written.lower()


@pytest.mark.parametrize("host", ["me:{}@" + HOST, "{}", "{}.example"])
def test_a_request_to_a_strange_host_is_not_written_down(
    cloud: Cloud, call: Any, host: str
) -> None:
    _ask_all(cloud, call, "/v2/", {"Host": host.format("hunter2secret")})
    (public,) = cloud.wire.since(0)  # the last of the four names a host of its own
    assert public.host == "public.ecr.aws"


@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(secret=st.one_of(looks, bare))
def test_no_secret_of_a_login_is_written_down(cloud: Cloud, call: Any, secret: str) -> None:
    mark = cloud.wire.mark()
    engine = cloud.engine_url.replace("tcp:", "http:")
    for fields in (
        {"username": secret, "password": "AWS", "serveraddress": HOST},
        {"username": "AWS", "password": secret, "serveraddress": HOST},
        {"username": "AWS", "password": "x", "serveraddress": f"https://me:{secret}@{HOST}"},
        {"username": "AWS", "password": "x", "serveraddress": f"https://{HOST}/?token={secret}"},
        {"username": "AWS", "auth": secret, "identitytoken": secret, "serveraddress": HOST},
        {"username": "AWS", "password": "x", "serveraddress": HOST, "other": secret},
    ):
        call(engine, "POST", "/auth", body=json.dumps(fields).encode())
    assert secret[9:] not in _written(cloud, mark)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Host", HOST),
        ("Host", "127.0.0.1:4566"),
        ("User-Agent", "aws-cli/2.36.7 md/awscrt#0.1 lang/python#3.11.9 cfg/retry-mode#standard"),
        ("Www-Authenticate", f'Basic realm="https://{HOST}/",service="ecr.amazonaws.com"'),
        ("Docker-Content-Digest", "sha256:" + "6c3c624b58dbbcd3" * 4),
        ("Location", "/v2/team/app/blobs/uploads/1b4e28ba-2fa1-11d2-883f-0016d3cca427"),
        ("amz-sdk-invocation-id", "1b4e28ba-2fa1-11d2-883f-0016d3cca427"),
        ("X-Amz-Target", "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken"),
        ("Accept", "application/vnd.docker.distribution.manifest.list.v2+json, */*"),
    ],
)
def test_what_explains_an_exchange_is_shown(name: str, value: str) -> None:
    assert shown_header(name, value) == value


def test_of_a_query_only_known_values_are_shown() -> None:
    known = "n=5&last=v1&X-Amz-Date=20260131T120000Z&X-Amz-Expires=900"
    assert shown_target(f"/v2/app/tags/list?{known}&X-Amz-Signature=0a1b&token=x&") == (
        f"/v2/app/tags/list?{known}&X-Amz-Signature=••••••••&token=••••••••&"
    )


@pytest.mark.parametrize("user", ["", "AWS", "aws", "me", "<token>", "jenkins-bot", "_json_key"])
def test_a_plausible_user_is_shown(user: str) -> None:
    assert shown_user(user) == user


@pytest.mark.parametrize(
    "user", ["hunter2", "AKIAWRONGWRONGWRONGW", "Tr0ub4dor&3", "dckr_pat_a", "a:b"]
)
def test_another_user_is_masked(user: str) -> None:
    assert shown_user(user) == f"•••••••• ({len(user)} characters)"


@given(st.from_regex(PLAIN, fullmatch=True))
def test_what_is_not_masked_at_all_has_nothing_to_mask(text: str) -> None:
    assert masked(text) == text
