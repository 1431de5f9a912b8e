"""Flow logs to S3: the options of their files, and a bucket's ARN with a prefix."""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.models.flow_logs import FlowLogsBackend
from moto.ec2.responses import EC2Response

from ..request import parameter, replace, result_of

_backend_create_flow_logs: Any = FlowLogsBackend.create_flow_logs
_create_flow_logs = EC2Response.create_flow_logs
_DEFAULT_OPTIONS = {"FileFormat": "plain-text", "HiveCompatiblePartitions": False, "PerHourPartition": False}


def create_flow_logs(self: EC2Response) -> ActionResult:
    """Make flow logs, and keep the options of their files.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
    """
    answer = _create_flow_logs(self)
    for id in result_of(answer)["FlowLogIds"]:
        log: Any = self.ec2_backend.flow_logs[id]
        options: dict[str, Any] | None = parameter(self, "DestinationOptions")
        if options is not None:
            log.destination_options = {**_DEFAULT_OPTIONS, **options}
    return answer


def _create_in_backend(
    self: Any, resource_type: str, resource_ids: list[str], *args: Any, log_destination: str | None = None, **more: Any
) -> Any:
    """Make flow logs whose destination may be a folder of a bucket: moto knows only buckets."""
    bucket, _, folder = (log_destination or "").partition("/")
    to_folder = more.get("log_destination_type") == "s3" and folder
    made = _backend_create_flow_logs(
        self, resource_type, resource_ids, *args, log_destination=bucket if to_folder else log_destination, **more
    )
    for log in made[0]:
        log.log_destination = log_destination
    return made


def install() -> None:
    """Add the operations."""
    replace(EC2Response, create_flow_logs)
    setattr(FlowLogsBackend, "create_flow_logs", _create_in_backend)  # noqa: B010 - it has another signature
