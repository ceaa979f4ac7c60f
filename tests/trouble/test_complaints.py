"""Which line of a log is the message that nobody knows: the first one that says what went wrong."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.trouble import recognise
from explain.trouble.complaints import (
    A_HINT,
    A_SUMMARY,
    A_WARNING,
    AN_ERROR,
    CANDIDATE,
    FEW,
    NOTHING,
    weight,
)
from explain.trouble.log import clean
from explain.trouble.octets import CHUNK

ERROR = "Error: the registry is full of marsupials"
KNOWN = "no basic auth credentials"
EMPTY = "Error: Cannot perform an interactive login from a non TTY device"
NO_KEY = 'Unable to locate credentials. You can configure credentials by running "aws configure".'
INSECURE = "WARNING! Using --password via the CLI is insecure. Use --password-stdin."

FRAMES = (
    "    at com.google.cloud.tools.jib.registry.RegistryEndpointCaller.call(RegistryEndpointCaller.java:218)",
    "    at Object.publishAssets (/home/u/node_modules/aws-cdk/lib/util/asset-publishing.ts:25:11)",
    "    at async Promise.all (index 0)",
    "    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)",
    "    ... 17 more",
    "Traceback (most recent call last):",
    '  File "/usr/lib/python3/dist-packages/docker/errors.py", line 39, in create_api_error',
    "    raise cls(e, response=response, explanation=explanation) from e",
    "goroutine 1 [running]:",
    "github.com/docker/cli/cli/config/credentials.(*fileStore).Store(...)",
    "github.com/docker/cli/error.Handle(0xc0001, {0xc0002, 0x1f})",
    "\t/go/src/github.com/docker/cli/cli/config/credentials/file_store.go:41 +0x5d",
)
SUMMARIES = (
    "##[error]Process completed with exit code 1.",
    "ERROR: Job failed: exit code 1",
    "Error: Process completed with exit code 125.",
    "Command did not exit successfully docker push $IMAGE exit status 1",
    "[Container] 2026/01/01 00:00:00 Phase complete: BUILD State: FAILED",
    "docker push exited with error code 1:",
    "make: *** [Makefile:12: push] Error 1",
    "make[2]: *** [push] Error 1",
    "ERROR: script returned exit code 1",
    "Finished: FAILURE",
    "Build failed",
    "ERROR: The build failed",
    "Command '['docker', 'push']' returned non-zero exit status 1.",
    "Error: The process '/usr/bin/docker' failed with exit code 1",
    "❌ the-stack failed: Error: Failed to publish. See the error messages above for more information.",
)


def message(*lines: str) -> tuple[int, str]:
    found = recognise("\n".join(lines))
    assert found.hits == ()
    return found.line, found.message


@pytest.mark.parametrize("line", [*FRAMES, *SUMMARIES])
def test_neither_a_frame_nor_a_summary_is_the_message_where_an_error_stands(line: str) -> None:
    assert message(ERROR, line) == (1, ERROR)
    assert message(line, ERROR) == (2, ERROR)


@pytest.mark.parametrize("line", SUMMARIES)
def test_a_summary_is_the_message_where_there_is_nothing_else(line: str) -> None:
    assert weight(line, clean(line)) == A_SUMMARY
    assert message("all was well", line, *FRAMES) == (2, clean(line))


@pytest.mark.parametrize(
    "line",
    [
        ERROR,
        "error: pushing image ref 'a' failed",
        "Error response from daemon: Login: 404 page not found",
        "An error occurred (Strange) when calling the GetAuthorizationToken operation: x",
        "com.google.cloud.tools.jib.registry.RegistryStrangeException: Strange for HOST/app",
        "docker.errors.DockerException: HTTPS endpoint unresponsive",
        "CannotPullContainerError: x",
        "failed to solve: x",
        "panic: assignment to entry in nil map",
        "FATA[0000] x failed",
        "ERRO[0003] pushing image failed: x",
        "E0617 17:42:22.500940  442992 kuberuntime_image.go:51] Pull image failed",
        '{"level":"ERROR","msg":"cannot go on"}',
        'time="2026-01-01T00:00:00Z" level=fatal msg="cannot go on"',
        "2026-01-01T00:00:00.0Z ##[error]It is not so",
        "::error::It is not so",
        "[100%] fail: docker login HOST exited with error code 2: panic: nil map",
        "denied: the repository is asleep",
        "[ERROR] the goal failed to run",
    ],
)  # fmt: skip
def test_what_says_that_it_is_an_error_is_one(line: str) -> None:
    assert weight(line, clean(line)) == AN_ERROR


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("WARN: No docker auth found - returning", A_WARNING),
        ("WARNING: Error loading config file", A_WARNING),
        ("##[warning]Unexpected input(s): it is not valid", A_WARNING),
        ('{"level":"warn","msg":"it failed"}', A_WARNING),
        ("Flag --email has been deprecated, and is not shown", A_WARNING),
        ("DEBUG: ECR getAuthorizationToken error (repository=org/repo)", A_HINT),
        ("the login is not valid", A_HINT),
        ("continue-on-error: true", A_HINT),
        ("0 errors, 0 warnings", A_HINT),
        ("error: null", A_HINT),
        ('+ echo "error: nothing"', NOTHING),
        ("[Container] 2026/01/01 00:00:00 Running command ./fail: it", NOTHING),
        ("2026-01-01T00:00:00.0Z ##[group]Run error: it", NOTHING),
        ("all is well", NOTHING),
        (" (Code: 404; Headers: map[Content-Type:[text/plain; charset=utf-8]])", NOTHING),
        *((frame, NOTHING) for frame in FRAMES),
    ],
)  # fmt: skip
def test_other_lines_weigh_less(line: str, expected: int) -> None:
    assert weight(line, clean(line)) == expected


def test_the_first_of_several_errors_is_the_message() -> None:
    assert message("ok", ERROR, "Error: and so nothing was pushed", *SUMMARIES) == (2, ERROR)


def test_a_warning_is_the_message_where_only_a_summary_stands_beside_it() -> None:
    warning = "WARNING: Failed to pull image with policy: asleep"
    assert message(warning, "ERROR: Job failed: exit code 1") == (1, warning)


def test_of_hints_the_first_one_about_registries_is_the_message() -> None:
    hint = "the authorization token of docker is not valid in this registry"
    assert message("it is not so", hint, "it is not here") == (2, hint)


@pytest.mark.parametrize("distance", [0, 1, CHUNK - 10, CHUNK, 3 * CHUNK])
@pytest.mark.parametrize("behind", [0, 2 * CHUNK])
def test_the_message_is_found_anywhere_in_a_long_log_with_its_line(
    distance: int, behind: int
) -> None:
    filler = "it is not so\n"
    before = filler * (distance // len(filler))
    log = f"{before}{ERROR}\n{filler * (behind // len(filler))}ERROR: Job failed: exit code 1\n"
    found = recognise(log)
    assert (found.line, found.message) == (before.count("\n") + 1, ERROR)


def test_a_message_behind_very_many_hints_in_one_block_may_be_any_of_them_but_is_there() -> None:
    found = recognise("it is not so\n" * (FEW * 100) + f"{ERROR}\n")
    assert found.message


# --- beside what is known ------------------------------------------------------------------------


def test_an_error_before_a_known_one_is_told_too() -> None:
    found = recognise(f"start\n{ERROR}\n{KNOWN}\nError: and another\n")
    assert [hit.page.name for hit in found.hits] == ["no-basic-auth"]
    assert (found.line, found.message) == (2, ERROR)
    assert found.nearest == ()


@pytest.mark.parametrize(
    "log", [f"{INSECURE}\n{ERROR}", f"{ERROR}\n{INSECURE}", f"{INSECURE}\n" * 9 + ERROR]
)
def test_an_error_beside_a_warning_is_told_wherever_it_stands(log: str) -> None:
    found = recognise(log)
    assert [hit.page.name for hit in found.hits] == ["password-insecure"]
    assert found.message == ERROR


def test_an_error_close_to_a_consequence_may_be_its_cause() -> None:
    assert recognise(f"{EMPTY}\n{ERROR}").message == ERROR
    assert recognise(f"{ERROR}\n{'x' * 50}\n{EMPTY}").message == ERROR
    assert recognise(f"{EMPTY}\n\n\n\n{ERROR}").message == ""


@pytest.mark.parametrize("line", [*SUMMARIES, *FRAMES, "it is not so", INSECURE, "0 errors"])
def test_only_an_error_is_told_beside_what_is_known(line: str) -> None:
    found = recognise(f"{line}\n{KNOWN}\n{line}\nError: later\n")
    assert found.hits[0].page.name == "no-basic-auth"
    assert (found.line, found.message) == (0, "")


@pytest.mark.parametrize(
    "log",
    [
        f"{NO_KEY}\n{EMPTY}",
        f"Error: {KNOWN}\n{EMPTY}",
        "Error: Cannot perform an\n interactive login from a non TTY device",
        "Error response from daemon: login attempt to\nhttps://HOST/v2/ failed with status: 400 Bad Request",
        f"ERROR: {KNOWN}\n" * 50,
    ],
)
def test_what_is_known_is_not_called_unknown(log: str) -> None:
    assert recognise(log).message == ""


def test_an_error_that_is_not_known_is_masked_too() -> None:
    secret = "eyJwYXlsb2FkIjoiTk9UIEEgUkVBTCBPTkUhIn0="
    found = recognise(f"Error: it read {secret}\n{KNOWN}")
    assert found.message
    assert secret not in found.message


@given(st.text(), st.text())
def test_every_line_has_a_weight(raw: str, text: str) -> None:
    size = weight(raw, text)
    assert NOTHING <= size <= AN_ERROR
    assert size == NOTHING or re.search(CANDIDATE, text.lower())
