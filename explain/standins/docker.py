"""A stand-in for `docker login --password-stdin`, speaking to an engine as the real command line does.

In a lab, whose engine has images, it knows a few more commands (`explain.standins.images`).

`HEAD /_ping`, then `POST /v1.50/auth`, then config.json (docker/cli, cli/command/registry/login.go and
cli/config/configfile/file.go). It says on standard error that it is a stand-in.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from explain.standins import engine
from explain.visible import visible_lines

API = "/v1.50"


def main(arguments: list[str]) -> int:
    """Run the stand-in; returns the exit code."""
    match arguments:
        case ["login", "--username", user, "--password-stdin", host]:
            given = sys.stdin.buffer.readline().decode("utf-8", "replace")
            return _login(user, given.rstrip("\r\n"), host)
        case ["login", "--username", user, "--password", password, host]:
            print(
                "WARNING! Using --password via the CLI is insecure. Use --password-stdin.",
                file=sys.stderr,
            )
            return _login(user, password, host)
        case _ if "EXPLAIN_ECR_LAB" in os.environ:
            from explain.standins import images

            return images.main(arguments)
        case _:
            return _failed("this stand-in for docker only knows `docker login`")


def _login(user: str, password: str, host: str) -> int:
    print("(a stand-in for docker, by explain-ecr)", file=sys.stderr)
    if not password:
        return _failed("password is empty")
    try:
        status, answer = _ask_engine(
            {"username": user, "password": password, "serveraddress": host}
        )
    except (OSError, http.client.HTTPException, ValueError) as error:
        return _failed(f"Cannot connect to the engine: {error}")
    if status != 200:
        return _failed(f"Error response from daemon: {answer.get('message', status)}")
    file = Path(os.environ["DOCKER_CONFIG"]) / "config.json"
    try:
        _store(file, host, f"{user}:{password}")
    except OSError as error:
        return _failed(f"Error saving credentials: {file}: {error.strerror}")
    except (ValueError, TypeError, AttributeError, RecursionError):
        # docker would overwrite the file. Ours leaves it as it is, so that you can correct it.
        return _failed(
            f"Error saving credentials: {file} is not a docker configuration, and was not changed"
        )
    print("Login Succeeded")
    return 0


def _ask_engine(credentials: dict[str, str]) -> tuple[int, dict[str, Any]]:
    headers = {"User-Agent": engine.AGENT, "Content-Type": "application/json"}
    with contextlib.closing(engine.connection(20)) as connection:
        connection.request("HEAD", "/_ping", headers=headers)
        connection.getresponse().read()
        connection.request("POST", f"{API}/auth", json.dumps(credentials), headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())


def _store(file: Path, host: str, user_and_password: str) -> None:
    """Write the entry as docker does: next to the file, readable by its owner alone, then renamed."""
    text = file.read_text("utf-8") if file.exists() else ""
    config = json.loads(text) if text.strip() else {}
    entry = {"auth": base64.b64encode(user_and_password.encode()).decode()}
    config["auths"] = {**(config.get("auths") or {}), host: entry}
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(prefix="config.json", dir=file.parent)
    with os.fdopen(handle, "w") as stream:
        json.dump(config, stream, indent="\t")
    os.replace(beside, file)


def _failed(message: str) -> int:
    print(visible_lines(message), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
