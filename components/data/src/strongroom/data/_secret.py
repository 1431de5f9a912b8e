"""A secret in Secrets Manager."""

import json
from collections.abc import Iterable
from functools import partial
from typing import Annotated

import pulumi
from pydantic import AfterValidator, Field, model_validator

from strongroom.core import (
    PARTITIONS,
    SECRET_POLICY,
    AwsEnvironment,
    Component,
    Durability,
    Input,
    InputError,
    KmsKeyArn,
    Model,
    PrincipalArn,
    Problem,
    RegionName,
    ResourceStatement,
    RuleError,
    UniqueItems,
    policy_document,
    region_problems,
)
from strongroom.core.aws import current_environment
from strongroom.data._protection import ProtectedArgs
from strongroom.data._rotation import Rotated, make_rotation
from strongroom.data._rotation_options import SecretRotation
from strongroom.data._secret_parts import make_password, make_secret, make_secret_policy, make_secret_version
from strongroom.data._secret_policies import RESERVED_SIDS, THIS_SECRET, secret_read_policy
from strongroom.data._secret_value import GeneratedValue, secret_string

_SECRET_BYTES = 65_536


def _fits(value: str) -> str:
    size = len(value.encode(errors="surrogatepass"))
    if size > _SECRET_BYTES:
        raise RuleError(f"must have at most {_SECRET_BYTES:,} bytes in UTF-8, got {size:,}", "shorten it")
    return value


SecretText = Annotated[str, Field(min_length=1), AfterValidator(_fits)]
"""The value of a secret: 1 to 65,536 bytes in UTF-8."""


class SecretReplica(Model):
    """A copy of a secret in another region, which follows every change.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html
    """

    region: RegionName
    """The region."""

    kms_key_arn: Input[KmsKeyArn]
    """ARN of a KMS key of that region, which encrypts the copy."""

    @model_validator(mode="after")
    def _key_is_there(self) -> "SecretReplica":
        if isinstance(self.kms_key_arn, str) and self.kms_key_arn.split(":")[3] != self.region:
            reason = f"the key that encrypts a copy in {self.region} must be a key of that region"
            raise RuleError(reason, "give kms_key_arn of a key there, or of the replica of a multi-Region key")
        return self


class SecretArgs(ProtectedArgs):
    """Inputs of a `Secret`."""

    durability: Durability = "persistent"
    """Whether the secret is meant to last; it sets the default of `recovery_window_days`."""

    kms_key_arn: Input[KmsKeyArn]
    """ARN of the KMS key that encrypts the secret, the rotation function's environment and its log (SecretsManager.4).

    Its policy must let CloudWatch Logs use it, unless there is no rotation or its function is given.
    """

    description: Annotated[str, Field(min_length=1, max_length=2048)] | None = None
    """What the secret is for, as AWS shows it. Default: the secret's name says whose it is."""

    value: Input[SecretText] | None = Field(default=None, repr=False)
    """Value of the secret, 1 to 65,536 bytes in UTF-8; Pulumi keeps it as a secret. Default: a value is generated."""

    generate: GeneratedValue | None = None
    """How a value is generated. Default: 32 letters, digits and special characters, unless there is a `value`."""

    rotation: SecretRotation | None = SecretRotation()
    """When the secret gets its next value; None for never. Default: every 30 days (SecretsManager.1 and .4).

    From the first rotation on the value is no longer Pulumi's: another `value` or other `fields` change nothing, and
    what `generate` says holds for further values.
    """

    recovery_window_days: Annotated[int, Field(ge=0, le=30)] | None = None
    """Days in which a deletion can be cancelled, 7 to 30; or 0 for none, only if the durability is ephemeral.

    Default: 30 if the durability is persistent, 0 if it is ephemeral. Until the days are over, no secret can be made
    with the same name.
    """

    replicas: list[SecretReplica] = []
    """Copies in other regions, at most one in each. Default: none."""

    readers: Annotated[list[Input[PrincipalArn]], UniqueItems] = []
    """Roles, users or accounts that the secret's own policy lets read it. Default: none.

    Within the account, a role's own policy is enough, see the output `read_policy`. A reader of another account also
    needs the key's policy to let it decrypt.
    """

    policy_statements: list[ResourceStatement] = []
    """Further statements of the secret's policy. Default: none."""

    @model_validator(mode="after")
    def _has_one_value(self) -> "SecretArgs":
        if self.value is not None and self.generate is not None:
            raise RuleError("value and generate are two values", "give one of them")
        if self.value is not None and self.rotation is not None and self.rotation.function_arn is None:
            reason = (
                "a value that is given can't be rotated by a function that is made, which doesn't know the next one"
            )
            remedy = (
                "give rotation=SecretRotation(function_arn=...) with a function that does, "
                "or rotation=None, and change the value yourself in time (SecretsManager.1)"
            )
            raise RuleError(reason, remedy)
        return self

    @model_validator(mode="after")
    def _can_be_recovered(self) -> "SecretArgs":
        days = self.recovery_window_days
        if days is not None and 0 < days < 7:
            raise RuleError("recovery_window_days must be 0, or 7 to 30", "use 7 or more")
        if days == 0 and self.durability == "persistent":
            reason = "a persistent secret must not be deleted without a way back"
            raise RuleError(reason, "use a recovery_window_days of 7 to 30, or durability ephemeral")
        return self

    @model_validator(mode="after")
    def _names_parts_once(self) -> "SecretArgs":
        regions = [each.region for each in self.replicas]
        if len(set(regions)) < len(regions):
            raise RuleError("replicas has two copies in one region", "keep one for each region")
        if isinstance(self.kms_key_arn, str) and (own := AwsEnvironment.of(self.kms_key_arn).region) in regions:
            raise RuleError(f"replicas has a copy in {own}, where the secret itself lives", "name other regions only")
        sids = [*RESERVED_SIDS, *(each.sid for each in self.policy_statements)]
        if len(set(sids)) < len(sids):
            reason = f"statements must have a sid each, none of them {' or '.join(RESERVED_SIDS)}"
            raise RuleError(reason, "rename one")
        for each in self.policy_statements:
            foreign = [action for action in each.actions if not action.startswith("secretsmanager:")]
            if foreign:
                reason = f"the statement {each.sid} is about {foreign[0]}, which is nothing that is done to a secret"
                raise RuleError(reason, "name actions of secretsmanager")
        return self

    @model_validator(mode="after")
    def _policy_fits(self) -> "SecretArgs":
        documents = [statement.document(THIS_SECRET) for statement in self.policy_statements]
        policy = policy_document([*documents, {"Principal": {"AWS": self.readers}}])
        if problem := SECRET_POLICY.problem("policy_statements", [policy]):
            raise InputError(type(self).__name__, [problem])
        return self

    @property
    def generated(self) -> GeneratedValue | None:
        """How the value is generated; None if it is given."""
        return None if self.value is not None else self.generate or GeneratedValue()


class Secret(Component):
    """A secret in Secrets Manager, encrypted with a key of one's own, and rotated.

    Its value is random, or given. A random one is rotated by a Lambda function that is made with it (SecretsManager.1,
    .2, .4); https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html. The value is a secret to
    Pulumi too: encrypted in the state, and never shown.

    Args:
        name: Name of the secret; the logical names of its parts start with it.
        args: What to build.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    _supported_partitions = PARTITIONS

    secret_arn: pulumi.Output[str]
    """ARN of the secret, told once it has a value."""
    secret_name: pulumi.Output[str]
    """Name of the secret, `<name>-<environment suffix>`."""
    rotation_function_arn: pulumi.Output[str] | None
    """ARN of the function that rotates it; None without rotation."""
    read_policy: pulumi.Output[str]
    """An IAM policy, as JSON, that allows reading this secret, told once it has a value."""

    @classmethod
    def _partition_problems(cls, args: SecretArgs, partition: str) -> Iterable[Problem]:
        return region_problems("replicas", (each.region for each in args.replicas), partition)

    def __init__(self, name: str, args: SecretArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        home = current_environment(self._invoke_opts)
        secret = make_secret(
            self._scope,
            "secret",
            args.kms_key_arn,
            description=args.description or f"Secret of {self._physical_name()}",
            recovery_window_days=_recovery_window_days(args),
            protected=args.protected,
            replica_kms_key_arns={each.region: home.apply(partial(_key_elsewhere, each)) for each in args.replicas},
        )
        make_secret_policy(self._scope, home, "secret", secret, args.readers, args.policy_statements)
        version = make_secret_version(
            self._scope, "secret", secret, self._value(args), rotated=args.rotation is not None
        )

        # Whoever uses the ARN finds a value, since the version's id is known only when there is one.
        self.secret_arn = pulumi.Output.all(secret.arn, version.version_id).apply(lambda known: str(known[0]))
        self.secret_name = secret.name
        self.read_policy = pulumi.Output.all(home, self.secret_arn, args.kms_key_arn).apply(
            lambda known: json.dumps(secret_read_policy(known[0], str(known[1]), str(known[2])))
        )
        self.rotation_function_arn = self._rotation(
            args, home, Rotated(secret.arn, args.kms_key_arn, version, protected=args.protected)
        )
        self.publish()

    def _value(self, args: SecretArgs) -> pulumi.Input[str]:
        if args.value is not None:
            return args.value
        generate = args.generated or GeneratedValue()
        password = make_password(self._scope, "secret", generate, rotated=args.rotation is not None)
        return secret_string(generate, password)

    def _rotation(
        self, args: SecretArgs, home: pulumi.Output[AwsEnvironment], secret: Rotated
    ) -> pulumi.Output[str] | None:
        if args.rotation is None:
            return None
        return make_rotation(self._scope, home, "rotation", secret, args.rotation, args.generated)


def _key_elsewhere(replica: SecretReplica, home: AwsEnvironment) -> pulumi.Input[str]:
    if replica.region == home.region:
        problem = Problem("replicas", f"{home.region} is where the secret itself lives", "name other regions only")
        raise InputError(SecretArgs.__name__, [problem])
    return replica.kms_key_arn


def _recovery_window_days(args: SecretArgs) -> int:
    if args.recovery_window_days is not None:
        return args.recovery_window_days
    return 30 if args.durability == "persistent" else 0
