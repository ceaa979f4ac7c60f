"""A stand-in for `aws ecr get-login-password`: signs, asks, and prints the password and a newline.

awscli's own is awscli/customizations/ecr.py. It says on standard error that it is a stand-in.
"""

from __future__ import annotations

import http.client
import json
import os
import sys

from explain.clock import machine_time
from explain.credentials.signing import AccessKey, sign
from explain.credentials.token import split
from explain.secret import Secret

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
    from botocore.awsrequest import AWSRequest

    print("(a stand-in for aws, by explain-ecr)", file=sys.stderr)
    endpoint = os.environ["AWS_ENDPOINT_URL"]
    headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": TARGET}
    request = AWSRequest("POST", endpoint + "/", data=b"{}", headers=headers)
    key = AccessKey(os.environ["AWS_ACCESS_KEY_ID"], Secret(os.environ["AWS_SECRET_ACCESS_KEY"]))
    sign(request, key, region, machine_time())

    connection = http.client.HTTPConnection(endpoint.removeprefix("http://"), timeout=20)
    sent = {**dict(request.headers.items()), "User-Agent": "aws-cli/stand-in (explain-ecr)"}
    connection.request("POST", "/", b"{}", sent)
    response = connection.getresponse()
    answer = json.loads(response.read())
    if response.status != 200:
        code, message = answer.get("__type"), answer.get("message")
        print(
            f"An error occurred ({code}) when calling the GetAuthorizationToken operation: {message}",
            file=sys.stderr,
        )
        return 254
    _, password = split(Secret(answer["authorizationData"][0]["authorizationToken"]))
    sys.stdout.write(password.reveal() + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
