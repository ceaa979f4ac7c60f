"""Commands behind programs that are not known: read, judged and corrected as without them."""

from __future__ import annotations

import pytest

from explain.command.annotate import annotate
from explain.command.findings import corrected, findings

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
LINE = (
    "aws ecr get-login-password --region ap-south-1"
    f" | docker login --username AWS --password-stdin {HOST}"
)


def severe(line: str) -> list[str]:
    return [finding.id for finding in findings(line) if finding.severity != "note"]


AROUND_AWS = (
    "saml2aws exec --exec-profile dev -- aws",
    "gds aws x -- aws",
    "wsl aws",
    "wsl -d Ubuntu -- aws",
    "chamber exec app -- aws",
    "granted exec dev -- /usr/local/bin/aws",
    "op run -- env A=b aws",
    "awslocal",
    '"${AWS[@]}"',
    "$AWS",
)
AROUND_DOCKER = (
    "lima nerdctl",
    "minikube ssh docker",
    "minikube ssh -- docker",
    "kubectl exec pod -- docker",
    "$DOCKER",
    '"${CLIENT}"',
    "colima ssh -- sudo -u x docker",
    "chronic docker",
)


@pytest.mark.parametrize("program", AROUND_AWS)
def test_what_asks_for_the_password_is_read_behind_a_wrapper(program: str) -> None:
    line = LINE.replace("aws ecr", f"{program} ecr")
    assert severe(line) == []
    wrong = line.replace("ap-south-1 |", "eu-west-1 |")
    assert severe(wrong) == ["region-mismatch"]
    assert corrected(wrong) == line


@pytest.mark.parametrize("program", AROUND_DOCKER)
def test_what_logs_in_is_read_behind_a_wrapper(program: str) -> None:
    line = LINE.replace("docker login", f"{program} login")
    wrong = line.replace("AWS", "aws")
    assert "user-not-aws" in severe(wrong)
    assert "user-not-aws" not in severe(line)
    unknown = [part.text for part in annotate(line) if part.kind == "unknown"]
    assert not {"login", "--username", "--password-stdin"} & {*unknown}


@pytest.mark.parametrize(
    "around",
    [
        "su - deploy -c '{}'",
        'su deploy -c "{}"',
        "runuser -l deploy -c '{}'",
        'cmd /c "{}"',
        'cmd /C "{}" | Out-Null',
        "pwsh -Command '{}'",
    ],
)
def test_a_script_in_quotes_is_read(around: str) -> None:
    assert severe(around.format(LINE)) == []
    wrong = around.format(LINE.replace("AWS", "aws"))
    assert severe(wrong) == ["user-not-aws"]
    assert corrected(wrong) == around.format(LINE)
    unknown = [part.text for part in annotate(wrong) if part.kind == "unknown"]
    assert not {"aws", "ecr", "docker", "cmd", "su", "runuser"} & {*unknown}


@pytest.mark.parametrize(
    "line",
    [
        "make docker push",
        "apt-get install docker login",
        "npm run x -- --docker login",
        "which aws ecr",
        "wsl ls",
    ],
)
def test_what_only_names_a_program_runs_none(line: str) -> None:
    assert findings(line) == ()
