"""pipe: two programs and a pipe of the system's, and what other users see of the right one."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Generator, Iterator

from explain.acts.login import ANOTHER_DOCKER
from explain.acts.wire import ran
from explain.dockercli import login_arguments
from explain.errors import ToolProblem
from explain.leftside import LeftSide
from explain.narration import BeatBegan, Event, Line, Lines, Sighted, Substituted, Value
from explain.programs import Completed, environment, finish, require_success, stand_in, start, stop
from explain.world import World

MADE_UP = "made-up-password"
"""Shown in the clear, on purpose: it opens nothing."""

BEATS = {
    "left": ("left side",),
    "waiting": ("bytes in the pipe", "characters of the password", "newline"),
    "arguments": ("what other users see", "with --password-stdin", "with --password"),
    "right": ("right side", "exit codes", "password that arrived"),
}


def perform(world: World) -> Iterator[Event]:
    """Run the line itself, one side after the other, so that each can be looked at."""
    yield BeatBegan("pipe", "left")
    for program in (world.aws, world.docker):
        if program.stand_in:
            yield Substituted(program.name, program.reason)
    left, done = yield from _left_side(world)
    try:
        yield BeatBegan("pipe", "waiting")
        waiting = left.waiting_bytes()
        if waiting < 2:  # not even one character and a newline
            raise ToolProblem(
                "The left side succeeded, but printed no password.",
                "Run `aws --version` by hand. If it is not the AWS CLI, remove it from PATH.",
            )
        yield Value("bytes in the pipe", f"{waiting:,}")
        yield Value("characters of the password", f"{waiting - 1:,}")
        yield Value("newline", "1")

        yield BeatBegan("pipe", "arguments")
        yield from _right_side(world, left, done)
    finally:
        left.close()


def _left_side(world: World) -> Generator[Event, None, tuple[LeftSide, Completed]]:
    """Run the left side to its end. Where the real one fails, our stand-in takes its place."""
    left = world.left_side()
    try:
        done = left.finish(world.patience)
        yield ran("left side", left.program, done)
        if left.program.stand_in:
            require_success(done, "Empty the sandbox with `explain-ecr reset` and try again.")
        if done.exit_code == 0:
            return left, done
    except BaseException:
        left.close()
        raise
    left.close()
    world.aws = stand_in("aws", f"because the real one ended with exit code {done.exit_code}")
    yield Substituted("aws", world.aws.reason)
    return (yield from _left_side(world))


def _right_side(world: World, left: LeftSide, left_done: Completed) -> Iterator[Event]:
    """Start docker on the pipe; it reads and waits for the end of its input, so it can be looked at."""
    arguments = login_arguments("AWS", world.registry.host)
    with world.sandbox.scratch() as folder, world.watching() as wire:
        env = world.docker_environment(folder)
        process = start(world.docker, arguments, env=env, stdin=left.read_end)
        try:
            seen = _argument_list(process.pid)
            left.close_write_end()
            done = finish(world.docker, arguments, process, patience=world.patience)
        finally:
            stop(process)
    require_success(done, ANOTHER_DOCKER)
    arrived = [login for exchange in wire if (login := exchange.evidence.login)]
    if not arrived:
        raise ToolProblem("docker ended without passing on the password.", ANOTHER_DOCKER)
    yield Lines(
        "what other users see",
        (
            Line("with --password-stdin", seen),
            Line("with --password", _argument_list_with_password(world)),
        ),
        verbatim=False,
    )

    yield BeatBegan("pipe", "right")
    yield ran("right side", world.docker, done)
    yield Value("exit codes", f"{left_done.exit_code} | {done.exit_code}")
    fingerprint = arrived[0].fingerprint
    yield Value("password that arrived", arrived[0].password, fingerprint=fingerprint)
    yield Sighted("through the pipe, at the engine", fingerprint)


def _argument_list_with_password(world: World) -> str:
    """Start docker with a made-up `--password`, towards a port that never answers, and look at it."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        nowhere = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with world.sandbox.scratch() as folder:
            env = environment(world.sandbox, {"DOCKER_HOST": nowhere, "DOCKER_CONFIG": str(folder)})
            arguments = ("login", "--username", "AWS", "--password", MADE_UP, world.registry.host)
            process = start(world.docker, arguments, env=env)
            try:
                return _argument_list(process.pid)
            finally:
                stop(process)


def _argument_list(process_id: int) -> str:
    """Read a process's argument list as `ps` does: the system gives it to every user."""
    import psutil

    with contextlib.suppress(psutil.Error):
        process = psutil.Process(process_id)
        for _ in range(100):
            if arguments := process.cmdline():
                return " ".join(arguments)
            time.sleep(0.01)  # Linux fills the list in a moment after the program has begun
    return "(this system does not show it)"
