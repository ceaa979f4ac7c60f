"""The network and the shell on the left of the pipe, docker login on its right: their own words."""

from __future__ import annotations

import hashlib
import json
import re
import shlex
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

Recognised = Callable[[str], list[str]]

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
PASSWORD = "aws ecr get-login-password --region ap-south-1"
LOGIN = f"docker login --username AWS --password-stdin {HOST}"
NO_KEY = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
ERRORS = Path(__file__).parents[3] / "lessons" / "errors"


@pytest.fixture(autouse=True)
def _tools(needs: Callable[..., None]) -> None:
    needs("aws", "docker", "bash")


# --- aws: the way to ECR -------------------------------------------------------------------------


def test_a_proxy_that_is_not_there(machine: Any, recognised: Recognised) -> None:
    printed = machine.run(f"{PASSWORD} | {LOGIN}")
    assert recognised(printed) == ["proxy-connection", "empty-password"], printed


@pytest.mark.parametrize("status", [403, 407, 503])
def test_a_proxy_that_refuses_aws(
    machine: Any, answering: Any, says: Any, recognised: Recognised, status: int
) -> None:
    proxy = f"http://{answering(says(status))}"
    printed = machine.run(PASSWORD, HTTPS_PROXY=proxy, https_proxy=proxy)
    assert recognised(printed) == ["proxy-connection"], printed


@pytest.mark.parametrize("bundle", ["", "/nonexistent.pem"])
def test_a_certificate_that_aws_does_not_trust(
    machine: Any, intercepting: Any, says: Any, recognised: Recognised, bundle: str
) -> None:
    proxy = intercepting(lambda *_: says(), "api.ecr.ap-south-1.amazonaws.com")
    printed = machine.run(PASSWORD, AWS_CA_BUNDLE=bundle, **proxy.proxy)
    assert recognised(printed) == ["ssl-validation"], printed


def test_a_certificate_for_another_host(
    machine: Any, intercepting: Any, says: Any, recognised: Recognised
) -> None:
    proxy = intercepting(lambda *_: says(), "somebody.else.example")
    printed = machine.run(PASSWORD, **proxy.trusted)
    assert recognised(printed) == ["ssl-validation"], printed


def test_a_bundle_that_is_set_and_empty(machine: Any, recognised: Recognised) -> None:
    printed = machine.run(f"AWS_CA_BUNDLE= {PASSWORD}")
    if "proxy URL" in printed:
        pytest.skip("this aws takes an empty AWS_CA_BUNDLE for none")
    assert recognised(printed) == ["ssl-validation"], printed


@pytest.fixture
def deaf() -> Iterator[str]:
    """An address where a connection is never accepted: its queue is full."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    waiting = [socket.socket() for _ in range(4)]
    for each in waiting:
        each.setblocking(False)
        each.connect_ex(listener.getsockname())
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    for each in (*waiting, listener):
        each.close()


@pytest.fixture
def silent() -> Iterator[str]:
    """An address where a connection is accepted, and never answered."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_a_server_that_does_not_accept(machine: Any, deaf: str, recognised: Recognised) -> None:
    printed = machine.run(f"{PASSWORD} --endpoint-url {deaf} --cli-connect-timeout 1")
    assert recognised(printed) == ["connect-timeout"], printed


def test_a_server_that_does_not_answer(machine: Any, silent: str, recognised: Recognised) -> None:
    printed = machine.run(f"{PASSWORD} --endpoint-url {silent} --cli-read-timeout 1")
    assert recognised(printed) == ["connect-timeout"], printed


def test_a_server_that_hangs_up(machine: Any, answering: Any, recognised: Recognised) -> None:
    def hang_up(handler: Any) -> Any:
        handler.connection.shutdown(socket.SHUT_RDWR)
        raise ConnectionError

    printed = machine.run(f"{PASSWORD} --endpoint-url http://{answering(hang_up)}")
    assert recognised(printed) == ["connection-closed"], printed


def test_too_many_requests(machine: Any, ecr: Any, recognised: Recognised) -> None:
    refused = ecr("ThrottlingException", "Rate exceeded")
    printed = machine.run(f"{PASSWORD} | {LOGIN}", **refused)
    assert recognised(printed) == ["throttling", "empty-password"], printed
    assert "reached max retries: 1" in machine.run(PASSWORD, **{**refused, "AWS_MAX_ATTEMPTS": "2"})


# --- aws: its own files --------------------------------------------------------------------------

START = "https://example.awsapps.com/start"
ROLE = "sso_account_id = 381492183358\nsso_role_name = developer\n"
SESSION = (
    f"[default]\nsso_session = work\n{ROLE}"
    f"[sso-session work]\nsso_start_url = {START}\nsso_region = ap-south-1\n"
)
OLDER = f"[default]\nsso_start_url = {START}\nsso_region = ap-south-1\n{ROLE}"


@pytest.mark.parametrize(("profile", "key"), [(SESSION, "work"), (OLDER, START)])
@pytest.mark.parametrize("signed_in", [False, True])
def test_a_session_of_single_sign_on(
    machine: Any, recognised: Recognised, profile: str, key: str, signed_in: bool
) -> None:
    machine.write(".aws/config", profile)
    if signed_in:
        token = {"accessToken": "made up", "expiresAt": "2020-01-01T00:00:00Z", "startUrl": START}
        name = hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()
        machine.write(f".aws/sso/cache/{name}.json", json.dumps(token))
    printed = machine.run(PASSWORD, **NO_KEY)
    assert recognised(printed) == ["sso-expired"], printed
    assert ("Error loading" in printed) == (not signed_in)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("config", "[profile torn\n"),
        ("config", "region = ap-south-1\n"),
        ("config", "[default]\nregion = ap-south-1\nregion = eu-west-1\n"),
        ("config", "[default]\nno equals sign\n"),
        ("credentials", "[default]\n[default]\n"),
    ],
)
def test_a_file_that_is_no_ini_file(
    machine: Any, recognised: Recognised, file: str, text: str
) -> None:
    machine.write(f".aws/{file}", text)
    printed = machine.run(PASSWORD)
    assert recognised(printed) == ["unparsable-config"], printed


# --- the shell -----------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", ["bash", "sh", "env"])
@pytest.mark.parametrize("program", ["aws", "docker"])
def test_a_program_that_is_not_found(
    machine: Any, recognised: Recognised, shell: str, program: str
) -> None:
    argument = "" if shell == "env" else "-c "
    printed = machine.run(f"PATH=/nowhere $(command -v {shell}) {argument}{program}")
    assert recognised(printed) == [f"{program}-not-found"], printed


def test_without_aws_docker_finds_no_password(machine: Any, recognised: Recognised) -> None:
    printed = machine.run(f"(PATH=/nowhere; {PASSWORD}) | {LOGIN}")
    assert recognised(printed) == ["aws-not-found", "empty-password"], printed


def test_without_docker_aws_finds_no_reader(lab: Any, recognised: Recognised) -> None:
    printed = lab.run(f"{PASSWORD} | (PATH=/nowhere; {LOGIN})")
    assert recognised(printed)[0] == "docker-not-found", printed
    assert set(recognised(printed)) <= {"docker-not-found", "broken-pipe"}


# --- docker login: the password ------------------------------------------------------------------


@pytest.mark.parametrize("given", ["", "\n"])
def test_an_empty_password(machine: Any, recognised: Recognised, given: str) -> None:
    printed = machine.run(LOGIN, stdin=given)
    assert recognised(printed) == ["empty-password"], printed


def test_an_empty_word_for_a_password(machine: Any, recognised: Recognised) -> None:
    printed = machine.run(f"docker login --username AWS --password '' {HOST}")
    assert recognised(printed) == ["empty-password"], printed


def test_a_user_name_that_is_an_empty_variable(lab: Any, recognised: Recognised) -> None:
    """Then docker takes --password-stdin for the name, and never looks into the pipe."""
    printed = lab.run(f"{PASSWORD} | {LOGIN.replace('AWS', '$NAME')}")
    assert recognised(printed)[0] == "empty-password", printed
    assert set(recognised(printed)[1:]) <= {"broken-pipe"}, printed


@pytest.mark.parametrize("tool", ["skopeo", "podman"])
@pytest.mark.parametrize("options", ["--username AWS --password-stdin", ""])
def test_an_empty_password_for_another_tool(
    machine: Any, needs: Callable[..., None], recognised: Recognised, tool: str, options: str
) -> None:
    needs(tool)
    printed = machine.run(f"{tool} login {options} {HOST}")
    assert recognised(printed) == ["skopeo-empty-password"], printed


MANGLED = {
    "another region": f"{PASSWORD.replace('ap-south-1', 'eu-west-1')}",
    "UTF-16": f"{PASSWORD} | iconv -t utf-16le",
    "a byte order mark": f"{PASSWORD} | sed 's/^/\\xef\\xbb\\xbf/'",
    "quotes": f"{PASSWORD} | sed 's/.*/\"&\"/'",
    "cut off": f"{PASSWORD} | (head -c 1000; cat >/dev/null)",
    "a terminal's words": f"{PASSWORD} | sed 's/^/\\x1b[?1h/'",
    "the message of aws": f"{PASSWORD} --profile nope 2>&1",
    "not decoded": (
        "aws ecr get-authorization-token --region ap-south-1 --output text"
        " --query 'authorizationData[0].authorizationToken'"
    ),
    "ECR Public's": "aws ecr-public get-login-password --region us-east-1",
}


@pytest.mark.parametrize("left", MANGLED.values(), ids=MANGLED)
def test_a_password_that_the_registry_cannot_read(
    lab: Any, recognised: Recognised, left: str
) -> None:
    printed = lab.run(f"{left} | {LOGIN}")
    assert recognised(printed) == ["status-400"], printed


@pytest.mark.parametrize("user", ["aws", "learner", "381492183358"])
def test_another_user_name(lab: Any, recognised: Recognised, user: str) -> None:
    printed = lab.run(f"{PASSWORD} | {LOGIN.replace('AWS', user)}")
    assert recognised(printed) == ["status-401"], printed


def test_an_old_password(
    lab: Any, recognised: Recognised, hours: Callable[[float], timedelta]
) -> None:
    assert lab.run(f"{PASSWORD} > old") == ""
    lab.clock.turn(hours(13))
    printed = lab.run(f"{LOGIN} < old")
    assert recognised(printed) == ["status-403"], printed


@pytest.mark.parametrize("status", [400, 401, 403])
def test_each_status_without_an_engine(
    machine: Any, intercepting: Any, says: Any, recognised: Recognised, status: int
) -> None:
    challenge = {"Www-Authenticate": f'Basic realm="https://{HOST}/",service="ecr.amazonaws.com"'}

    def refuse(_method: str, _path: str, headers: str) -> Any:
        return says(status if "authorization:" in headers else 401, "", challenge)

    printed = machine.run(f"echo made-up | {LOGIN}", **intercepting(refuse).trusted)
    assert recognised(printed) == [f"status-{status}"], printed


# --- docker login: the line ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "page"),
    [
        (f"docker login -u AWS -p made-up -e none https://{HOST}", "shorthand-e"),
        (f"docker login -u AWS -p made-up -enone https://{HOST}", "shorthand-e"),
        (f"docker login --username AWS --pasword-stdin {HOST}", "unknown-flag"),
        (f"docker login --no-include-email --region ap-south-1 {HOST}", "unknown-flag"),
        (f"docker login -r ap-south-1 {HOST}", "unknown-flag"),
        (f"podman login -r ap-south-1 {HOST}", "unknown-flag"),
        (f"docker login --password-stdin {HOST}", "username-required"),
        (f"docker login -u '' --password-stdin {HOST}", "username-required"),
        (f"docker login -u '' -p made-up {HOST}", "username-required"),
        (f"docker login -u AWS -p made-up --password-stdin {HOST}", "conflicting-options"),
        (f"{LOGIN} my-image", "too-many-arguments"),
        (f"docker login –username AWS –password-stdin {HOST}", "too-many-arguments"),
        (f"skopeo login --password-stdin {HOST}", "username-required"),
        (f"podman login --password-stdin {HOST}", "username-required"),
        (f"skopeo login -u AWS -p made-up --password-stdin {HOST}", "conflicting-options"),
        (f"podman login -u AWS -p made-up --password-stdin {HOST}", "conflicting-options"),
        (f"skopeo login -u AWS --password-stdin {HOST} my-image", "too-many-arguments"),
        (f"podman login -u AWS --password-stdin {HOST} my-image", "too-many-arguments"),
    ],
)
def test_a_line_that_is_not_accepted(
    machine: Any, needs: Callable[..., None], recognised: Recognised, line: str, page: str
) -> None:
    needs(line.split()[0])
    printed = machine.run(line, stdin="made-up\n")
    assert recognised(printed) == [page], printed


def test_the_output_of_get_login(lab: Any, recognised: Recognised) -> None:
    printed = lab.run("$(aws ecr get-login --region ap-south-1)")
    if "invalid choice" in printed.lower():
        pytest.skip("this aws has no get-login")
    assert recognised(printed) == ["shorthand-e"], printed


@pytest.mark.parametrize("right", [f"docker login --password-stdin {HOST}", f"{LOGIN} my-image"])
def test_aws_may_say_that_its_pipe_is_broken(lab: Any, recognised: Recognised, right: str) -> None:
    printed = lab.run(f"{PASSWORD} | {right}")
    assert recognised(printed)[0] in ("username-required", "too-many-arguments"), printed
    assert set(recognised(printed)[1:]) <= {"broken-pipe"}, printed


def test_a_pipe_without_a_reader(lab: Any, recognised: Recognised) -> None:
    printed = lab.run(f"({PASSWORD}; true) | true")
    assert recognised(printed) == ["broken-pipe"], printed


@pytest.mark.parametrize(
    "line",
    [
        f"docker push https://{HOST}/my-image",
        f"docker pull https://{HOST}/my-image",
        f"docker tag my-image https://{HOST}/my-image",
        f"docker tag my-image {HOST}/My-Image",
        f"docker tag my-image {HOST}/my-image:",
        f"docker build -t https://{HOST}/my-image .",
        "docker push /my-image",
        f"skopeo inspect docker://https://{HOST}/my-image",
        f"podman pull https://{HOST}/my-image",
    ],
)
def test_a_name_that_is_no_images(
    lab: Any, needs: Callable[..., None], recognised: Recognised, line: str
) -> None:
    needs(line.split()[0])
    printed = lab.run(line)
    assert recognised(printed) == ["invalid-reference-format"], printed


# --- docker login: the way to the registry -------------------------------------------------------

NOWHERE = {"HTTPS_PROXY": "", "https_proxy": ""}


@pytest.mark.parametrize("tool", ["docker", "skopeo", "podman"])
@pytest.mark.parametrize("host", ["381492183358.dkr.ecr..amazonaws.com", f".{HOST[13:]}"])
def test_a_host_that_cannot_be(
    machine: Any, needs: Callable[..., None], recognised: Recognised, tool: str, host: str
) -> None:
    """An empty account or region leaves what is no name at all: no DNS server is asked for it."""
    needs(tool)
    line = f"{tool} login --username AWS --password-stdin {host}"
    printed = machine.run(line, stdin="made-up\n", **NOWHERE)
    assert recognised(printed) == ["no-such-host"], printed


def _without_a_network(machine: Any, line: str) -> str:
    if machine.run("unshare -rn true"):
        pytest.skip("no network can be taken away here")
    return machine.run(f"unshare -rn {line}", stdin="made-up\n", **NOWHERE)


@pytest.mark.parametrize("host", [f"https://https://{HOST}", f"https:/{HOST}", f"https//{HOST}"])
def test_a_host_called_https(machine: Any, recognised: Recognised, host: str) -> None:
    """On a machine without a network, for the name would be looked up."""
    line = f"docker login --username AWS --password-stdin {host}"
    printed = _without_a_network(machine, line)
    assert recognised(printed) == ["lookup-https"], printed


def test_a_host_called_https_behind_a_proxy(
    machine: Any, answering: Any, says: Any, recognised: Recognised
) -> None:
    proxy = f"http://{answering(says(403))}"
    line = f"docker login --username AWS --password-stdin https://https://{HOST}"
    printed = machine.run(line, stdin="made-up\n", HTTPS_PROXY=proxy, https_proxy=proxy)
    assert recognised(printed) == ["lookup-https"], printed


@pytest.mark.parametrize(
    ("tool", "status"),
    [
        *(("docker", status) for status in (0, 403, 407, 502, 503, 504)),
        *((tool, status) for tool in ("skopeo", "podman") for status in (0, 403)),
    ],
)
def test_a_proxy_that_refuses_the_registry(
    machine: Any,
    needs: Callable[..., None],
    answering: Any,
    says: Any,
    recognised: Recognised,
    tool: str,
    status: int,
) -> None:
    """Status 0 stands for a proxy that is not there."""
    needs(tool)
    proxy = f"http://{answering(says(status)) if status else '127.0.0.1:9'}"
    line = f"{tool} login --username AWS --password-stdin {HOST}"
    printed = machine.run(line, stdin="made-up\n", HTTPS_PROXY=proxy, https_proxy=proxy)
    assert recognised(printed) == ["docker-proxy"], printed


def test_docker_hub(machine: Any, intercepting: Any, says: Any, recognised: Recognised) -> None:
    """Docker Hub, as far as a login goes: a challenge, and a refusal by who gives out the tokens."""
    where = 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"'

    def hub(_method: str, path: str, _headers: str) -> Any:
        if path.startswith("/token"):
            kind = {"Content-Type": "application/json"}
            return says(401, '{"details":"incorrect username or password"}', kind)
        return says(401, "", {"Www-Authenticate": where})

    proxy = intercepting(hub, "registry-1.docker.io", "auth.docker.io")
    line = "docker login --username AWS --password-stdin"
    printed = machine.run(line, stdin="made-up\n", **proxy.trusted)
    assert recognised(printed) == ["docker-hub-login"], printed


# --- the notes' other wordings -------------------------------------------------------------------

GET = f'Get "https://{HOST}/v2/":'


@pytest.mark.parametrize(
    ("message", "page"),
    [
        ("error: cannot perform an interactive login from a non TTY device", "empty-password"),
        ("error: cannot perform an interactive login from a non-TTY device", "empty-password"),
        ("password is empty", "empty-password"),
        ("Must provide --username with --password-stdin", "username-required"),
        ("--password and --password-stdin are mutually exclusive", "conflicting-options"),
        ('"docker login" requires at most 1 argument.', "too-many-arguments"),
        ("Error: too many arguments, login takes only 1 argument", "too-many-arguments"),
        ('aws: [ERROR]: Connect timeout on endpoint URL: "https://a/"', "connect-timeout"),
        (
            "aws: [ERROR]: Unable to parse config file: C:\\Users\\me/.aws/config",
            "unparsable-config",
        ),
        (
            "Your session has expired or credentials have changed. Please reauthenticate using 'x'",
            "sso-expired",
        ),
        (
            "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed (_ssl.c:645)",
            "ssl-validation",
        ),
        ("Error response from daemon: toomanyrequests: Rate exceeded", "too-many-requests"),
        ("zsh: command not found: aws", "aws-not-found"),
        ("fish: Unknown command: aws", "aws-not-found"),
        ("sudo: aws: command not found", "aws-not-found"),
        ("/tmp/script.sh: line 12: docker: command not found", "docker-not-found"),
        ("'aws' is not recognized as an internal or external command,", "aws-not-found"),
        ("The term 'docker' is not recognized as the name of a cmdlet", "docker-not-found"),
        (
            "Get https://https//HOST/v2/: dial tcp: lookup https on 192.168.73.1:53: no such host",
            "lookup-https",
        ),
        (
            f"Error response from daemon: {GET} dial tcp: lookup {HOST}: no such host",
            "no-such-host",
        ),
        (f"{GET} dial tcp: lookup {HOST} on 127.0.0.53:53: server misbehaving", "no-such-host"),
        (
            "login attempt to https://HOST/v2/ failed with status:\n400 Bad Request",
            "status-400",
        ),
    ],
)
def test_a_wording_of_another_version(recognised: Recognised, message: str, page: str) -> None:
    assert recognised(message) == [page]


@pytest.mark.parametrize(
    "message",
    [
        "toomanyrequests: You have reached your pull rate limit.",
        f"{GET} dial tcp 10.0.0.1:443: i/o timeout",
        'exec: "docker-credential-desktop": executable file not found in $PATH',
        "Your password is empty of meaning",
        "docker: 'frobnicate' is not a docker command.",
        "rsync: aws: not found in the list",
    ],
)
def test_what_is_somebody_elses(recognised: Recognised, message: str) -> None:
    mine = {
        "throttling", "no-such-host", "docker-proxy", "aws-not-found", "docker-not-found",
        "empty-password", "too-many-arguments",
    }  # fmt: skip
    assert not mine & set(recognised(message))


# --- what the pages tell people to type in the lab ------------------------------------------------

LAB = "explain-ecr lab exec -- "


def _typed() -> Iterator[Any]:
    """List the lab's lines in the pages of this file's tests, with the page that they must show."""
    here = Path(__file__).read_text("utf-8")
    for page in sorted(ERRORS.glob("*.md")):
        section = page.read_text("utf-8").partition("## See it in the lab")[2]
        if f'"{page.stem}"' in here or page.stem.startswith("status-"):
            for number, line in enumerate(re.findall(rf"(?m)^{LAB}.*$", section), start=1):
                yield pytest.param(page.stem, line, id=f"{page.stem}-{number}")


SHOWS_SOMETHING_ELSE = {"docker-hub-login"}


@pytest.mark.parametrize(("page", "line"), list(_typed()))
def test_what_a_page_tells_to_type(
    lab: Any, needs: Callable[..., None], recognised: Recognised, page: str, line: str
) -> None:
    """Run in the lab of this process; a real lab has the command that turns the clock."""
    words = shlex.split(line.removeprefix(LAB))
    if page == "skopeo-empty-password":
        needs("skopeo")
    if "explain-ecr clock" in line:
        lab.clock.turn(timedelta(0))
        before, after = words[-1].split(" && explain-ecr clock +13h && ")
        lab.run(before)
        lab.clock.turn(timedelta(hours=13))
        words = [*words[:-1], after]
    printed = lab.run(shlex.join(words))
    if "get-login" in line and "invalid choice" in printed.lower():
        pytest.skip("this aws has no get-login")
    assert (page in recognised(printed)) == (page not in SHOWS_SOMETHING_ELSE), printed
