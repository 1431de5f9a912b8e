"""The parts of a secret: its first value, the secret itself, its policy."""

import json
from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from strongroom.core import SECRET_POLICY, AwsEnvironment, ComponentContext, ResourceStatement, json_dumps
from strongroom.data._protection import protection
from strongroom.data._secret_policies import THIS_SECRET, secret_resource_policy
from strongroom.data._secret_value import GeneratedValue, random_password_inputs

FIRST_STAGE = "strongroom-first"
"""The stage that keeps Secrets Manager from deleting the first version of a secret that is rotated."""


def make_password(scope: ComponentContext, role: str, generate: GeneratedValue, *, rotated: bool) -> pulumi.Output[str]:
    """Make a random value.

    Args:
        scope: The component that it belongs to.
        role: What the child is called.
        generate: How it is made.
        rotated: Whether a rotation takes over; then new rules are for its values, and this one stays.

    Returns:
        The value, a secret.
    """
    inputs = random_password_inputs(generate)
    ignored = sorted(inputs) if rotated else []
    password = random.RandomPassword(scope.child(role), **inputs, opts=scope.opts(ignore_changes=ignored))
    return pulumi.Output.secret(password.result)


def make_secret(
    scope: ComponentContext,
    role: str,
    kms_key_arn: pulumi.Input[str],
    *,
    description: str,
    recovery_window_days: int,
    protected: bool,
    replica_kms_key_arns: Mapping[str, pulumi.Input[str]] | None = None,
) -> aws.secretsmanager.Secret:
    """Make a secret, without a value yet.

    Args:
        scope: The component that it belongs to.
        role: What the child is called.
        kms_key_arn: ARN of the key that encrypts it.
        description: What it is for.
        recovery_window_days: Days in which its deletion can be cancelled; 0 for none.
        protected: Whether Pulumi refuses to delete it.
        replica_kms_key_arns: The regions that get a copy, each with the ARN of its key.
    """
    part = None if role == "secret" else role  # a component that is nothing but a secret has its name
    return aws.secretsmanager.Secret(
        scope.child(role),
        name=scope.physical_name(part, max_length=256),
        description=description,
        kms_key_id=kms_key_arn,
        recovery_window_in_days=recovery_window_days,
        replicas=[{"region": region, "kms_key_id": key} for region, key in (replica_kms_key_arns or {}).items()],
        tags=scope.tags(part),
        opts=scope.opts(**protection(protected=protected)),
    )


def make_secret_policy(
    scope: ComponentContext,
    home: pulumi.Output[AwsEnvironment],
    role: str,
    secret: aws.secretsmanager.Secret,
    readers: Sequence[pulumi.Input[str]] = (),
    statements: Sequence[ResourceStatement] = (),
) -> aws.secretsmanager.SecretPolicy:
    """Attach the policy to a secret: who may read it, and nobody of an account that is not named.

    Args:
        scope: The component that it belongs to.
        home: Where it lives.
        role: What the child is called.
        secret: The secret.
        readers: ARNs of who may read it, besides those of this account whose own policies say so.
        statements: Further statements.
    """
    allowing = [each for each in statements if each.effect == "Allow"]
    named = [*readers, *(arn for each in allowing for arn in each.principal_arns)]
    documents = json_dumps([each.document(THIS_SECRET) for each in statements])
    policy = pulumi.Output.all(home, [*readers], named, documents).apply(
        lambda known: json.dumps(secret_resource_policy(known[0], known[1], known[2], json.loads(known[3])))
    )
    return aws.secretsmanager.SecretPolicy(
        scope.child(role),
        secret_arn=secret.arn,
        policy=SECRET_POLICY.checked("SecretArgs", "policy_statements", policy),
        block_public_policy=True,
        opts=scope.opts(),
    )


def make_secret_version(
    scope: ComponentContext,
    role: str,
    secret: aws.secretsmanager.Secret,
    value: pulumi.Input[str],
    *,
    rotated: bool,
) -> aws.secretsmanager.SecretVersion:
    """Give a secret its value, or the first of its values if it is rotated.

    Once a secret is rotated, its value is no longer Pulumi's, and nothing here ever brings the first one back: changes
    are ignored. A stage of its own keeps AWS from deleting the first version after some rotations, so that a refresh
    still finds it. And should someone delete it, it comes back under that stage alone, beside the current value: a new
    version is the current one only if no stage is named for it, or if it is the secret's first.

    Args:
        scope: The component that it belongs to.
        role: What the child is called.
        secret: The secret.
        value: What it holds.
        rotated: Whether a rotation takes over.
    """
    return aws.secretsmanager.SecretVersion(
        scope.child(role),
        secret_id=secret.id,
        secret_string=pulumi.Output.secret(value),
        version_stages=[FIRST_STAGE] if rotated else None,
        opts=scope.opts(ignore_changes=["secret_string", "version_stages"] if rotated else []),
    )
