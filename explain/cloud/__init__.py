"""The server side, over loopback: ECR's API, its registry, a docker engine. It never met a client.

Importing this package is cheap; moto, botocore and cryptography come with the first request.
"""

from explain.cloud.cloud import Cloud
from explain.cloud.iam import Principal
from explain.cloud.wire import WireLog

__all__ = ["Cloud", "Principal", "WireLog"]
