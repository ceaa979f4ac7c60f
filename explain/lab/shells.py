"""Shells: how a lab's environment is written for each, and how to enter one."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

Kind = Literal["posix", "fish", "powershell"]

_KINDS: Mapping[str, Kind] = {"fish": "fish", "pwsh": "powershell", "powershell": "powershell"}

# No shell can name another one, and a text for `eval` must not hold one.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

_POWERSHELL_QUOTES = re.compile("['\u2018\u2019\u201a\u201b]")
"""PowerShell takes typographic quotes for its own (about_Quoting_Rules)."""


def name_of(shell: str) -> str:
    """Return a shell's name from the path of its program."""
    return Path(shell).stem.lower()


def kind_of(shell: str) -> Kind:
    """Tell a shell's language from its name, or the path of its program."""
    return _KINDS.get(name_of(shell), "posix")


def own_shell(environment: Mapping[str, str]) -> str:
    """Return the learner's own shell."""
    return environment.get("SHELL") or ("powershell" if os.name == "nt" else "/bin/sh")


def entrance(kind: Kind) -> str:
    """Write what is typed in another terminal to enter a running lab."""
    return {
        "posix": 'eval "$(explain-ecr lab env)"',
        "fish": "explain-ecr lab env | source",
        "powershell": "explain-ecr lab env | Out-String | Invoke-Expression",
    }[kind]


def script(kind: Kind, unset: Iterable[str], variables: Mapping[str, str]) -> str:
    """Write the commands that bring a running shell into the lab."""
    write_unset, write_set = {
        "posix": (_unset_posix, _set_posix),
        "fish": (_unset_fish, _set_fish),
        "powershell": (_unset_powershell, _set_powershell),
    }[kind]
    names = [name for name in unset if name not in variables and _NAME.fullmatch(name)]
    lines = [write_unset(name) for name in names]
    lines += [write_set(name, value) for name, value in variables.items()]
    return "\n".join(lines)


def _unset_posix(name: str) -> str:
    return f"unset {name}"


def _set_posix(name: str, value: str) -> str:
    return f"export {name}={shlex.quote(value)}"


def _unset_fish(name: str) -> str:
    """Hide a variable: erasing a universal one would take it from all of the learner's shells."""
    return f"set --global --unexport {name}"


def _set_fish(name: str, value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"set --global --export {name} '{escaped}'"


def _unset_powershell(name: str) -> str:
    return f"Remove-Item -ErrorAction SilentlyContinue Env:{name}"


def _set_powershell(name: str, value: str) -> str:
    doubled = _POWERSHELL_QUOTES.sub(lambda quote: quote[0] * 2, value)
    return f"$Env:{name} = '{doubled}'"
