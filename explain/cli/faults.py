"""What is said of an error that no command expected: one sentence and a remedy; a traceback on request."""

from __future__ import annotations

import traceback
from pathlib import Path

import explain
from explain import traces
from explain.errors import ExplainError
from explain.traces import DEBUG


def report_of(error: Exception) -> str:
    """Return what is to be printed about an error, the traceback first where `EXPLAIN_ECR_DEBUG` is set."""
    message, remedy = _in_words(error)
    traced = "".join(f"{line}\n" for line in traces.wanted(error))
    return f"{traced}error: {message}\nremedy: {remedy}\n"


def _in_words(error: Exception) -> tuple[str, str]:
    """Return the sentence and the remedy."""
    match error:
        case ExplainError():
            return error.message, error.remedy
        case OSError():
            reason = error.strerror or type(error).__name__
            where = f" ({error.filename})" if error.filename else ""
            return f"The system refused: {reason}{where}.", _remedy_of(error)
        case RecursionError():
            return "The input is nested too deeply.", "Give only the part that you mean."
        case RuntimeError() if "home directory" in str(error):  # pathlib's own words
            return (
                "This user has no home directory.",
                "Set HOME to a folder that you can write to.",
            )
        case MemoryError():
            return "There is not enough memory.", "Close other programs, or give it less at once."
    return (
        f"explain-ecr has a fault: {type(error).__name__} in {_place(error)}.",
        f"Set {DEBUG}=1, run it again, and report what it prints. It contains none of your values.",
    )


def _remedy_of(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "Check its owner and its mode, or run the command as its owner."
    return "Is the disk full or read-only? Make room and run the command again."


def _place(error: Exception) -> str:
    """Return where an error arose: the deepest line that is ours."""
    house = str(Path(explain.__file__).parent)
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(house)]
    deepest = (ours or frames)[-1]
    return f"{traces.short(deepest.filename)}, line {deepest.lineno}"
