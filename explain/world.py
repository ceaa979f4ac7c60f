"""What an act may touch: a clock, an AWS client, docker, the sandbox and its cloud. Nothing else."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol

from explain import dockercli, programs
from explain.clock import Clock
from explain.credentials.ecr import Authorization, EcrClient, Refusal
from explain.errors import ToolProblem
from explain.hosts.registry import Registry
from explain.leftside import LeftSide
from explain.programs import Completed, Program
from explain.sandbox import Sandbox
from explain.secret import Secret
from explain.wire import Exchange


class Wire(Protocol):
    """A log of what crossed the wire."""

    def mark(self) -> int:
        """Return a bookmark for `since`."""

    def since(self, mark: int) -> tuple[Exchange, ...]:
        """Return what was answered after the bookmark was set."""


class Cloud(Protocol):
    """What a world needs of a cloud: where its servers are, and what crossed their wire."""

    @property
    def wire(self) -> Wire:
        """The log."""

    control_url: str
    registry_url: str
    engine_url: str

    def stop(self) -> None:
        """Stop the cloud, unless it is a lab's."""


@dataclass
class World:
    """Everything outside an act, in one object that the act gets.

    The cloud is opened when something first needs it: reading a token from a pipe needs none.
    """

    registry: Registry
    clock: Clock
    signed_by: Clock
    sandbox: Sandbox
    docker: Program
    aws: Program
    open_cloud: Callable[[], Cloud]
    given_token: str | None = None
    patience: float = programs.PATIENCE
    _left: LeftSide | None = field(default=None, init=False)
    _authorization: Authorization | None = field(default=None, init=False)

    @cached_property
    def cloud(self) -> Cloud:
        """The sandbox's ECR, registry and engine, listening on loopback."""
        return self.open_cloud()

    @cached_property
    def ecr(self) -> EcrClient:
        """The AWS client, for this world's registry and with the learner's key."""
        return self.ecr_of(self.registry)

    def ecr_of(self, registry: Registry) -> EcrClient:
        """An AWS client for another registry, such as one in another region."""
        return EcrClient(registry, self.sandbox.access_key, self.signed_by, self.cloud.control_url)

    @property
    def authorization(self) -> Authorization:
        """The authorization token that this world's acts share; asked for once, unless renewed."""
        if self._authorization is None:
            self._authorization = self.authorized(self.ecr)
        return self._authorization

    def keep(self, authorization: Authorization) -> None:
        """Let the acts that follow use this token."""
        self._authorization = authorization

    def authorized(self, client: EcrClient) -> Authorization:
        """Ask for a token if nothing but a token is expected."""
        answer = client.get_authorization_token().answer
        if isinstance(answer, Refusal):
            raise ToolProblem(
                f"The sandbox's ECR refused a token: {answer.code}: {answer.message}",
                "Empty the sandbox with `explain-ecr reset` and try again.",
            )
        return answer

    def left_side(self) -> LeftSide:
        """Take the left side of the pipe, starting it unless it was started ahead."""
        left = self._left or LeftSide.start(self.aws, self.registry, self._aws_environment())
        self._left = None
        return left

    def start_left_side(self) -> None:
        """Start the left side ahead of its act: the AWS CLI takes half a second to wake up."""
        self._left = LeftSide.start(self.aws, self.registry, self._aws_environment())

    def docker_environment(self, folder: Path | None = None) -> Mapping[str, str]:
        """The environment in which docker sees the sandbox's engine and configuration, and no other."""
        extra = {
            "DOCKER_HOST": self.cloud.engine_url,
            "DOCKER_CONFIG": str(folder or self.sandbox.docker_config),
            "PATH": programs.path_without_stores(),
        }
        return programs.environment(self.sandbox, extra)

    def docker_login(self, user: str, password: Secret, folder: Path | None = None) -> Completed:
        """Run `docker login --password-stdin` to its end. A refused login is an answer, not an error."""
        env = self.docker_environment(folder)
        return dockercli.login(self.docker, user, password, self.registry.host, env, self.patience)

    def ask_registry(self, auth: Secret | None, method: str = "GET", path: str = "/v2/") -> None:
        """Send a request, by default the first of every push and pull. The answer is on the wire."""
        connection = http.client.HTTPConnection(
            self.cloud.registry_url.removeprefix("http://"), timeout=10
        )
        headers = {"Host": self.registry.host, "User-Agent": "explain-ecr"}
        if auth:
            headers["Authorization"] = f"Basic {auth.reveal()}"
        try:
            connection.request(method, path, headers=headers)
            connection.getresponse().read()
        except (OSError, http.client.HTTPException) as error:
            raise ToolProblem(
                f"The sandbox's registry did not answer: {error}", "Run the command again."
            ) from error
        finally:
            connection.close()

    @contextmanager
    def watching(self) -> Iterator[list[Exchange]]:
        """Collect what crosses the wire meanwhile; the list is filled when the block ends."""
        seen: list[Exchange] = []
        mark = self.cloud.wire.mark()
        yield seen
        seen.extend(self.cloud.wire.since(mark))

    def close(self) -> None:
        """Stop what was started: a left side that nobody took, and the cloud."""
        if self._left:
            self._left.abandon()
        if "cloud" in self.__dict__:
            self.cloud.stop()

    def _aws_environment(self) -> Mapping[str, str]:
        key = self.sandbox.access_key
        return programs.environment(
            self.sandbox,
            {
                "AWS_ENDPOINT_URL": self.cloud.control_url,
                "AWS_ACCESS_KEY_ID": key.id,
                "AWS_SECRET_ACCESS_KEY": key.secret.reveal(),
                "AWS_EC2_METADATA_DISABLED": "true",
                "AWS_CONFIG_FILE": str(self.sandbox.home / "no-aws-config"),
                "AWS_SHARED_CREDENTIALS_FILE": str(self.sandbox.home / "no-aws-credentials"),
                "AWS_PAGER": "",
                "AWS_MAX_ATTEMPTS": "1",
            },
        )
