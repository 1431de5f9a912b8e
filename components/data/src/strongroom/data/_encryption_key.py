"""A customer-managed KMS key."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from typing import Annotated, get_args

import pulumi
import pulumi_aws as aws
from pydantic import Field, model_validator

from strongroom.core import (
    KEY_POLICY,
    PARTITIONS,
    AwsEnvironment,
    Component,
    Durability,
    Input,
    InputError,
    PolicyDocument,
    PrincipalArn,
    Problem,
    RegionName,
    RuleError,
    UniqueItems,
    json_dumps,
    region_problems,
)
from strongroom.core.aws import current_environment
from strongroom.data._bucket_types import TrailName
from strongroom.data._key_policy import key_policy
from strongroom.data._key_services import KeyService
from strongroom.data._protection import ProtectedArgs, protection

_ANYWHERE = AwsEnvironment("aws", "eu-west-1", "123456789012")
"""A place to measure the policy by."""


class EncryptionKeyArgs(ProtectedArgs):
    """Inputs of an `EncryptionKey`."""

    durability: Durability = "persistent"
    """Whether what the key encrypts is meant to last; it sets the default of `deletion_window_days`."""

    services: Set[KeyService] | None = None
    """AWS services that may use the key on behalf of this account's resources, under the conditions that AWS documents.

    Default: every service that a Strongroom component needs the key for. If empty, only IAM policies of the account
    grant its use. Services that act with a caller's own permissions, such as S3, RDS storage or Secrets Manager, need
    no entry, unless `trust_account_identities` is false.
    """

    trail_names: Annotated[list[TrailName], UniqueItems] = []
    """Names of the trails whose log files it encrypts, in whatever region; for the service `cloudtrail`.

    Default: any of the account.
    """

    administrators: Annotated[list[Input[PrincipalArn]], UniqueItems] = []
    """ARNs of roles and users that may manage the key by its policy, but not use it; they must exist. Default: none.

    Besides them, whoever an IAM policy of the account lets manage it.
    """

    users: Annotated[list[Input[PrincipalArn]], UniqueItems] = []
    """ARNs of roles and users that may use the key by its policy, also through AWS services; they must exist.

    Default: none. Besides them, whoever an IAM policy of the account lets use it.
    """

    trust_account_identities: bool = True
    """Whether IAM policies of the account can let someone use the key.

    Default: true. If false, they can let someone manage it only, and `users` and `services` alone may use it.
    """

    multi_region: bool = False
    """Whether the key is a multi-Region key, which can have replicas. Default: no. **A change of it replaces the key.**

    https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
    """

    replica_regions: Annotated[list[RegionName], UniqueItems] = []
    """Other regions that have a replica of the key: the same key material, with a policy of its own. Default: none."""

    description: Annotated[str, Field(min_length=1, max_length=8192)] | None = None
    """What the key is for, as AWS shows it. Default: the key's physical name says whose it is."""

    rotation_period_days: Annotated[int, Field(ge=90, le=2560)] = 365
    """Days between rotations of the key material, 90 to 2560. Default: a year. Rotation can't be turned off (KMS.4)."""

    deletion_window_days: Annotated[int, Field(ge=7, le=30)] | None = None
    """Days, 7 to 30, in which the deletion of the key can still be cancelled.

    Default: 30 if the durability is persistent, 7 if it is ephemeral.
    """

    @model_validator(mode="after")
    def _replicates_what_can_be(self) -> "EncryptionKeyArgs":
        if self.replica_regions and not self.multi_region:
            reason = "replica_regions are for a multi-Region key, and this is none"
            raise RuleError(reason, "set multi_region to true, or remove them")
        return self

    @model_validator(mode="after")
    def _policy_fits(self) -> "EncryptionKeyArgs":
        if problem := KEY_POLICY.problem("users", [_document(self, _ANYWHERE)]):
            raise InputError(type(self).__name__, [problem])
        return self

    @model_validator(mode="after")
    def _names_trails_for_cloudtrail(self) -> "EncryptionKeyArgs":
        if self.trail_names and self.services is not None and "cloudtrail" not in self.services:
            raise RuleError("trail_names are for the service cloudtrail, which is none here", "add it, or remove them")
        return self


class EncryptionKey(Component):
    """One customer-managed symmetric KMS key, with an alias, rotation and a policy that names its users.

    IAM policies of the account govern the key (https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html)
    unless that is turned off; besides them, only the services and users in `EncryptionKeyArgs` may use it. Nothing but
    `multi_region` replaces it. Meets the controls KMS.3, KMS.4 and KMS.5.

    Args:
        name: Name of the key; the logical names of its parts start with it.
        args: Inputs of the key. Default: all of their defaults.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    _supported_partitions = PARTITIONS

    kms_key_arn: pulumi.Output[str]
    """ARN of the key."""
    key_id: pulumi.Output[str]
    """Id of the key; replicas have the same."""
    alias_name: pulumi.Output[str]
    """Name of the alias, `alias/<name>-<suffix>`. A replica's alias is `alias/<name>-<Region of the key>-<suffix>`."""
    alias_arn: pulumi.Output[str]
    """ARN of the alias."""
    replica_kms_key_arns: Mapping[str, pulumi.Output[str]]
    """ARNs of the replicas by region, such as `key.replica_kms_key_arns["eu-west-1"]`; empty without replicas."""

    @classmethod
    def _partition_problems(cls, args: EncryptionKeyArgs, partition: str) -> Iterable[Problem]:
        return region_problems("replica_regions", args.replica_regions, partition)

    def __init__(
        self, name: str, args: EncryptionKeyArgs | None = None, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        args = EncryptionKeyArgs() if args is None else args
        super().__init__(name, args, opts)
        home = current_environment(self._invoke_opts)
        key = self._key(args, home)
        alias = self._alias(key)
        replicas = {region: self._replica(args, home, key, region) for region in args.replica_regions}

        self.kms_key_arn = key.arn
        self.key_id = key.key_id
        self.alias_name = alias.name
        self.alias_arn = alias.arn
        self.replica_kms_key_arns = {region: replica.arn for region, replica in replicas.items()}
        self.publish()

    def _key(self, args: EncryptionKeyArgs, home: pulumi.Output[AwsEnvironment]) -> aws.kms.Key:
        return aws.kms.Key(
            self._child("key"),
            description=self._description(args),
            enable_key_rotation=True,
            rotation_period_in_days=args.rotation_period_days,
            deletion_window_in_days=_deletion_window_days(args),
            multi_region=args.multi_region,
            policy=home.apply(lambda home: _policy(args, home)),
            tags=self._tags(),
            opts=self._opts(**protection(protected=args.protected)),
        )

    def _alias(self, key: aws.kms.Key) -> aws.kms.Alias:
        name = f"alias/{self._physical_name(max_length=250)}"
        return aws.kms.Alias(self._child("alias"), name=name, target_key_id=key.key_id, opts=self._opts())

    def _replica(
        self, args: EncryptionKeyArgs, home: pulumi.Output[AwsEnvironment], key: aws.kms.Key, region: str
    ) -> aws.kms.ReplicaKey:
        replica = aws.kms.ReplicaKey(
            self._child(f"replica-{region}"),
            region=region,
            primary_key_arn=key.arn,
            description=self._description(args),
            deletion_window_in_days=_deletion_window_days(args),
            policy=home.apply(lambda home: _policy(args, _elsewhere(home, region))),
            tags=self._tags(),
            opts=self._opts(**protection(protected=args.protected)),
        )
        aws.kms.Alias(
            self._child(f"alias-{region}"),
            region=region,
            # A key of this name may have the alias without the Region there.
            name=self._global_name(max_length=250).apply(lambda name: f"alias/{name}"),
            target_key_id=replica.key_id,
            opts=self._opts(),
        )
        return replica

    def _description(self, args: EncryptionKeyArgs) -> str:
        return args.description or f"Encryption key of {self._physical_name()}"


def _deletion_window_days(args: EncryptionKeyArgs) -> int:
    return args.deletion_window_days or (30 if args.durability == "persistent" else 7)


def _policy(args: EncryptionKeyArgs, home: AwsEnvironment) -> pulumi.Output[str]:
    return KEY_POLICY.checked(EncryptionKeyArgs.__name__, "users", json_dumps(_document(args, home)))


def _document(args: EncryptionKeyArgs, home: AwsEnvironment) -> PolicyDocument:
    return key_policy(
        home,
        get_args(KeyService) if args.services is None else args.services,
        administrators=args.administrators,
        users=args.users,
        trust_account_identities=args.trust_account_identities,
        trail_names=args.trail_names,
    )


def _elsewhere(home: AwsEnvironment, region: str) -> AwsEnvironment:
    if region == home.region:
        problem = Problem("replica_regions", f"{region} is where the key itself lives", "name other regions only")
        raise InputError(EncryptionKeyArgs.__name__, [problem])
    return replace(home, region=region)
