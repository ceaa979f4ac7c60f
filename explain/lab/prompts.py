"""Interactive shells inside a lab: each reads the learner's own start-up files first, and then ours.

Ours enter the lab once more as any terminal does (`explain.lab.entering`): many people's start-up files set
AWS_PROFILE, DOCKER_HOST, a proxy, or the prompt.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from explain.files import write_whole
from explain.lab.environment import programs_in
from explain.lab.shells import Kind, name_of, quoted


@dataclass(frozen=True, slots=True)
class Interactive:
    """How an interactive shell is started: its command, and what it needs in its environment."""

    command: tuple[str, ...]
    variables: Mapping[str, str] = field(default_factory=dict)


def interactive(shell: str, folder: Path, environment: Mapping[str, str]) -> Interactive:
    """Return how to open a shell in a lab."""
    match name_of(shell):
        case "bash":
            return Interactive((shell, "--rcfile", str(_bash(folder)), "-i"))
        case "zsh":
            place = _zsh(folder, environment.get("ZDOTDIR", ""))
            return Interactive((shell, "-i"), {"ZDOTDIR": str(place)})
        case "fish":
            return Interactive((shell, "--init-command", f"{_entered(folder, 'fish')} | source"))
        case "pwsh" | "powershell":
            entered = f"{_entered(folder, 'powershell')} | Out-String | Invoke-Expression"
            return Interactive((shell, "-NoExit", "-Command", entered))
        case _:
            file = _posix(folder, environment.get("ENV", ""))
            return Interactive((shell, "-i"), {"ENV": str(file)})


def _entered(folder: Path, kind: Kind) -> str:
    """Write the call that prints the lab's variables for a shell."""
    program = quoted(kind, str(programs_in(folder) / "explain-ecr"))
    call = "& " if kind == "powershell" else ""
    return f"{call}{program} lab env --lab {folder.name} --shell {kind}"


def _bash(folder: Path) -> Path:
    text = f"""[ -f ~/.bashrc ] && . ~/.bashrc
eval "$({_entered(folder, "posix")})"
"""
    return write_whole(folder / "bashrc", text)


def _posix(folder: Path, own: str) -> Path:
    """Write what a POSIX shell finds by ENV (POSIX.1, sh, ENVIRONMENT VARIABLES)."""
    text = f"""ENV={shlex.quote(own)}
[ -n "$ENV" ] && eval "ENV=\\"$ENV\\"" && [ -f "$ENV" ] && . "$ENV"
eval "$({_entered(folder, "posix")})"
"""
    return write_whole(folder / "shrc", text)


def _zsh(folder: Path, own: str) -> Path:
    """Write what zsh finds by ZDOTDIR, which the learner's ~/.zshenv may move."""
    place = folder / "zsh"
    set_own = f"ZDOTDIR={shlex.quote(own)}" if own else "unset ZDOTDIR"
    zshenv = f"""{set_own}
[[ -f ${{ZDOTDIR:-$HOME}}/.zshenv ]] && . ${{ZDOTDIR:-$HOME}}/.zshenv
_ecr_lab_own=${{ZDOTDIR-}}
ZDOTDIR={shlex.quote(str(place))}
"""
    zshrc = f"""if [[ -n $_ecr_lab_own ]]; then ZDOTDIR=$_ecr_lab_own; else unset ZDOTDIR; fi
[[ ${{HISTFILE-}} == {shlex.quote(str(place))}/* ]] && HISTFILE=${{ZDOTDIR:-$HOME}}/.zsh_history
[[ -f ${{ZDOTDIR:-$HOME}}/.zshrc ]] && . ${{ZDOTDIR:-$HOME}}/.zshrc
eval "$({_entered(folder, "posix")})"
"""
    write_whole(place / ".zshenv", zshenv)
    write_whole(place / ".zshrc", zshrc)
    return place
