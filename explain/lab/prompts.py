"""Interactive shells inside a lab: each reads the learner's own start-up files first, and then ours.

Ours set the lab's variables once more, for many people's start-up files set AWS_PROFILE, DOCKER_HOST
or a proxy; and they make the prompt say where one is, also where it is drawn anew each time.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from explain.files import write_whole
from explain.lab.environment import programs_in
from explain.lab.shells import Kind, name_of

PROMPT = "(ecr lab)"

_ONCE = f'case $PS1 in "{PROMPT}"*) ;; *) PS1="{PROMPT} $PS1" ;; esac'


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
            return Interactive((shell, "--init-command", _fish(folder)))
        case "pwsh" | "powershell":
            return Interactive((shell, "-NoExit", "-Command", _powershell(folder)))
        case _:
            file = _posix(folder, environment.get("ENV", ""))
            return Interactive((shell, "-i"), {"ENV": str(file)})


def _entered(folder: Path, kind: Kind) -> str:
    """Write the call that prints the lab's variables for a shell."""
    program = programs_in(folder) / "explain-ecr"
    if kind == "powershell":
        quoted = str(program).replace("'", "''")
        return f"& '{quoted}' lab env --lab {folder.name} --shell powershell"
    return f"{shlex.quote(str(program))} lab env --lab {folder.name} --shell {kind}"


def _bash(folder: Path) -> Path:
    text = f"""[ -f ~/.bashrc ] && . ~/.bashrc
eval "$({_entered(folder, "posix")})"
_ecr_lab_prompt() {{ {_ONCE}; }}
PROMPT_COMMAND="${{PROMPT_COMMAND:+$PROMPT_COMMAND
}}_ecr_lab_prompt"
"""
    return write_whole(folder / "bashrc", text)


def _posix(folder: Path, own: str) -> Path:
    """Write what a POSIX shell finds by ENV (POSIX.1, sh, ENVIRONMENT VARIABLES)."""
    text = f"""ENV={shlex.quote(own)}
[ -n "$ENV" ] && eval "ENV=\\"$ENV\\"" && [ -f "$ENV" ] && . "$ENV"
eval "$({_entered(folder, "posix")})"
{_ONCE}
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
_ecr_lab_prompt() {{ {_ONCE}; }}
precmd_functions+=(_ecr_lab_prompt)
"""
    write_whole(place / ".zshenv", zshenv)
    write_whole(place / ".zshrc", zshrc)
    return place


def _fish(folder: Path) -> str:
    """Write what fish runs after the learner's own config.fish."""
    return f"""{_entered(folder, "fish")} | source
functions --copy fish_prompt _ecr_lab_own_prompt
function fish_prompt; echo -n '{PROMPT} '; _ecr_lab_own_prompt; end"""


def _powershell(folder: Path) -> str:
    """Write what PowerShell runs after the learner's own profile."""
    return f"""{_entered(folder, "powershell")} | Out-String | Invoke-Expression
$EcrLabPrompt = $function:prompt
function prompt {{ "{PROMPT} $(& $EcrLabPrompt)" }}"""
