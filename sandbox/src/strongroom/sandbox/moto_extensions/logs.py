"""CloudWatch Logs: AssociateKmsKey and DisassociateKmsKey."""

from moto.logs.exceptions import ResourceNotFoundException
from moto.logs.models import LogGroup
from moto.logs.responses import LogsResponse


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


def install() -> None:
    """Add the operations."""
    for operation in (associate_kms_key, disassociate_kms_key):
        setattr(LogsResponse, operation.__name__, operation)
