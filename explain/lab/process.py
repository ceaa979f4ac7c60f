"""A running lab: its cloud, its control route, its guard, and what is started inside it."""

from __future__ import annotations

import errno
import os
import re
import secrets
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from explain.clock import Clock
from explain.cloud import Cloud, Principal, WireLog
from explain.errors import ToolProblem, UsageProblem
from explain.hosts.registry import ACCOUNT
from explain.lab import environment, folder, furniture, guard, scarcity
from explain.lab.folder import Address
from explain.lab.steering import Steering
from explain.sandbox import AccessKey, Sandbox, made_up_key

_ACCOUNT = re.compile("[0-9]{12}")


@dataclass(frozen=True, slots=True)
class Lab:
    """One lab, while it runs."""

    sandbox: Sandbox
    address: Address
    cloud: Cloud
    clock: Clock
    steering: Steering
    ended: threading.Event
    outside: Mapping[str, str]

    @property
    def wire(self) -> WireLog:
        """The exchanges that have crossed the wire so far."""
        return self.cloud.wire

    def environment(self) -> dict[str, str]:
        """Return the learner's environment as it is inside the lab."""
        return environment.inside(self.address.doors(self.sandbox.folder), self.outside)

    def run(
        self,
        command: Sequence[str],
        more: Mapping[str, str] | None = None,
        place: Path | None = None,
    ) -> int:
        """Run a command inside, its streams untouched; returns its exit code as a shell gives it.

        It is ended when somebody else ends the lab.
        """
        with _left_to_the_child():
            # Before the command: where no more threads are granted, nothing has begun.
            threading.Thread(target=self._end_with_the_lab, daemon=True).start()
            try:
                process = subprocess.Popen(
                    command, env={**self.environment(), **(more or {})}, cwd=place
                )
            except OSError as error:
                if error.errno == errno.EAGAIN:  # the command may well be there
                    raise
                raise ToolProblem(
                    f"`{command[0]}` cannot be started: {error.strerror}.",
                    "Is it installed, on PATH and executable?",
                ) from error
            code = process.wait()
        return code if code >= 0 else 128 - code

    def _end_with_the_lab(self) -> None:
        self.ended.wait()
        guard.end_processes(self.sandbox.folder)


@dataclass(frozen=True, slots=True)
class Options:
    """What a lab can be asked for.

    `spec` makes the registry follow the OCI specification where ECR does not; `account` is the
    number of a second account, with a user and its own repository.
    """

    spec: bool = False
    account: str = ""

    def __post_init__(self) -> None:
        if self.account and (not _ACCOUNT.fullmatch(self.account) or self.account == ACCOUNT):
            raise UsageProblem(
                f"{self.account!r} cannot be the lab's second account.",
                f"An account has twelve digits, and {ACCOUNT} is the first one here.",
            )


@contextmanager
def running(
    *,
    clock: Clock | None = None,
    entropy: Callable[[int], bytes] = os.urandom,
    prepare: Callable[[Sandbox], None] = lambda _: None,
    options: Options = Options(),
) -> Iterator[Lab]:
    """Start a lab, yield it, and stop everything in it.

    A fixed `clock`, a seeded `entropy` and a sandbox that is prepared with known keys make a lab
    repeatable, for documentation.
    """
    _not_in_a_lab()
    place = folder.new_name()
    with (
        scarcity.told(),
        guard.posted(place),
        folder.claimed(place) as sandbox,
        _alone_with(sandbox) as outside,
    ):
        prepare(sandbox)
        others = [made_up_key()] if options.account else []
        furniture.furnish(sandbox, *others)
        clock, ended = clock or Clock(), threading.Event()
        cloud = _cloud(sandbox, clock, entropy, options, others)
        steering = Steering(cloud, clock, secrets.token_urlsafe(32), ended.set)
        try:
            cloud.start()
            steering.start()
            address = _address(sandbox, cloud, steering)
            folder.publish(sandbox, address)
            yield Lab(sandbox, address, cloud, clock, steering, ended, outside)
        finally:
            steering.stop()
            cloud.stop()


def _not_in_a_lab() -> None:
    """Refuse a lab within a lab. A terminal may have outlived the lab that it was led into."""
    inside = os.environ.get(environment.LAB)
    if inside and folder.address_of(Path(inside)):
        raise UsageProblem(
            "You are already in a lab.",
            "Leave its shell first, with `exit`, or use another terminal.",
        )


@contextmanager
def _alone_with(sandbox: Sandbox) -> Iterator[Mapping[str, str]]:
    """Forget the learner's environment meanwhile, and lend a copy of it.

    The cloud's botocore, which moto brings, would read the learner's ~/.aws and AWS_PROFILE.
    """
    outside = dict(os.environ)
    for name in environment.unset(outside):
        del os.environ[name]
    os.environ |= {"HOME": str(sandbox.home), "USERPROFILE": str(sandbox.home)}
    try:
        yield outside
    finally:
        os.environ.clear()
        os.environ |= outside


def _cloud(
    sandbox: Sandbox,
    clock: Clock,
    entropy: Callable[[int], bytes],
    options: Options,
    others: Sequence[AccessKey],
) -> Cloud:
    key = sandbox.access_key
    users = [Principal(COLLEAGUE, other.id, other.secret, LEARNER) for other in others]
    return Cloud(
        clock=clock,
        signed_by=[Clock()],
        master_key=sandbox.master_key,
        account=ACCOUNT,
        principals=[Principal("learner", key.id, key.secret, LEARNER)],
        storage=sandbox.folder / "storage",
        authority=sandbox.folder / "authority",
        engine_socket=sandbox.folder / "engine.sock",
        entropy=entropy,
        spec=options.spec,
        others={options.account: users} if options.account else {},
        repositories=[environment.default_repository()],
    )


COLLEAGUE = "colleague"
"""The user of the second account."""

LEARNER = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["ecr:*", "ecr-public:*", "sts:*", "iam:*"], "Resource": "*"}
    ],
}
"""What a user of the lab may do: all that the lessons need, and to change what they may do."""


def _address(sandbox: Sandbox, cloud: Cloud, steering: Steering) -> Address:
    return Address(
        name=sandbox.folder.name,
        process_id=os.getpid(),
        control_url=cloud.control_url,
        registry_url=cloud.registry_url,
        engine_url=cloud.engine_url,
        door_url=cloud.door_url,
        authority_file=str(cloud.authority_file),
        steering_url=steering.url,
        key=steering.key,
    )


@contextmanager
def _left_to_the_child() -> Iterator[None]:
    """Leave Ctrl-C and its like to the program in the foreground, as a shell does.

    It is heard and passed over, not ignored: a program would inherit that (execve(2)).
    """
    numbers = [signal.SIGINT, *([signal.SIGQUIT] if hasattr(signal, "SIGQUIT") else [])]
    before = {number: signal.getsignal(number) for number in numbers}
    for number, action in before.items():
        if action != signal.SIG_IGN:  # as in the background of a script, where it is to stay so
            signal.signal(number, lambda *_: None)
    try:
        yield
    finally:
        for number, action in before.items():
            signal.signal(number, action)
