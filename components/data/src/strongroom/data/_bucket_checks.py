"""The rules between a bucket's inputs."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from strongroom.core import BUCKET_POLICY, AwsEnvironment, Problem, RuleError
from strongroom.data._bucket_grants import BucketPolicyStatement, LoadBalancerLogs, ServerAccessLogs
from strongroom.data._bucket_lifecycle import check_expiration
from strongroom.data._bucket_policy import bucket_policy

if TYPE_CHECKING:
    from strongroom.data._bucket_args import BucketArgs

_ANYWHERE = AwsEnvironment("aws", "eu-central-1", "123456789012")


def problems(args: "BucketArgs") -> Iterator[Problem]:
    """Find what doesn't fit together in a bucket's inputs.

    Args:
        args: The inputs, each of them right by itself.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    yield from _encryption(args)
    yield from region_problems(args.region, args.kms_key_arn)
    yield from _versioning(args)
    yield from _grants(args)
    yield from _copies(args)
    if isinstance(args.access_log_bucket_name, str) and args.access_log_bucket_name == args.bucket_name:
        reason = "is this bucket, and a log of its own logs would never end"
        yield Problem("access_log_bucket_name", reason, "name another bucket, such as a LogBucket")
    try:
        check_expiration(args.expiration_days, args.transitions)
    except RuleError as error:
        yield Problem("expiration_days", error.reason, error.remedy)


def region_problems(region: str | None, kms_key_arn: object) -> Iterator[Problem]:
    """Find whether a bucket is in another Region than its key.

    Args:
        region: Region of the bucket; None for the provider's.
        kms_key_arn: ARN of its key, if that is known.

    Yields:
        The problem, if they are apart.
    """
    if region is not None and isinstance(kms_key_arn, str) and (own := AwsEnvironment.of(kms_key_arn).region) != region:
        reason = f"must be the ARN of a key in the bucket's Region, {region}, got one in {own}"
        yield Problem("kms_key_arn", reason, "use a key there, or the replica of a multi-Region key")


def same_statements(grants: Iterable[BucketPolicyStatement]) -> list[str]:
    """Return the names that two statements of a bucket's policy would have in common.

    Args:
        grants: What the policy grants.
    """
    document = bucket_policy(_ANYWHERE, "arn:aws:s3:::anywhere", grants)
    counted = Counter(str(statement["Sid"]) for statement in document["Statement"])
    return [sid for sid, count in counted.items() if count > 1]


def policy_problems(field: str, grants: Iterable[BucketPolicyStatement]) -> Iterator[Problem]:
    """Find whether a bucket's policy would be larger than S3 allows.

    Args:
        field: The input that decides how large it is.
        grants: What the policy grants.
    """
    if problem := BUCKET_POLICY.problem(field, [bucket_policy(_ANYWHERE, "arn:aws:s3:::any", grants)]):
        yield problem


def _encryption(args: "BucketArgs") -> Iterator[Problem]:
    copies = args.replication
    if args.encryption == "kms":
        if args.kms_key_arn is None:
            reason = "is required, as the bucket is encrypted with a key of your own"
            yield Problem("kms_key_arn", reason, "give the ARN of a key, or set encryption to s3 where AWS needs that")
        if copies is not None and copies.destination_kms_key_arn is None:
            reason = "is required, as a key encrypts what is copied"
            yield Problem(
                "replication.destination_kms_key_arn", reason, "give the ARN of a key in the destination's region"
            )
    else:
        if args.kms_key_arn is not None:
            yield Problem("kms_key_arn", "can't encrypt a bucket whose encryption is s3", "remove one of them")
        if copies is not None and copies.destination_kms_key_arn is not None:
            reason = "can't encrypt copies of a bucket whose encryption is s3"
            yield Problem(
                "replication.destination_kms_key_arn", reason, "remove it: the copies are encrypted with SSE-S3"
            )


def _versioning(args: "BucketArgs") -> Iterator[Problem]:
    lock = args.object_lock
    needing = [name for name in ("object_lock", "replication") if getattr(args, name) is not None]
    if needing and not args.versioning:
        yield Problem("versioning", f"is needed by {' and '.join(needing)}", "leave it on")
    if lock is not None and lock.mode == "compliance" and args.durability == "ephemeral":
        reason = "keeps objects whoever wants them gone, and an ephemeral bucket is to go with its objects"
        yield Problem("object_lock.mode", reason, "use governance, or durability persistent")


def _copies(args: "BucketArgs") -> Iterator[Problem]:
    if args.replication is None or args.bucket_name is None:
        return
    arn = args.replication.destination_bucket_arn
    if isinstance(arn, str) and arn.split(":")[-1] == args.bucket_name:
        reason = "is this bucket, and S3 copies to another one only"
        yield Problem("replication.destination_bucket_arn", reason, "give the ARN of another bucket")


def _grants(args: "BucketArgs") -> Iterator[Problem]:
    for index, grant in enumerate(args.policy_statements):
        if isinstance(grant, LoadBalancerLogs) and args.encryption == "kms":
            reason = "load balancers deliver to buckets with SSE-S3 only"
            yield Problem(f"policy_statements.{index}", reason, "set encryption to s3, or use a LogBucket")
        if isinstance(grant, ServerAccessLogs) and args.object_lock is not None:
            reason = "S3 delivers no access logs to a bucket with Object Lock"
            yield Problem(
                f"policy_statements.{index}", reason, "take them in a bucket of their own, such as a LogBucket"
            )
    yield from policy_problems("policy_statements", args.policy_statements)
    if twice := same_statements(args.policy_statements):
        yield Problem(
            "policy_statements", f"two statements are called {twice[0]}", "give the second another sid, or join the two"
        )
