"""The sandbox: a folder of ours, with its own keys and its own docker configuration.

Separate commands share it. Every file is written whole or not at all (to a second file, then renamed),
so a command may be killed at any moment; a lock that dies with its holder keeps two commands apart.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import string
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from explain import marked
from explain.credentials.signing import AccessKey as AccessKey
from explain.errors import SandboxProblem
from explain.lock import hold, in_plain_words
from explain.secret import Secret

VARIABLE = "EXPLAIN_ECR_SANDBOX"
_ELSEWHERE = f"Point {VARIABLE} at an empty folder, or at one that does not exist yet."
_SCRATCH = r"scratch-[0-9a-f]{16}"
_FILE = r"(?:master\.key|(?:access-key|talk|walk)\.json|login-[^/]+\.json|rehearsal-[^/]+\.jsonl)"
_OURS = re.compile(rf"docker|home|talk\.lock|{_FILE}|\.{_FILE}-[a-z0-9_]{{8}}|{_SCRATCH}")
"""The names that a sandbox makes, and so may remove. The last eight characters are mkstemp's."""


def default_folder() -> Path:
    """Return the folder that the environment names, else this system's place for a program's data."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(os.path.expanduser(named)).absolute()  # keeps a ~ that is nobody's home
    from platformdirs import user_data_path

    return user_data_path("explain-ecr") / "sandbox"


class Sandbox:
    """One sandbox folder, made on first use, readable by its owner alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.docker_config = folder / "docker"
        self.home = folder / "home"
        with in_plain_words(folder):
            self._claim()

    @property
    def master_key(self) -> bytes:
        """The 32 bytes under which the sandbox's ECR seals its tokens."""
        with contextlib.suppress(ValueError):
            key = self._once("master.key", lambda: secrets.token_hex(32))
            if len(raw := bytes.fromhex(key)) == 32:
                return raw
        raise self._broken("master.key")

    @property
    def access_key(self) -> AccessKey:
        """The made-up IAM access key of the sandbox's one user."""
        with contextlib.suppress(ValueError, KeyError, TypeError):
            found = json.loads(self._once("access-key.json", _new_key))
            return AccessKey(str(found["id"]), Secret(str(found["secret"])))
        raise self._broken("access-key.json")

    def remember(self, name: str, facts: dict[str, str]) -> None:
        """Keep a few facts (no secrets) for a later command."""
        with in_plain_words(self.folder):
            self._write(f"{name}.json", json.dumps(facts))

    def recall(self, name: str) -> dict[str, str]:
        """Return the text that `remember` kept; empty if there is none."""
        try:
            found = json.loads((self.folder / f"{name}.json").read_text())
            return {str(key): str(value) for key, value in found.items()}
        except (OSError, ValueError, AttributeError):
            return {}

    def rehearsal(self, spec: str) -> Path:
        """Return where the recording of some steps is kept that were performed here last."""
        return self.folder / f"rehearsal-{spec}.jsonl"

    @contextlib.contextmanager
    def locked(self, patience: float = 30) -> Iterator[None]:
        """Hold the sandbox alone. Waits up to `patience` seconds; the lock ends with its process."""
        with hold(self.folder / "lock", patience):
            self._sweep()
            yield

    @contextlib.contextmanager
    def scratch(self) -> Iterator[Path]:
        """Lend a folder for a while, for what must not touch the stored login."""
        with in_plain_words(self.folder):
            folder = self.folder / f"scratch-{secrets.token_hex(8)}"
            folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def reset(self) -> list[str]:
        """Empty the sandbox. The folder stays, and the lock, which the caller holds.

        Returns the names of what is left because no sandbox makes a name like this.
        """
        with in_plain_words(self.folder):
            for entry in self.folder.iterdir():
                if _OURS.fullmatch(entry.name):
                    marked.discard(entry)
            kept = ("lock", marked.SANDBOX)
            return sorted(each.name for each in self.folder.iterdir() if each.name not in kept)

    def _sweep(self) -> None:
        """Remove what a killed command left; the holder of the lock is alone."""
        for entry in self.folder.iterdir():
            if re.fullmatch(_SCRATCH, entry.name):
                shutil.rmtree(entry, ignore_errors=True)  # which does not follow a link

    def _claim(self) -> None:
        marked.claim(self.folder, marked.SANDBOX, _ELSEWHERE)
        for folder in (self.docker_config, self.home):
            if folder.is_symlink():  # what is written there, and reset, would be somebody else's
                raise SandboxProblem(
                    f"{folder} is a link, so explain-ecr does not write through it.",
                    "Remove the link, and run the command again.",
                )
            folder.mkdir(mode=0o700, exist_ok=True)

    def _once(self, name: str, make: Callable[[], str]) -> str:
        """Read a file, making it first if need be; of two makers at once, both read the first one's."""
        path = self.folder / name
        with in_plain_words(self.folder):
            if not path.exists():
                self._write(name, make(), only_new=True)
            return path.read_text()

    def _write(self, name: str, text: str, *, only_new: bool = False) -> None:
        handle, beside = tempfile.mkstemp(prefix=f".{name}-", dir=self.folder)  # 0600 by mkstemp
        try:
            with os.fdopen(handle, "w") as file:
                file.write(text)
            if only_new:
                with contextlib.suppress(FileExistsError):
                    os.link(beside, self.folder / name)  # unlike a rename, this never replaces
            else:
                os.replace(beside, self.folder / name)
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(beside)

    def _broken(self, name: str) -> SandboxProblem:
        return SandboxProblem(
            f"{self.folder / name} is damaged.", "Empty the sandbox with `explain-ecr reset`."
        )


def made_up_key() -> AccessKey:
    """Make up an access key of the usual shape (IAM: 20 and 40 characters)."""
    letters = string.ascii_uppercase + "234567"
    key_id = "AKIA" + "".join(secrets.choice(letters) for _ in range(16))
    alphabet = string.ascii_letters + string.digits + "+/"
    return AccessKey(key_id, Secret("".join(secrets.choice(alphabet) for _ in range(40))))


def _new_key() -> str:
    key = made_up_key()
    return json.dumps({"id": key.id, "secret": key.secret.reveal()})
