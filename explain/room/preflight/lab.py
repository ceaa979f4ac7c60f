"""A lab, used as a learner does: log in, push an image, go through the door."""

from __future__ import annotations

import http.client
import os
import shutil
import ssl
import time
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from explain.errors import ToolProblem
from explain.hosts.registry import REGION, Registry
from explain.lab.environment import default_repository
from explain.lab.folder import labs_folder
from explain.lab.furniture import stand_ins
from explain.lab.process import Lab, running
from explain.masking import masked
from explain.narration import Finding
from explain.programs import Completed, Program, finish, start
from explain.room.preflight import space
from explain.room.preflight.findings import Check, checked, found, problem_of, well

PATIENCE = 45.0
"""Seconds that a program may take: as long as the room waits. `aws` takes one, on a busy machine ten."""


def performed() -> Iterator[Check]:
    """Start a lab and use it. If it cannot start, the reason is the result of the check."""
    written = 0
    try:
        began = time.monotonic()
        with running() as lab:
            yield from checked("lab", lambda: [well(f"started a lab in {_since(began)}")])
            yield from used(lab)
            written = space.size(lab.sandbox.folder)
    except Exception as error:
        yield Check("lab", problem_of("a lab", error))
    yield from checked("disk", lambda: space.disk(labs_folder(), written))


def used(lab: Lab) -> Iterator[Check]:
    """Log in, push and connect in a lab, as learners do."""
    is_in = False
    for check in checked("login", lambda: login(lab)):
        is_in = not check.failed
        yield check
    if is_in:  # else the push fails because of that
        yield from checked("push", lambda: push(lab))
    yield from checked("door", lambda: door(lab))
    yield from checked("lab", lambda: faults(lab))


def faults(lab: Lab) -> Iterator[Finding]:
    """Say so where the lab answered with a fault in its own code: a package of ours may be missing."""
    for exchange in lab.wire.since(0):
        if exchange.evidence.failure:
            yield found("lab-fault", "the lab", words=exchange.evidence.failure)
            return


def login(lab: Lab) -> Iterator[Finding]:
    """Perform the line. The password goes from one program to the other, and to nobody else."""
    began, env = time.monotonic(), lab.environment()
    asked = _run("aws", "ecr", "get-login-password", "--region", REGION, env=env)
    if asked.exit_code or not asked.stdout:
        yield found("login-failed", "aws ecr get-login-password", words=_complaint(asked))
        return
    arguments = ("login", "--username", "AWS", "--password-stdin", Registry().host)
    done = _run("docker", *arguments, env=env, stdin=f"{asked.stdout}\n".encode())
    if done.exit_code:
        yield found("login-failed", "docker login", words=_complaint(done))
    else:
        yield well(f"logged in to the lab's registry in {_since(began)}, {_players(lab)}")


def push(lab: Lab) -> Iterator[Finding]:
    """Push the image that a lab begins with."""
    began, image = time.monotonic(), f"{Registry().host}/{default_repository()[1]}"
    done = _run("docker", "push", image, env=lab.environment())
    if done.exit_code:
        yield found("push-failed", "docker push", words=_complaint(done))
    else:
        yield well(f"pushed an image to it in {_since(began)}")


def door(lab: Lab) -> Iterator[Finding]:
    """Ask the registry through the lab's proxy, over TLS: without a login it answers 401."""
    address = f"https://{Registry().host}/v2/"
    with_curl = shutil.which("curl", path=lab.environment()["PATH"]) is not None
    status, is_tls = _by_curl(lab, address) if with_curl else (_by_ourselves(lab), False)
    if status == "401":
        yield well(f"reached the registry over TLS with {'curl' if with_curl else 'Python'}")
    else:
        yield found("curl-distrusts" if is_tls else "door-failed", address, words=status)


def _by_curl(lab: Lab, address: str) -> tuple[str, bool]:
    """Return the status, or curl's complaint, and whether that is about TLS."""
    options = ("--silent", "--show-error", "--output", os.devnull, "--write-out", "%{http_code}")
    done = _run("curl", *options, address, env=lab.environment())
    return (_complaint(done), done.exit_code in _OF_TLS) if done.exit_code else (done.stdout, False)


_OF_TLS = (35, 58, 60, 77)
"""curl's exit codes for a handshake that failed, and for certificates (curl.se/docs/manpage.html)."""


def _by_ourselves(lab: Lab) -> str:
    proxy = urlsplit(lab.address.door_url)
    context = ssl.create_default_context(cafile=lab.address.authority_file)
    connection = http.client.HTTPSConnection(
        proxy.hostname or "", proxy.port, timeout=PATIENCE, context=context
    )
    try:
        connection.set_tunnel(Registry().host, 443)
        connection.request("GET", "/v2/")
        return str(connection.getresponse().status)
    except (OSError, http.client.HTTPException) as error:
        return masked(str(error))
    finally:
        connection.close()


def _run(
    name: str, *arguments: str, env: Mapping[str, str], stdin: bytes | None = None
) -> Completed:
    """Run a program of a lab to its end. Raises `ToolProblem`."""
    path = shutil.which(name, path=env["PATH"])
    if path is None:
        raise ToolProblem(f"There is no `{name}` on PATH.", f"Install {name}.")
    program = Program(name, (path,), stand_in=False)
    process = start(program, arguments, env=env, **({"stdin": -1} if stdin else {}))
    return finish(program, arguments, process, patience=PATIENCE, stdin=stdin)


def _players(lab: Lab) -> str:
    """Say whether aws and docker are the learner's own."""
    ours = stand_ins(lab.sandbox.folder)
    return f"with our {' and '.join(ours)}" if ours else "with your aws and docker"


def _complaint(done: Completed) -> str:
    """Return the last line of what a program said, fit for a sentence."""
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    said = lines[-1] if lines else f"exit code {done.exit_code}"
    return masked(said).replace("`", "'")[:200]


def _since(began: float) -> str:
    return f"{time.monotonic() - began:.1f} s"
