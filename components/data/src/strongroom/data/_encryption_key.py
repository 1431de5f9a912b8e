"""A customer-managed KMS key."""

import json
from collections.abc import Set
from typing import Annotated

import pulumi
import pulumi_aws as aws
from pydantic import Field

from strongroom.core import Args, Component, Durability
from strongroom.core.aws import current_home
from strongroom.data._key_policy import KeyService, key_policy


class EncryptionKeyArgs(Args):
    """Inputs of an `EncryptionKey`."""

    durability: Durability = "lasting"
    """Whether what the key encrypts is meant to last; it sets the default of `deletion_window_days`."""

    services: Set[KeyService] = frozenset()
    """AWS services that may use the key on behalf of this account's resources, under the conditions that AWS documents.

    None by default: then only IAM policies of the account grant its use. Services that act with a caller's own
    permissions, such as S3, RDS storage or Secrets Manager, need no entry.
    """

    description: Annotated[str, Field(min_length=1, max_length=8192)] | None = None
    """What the key is for, as AWS shows it. Default: the key's physical name says whose it is."""

    rotation_period_days: Annotated[int, Field(ge=90, le=2560)] = 365
    """Days between rotations of the key material, 90 to 2560. Default: a year. Rotation can't be turned off (KMS.4)."""

    deletion_window_days: Annotated[int, Field(ge=7, le=30)] | None = None
    """Days, 7 to 30, in which the deletion of the key can still be cancelled.

    Default: 30 if the durability is lasting, 7 if it is disposable.
    """


class EncryptionKey(Component):
    """One customer-managed symmetric KMS key, with an alias, rotation and a policy that names its users.

    IAM policies of the account govern the key (https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html);
    besides them, only the services in `EncryptionKeyArgs.services` may use it. Meets the controls KMS.4 and KMS.5.

    Args:
        name: Name of the key; the logical names of its parts start with it.
        args: What to build.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    key_arn: pulumi.Output[str]
    """ARN of the key."""
    key_id: pulumi.Output[str]
    """Id of the key."""
    alias_name: pulumi.Output[str]
    """Name of the alias, `alias/<name>-<environment suffix>`."""
    alias_arn: pulumi.Output[str]
    """ARN of the alias."""

    def __init__(self, name: str, args: EncryptionKeyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        key = self._key(args)
        alias = self._alias(key)

        self.key_arn = key.arn
        self.key_id = key.key_id
        self.alias_name = alias.name
        self.alias_arn = alias.arn
        self.publish()

    def _key(self, args: EncryptionKeyArgs) -> aws.kms.Key:
        return aws.kms.Key(
            self._child("key"),
            description=args.description or f"Encryption key of {self._physical_name()}",
            enable_key_rotation=True,
            rotation_period_in_days=args.rotation_period_days,
            deletion_window_in_days=args.deletion_window_days or (30 if args.durability == "lasting" else 7),
            policy=current_home(self._invoke_opts).apply(lambda home: json.dumps(key_policy(home, args.services))),
            tags=self._tags(),
            opts=self._opts(),
        )

    def _alias(self, key: aws.kms.Key) -> aws.kms.Alias:
        return aws.kms.Alias(
            self._child("alias"),
            name=f"alias/{self._physical_name(max_length=250)}",
            target_key_id=key.key_id,
            opts=self._opts(),
        )
