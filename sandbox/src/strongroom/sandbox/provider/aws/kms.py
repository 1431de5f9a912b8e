"""AWS Key Management Service."""

import json
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from botocore.exceptions import ClientError

from ..errors import code_of
from ..resource import CHOSEN, PLAIN, REPLACES, AutoName, Function, Property, Resource, existing, only
from ..session import Session
from ..wire import Props
from .tags import tag_dict, tag_list

_GOING: Final = ("PendingDeletion", "PendingReplicaDeletion")
_TAKEN_BACK: Final = "strongroom-sandbox:taken-back"


class AnyKey(Resource):
    """What keys and their replicas in other regions have in common."""

    taggable = True
    switch: ClassVar[str]
    """The property that says whether the key is enabled."""

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the key; one that waits for its deletion counts as gone, as for the official provider."""
        kms = aws.client("kms")
        key = kms.describe_key(KeyId=id)["KeyMetadata"]
        if key["KeyState"] in _GOING:
            return None
        return {
            "arn": key["Arn"],
            "keyId": id,
            "description": key["Description"],
            "policy": kms.get_key_policy(KeyId=id, PolicyName="default")["Policy"],
            self.switch: key["Enabled"],
            "keyUsage": key["KeyUsage"],
            "tags": tag_dict(kms.list_resource_tags(KeyId=id)["Tags"], "TagKey", "TagValue"),
            **self.told(kms, key),
        }

    @abstractmethod
    def told(self, kms: Any, key: Mapping[str, Any]) -> Props:
        """Return what else AWS says of the key."""

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the key, while it is enabled: AWS changes nothing of a disabled one."""
        kms = aws.client("kms")
        if self.switch in changed and props[self.switch]:
            kms.enable_key(KeyId=id)
        if "description" in changed:
            kms.update_key_description(KeyId=id, Description=props.get("description", ""))
        if "policy" in changed:
            kms.put_key_policy(KeyId=id, PolicyName="default", Policy=props.get("policy", _default_policy(aws)))
        if {"enableKeyRotation", "rotationPeriodInDays"} & changed:
            _rotate(kms, id, props)
        if self.switch in changed and not props[self.switch]:
            kms.disable_key(KeyId=id)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Schedule the key's deletion."""
        aws.client("kms").schedule_key_deletion(KeyId=id, PendingWindowInDays=known.get("deletionWindowInDays") or 30)

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("kms").tag_resource(KeyId=id, Tags=tag_list(tags, "TagKey", "TagValue"))

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("kms").untag_resource(KeyId=id, TagKeys=keys)


def _rotate(kms: Any, id: str, props: Props) -> None:
    if not props["enableKeyRotation"]:
        kms.disable_key_rotation(KeyId=id)
        return
    period = {"RotationPeriodInDays": props["rotationPeriodInDays"]} if "rotationPeriodInDays" in props else {}
    kms.enable_key_rotation(KeyId=id, **period)


def _optional(props: Props) -> dict[str, str]:
    optional = {"description": "Description", "policy": "Policy"}
    return {name: props[ours] for ours, name in optional.items() if ours in props}


class Key(AnyKey):
    """A KMS key."""

    token = "aws:kms/key:Key"
    switch = "isEnabled"
    properties = {
        "description": CHOSEN,
        "policy": Property(form="json", computed=True),
        "enableKeyRotation": Property(default=False, after_create=True),
        "rotationPeriodInDays": Property(after_create=True, computed=True),
        "isEnabled": Property(default=True, after_create=True),
        "deletionWindowInDays": PLAIN,  # used when the key is deleted; AWS does not keep it
        "customerMasterKeySpec": Property(default="SYMMETRIC_DEFAULT", replace=True),
        "keyUsage": Property(default="ENCRYPT_DECRYPT", replace=True),
        "multiRegion": Property(default=False, replace=True),
        "bypassPolicyLockoutSafetyCheck": Property(default=False),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the key."""
        made = aws.client("kms").create_key(
            KeySpec=props["customerMasterKeySpec"],
            KeyUsage=props["keyUsage"],
            MultiRegion=props["multiRegion"],
            BypassPolicyLockoutSafetyCheck=props["bypassPolicyLockoutSafetyCheck"],
            Tags=tag_list(tags, "TagKey", "TagValue"),
            **_optional(props),
        )
        return made["KeyMetadata"]["KeyId"]

    def told(self, kms: Any, key: Mapping[str, Any]) -> Props:
        """Return the rotation, and what was chosen when the key was made."""
        rotation = kms.get_key_rotation_status(KeyId=key["KeyId"])
        return {
            "enableKeyRotation": rotation["KeyRotationEnabled"],
            "rotationPeriodInDays": rotation.get("RotationPeriodInDays"),
            "customerMasterKeySpec": key["KeySpec"],
            "multiRegion": key["MultiRegion"],
        }


class ReplicaKey(AnyKey):
    """A copy of a multi-Region key in another region, with the same id and rotated with it."""

    token = "aws:kms/replicaKey:ReplicaKey"
    switch = "enabled"
    properties = {
        "primaryKeyArn": REPLACES,
        "description": PLAIN,
        "policy": Property(form="json", computed=True),
        "enabled": Property(default=True, after_create=True),
        "deletionWindowInDays": Property(default=30),  # used when the key is deleted; AWS does not keep it
        "bypassPolicyLockoutSafetyCheck": Property(default=False),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Copy the primary key, which its own region does."""
        primary = str(props["primaryKeyArn"])
        kms = aws.in_region(primary.split(":")[3]).client("kms")
        try:
            made = kms.replicate_key(
                KeyId=primary,
                ReplicaRegion=aws.region,
                BypassPolicyLockoutSafetyCheck=props["bypassPolicyLockoutSafetyCheck"],
                Tags=tag_list(tags, "TagKey", "TagValue"),
                **_optional(props),
            )
        except ClientError as refused:
            id = primary.split("/")[-1]
            if code_of(refused) != "AlreadyExistsException" or not _was_taken_back(aws, id):
                raise
            with existing(id):
                self._use_again(aws, id, props, tags)
            return id
        return made["ReplicaKeyMetadata"]["KeyId"]

    def _use_again(self, aws: Session, id: str, props: Props, tags: dict[str, str]) -> None:
        kms = aws.client("kms")
        kms.cancel_key_deletion(KeyId=id)
        kms.enable_key(KeyId=id)
        self.update(aws, id, props, frozenset({"description", "policy"}))
        self.untag(aws, id, props, [*tag_dict(kms.list_resource_tags(KeyId=id)["Tags"], "TagKey", "TagValue")])
        self.tag(aws, id, props, tags)

    def take_back(self, aws: Session, id: str, known: Props) -> None:
        """Schedule the replica's deletion, and let it be made again: AWS has room for one, which waits for days."""
        self.tag(aws, id, known, {_TAKEN_BACK: "true"})
        super().take_back(aws, id, known)

    def told(self, kms: Any, key: Mapping[str, Any]) -> Props:
        """Return the primary key, and what the replica has from it."""
        return {
            "description": key["Description"] or None,
            "primaryKeyArn": key["MultiRegionConfiguration"]["PrimaryKey"]["Arn"],
            "keyRotationEnabled": kms.get_key_rotation_status(KeyId=key["KeyId"])["KeyRotationEnabled"],
            "keySpec": key["KeySpec"],
        }


def _was_taken_back(aws: Session, id: str) -> bool:
    kms = aws.client("kms")
    going = kms.describe_key(KeyId=id)["KeyMetadata"]["KeyState"] in _GOING
    return going and _TAKEN_BACK in tag_dict(kms.list_resource_tags(KeyId=id)["Tags"], "TagKey", "TagValue")


def _default_policy(aws: Session) -> str:
    """Return the policy that AWS gives to a key made without one."""
    root = f"arn:{aws.partition}:iam::{aws.account_id}:root"
    statement = {
        "Sid": "Enable IAM User Permissions",
        "Effect": "Allow",
        "Principal": {"AWS": root},
        "Action": "kms:*",
        "Resource": "*",
    }
    return json.dumps({"Version": "2012-10-17", "Id": "key-default-1", "Statement": [statement]})


class Alias(Resource):
    """Another name of a KMS key."""

    token = "aws:kms/alias:Alias"
    properties = {
        "name": Property(replace=True, autoname=AutoName(prefix="alias/", max_length=256)),
        "targetKeyId": PLAIN,
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the alias. Its id is its name."""
        aws.client("kms").create_alias(AliasName=props["name"], TargetKeyId=props["targetKeyId"])
        return props["name"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the alias."""
        pages = aws.client("kms").get_paginator("list_aliases").paginate()
        alias = only([alias for page in pages for alias in page["Aliases"] if alias["AliasName"] == id])
        key_arn = aws.arn("kms", f"key/{alias['TargetKeyId']}")
        # The target may be given as the key's id or ARN: both mean the same key.
        target = known.get("targetKeyId")
        same_key = target in (alias["TargetKeyId"], key_arn)
        return {
            "arn": alias["AliasArn"],
            "name": id,
            "targetKeyId": target if same_key else alias["TargetKeyId"],
            "targetKeyArn": key_arn,
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Point the alias to another key."""
        aws.client("kms").update_alias(AliasName=id, TargetKeyId=props["targetKeyId"])

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the alias."""
        aws.client("kms").delete_alias(AliasName=id)


def key(aws: Session, arguments: Props) -> Props:
    """Answer `aws.kms.get_key`, of a key by its id, its ARN or an alias; AWS's own ones too."""
    found = aws.client("kms").describe_key(KeyId=arguments["keyId"])["KeyMetadata"]
    return {
        "id": found["KeyId"],
        "arn": found["Arn"],
        "awsAccountId": found["AWSAccountId"],
        "creationDate": found["CreationDate"].strftime("%Y-%m-%dT%H:%M:%SZ"),
        "customerMasterKeySpec": found["KeySpec"],
        "description": found["Description"],
        "enabled": found["Enabled"],
        "keyId": arguments["keyId"],
        "keyManager": found["KeyManager"],
        "keySpec": found["KeySpec"],
        "keyState": found["KeyState"],
        "keyUsage": found["KeyUsage"],
        "multiRegion": found["MultiRegion"],
        "origin": found["Origin"],
        "region": aws.region,
    }


RESOURCES: Final = (Key(), ReplicaKey(), Alias())
FUNCTIONS: Final = (Function("aws:kms/getKey:getKey", frozenset({"keyId"}), key),)
