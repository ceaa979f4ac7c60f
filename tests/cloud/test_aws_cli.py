"""The real AWS CLI, as users run it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from explain.clock import Clock
from explain.cloud import Cloud
from explain.secret import Secret

KEY_ID = "AKIAEXPLAINECREXAMPL"
KEY = "made/up+secret/access/key/for/the/tests0"
AWS = shutil.which("aws")

pytestmark = pytest.mark.skipif(AWS is None, reason="there is no AWS CLI")


def get_login_password(cloud: Cloud, home: Path, **others: str) -> subprocess.CompletedProcess[str]:
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "AWS_ENDPOINT_URL": cloud.control_url,
        "AWS_ACCESS_KEY_ID": KEY_ID,
        "AWS_SECRET_ACCESS_KEY": KEY,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
        **others,
    }
    argv = [str(AWS), "ecr", "get-login-password", "--region", "ap-south-1"]
    return subprocess.run(argv, env=env, text=True, capture_output=True, timeout=60)


@pytest.fixture
def now_cloud(make_cloud: Callable[..., Cloud]) -> Cloud:
    """A cloud at the machine's time, which is the CLI's."""
    return make_cloud(clock=Clock())


def test_it_prints_the_password_and_nothing_else(now_cloud: Cloud, tmp_path: Path) -> None:
    done = get_login_password(now_cloud, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    (exchange,) = now_cloud.wire.since(0)
    assert exchange.client == "aws"
    password = done.stdout.removesuffix("\n")
    assert exchange.evidence.token.fingerprint == Secret(password).fingerprint


def test_it_prints_a_refusal_as_users_know_it(now_cloud: Cloud, tmp_path: Path) -> None:
    done = get_login_password(now_cloud, tmp_path, AWS_ACCESS_KEY_ID="AKIAUNKNOWNUNKNOWNUN")
    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr.strip().removeprefix("aws: [ERROR]: ") == (
        "An error occurred (UnrecognizedClientException) when calling the GetAuthorizationToken "
        "operation: The security token included in the request is invalid."
    )


def test_a_clock_that_is_behind_is_named(make_cloud: Callable[..., Cloud], tmp_path: Path) -> None:
    clock = Clock()
    clock.turn(timedelta(hours=1))
    done = get_login_password(make_cloud(clock=clock), tmp_path)
    assert "(InvalidSignatureException)" in done.stderr
    assert "Signature expired: " in done.stderr
    assert " - 15 min.)" in done.stderr
