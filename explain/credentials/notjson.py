"""Why a text is not JSON: the line, the column, and the mistake that people make there.

The reasons never repeat what the text holds: it may be a secret.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import NamedTuple

_YAML = re.compile(r"(?:---\s|[\w./\"'-]+:(?:\s|$)|- [\w\"'])")
_SECRET_OF_KUBERNETES = re.compile(r"^kind:\s*[\"']?Secret\b", re.MULTILINE)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
_QUOTES = "“”„‟«»‘’"


class Reason(NamedTuple):
    """What is wrong, as a clause, and what to do, as a sentence.

    `place` is like `line 3, column 5`; empty for the whole.
    """

    place: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}" if self.place else self.what


def of_bytes(data: bytes) -> Reason | None:
    """Say what keeps bytes from being the UTF-8 that JSON is written in (RFC 8259, 8.1); None for nothing."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:64]:
        return Reason(
            "", "it is UTF-16, as Windows PowerShell writes with `>` and `Out-File`",
            "Write it again as UTF-8, in Windows PowerShell with `[IO.File]::WriteAllText`.",
        )  # fmt: skip
    if data.startswith(b"\xef\xbb\xbf"):
        return Reason(
            "line 1, column 1",
            "a byte order mark (BOM), which some Windows editors add",
            "Save it as UTF-8 without BOM.",
        )
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Reason(f"line {line}", "bytes that are not UTF-8", "Save it again as UTF-8.")
    return None


def of_text(text: str, problem: ValueError | RecursionError) -> Reason:
    """Say what keeps a text from being JSON, given the problem that `json` raised."""
    if whole := _of_the_whole(text):
        return whole
    if not isinstance(problem, json.JSONDecodeError):
        return Reason("", "it is nested too deeply", "Compare it with what `docker login` writes.")
    if problem.doc != text:
        problem = json.JSONDecodeError(problem.msg, text, _number_in(text))
    place, what, remedy = _at(text, problem)
    line = text.count("\n", 0, place) + 1
    column = place - text.rfind("\n", 0, place)
    return Reason(f"line {line}, column {column}", what, remedy)


def _number_in(text: str) -> int:
    """Find a number that JSON does not have; `json` does not say where it is."""
    match = re.search(r"(?:[:,\[]\s*|^\s*)(-?(?:NaN|Infinity))", text)
    return match.start(1) if match else 0


def behind(text: str, end: int) -> str:
    """Say where the text goes on behind the end of its first JSON value; empty if it does not."""
    rest = text[end:]
    at = end + len(rest) - len(rest.lstrip(" \t\r\n"))
    return f"line {text.count(chr(10), 0, at) + 1}" if at < len(text) else ""


def _of_the_whole(text: str) -> Reason | None:
    """Recognise texts that are something else altogether."""
    bare = text.strip()
    if len(bare) > 1 and bare[0] == bare[-1] == "'":
        return Reason(
            "line 1, column 1", "single quotes around everything",
            "Remove the quotes: they belong in a shell, not in the file.",
        )  # fmt: skip
    if inside := _encoded(bare):
        return Reason("", inside, "Decode it first: `base64 -d FILE > config.json`.")
    if bare.startswith("<"):
        return Reason("", "it is HTML or XML", "Get the file again: this is a web page instead.")
    if _YAML.match(bare) and bare[0] not in "{[\"'":
        secret = bool(_SECRET_OF_KUBERNETES.search(text))
        what = "it is YAML, a Kubernetes Secret" if secret else "it is YAML"
        remedy = f"Extract docker's configuration: {FROM_KUBERNETES}."
        return Reason("", what, remedy if secret else "Write it as JSON.")
    return None


FROM_KUBERNETES = "`kubectl get secret NAME -o jsonpath='{.data.\\.dockerconfigjson}' | base64 -d`"


def _encoded(bare: str) -> str:
    """Recognise base64 of a configuration or of a password; empty for anything else."""
    packed = "".join(bare.split())
    if len(packed) < 16 or not _BASE64.fullmatch(packed):
        return ""
    try:
        inside = base64.b64decode(packed + "=" * (-len(packed) % 4))
    except (binascii.Error, ValueError):
        return ""
    if not inside.lstrip().startswith(b"{"):
        return ""
    return "it is base64, of an ECR password" if b'"datakey"' in inside else "it is base64, of JSON"


def _at(text: str, problem: json.JSONDecodeError) -> tuple[int, str, str]:
    """Return the mistake's place, kind and fix. `json` often complains one character too late."""
    at = problem.pos
    rest = text[at:].lstrip(" \t\r\n")
    at = len(text) - len(rest) if rest else at
    before = text[:at].rstrip(" \t\r\n")
    if problem.msg.startswith("Invalid control character"):
        return (
            problem.pos,
            "a line break inside a string",
            "Write the string on one line: it was wrapped.",
        )
    if problem.msg.startswith("Invalid \\"):
        return at, "a backslash that JSON does not know", "Double it: `\\\\`."
    if problem.msg.startswith("Unterminated"):
        return at, "a quotation mark that is not closed", "Close it, or copy the whole file again."
    if not rest:
        return (
            at,
            "the text ends too early",
            "Something was cut off: close every bracket and quote.",
        )
    if before.endswith(",") and rest[0] in "}]":
        return len(before) - 1, "a comma after the last entry", "Remove the comma."
    return at, *_by_what_stands_there(rest, problem.msg)


# What a mistake begins with, what it is, and what to do. The first that matches wins: the last is the widest.
_BEGINNINGS = (
    (r"/\*|//|#", "a comment, which JSON does not have", "Remove the comment."),
    (r"['`]", "single quotes, where JSON needs double ones", 'Write `"` for each of them.'),
    (f"[{_QUOTES}]", "curly quotes, as word processors write them", 'Write `"` for each of them.'),
    (r"[$%<]|\{\{", "a placeholder that was not replaced", "Replace it with a value."),
    (r"(?:None|True|False)\b", "Python, not JSON", "Write it with `json.dumps`."),
    (r"-?(?:NaN|Infinity)\b", "a number that JSON does not have", "Remove it."),
    (r"\w", "a word without quotation marks", "Put it into double quotes."),
    (r",", "an extra comma", "Remove it."),
)
_MISSING = {",": "a comma", ":": "a colon"}


def _by_what_stands_there(rest: str, complaint: str) -> tuple[str, str]:
    """Recognise a mistake by its first characters, or else by what `json` missed there."""
    if complaint == "Extra data" and not rest.startswith(("/*", "//", "#")):
        return "more text after the end of the object", "Remove what does not belong there."
    sign = complaint.partition("'")[2].partition("'")[0]
    for begins, what, remedy in _BEGINNINGS:
        if re.match(begins, rest) and not (sign and begins == r"\w"):
            return what, remedy
    if missing := _MISSING.get(sign):
        return f"{missing} is missing before this", f"Put {missing} there."
    return "something that JSON does not allow there", "Compare it with what `docker login` writes."
