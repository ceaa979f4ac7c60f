"""The sandbox: a folder of ours, with its own keys and its own docker configuration.

Separate commands share it. Every file is written whole or not at all (written beside, then renamed),
so a command may be killed at any moment; a lock that dies with its holder keeps two commands apart.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import string
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from explain.credentials.signing import AccessKey
from explain.errors import SandboxProblem
from explain.lock import hold, in_plain_words
from explain.secret import Secret

VARIABLE = "EXPLAIN_ECR_SANDBOX"
_MARK = "this-is-an-explain-ecr-sandbox"
_ELSEWHERE = f"Point the variable {VARIABLE} at a folder that you can write to."


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
            found = json.loads(self._once("access-key.json", _made_up_key))
            return AccessKey(str(found["id"]), Secret(str(found["secret"])))
        raise self._broken("access-key.json")

    def remember(self, name: str, facts: dict[str, str]) -> None:
        """Keep a few facts (no secrets) for a later command."""
        with in_plain_words(self.folder):
            self._write(f"{name}.json", json.dumps(facts))

    def recall(self, name: str) -> dict[str, str]:
        """Return what `remember` kept; nothing where there is none."""
        try:
            found = json.loads((self.folder / f"{name}.json").read_text())
            return {str(key): str(value) for key, value in found.items()}
        except (OSError, ValueError, AttributeError):
            return {}

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
            folder = Path(tempfile.mkdtemp(prefix="scratch-", dir=self.folder))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def reset(self) -> None:
        """Empty the sandbox. The folder stays, and the lock, which the caller holds."""
        with in_plain_words(self.folder):
            for entry in self.folder.iterdir():
                if entry.name in ("lock", _MARK):
                    continue
                if entry.is_dir() and not entry.is_symlink():
                    shutil.rmtree(entry)
                else:
                    entry.unlink()

    def _sweep(self) -> None:
        """Remove what a killed command left; whoever holds the lock is alone."""
        for left_over in self.folder.glob("scratch-*"):
            shutil.rmtree(left_over, ignore_errors=True)

    def _claim(self) -> None:
        in_use = self.folder.is_dir() and any(self.folder.iterdir())
        if in_use and not (self.folder / _MARK).exists():
            raise SandboxProblem(
                f"{self.folder} holds other things, so it will not be used as a sandbox.",
                f"Point {VARIABLE} at an empty folder, or at one that does not exist yet.",
            )
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # The mark comes first, so that a second command at once sees whose folder it is.
        (self.folder / _MARK).touch(mode=0o600)
        os.chmod(self.folder, 0o700)
        for folder in (self.docker_config, self.home):
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


def _made_up_key() -> str:
    """Make up an access key of the usual shape (IAM: 20 and 40 characters)."""
    letters = string.ascii_uppercase + "234567"
    key_id = "AKIA" + "".join(secrets.choice(letters) for _ in range(16))
    alphabet = string.ascii_letters + string.digits + "+/"
    return json.dumps(
        {"id": key_id, "secret": "".join(secrets.choice(alphabet) for _ in range(40))}
    )
