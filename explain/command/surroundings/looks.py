"""What a text looks like: which language it is in, told by its first lines."""

from __future__ import annotations

from collections.abc import Callable

from explain import lazily
from explain.command.surroundings.documents import is_markdown
from explain.command.surroundings.recipes import is_cron, is_crontab, is_dockerfile, is_make
from explain.command.surroundings.shells import is_alias, is_batch, is_for, is_heredoc
from explain.command.surroundings.systemd import is_systemd

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_DOTTED = rf"{_NAME}(?:(?:\.|::|->){_NAME})*"
_BEFORE = r"[^\"'`\n]{0,120}"

_STEP = lazily.pattern(
    r"(?:^|[\n{;(=]|\breturn\b)[ \t]*(?:sh|bat|powershell|pwsh)[ \t]*(?:\([ \t\n]*)?"
    r"(?:(?:script|returnStdout|returnStatus|label|encoding)[ ]*:[ ]*"
    r"(?:true|false|[\"']UTF-8[\"'])?,?[ \t\n]*)*"
    r"[\"'][^\"'\n]*[ \n\"']"
)
_PIPELINE = lazily.pattern(r"\s*(?:pipeline|node|stage|stages|steps|script|agent)\b[^\n]*\{")
_JSON = lazily.pattern(
    r"\s*(?:\{\s*)?\"[^\"\n]{1,100}\"\s*:\s*[\"\[{]|\s*\[\s*[\"\[{]|\s*\{\s*\"[^\"\n]{1,100}\"\s*:"
)
_HCL = lazily.pattern(
    rf"\s*(?:{_NAME}(?:-{_NAME})*(?:[ ]+\"[^\"\n]{{1,100}}\"){{0,2}}[ ]*\{{[ \t]*\n"
    rf"|{_NAME}[ ]+=[ ]*(?:\"|<<|\[\s*\"))"
)
_PYTHON = lazily.pattern(
    rf"\s*(?:{_DOTTED}[ ]*\+?=[ ]*(?:(?:\(\s*)?[fFrR]{{1,2}}|\(\s*)[\"']"
    rf"|(?:import|from)[ ]+[a-z_]+|def[ ]+{_NAME}\("
    rf"|{_BEFORE}\b(?:subprocess|os|invoke|c|ctx)\.[A-Za-z_]+\(|{_BEFORE}\([ \t\n]*[fFrR]{{1,2}}[\"'])"
)
_SCRIPT = lazily.pattern(
    r"\s*(?:(?:await|const|let|var)[ ]|import[ ][^\n]*[ ]from[ ]"
    rf"|{_BEFORE}\b(?:execSync|exec|spawn|spawnSync|execa)\([ \t\n]*[`\"'])"
)
_CALL = lazily.pattern(
    rf"\s*(?:(?:return|(?:{_NAME},?[ ])?\$?{_DOTTED}[ ]*:?=)[ ]+)?(?:new[ ]+)?"
    rf"{_DOTTED}(?:\(\)\.{_DOTTED})?[ ]?\([ \t\n]*[fFrRbBuU]?(?:[\"'`]|\[[ \t\n]*[\"'])"
)
_ASSIGNED = lazily.pattern(rf"\s*{_DOTTED}[ ]+=[ ]+(?:\(\s*)?[fFrR]?[\"']")
_YAML = lazily.pattern(
    r"(?:[ \t]*#[^\n]*\n|\s*\n|---[^\n]*\n)*[ \t]*(?:-[ \t]+[^\s|&;-]|-[ \t]+-[ \t]"
    r"|(?:-[ \t]+)?(?:[A-Za-z_][A-Za-z0-9_./-]*|\"[^\"\n]+\"|'[^'\n]+'):(?:[ \t]+[^\s]|[ \t]*\r?\n))"
)
_TARGET = lazily.pattern(r"\s*[^\s#][^\n]*:[^\n]*\n\t")

LOOKS: tuple[tuple[Callable[[str], object], str], ...] = (
    (is_markdown, "markdown"),
    (is_dockerfile, "dockerfile"),
    (is_systemd, "systemd"),
    (_PIPELINE.match, "groovy"),
    (_STEP.search, "groovy"),
    (_JSON.match, "json"),
    (_PYTHON.match, "python"),
    (_SCRIPT.match, "javascript"),
    (_HCL.match, "hcl"),
    (_CALL.match, "program"),
    (_ASSIGNED.match, "program"),
    (is_crontab, "crontab"),
    (is_cron, "cron"),
    (_TARGET.match, "make"),
    (_YAML.match, "yaml"),
    (is_batch, "batch"),
    (is_for, "for"),
    (is_make, "make"),
    (is_alias, "alias"),
    (is_heredoc, "heredoc"),
)
"""Looks and languages. What could be taken for another comes first: a step of Jenkins looks like any call,
and a Makefile's target (a tab begins the next line) like a key of YAML."""

IN_SHELL: tuple[tuple[Callable[[str], object], str], ...] = (
    (is_for, "for"),
    (is_alias, "alias"),
    (is_crontab, "crontab"),
    (is_heredoc, "heredoc"),
)
"""What may be around a command within a shell's text."""
