"""What is shown of a program's output: all but secrets, and what is true of one build alone."""

from __future__ import annotations

import re

from explain.masking import HIDDEN, masked
from explain.sandbox import VARIABLE, Sandbox

_PORT = re.compile(r"\b(127\.0\.0\.1|localhost):\d+")
_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def of_a_program(output: str, sandbox: Sandbox) -> str:
    """Return what a program printed, its secrets masked: it may have been told to print them."""
    text = _ESCAPE.sub("", output.replace("\r\n", "\n"))
    text = text.replace(sandbox.access_key.secret.reveal(), HIDDEN)
    text = masked(text)
    # The folder ends with the build. A reader's own sandbox is where the variable says.
    return _PORT.sub(r"\1:PORT", text.replace(str(sandbox.folder), f"${VARIABLE}"))
