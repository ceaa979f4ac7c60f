"""The one place where calls enter moto.

moto's own server would need flask; its responses need no more than a request. The request that they
get is rewritten, without any header of the client's that moto might obey.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from moto.core.request import Request
from moto.core.responses import ActionResult, BaseResponse
from moto.ecr.responses import ECRResponse
from moto.iam.responses import IamResponse
from moto.sts.responses import TokenResponse

from explain.cloud import refusals
from explain.cloud.aws.call import Call
from explain.cloud.aws.pages import page_of
from explain.cloud.hosts import registry_name
from explain.cloud.iam import MOTO
from explain.cloud.repository_policies import check_repository_policy

_ACCOUNT = "x-moto-account-id"
_NOW = "x-explain-now"


def enter(call: Call, account: str, now: datetime) -> tuple[int, str]:
    """Let moto perform a call in this account and at this time; return a status and a body."""
    response = _RESPONSES[call.service]()
    scope = f"{call.access_key_id}/{now:%Y%m%d}/{call.region}/{call.service}/aws4_request"
    headers = {
        "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}",
        "Content-Type": call.request.header("Content-Type"),
        "X-Amz-Target": call.request.header("X-Amz-Target"),
        _ACCOUNT: account,
        _NOW: now.isoformat(),
    }
    url = f"https://{call.service}.{call.region}.amazonaws.com/"
    with MOTO:
        response.setup_class(Request.from_primitives("POST", url, headers, call.request.body))
        try:
            status, _, body = response.call_action()
        except NotImplementedError as error:
            raise refusals.unknown_operation(call.service, call.operation) from error
        except refusals.Refusal:
            raise
        except Exception as error:
            # moto trusts its caller's parameters. A 500 would only make every client try again.
            raise refusals.not_performed(call.operation) from error
    return int(status), body if isinstance(body, str) else body.decode()


class _Ours(BaseResponse):
    """Settings that moto takes from elsewhere: the account and the time."""

    def get_current_account(self) -> str:
        """Heed no MOTO_ACCOUNT_ID that somebody may have set."""
        return str(self.headers[_ACCOUNT])

    @property
    def now(self) -> datetime:
        """The sandbox's time, in moto's form: UTC without saying so."""
        moment = datetime.fromisoformat(self.headers[_NOW])
        return moment.astimezone(UTC).replace(tzinfo=None)


class _Ecr(_Ours, ECRResponse):
    def create_repository(self) -> ActionResult:
        """Create it at the sandbox's time, with the URI that its partition gives it."""
        answer = super().create_repository()
        repository = _of(answer)["repository"]
        repository.created_at = self.now
        host = registry_name(repository.registry_id, self.region)
        repository.uri = f"{host}/{repository.name}"
        return answer

    def set_repository_policy(self) -> ActionResult:
        """Keep a policy that ECR would keep."""
        check_repository_policy(self._get_param("policyText"))
        return super().set_repository_policy()

    def describe_repositories(self) -> ActionResult:
        """Return the descriptions of repositories, page by page."""
        answer = _of(super().describe_repositories())
        asked = {name: self._get_param(name) for name in ("maxResults", "nextToken")}
        given = {name: value for name, value in asked.items() if value is not None}
        return ActionResult({**answer, **page_of("repositories", answer["repositories"], given)})

    def put_registry_scanning_configuration(self) -> ActionResult:
        """Take a configuration without rules for one with an empty list of them."""
        scan_type, rules = self._get_param("scanType"), self._get_param("rules")
        scan_type, rules = scan_type or "BASIC", rules or []
        self.ecr_backend.put_registry_scanning_configuration(scan_type, rules)
        configuration = {"scanType": scan_type, "rules": rules}
        return ActionResult({"registryScanningConfiguration": configuration})


class _Iam(_Ours, IamResponse):
    pass


class _Sts(_Ours, TokenResponse):
    def assume_role(self) -> ActionResult:
        """Let the credentials end on the sandbox's clock."""
        answer = super().assume_role()
        role = _of(answer)["Credentials"]
        duration = self._get_int_param("DurationSeconds", 3600)
        role.expiration = self.now + timedelta(seconds=duration)
        return answer


def _of(answer: ActionResult) -> dict[str, Any]:
    return cast(dict[str, Any], answer.result)


_RESPONSES: dict[str, Callable[[], Any]] = {"ecr": _Ecr, "iam": _Iam, "sts": _Sts}
