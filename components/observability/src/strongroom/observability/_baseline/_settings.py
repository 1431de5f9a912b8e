"""Settings of an account or of a Region of it.

Deleting one of them resets it for everything in the account, so the account keeps it. The default KMS key for EBS is
reset: the key may be deleted next, and then no volume could be created.
"""

import pulumi
import pulumi_aws as aws

from strongroom.observability._baseline._scope import BaselineScope


def make_regional_settings(scope: BaselineScope) -> None:
    """Make the settings that each region has for itself.

    Args:
        scope: The baseline.
    """
    args = scope.args
    if args.ebs_encryption is not None:
        aws.ebs.EncryptionByDefault(scope.child("ebs-encryption"), enabled=True, opts=_kept(scope))
        if args.ebs_encryption.kms_key_arn is not None:
            aws.ebs.DefaultKmsKey(
                scope.child("ebs-encryption"),
                key_arn=args.ebs_encryption.kms_key_arn,
                # Deleting it resets the Region's default key, whichever that is by then.
                opts=scope.opts(delete_before_replace=True),
            )
    if args.imds_defaults is not None:
        aws.ec2.InstanceMetadataDefaults(
            scope.child("imds"),
            http_tokens="required",
            http_put_response_hop_limit=args.imds_defaults.hop_limit,
            opts=_kept(scope),
        )
    if args.block_public_snapshots:
        aws.ebs.SnapshotBlockPublicAccess(scope.child("snapshots"), state="block-all-sharing", opts=_kept(scope))
    if args.block_public_images:
        # AWS has no state that would take back what is shared already.
        aws.ec2.ImageBlockPublicAccess(scope.child("images"), state="block-new-sharing", opts=_kept(scope))


def make_global_settings(scope: BaselineScope) -> None:
    """Make the settings that hold for all regions of the account.

    Args:
        scope: The baseline.
    """
    if scope.args.block_public_buckets:
        aws.s3.AccountPublicAccessBlock(
            scope.child("buckets"),
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=_kept(scope),
        )
    if (policy := scope.args.password_policy) is not None:
        aws.iam.AccountPasswordPolicy(
            scope.child("passwords"),
            minimum_password_length=policy.minimum_length,
            password_reuse_prevention=policy.reuse_prevention,
            max_password_age=policy.max_age_days,
            require_lowercase_characters=True,
            require_numbers=True,
            require_symbols=True,
            require_uppercase_characters=True,
            # Who may not change an expired password could not sign in any more.
            allow_users_to_change_password=True,
            hard_expiry=False,
            opts=_kept(scope),
        )


def make_service_linked_roles(scope: BaselineScope) -> dict[str, pulumi.Output[str]]:
    """Make the service-linked roles that are wanted.

    Args:
        scope: The baseline.

    Returns:
        Their ARNs, by service.
    """
    arns: dict[str, pulumi.Output[str]] = {}
    for service in scope.args.service_linked_roles:
        role = f"service-{service.partition('.')[0]}"
        made = aws.iam.ServiceLinkedRole(
            scope.child(role), aws_service_name=service, tags=scope.tags(role), opts=scope.opts()
        )
        arns[service] = made.arn
    return arns


def _kept(scope: BaselineScope) -> pulumi.ResourceOptions:
    return scope.opts(retain_on_delete=True)
