"""Secrets, without their values."""

import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from ...resource import CHOSEN_ONCE, PLAIN, AutoName, Property, Resource
from ...schema import Problem
from ...session import Session
from ...wire import Props
from ..tags import tag_dict, tag_list
from .common import described

_AWS_MANAGED_KEY = "alias/aws/secretsmanager"
_NO_POLICY = ("", "{}")


class Secret(Resource):
    """A secret, its key, policy and replicas. Its id is its ARN."""

    token = "aws:secretsmanager/secret:Secret"
    taggable = True
    properties = {
        "name": Property(replace=True, autoname=AutoName(max_length=512)),
        "namePrefix": CHOSEN_ONCE,
        "description": PLAIN,
        "kmsKeyId": PLAIN,
        "policy": Property(form="json", computed=True, after_create=True),
        "recoveryWindowInDays": Property(default=30),  # used when the secret is deleted; AWS does not keep it
        "replicas": Property(form="set", computed=True, nested=frozenset({"region", "kmsKeyId"})),
        "forceOverwriteReplicaSecret": Property(default=False),
    }

    def problems(self, props: Props) -> Iterator[Problem]:
        """Return what is wrong with the recovery window: AWS would tell of it only when the secret is deleted."""
        days = props.get("recoveryWindowInDays")
        if isinstance(days, int) and days != 0 and not 7 <= days <= 30:
            yield Problem("recoveryWindowInDays", "expected 0, to delete at once, or 7 to 30 days")

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the secret, and its replicas."""
        optional = {"description": "Description", "kmsKeyId": "KmsKeyId"}
        replicas = {"AddReplicaRegions": _regions(props["replicas"])} if props.get("replicas") else {}
        made = aws.client("secretsmanager").create_secret(
            Name=props.get("name") or f"{props['namePrefix']}{secrets.token_hex(13)}",
            ForceOverwriteReplicaSecret=props["forceOverwriteReplicaSecret"],
            Tags=tag_list(tags),
            **replicas,
            **{name: props[ours] for ours, name in optional.items() if props.get(ours)},
        )
        return made["ARN"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the secret."""
        secret = described(aws, id)
        policy = aws.client("secretsmanager").get_resource_policy(SecretId=id).get("ResourcePolicy")
        return {
            "arn": secret["ARN"],
            "name": secret["Name"],
            "description": secret.get("Description") or None,
            "kmsKeyId": secret.get("KmsKeyId"),
            "policy": policy or _empty(known.get("policy")),
            "replicas": [_replica(status) for status in secret.get("ReplicationStatus", [])],
            "tags": tag_dict(secret.get("Tags")),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the secret."""
        client = aws.client("secretsmanager")
        if "replicas" in changed:
            self._replicate(client, id, props)
        if {"description", "kmsKeyId"} & changed:
            key = {"KmsKeyId": props["kmsKeyId"]} if props.get("kmsKeyId") else {}
            client.update_secret(SecretId=id, Description=props.get("description") or "", **key)
        if "policy" in changed and props["policy"] in _NO_POLICY:
            client.delete_resource_policy(SecretId=id)
        elif "policy" in changed:
            client.put_resource_policy(SecretId=id, ResourcePolicy=props["policy"])

    @staticmethod
    def _replicate(client: Any, id: str, props: Props) -> None:
        """Drop the replicas that are no longer wanted, or not so, and add those that are missing."""
        statuses = client.describe_secret(SecretId=id).get("ReplicationStatus", [])
        present = [_replica(status) for status in statuses]
        wanted: list[Props] = props.get("replicas") or []
        if gone := [replica["region"] for replica in present if replica not in wanted]:
            client.remove_regions_from_replication(SecretId=id, RemoveReplicaRegions=gone)
        if new := [replica for replica in wanted if replica not in present]:
            client.replicate_secret_to_regions(
                SecretId=id,
                AddReplicaRegions=_regions(new),
                ForceOverwriteReplicaSecret=props["forceOverwriteReplicaSecret"],
            )

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the secret's replicas at once, and the secret itself after its recovery window."""
        client = aws.client("secretsmanager")
        secret = described(aws, id)
        if regions := [status["Region"] for status in secret.get("ReplicationStatus", [])]:
            client.remove_regions_from_replication(SecretId=id, RemoveReplicaRegions=regions)
        days = known.get("recoveryWindowInDays", 30)
        window = {"RecoveryWindowInDays": days} if days else {"ForceDeleteWithoutRecovery": True}
        client.delete_secret(SecretId=id, **window)

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("secretsmanager").tag_resource(SecretId=id, Tags=tag_list(tags))

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("secretsmanager").untag_resource(SecretId=id, TagKeys=keys)


def _regions(replicas: list[Props]) -> list[dict[str, str]]:
    names = {"region": "Region", "kmsKeyId": "KmsKeyId"}
    return [{name: replica[ours] for ours, name in names.items() if replica.get(ours)} for replica in replicas]


def _replica(status: Mapping[str, Any]) -> Props:
    key = status.get("KmsKeyId", _AWS_MANAGED_KEY)
    return {"region": status["Region"], **({} if key == _AWS_MANAGED_KEY else {"kmsKeyId": key})}


def _empty(policy: Any) -> Any:
    """Return a policy that the program words as none at all, so that it stays so."""
    return policy if policy in _NO_POLICY else None
