"""A cloud is asked about passwords and permissions, and nothing of that crosses its wire."""

from __future__ import annotations

from datetime import timedelta

import pytest

from explain.secret import Secret

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
ELSEWHERE = HOST.replace("ap-south-1", "eu-west-1")
KEY_ID = "AKIAEXPLAINECREXAMPL"
DENY = {"Effect": "Deny", "Action": "ecr:PutImage", "Resource": "*"}
ALLOW = {"Effect": "Allow", "Action": "ecr:*", "Resource": "*"}


def test_a_password_that_was_handed_out_is_known_and_admitted(cloud, password) -> None:
    audit = cloud.audit()
    assert audit.handed_out(Secret(password))
    assert audit.admits(HOST, Secret(password))


def test_it_is_admitted_for_twelve_hours_and_known_after_them(cloud, clock, password) -> None:
    audit = cloud.audit()
    clock.turn(timedelta(hours=12) - timedelta(seconds=1))
    assert audit.admits(HOST, Secret(password))
    clock.turn(timedelta(seconds=1))
    assert not audit.admits(HOST, Secret(password))
    assert audit.handed_out(Secret(password))


@pytest.mark.parametrize("host", [ELSEWHERE, "public.ecr.aws", "example.com", ""])
def test_another_registry_does_not_admit_it(host: str, cloud, password) -> None:
    assert not cloud.audit().admits(host, Secret(password))


@pytest.mark.parametrize(
    "change",
    [lambda text: text[:-1], lambda text: text[1:], str.lower, lambda text: "", lambda text: "x" * 2444],
)  # fmt: skip
def test_a_text_that_was_changed_is_neither(change, cloud, password) -> None:
    audit = cloud.audit()
    assert not audit.handed_out(Secret(change(password)))
    assert not audit.admits(HOST, Secret(change(password)))


@pytest.mark.parametrize(
    ("statements", "may_push", "may_delete"),
    [
        ([ALLOW], True, True),
        ([ALLOW, DENY], False, True),
        ([{**ALLOW, "Action": "ecr:PutImage"}], True, False),
        ([{**ALLOW, "Resource": "arn:aws:ecr:ap-south-1:*:repository/other"}], False, False),
        ([DENY], False, False),
    ],
)
def test_what_a_user_may_do_is_what_the_policies_say(
    statements, may_push: bool, may_delete: bool, make_cloud
) -> None:
    audit = make_cloud(policy={"Version": "2012-10-17", "Statement": statements}).audit()
    assert audit.permits(KEY_ID, "ecr:PutImage", HOST, "my-image") is may_push
    assert audit.permits(KEY_ID, "ecr:DeleteRepository", HOST, "my-image") is may_delete


def test_a_key_that_nobody_has_permits_nothing(cloud) -> None:
    assert not cloud.audit().permits("AKIANOBODYNOBODYNOBO", "ecr:PutImage", HOST, "my-image")


def test_questions_do_not_cross_the_wire(cloud, password) -> None:
    before = cloud.wire.mark()
    audit = cloud.audit()
    audit.handed_out(Secret(password))
    audit.admits(HOST, Secret(password))
    audit.permits(KEY_ID, "ecr:PutImage", HOST, "my-image")
    assert cloud.wire.mark() == before
