"""The docker command line, real or ours: how it is asked to log in."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping

from explain.programs import Completed, Program, finish, start
from explain.secret import Secret


def login_arguments(user: str, host: str) -> tuple[str, ...]:
    """Write the right side of the pipe, as it is typed."""
    return ("login", "--username", user, "--password-stdin", host)


def login(
    docker: Program, user: str, password: Secret, host: str, env: Mapping[str, str], patience: float
) -> Completed:
    """Log in with a password that goes in by standard input, with the newline that the CLI adds."""
    arguments = login_arguments(user, host)
    process = start(docker, arguments, env=env, stdin=subprocess.PIPE)
    stdin = f"{password.reveal()}\n".encode()
    return finish(docker, arguments, process, patience=patience, stdin=stdin)
