"""End to end, with the real aws, docker, skopeo and curl, on a machine where everything leads astray."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from explain.cli import inside
from explain.errors import UsageProblem
from explain.wire import NO_EVIDENCE

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
IMAGE = f"{HOST}/my-image"
LINE = (
    "aws ecr get-login-password --region ap-south-1"
    f" | docker login --username AWS --password-stdin {HOST}"
)
EXPIRED = "denied: Your authorization token has expired. Reauthenticate and try again."


@pytest.fixture(autouse=True)
def _with_the_real_tools(needs: Callable[..., None]) -> None:
    needs("aws", "docker")


@pytest.fixture
def logged_in(lab):
    """The shared lab, its clock right and docker logged in."""
    lab.cloud.clock.reset()
    if HOST not in (lab.folder / "docker" / "config.json").read_text():
        assert "Login Succeeded\n" in lab.good("sh", "-c", LINE)
    return lab


def digest_in(pushed: str) -> str:
    found = re.search(r"digest: (sha256:[0-9a-f]{64})", pushed)
    assert found, pushed
    return found[1]


def aws(lab, *arguments: str):
    return json.loads(lab.good("aws", *arguments))


# --- the line, and what it opens -------------------------------------------------------------------


def test_the_line_word_for_word_and_a_push(machine) -> None:
    done = machine.run("lab", "exec", "--", "sh", "-c", f"{LINE} && docker push {IMAGE}")
    assert done.returncode == 0, done.stderr
    assert "Login Succeeded\n" in done.stdout
    assert digest_in(done.stdout)
    machine.wait_until_clean()


def test_what_was_pushed_comes_back_and_ecr_says_so_too(logged_in) -> None:
    lab = logged_in
    wanted = digest_in(lab.good("docker", "push", IMAGE))
    (image,) = aws(lab, "ecr", "describe-images", "--repository-name", "my-image")["imageDetails"]
    assert (image["imageDigest"], image["imageTags"]) == (wanted, ["latest"])
    listed = aws(lab, "ecr", "list-images", "--repository-name", "my-image")["imageIds"]
    assert listed == [{"imageDigest": wanted, "imageTag": "latest"}]
    lab.good("docker", "rmi", IMAGE, "my-image")
    assert lab.good("docker", "images", "-q") == ""
    assert f"Digest: {wanted}" in lab.good("docker", "pull", IMAGE)
    shown = json.loads(lab.good("docker", "inspect", IMAGE))[0]["RepoDigests"]
    assert shown == [f"{IMAGE}@{wanted}"]


def test_thirteen_hours_later_ecr_refuses_and_the_line_mends_it(logged_in) -> None:
    lab = logged_in
    assert "13 hours ahead of the machine's" in lab.good("explain-ecr", "clock", "+13h")
    refused = lab.run("docker", "push", IMAGE)
    assert refused.returncode == 1
    assert refused.stderr.strip() == EXPIRED
    lab.good("sh", "-c", LINE)
    assert digest_in(lab.good("docker", "push", IMAGE))
    assert lab.good("explain-ecr", "clock", "reset").endswith("the same as the machine's.\n")
    # A token that is not good yet is none of ECR's refusals: the login of tomorrow goes on.
    assert lab.run("docker", "push", IMAGE).returncode == 0


def test_reset_puts_the_clock_right_and_logs_docker_out(logged_in) -> None:
    lab = logged_in
    lab.cloud.clock.turn(timedelta(hours=13))
    assert "docker is logged out" in lab.good("explain-ecr", "reset")
    assert lab.cloud.clock.offset == timedelta()
    refused = lab.run("docker", "push", IMAGE)
    assert (refused.returncode, "no basic auth credentials" in refused.stderr) == (1, True)
    assert lab.good("docker", "images", "-q", IMAGE) != ""


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("-30s", "30 seconds behind"),
        ("+90min", "1 hour and 30 minutes ahead of"),
        ("+1.5d", "1 day and 12 hours ahead of"),
    ],
)
def test_the_clock_is_turned_by_what_one_says(lab, by: str, said: str) -> None:
    lab.cloud.clock.reset()
    assert said in lab.good("explain-ecr", "clock", by)
    lab.cloud.clock.reset()


@pytest.mark.parametrize(
    "by", ["13h", "+h", "", "x", "+1y", f"+{'9' * 400}d", "+1e9s", "+\u0663h", "+1h+1h"]
)
def test_what_is_no_length_of_time_is_no_amount(by: str) -> None:
    with pytest.raises(UsageProblem, match="not a length of time"):
        inside._amount(by)


def test_what_is_no_length_of_time_is_refused_in_a_sentence(lab) -> None:
    done = lab.run("explain-ecr", "clock", "13h")
    assert (done.returncode, done.stdout) == (2, "")
    assert "not a length of time" in " ".join(done.stderr.split())


def test_the_clock_has_an_end(lab) -> None:
    done = lab.run("explain-ecr", "clock", "+999999999d")
    assert (done.returncode, "ten years at most" in done.stderr) == (1, True)
    assert "the same as" in lab.good("explain-ecr", "clock", "reset")


def test_a_token_of_another_region_is_not_read(lab) -> None:
    done = lab.run("sh", "-c", LINE.replace("ap-south-1 |", "eu-west-1 |"))
    assert done.returncode == 1
    assert "400 Bad Request" in done.stderr


def test_a_policy_of_the_learners_denies_a_push_in_ecrs_words(logged_in) -> None:
    lab = logged_in
    deny = {"Effect": "Deny", "Action": "ecr:InitiateLayerUpload", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [deny]})
    named = ("--user-name", "learner", "--policy-name", "no-push")
    lab.good("aws", "ecr", "create-repository", "--repository-name", "policed")
    lab.good("docker", "tag", IMAGE, f"{HOST}/policed")
    lab.good("aws", "iam", "put-user-policy", *named, "--policy-document", document)
    try:
        refused = lab.run("docker", "push", f"{HOST}/policed")
        assert refused.returncode == 1
        assert refused.stderr.strip() == (
            "denied: User: arn:aws:iam::381492183358:user/learner is not authorized to perform:"
            " ecr:InitiateLayerUpload on resource:"
            " arn:aws:ecr:ap-south-1:381492183358:repository/policed with an explicit deny"
            " in an identity-based policy"
        )
        lab.good("sh", "-c", LINE)
    finally:
        lab.good("aws", "iam", "delete-user-policy", *named)
    assert digest_in(lab.good("docker", "push", f"{HOST}/policed"))


def test_a_repository_must_exist(logged_in) -> None:
    lab = logged_in
    lab.good("docker", "tag", IMAGE, f"{HOST}/another")
    refused = lab.run("docker", "push", f"{HOST}/another")
    assert refused.returncode == 1
    assert refused.stderr.strip() == (
        "name unknown: The repository with name 'another' does not exist in the registry"
        " with id '381492183358'"
    )
    made = aws(lab, "ecr", "create-repository", "--repository-name", "another")["repository"]
    assert made["repositoryUri"] == f"{HOST}/another"
    assert digest_in(lab.good("docker", "push", f"{HOST}/another"))


def test_the_learner_is_somebody(lab) -> None:
    assert aws(lab, "sts", "get-caller-identity")["Arn"].endswith(":user/learner")
    configured = lab.good("aws", "configure", "list")
    assert "shared-credentials-file" in configured
    assert "poison" not in configured.lower()


# --- what is on the wire ---------------------------------------------------------------------------


def test_a_key_that_is_not_the_labs_is_refused_and_not_recorded(lab) -> None:
    somebodys = {
        "AWS_ACCESS_KEY_ID": "AKIASOMEBODYSOMEBODY",
        "AWS_SECRET_ACCESS_KEY": "somebodys/real/secret+key/0123456789abcd",
        "AWS_SESSION_TOKEN": "somebodys-session-token",
    }
    done = lab.run("aws", "ecr", "describe-images", "--repository-name", "somebodys", **somebodys)
    assert done.returncode in (254, 255)  # of aws's second version, and of its first
    assert "UnrecognizedClientException" in done.stderr
    last = lab.trace()[-1]
    assert last["evidence"] == NO_EVIDENCE._replace(verdict="UnrecognizedClientException")._asdict()
    assert (last["request_body"], last["target"]) == ("(not recorded)", "/")
    recorded = {header["value"] for header in last["request_headers"]}
    assert recorded == {"(not recorded)"}
    text = json.dumps(lab.trace()) + lab.good("explain-ecr", "trace")
    assert "somebodys" not in text.lower()


def test_the_trace_is_a_line_an_exchange_and_holds_no_secret(logged_in) -> None:
    lab = logged_in
    lines = lab.good("explain-ecr", "trace").splitlines()
    whole = lab.good("explain-ecr", "trace", "--output", "json")
    exchanges = [json.loads(line) for line in whole.splitlines()]
    assert len(lines) == len(exchanges)
    assert [each["number"] for each in exchanges] == list(range(1, len(exchanges) + 1))
    login = [each for each in exchanges if each["target"].endswith("/auth")][-1]
    fingerprint = login["evidence"]["login"]["fingerprint"]
    seen_by = [line.split()[1] for line in lines if f"secret {fingerprint}" in line]
    assert {"aws", "docker", "engine"} <= set(seen_by)
    assert any("POST / GetAuthorizationToken  200 OK" in line for line in lines)
    for secret in secrets_of(lab):
        assert secret not in whole
        assert secret not in "".join(lines)


def secrets_of(lab) -> list[str]:
    """Collect what nobody may see: the lab's keys, and all of the stored login."""
    auth = json.loads((lab.folder / "docker" / "config.json").read_text())["auths"][HOST]["auth"]
    password = base64.b64decode(auth).decode().partition(":")[2]
    inside = json.loads(base64.b64decode(password))
    key = json.loads((lab.folder / "access-key.json").read_text())
    master = (lab.folder / "master.key").read_text()
    return [auth, password, inside["payload"], inside["datakey"], key["secret"], master,
            lab.address["key"]]  # fmt: skip


def test_no_secret_stands_in_an_argument_list(logged_in) -> None:
    lab = logged_in
    script = f"{LINE} && docker push {IMAGE} && explain-ecr trace && explain-ecr login"
    process = subprocess.Popen(
        ["sh", "-c", script], env=lab.environment, cwd=lab.machine.folder,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    seen: set[str] = set()
    while process.poll() is None:
        for other in lab.machine.processes():
            with contextlib.suppress(psutil.Error):
                seen.update(other.cmdline())
        time.sleep(0.005)
    assert process.returncode == 0
    assert {"docker", "--password-stdin", "explain.cli"} <= {Path(each).name for each in seen}
    for secret in secrets_of(lab):
        assert all(secret not in each for each in seen)


def test_a_diagram_is_drawn_of_what_has_been(logged_in) -> None:
    drawn = logged_in.good("explain-ecr", "trace", "--diagram").splitlines()
    assert {"aws", "docker", "engine", "registry"} <= set(drawn[0].split())
    assert any("GET /v2/" in line for line in drawn)
    refused = logged_in.run("explain-ecr", "trace", "--diagram", "--follow")
    assert (refused.returncode, refused.stdout) == (2, "")


def test_following_goes_on_and_ends_with_the_lab(machine, up) -> None:
    with up(machine) as lab:
        following = subprocess.Popen(
            ["explain-ecr", "trace", "--follow", "--output", "json"], env=lab.environment,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=machine.folder,
        )  # fmt: skip
        assert following.stdout
        for target in ("/v2/", "/v2/again"):
            lab.run("curl", "-sS", f"https://{HOST}{target}")
            tunnel, asked = (json.loads(following.stdout.readline()) for _ in range(2))
            assert (tunnel["method"], asked["target"], asked["status"]) == ("CONNECT", target, 401)
    out, err = following.communicate(timeout=30)
    said = f"The lab {lab.folder.name} has ended.\n".encode()
    assert (following.returncode, out, err) == (0, b"", said)


def test_ctrl_c_ends_the_following_cleanly(lab) -> None:
    following = subprocess.Popen(
        ["explain-ecr", "trace", "--follow", "--last", "1"], env=lab.environment,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=lab.machine.folder,
    )  # fmt: skip
    lab.run("curl", "-sS", f"https://{HOST}/v2/followed")
    assert following.stdout
    while b"/v2/followed" not in following.stdout.readline():
        pass
    following.send_signal(signal.SIGINT)
    _, err = following.communicate(timeout=30)
    assert (following.returncode, err) == (130, b"")


def test_a_saved_trace_is_shown_as_the_lab_shows_it(logged_in) -> None:
    lab = logged_in
    file = str(lab.machine.folder / "trace.jsonl")
    said = lab.good("explain-ecr", "trace", "--save", file)
    assert said.endswith(f"saved in {file}, secrets masked.\n")
    for options in (("--last", "9"), ("--diagram",), ("--output", "json")):
        shown = lab.good("explain-ecr", "trace", *options)
        assert lab.good("explain-ecr", "trace", file, *options) == shown, options
    text = Path(file).read_text()
    assert all(secret not in text for secret in secrets_of(lab))
    Path(file).write_text("mine")
    refused = lab.run("explain-ecr", "trace", "--save", file)
    assert (refused.returncode, refused.stdout, Path(file).read_text()) == (2, "", "mine")
    Path(file).unlink()


def test_as_much_of_the_trace_is_shown_as_is_asked_for(logged_in) -> None:
    lab = logged_in
    whole = lab.good("explain-ecr", "trace").splitlines()
    assert lab.good("explain-ecr", "trace", "--since", "1d").splitlines() == whole
    assert (
        lab.good("explain-ecr", "trace", "--since", "2001-01-01", "--last", "1").splitlines()
        == whole[-1:]
    )
    nothing = lab.run("explain-ecr", "trace", "--since", "2999-01-01")
    assert (nothing.returncode, nothing.stdout) == (0, "")
    assert nothing.stderr == "Nothing has crossed the wire since 2999-01-01.\n"
    assert "secret" not in lab.good("explain-ecr", "trace", "--brief")


# --- the door --------------------------------------------------------------------------------------


def test_skopeo_needs_nothing_but_the_labs_environment(logged_in, needs) -> None:
    needs("skopeo")
    lab = logged_in
    wanted = digest_in(lab.good("docker", "push", IMAGE))
    password = lab.good("aws", "ecr", "get-login-password", "--region", "ap-south-1")
    lab.good("skopeo", "login", "--username", "AWS", "--password-stdin", HOST, stdin=password)
    assert json.loads(lab.good("skopeo", "inspect", f"docker://{IMAGE}"))["Digest"] == wanted
    policy = ("--policy", str(accept_anything(lab.machine.folder)))
    copied = f"dir:{lab.machine.folder / 'copied'}"
    lab.good("skopeo", *policy, "copy", "--preserve-digests", f"docker://{IMAGE}", copied)
    lab.good("skopeo", *policy, "copy", "--preserve-digests", copied, f"docker://{IMAGE}:copied")
    tags = json.loads(lab.good("skopeo", "list-tags", f"docker://{IMAGE}"))["Tags"]
    assert tags == ["copied", "latest"]
    assert f"Digest: {wanted}" in lab.good("docker", "pull", f"{IMAGE}:copied")


def accept_anything(folder: Path) -> Path:
    file = folder / "policy.json"
    file.write_text('{"default": [{"type": "insecureAcceptAnything"}]}')
    return file


def test_curl_is_at_the_real_host_and_nowhere_else(lab, needs) -> None:
    needs("curl")
    asked = lab.run("curl", "-sS", "-w", "%{http_code}", f"https://{HOST}/v2/")
    assert (asked.returncode, asked.stdout) == (0, "Not Authorized\n401")
    for url in ("https://example.com", "http://example.com/x?secret=1"):
        lab.run("curl", "-sS", url)
        last = lab.trace()[-1]
        assert (last["server"], last["status"]) == ("door", 403)
        named = last["evidence"]["host"]
        assert named in ("example.com", "example.com:443")
        line = lab.good("explain-ecr", "trace").splitlines()[-1]
        assert line.endswith(f"(not a host of the sandbox, {named})")
        assert "secret=1" not in json.dumps(last)


# --- the acts --------------------------------------------------------------------------------------


def test_the_walkthrough_plays_on_the_labs_state(logged_in) -> None:
    lab = logged_in
    before = len(lab.trace())
    played = lab.good("explain-ecr", "step", "1..3", "--output", "plain")
    (fingerprint,) = set(re.findall(r"^ {4}([0-9a-f]{12})  \S", played, re.MULTILINE))
    assert len(re.findall(rf"^ {{4}}{fingerprint}  \S", played, re.MULTILINE)) == 5
    crossed = lab.trace()[before:]
    assert {"aws", "botocore", "docker", "engine", "explain-ecr"} <= {e["client"] for e in crossed}
    assert fingerprint in json.dumps(crossed)
    assert lab.cloud.clock.offset == timedelta()
    # The login that the walkthrough left is the lab's, and good for a push.
    assert digest_in(lab.good("docker", "push", IMAGE))


@pytest.mark.parametrize("act", ["sign", "token", "decode", "pipe", "login", "inspect", "expire"])
def test_each_act_plays_on_the_labs_state(lab, act: str) -> None:
    before = len(lab.trace())
    assert lab.good("explain-ecr", act, "--output", "plain")
    assert len(lab.trace()) > before or act == "inspect"
    assert lab.cloud.clock.offset == timedelta()


def test_after_an_act_each_token_is_a_new_one_again(lab) -> None:
    lab.good("explain-ecr", "token", "--output", "plain")
    ask = ("aws", "ecr", "get-login-password", "--region", "ap-south-1")
    assert lab.good(*ask) != lab.good(*ask)


def test_every_file_is_its_owners_alone(logged_in) -> None:
    lab = logged_in
    lab.good("docker", "push", IMAGE)
    paths = [lab.folder, *lab.folder.rglob("*")]
    assert len(paths) > 20
    for path in paths:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() or path.parent.name == "bin" else 0o600), path


# --- one command -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "stdin", "exit_code", "stdout", "stderr"),
    [
        ("cat; echo error >&2; exit 3", b"in \xff\0\r\n", 3, b"in \xff\0\r\n", b"error\n"),
        ("kill -9 $$", b"", 137, b"", b""),
        ("kill -15 $$", b"", 143, b"", b""),
        ("exit 255", b"", 255, b"", b""),
    ],
)
def test_streams_and_exit_code_of_a_command_are_its_own(
    machine, script: str, stdin: bytes, exit_code: int, stdout: bytes, stderr: bytes
) -> None:
    process = machine.start("lab", "exec", "--", "sh", "-c", script, stdin=subprocess.PIPE)
    out, err = process.communicate(stdin, timeout=30)
    assert (process.returncode, out, err) == (exit_code, stdout, stderr)


def test_a_command_keeps_its_own_options(machine) -> None:
    done = machine.run("lab", "exec", "echo", "--help", "--", "-h", "--output=json")
    assert done.stdout == "--help -- -h --output=json\n"


@pytest.mark.parametrize("command", ["no-such-command", "/etc/passwd", "/"])
def test_what_cannot_be_started_is_told_in_a_sentence(machine, command: str) -> None:
    done = machine.run("lab", "exec", "--", command)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"error: `{command}` cannot be started: ")
    assert "Traceback" not in done.stderr


def test_nothing_to_run_is_a_mistake(machine) -> None:
    done = machine.run("lab", "exec", "--")
    assert (done.returncode, done.stdout) == (2, "")
    assert machine.folders() == []


def test_what_is_left_running_ends_with_the_lab(machine) -> None:
    begun = time.monotonic()
    script = "sleep 60 >&- 2>&- & setsid sleep 61 >&- 2>&- & echo done"
    assert machine.run("lab", "exec", "--", "sh", "-c", script).stdout == "done\n"
    assert time.monotonic() - begun < 30
    machine.wait_until_clean()


def test_output_that_nobody_reads_is_no_trouble(machine) -> None:
    process = machine.start("lab", "exec", "--", "sh", "-c", "yes; exit 4")
    process.stdout.close()
    process.stderr.close()
    assert process.wait(timeout=20) == 4


# --- several labs ----------------------------------------------------------------------------------


def test_a_lab_within_a_lab_is_refused(lab) -> None:
    done = lab.run("explain-ecr", "lab", "exec", "true")
    assert (done.returncode, done.stdout) == (2, "")
    assert "You are already in a lab." in done.stderr


def test_up_env_and_down(machine, led_in) -> None:
    process = machine.start("lab", "up")
    assert process.stdout.readline().endswith(b"enter it with\n")
    lab = led_in(machine)
    assert lab.environment["HOME"] == str(machine.home)
    assert "AWS_PROFILE" not in lab.environment
    lab.good("sh", "-c", f"{LINE} && docker push {IMAGE}")
    editor = subprocess.Popen(["sleep", "30"], env=lab.environment)
    done = lab.run("explain-ecr", "lab", "down")
    assert (done.returncode, "is gone" in done.stdout) == (0, True)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out.decode().splitlines()[-1], err) == (0, "The lab is gone.", b"")
    assert editor.poll() is None  # it is the terminal's owner's
    editor.kill()
    editor.wait()
    # The terminal has outlived its lab; it says so, and may have another.
    program = (sys.executable, "-m", "explain.cli")
    told = f"The lab {lab.folder.name} has ended"
    for arguments in (("trace",), ("clock",), ("lab", "env"), ("lab", "down")):
        done = lab.run(*program, *arguments)
        assert (done.returncode, done.stdout) == (2, ""), arguments
        assert told in done.stderr
        assert "There is no lab running." in done.stderr
    done = lab.run(*program, "sign", "--output", "json")
    assert (done.returncode, told in done.stderr) == (0, True)
    assert not lab.folder.exists()
    assert lab.run(*program, "lab", "exec", "sh", "-c", "echo $EXPLAIN_ECR_LAB").returncode == 0
    assert machine.folders() == []


def test_a_lab_with_a_shell_can_be_ended_from_outside(machine) -> None:
    process = machine.start("lab", "exec", "--", "sh", "-c", "echo ready; sleep 60")
    assert process.stdout.readline() == b"ready\n"
    assert machine.run("lab", "down").returncode == 0
    assert process.wait(timeout=30) == 129
    process.communicate()


def test_two_labs_at_once_do_not_meet(machine, up) -> None:
    with up(machine) as one, up(machine) as other:
        assert one.folder != other.folder
        assert {one.address[name] for name in one.address if name.endswith("url")}.isdisjoint(
            other.address[name] for name in other.address if name.endswith("url")
        )
        one.good("sh", "-c", f"{LINE} && docker push {IMAGE}")
        one.good("explain-ecr", "clock", "+13h")
        assert "the same as" in other.good("explain-ecr", "clock")
        assert other.trace() == []
        assert "no basic auth credentials" in other.run("docker", "push", IMAGE).stderr
        foreign = (one.folder / "docker" / "config.json").read_text()
        (other.folder / "docker" / "config.json").write_text(foreign)
        refused = other.run("docker", "push", IMAGE)
        assert refused.stderr.strip() == "denied: Your Authorization Token is invalid."
        machine.run("lab", "down", "--lab", one.folder.name)
        assert machine.folders() == [other.folder]
