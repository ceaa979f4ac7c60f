from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from explain.wire import Permission

ACCOUNT = "381492183358"
LEARNER = f"arn:aws:iam::{ACCOUNT}:user/learner"
APP = f"arn:aws:ecr:ap-south-1:{ACCOUNT}:repository/app"
DIGEST = "sha256:" + "0" * 64
ROUTES = {
    ("POST", "blobs/uploads/"): ["InitiateLayerUpload"],
    ("POST", f"blobs/uploads/?digest={DIGEST}"): [
        "InitiateLayerUpload",
        "UploadLayerPart",
        "CompleteLayerUpload",
    ],
    ("GET", "blobs/uploads/x"): ["UploadLayerPart"],
    ("PATCH", "blobs/uploads/x"): ["UploadLayerPart"],
    ("DELETE", "blobs/uploads/x"): ["UploadLayerPart"],
    ("PUT", "blobs/uploads/x"): ["UploadLayerPart", "CompleteLayerUpload"],
    ("HEAD", f"blobs/{DIGEST}"): ["BatchCheckLayerAvailability"],
    ("GET", f"blobs/{DIGEST}"): ["GetDownloadUrlForLayer"],
    ("DELETE", f"blobs/{DIGEST}"): ["BatchDeleteImage"],
    ("GET", "manifests/latest"): ["BatchGetImage"],
    ("HEAD", "manifests/latest"): ["BatchGetImage"],
    ("PUT", "manifests/latest"): ["PutImage"],
    ("DELETE", "manifests/latest"): ["BatchDeleteImage"],
    ("GET", "tags/list"): ["ListImages"],
    ("GET", f"referrers/{DIGEST}"): ["BatchGetImage"],
}


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(*actions: str, resource: str = "*") -> dict[str, Any]:
    login = "ecr:GetAuthorizationToken"
    one = {
        "Effect": "Allow",
        "Action": [f"ecr:{action}" for action in actions],
        "Resource": resource,
    }
    return policy({"Effect": "Allow", "Action": login, "Resource": "*"}, one)


def change(document: dict[str, Any]) -> None:
    from moto.iam.models import iam_backends

    backend = iam_backends[ACCOUNT]["aws"]
    backend.put_user_policy("learner", "sandbox", json.dumps(document))


@pytest.mark.parametrize(("route", "actions"), ROUTES.items())
def test_each_route_needs_its_actions(
    make_registry: Any, route: tuple[str, str], actions: list[str]
) -> None:
    registry = make_registry(policy=allow("ListTagsForResource"))
    method, path = route
    body = b"body" if method in ("PUT", "POST", "PATCH") else None
    for number, action in enumerate(actions):
        change(allow(*actions[:number], "ListTagsForResource"))
        reply = registry(method, f"/v2/app/{path}", body)
        assert reply.status == 403
        assert reply.headers["Www-Authenticate"] is None
        if method != "HEAD":
            message = (
                f"User: {LEARNER} is not authorized to perform: ecr:{action} on resource: {APP} "
                f"because no identity-based policy allows the ecr:{action} action"
            )
            assert reply.error == (403, "DENIED", message)
    change(allow(*actions))
    assert registry(method, f"/v2/app/{path}", body).status != 403


def test_an_explicit_deny_outweighs(make_registry: Any) -> None:
    deny = {"Effect": "Deny", "Action": "ecr:PutImage", "Resource": APP}
    registry = make_registry(policy=policy(*allow("*")["Statement"], deny))
    reply = registry("PUT", "/v2/app/manifests/latest", b"{}")
    assert reply.error[2].endswith(
        f"on resource: {APP} with an explicit deny in an identity-based policy"
    )
    assert registry("PUT", "/v2/team/other/manifests/latest", b"{}").status == 405


def test_a_policy_for_one_repository_is_none_for_another(make_registry: Any) -> None:
    registry = make_registry(policy=allow("*", resource=APP))
    assert registry("GET", "/v2/app/tags/list").status == 200
    assert registry("GET", "/v2/team/other/tags/list").error[:2] == (403, "DENIED")


def test_a_permission_that_is_taken_away_is_gone_at_once(registry: Any) -> None:
    assert registry("GET", "/v2/app/tags/list").status == 200
    change(allow("PutImage"))
    assert registry("GET", "/v2/app/tags/list").status == 403
    change(allow("ListImages"))
    assert registry("GET", "/v2/app/tags/list").status == 200


def test_a_token_dies_with_the_key_behind_it(registry: Any) -> None:
    from moto.iam.models import iam_backends

    backend = iam_backends[ACCOUNT]["aws"]
    (key,) = [one for one in backend.access_keys.values() if one.user_name == "learner"]
    backend.update_access_key("learner", key.access_key_id, "Inactive")
    message = "The security token included in the request is invalid."
    assert registry("GET", "/v2/app/tags/list").error == (403, "DENIED", message)
    backend.update_access_key("learner", key.access_key_id, "Active")
    assert registry("GET", "/v2/app/tags/list").status == 200


def test_another_account_s_registry_is_closed(registry: Any) -> None:
    other = "111111111111"
    host = registry.headers["Host"].replace(ACCOUNT, other)
    reply = registry("GET", "/v2/app/tags/list", Host=host)
    resource = APP.replace(ACCOUNT, other)
    assert reply.error[2] == (
        f"User: {LEARNER} is not authorized to perform: ecr:ListImages on resource: {resource} "
        "because no resource-based policy allows the ecr:ListImages action"
    )


@pytest.mark.parametrize(("route", "actions"), ROUTES.items())
def test_a_repository_that_does_not_exist(
    registry: Any, route: tuple[str, str], actions: list[str]
) -> None:
    method, path = route
    reply = registry(method, f"/v2/my-image/{path}")
    assert reply.status == 404
    if method != "HEAD":
        message = f"The repository with name 'my-image' does not exist in the registry with id '{ACCOUNT}'"
        assert reply.error == (404, "NAME_UNKNOWN", message)


def test_the_catalog_needs_an_action_of_the_whole_registry(make_registry: Any) -> None:
    registry = make_registry(policy=allow("ListImages"))
    assert registry("GET", "/v2/_catalog").status == 403
    change(allow("DescribeRepositories", resource=APP))
    assert registry("GET", "/v2/_catalog").status == 403
    change(allow("DescribeRepositories"))
    assert registry("GET", "/v2/_catalog").status == 200


@pytest.mark.parametrize(("name", "status"), [("app", 200), ("team/other", 400)])
def test_tags_are_allowed_by_the_arn_that_is_asked_for(
    make_registry: Any, signer: Any, name: str, status: int
) -> None:
    registry = make_registry(policy=allow("ListTagsForResource", resource=APP))
    target = "AmazonEC2ContainerRegistry_V20150921.ListTagsForResource"
    body = json.dumps({"resourceArn": APP.replace("app", name)}).encode()
    assert signer(registry.cloud.control_url)(target=target, body=body).status == status


def test_who_may_not_look_is_not_told_what_there_is(make_registry: Any) -> None:
    registry = make_registry(policy=allow("ListImages", resource=APP))
    assert registry("GET", "/v2/my-image/tags/list").status == 403


def test_a_region_that_moto_does_not_know_has_no_repositories(
    registry: Any, basic: Any, signer: Any, password_from: Any
) -> None:
    password = password_from(signer(registry.cloud.control_url)(region="us-east-1"))
    headers = basic("AWS", password, region="us-east-1")
    assert registry("GET", "/v2/app/tags/list", **headers).error[:2] == (404, "NAME_UNKNOWN")


@pytest.mark.parametrize(
    "name", ["App", "a//b", "a_", "-a", "a..b", "a" * 257, "%00", "_catalog/x"]
)
def test_a_name_that_no_repository_can_have(registry: Any, name: str) -> None:
    assert registry("GET", f"/v2/{name}/tags/list").error[:2] == (400, "NAME_INVALID")


@pytest.mark.parametrize("path", ["/v2/_catalog/x", "/v2/app", "/v2/app/", "/v2/app/blobs/"])
def test_a_path_that_the_protocol_does_not_have(registry: Any, path: str) -> None:
    assert registry("GET", path).error[:2] == (404, "NAME_UNKNOWN")


@pytest.mark.parametrize("route", ROUTES)
def test_every_request_needs_a_token(registry: Any, clock: Any, route: tuple[str, str]) -> None:
    method, path = route
    without = registry(method, f"/v2/app/{path}", Authorization="")
    assert without.status == 401
    assert without.headers["Www-Authenticate"].startswith("Basic realm=")
    assert registry(method, f"/v2/app/{path}", Authorization="Basic QVdTOng=").status == 400
    clock.turn(timedelta(hours=12))
    assert registry(method, f"/v2/app/{path}").status == 403


def test_the_wire_log_says_what_was_asked_and_refused(make_registry: Any) -> None:
    registry = make_registry(policy=allow("ListImages"))
    registry("GET", "/v2/app/tags/list")
    registry("GET", "/v2/app/manifests/latest")
    listed, refused = registry.cloud.wire.since(0)[-2:]
    assert listed.evidence.verdict == "accepted"
    assert listed.evidence.permission == Permission("ecr:ListImages", APP, True, "sandbox")
    assert refused.evidence.permission == Permission("ecr:BatchGetImage", APP)
    assert refused.evidence.verdict == "DENIED"
    assert refused.evidence.principal == LEARNER
    assert json.loads(refused.response_body)["errors"][0]["code"] == "DENIED"


def test_a_role_s_session_may_do_what_the_role_may(
    registry: Any, signer: Any, basic: Any, clock: Any
) -> None:
    from moto.iam.models import iam_backends
    from moto.sts.models import sts_backends

    iam = iam_backends[ACCOUNT]["aws"]
    role = iam.create_role("reader", "{}", "/", None, "", [], 3600)
    iam.put_role_policy("reader", "sandbox", json.dumps(allow("ListImages")))
    sts = sts_backends[ACCOUNT]["aws"]
    session = sts.assume_role("ap-south-1", "me", role.arn, "", 3600, "")
    token = registry.cloud._tokens().token_for(ACCOUNT, "ap-south-1", session.arn, clock.now())
    headers = basic("AWS", token.password.reveal())
    assert registry("GET", "/v2/app/tags/list", **headers).status == 200
    message = f"User: {session.arn} is not authorized to perform: ecr:BatchGetImage"
    reply = registry("GET", "/v2/app/manifests/v1", **headers)
    assert reply.error[2].startswith(message)
    iam.delete_role_policy("reader", "sandbox")
    iam.delete_role("reader")
    assert registry("GET", "/v2/app/tags/list", **headers).status == 403


def test_another_process_s_token_is_good_in_another_partition(
    make_registry: Any, basic: Any, clock: Any
) -> None:
    """Nobody has asked this cloud's API about China yet, so moto has no users there."""
    registry = make_registry(repositories=[("cn-north-1", "app")])
    arn = LEARNER.replace("arn:aws:", "arn:aws-cn:")
    token = registry.cloud._tokens().token_for(ACCOUNT, "cn-north-1", arn, clock.now())
    headers = basic("AWS", token.password.reveal())
    headers["Host"] = f"{ACCOUNT}.dkr.ecr.cn-north-1.amazonaws.com.cn"
    assert registry("GET", "/v2/app/tags/list", **headers).status == 200
