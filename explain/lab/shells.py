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


def entrance(kind: Kind, options: str = "", program: str = "explain-ecr") -> str:
    """Write what is typed in another terminal to enter a running lab, or with `--unset` to leave it."""
    call = f"{program} lab env{options and f' {options}'}"
    return {
        "posix": f'eval "$({call})"',
        "fish": f"{call} | source",
        "powershell": f"{call} | Out-String | Invoke-Expression",
    }[kind]


def script(kind: Kind, unset: Iterable[str], variables: Mapping[str, str]) -> str:
    """Write the commands that change a running shell's environment."""
    names = [name for name in unset if name not in variables and is_name(name)]
    lines = [_UNSET[kind].format(name) for name in names]
    lines += [_SET[kind].format(name, quoted(kind, value)) for name, value in variables.items()]
    return "\n".join(lines)


def is_name(text: str) -> bool:
    """Tell whether a text can name a variable in every shell. No other may get into a text for `eval`."""
    return bool(_NAME.fullmatch(text))


def quoted(kind: Kind, text: str) -> str:
    """Write a text as one word of a shell, which stands for itself."""
    match kind:
        case "fish":
            escaped = text.replace("\\", "\\\\").replace("'", "\\'")
            return f"'{escaped}'"
        case "powershell":
            doubled = _POWERSHELL_QUOTES.sub(lambda quote: quote[0] * 2, text)
            return f"'{doubled}'"
        case _:
            return shlex.quote(text)


_SET: Mapping[Kind, str] = {
    "posix": "export {}={}",
    "fish": "set --global --export {} {}",
    "powershell": "$Env:{} = {}",
}

_UNSET: Mapping[Kind, str] = {
    "posix": "unset {}",
    # It is hidden: erasing a universal variable would take it from all of the learner's shells.
    "fish": "set --global --unexport {}",
    "powershell": "Remove-Item -ErrorAction SilentlyContinue Env:{}",
}
