"""The users of a cloud: the same before moto has them and afterwards, and moto only where it is needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from explain.cloud.iam import Directory, Principal
from explain.secret import Secret

ACCOUNT = "381492183358"
USERS = {
    "learner": Principal("learner", "AKIAIOSFODNN7EXAMPLE", Secret("s" * 40)),
    "away": Principal("away", "AKIAI44QH8DHBEXAMPLE", Secret("t" * 40), active=False),
    "odd": Principal("odd", "KEYOFANOTHERSHAPE", Secret("u" * 40)),
}


@pytest.mark.parametrize("region", ["ap-south-1", "cn-north-1", "us-gov-west-1", "nowhere-9"])
@pytest.mark.parametrize("session", ["", "a session token"])
def test_a_user_is_the_same_before_moto_has_them_and_afterwards(region: str, session: str) -> None:
    directory = Directory({ACCOUNT: tuple(USERS.values()), "111111111111": ()})
    keys = [user.access_key_id for user in USERS.values()] + ["AKIANOBODY"]
    before = [directory.caller(key, session, region) for key in keys]
    directory.load()
    assert before == [directory.caller(key, session, region) for key in keys]
    assert (before[0] is None) is bool(session)
    assert before[1] is before[3] is None


ALONE = """
import sys
from explain import steady
from explain.hosts.registry import Registry
with steady.offline(Registry()) as world:
    assert str(world.authorization.password)
heavy = {"boto3", "moto", "s3transfer", "werkzeug"} & set(sys.modules)
assert not heavy, heavy
"""


def test_a_token_needs_neither_moto_nor_boto3() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ALONE], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
