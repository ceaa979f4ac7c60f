"""AWS's refusals, in its words: codes and sentences as users have reported them.

The codes are those of ECR; explain.cloud.aws.protocols writes them as each service does.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from datetime import datetime

TIMESTAMP = "%Y%m%dT%H%M%SZ"

_NAME = re.compile(r"[A-Za-z]{1,64}")


class Refusal(Exception):
    """A request that the API refuses."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


def unsigned() -> Refusal:
    """Nobody signed."""
    return Refusal("MissingAuthenticationTokenException", "Missing Authentication Token")


def unknown_client() -> Refusal:
    """No active key has this id, or the session token with it is not right."""
    message = "The security token included in the request is invalid."
    return Refusal("UnrecognizedClientException", message)


def incomplete(authorization: str, missing: list[str]) -> Refusal:
    """Refuse an Authorization header that lacks parts. The answer quotes only its hash."""
    digest = base64.b64encode(hashlib.sha256(authorization.encode()).digest()).decode()
    wanted = " ".join(missing)
    hashed = f"(Hashed with SHA-256 and encoded with Base64) Authorization={digest}"
    return Refusal("IncompleteSignatureException", f"{wanted} {hashed}")


def bad_date(value: str) -> Refusal:
    """The date is not written as 20260131T120000Z."""
    message = f"Date must be in ISO-8601 'basic format'. Got '{value[:40]}'."
    return Refusal("IncompleteSignatureException", message)


def bad_scope(message: str) -> Refusal:
    """The credential scope is not the one of this service, region and date."""
    return Refusal("InvalidSignatureException", message)


def no_such_region(region: str) -> Refusal:
    """A region that has the right form but does not exist."""
    return bad_scope(f"Credential should be scoped to a valid region, not '{region}'.")


def unsigned_header(name: str) -> Refusal:
    """A header that the signature has to cover is not among the signed ones."""
    message = f"'{name}' must be a 'SignedHeader' in the AWS Authorization."
    return Refusal("InvalidSignatureException", message)


def too_old(signed: datetime, limit: datetime, now: datetime) -> Refusal:
    """Signed more than 15 minutes ago: a clock that is slow, or a replayed request."""
    message = (
        f"Signature expired: {signed:{TIMESTAMP}} is now earlier than "
        f"{limit:{TIMESTAMP}} ({now:{TIMESTAMP}} - 15 min.)"
    )
    return Refusal("InvalidSignatureException", message)


def too_early(signed: datetime, limit: datetime, now: datetime) -> Refusal:
    """Signed more than 15 minutes ahead: a clock that is fast."""
    message = (
        f"Signature not yet current: {signed:{TIMESTAMP}} is still later than "
        f"{limit:{TIMESTAMP}} ({now:{TIMESTAMP}} + 15 min.)"
    )
    return Refusal("InvalidSignatureException", message)


def mismatch() -> Refusal:
    """Refuse a signature that is not the one that the server computed."""
    message = (
        "The request signature we calculated does not match the signature you provided. "
        "Check your AWS Secret Access Key and signing method. "
        "Consult the service documentation for details."
    )
    return Refusal("InvalidSignatureException", message)


def expired_session() -> Refusal:
    """The temporary credentials, not the token, are over."""
    message = "The security token included in the request is expired"
    return Refusal("ExpiredTokenException", message)


def not_allowed(
    arn: str, action: str, *, explicitly: bool, resource: str = "*", kind: str = "identity"
) -> Refusal:
    """A policy says no: nothing allows the action, or something denies it.

    `kind` is "identity" for the caller's own policies, "resource" for the repository's.
    """
    because = (
        f"with an explicit deny in {'an' if kind == 'identity' else 'a'} {kind}-based policy"
        if explicitly
        else f"because no {kind}-based policy allows the {action} action"
    )
    if action == "sts:AssumeRole" and not explicitly:  # the role's trust may be the reason as well
        because = ""
    message = (
        f"User: {arn} is not authorized to perform: {action} on resource: {resource} {because}"
    )
    return Refusal("AccessDeniedException", message.rstrip())


def unknown_operation(service: str, operation: str) -> Refusal:
    """Something that this sandbox does not do. The sentence is ours."""
    what = f" {operation}" if _NAME.fullmatch(operation) else " this operation"
    message = f"This sandbox's {service} API does not know{what}."
    return Refusal("UnknownOperationException", message)


def not_in_this_region() -> Refusal:
    """ECR Public gives tokens in one region only."""
    message = "GetAuthorizationToken command is only supported in us-east-1."
    return Refusal("UnsupportedCommandException", message)


def bad_parameters(report: str) -> Refusal:
    """The parameters are not those of the operation's model. The sentence is botocore's."""
    return Refusal("InvalidParameterException", report)


def not_json() -> Refusal:
    """The body is not a JSON object of the right kind. The message is ours."""
    return Refusal("SerializationException", "The request body is not the JSON that was expected.")


def bad_registry_id(parameter: str = "registryIds") -> Refusal:
    """A registry's id is something else than an account number."""
    return bad_parameter(parameter, "must satisfy regular expression '[0-9]{12}'")


def bad_policy(kind: str) -> Refusal:
    """The policy of a repository, or of a registry, holds what belongs elsewhere, or names nobody."""
    return bad_parameter("PolicyText", f"Invalid {kind} policy provided")


def bad_parameter(parameter: str, constraint: str) -> Refusal:
    """A parameter has the right type, and a value that ECR does not take."""
    message = f"Invalid parameter at '{parameter}' failed to satisfy constraint: '{constraint}'"
    return Refusal("InvalidParameterException", message)


def not_performed(operation: str) -> Refusal:
    """What performs the operation in the sandbox cannot deal with the parameters."""
    message = f"This sandbox cannot perform {operation} with these parameters."
    return Refusal("InvalidParameterException", message)


def image_exists(digest: str, tag: str | None, name: str, account: str) -> Refusal:
    """The very image has the very tag (aws/aws-sdk-js-v3#6642)."""
    tagged = f" and tag '{tag}'" if tag else ""
    message = f"Image with digest '{digest}'{tagged} already exists {_in(name, account)}"
    return Refusal("ImageAlreadyExistsException", message)


def no_such_image(image: Mapping[str, str], name: str, account: str) -> Refusal:
    """No image has this tag or digest."""
    digest, tag = image.get("imageDigest", "null"), image.get("imageTag", "null")
    message = (
        f"The image with imageId {{imageDigest:'{digest}', imageTag:'{tag}'}} "
        f"does not exist within {_in(name, account)[3:]}"
    )
    return Refusal("ImageNotFoundException", message)


def no_scan(image: Mapping[str, str], name: str, account: str) -> Refusal:
    """Nobody has scanned this image."""
    digest, tag = image.get("imageDigest", "null"), image.get("imageTag", "null")
    message = (
        f"Image scan does not exist for the image with '{{imageDigest:'{digest}', imageTag:'{tag}'}}' "
        f"{_in(name, account)}"
    )
    return Refusal("ScanNotFoundException", message)


def no_such_layer(digest: str, name: str, account: str) -> Refusal:
    """The repository has no such layer (monken/aws-ecr-public#11)."""
    message = f"The layer with digest '{digest}' does not exist within {_in(name, account)[3:]}"
    return Refusal("LayersNotFoundException", message)


def layer_exists(digest: str, name: str, account: str) -> Refusal:
    """The layer is in the repository already."""
    message = f"Layer with digest '{digest}' already exists {_in(name, account)}"
    return Refusal("LayerAlreadyExistsException", message)


def wrong_part(upload: str, last: int, name: str, account: str) -> Refusal:
    """A part does not go on where the last one ended. The sentence is ours."""
    message = f"The next part of the upload '{upload}' {_in(name, account)} begins at {last + 1}"
    return Refusal("InvalidLayerPartException", message)


def wrong_digest() -> Refusal:
    """What came in has another digest (dotnet/sdk-container-builds#424)."""
    message = "None of the provided layer digests match the calculated layer digest"
    return Refusal("InvalidLayerException", message)


def empty_upload(upload: str, name: str, account: str) -> Refusal:
    """Nothing came in (devcontainers/cli#814)."""
    message = (
        f"The upload with id '{upload}' in the repository with name '{name}' in registry with id "
        f"'{account}' cannot be completed because it does not have any parts"
    )
    return Refusal("EmptyUploadException", message)


def _in(name: str, account: str) -> str:
    return f"in the repository with name '{name}' in the registry with id '{account}'"
