"""What a log names stands in the commands of a fix, and only what is right is taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.content.errorpages import error_pages
from explain.trouble import recognise
from explain.trouble.brief import origin
from explain.trouble.values import NO_VALUES, Values, filled, read, samples

HOST = "111122223333.dkr.ecr.eu-west-1.amazonaws.com"
OURS = (HOST, "111122223333", "eu-west-1")
LINE = (
    "aws ecr get-login-password --region ap-south-1 | docker login --username AWS --password-stdin"
    " 381492183358.dkr.ecr.ap-south-1.amazonaws.com"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"docker login {HOST}", Values(*OURS, tool="docker")),
        (f"{HOST}/team/app:v1: not found", Values(*OURS, "team/app", tag="v1")),
        (f'Head "https://{HOST}/v2/team/app/manifests/v1": x', Values(*OURS, "team/app", tag="v1")),
        (f"Get https://{HOST}/v2/app/tags/list?n=1: x", Values(*OURS, "app")),
        (f"failed to push {HOST}/a-b_c.d@sha256:00", Values(*OURS, "a-b_c.d")),
        (f"The push refers to repository [{HOST}/kernel-api]", Values(*OURS, "kernel-api")),
        ("111122223333.dkr-ecr.eu-west-1.on.aws/app",
         Values("111122223333.dkr-ecr.eu-west-1.on.aws", "111122223333", "eu-west-1", "app")),
        ("111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn",
         Values("111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn", "111122223333", "cn-north-1")),
        ("arn:aws:ecr:eu-west-1:111122223333:repository/team/app because", Values("", *OURS[1:], "team/app")),
        ("The repository with name 'team/app' does not exist", Values(repository="team/app")),
        ("aws ecr --region eu-west-1 --profile prod", Values(region="eu-west-1", profile="prod")),
        ("AWS_REGION: eu-west-1", Values(region="eu-west-1")),
        ('Post "https://api.ecr.eu-west-1.amazonaws.com/": dial tcp', Values(region="eu-west-1")),
        ("The config profile (prod) could not be found", Values(profile="prod")),
        ("User: arn:aws:iam::111122223333:user/people/ann is not", Values(user="ann")),
        ("User: arn:aws:sts::111122223333:assumed-role/ci-push/GitHub is not", Values(role="ci-push")),
        ("role arn:aws:iam::111122223333:role/path/ecr-push", Values(role="ecr-push")),
        ("+ podman push x", Values(tool="podman")),
        ("helm registry login x", Values(tool="helm")),
        ("crane auth login x; docker push y", Values(tool="crane")),
        # What is wrong is not taken: the fix would repeat it.
        ("https://api.ecr.us-east-1a.amazonaws.com/", NO_VALUES),
        ("111122223333.dkr.ecr.us-east-9.amazonaws.com", NO_VALUES),
        ("11112222333.dkr.ecr.us-east-1.amazonaws.com", NO_VALUES),
        ("--region <region>", NO_VALUES),
        ("all is well", NO_VALUES),
    ],
)  # fmt: skip
def test_a_text_names_what_it_names(text: str, expected: Values) -> None:
    assert read(text) == expected


def test_the_commands_have_the_logs_tag_and_resources_have_none() -> None:
    values = read(f"podman push {HOST}/team/app:v1.2")
    assert values.tag == "v1.2"
    assert filled("docker push HOST/my-image", values) == "podman push HOST/team/app:v1.2"
    assert filled("docker pull HOST/my-image:latest", values) == "podman pull HOST/team/app:v1.2"
    assert filled("docker pull HOST/my-image:TAG", values) == "podman pull HOST/team/app:TAG"
    assert filled("arn:aws:ecr:r:a:repository/my-image", values).endswith(":repository/team/app")


@pytest.mark.parametrize("image", ["app:latest", "app@sha256:12ab", "app"])
def test_what_is_no_tag_of_its_own_is_none(image: str) -> None:
    assert read(f"docker pull {HOST}/{image}").tag == ""


def test_the_commands_have_the_logs_values() -> None:
    values = read(f"podman pull {HOST}/team/app --profile prod")
    assert filled(LINE, values) == (
        "aws ecr get-login-password --region eu-west-1 | podman login --username AWS --password-stdin"
        f" {HOST}"
    )
    assert filled("docker push HOST/my-image --profile default", values) == (
        "podman push HOST/team/app --profile prod"
    )
    assert filled("my-images my-image-2", values) == "my-images my-image-2"


@pytest.mark.parametrize(
    ("tool", "login"),
    [
        ("", "docker login"), ("docker", "docker login"), ("podman", "podman login"),
        ("helm", "helm registry login"), ("crane", "crane auth login"), ("nerdctl", "nerdctl login"),
        ("oras", "oras login"), ("kubelet", "docker login"),
    ],
)  # fmt: skip
def test_a_tool_logs_in_in_its_own_words(tool: str, login: str) -> None:
    assert f"| {login} --username AWS" in filled(LINE, Values(tool=tool))


def test_a_region_alone_stands_in_the_host_too_and_in_the_partition() -> None:
    text = filled(
        f"{LINE} arn:aws:ecr:x api.ecr.ap-south-1.amazonaws.com", Values(region="cn-north-1")
    )
    assert "381492183358.dkr.ecr.cn-north-1.amazonaws.com.cn" in text
    assert "arn:aws-cn:ecr" in text
    assert "api.ecr.cn-north-1.amazonaws.com.cn" in text


@pytest.mark.parametrize(
    ("values", "command"),
    [
        (Values(user="ann"), "aws iam put-user-policy --user-name ann --policy-name x"),
        (Values(role="ci"), "aws iam put-role-policy --role-name ci --policy-name x"),
        (NO_VALUES, "aws iam put-user-policy --user-name bob --policy-name x"),
    ],
)
def test_a_policy_goes_to_whom_the_log_names(values: Values, command: str) -> None:
    assert filled("aws iam put-user-policy --user-name bob --policy-name x", values) == command


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (NO_VALUES, " (`381492183358` and `ap-south-1` are samples: use your account and region)"),
        (
            Values(region="eu-west-1"),
            " (with values from your log; `381492183358` is a sample: use your account)",
        ),
        (Values(*OURS), " (with the values from your log)"),
    ],
)
def test_where_the_values_come_from_is_said(values: Values, said: str) -> None:
    assert origin(LINE, values) == said


def test_what_has_no_samples_needs_no_word() -> None:
    assert origin("docker version", NO_VALUES) == ""


def test_the_samples_own_values_in_a_log_are_the_logs() -> None:
    assert origin(LINE, read(LINE)) == " (with the values from your log)"


def test_the_line_of_the_message_wins_over_the_rest_of_the_log() -> None:
    other = "444455556666.dkr.ecr.us-east-1.amazonaws.com"
    log = f'docker login {other}\nHead "https://{HOST}/v2/app/manifests/v1": no basic auth credentials\n'
    assert recognise(log).values == Values(*OURS, "app", tool="docker", tag="v1")
    assert recognise(f"docker login {other}\nno basic auth credentials").values.host == other


def test_a_host_of_another_account_is_not_mixed_with_what_the_message_names() -> None:
    log = f"arn:aws:ecr:us-east-1:444455556666:repository/x\nno basic auth credentials\ndocker push {HOST}/y"
    values = recognise(log).values
    assert values.host in ("", HOST)
    assert not values.host or values.account == values.host[:12]


@pytest.mark.parametrize("page", error_pages(), ids=lambda page: page.name)
def test_no_sample_is_left_in_a_fix_where_the_log_names_everything(page) -> None:
    values = Values(*OURS, "team/app", "ann", "ci", "prod", "docker")
    assert samples(filled(page.section("Fix"), values), NO_VALUES) == ()


@given(st.text())
def test_no_text_breaks_the_reading_or_the_filling(text: str) -> None:
    values = read(text)
    assert filled(text, NO_VALUES) == text or "381492183358" in text or "ap-south-1" in text
    assert isinstance(filled(LINE, values), str)
