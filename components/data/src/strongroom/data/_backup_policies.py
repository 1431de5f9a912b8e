"""Policies of a backup plan: who backs up, and what nobody may do to a recovery point."""

from strongroom.core import AwsEnvironment, PolicyDocument, policy_document

MANAGED_POLICIES = {
    "backup": "service-role/AWSBackupServiceRolePolicyForBackup",
    "restores": "service-role/AWSBackupServiceRolePolicyForRestores",
}
"""AWS's own policies for a role of AWS Backup, by what they are for.

https://docs.aws.amazon.com/aws-backup/latest/devguide/iam-service-roles.html
"""


def backup_trust_policy(home: AwsEnvironment) -> PolicyDocument:
    """Let AWS Backup assume a role for this account.

    AWS documents no condition for this role, so the account is compared where AWS tells it.
    https://docs.aws.amazon.com/aws-backup/latest/devguide/iam-service-roles.html and
    https://docs.aws.amazon.com/aws-backup/latest/devguide/cross-service-confused-deputy-prevention.html

    Args:
        home: Where the plan is.
    """
    return policy_document(
        [
            {
                "Effect": "Allow",
                "Principal": {"Service": "backup.amazonaws.com"},
                "Action": "sts:AssumeRole",
                "Condition": {"StringEqualsIfExists": {"aws:SourceAccount": home.account_id}},
            }
        ]
    )


def vault_policy() -> PolicyDocument:
    """Deny everyone to delete the recovery points of a vault by hand, or to shorten their retention.

    AWS Backup itself still removes those whose time is over. Whoever may change this policy can take it back: a lock is
    what nobody can. https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html
    """
    return policy_document(
        [
            {
                "Sid": "KeepRecoveryPoints",
                "Effect": "Deny",
                "Principal": "*",
                "Action": ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"],
                # Recovery points have ARNs of the services that they are of, so a vault's policy says "*" for its own.
                "Resource": "*",
            }
        ]
    )
