"""The copies of a bucket's objects in another bucket."""

import json
from typing import Any

import pulumi
import pulumi_aws as aws

from strongroom.core import AwsEnvironment, ComponentContext
from strongroom.data._bucket_args import BucketArgs
from strongroom.data._bucket_options import Replication
from strongroom.data._bucket_parts import SafeBucket
from strongroom.data._bucket_replication_policy import Encrypted, replication_policy, trust_policy

_ROLE = "replication"
_MINUTES = 15
"""What AWS commits itself to with replication time control."""


def make_replication(scope: ComponentContext, bucket: SafeBucket, args: BucketArgs) -> aws.iam.Role | None:
    """Copy every new object, if that is wanted.

    Args:
        scope: The component that it belongs to.
        bucket: The bucket whose objects are copied.
        args: The inputs of the bucket.

    Returns:
        The role that copies, if there is one.
    """
    options = args.replication
    if options is None:
        return None
    role, permission = _role(scope, bucket, args, options)
    aws.s3.BucketReplicationConfig(
        scope.child(_ROLE),
        region=bucket.region,
        bucket=bucket.resource.bucket,
        role=role.arn,
        rules=[_rule(args, options)],
        # S3 copies versions only; and the role doesn't carry its policy's value.
        opts=scope.opts(depends_on=[bucket.versioning, permission]),
    )
    return role


def _role(
    scope: ComponentContext, bucket: SafeBucket, args: BucketArgs, options: Replication
) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
    role = aws.iam.Role(
        scope.child(_ROLE),
        # A role belongs to all regions of an account, and each may have a bucket of this component's name.
        name=scope.global_name(_ROLE, max_length=64),
        description=f"Copies objects of {scope.physical_name()}",
        assume_role_policy=json.dumps(trust_policy()),
        tags=scope.tags(_ROLE),
        opts=scope.opts(),
    )
    known = pulumi.Output.all(
        bucket.home,
        bucket.resource.arn,
        args.kms_key_arn,
        options.destination_bucket_arn,
        options.destination_kms_key_arn,
    )
    permission = aws.iam.RolePolicy(
        scope.child(_ROLE),
        role=role.name,
        policy=known.apply(lambda known: json.dumps(_permissions(args, options, *known))),
        opts=scope.opts(),
    )
    return role, permission


def _permissions(
    args: BucketArgs,
    options: Replication,
    home: AwsEnvironment,
    bucket_arn: str,
    kms_key_arn: str | None,
    destination_arn: str,
    destination_kms_key_arn: str | None,
) -> dict[str, Any]:
    return replication_policy(
        home,
        Encrypted(bucket_arn, kms_key_arn),
        Encrypted(destination_arn, destination_kms_key_arn),
        delete_markers=options.delete_markers,
        locked=args.object_lock is not None,
        other_account=options.destination_account_id is not None,
    )


def _rule(args: BucketArgs, options: Replication) -> aws.s3.BucketReplicationConfigRuleArgsDict:
    rule: aws.s3.BucketReplicationConfigRuleArgsDict = {
        "id": "copy",
        "priority": 1,
        "status": "Enabled",
        "filter": {"prefix": options.prefix or ""},
        "delete_marker_replication": {"status": "Enabled" if options.delete_markers else "Disabled"},
        "destination": _destination(options),
    }
    if args.encryption == "kms":
        rule["source_selection_criteria"] = {"sse_kms_encrypted_objects": {"status": "Enabled"}}
    return rule


def _destination(options: Replication) -> aws.s3.BucketReplicationConfigRuleDestinationArgsDict:
    destination: aws.s3.BucketReplicationConfigRuleDestinationArgsDict = {"bucket": options.destination_bucket_arn}
    if options.storage_class is not None:
        destination["storage_class"] = options.storage_class
    if options.destination_kms_key_arn is not None:
        destination["encryption_configuration"] = {"replica_kms_key_id": options.destination_kms_key_arn}
    if options.destination_account_id is not None:
        destination["account"] = options.destination_account_id
        destination["access_control_translation"] = {"owner": "Destination"}
    if options.replication_time_control:
        destination["replication_time"] = {"status": "Enabled", "time": {"minutes": _MINUTES}}
        destination["metrics"] = {"status": "Enabled", "event_threshold": {"minutes": _MINUTES}}
    return destination
