"""The key policy of an encryption key: the account itself, who manages and uses the key, and each named service."""

from collections.abc import Iterable, Sequence
from typing import get_args

import pulumi

from strongroom.core import AwsEnvironment, PolicyDocument, policy_document
from strongroom.data._key_services import (
    FOR_AWS_RESOURCES,
    STATEMENTS,
    USE,
    KeyService,
    allow,
    cloudtrail_statements,
)

_ADMINISTER = [
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:Describe*",
    "kms:Disable*",
    "kms:Enable*",
    "kms:Get*",
    "kms:List*",
    "kms:PutKeyPolicy",
    "kms:ReplicateKey",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:Update*",
]


def key_policy(
    home: AwsEnvironment,
    services: Iterable[KeyService],
    *,
    administrators: "Sequence[pulumi.Input[str]]" = (),
    users: "Sequence[pulumi.Input[str]]" = (),
    trust_account_identities: bool = True,
    trail_names: Sequence[str] = (),
) -> PolicyDocument:
    """Build the policy of a key that the account governs and that the named services may use.

    The order of the services makes no difference, so that listing them in another order changes nothing.

    Args:
        home: Where the key lives.
        services: The services that may use it, each only on behalf of this account's resources.
        administrators: ARNs of who may manage it, and not use it.
        users: ARNs of who may use it, and let AWS services use it for them.
        trust_account_identities: Whether IAM policies of the account can grant its use, or only its management.
        trail_names: Names of the trails that CloudTrail may use it for; none for all of the account.
    """
    wanted = frozenset(services)
    statements = [_account(home, may_use=trust_account_identities)]
    if administrators:
        statements.append(allow("Administrators", {"AWS": [*administrators]}, _ADMINISTER))
    if users:
        statements += _users(users)
    for service in get_args(KeyService):
        if service in wanted:
            of_trails = service == "cloudtrail"
            statements += cloudtrail_statements(home, trail_names) if of_trails else STATEMENTS[service](home)
    return policy_document(statements)


def _account(home: AwsEnvironment, *, may_use: bool) -> PolicyDocument:
    """Let IAM policies of the account govern the key; without it a key can become unmanageable.

    https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    """
    return allow("Account", {"AWS": home.arn("iam", "root", region="")}, ["kms:*"] if may_use else _ADMINISTER)


def _users(users: "Sequence[pulumi.Input[str]]") -> list[PolicyDocument]:
    """https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html, "Allows key users"."""
    principal = {"AWS": [*users]}
    grants = ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"]
    return [allow("Users", principal, USE), allow("UsersGrants", principal, grants, FOR_AWS_RESOURCES)]
