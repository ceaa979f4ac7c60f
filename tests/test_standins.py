from __future__ import annotations

import base64
import http.server
import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import explain

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
LOGIN = ("login", "--username", "AWS", "--password-stdin", HOST)
ASK = ("ecr", "get-login-password", "--region", "ap-south-1")
PASSWORD = "made-up-password-for-the-stand-ins"
TOKEN = base64.b64encode(f"AWS:{PASSWORD}".encode()).decode()
NOWHERE = "127.0.0.1:9"


class Server(http.server.ThreadingHTTPServer):
    """Answers every request alike, and keeps what it was asked."""

    status = 200
    body = b"{}"

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append((self.command, self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(self.server.body)

    do_HEAD = do_POST  # noqa: N815 - the name that http.server looks for

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "docker" / "config.json"


def run(
    tool: str, arguments: tuple[str, ...], variables: Mapping[str, str], given: bytes = b""
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", f"explain.standins.{tool}", *arguments],
        input=given,
        capture_output=True,
        timeout=30,
        env={"PATH": os.defpath, "PYTHONPATH": str(Path(explain.__file__).parents[1]), **variables},
    )
    assert b"Traceback" not in done.stderr
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def log_in(
    engine: str, config: Path, given: bytes = f"{PASSWORD}\n".encode()
) -> subprocess.CompletedProcess[str]:
    variables = {"DOCKER_HOST": f"tcp://{engine}", "DOCKER_CONFIG": str(config.parent)}
    return run("docker", LOGIN, variables, given)


def ask(endpoint: str) -> subprocess.CompletedProcess[str]:
    variables = {
        "AWS_ENDPOINT_URL": f"http://{endpoint}",
        "AWS_ACCESS_KEY_ID": "AKIAEXPLAINECREXAMPL",
        "AWS_SECRET_ACCESS_KEY": "made/up+secret/access/key",
    }
    return run("aws", ASK, variables)


# docker


@pytest.mark.parametrize("arguments", [(), ("ps",), ("login",), ("push", "x"), (*LOGIN, "more")])
def test_the_docker_stand_in_refuses_what_it_does_not_know_in_one_sentence(arguments) -> None:
    done = run("docker", arguments, {})
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == "this stand-in for docker only knows `docker login`\n"


def test_the_docker_stand_in_asks_the_engine_as_docker_does(server: Server, config: Path) -> None:
    done = log_in(server.address, config)
    assert (done.returncode, done.stdout) == (0, "Login Succeeded\n")
    assert "stand-in" in done.stderr
    (ping, path, _, _), (method, login, headers, body) = server.asked
    assert (ping, path, method) == ("HEAD", "/_ping", "POST")
    assert login.endswith("/auth")
    assert headers["Content-Type"] == "application/json"
    assert json.loads(body) == {"username": "AWS", "password": PASSWORD, "serveraddress": HOST}


def test_the_docker_stand_in_stores_the_login_for_its_owner_alone(server, config: Path) -> None:
    log_in(server.address, config)
    assert json.loads(config.read_text()) == {"auths": {HOST: {"auth": TOKEN}}}
    assert stat.filemode(config.stat().st_mode) == "-rw-------"
    assert stat.filemode(config.parent.stat().st_mode) == "drwx------"
    assert os.listdir(config.parent) == ["config.json"]


def test_the_docker_stand_in_keeps_what_else_is_in_the_file(server: Server, config: Path) -> None:
    config.parent.mkdir()
    others = {
        "auths": {"ghcr.io": {"auth": "b3RoZXI6bG9naW4="}, HOST: {"auth": "b2xkOm9uZQ=="}},
        "credHelpers": {"public.ecr.aws": "ecr-login"},
        "HttpHeaders": {"X-Mine": "1"},
    }
    config.write_text(json.dumps(others))
    config.chmod(0o644)
    log_in(server.address, config)
    assert json.loads(config.read_text()) == {
        **others,
        "auths": {"ghcr.io": {"auth": "b3RoZXI6bG9naW4="}, HOST: {"auth": TOKEN}},
    }
    assert stat.filemode(config.stat().st_mode) == "-rw-------"


@pytest.mark.parametrize("text", ["", "\n", "{}", '{"auths": null}'])
def test_an_empty_configuration_is_no_obstacle_to_the_docker_stand_in(server, config, text) -> None:
    config.parent.mkdir()
    config.write_text(text)
    assert log_in(server.address, config).returncode == 0
    assert json.loads(config.read_text())["auths"] == {HOST: {"auth": TOKEN}}


@pytest.mark.parametrize(
    "damage",
    [b"{", b"[]", b"7", b'{"auths": ["x"]}', b'{"auths": "x"}', b"\xff\xfe", b"[" * 100_000],
)
def test_a_damaged_configuration_is_left_as_it_was_and_told_of(
    server, config, damage: bytes
) -> None:
    config.parent.mkdir()
    config.write_bytes(damage)
    done = log_in(server.address, config)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1].startswith(
        f"Error saving credentials: {config} is not a docker"
    )
    assert config.read_bytes() == damage
    assert os.listdir(config.parent) == ["config.json"]


def test_a_configuration_that_cannot_be_written_is_told_of(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = log_in(server.address, tmp_path / "file" / "config.json")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1].startswith("Error saving credentials: ")


def test_a_refused_login_is_told_in_the_engines_words_and_not_stored(server, config: Path) -> None:
    server.status, server.body = 500, b'{"message": "login attempt failed with status: 400"}'
    done = log_in(server.address, config)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Error response from daemon: login attempt failed with status: 400" in done.stderr
    assert not config.exists()


def test_an_engine_that_is_not_there_is_told_of_in_one_sentence(config: Path) -> None:
    done = log_in(NOWHERE, config)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("Cannot connect to the engine: ")


def test_an_engine_that_answers_no_json_is_told_of_in_one_sentence(server, config: Path) -> None:
    server.body = b"<html>"
    done = log_in(server.address, config)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("Cannot connect to the engine: ")


@pytest.mark.parametrize("given", [b"", b"\n", b"\r\n"])
def test_an_empty_password_is_told_of_as_docker_does(server, config: Path, given: bytes) -> None:
    done = log_in(server.address, config, given)
    assert (done.returncode, server.asked) == (1, [])
    assert done.stderr.splitlines()[-1] == "password is empty"


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_the_docker_stand_in_takes_the_line_end_off(server: Server, config, end: bytes) -> None:
    log_in(server.address, config, PASSWORD.encode() + end)
    assert json.loads(server.asked[-1][3])["password"] == PASSWORD


def test_bytes_that_are_no_text_are_a_wrong_password_like_any_other(server, config: Path) -> None:
    server.status, server.body = 500, b'{"message": "400 Bad Request"}'
    assert "400 Bad Request" in log_in(server.address, config, b"\xff\xfe\n").stderr


def test_the_docker_stand_in_warns_of_password_as_docker_does(server: Server, config: Path) -> None:
    variables = {"DOCKER_HOST": f"tcp://{server.address}", "DOCKER_CONFIG": str(config.parent)}
    done = run("docker", ("login", "--username", "AWS", "--password", "made-up", HOST), variables)
    assert done.returncode == 0
    assert "insecure. Use --password-stdin" in done.stderr


# aws


@pytest.mark.parametrize(
    "arguments", [(), ("s3", "ls"), ("ecr", "get-login-password"), (*ASK, "x")]
)
def test_the_aws_stand_in_refuses_what_it_does_not_know_in_one_sentence(arguments) -> None:
    done = run("aws", arguments, {})
    assert done.returncode == 252
    assert done.stdout == ""
    assert done.stderr == "this stand-in for aws only knows `aws ecr get-login-password`\n"


def test_the_aws_stand_in_prints_the_password_and_a_newline(server: Server) -> None:
    server.body = json.dumps({"authorizationData": [{"authorizationToken": TOKEN}]}).encode()
    done = ask(server.address)
    assert (done.returncode, done.stdout) == (0, f"{PASSWORD}\n")
    assert "stand-in" in done.stderr
    assert PASSWORD not in done.stderr


def test_the_aws_stand_in_sends_a_signed_request(server: Server) -> None:
    server.body = json.dumps({"authorizationData": [{"authorizationToken": TOKEN}]}).encode()
    ask(server.address)
    method, path, headers, body = server.asked[0]
    assert (method, path, body) == ("POST", "/", b"{}")
    assert headers["X-Amz-Target"].endswith(".GetAuthorizationToken")
    assert "/ap-south-1/ecr/aws4_request" in headers["Authorization"]
    assert "made/up+secret" not in str(headers)


def test_a_refusal_is_told_as_the_aws_cli_tells_it(server: Server) -> None:
    server.status = 400
    server.body = b'{"__type": "AccessDeniedException", "message": "User: x is not authorized"}'
    done = ask(server.address)
    assert (done.returncode, done.stdout) == (254, "")
    assert done.stderr.splitlines()[-1] == (
        "An error occurred (AccessDeniedException) when calling the GetAuthorizationToken operation:"
        " User: x is not authorized"
    )


@pytest.mark.parametrize("body", [b"<html>", b""])
def test_an_answer_that_is_no_json_is_told_of_in_one_sentence(server: Server, body: bytes) -> None:
    server.body = body
    done = ask(server.address)
    assert (done.returncode, done.stdout) == (254, "")
    assert done.stderr.splitlines()[-1].startswith("Could not connect to the endpoint: ")


def test_an_endpoint_that_is_not_there_is_told_of_in_one_sentence() -> None:
    done = ask(NOWHERE)
    assert (done.returncode, done.stdout) == (254, "")
    assert done.stderr.splitlines()[-1].startswith("Could not connect to the endpoint: ")


def test_a_variable_that_is_missing_is_named() -> None:
    assert "AWS_ENDPOINT_URL is not set" in run("aws", ASK, {}).stderr
