"""The services that send logs, where each delivers to, and what it needs for that."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from strongroom.data._bucket_grants import (
    CloudTrailLogs,
    ConfigLogs,
    LoadBalancerLogs,
    LogGrant,
    ServerAccessLogs,
    VendedLogs,
)

if TYPE_CHECKING:
    from strongroom.data._log_bucket_args import LogBucketArgs

LogSource: TypeAlias = Literal["cloudtrail", "config", "elastic_load_balancing", "log_delivery", "s3_access_logs"]
"""A service that delivers logs to a bucket.

- `cloudtrail`: log files of the trails in `trail_names`.
- `config`: configuration history and snapshots of AWS Config.
- `elastic_load_balancing`: access logs of application load balancers, to a bucket with SSE-S3 only.
- `log_delivery`: what CloudWatch Logs delivers: logs of VPC flows, CloudFront, WAF, network load balancers and more.
- `s3_access_logs`: server access logs of buckets.
"""


def grants_for(args: "LogBucketArgs") -> dict[LogSource, LogGrant]:
    """Return what each sender of a log bucket needs, in an order that doesn't depend on the inputs'.

    Args:
        args: The inputs of the log bucket.
    """
    make: dict[LogSource, Callable[[], LogGrant]] = {
        "cloudtrail": lambda: CloudTrailLogs(trail_names=args.trail_names, organization_id=args.organization_id),
        "config": ConfigLogs,
        "elastic_load_balancing": LoadBalancerLogs,
        "log_delivery": lambda: VendedLogs(regions=args.log_delivery_regions),
        "s3_access_logs": ServerAccessLogs,
    }
    return {sender: make[sender]() for sender in get_args(LogSource) if sender in args.log_senders}
