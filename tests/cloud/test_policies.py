from __future__ import annotations

from typing import Any

import pytest

from explain.cloud.globs import matches
from explain.cloud.policies import Decision, Question, judge, judge_resource, trusts

REPOSITORY = "arn:aws:ecr:ap-south-1:381492183358:repository/team/app"
ARN = "arn:aws:iam::381492183358:user/learner"
CONTEXT = {
    "aws:principalarn": ARN,
    "aws:principalaccount": "381492183358",
    "aws:requestedregion": "ap-south-1",
    "aws:sourceip": "127.0.0.1",
    "ecr:resourcetag/stage": "test",
}
QUESTION = Question("ecr:PutImage", REPOSITORY, CONTEXT)


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(**elements: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "ecr:*", "Resource": "*", **elements}


def judged(*statements: dict[str, Any]) -> Decision:
    return judge([policy(*statements)], QUESTION)


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
    assert judge([policy(allow()), policy(deny)], QUESTION) is Decision.DENIED
    assert judged({**deny, "Condition": {"Bool": {}}}, allow()) is Decision.DENIED


def test_a_single_statement_needs_no_brackets() -> None:
    document = {"Version": "2012-10-17", "Statement": allow()}
    assert judge([document], QUESTION) is Decision.ALLOWED


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
    assert trusts(policy(statement), ARN, {}) is trusted


@pytest.mark.parametrize(
    ("condition", "held"),
    [
        ({"StringEquals": {"aws:PrincipalAccount": "381492183358"}}, True),
        ({"StringEquals": {"AWS:principalaccount": ["1", "381492183358"]}}, True),
        ({"StringEquals": {"aws:PrincipalAccount": "3814*"}}, False),
        ({"StringLike": {"aws:PrincipalAccount": "3814*"}}, True),
        ({"StringNotLike": {"aws:PrincipalAccount": "3814*"}}, False),
        ({"StringEqualsIgnoreCase": {"aws:RequestedRegion": "AP-South-1"}}, True),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/lear*"}}, True),
        ({"ArnLike": {"aws:PrincipalArn": "arn:*:user/learner"}}, False),
        ({"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::1:user/x"}}, True),
        ({"StringEquals": {"ecr:ResourceTag/stage": "test"}}, True),
        ({"StringEquals": {"ecr:ResourceTag/stage": "live"}}, False),
        # Only a service's call has a source account, and that is nobody's here.
        ({"StringEquals": {"aws:SourceAccount": "381492183358"}}, False),
        ({"StringNotEquals": {"aws:SourceAccount": "381492183358"}}, True),
        ({"StringEqualsIfExists": {"aws:SourceAccount": "1"}}, True),
        ({"Null": {"aws:SourceAccount": "true"}}, True),
        ({"Null": {"aws:PrincipalArn": True}}, False),
        ({"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}}, True),
        ({"NotIpAddress": {"aws:SourceIp": ["10.0.0.0/8", "nonsense"]}}, True),
        (
            {
                "StringLike": {"aws:PrincipalArn": "*learner"},
                "StringEquals": {"aws:RequestedRegion": "eu-west-1"},
            },
            False,
        ),
    ],
)
def test_a_condition_is_judged(condition: Any, held: bool) -> None:
    expected = Decision.ALLOWED if held else Decision.SILENT
    assert judged(allow(Condition=condition)) is expected
    denial = {**allow(Condition=condition), "Effect": "Deny"}
    assert judged(denial, allow()) is (Decision.DENIED if held else Decision.ALLOWED)


@pytest.mark.parametrize(
    "condition", [{"DateLessThan": {"aws:CurrentTime": "x"}}, "x", [], {"x": 1}]
)
def test_what_cannot_be_judged_allows_nothing_and_denies(condition: Any) -> None:
    assert judged(allow(Condition=condition)) is Decision.SILENT
    denial = {**allow(Condition=condition), "Effect": "Deny"}
    assert judged(denial, allow()) is Decision.DENIED


SESSION = "arn:aws:sts::381492183358:assumed-role/builder/run-7"


@pytest.mark.parametrize(
    ("principal", "arn", "answer"),
    [
        ("*", ARN, (Decision.ALLOWED, True)),
        ({"AWS": ARN}, ARN, (Decision.ALLOWED, True)),
        ({"AWS": "381492183358"}, ARN, (Decision.ALLOWED, False)),
        ({"AWS": "arn:aws:iam::381492183358:root"}, ARN, (Decision.ALLOWED, False)),
        ({"AWS": "arn:aws:iam::381492183358:role/builder"}, SESSION, (Decision.ALLOWED, True)),
        ({"AWS": ["arn:aws:iam::381492183358:role/other"]}, SESSION, (Decision.SILENT, False)),
        ({"Service": "lambda.amazonaws.com"}, ARN, (Decision.SILENT, False)),
        (None, ARN, (Decision.SILENT, False)),
        ([7, None], ARN, (Decision.SILENT, False)),
    ],
)
def test_whom_a_repository_lets_in(principal: Any, arn: str, answer: Any) -> None:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "ecr:*"}
    assert judge_resource([policy(statement)], arn, QUESTION) == answer


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("", "", True),
        ("*", "", True),
        ("?", "", False),
        ("a*b?d", "axxbcd", True),
        ("a*b", "axxbc", False),
        ("*ab", "aab", True),
        ("a.b", "axb", False),
        ("*" * 2049, "", False),
    ],
)
def test_wildcards(pattern: str, text: str, fits: bool) -> None:
    assert matches(pattern, text) is fits


def test_many_stars_take_no_time() -> None:
    """Twelve of them took a regular expression minutes; this would not end before the test does."""
    assert not matches("*a" * 500 + "b", "a" * 2000)
    assert matches("*a" * 500 + "*", "a" * 2000)
