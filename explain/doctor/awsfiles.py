"""~/.aws/config and ~/.aws/credentials: which profiles there are and how each gets its credentials.

Of a secret only its presence is kept. Sections are read as botocore does (botocore/configloader.py).
"""

from __future__ import annotations

import configparser
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from explain.logins.machine import Machine

_SECRET = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token")
_PLAIN = (
    "ca_bundle", "cli_auto_prompt", "credential_process", "credential_source", "endpoint_url",
    "login_session", "region", "role_arn", "source_profile", "sso_session", "sso_start_url",
    "web_identity_token_file",
)  # fmt: skip
_LARGEST = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile. `values` are its harmless settings, `secrets` the names of the others.

    `temporary` says that its key id begins as those do that need a session token.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    secrets: frozenset[str] = frozenset()
    temporary: bool = False

    def value(self, name: str) -> str:
        """Return a setting that is not a secret; empty if it is not set."""
        return self.values.get(name, "")


@dataclass(frozen=True, slots=True)
class AwsFiles:
    """Both files. `broken` names those that the AWS CLI cannot read, and so refuses to start with."""

    config_file: Path
    credentials_file: Path
    config: Mapping[str, Profile]
    credentials: Mapping[str, Profile]
    sessions: Mapping[str, Profile]
    broken: tuple[Path, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every profile's name."""
        return tuple(dict.fromkeys([*self.config, *self.credentials]))

    def region(self, profile: str) -> str:
        """Return a profile's region; empty if it has none."""
        return next(
            (
                found
                for files in (self.config, self.credentials)
                if (found := files.get(profile, Profile()).value("region"))
            ),
            "",
        )


def read(machine: Machine) -> AwsFiles:
    """Read both files, wherever the environment says that they are."""
    config_file = machine.path("AWS_CONFIG_FILE") or machine.home / ".aws" / "config"
    named = machine.path("AWS_SHARED_CREDENTIALS_FILE")
    credentials_file = named or machine.home / ".aws" / "credentials"
    in_config, in_credentials = _sections(config_file), _sections(credentials_file)
    config: dict[str, Profile] = {}
    sessions: dict[str, Profile] = {}
    for name, profile in (in_config or {}).items():
        kind, called = _title(name)
        if kind == "sso-session":
            sessions[called] = profile
        elif kind == "profile" or name == "default":
            config[called] = profile
    broken = [
        file
        for file, found in ((config_file, in_config), (credentials_file, in_credentials))
        if found is None
    ]
    return AwsFiles(
        config_file, credentials_file, config, in_credentials or {}, sessions, tuple(broken)
    )


def _title(section: str) -> tuple[str, str]:
    """Split `profile name` or `sso-session name`; the name may be quoted."""
    try:
        words = shlex.split(section)
    except ValueError:
        words = [section]
    return (words[0], words[1]) if len(words) == 2 else ("", section)


def _sections(file: Path) -> dict[str, Profile] | None:
    """Read a file's sections; None if it cannot be read, nothing if there is none."""
    try:
        if not file.exists():
            return {}
        if not file.is_file() or file.stat().st_size > _LARGEST:
            return None
        parser = configparser.RawConfigParser(default_section="")
        parser.read_string(file.read_text("utf-8"))
    except (OSError, ValueError, configparser.Error):
        return None
    return {name: _profile(dict(parser.items(name))) for name in parser.sections()}


def _profile(found: Mapping[str, str]) -> Profile:
    return Profile(
        {name: found[name] for name in _PLAIN if found.get(name)},
        frozenset(name for name in _SECRET if found.get(name)),
        found.get("aws_access_key_id", "").startswith("ASIA"),
    )
