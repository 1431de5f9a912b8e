"""CloudWatch Logs: AssociateKmsKey and DisassociateKmsKey, and the class of a log group."""

from typing import Any

from moto.logs.exceptions import ResourceNotFoundException
from moto.logs.models import LogGroup
from moto.logs.responses import LogsResponse

_create_log_group = LogsResponse.create_log_group
_to_describe_dict = LogGroup.to_describe_dict


def _group(response: LogsResponse) -> LogGroup:
    # The newer way to name a group is its ARN.
    resource = response._get_param("resourceIdentifier")  # pyright: ignore[reportPrivateUsage]
    name = response._get_param("logGroupName") or resource.split(":log-group:")[-1]  # pyright: ignore[reportPrivateUsage]
    if name not in response.logs_backend.groups:
        raise ResourceNotFoundException
    return response.logs_backend.groups[name]


def associate_kms_key(self: LogsResponse) -> str:
    """Encrypt a group's new events with a key.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_AssociateKmsKey.html
    """
    _group(self).kms_key_id = self._get_param("kmsKeyId")  # pyright: ignore[reportPrivateUsage]
    return ""


def disassociate_kms_key(self: LogsResponse) -> str:
    """Stop encrypting a group's new events with its key.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DisassociateKmsKey.html
    """
    _group(self).kms_key_id = None
    return ""


def create_log_group(self: LogsResponse) -> str:
    """Make a group, and keep its class.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
    """
    answer = _create_log_group(self)
    vars(_group(self))["log_group_class"] = self._get_param("logGroupClass")  # pyright: ignore[reportPrivateUsage]
    return answer


def to_describe_dict(self: LogGroup) -> dict[str, Any]:
    """Describe a group with its class.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html
    """
    return {**_to_describe_dict(self), "logGroupClass": vars(self).get("log_group_class") or "STANDARD"}


def install() -> None:
    """Add the operations, and put those that keep the class in the place of moto's."""
    for operation in (associate_kms_key, create_log_group, disassociate_kms_key):
        setattr(LogsResponse, operation.__name__, operation)
    setattr(LogGroup, to_describe_dict.__name__, to_describe_dict)
