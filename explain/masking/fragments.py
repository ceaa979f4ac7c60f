"""What the detectors' patterns are made of."""

from __future__ import annotations

QUOTE = r"\\{0,3}[\"']"
"""A quotation mark, also as it is in JSON, and in JSON within JSON."""

GAP = r"(?:[ \t]|\\\r?\n|[`^]\r?\n)"
"""What separates two words of a command: also a line that is continued (sh, PowerShell, cmd)."""

LINE_START = r"(?<![^\n])"
LINE_END = r"(?=\r?\n|(?![^\n]))"

REST = r"[a-z0-9_.-]{0,40}"
"""The rest of a name."""

_SIGN = r"[^ \t\r\n\"'`;&|<>\\]"
_LAST = r"[^ \t\r\n\"'`;&|<>\\(){}\[\],.:]"
_ESCAPED = r"\\{1,2}[^nrt\"' \r\n\\]"

BARE = rf"(?:(?:{_SIGN}|{_ESCAPED}){{0,6000}}(?:{_LAST}|{_ESCAPED})(?:\"[a-z0-9][^\"' \t\n]*\"|'[a-z0-9][^\"' \t\n]*')?)"
"""A value without quotes: up to a space or a sign of the shell, without a full stop or bracket after it.

What follows in quotes without a space (`abc'def'`) is the shell's same word.
"""

PLACE = r"(?!\\{0,3}\${1,2}[a-z_{(\[]|\{\{|\{[a-z]|%[a-z%(]|<[a-z]|\*\*\*|•|`)"
"""A variable or a gap to be filled in does not begin here. `explain.masking.judging` knows more of them."""

QUOTED = (
    rf"(?:\\{{1,3}}[\"']{PLACE}((?:[^\"'\\\n]|\\{{1,2}}[^\"'\\\n]){{1,6000}})"
    rf"|\"{PLACE}((?:[^\"\\\n]|\\[^\n]){{1,6000}})"
    rf"|'{PLACE}([^'\n]{{1,6000}}))"
)
"""A value in quotes, also where they are not closed."""

NO_CALL = (
    r"(?![a-z_][a-z0-9_]{0,60}\.[a-z0-9_.]{1,60}\()"
    r"(?!(?:getenv|getpass|input|prompt|env|str|file|lookup|(?:get|fetch|read|load)_[a-z_]{1,40})\()"
)
"""`os.getenv("TOKEN")` is a call that gives a value, and none itself."""

GIVEN = rf"(?:{QUOTED}|{NO_CALL}{PLACE}({BARE}))"
"""A value, with or without quotes."""

_ALONE = (
    r"(?:(?<![a-z])(?:pass|pwd|pw|pat|auth)(?![a-z])"
    r"|(?:(?<=db)|(?<=ssh)|(?<=key)|(?<=store)|(?<=user)|(?<=smtp)|(?<=root)|(?<=my))pass(?![a-z]))"
)
"""Short names of secrets, which are parts of many words."""

SECRET = (
    r"(?:passw(?:or)?d(?!s)|passphrase|passcode|secret(?!s)|token(?!s|iz)|api[_-]?key|access[_-]?key(?!s)"
    rf"|(?:private|signing|account|encryption|shared|master|sas|client)[_-]?key|authtoken|dockercfg|{_ALONE})"
)
"""What the name of a secret has in it."""

# These are not secrets, although their names contain one of the words: `AWS_WEB_IDENTITY_TOKEN_FILE`, `--password-stdin`,
# `access_key_id`, `imagePullSecretName`, `token_type`, `TokenExpiration`.
_PUBLIC = (
    r"(?:file|files|path|dir|directory|ur[il]|ids?|names?|stdin|stin|stdn|sdtin|type|length|size|count|limit"
    r"|ttl|expir[a-z]*|expires?[a-z]*|arn|endpoint|host|server|user|username|version|command|cmd|helper|store|source"
    r"|provider|region|prompt|age|date|time|format|fields?|ref|refs|policy|kind|required|enabled|reviews?|method"
    r"|service|status|code|env|var|env[_-]?var|env[_-]?key|config|hash|fingerprint|ex|exception|error|errors|set|create)"
)
NAME = rf"{SECRET}(?!{REST}?{_PUBLIC}(?![a-z0-9_.-])){REST}"
"""The name of a secret, from its telling word on."""

NAMES = ("pass", "pwd", "pw", "secret", "token", "key", "auth", "pat", "dockercfg")
"""One of these is in every such name."""
