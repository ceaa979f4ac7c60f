"""Which language a file is in, by its name, or else by what it looks like."""

from __future__ import annotations

import re

from explain.command.surroundings.model import Inside
from explain.command.surroundings.readers import insides, read

_ENDS = {
    "yaml": (".yml", ".yaml"),
    "make": (".mk", ".make"),
    "groovy": (".groovy", ".jenkinsfile", ".gradle"),
    "dockerfile": (".dockerfile", ".containerfile"),
    "hcl": (".tf", ".hcl", ".nomad", ".tfvars"),
    "json": (".json", ".jsonc", ".webmanifest"),
    "python": (".py",),
    "javascript": (".js", ".mjs", ".cjs", ".ts", ".mts", ".jsx", ".tsx"),
    "markdown": (".md", ".markdown", ".mdx"),
    "program": (".go", ".java", ".kt", ".rb", ".php", ".cs", ".rs", ".scala"),
    "shell": (".sh", ".bash", ".zsh", ".ksh", ".ps1", ".psm1",
              ".bashrc", ".zshrc", ".profile", ".bash_profile"),
    "batch": (".bat", ".cmd"),
    "cron": (".cron", ".crontab"),
    "systemd": (".service",),
}  # fmt: skip
_NAMES = (
    (re.compile(r"(?:GNU)?[Mm]akefile(?:\..*)?"), "make"),
    (re.compile(r"(?:Dockerfile|Containerfile)(?:[.-].*)?"), "dockerfile"),
    (re.compile(r"Jenkinsfile(?:[.-].*)?"), "groovy"),
    (re.compile(r"crontab"), "cron"),
)
_SHEBANG = re.compile(r"#!\s*\S*?(?:/env\s+(?:-\S+\s+)*)?(\w*sh|python|node)[0-9.]*(?:\s|$)")
_INTERPRETERS = {"python": "python", "node": "javascript"}


def language_of(path: str) -> str:
    """Return the language of a file with this name, the empty text where its name tells none."""
    name = path.replace("\\", "/").rpartition("/")[2]
    for pattern, language in _NAMES:
        if pattern.fullmatch(name):
            return language
    lower = name.lower()
    return next((language for language, ends in _ENDS.items() if lower.endswith(ends)), "")


def read_file(path: str, text: str) -> list[Inside]:
    """Find the commands in a file's text, in order; none if it holds no line of the family."""
    language = language_of(path)
    if not language and (shebang := _SHEBANG.match(text)):
        language = _INTERPRETERS.get(shebang[1], "shell")
    if language:
        return read(text, language)
    return [inside for inside in insides(text) if inside.layers] or read(text, "shell")
