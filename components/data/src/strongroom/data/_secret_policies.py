"""Who may read a secret, and who may rotate it."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from strongroom.core import AwsEnvironment, PolicyDocument, policy_document

DatabaseKind = Literal["instance", "cluster"]
"""What a master password is of: a DB instance of RDS, or an Aurora cluster."""

RESERVED_SIDS = ("OtherAccounts", "Readers")
"""What the statements of a secret's own policy are called."""

THIS_SECRET = "*"  # noqa: S105 what a policy is about
"""What the statements of a secret's own policy are about: the secret, and its copies in other regions.

They get the same policy, though their ARNs differ from the secret's.
https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html
"""

_READ = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]


def secret_read_policy(home: AwsEnvironment, secret_arn: str, kms_key_arn: str) -> PolicyDocument:
    """Allow whoever has the policy to read a secret, and to decrypt nothing else.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html

    Args:
        home: Where the secret is.
        secret_arn: ARN of the secret.
        kms_key_arn: ARN of the key that encrypts it.
    """
    return policy_document(
        [
            {"Sid": "ReadSecret", "Effect": "Allow", "Action": _READ, "Resource": secret_arn},
            _use_of_key(home, secret_arn, kms_key_arn, ["kms:Decrypt"]),
        ]
    )


def secret_resource_policy(
    home: AwsEnvironment, reader_arns: Sequence[str], named_arns: Iterable[str], statements: Iterable[Any]
) -> PolicyDocument:
    """Let the readers read a secret, and deny everything to whoever is of an account that nobody named.

    Without the denial, one statement too many would be enough to open it.
    https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html

    Args:
        home: Where the secret is.
        reader_arns: ARNs of who may read it.
        named_arns: ARNs of everyone whom the policy allows something; their accounts are not denied.
        statements: Further statements, as IAM has them.
    """
    accounts = sorted({home.account_id, *(arn.split(":")[4] for arn in named_arns)})
    denial = {
        "Sid": "OtherAccounts",
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "secretsmanager:*",
        "Resource": THIS_SECRET,
        "Condition": {
            "StringNotEquals": {"aws:PrincipalAccount": accounts},
            "Bool": {"aws:PrincipalIsAWSService": "false"},
        },
    }
    readers = {
        "Sid": "Readers",
        "Effect": "Allow",
        "Principal": {"AWS": [*reader_arns]},
        "Action": _READ,
        "Resource": THIS_SECRET,
    }
    return policy_document([denial, *([readers] if reader_arns else []), *statements])


def lambda_trust_policy() -> PolicyDocument:
    """Let Lambda assume a role."""
    principal = {"Service": "lambda.amazonaws.com"}
    return policy_document([{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}])


def rotation_policy(
    home: AwsEnvironment,
    secret_arn: str,
    kms_key_arn: str,
    function_name: str,
    log_group_arn: str,
    database_kind: DatabaseKind | None = None,
    database_arn: str | None = None,
) -> PolicyDocument:
    """Allow a function to rotate one secret, and the master password of one database if it is that.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html

    Args:
        home: Where the function is.
        secret_arn: ARN of the secret.
        kms_key_arn: ARN of the key that encrypts the secret and the function's environment.
        function_name: Name of the function.
        log_group_arn: ARN of its log group, without a trailing `:*`.
        database_kind: Kind of the database.
        database_arn: ARN of the database.
    """
    rotate = ["secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"]
    environment = {"kms:EncryptionContext:aws:lambda:FunctionArn": home.arn("lambda", f"function:{function_name}")}
    statements: list[dict[str, Any]] = [
        {"Sid": "RotateSecret", "Effect": "Allow", "Action": [*_READ, *rotate], "Resource": secret_arn},
        _use_of_key(home, secret_arn, kms_key_arn, ["kms:Decrypt", "kms:GenerateDataKey"]),
        {
            "Sid": "DecryptEnvironment",
            "Effect": "Allow",
            "Action": ["kms:Decrypt"],
            "Resource": kms_key_arn,
            "Condition": {"StringEquals": environment},
        },
        {
            "Sid": "WriteLog",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": f"{log_group_arn}:*",
        },
    ]
    if database_kind is not None:
        kind = "DBInstance" if database_kind == "instance" else "DBCluster"
        actions = [f"rds:Describe{kind}s", f"rds:Modify{kind}"]
        statements.append({"Sid": "SetPassword", "Effect": "Allow", "Action": actions, "Resource": database_arn})
    return policy_document(statements)


def _use_of_key(home: AwsEnvironment, secret_arn: str, kms_key_arn: str, actions: list[str]) -> PolicyDocument:
    return {
        "Sid": "UseKeyForSecret",
        "Effect": "Allow",
        "Action": actions,
        "Resource": kms_key_arn,
        "Condition": {
            "StringEquals": {
                "kms:ViaService": f"secretsmanager.{home.region}.{home.dns_suffix}",
                "kms:EncryptionContext:SecretARN": secret_arn,
            }
        },
    }
