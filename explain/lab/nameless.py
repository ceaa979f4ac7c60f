"""docker, started so that it cannot look up a name.

docker push, pull and manifest inspect ask the system's resolver for the registry's address (moby,
daemon/pkg/registry/config.go, isCIDRMatch; docker/cli, internal/registry/config.go), only to see whether
it is on a private network. So the registry's name, and in it an account's number, would leave the machine.

Where Linux lets us, docker gets its own mount namespace, in which /etc/nsswitch.conf knows files only:
glibc and Go both go by it. An empty network namespace would do as well, but docker's credential helpers and
`docker manifest inspect` need the lab's ports on loopback.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from pathlib import Path

from explain.files import PROGRAM, write_whole

_RULES = Path("/etc/nsswitch.conf")
_HOSTS = re.compile(r"^[ \t]*hosts:.*$", re.MULTILINE)

# The first is root's. In the second users stay who they are (util-linux 2.36), and in the third they are
# root inside. Which of them this machine allows is tried once, and kept next to the rules; with none of them
# docker is started as it is.
_PROGRAM = """\
#!/bin/sh
rules={rules} docker={docker}
if ! read -r how 2>/dev/null <"$rules.how"; then
  for how in --mount "--user --map-current-user --keep-caps --mount" "--map-root-user --mount" none; do
    [ "$how" = none ] || unshare $how mount --bind "$rules" /etc/nsswitch.conf 2>/dev/null && break
  done
  (umask 077; echo "$how" >"$rules.how")
fi
[ "$how" = none ] && exec "$docker" "$@"
exec unshare $how sh -c 'mount --bind "$1" /etc/nsswitch.conf; shift; exec "$@"' sh "$rules" "$docker" "$@"
"""


def put_before_docker(folder: Path, programs: Path) -> None:
    """Put a program into a lab that starts the user's docker so, where this system can."""
    docker = shutil.which("docker")
    if not docker or not _possible(docker):
        return
    rules = folder / "nsswitch.conf"
    text = _RULES.read_text("utf-8", "replace")
    write_whole(rules, f"{_HOSTS.sub('', text).rstrip()}\nhosts: files\n")
    program = _PROGRAM.format(rules=shlex.quote(str(rules)), docker=shlex.quote(docker))
    write_whole(programs / "docker", program, PROGRAM)


def _possible(docker: str) -> bool:
    """Tell whether this system can run programs in a namespace. A snap does not start in one."""
    return (
        sys.platform == "linux"
        and _RULES.is_file()
        and os.access(_RULES, os.R_OK)
        and shutil.which("unshare") is not None
        and not os.path.realpath(docker).startswith("/snap/")
        and Path(docker).resolve().name != "snap"
    )
