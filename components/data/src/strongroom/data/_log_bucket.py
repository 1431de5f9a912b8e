"""The bucket that takes logs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pulumi

from strongroom.core import PARTITIONS, Component, Problem, region_problems
from strongroom.data._bucket_lifecycle import lifecycle_rules
from strongroom.data._bucket_parts import make_bucket, make_notifications
from strongroom.data._log_bucket_args import LogBucketArgs
from strongroom.data._log_bucket_senders import grants_for


@dataclass(frozen=True)
class LogDestination:
    """Where a service delivers logs to, in the ways that services take it; told when the service may write."""

    bucket_name: pulumi.Output[str]
    """Name of the bucket."""
    prefix: str
    """Folder in the bucket, without slashes at its ends."""
    arn: pulumi.Output[str]
    """ARN of the folder, as flow logs and deliveries take it: that of the bucket, a slash and the prefix."""


class LogBucket(Component):
    """The one place for logs: a bucket with the permissions that the named services need to deliver.

    Each delivers to a folder of its own, and only logs of this account. The outputs are told when the permissions are
    in place, so that a load balancer, trail or delivery channel that uses them comes after. Like a `Bucket` it is
    private, encrypted, versioned and reached over TLS only, and it keeps logs for a year and a bit.

    It does not log itself, which would never end (the exception to S3.9), and has no Object Lock, to whose buckets S3
    delivers no access logs.

    Args:
        name: Name of the bucket; the logical names of its parts start with it.
        args: Inputs of the bucket. Default: all of their defaults.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    _supported_partitions = PARTITIONS

    bucket_name: pulumi.Output[str]
    """Name of the bucket, such as for `BucketArgs.access_log_bucket_name`."""
    bucket_arn: pulumi.Output[str]
    """ARN of the bucket."""
    bucket_regional_domain_name: pulumi.Output[str]
    """Domain name of the bucket in its region."""
    destinations: Mapping[str, LogDestination]
    """Where each sender delivers to, such as `logs.destinations["cloudtrail"].prefix`."""

    @classmethod
    def _partition_problems(cls, args: LogBucketArgs, partition: str) -> Iterable[Problem]:
        yield from region_problems("region", [args.region] if args.region else [], partition)
        yield from region_problems("log_delivery_regions", args.log_delivery_regions, partition)

    def __init__(
        self, name: str, args: LogBucketArgs | None = None, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        args = LogBucketArgs() if args is None else args
        super().__init__(name, args, opts)
        rules = lifecycle_rules(
            args.durability,
            expiration_days=args.kept_days,
            transitions=args.transitions,
            noncurrent_version_expiration_days=args.noncurrent_version_expiration_days,
        )
        senders = grants_for(args)
        grants = [*senders.values(), *args.policy_statements]
        bucket = make_bucket(self._scope, args, kms_key_arn=args.kms_key_arn, policy_statements=grants, rules=rules)
        make_notifications(self._scope, bucket, eventbridge=args.eventbridge)

        self.bucket_name = bucket.when_ready(bucket.resource.bucket)
        self.bucket_arn = bucket.when_ready(bucket.resource.arn)
        self.bucket_regional_domain_name = bucket.when_ready(bucket.resource.bucket_regional_domain_name)
        self.destinations = {
            sender: LogDestination(self.bucket_name, grant.prefix, self.bucket_arn.apply(f"{{}}/{grant.prefix}".format))
            for sender, grant in senders.items()
        }
        self.publish()
