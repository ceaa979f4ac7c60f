"""Lines as nobody would type them: pieces of this subject, and of shells, in any order."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"

SIGNS = r"""
| || && ; & |& 2>&1 > >> < <<< <<EOF <( $( ${ $(( } { ( ) ` ' " \ $ # * ? [ ] ~ % ! - --
"""
WORDS = """
aws ecr get-login-password docker login push tag skopeo helm public.ecr.aws echo help
sudo env time xargs if then fi eval timeout a b A=b $X $env:Y %Z% <account-id> https://
-u AWS -uAWS -it -p -E --password-stdin --password --username --region ap-south-1 --foo
--region=eu-west-1 --tls-verify=false --creds Get-ECRLoginCommand -Region .Password \u00a0 \U0001f600 é
"""
PHRASES = [
    *("\nEOF\n", "\n", "\\\n", "^\n", "`\n", "# ", "$ ", "PS C:\\> ", "bash-5.1$ ", "[root@host ~]# "),
    *("bash -c", "ssh h", "'aws ecr x'", '"aws ecr x | docker login"', "timeout 3", "printf '%s'"),
    *("(Get-ECRLoginCommand).Password", "$pw = ", "docker run -it amazon/aws-cli", "registry login"),
    *(HOST, "/my/app:1.0@sha256:ab", "AWS:$(aws ecr get-login-password)"),
]  # fmt: skip
PIECES = [*SIGNS.split(" "), *WORDS.split(" "), *PHRASES]
"""What the lines are made of."""


@pytest.fixture
def random_lines():
    """Return a function: how many lines, and what else they may hold -> the lines, the same at each run."""

    def lines(count: int, *more: str) -> Iterator[str]:
        chance = random.Random(2015)
        pieces = [*PIECES, *more]
        for _ in range(count):
            yield "".join(
                chance.choice(pieces) + chance.choice([" ", " ", ""])
                for _ in range(chance.randint(0, 14))
            )

    return lines
