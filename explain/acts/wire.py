"""From the wire log to events: what crossed the wire, as an act shows it."""

from __future__ import annotations

from collections.abc import Iterable

from explain.credentials.ecr import Call
from explain.errors import ToolProblem
from explain.narration import Ran
from explain.programs import Completed, Program
from explain.wire import Exchange

_INVOCATION = "amz-sdk-invocation-id"
"""The header by which an SDK names each of its calls (botocore/endpoint.py)."""


def exchange_of(call: Call, wire: Iterable[Exchange]) -> Exchange:
    """Find a call's own exchange. Others may speak to the cloud meanwhile: the left side of the pipe does."""
    own = dict(call.headers)[_INVOCATION]
    for exchange in wire:
        if dict(exchange.request_headers).get(_INVOCATION) == own:
            return exchange
    # Headers are logged of a request whose signature was checked: not of one by an inactive key.
    raise ToolProblem(
        "ECR refused the request before it looked at the signature.",
        "Is the key still active? Outside a lab, empty the sandbox with `explain-ecr reset`.",
    )


def ran(label: str, program: Program, done: Completed) -> Ran:
    """Show a program that ran to its end."""
    return Ran(
        label, program.name, program.stand_in, done.argv, done.exit_code, done.stdout, done.stderr
    )
