"""The rotation of a secret: its schedule, and the Lambda function that makes the next value."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws

from strongroom.core import AwsEnvironment, ComponentContext, json_dumps
from strongroom.data._protection import protection
from strongroom.data._rotation_options import SecretRotation
from strongroom.data._secret_policies import DatabaseKind, lambda_trust_policy, rotation_policy
from strongroom.data._secret_value import GeneratedValue, rotation_rules

_RUNTIME = "python3.13"
_TIMEOUT_SECONDS = 60
_DATABASE_TIMEOUT_SECONDS = 900
_MEMORY_MB = 256


@dataclass(frozen=True)
class RotatedDatabase:
    """The database whose master password a secret is."""

    kind: DatabaseKind
    identifier: pulumi.Input[str]
    """What RDS calls the instance or cluster."""
    arn: pulumi.Input[str]
    resource_id: pulumi.Input[str]
    """What no other database ever has; one that replaces another under its name has its ARN too."""


@dataclass(frozen=True)
class Rotated:
    """A secret that gets rotated."""

    arn: pulumi.Output[str]
    kms_key_arn: pulumi.Input[str]
    """ARN of the key that encrypts the secret; the function's environment and log get it too."""
    first_version: pulumi.Resource
    """The value that there must be before a rotation."""
    protected: bool
    """Whether Pulumi refuses to delete the function's log."""


def make_rotation(
    scope: ComponentContext,
    home: pulumi.Output[AwsEnvironment],
    role: str,
    secret: Rotated,
    options: SecretRotation,
    generate: GeneratedValue | None,
    database: RotatedDatabase | None = None,
) -> pulumi.Output[str]:
    """Let Secrets Manager rotate a secret, by the function that is given or else by one that is made.

    A database's master password is set through the RDS API, so the function needs no way to the database itself. The
    rotation is set up anew when the database is replaced, since the new one has the first password again, and when what
    else the secret tells of it has changed, such as its port.

    Args:
        scope: The component that it belongs to.
        home: Where it lives.
        role: What its children are called, such as `rotation`.
        secret: What is rotated.
        options: When, and from which function.
        generate: How values are made; None only with a function that is given.
        database: The database whose master password the secret is.

    Returns:
        ARN of the function.

    Raises:
        ValueError: If neither a function is given nor rules to make one by.
    """
    waits: list[pulumi.Resource] = [secret.first_version]
    if options.function_arn is not None:
        function_arn = pulumi.Output.from_input(options.function_arn)
    elif generate is None:
        raise ValueError("a value that nobody generates is rotated by a function that is given")
    else:
        function, permission = _make_function(scope, home, role, secret, options, generate, database)
        function_arn = function.arn
        waits.append(permission)
    aws.secretsmanager.SecretRotation(
        scope.child(role),
        secret_id=secret.arn,
        rotation_lambda_arn=function_arn,
        rotate_immediately=options.rotate_immediately,
        rotation_rules=_rules(options),
        # What is deleted last turns rotation off, so that must not be the old one of the same secret.
        opts=scope.opts(depends_on=waits, delete_before_replace=True, **_trigger(generate, database)),
    )
    return function_arn


def _trigger(generate: GeneratedValue | None, database: RotatedDatabase | None) -> dict[str, pulumi.Output[str]]:
    if database is None:
        return {}
    fields = generate and generate.fields
    return {"replacement_trigger": json_dumps([database.resource_id, fields or {}])}


def _rules(options: SecretRotation) -> aws.secretsmanager.SecretRotationRotationRulesArgs:
    return aws.secretsmanager.SecretRotationRotationRulesArgs(
        automatically_after_days=options.days,
        schedule_expression=options.schedule_expression,
        duration=None if options.duration_hours is None else f"{options.duration_hours}h",
    )


def _make_function(
    scope: ComponentContext,
    home: pulumi.Output[AwsEnvironment],
    role: str,
    secret: Rotated,
    options: SecretRotation,
    generate: GeneratedValue,
    database: RotatedDatabase | None,
) -> "tuple[aws.lambda_.Function, aws.lambda_.Permission]":
    name = scope.physical_name(role, max_length=64)
    group = aws.cloudwatch.LogGroup(
        scope.child(role),
        name=f"/aws/lambda/{name}",
        retention_in_days=options.log_retention_days,
        kms_key_id=secret.kms_key_arn,
        tags=scope.tags(role),
        opts=scope.opts(**protection(protected=secret.protected)),
    )
    execution, allowed = _make_execution_role(scope, home, role, secret, name, group, database)
    function = aws.lambda_.Function(
        scope.child(role),
        name=name,
        description=f"Rotates the secret of {scope.physical_name(kind=False)}",
        role=execution.arn,
        runtime=_RUNTIME,
        architectures=["arm64"],
        handler="rotation.handler",
        code=_code(),
        timeout=_DATABASE_TIMEOUT_SECONDS if database else _TIMEOUT_SECONDS,
        memory_size=_MEMORY_MB,
        environment={"variables": _environment(generate, database)},
        kms_key_arn=secret.kms_key_arn,
        logging_config={
            "log_format": "JSON",
            "log_group": group.name,
            "application_log_level": "INFO",
            "system_log_level": "INFO",
        },
        tags=scope.tags(role),
        # The first rotation may begin at once, and needs what the role is allowed; no value carries it.
        opts=scope.opts(depends_on=[allowed]),
    )
    permission = aws.lambda_.Permission(
        scope.child(role),
        action="lambda:InvokeFunction",
        function=function.name,
        principal="secretsmanager.amazonaws.com",
        source_account=home.apply(lambda home: home.account_id),
        source_arn=secret.arn,
        opts=scope.opts(),
    )
    return function, permission


def _make_execution_role(
    scope: ComponentContext,
    home: pulumi.Output[AwsEnvironment],
    role: str,
    secret: Rotated,
    function_name: str,
    group: aws.cloudwatch.LogGroup,
    database: RotatedDatabase | None,
) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
    execution = aws.iam.Role(
        scope.child(role),
        name=scope.global_name(role, max_length=64),
        description=f"Rotates the secret of {scope.physical_name(kind=False)}",
        assume_role_policy=json.dumps(lambda_trust_policy()),
        tags=scope.tags(role),
        opts=scope.opts(),
    )
    kind, database_arn = (database.kind, database.arn) if database else (None, None)
    policy = pulumi.Output.all(home, secret.arn, secret.kms_key_arn, group.arn, database_arn).apply(
        lambda known: json.dumps(rotation_policy(known[0], known[1], known[2], function_name, known[3], kind, known[4]))
    )
    allowed = aws.iam.RolePolicy(scope.child(role), role=execution.name, policy=policy, opts=scope.opts())
    return execution, allowed


def _environment(generate: GeneratedValue, database: RotatedDatabase | None) -> dict[str, pulumi.Input[str]]:
    rules: dict[str, Any] = rotation_rules(generate)
    if database is None:
        return {"VALUE_RULES": json.dumps(rules)}
    # What the secret tells of a database is nothing to hide, unlike what a team's secret may hold.
    variables: dict[str, pulumi.Input[str]] = {"VALUE_RULES": json_dumps({**rules, "fields": generate.fields})}
    variables[f"DB_{database.kind.upper()}_IDENTIFIER"] = database.identifier
    return variables


def _code() -> pulumi.Archive:
    # As text, so that the state is the same on every machine: a file's path would be part of it.
    source = Path(__file__).with_name("_rotation_function.py").read_text(encoding="utf-8")
    return pulumi.AssetArchive({"rotation.py": pulumi.StringAsset(source)})
