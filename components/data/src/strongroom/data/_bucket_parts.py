"""A bucket and what is set of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from strongroom.core import BUCKET_POLICY, AwsEnvironment, ComponentContext, json_dumps
from strongroom.core.aws import current_environment
from strongroom.data._bucket_args import BucketArgs, BucketCommonArgs
from strongroom.data._bucket_cors import BucketCorsRule
from strongroom.data._bucket_grants import BucketPolicyStatement
from strongroom.data._bucket_options import ObjectLock
from strongroom.data._bucket_policy import bucket_policy
from strongroom.data._protection import protection


@dataclass(frozen=True)
class SafeBucket:
    """A bucket that is private, encrypted and versioned."""

    resource: aws.s3.Bucket
    versioning: aws.s3.BucketVersioning
    home: pulumi.Output[AwsEnvironment]
    """Where it is."""
    region: str | None
    """Region of the bucket and of what configures it; None for the provider's Region."""
    ready: pulumi.Output[list[str]]
    """Known when access, encryption, versioning and policy are set."""

    def when_ready(self, value: pulumi.Output[str]) -> pulumi.Output[str]:
        """Hold a value back, so that whatever uses it comes after what is set of the bucket.

        Args:
            value: What to tell.
        """
        return pulumi.Output.all(value, self.ready).apply(lambda known: str(known[0]))


def make_bucket(
    scope: ComponentContext,
    args: BucketCommonArgs,
    *,
    kms_key_arn: "pulumi.Input[str] | None",
    policy_statements: Sequence[BucketPolicyStatement],
    rules: Sequence[aws.s3.BucketLifecycleConfigurationRuleArgsDict],
    versioning: bool = True,
) -> SafeBucket:
    """Make a bucket.

    Args:
        scope: The component that it belongs to.
        args: What buckets have in common.
        kms_key_arn: ARN of the key that encrypts it; Amazon S3's own when None.
        policy_statements: What its policy grants.
        rules: The rules of its lifecycle.
        versioning: Whether it keeps versions.
    """
    home, region = current_environment(scope.invoke_opts), args.region
    if region is not None:
        home = home.apply(lambda home: replace(home, region=region))
    bucket = aws.s3.Bucket(
        scope.child("bucket"),
        region=region,
        bucket=_name(scope, args),
        force_destroy=args.durability == "ephemeral",
        tags=scope.tags(),
        opts=scope.opts(**protection(protected=args.protected)),
    )
    access = _block_public_access(scope, bucket, region)
    versions = _keep_versions(scope, bucket, region, wanted=versioning)
    encryption = _encrypt(scope, bucket, region, kms_key_arn)
    document = pulumi.Output.all(home, bucket.arn).apply(
        lambda known: json_dumps(bucket_policy(known[0], known[1], policy_statements))
    )
    policy = aws.s3.BucketPolicy(
        scope.child("policy"),
        region=region,
        bucket=bucket.bucket,
        policy=BUCKET_POLICY.checked(type(args).__name__, "policy_statements", document),
        opts=scope.opts(depends_on=access),  # S3 refuses two changes of a bucket's access at once
    )
    aws.s3.BucketLifecycleConfiguration(
        scope.child("lifecycle"),
        region=region,
        bucket=bucket.bucket,
        rules=rules,
        opts=scope.opts(depends_on=[versions]),  # rules for old versions need versions
    )
    parts = (*access, versions, encryption, policy)
    return SafeBucket(bucket, versions, home, region, ready=pulumi.Output.all(*(part.id for part in parts)))


def make_access_log(scope: ComponentContext, bucket: SafeBucket, args: BucketArgs) -> None:
    """Log every request to the bucket, if that is wanted.

    Args:
        scope: The component that it belongs to.
        bucket: The bucket.
        args: The inputs of the bucket.
    """
    if args.access_log_bucket_name is None:
        return
    aws.s3.BucketLogging(
        scope.child("access-log"),
        region=bucket.region,
        bucket=bucket.resource.bucket,
        target_bucket=args.access_log_bucket_name,
        target_prefix=f"{args.access_log_prefix}/" if args.access_log_prefix else "",
        target_object_key_format={"partitioned_prefix": {"partition_date_source": "EventTime"}},
        opts=scope.opts(),
    )


def make_object_lock(scope: ComponentContext, bucket: SafeBucket, lock: ObjectLock | None) -> None:
    """Keep objects from being deleted, if that is wanted.

    Args:
        scope: The component that it belongs to.
        bucket: The bucket.
        lock: How long they are kept.
    """
    if lock is None:
        return
    retention: aws.s3.BucketObjectLockConfigurationRuleDefaultRetentionArgsDict = {"mode": lock.mode.upper()}
    if lock.retention_days is not None:
        retention["days"] = lock.retention_days
    if lock.retention_years is not None:
        retention["years"] = lock.retention_years
    aws.s3.BucketObjectLockConfiguration(
        scope.child("object-lock"),
        region=bucket.region,
        bucket=bucket.resource.bucket,
        rule={"default_retention": retention},
        opts=scope.opts(depends_on=[bucket.versioning]),  # S3 locks versions only
    )


def make_notifications(scope: ComponentContext, bucket: SafeBucket, *, eventbridge: bool) -> None:
    """Tell EventBridge of what happens to objects, if that is wanted.

    Args:
        scope: The component that it belongs to.
        bucket: The bucket.
        eventbridge: Whether it is told.
    """
    if eventbridge:
        aws.s3.BucketNotification(
            scope.child("notifications"),
            region=bucket.region,
            bucket=bucket.resource.bucket,
            eventbridge=True,
            opts=scope.opts(),
        )


def make_cors(scope: ComponentContext, bucket: SafeBucket, rules: list[BucketCorsRule]) -> None:
    """Create the CORS configuration of a bucket, if there are rules.

    Args:
        scope: The component that the bucket belongs to.
        bucket: The bucket.
        rules: CORS rules of the bucket.
    """
    if not rules:
        return
    aws.s3.BucketCorsConfiguration(
        scope.child("cors"),
        region=bucket.region,
        bucket=bucket.resource.bucket,
        cors_rules=[_cors_rule(rule) for rule in rules],
        opts=scope.opts(),
    )


def _cors_rule(rule: BucketCorsRule) -> aws.s3.BucketCorsConfigurationCorsRuleArgs:
    return aws.s3.BucketCorsConfigurationCorsRuleArgs(
        id=rule.id,
        allowed_origins=[*rule.allowed_origins],
        allowed_methods=[*rule.allowed_methods],
        allowed_headers=rule.allowed_headers or None,
        expose_headers=rule.expose_headers or None,
        max_age_seconds=rule.max_age_seconds,
    )


def _name(scope: ComponentContext, args: BucketCommonArgs) -> "pulumi.Input[str]":
    if args.bucket_name is not None:
        return args.bucket_name
    letters = random.RandomString(
        scope.child("name"), length=8, upper=False, numeric=False, special=False, opts=scope.opts()
    )
    return letters.result.apply(scope.physical_name)


def _block_public_access(
    scope: ComponentContext, bucket: aws.s3.Bucket, region: str | None
) -> tuple[pulumi.CustomResource, ...]:
    block = aws.s3.BucketPublicAccessBlock(
        scope.child("public-access-block"),
        region=region,
        bucket=bucket.bucket,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
        opts=scope.opts(),
    )
    ownership = aws.s3.BucketOwnershipControls(
        scope.child("ownership"),
        region=region,
        bucket=bucket.bucket,
        rule={"object_ownership": "BucketOwnerEnforced"},
        opts=scope.opts(depends_on=[block]),  # S3 refuses two changes of a bucket's access at once
    )
    return block, ownership


def _keep_versions(
    scope: ComponentContext, bucket: aws.s3.Bucket, region: str | None, *, wanted: bool
) -> aws.s3.BucketVersioning:
    return aws.s3.BucketVersioning(
        scope.child("versioning"),
        region=region,
        bucket=bucket.bucket,
        versioning_configuration={"status": "Enabled" if wanted else "Suspended"},
        opts=scope.opts(),
    )


def _encrypt(
    scope: ComponentContext, bucket: aws.s3.Bucket, region: str | None, kms_key_arn: "pulumi.Input[str] | None"
) -> aws.s3.BucketServerSideEncryptionConfiguration:
    rule: aws.s3.BucketServerSideEncryptionConfigurationRuleArgsDict = {
        "apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}
    }
    if kms_key_arn is not None:
        rule["apply_server_side_encryption_by_default"] = {"sse_algorithm": "aws:kms", "kms_master_key_id": kms_key_arn}
        rule["bucket_key_enabled"] = True
    return aws.s3.BucketServerSideEncryptionConfiguration(
        scope.child("encryption"), region=region, bucket=bucket.bucket, rules=[rule], opts=scope.opts()
    )
