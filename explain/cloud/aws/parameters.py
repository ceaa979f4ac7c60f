"""Reading a call's parameters as its service's model describes them (botocore, data/*/*/service-2.json)."""

from __future__ import annotations

import json
from typing import Any

from botocore.model import OperationModel, OperationNotFoundError
from botocore.validate import ParamValidator
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.utils import get_service_model

from explain.cloud import refusals
from explain.cloud.aws.call import Call
from explain.cloud.aws.protocols import form


def parameters_of(call: Call) -> dict[str, Any]:
    """Return a call's parameters; refuse what the operation's model does not allow."""
    try:
        operation = get_service_model(call.service).operation_model(call.operation)
    except OperationNotFoundError as error:
        raise refusals.unknown_operation(call.service, call.operation) from error
    given = _from_json(call) if call.service == "ecr" else _from_form(call, operation)
    if operation.input_shape:
        report = ParamValidator().validate(given, operation.input_shape)
        if report.has_errors():
            raise refusals.bad_parameters(report.generate_report())
    return given


def _from_json(call: Call) -> dict[str, Any]:
    try:
        given = json.loads(call.request.body)
    except (ValueError, RecursionError) as error:
        raise refusals.not_json() from error
    if not isinstance(given, dict):
        raise refusals.not_json()
    return given


def _from_form(call: Call, operation: OperationModel) -> dict[str, Any]:
    """Let moto's parser unfold `Tags.member.1.Key`, which botocore can only fold."""
    try:
        parse: Any = PROTOCOL_PARSERS["query"](operation).parse
        parsed = parse({"values": form(call.request)})
    except (ValueError, TypeError) as error:  # not a valid number or date
        raise refusals.not_json() from error
    return dict(parsed)
