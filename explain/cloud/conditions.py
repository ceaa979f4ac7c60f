"""Conditions of policies, as far as ECR's documentation uses them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from typing import Any

from explain.cloud.globs import matches

Context = Mapping[str, str]
"""What is known of a request: `aws:PrincipalArn`, `aws:RequestedRegion` and their like, in lower case."""


def holds(condition: Any, context: Context) -> bool | None:
    """Tell whether all of a condition is so. None: one of its operators is not known here."""
    if not isinstance(condition, dict):
        return None
    answers = [
        _one_holds(operator, key.lower(), wanted, context)
        for operator, keys in condition.items()
        for key, wanted in (keys.items() if isinstance(keys, dict) else [("", None)])
    ]
    return None if None in answers else all(answers)


def _one_holds(operator: str, key: str, wanted: Any, context: Context) -> bool | None:
    plain = operator.removesuffix("IfExists")
    values = [str(value) for value in (wanted if isinstance(wanted, list) else [wanted])]
    there = context.get(key)
    if plain == "Null":
        return all((value.lower() == "true") == (there is None) for value in values)
    if plain not in _OPERATORS:
        return None
    compare, negated = _OPERATORS[plain]
    if there is None:  # a key that is not there satisfies only what is negated, or optional
        return negated or operator != plain
    return any(compare(value, there) for value in values) != negated


def _same(wanted: str, there: str) -> bool:
    return wanted == there


def _same_but_for_case(wanted: str, there: str) -> bool:
    return wanted.lower() == there.lower()


def _arn(wanted: str, there: str) -> bool:
    """Compare two ARNs part by part: a star does not reach over a colon."""
    patterns, parts = wanted.split(":", 5), there.split(":", 5)
    return len(patterns) == len(parts) and all(map(matches, patterns, parts))


def _network(wanted: str, there: str) -> bool:
    try:
        return ipaddress.ip_address(there) in ipaddress.ip_network(wanted, strict=False)
    except ValueError:
        return False


_Compare = Callable[[str, str], bool]
_OPERATORS: Mapping[str, tuple[_Compare, bool]] = {
    "StringEquals": (_same, False),
    "StringNotEquals": (_same, True),
    "StringEqualsIgnoreCase": (_same_but_for_case, False),
    "StringNotEqualsIgnoreCase": (_same_but_for_case, True),
    "StringLike": (matches, False),
    "StringNotLike": (matches, True),
    "ArnEquals": (_arn, False),
    "ArnNotEquals": (_arn, True),
    "ArnLike": (_arn, False),
    "ArnNotLike": (_arn, True),
    "Bool": (_same_but_for_case, False),
    "IpAddress": (_network, False),
    "NotIpAddress": (_network, True),
}
"""Each operator, and whether it is a negation."""
