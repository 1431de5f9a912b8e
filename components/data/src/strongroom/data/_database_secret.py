"""The master password of a database, and the secret that holds it."""

from typing import Any, cast

import pulumi
import pulumi_aws as aws

from strongroom.core import Input
from strongroom.data import _secret_parts as secrets
from strongroom.data._database_scope import DatabaseScope
from strongroom.data._rotation import Rotated, RotatedDatabase, make_rotation
from strongroom.data._rotation_options import SecretRotation
from strongroom.data._secret_value import GeneratedValue, secret_string

_ROLE = "master-password"
# Special characters without a meaning for RDS, for a shell, or in the address of a database.
_SPECIAL = "!*-_=+.~"


def make_password(scope: DatabaseScope) -> pulumi.Output[str] | None:
    """Generate the master password.

    Returns:
        The password, a secret; None if RDS manages it.
    """
    if not scope.plan.generates_password:
        return None
    return secrets.make_password(scope, _ROLE, GeneratedValue(special_characters=_SPECIAL), rotated=True)


def managed_secret_arn(database: aws.rds.Instance | aws.rds.Cluster) -> pulumi.Output[str]:
    """Return the ARN of the secret in which RDS manages the master password.

    Args:
        database: The instance or cluster.
    """
    found = cast("pulumi.Output[list[Any]]", database.master_user_secrets)
    return found.apply(lambda secrets: str(secrets[0].secret_arn))


def make_secret(
    scope: DatabaseScope, password: pulumi.Output[str], database: RotatedDatabase, host: pulumi.Output[str]
) -> pulumi.Output[str]:
    """Keep the generated master password in Secrets Manager, and rotate it there and in the database.

    Args:
        scope: The database.
        password: The password, from `make_password`.
        database: What RDS calls the database.
        host: Host name of the database.

    Returns:
        The secret's ARN, told when it can be read.
    """
    args = scope.args
    secret = secrets.make_secret(
        scope,
        _ROLE,
        args.kms_key_arn,
        description=f"Master user of {scope.identifier}",
        # The password opens nothing once the database is deleted, and a database that is restored needs the name.
        recovery_window_days=0,
        protected=scope.plan.deletion_protection,
    )
    secrets.make_secret_policy(scope, scope.home, _ROLE, secret)
    value = GeneratedValue(special_characters=_SPECIAL, json_key="password", fields=_fields(scope, database, host))
    version = secrets.make_secret_version(scope, _ROLE, secret, secret_string(value, password), rotated=True)
    rotation = args.password_rotation or SecretRotation(log_retention_days=args.log_retention_days)
    rotated = Rotated(secret.arn, args.kms_key_arn, version, protected=scope.plan.deletion_protection)
    make_rotation(scope, scope.home, "password-rotation", rotated, rotation, value, database)
    return pulumi.Output.all(secret.arn, version.version_id).apply(lambda known: str(known[0]))


def _fields(scope: DatabaseScope, database: RotatedDatabase, host: pulumi.Output[str]) -> dict[str, Input[str]]:
    """Return what the secret tells besides the password, under the keys that AWS's clients look for.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
    """
    identifier = "dbInstanceIdentifier" if database.kind == "instance" else "dbClusterIdentifier"
    return {
        "engine": scope.args.engine,
        "host": host,
        "port": str(scope.plan.port),
        "username": scope.args.master_username,
        "dbname": scope.args.database_name,
        identifier: scope.identifier,
    }
