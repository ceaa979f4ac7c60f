from __future__ import annotations

from typing import Any

import pytest

from explain.cloud.policies import Decision, judge, trusts

REPOSITORY = "arn:aws:ecr:ap-south-1:381492183358:repository/team/app"
ARN = "arn:aws:iam::381492183358:user/learner"


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(**elements: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "ecr:*", "Resource": "*", **elements}


def judged(*statements: dict[str, Any]) -> Decision:
    return judge([policy(*statements)], "ecr:PutImage", REPOSITORY)


@pytest.mark.parametrize(
    "statement",
    [
        allow(),
        allow(Action=["s3:*", "ecr:PutImage"]),
        allow(Action="ECR:putimage"),
        allow(Action="ecr:Put?mage"),
        allow(Resource=[REPOSITORY]),
        allow(Resource="arn:aws:ecr:*:*:repository/team/*"),
        {"Effect": "Allow", "NotAction": "ecr:Delete*", "Resource": "*"},
        {"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::*"},
    ],
)
def test_allowed(statement: dict[str, Any]) -> None:
    assert judged(statement) is Decision.ALLOWED


@pytest.mark.parametrize(
    "statement",
    [
        allow(Action="ecr:Get*"),
        allow(Resource="arn:aws:ecr:ap-south-1:381492183358:repository/team"),
        allow(Resource="arn:aws:ecr:ap-south-1:381492183358:repository/TEAM/APP"),
        allow(Resource="arn.aws.ecr.*"),
        allow(Resource="(unbalanced["),
        {"Effect": "Allow", "NotAction": "ecr:*", "Resource": "*"},
        {"Effect": "Allow", "Action": "*", "NotResource": REPOSITORY},
        allow(Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
    ],
)
def test_not_allowed(statement: dict[str, Any]) -> None:
    assert judged(statement) is Decision.SILENT


def test_a_deny_outweighs_every_allow_in_whatever_order() -> None:
    deny = {**allow(Action="ecr:Put*"), "Effect": "Deny"}
    assert judged(deny, allow()) is Decision.DENIED
    assert judge([policy(allow()), policy(deny)], "ecr:PutImage", REPOSITORY) is Decision.DENIED
    assert judged({**deny, "Condition": {"Bool": {}}}, allow()) is Decision.DENIED


def test_a_single_statement_needs_no_brackets() -> None:
    document = {"Version": "2012-10-17", "Statement": allow()}
    assert judge([document], "ecr:PutImage", REPOSITORY) is Decision.ALLOWED


@pytest.mark.parametrize(
    ("principal", "trusted"),
    [
        ("*", True),
        ({"AWS": ARN}, True),
        ({"AWS": ["arn:aws:iam::1:root", "arn:aws:iam::381492183358:root"]}, True),
        ({"AWS": "381492183358"}, True),
        ({"AWS": "arn:aws:iam::381492183358:user/other"}, False),
        ({"Service": "ecs-tasks.amazonaws.com"}, False),
        (None, False),
    ],
)
def test_whom_a_role_trusts(principal: Any, trusted: bool) -> None:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    assert trusts(policy(statement), ARN, "381492183358") is trusted
