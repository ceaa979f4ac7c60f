"""What the registry refuses, in the OCI distribution specification's form and in ECR's words.

The codes are the specification's (Error Codes). The sentences are as users have reported them; if
nobody has, they are ours.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from explain.http.message import Headers
from explain.wire import Missing


class Problem(Exception):
    """A request that the registry does not fulfil."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        headers: Headers = (),
        reason: str = "",
        missing: Missing | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers
        self.reason = reason
        """What ECR's sentence does not tell; for the wire log."""
        self.missing = missing

    @property
    def exception(self) -> str:
        """The name that ECR's API has for it (AWS, API reference, Errors)."""
        if self.message.startswith("Images with digests"):
            return "ReferencedImagesNotFoundException"
        return _EXCEPTIONS.get(self.code, "InvalidParameterException")


_EXCEPTIONS = {
    "NAME_UNKNOWN": "RepositoryNotFoundException",
    "MANIFEST_BLOB_UNKNOWN": "LayersNotFoundException",
    "MANIFEST_INVALID": "ImageDigestDoesNotMatchException",
    "MANIFEST_UNKNOWN": "ImageNotFoundException",
    "TAG_INVALID": "ImageTagAlreadyExistsException",
    "BLOB_UPLOAD_UNKNOWN": "UploadNotFoundException",
    "BLOB_UPLOAD_INVALID": "InvalidLayerPartException",
}


def errors(code: str, message: str) -> bytes:
    """Write an error as the OCI distribution specification has it (Error Codes)."""
    body = {"errors": [{"code": code, "message": message}]}
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()


def repository_unknown(name: str, account: str) -> Problem:
    """ECR makes no repository by itself: `aws ecr create-repository` does."""
    message = missing_repository(name, account)
    return Problem(404, "NAME_UNKNOWN", message, missing=Missing("repository", name))


def missing_repository(name: str, account: str) -> str:
    """Say that there is no such repository."""
    return f"The repository with name '{name}' does not exist in the registry with id '{account}'"


def name_invalid(pattern: str) -> Problem:
    """No repository can have this name."""
    message = (
        "Invalid parameter at 'repositoryName' failed to satisfy constraint: "
        f"'must satisfy regular expression '{pattern}''"
    )
    return Problem(400, "NAME_INVALID", message)


def unsupported(*allowed: str) -> Problem:
    """The path is known, the method is not."""
    message = "The operation is unsupported."
    return Problem(405, "UNSUPPORTED", message, (("Allow", ", ".join(allowed)),))


def denied(message: str) -> Problem:
    """IAM says no."""
    return Problem(403, "DENIED", message)


def blob_unknown(digest: str) -> Problem:
    """Refuse a request for a layer that the repository does not have."""
    message = f"The layer with digest '{digest}' does not exist"
    return Problem(404, "BLOB_UNKNOWN", message, missing=Missing("layer", digest))


def upload_unknown(upload: str) -> Problem:
    """Refuse a request for an upload that does not exist: it has ended, or never began."""
    message = f"The upload with id '{upload}' does not exist"
    return Problem(404, "BLOB_UPLOAD_UNKNOWN", message, missing=Missing("upload", upload))


def upload_invalid(message: str, status: int = 400, headers: Headers = ()) -> Problem:
    """An upload cannot go on like this."""
    return Problem(status, "BLOB_UPLOAD_INVALID", message, headers)


def digest_invalid(message: str) -> Problem:
    """The digest cannot be read, or is another one than that of the bytes."""
    return Problem(400, "DIGEST_INVALID", message)


def range_unsatisfiable(size: int) -> Problem:
    """The blob ends before the range begins (RFC 9110, 15.5.17)."""
    message = f"The layer has {size} bytes, but none in this range"
    return Problem(416, "UNSUPPORTED", message, (("Content-Range", f"bytes */{size}"),))


def manifest_unknown(reference: str) -> Problem:
    """No image has this tag or digest."""
    message = "Requested image not found"
    return Problem(404, "MANIFEST_UNKNOWN", message, missing=Missing("image", reference))


def manifest_invalid(reason: str) -> Problem:
    """Refuse a manifest that cannot be stored. ECR has one message for every fault in it.

    chainguard-dev/apko#450, opcr-io/policy#149 (a type of manifest that ECR does not know)
    """
    return parameter_invalid("ImageManifest", "Invalid JSON syntax", reason)


def parameter_invalid(parameter: str, constraint: str, reason: str = "") -> Problem:
    """The registry passes a request on to ECR's API, which finds a parameter wrong."""
    message = f"Invalid parameter at '{parameter}' failed to satisfy constraint: '{constraint}'"
    return Problem(405, "UNSUPPORTED", message, reason=reason)


def manifest_too_large(limit: int) -> Problem:
    """A manifest has more bytes than are read."""
    return Problem(413, "MANIFEST_INVALID", f"The manifest has more than {limit} bytes")


def manifest_differs(digest: str, name: str, account: str) -> Problem:
    """A manifest was pushed by a digest that it does not have."""
    message = (
        f"The image with digest '{digest}' in repository '{name}' and registry ID '{account}' "
        "does not match the image digest that Amazon ECR has calculated."
    )
    return Problem(400, "MANIFEST_INVALID", message)


def parts_missing(kind: str, digests: Sequence[str], name: str, account: str) -> Problem:
    """A manifest refers to layers, or an index to images, that the repository does not have."""
    message = (
        f"{kind} with digests '[{', '.join(digests)}]' required for pushing image into repository "
        f"with name '{name}' in the registry with id '{account}' do not exist"
    )
    missing = Missing(kind.lower(), ", ".join(digests))
    return Problem(404, "MANIFEST_BLOB_UNKNOWN", message, missing=missing)


def image_held(holders: Sequence[str]) -> Problem:
    """An index refers to this image, which therefore stays (aws/containers-roadmap#1567)."""
    message = f"Requested image referenced by manifest list: [{', '.join(holders)}]"
    return Problem(405, "UNSUPPORTED", message)


def tag_immutable(tag: str, name: str) -> Problem:
    """The repository does not let this tag be given twice, not even to the same image."""
    message = (
        f"The image tag '{tag}' already exists in the '{name}' repository "
        "and cannot be overwritten because the repository is immutable."
    )
    return Problem(400, "TAG_INVALID", message)


def disk_full() -> Problem:
    """The machine has no room left; what has come in is kept."""
    message = "The sandbox's disk is full. Make room, then push again: the upload can continue."
    return Problem(507, "UNKNOWN", message)


def disk_trouble(reason: str) -> Problem:
    """The machine cannot read or write a file."""
    return Problem(500, "UNKNOWN", f"The sandbox's disk: {reason}")
