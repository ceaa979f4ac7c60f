"""Who said a message: the line tells, where many programs print the same words."""

from __future__ import annotations

import pytest

from explain.content.errorpages import SPEAKERS, STEPS, error_pages
from explain.trouble import recognise

NO_AUTH = "no basic auth credentials"
GETTING = "error getting credentials - err: exit status 1, out: `x`"


def said(log: str) -> tuple[str, str]:
    hit = recognise(log).hits[0]
    return hit.said_by, hit.step


@pytest.mark.parametrize(
    ("log", "speaker", "step"),
    [
        (NO_AUTH, "docker", "docker push or pull"),
        (f"docker push x\n{NO_AUTH}", "docker", "docker push or pull"),
        (f"podman push x\n{NO_AUTH}", "podman", "push or pull"),
        (f'  Warning  Failed  3s (x2 over 9s)  kubelet  Failed to pull image "x": {NO_AUTH}',
         "kubelet", "the pull of an image"),
        (f"Jun 17 17:42:22 worker kubelet[442]: E0617 17:42:22.5 442 x.go:51] {NO_AUTH}",
         "kubelet", "the pull of an image"),
        (f"CannotPullContainerError: x: {NO_AUTH}", "Amazon ECS", "the pull of an image"),
        (f"#14 ERROR: failed to push x: {NO_AUTH}", "BuildKit", "push or pull"),
        (f"failed to pull and unpack image: {NO_AUTH}", "containerd", "the pull of an image"),
        (f"WARN[0000] cannot get auth config for authConfigHostname=x error=\"{GETTING}\"",
         "nerdctl, for a credential helper", "push or pull"),
        (f"error checking push permissions: x: {GETTING}",
         "kaniko, for a credential helper", "the push of an image"),
        (GETTING, "credential helper", "docker push or pull"),
        ("Error saving credentials: error storing credentials - err: exit status 1, out: `not implemented`",
         "credential helper", "docker stores the login"),
    ],
)  # fmt: skip
def test_the_line_says_who_speaks(log: str, speaker: str, step: str) -> None:
    assert said(log) == (speaker, step)


def test_what_aws_says_is_not_another_tools() -> None:
    log = "podman login x\nYou must specify a region. You can also configure your region"
    assert said(log)[0] == "aws"


@pytest.mark.parametrize("page", error_pages(), ids=lambda page: page.name)
def test_a_page_that_is_asked_for_by_a_sample_has_a_speaker_and_a_step(page) -> None:
    speaker, step = said(page.samples[0])
    assert speaker
    assert step
    assert page.said_by in SPEAKERS
    assert page.step in STEPS
