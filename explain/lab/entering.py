"""Leading a shell that runs into a lab, and out of it again: what it has to evaluate for that.

What a lab's variables replace is kept in variables of that shell alone: a program that is started from it
sees none of them, and `explain-ecr` never prints their values, which may be secrets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from explain.lab import environment
from explain.lab.shells import Kind, is_name, quoted, script

MARKER, GONE = "(ecr lab)", "(ecr lab: gone)"
"""What a prompt begins with in a lab, and where the lab has ended."""

STATUS = "exercise.status"
"""The file in a lab's folder whose one line a prompt shows, where an exercise is open."""

KEPT = "EXPLAIN_ECR_KEPT"
"""Set in a terminal that was led into a lab: the names of the variables that it had before."""

TERMINALS = "terminals"
"""The folder in a lab's folder where each shell in it leaves an empty file, named by its process id."""


@dataclass(frozen=True, slots=True)
class _Words:
    """What keeping, restoring and marking is in one shell language. `@` is replaced: by a name, or a path."""

    keep: str
    restore: str
    enlist: str
    delist: str
    marked: str
    unmarked: str


_POSIX = _Words(
    keep="_ecr_lab_was_@=$@",
    restore=(
        'if [ -n "${_ecr_lab_was_@+x}" ]; then export @="$_ecr_lab_was_@"; unset _ecr_lab_was_@;'
        " else unset @; fi"
    ),
    enlist="case $- in *i*) { : >| @/$$; } 2>/dev/null ;; esac",
    delist="rm -f @/$$",
    # zsh's array is hidden from dash, which could not read it. bash and zsh draw their prompt each time,
    # often by a function of the user's that knows no marker: so ours is a function too, the last one.
    marked=f"""case $- in *i*)
  if ! type _ecr_lab_prompt >/dev/null 2>&1; then
    if [ -n "${{BASH_VERSION-}}" ]; then PROMPT_COMMAND="${{PROMPT_COMMAND:+$PROMPT_COMMAND
}}_ecr_lab_prompt"
    elif [ -n "${{ZSH_VERSION-}}" ]; then eval 'precmd_functions+=(_ecr_lab_prompt)'; fi
  fi
  _ecr_lab_prompt() {{
    PS1=${{PS1#"(ecr lab"*") "}}
    if [ -n "${{{environment.LAB}-}}" ]; then
      if [ -d "${environment.LAB}" ]; then
        _ecr_lab_says=
        if [ -r "${environment.LAB}/{STATUS}" ]; then
          IFS= read -r _ecr_lab_says <"${environment.LAB}/{STATUS}"
          # Another shell draws its prompt once and for all, and would go on showing the first count.
          [ -n "${{BASH_VERSION-}}${{ZSH_VERSION-}}" ] || _ecr_lab_says=${{_ecr_lab_says%% *}}
        fi
        PS1="{MARKER[:-1]}${{_ecr_lab_says:+ · $_ecr_lab_says}}) $PS1"
      else PS1="{GONE} $PS1"; fi
    fi
  }}
  _ecr_lab_prompt ;;
esac""",
    unmarked="if type _ecr_lab_prompt >/dev/null 2>&1; then _ecr_lab_prompt; fi",
)

_FISH = _Words(
    keep="set --global --unexport _ecr_lab_was_@ $@",
    # A universal variable is the user's own, in all their shells: it is back when ours is gone.
    restore=(
        "set --erase --global @; set --query @; or not set --query _ecr_lab_was_@;"
        " or set --global --export @ $_ecr_lab_was_@; set --erase --global _ecr_lab_was_@"
    ),
    enlist="if status is-interactive; echo -n 2>/dev/null >@/$fish_pid; end",
    delist="rm -f @/$fish_pid",
    marked=f"""if status is-interactive; and not functions --query _ecr_lab_own_prompt
  if functions --query fish_prompt; functions --copy fish_prompt _ecr_lab_own_prompt
  else; function _ecr_lab_own_prompt; echo -n '> '; end; end
  function _ecr_lab_status; return $argv[1]; end
  function fish_prompt
    set --local last $status
    if set --query {environment.LAB}
      if test -d ${environment.LAB}
        set --local says
        test -r ${environment.LAB}/{STATUS}; and read says <${environment.LAB}/{STATUS}
        echo -n '{MARKER[:-1]}'; test -n "$says"; and echo -n " · $says"; echo -n ') '
      else; echo -n '{GONE} '; end
    end
    _ecr_lab_status $last
    _ecr_lab_own_prompt
  end
end""",
    unmarked="true",  # what was set last had no status, and left an older one
)

_POWERSHELL = _Words(
    keep="$EcrLabWas_@ = $Env:@",
    restore=(
        "if (Test-Path Variable:EcrLabWas_@) { $Env:@ = $EcrLabWas_@; Remove-Variable EcrLabWas_@ }"
        " else { Remove-Item -ErrorAction SilentlyContinue Env:@ }"
    ),
    enlist="New-Item -ErrorAction SilentlyContinue -Force -Path (Join-Path @ $PID) | Out-Null",
    delist="Remove-Item -ErrorAction SilentlyContinue (Join-Path @ $PID)",
    marked=f"""if (-not (Test-Path Variable:EcrLabPrompt)) {{
  $EcrLabPrompt = $function:prompt
  function prompt {{
    $EcrLabMarker = ''
    if ($Env:{environment.LAB}) {{
      $EcrLabStatus = Join-Path $Env:{environment.LAB} '{STATUS}'
      $EcrLabSays = if (Test-Path $EcrLabStatus) {{ ' · ' + (Get-Content -TotalCount 1 $EcrLabStatus) }}
      $EcrLabMarker = if (-not (Test-Path $Env:{environment.LAB})) {{ '{GONE} ' }}
        elseif ($EcrLabSays) {{ '{MARKER[:-1]}' + $EcrLabSays + ') ' }}
        else {{ '{MARKER} ' }}
    }}
    "$EcrLabMarker$(& $EcrLabPrompt)"
  }}
}}""",
    unmarked="",
)

_WORDS: Mapping[Kind, _Words] = {"posix": _POSIX, "fish": _FISH, "powershell": _POWERSHELL}


def entering(kind: Kind, doors: environment.Doors, outside: Mapping[str, str]) -> str:
    """Write what leads a shell with an environment into a lab, its prompt marked."""
    words = _WORDS[kind]
    gone = environment.unset(outside)
    made = {**environment.variables(doors), "PATH": environment.path_in(doors.folder, outside)}
    kept = _kept(outside)
    if kept is None:
        changed = {*gone, *made} - {"PATH"}
        kept = sorted(name for name in outside if name in changed and is_name(name))
        keeping = [words.keep.replace("@", name) for name in kept]
    else:
        keeping = []
    made[KEPT] = " ".join(kept)
    return _joined(
        *keeping,
        script(kind, gone, made),
        words.enlist.replace("@", quoted(kind, str(doors.folder / TERMINALS))),
        words.marked,
    )


def leaving(kind: Kind, inside: Mapping[str, str]) -> str:
    """Write what leads a shell out of its lab again. The lab may be gone."""
    words = _WORDS[kind]
    place = Path(inside[environment.LAB])
    names = sorted({*environment.names(), *(_kept(inside) or ())})
    return _joined(
        words.delist.replace("@", quoted(kind, str(place / TERMINALS))),
        *(words.restore.replace("@", name) for name in names),
        script(kind, [KEPT], {"PATH": environment.path_out(place, inside)}),
        words.unmarked,
    )


def _kept(outside: Mapping[str, str]) -> list[str] | None:
    """Read what a shell keeps already; None if it was never led into a lab."""
    if KEPT in outside:
        return [name for name in outside[KEPT].split() if is_name(name)]
    return [] if environment.LAB in outside else None


def _joined(*lines: str) -> str:
    return "\n".join(filter(None, lines))
