"""The logs and metrics of a distribution."""

import pulumi
import pulumi_aws as aws

from strongroom.core import AwsEnvironment
from strongroom.edge._plan import US_EAST_1
from strongroom.edge._scope import SiteScope

_NAME_LENGTH = 60
_ROLE = "access-logs"


def make_logs(scope: SiteScope, distribution: aws.cloudfront.Distribution) -> None:
    """Make the delivery of access logs to the log bucket, if there is one.

    Args:
        scope: The site.
        distribution: The distribution.
    """
    bucket, logs = scope.args.log_bucket_name, scope.args.logs
    if bucket is None:
        return
    name = scope.global_name(_ROLE, max_length=_NAME_LENGTH)
    # To make one of the same name is to overwrite it, and a distribution has one delivery of logs to buckets.
    opts = scope.opts(delete_before_replace=True)
    source = aws.cloudwatch.LogDeliverySource(
        scope.child(_ROLE),
        region=US_EAST_1,
        name=name,
        log_type="ACCESS_LOGS",
        resource_arn=distribution.arn,
        tags=scope.tags(_ROLE),
        opts=opts,
    )
    arn = pulumi.Output.all(home=scope.home, bucket=bucket).apply(
        lambda known: log_destination(known["home"], known["bucket"], logs.prefix)
    )
    destination = aws.cloudwatch.LogDeliveryDestination(
        scope.child(_ROLE),
        region=US_EAST_1,
        name=name,
        output_format=logs.output_format,
        delivery_destination_configuration={"destination_resource_arn": arn},
        tags=scope.tags(_ROLE),
        opts=opts,
    )
    aws.cloudwatch.LogDelivery(
        scope.child(_ROLE),
        region=US_EAST_1,
        delivery_source_name=source.name,
        delivery_destination_arn=destination.arn,
        record_fields=[*logs.fields],
        s3_delivery_configurations=[
            {"suffix_path": logs.path, "enable_hive_compatible_path": logs.hive_compatible},
        ],
        tags=scope.tags(_ROLE),
        opts=opts,
    )


def log_destination(home: AwsEnvironment, bucket_name: str, prefix: str) -> str:
    """Return the ARN of the folder that access logs are delivered to.

    CloudFront puts `AWSLogs/ACCOUNT/CloudFront` before its files in a bucket without a folder only, when the delivery
    is made, and takes it away again when the delivery is changed. In a folder it leaves the way to them alone.
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html#bucket-path-examples

    Args:
        home: Where the site lives.
        bucket_name: Name of the log bucket.
        prefix: The folder that its policy lets CloudWatch Logs deliver to, for each account in one of its own.
    """
    return f"arn:{home.partition}:s3:::{bucket_name}/{prefix}/AWSLogs/{home.account_id}/CloudFront"


def make_metrics(scope: SiteScope, distribution: aws.cloudfront.Distribution) -> None:
    """Turn the distribution's additional metrics on, unless they are to be off.

    Args:
        scope: The site.
        distribution: The distribution.
    """
    if scope.args.additional_metrics:
        aws.cloudfront.MonitoringSubscription(
            scope.child("metrics"),
            distribution_id=distribution.id,
            monitoring_subscription={
                "realtime_metrics_subscription_config": {"realtime_metrics_subscription_status": "Enabled"}
            },
            opts=scope.opts(),
        )
