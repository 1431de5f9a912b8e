"""AWS Key Management Service."""

import json
from typing import Any

from ..resource import PLAIN, AutoName, Property, Resource, only
from ..session import Session
from ..wire import Props
from .tags import tag_dict, tag_list


class Key(Resource):
    """A KMS key."""

    token = "aws:kms/key:Key"
    taggable = True
    properties = {
        "description": PLAIN,
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
        optional = {"description": "Description", "policy": "Policy"}
        made = aws.client("kms").create_key(
            KeySpec=props["customerMasterKeySpec"],
            KeyUsage=props["keyUsage"],
            MultiRegion=props["multiRegion"],
            BypassPolicyLockoutSafetyCheck=props["bypassPolicyLockoutSafetyCheck"],
            Tags=tag_list(tags, "TagKey", "TagValue"),
            **{name: props[ours] for ours, name in optional.items() if ours in props},
        )
        return made["KeyMetadata"]["KeyId"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the key; one that waits for its deletion counts as gone, as for the official provider."""
        kms = aws.client("kms")
        key = kms.describe_key(KeyId=id)["KeyMetadata"]
        if key["KeyState"] == "PendingDeletion":
            return None
        rotation = kms.get_key_rotation_status(KeyId=id)
        tags = kms.list_resource_tags(KeyId=id)["Tags"]
        return {
            "arn": key["Arn"],
            "keyId": id,
            "description": key["Description"],
            "policy": kms.get_key_policy(KeyId=id, PolicyName="default")["Policy"],
            "enableKeyRotation": rotation["KeyRotationEnabled"],
            "rotationPeriodInDays": rotation.get("RotationPeriodInDays"),
            "isEnabled": key["Enabled"],
            "customerMasterKeySpec": key["KeySpec"],
            "keyUsage": key["KeyUsage"],
            "multiRegion": key["MultiRegion"],
            "tags": tag_dict(tags, "TagKey", "TagValue"),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the key."""
        kms = aws.client("kms")
        if "isEnabled" in changed and props["isEnabled"]:
            kms.enable_key(KeyId=id)
        if "description" in changed:
            kms.update_key_description(KeyId=id, Description=props.get("description", ""))
        if "policy" in changed:
            kms.put_key_policy(KeyId=id, PolicyName="default", Policy=props.get("policy", _default_policy(aws)))
        if {"enableKeyRotation", "rotationPeriodInDays"} & changed:
            self._rotate(kms, id, props)
        if "isEnabled" in changed and not props["isEnabled"]:
            kms.disable_key(KeyId=id)

    @staticmethod
    def _rotate(kms: Any, id: str, props: Props) -> None:
        if not props["enableKeyRotation"]:
            kms.disable_key_rotation(KeyId=id)
            return
        period = {"RotationPeriodInDays": props["rotationPeriodInDays"]} if "rotationPeriodInDays" in props else {}
        kms.enable_key_rotation(KeyId=id, **period)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Schedule the key's deletion."""
        aws.client("kms").schedule_key_deletion(KeyId=id, PendingWindowInDays=known.get("deletionWindowInDays") or 30)

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("kms").tag_resource(KeyId=id, Tags=tag_list(tags, "TagKey", "TagValue"))

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("kms").untag_resource(KeyId=id, TagKeys=keys)


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


RESOURCES = (Key(), Alias())
