"""Judging policies: those of identities, and those of resources.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
moto judges too, but reads patterns as regular expressions and takes no notice of NotResource, and in
the sandbox anybody may write policies. A condition whose operator is not known here cannot be judged:
a statement with one allows nothing, and denies always.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from explain.cloud.conditions import Context, holds
from explain.cloud.globs import matches

Document = Mapping[str, Any]


class Decision(Enum):
    """What the policies say. Silence is not consent."""

    ALLOWED = "allowed"
    DENIED = "denied"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Question:
    """What policies are asked: may this be done to this, and what is known of the request."""

    action: str
    resource: str
    context: Context = field(default_factory=dict)


def judge(documents: Iterable[Document], question: Question) -> Decision:
    """Say what an identity's policies say: one Deny outweighs every Allow."""
    return _decide(documents, lambda one: _concerns(one, question, resource_wanted=True))


def judge_resource(
    documents: Collection[Document], arn: str, question: Question
) -> tuple[Decision, bool]:
    """Say what a resource's policies say of a principal, and whether they allow that very principal.

    A policy that names only the principal's account leaves it to the account whom it lets do it.
    """

    def names(accepted: Callable[[str], bool]) -> Callable[[Mapping[str, Any]], bool]:
        return lambda one: (
            _is_for(one, accepted) and _concerns(one, question, resource_wanted=False)
        )

    decision = _decide(documents, names(lambda named: is_principal(named, arn)))
    directly = _decide(documents, names(lambda named: named in ("*", arn, role_of(arn))))
    return decision, directly is Decision.ALLOWED


def trusts(document: Document, arn: str, context: Context) -> bool:
    """Say whether a role's trust policy lets this principal assume the role."""
    decision, _ = judge_resource([document], arn, Question("sts:AssumeRole", "*", context))
    return decision is Decision.ALLOWED


def is_principal(named: str, arn: str) -> bool:
    """Tell whether a name in a policy means this principal: all, its account, its role, or itself."""
    account, partition = arn.split(":")[4], arn.split(":")[1]
    return named in ("*", account, f"arn:{partition}:iam::{account}:root", arn, role_of(arn))


def role_of(arn: str) -> str:
    """Return the role of an assumed role's session; any other principal as it is."""
    kind, _, rest = arn.partition(":assumed-role/")
    return f"{kind.replace(':sts:', ':iam:')}:role/{rest.partition('/')[0]}" if rest else arn


def several(value: Any) -> list[Any]:
    """Return a list, as IAM reads it: a single element needs no brackets."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _decide(documents: Iterable[Document], concerns: Callable[[Any], bool]) -> Decision:
    effects = {
        statement.get("Effect")
        for document in documents
        for statement in several(document.get("Statement"))
        if isinstance(statement, dict) and concerns(statement)
    }
    if "Deny" in effects:
        return Decision.DENIED
    return Decision.ALLOWED if "Allow" in effects else Decision.SILENT


def _concerns(statement: Mapping[str, Any], question: Question, *, resource_wanted: bool) -> bool:
    """Tell whether a statement is about this. A resource's policy need not name the resource."""
    if not _matches(statement, "Action", question.action):
        return False
    named = resource_wanted or "Resource" in statement or "NotResource" in statement
    if named and not _matches(statement, "Resource", question.resource):
        return False
    if "Condition" not in statement:
        return True
    answer = holds(statement["Condition"], question.context)
    return statement.get("Effect") != "Allow" if answer is None else answer


def _is_for(statement: Mapping[str, Any], accepted: Callable[[str], bool]) -> bool:
    negated = "NotPrincipal" in statement
    principal = statement.get("NotPrincipal" if negated else "Principal")
    named = several(principal.get("AWS")) if isinstance(principal, dict) else several(principal)
    return principal is not None and negated != any(accepted(str(one)) for one in named)


def _matches(statement: Mapping[str, Any], element: str, value: str) -> bool:
    """Match an element of a statement or its negation. Case matters everywhere but in actions."""
    negated = f"Not{element}" in statement
    patterns = [str(one) for one in several(statement.get(f"Not{element}" if negated else element))]
    if element == "Action":
        value, patterns = value.lower(), [pattern.lower() for pattern in patterns]
    return negated != any(matches(pattern, value) for pattern in patterns)
