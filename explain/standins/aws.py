"""A stand-in for `aws ecr get-login-password`: signs, asks, and prints the password and a newline.

awscli's own is awscli/customizations/ecr.py. It says on standard error that it is a stand-in.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import sys
from configparser import ConfigParser
from configparser import Error as ConfigParserError
from typing import Any

from explain.clock import machine_time
from explain.credentials.signing import AccessKey, sign
from explain.credentials.token import split
from explain.secret import Secret
from explain.visible import visible_lines

TARGET = "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken"


def main(arguments: list[str]) -> int:
    """Run the stand-in; returns the exit code."""
    match arguments:
        case ["ecr", "get-login-password", "--region", region]:
            return _get_login_password(region)
        case _:
            print("this stand-in for aws only knows `aws ecr get-login-password`", file=sys.stderr)
            return 252


def _get_login_password(region: str) -> int:
    print("(a stand-in for aws, by explain-ecr)", file=sys.stderr)
    try:
        status, answer = _ask(os.environ["AWS_ENDPOINT_URL"], region)
    except KeyError as error:
        return _failed(f"the variable {error.args[0]} is not set")
    except ConfigParserError:
        return _failed("the credentials file cannot be read")
    except (OSError, http.client.HTTPException, ValueError) as error:
        return _failed(f"Could not connect to the endpoint: {error}")
    if status != 200:
        code, message = answer.get("__type"), answer.get("message")
        return _failed(
            f"An error occurred ({code}) when calling the GetAuthorizationToken operation: {message}"
        )
    _, password = split(Secret(answer["authorizationData"][0]["authorizationToken"]))
    sys.stdout.write(password.reveal() + "\n")
    return 0


def _ask(endpoint: str, region: str) -> tuple[int, dict[str, Any]]:
    """Sign and send one GetAuthorizationToken; return the status and the answer."""
    from botocore.awsrequest import AWSRequest

    headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": TARGET}
    request = AWSRequest("POST", endpoint + "/", data=b"{}", headers=headers)
    sign(request, _key(), region, machine_time())
    sent = {**dict(request.headers.items()), "User-Agent": "aws-cli/stand-in (explain-ecr)"}

    connection = http.client.HTTPConnection(endpoint.removeprefix("http://"), timeout=20)
    with contextlib.closing(connection):
        connection.request("POST", "/", b"{}", sent)
        response = connection.getresponse()
        return response.status, json.loads(response.read())


def _key() -> AccessKey:
    """Find the key as aws does: in the environment, else in the credentials file."""
    found = ConfigParser(interpolation=None)
    if "AWS_ACCESS_KEY_ID" not in os.environ:
        found.read(os.environ.get("AWS_SHARED_CREDENTIALS_FILE", os.devnull), "utf-8")
    if found.has_section("default"):
        default = found["default"]
        return AccessKey(default["aws_access_key_id"], Secret(default["aws_secret_access_key"]))
    return AccessKey(os.environ["AWS_ACCESS_KEY_ID"], Secret(os.environ["AWS_SECRET_ACCESS_KEY"]))


def _failed(message: str) -> int:
    print(visible_lines(message), file=sys.stderr)
    return 254


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
