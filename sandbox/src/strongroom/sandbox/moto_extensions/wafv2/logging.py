"""Logs of web ACLs: to a destination that exists and whose name WAF takes, told by scope."""

import json
from typing import Any, Final

from moto.core.responses import ActionResult, EmptyResult
from moto.firehose.models import firehose_backends
from moto.logs.models import logs_backends
from moto.s3.models import s3_backends
from moto.wafv2.exceptions import WAFNonexistentItemException
from moto.wafv2.responses import WAFV2Response

from ..request import parameter, replace
from .common import WafError, backend_of, check_constraints, invalid, scope_of

_PREFIX: Final = "aws-waf-logs-"
_MALFORMED: Final = (
    "The ARN isn't valid. A valid ARN begins with arn: and includes other information separated by colons or slashes."
)
_UNDELIVERABLE: Final = (
    "Unable to deliver logs to the configured destination. You might need to grant log delivery permissions for the "
    "destination. If you're using S3 as your log destination, you might have exceeded your bucket limit."
)
_ALL_STREAMS: Final = ":*"


def _check_destination(response: WAFV2Response, web_acl: str, arn: str) -> None:
    """Refuse a destination that WAF can't deliver to.

    https://docs.aws.amazon.com/waf/latest/developerguide/logging-destinations.html
    """
    parts = arn.removesuffix(_ALL_STREAMS).split(":")
    service = parts[2] if len(parts) > 5 else ""
    name = parts[-1].removeprefix("deliverystream/")
    if service not in ("logs", "s3", "firehose") or not name.startswith(_PREFIX):
        raise invalid(_MALFORMED, "LOG_DESTINATION", arn)
    account, region = response.current_account, web_acl.split(":")[3]
    if service == "s3":
        exists = name in s3_backends[account][response.partition].buckets
    elif service == "logs":
        exists = parts[3] == region and name in logs_backends[account][region].groups
    else:
        exists = parts[3] == region and name in firehose_backends[account][region].delivery_streams
    if not exists:
        raise WafError("WAFLogDestinationPermissionIssueException", _UNDELIVERABLE)


def put_logging_configuration(self: WAFV2Response) -> ActionResult:
    """Let a web ACL log, in the place of where it did.

    https://docs.aws.amazon.com/waf/latest/APIReference/API_PutLoggingConfiguration.html
    """
    asked: dict[str, Any] = json.loads(self.body)["LoggingConfiguration"]
    check_constraints("LoggingConfiguration", asked)
    arn, destinations = asked["ResourceArn"], asked["LogDestinationConfigs"]
    backend = backend_of(self, scope_of(arn))
    if arn not in backend.wacls:
        raise WAFNonexistentItemException
    if len(destinations) > 1:
        raise invalid("A web ACL has one logging destination.", "LOG_DESTINATION", destinations[1])
    _check_destination(self, arn, destinations[0])
    told = backend.put_logging_configuration(
        arn,
        [destination.removesuffix(_ALL_STREAMS) for destination in destinations],
        asked.get("RedactedFields"),
        False,
        asked.get("LoggingFilter") or {},
    )
    return ActionResult({"LoggingConfiguration": _given(told.to_dict())})


def _given(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value not in (None, {})}


def get_logging_configuration(self: WAFV2Response) -> ActionResult:
    """Tell where a web ACL logs to.

    https://docs.aws.amazon.com/waf/latest/APIReference/API_GetLoggingConfiguration.html
    """
    arn = parameter(self, "ResourceArn")
    found = backend_of(self, scope_of(arn)).get_logging_configuration(arn)
    return ActionResult({"LoggingConfiguration": _given(found.to_dict())})


def delete_logging_configuration(self: WAFV2Response) -> EmptyResult:
    """Let a web ACL log no more.

    https://docs.aws.amazon.com/waf/latest/APIReference/API_DeleteLoggingConfiguration.html
    """
    arn = parameter(self, "ResourceArn")
    backend_of(self, scope_of(arn)).delete_logging_configuration(arn)
    return EmptyResult()


def list_logging_configurations(self: WAFV2Response) -> ActionResult:
    """List where the web ACLs of a scope log to.

    https://docs.aws.amazon.com/waf/latest/APIReference/API_ListLoggingConfigurations.html
    """
    present = backend_of(self, parameter(self, "Scope")).logging_configurations.values()
    return ActionResult({"LoggingConfigurations": [_given(one.to_dict()) for one in present]})


def install() -> None:
    """Put the operations in the place of moto's."""
    replace(
        WAFV2Response,
        delete_logging_configuration,
        get_logging_configuration,
        list_logging_configurations,
        put_logging_configuration,
    )
