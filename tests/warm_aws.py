"""A warm `aws`: the AWS CLI's own code, started from a process that has loaded it already.

The tests start `aws` some hundred times, and four fifths of the half second that each start takes are Python
loading the CLI. Here a process loads it once; each call is a fork of that process, with the arguments, the
environment, the folder and the open files of the caller. What the caller starts is a small client, which
hands these over, passes signals on, and ends as the fork did.

Where a fork would not do a call justice, the client runs the CLI's own program: when it is traced, in
namespaces of its own (without a network, say), with limits of its own, or with what Python or the linker read
from the environment as they start.
"""

from __future__ import annotations

import array
import atexit
import contextlib
import gc
import importlib
import io
import json
import os
import resource  # noqa: F401 (for `_CIRCUMSTANCES`)
import select
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FunctionType
from typing import Any, NoReturn

AWS = Path(sys.executable).parent / "aws"
HOME = "/home-of-nobody"
"""Where the CLI is loaded: several of its modules keep the home of that moment."""

Kept = tuple[Any, str, Any]
"""Something that has an attribute, the attribute's name, and its value."""

SIZE = 4
"""Bytes of a number on the socket, the most significant first."""

_CIRCUMSTANCES = """
def circumstances():
    names = [name for name in sorted(os.listdir("/proc/self/ns")) if "_for_" not in name]
    limits = (resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC, resource.RLIMIT_AS, resource.RLIMIT_FSIZE)
    return [
        os.getuid(),
        [os.readlink(f"/proc/self/ns/{name}") for name in names],
        [list(resource.getrlimit(limit)) for limit in limits],
    ]
"""
"""What a fork has from its server, not from its caller. Client and server ask in the same words."""

HARMLESS = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONUNBUFFERED")
"""What Python reads as it starts, and what changes nothing about what a call says and does."""

_CLIENT = f"""#!{sys.executable} -IS
import array, json, os, resource, signal, socket, sys
{_CIRCUMSTANCES}

def cold():
    os.execv({str(AWS)!r}, [{str(AWS)!r}, *sys.argv[1:]])

def number(server, signed=False):
    return int.from_bytes(server.recv({SIZE}, socket.MSG_WAITALL), "big", signed=signed)

try:
    if "TracerPid:\\t0\\n" not in open("/proc/self/status").read():
        cold()
    if any(name.startswith(("LD_", "PYTHON")) and name not in {HARMLESS} for name in os.environ):
        cold()
    server = socket.socket(socket.AF_UNIX)
    server.connect("@PLACE@")
    for stream in (0, 1, 2):
        os.fstat(stream)
    mask = os.umask(0o77)
    call = json.dumps([sys.argv[1:], dict(os.environ), os.getcwd(), mask, circumstances()]).encode()
except OSError:
    cold()
streams = array.array("i", [0, 1, 2])
server.sendmsg([len(call).to_bytes({SIZE}, "big")], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, streams)])
server.sendall(call)
child = number(server)
if not child:
    os.umask(mask)
    cold()
for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
    if signal.getsignal(each) != signal.SIG_IGN:
        signal.signal(each, lambda sent, frame: os.kill(child, sent))
os.closerange(0, 3)  # a reader of what aws writes must see its end
ended = number(server, signed=True)
if ended < 0:
    signal.signal(-ended, signal.SIG_DFL)
    os.kill(os.getpid(), -ended)
os._exit(ended)
"""


def put_first() -> Path:
    """Start the process that has loaded the CLI, and put the client that asks it first on PATH.

    That process ends, and removes its folder, when its standard input ends: with this process, even when that
    is killed. Returns the socket on which it listens as soon as it is ready; until then, the client runs the
    CLI's own program.
    """
    folder = Path(tempfile.mkdtemp(prefix="aws-"))  # a socket's path has at most 107 bytes
    program = folder / "bin" / "aws"
    program.parent.mkdir()
    program.write_text(_CLIENT.replace("@PLACE@", str(folder / "socket")))
    program.chmod(0o755)
    os.environ["PATH"] = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    command = [sys.executable, "-I", __file__, str(folder / "socket")]
    environment = {"HOME": HOME, "LANG": "C.UTF-8"}
    server = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)
    atexit.register(server.communicate)  # which keeps its standard input open until then
    return folder / "socket"


# --- the process that has loaded it --------------------------------------------------------------


def _serve(place: str) -> None:
    """Fork for each call, until standard input ends."""
    for module in (
        "awscli.clidriver",
        "awscli.handlers",
        "awscli.customizations.ecr",
        "botocore.signers",
    ):
        importlib.import_module(module)
    _call_once()
    of_the_home = list(_of_the_home())
    gc.freeze()  # so that a fork's collector leaves the shared pages alone

    exec(_CIRCUMSTANCES, globals())
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(place)
        listener.listen(64)
        calls: dict[int, tuple[socket.socket, int]] = {}
        while True:
            watched = [0, listener.fileno(), *calls, *(call.fileno() for call, _ in calls.values())]
            ready = select.select(watched, [], [])[0]
            if 0 in ready:
                break
            if listener.fileno() in ready:
                _begin(listener.accept()[0], calls, of_the_home)
            for child, (call, pid) in list(calls.items()):
                if child in ready:
                    del calls[child]
                    _end(call, child, pid)
                elif call.fileno() in ready:  # the client was killed, so this is, too
                    signal.pidfd_send_signal(child, signal.SIGKILL)
        for child in calls:
            signal.pidfd_send_signal(child, signal.SIGKILL)


def _call_once() -> None:
    """Make one call that reaches nobody, so that each fork has what a first call loads.

    What the CLI's own models say is kept: each call would read it again, and look for it in 400 folders.
    """
    loader = sys.modules["botocore.loaders"].JSONFileLoader
    own = os.path.dirname(sys.modules["awscli"].__file__ or "")
    for name in ("exists", "_load_file"):
        setattr(loader, name, _keeping(getattr(loader, name), own))
    circumstances = {
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_MAX_ATTEMPTS": "1",
    }
    os.environ.update(circumstances)
    with contextlib.redirect_stderr(io.StringIO()):
        driver = sys.modules["awscli.clidriver"].create_clidriver()
        driver.main(["ecr", "get-login-password", "--region", "ap-south-1"])
    for name in circumstances:
        del os.environ[name]


def _keeping(method: Callable[..., Any], folder: str) -> Callable[..., Any]:
    """Have a method look only once at each file of a folder, which its first argument names."""
    kept: dict[str, Any] = {}

    def kept_or_found(self: Any, path: str, *others: Any) -> Any:
        if not path.startswith(folder):
            return method(self, path, *others)
        if path not in kept:
            kept[path] = method(self, path, *others)
        return kept[path]

    return kept_or_found


def _of_the_home() -> Iterator[Kept]:
    """Find what the CLI's modules keep of the home in which they were imported, as values or as defaults."""
    for module_name, module in list(sys.modules.items()):
        if module_name.partition(".")[0] in ("awscli", "botocore"):
            for holder in (
                module,
                *(each for each in vars(module).values() if isinstance(each, type)),
            ):
                for name, value in vars(holder).items():
                    if isinstance(value, str) and HOME in value:
                        yield holder, name, value
                    elif isinstance(value, FunctionType) and HOME in str(value.__defaults__):
                        yield value, "__defaults__", value.__defaults__


def _moved(value: Any, home: str) -> Any:
    """Put another home into a text, and into the texts of a tuple."""
    if isinstance(value, tuple):
        return tuple(_moved(each, home) for each in value)
    return value.replace(HOME, home) if isinstance(value, str) else value


def _begin(
    call: socket.socket, calls: dict[int, tuple[socket.socket, int]], of_the_home: Sequence[Kept]
) -> None:
    """Fork for a call. Its client may be killed at any moment, which ends the call and nothing else."""
    room = socket.CMSG_SPACE(3 * array.array("i").itemsize)
    head, ancillary, _, _ = call.recvmsg(SIZE, room)
    streams = array.array("i")
    for _, _, data in ancillary:
        streams.frombytes(data)
    length = int.from_bytes(head, "big")
    data = call.recv(length, socket.MSG_WAITALL)
    if len(streams) != 3 or len(data) < length:
        call.close()
        return
    arguments, environment, folder, mask, theirs = json.loads(data)
    pid = 0
    if theirs == circumstances():  # type: ignore[name-defined]  # noqa: F821 (see `_serve`)
        pid = os.fork()
        if not pid:
            _be_called(arguments, environment, folder, mask, list(streams), of_the_home)
    for stream in streams:
        os.close(stream)
    with contextlib.suppress(OSError):
        call.sendall(pid.to_bytes(SIZE, "big"))
    if pid:
        calls[os.pidfd_open(pid)] = call, pid
    else:
        call.close()


def _end(call: socket.socket, child: int, pid: int) -> None:
    """Tell a client how its call ended: by an exit code, or by a signal as a negative number."""
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.close(child)
    with contextlib.suppress(OSError), call:
        call.sendall(code.to_bytes(SIZE, "big", signed=True))


def _be_called(
    arguments: list[str],
    environment: dict[str, str],
    folder: str,
    mask: int,
    streams: list[int],
    of_the_home: Sequence[Kept],
) -> NoReturn:
    """Run the CLI in this process, a fork, as its own program would run it."""
    code = 1
    try:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        os.closerange(3, 256)
        os.chdir(folder)
        os.umask(mask)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = [str(AWS), *arguments]
        sys.stdin = os.fdopen(0, encoding="utf-8", errors="surrogateescape")
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", errors="surrogateescape")
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace")

        # It reads AWS_DATA_PATH when it is imported.
        awscli = importlib.reload(sys.modules["awscli"])
        for holder, name, value in of_the_home:
            setattr(holder, name, _moved(value, os.path.expanduser("~")))
        code = awscli.clidriver.main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(_flushed(code))


def _flushed(code: int) -> int:
    """Write what is left, and complain about a reader that has gone as Python does at its end."""
    try:
        sys.stdout.flush()
    except OSError as error:
        sys.stdout.buffer.raw.name = "<stdout>"  # type: ignore[attr-defined]
        sys.stderr.write(f"Exception ignored in: {sys.stdout!r}\n{type(error).__name__}: {error}\n")
        code = 120
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.flush()
    return code


if __name__ == "__main__":
    place = Path(sys.argv[1])
    try:
        _serve(str(place))
    finally:  # file by file: a whole tree would be gone with one wrong name
        for file in (place, place.parent / "bin" / "aws"):
            file.unlink(missing_ok=True)
        for folder in (place.parent / "bin", place.parent):
            folder.rmdir()
