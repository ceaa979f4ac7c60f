"""Where credentials and region would come from, in the AWS CLI's own order."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.doctor import awsfiles
from explain.doctor.identity import chosen_profile
from explain.doctor.region import chosen_region
from explain.logins.machine import Machine

KEYS = "aws_access_key_id = AKIAEXAMPLEEXAMPLEEX\naws_secret_access_key = a/Secret+Of/The+Learner\n"
AWS = Path(sys.executable).parent / "aws"


def source(place) -> str:
    """Return what is said of the credentials, all being well with them."""
    (found,) = [each.subject for each in place.findings() if each.id == "credentials"]
    return found


def config(place, text: str, credentials: str = "") -> None:
    place.write(".aws/config", f"[default]\nregion = ap-south-1\n{text}")
    place.write(".aws/credentials", credentials)


def test_keys_of_the_shared_file(place) -> None:
    assert source(place) == "credentials from profile default"


def test_keys_in_the_environment_come_first(place) -> None:
    place.environment |= {"AWS_ACCESS_KEY_ID": "AKIAX", "AWS_SECRET_ACCESS_KEY": "x"}
    assert "environment" in source(place)


def test_a_named_profile(place) -> None:
    config(place, f"[profile work]\nregion = eu-west-1\n{KEYS}", f"[default]\n{KEYS}")
    place.environment["AWS_PROFILE"] = "work"
    assert source(place) == "credentials from profile work"
    assert "region eu-west-1, from the profile work" in {each.subject for each in place.findings()}


def test_a_role_by_way_of_another_profile(place) -> None:
    config(place, "role_arn = arn:aws:iam::1:role/x\nsource_profile = base\n", f"[base]\n{KEYS}")
    assert "from a role" in source(place)
    config(place, "role_arn = arn:aws:iam::1:role/x\nsource_profile = nope\n")
    assert "no-such-profile" in place.ids()


def test_a_session_of_aws_login(place) -> None:
    config(place, "login_session = arn:aws:iam::1:user/x\n")
    assert "aws login" in source(place)


def test_a_program_of_the_profiles(place) -> None:
    place.program("my-credentials", "true")
    config(place, "credential_process = my-credentials --token s3cret\n")
    assert "the profile's program" in source(place)
    assert "s3cret" not in repr(place.findings())


def test_the_containers_role(place) -> None:
    config(place, "")
    place.environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/x"
    assert "container" in source(place)


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ({"expiresAt": "2026-01-31T13:30:00Z"}, "1 h 30 min left"),
        ({"expiresAt": "2026-01-31T13:30:00UTC"}, "1 h 30 min left"),
        ({"expiresAt": "2026-01-31T11:00:00Z", "refreshToken": "r3fresh"}, "renews itself"),
    ],
)
def test_an_sso_session(place, token: dict[str, str], said: str) -> None:
    config(place, "sso_session = work\n[sso-session work]\nsso_start_url = https://x/start\n")
    name = hashlib.sha1(b"work").hexdigest()
    place.write(f".aws/sso/cache/{name}.json", json.dumps({"accessToken": "t0ken", **token}))
    assert said in source(place)
    assert "t0ken" not in repr(place.findings())
    assert "r3fresh" not in repr(place.findings())


@pytest.mark.parametrize("text", ["", "{", "[]", '{"expiresAt": 7}', '{"expiresAt": "x"}'])
def test_a_damaged_sso_token_is_none(place, text: str) -> None:
    config(place, "sso_start_url = https://x/start\n")
    name = hashlib.sha1(b"https://x/start").hexdigest()
    place.write(f".aws/sso/cache/{name}.json", text)
    assert "sso-not-logged-in" in place.ids()


def test_files_may_be_elsewhere(place) -> None:
    config(place, "")
    place.environment["AWS_CONFIG_FILE"] = str(
        place.write("c", "[profile a]\nregion = eu-west-1\n")
    )
    place.environment["AWS_SHARED_CREDENTIALS_FILE"] = str(place.write("s", f"[a]\n{KEYS}"))
    place.environment["AWS_PROFILE"] = "a"
    assert source(place) == "credentials from profile a"


@pytest.mark.parametrize(
    ("version", "expected"),
    [((1, 46), ("AWS_DEFAULT_PROFILE", "b")), ((2, 30), ("AWS_PROFILE", "a"))],
)
def test_each_version_has_a_variable_for_the_profile(place, version, expected) -> None:
    place.environment |= {"AWS_PROFILE": "a", "AWS_DEFAULT_PROFILE": "b"}
    assert chosen_profile(place.machine, version) == expected


@pytest.mark.parametrize(
    ("version", "expected"), [((1, 46), "eu-west-2"), ((2, 30), "eu-west-1"), ((), "eu-west-1")]
)
def test_each_version_has_a_variable_for_the_region(place, version, expected: str) -> None:
    place.environment |= {"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-2"}
    chosen = chosen_region(place.machine, awsfiles.read(place.machine), version)
    assert chosen is not None
    assert chosen[1] == expected


@pytest.mark.skipif(not AWS.exists(), reason="there is no aws beside this Python")
@pytest.mark.parametrize(
    "text",
    [
        "[default]\nregion = eu-west-1\n",
        "[default]\nregion = a\n[torn\n",
        "[default]\nregion = a\nregion = b\n",
        "[default]\n[default]\n",
        "region = a\n",
        "[profile 'with quotes']\nregion = a\n",
        "[default]\ns3 =\n  x = 1\n",
        "[default]\nregion\n",
    ],
)
def test_a_file_is_broken_exactly_where_the_real_aws_breaks(place, text: str) -> None:
    place.write(".aws/config", text)
    environment = {"HOME": str(place.home), "PATH": os.environ["PATH"]}
    real = subprocess.run([str(AWS), "--version"], env=environment, capture_output=True, timeout=60)
    assert bool(awsfiles.read(place.machine).broken) is (real.returncode != 0)


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
    | st.sampled_from(["[", "[]", "[a\n]"])
)
def test_any_text_is_a_file_or_a_broken_one(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    home = tmp_path_factory.getbasetemp() / "any-home"
    (home / ".aws").mkdir(parents=True, exist_ok=True)
    (home / ".aws" / "config").write_text(f"[default]\n{text}", "utf-8")
    awsfiles.read(Machine({}, home, "linux"))
