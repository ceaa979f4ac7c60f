"""Judging identity-based policies.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
moto judges too, but reads patterns as regular expressions and takes no notice of NotResource, and in
the sandbox anybody may write policies. Conditions are not evaluated here: a statement with one allows
nothing, and denies always.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import Enum
from functools import lru_cache
from typing import Any

Document = Mapping[str, Any]


class Decision(Enum):
    """What the policies say. Silence is not consent."""

    ALLOWED = "allowed"
    DENIED = "denied"
    SILENT = "silent"


def judge(documents: Iterable[Document], action: str, resource: str) -> Decision:
    """Say whether the action may be done: one Deny outweighs every Allow."""
    effects = {
        statement.get("Effect")
        for document in documents
        for statement in several(document.get("Statement"))
        if _concerns(statement, action, resource)
    }
    if "Deny" in effects:
        return Decision.DENIED
    return Decision.ALLOWED if "Allow" in effects else Decision.SILENT


def trusts(document: Document, arn: str, account: str) -> bool:
    """Say whether a role's trust policy lets this principal of this account assume the role."""
    accepted = {"*", arn, account, f"arn:{arn.split(':')[1]}:iam::{account}:root"}
    for statement in several(document.get("Statement")):
        principal = statement.get("Principal")
        named = several(principal.get("AWS")) if isinstance(principal, dict) else several(principal)
        allows = statement.get("Effect") == "Allow" and "Condition" not in statement
        if allows and _matches(statement, "Action", "sts:AssumeRole") and accepted & set(named):
            return True
    return False


def several(value: Any) -> list[Any]:
    """Return a list, as IAM reads it: a single element needs no brackets."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _concerns(statement: Mapping[str, Any], action: str, resource: str) -> bool:
    if "Condition" in statement and statement.get("Effect") == "Allow":
        return False
    return _matches(statement, "Action", action) and _matches(statement, "Resource", resource)


def _matches(statement: Mapping[str, Any], element: str, value: str) -> bool:
    """Match an element of a statement or its negation. Case matters everywhere but in actions."""
    negated = f"Not{element}" in statement
    patterns = several(statement.get(f"Not{element}" if negated else element))
    fold = element == "Action"
    return negated != any(_pattern(str(one), fold).fullmatch(value) for one in patterns)


@lru_cache(1024)
def _pattern(text: str, fold: bool) -> re.Pattern[str]:
    """Read `*` and `?`, IAM's only wildcards."""
    pattern = re.escape(text).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(pattern, re.DOTALL | (re.IGNORECASE if fold else re.NOFLAG))
