"""The inputs of a log bucket."""

from collections.abc import Iterator, Mapping, Set
from typing import Annotated

from pydantic import Field, model_validator

from strongroom.core import Input, InputError, KmsKeyArn, OrganizationId, Problem, RegionName, RuleError, UniqueItems
from strongroom.data._bucket_args import BucketCommonArgs
from strongroom.data._bucket_checks import policy_problems, region_problems, same_statements
from strongroom.data._bucket_grants import BucketStatement
from strongroom.data._bucket_lifecycle import check_expiration
from strongroom.data._bucket_types import Days, TrailName
from strongroom.data._log_bucket_senders import LogSource, grants_for

_FOR_SENDERS: Mapping[str, LogSource] = {
    "trail_names": "cloudtrail",
    "organization_id": "cloudtrail",
    "log_delivery_regions": "log_delivery",
}
"""Inputs that only one sender needs, by the sender."""


class LogBucketArgs(BucketCommonArgs):
    """Inputs of a `LogBucket`."""

    log_sources: Annotated[Set[LogSource], Field(min_length=1)] | None = None
    """The services that deliver logs, each to a folder of its own.

    Default: those that a `Site`, a `WebService`, a `Network` and a `Bucket` need: `log_delivery`, `s3_access_logs` and,
    without `kms_key_arn`, `elastic_load_balancing`; with `trail_names` also `cloudtrail`.
    """

    kms_key_arn: Input[KmsKeyArn] | None = None
    """ARN of the KMS key that encrypts the logs; the `services` of an `EncryptionKey` must name its senders.

    Required if `log_sources` is set, but for two senders. Elastic Load Balancing delivers to buckets with SSE-S3 only,
    so it rules a key out: give it a log bucket of its own where the other logs need a key. For server access logs of S3
    it can be left out: AWS documents their delivery with SSE-S3 only, and with a key commits itself to nothing, though
    they are delivered.
    """

    trail_names: Annotated[list[TrailName], UniqueItems] = []
    """Names of the trails that deliver, made in the bucket's region; for the sender `cloudtrail`. Default: none."""

    organization_id: OrganizationId | None = None
    """Id of the organization whose accounts the trails log; for the sender `cloudtrail`.

    Default: they are no organization trails, and log this account alone.
    """

    log_delivery_regions: Annotated[list[RegionName], UniqueItems] = []
    """Regions whose logs CloudWatch Logs delivers; for the sender `log_delivery`.

    Default: the bucket's, and `us-east-1`, from which the logs of CloudFront and its web ACLs are delivered.
    """

    expiration_days: Days | None = None
    """Days after which logs are deleted, 1 to 36,500.

    Default: 400 if the durability is persistent, so that the same day a year ago can be looked at; 30 if it is
    ephemeral.
    """

    policy_statements: list[BucketStatement] = []
    """Further statements of the bucket's policy, such as for those who read the logs. Default: none."""

    @property
    def log_senders(self) -> Set[LogSource]:
        """The services that deliver logs, the default included."""
        if self.log_sources is not None:
            return self.log_sources
        optional: dict[LogSource, bool] = {
            "cloudtrail": bool(self.trail_names),
            "elastic_load_balancing": self.kms_key_arn is None,
        }
        return {"log_delivery", "s3_access_logs", *(sender for sender, wanted in optional.items() if wanted)}

    @property
    def kept_days(self) -> int:
        """Days after which logs are deleted, the default included."""
        return self.expiration_days or (400 if self.durability == "persistent" else 30)

    @model_validator(mode="after")
    def _fits_together(self) -> "LogBucketArgs":
        # An InputError rather than a ValueError, so that each problem is told by its own field, and all at once.
        if found := list(_problems(self)):
            raise InputError(type(self).__name__, found)
        return self


def _problems(args: LogBucketArgs) -> Iterator[Problem]:
    senders = args.log_senders
    if "elastic_load_balancing" in senders:
        if args.kms_key_arn is not None:
            reason = "load balancers deliver to buckets with SSE-S3 only"
            yield Problem("kms_key_arn", reason, "remove it, or give elastic_load_balancing a log bucket of its own")
    elif args.kms_key_arn is None and senders != {"s3_access_logs"}:
        yield Problem("kms_key_arn", "is required, as a key of your own encrypts the logs", "give the ARN of a key")
    yield from region_problems(args.region, args.kms_key_arn)
    for field, sender in _FOR_SENDERS.items():
        if getattr(args, field) and sender not in senders:
            yield Problem(field, f"is for the sender {sender}, which is none here", f"remove it, or add {sender}")
    if "cloudtrail" in senders and not args.trail_names:
        reason = "is required, as the policy names each trail"
        yield Problem("trail_names", reason, "give the names that the trails will have")
    else:
        grants = [*grants_for(args).values(), *args.policy_statements]
        yield from policy_problems("policy_statements", grants)
        if twice := same_statements(grants):
            yield Problem("policy_statements", f"two statements are called {twice[0]}", "give the second another sid")
    try:
        check_expiration(args.kept_days, args.transitions)
    except RuleError as error:
        yield Problem("expiration_days", error.reason, error.remedy)
