"""The values of a secret."""

import base64
from typing import Any

from ...resource import REPLACES, Property, Resource
from ...session import Session
from ...wire import Props
from .common import described

_CURRENT = "AWSCURRENT"


class SecretVersion(Resource):
    """A value of a secret. Its id is the secret's id and the version's."""

    token = "aws:secretsmanager/secretVersion:SecretVersion"
    properties = {
        "secretId": REPLACES,
        "secretString": REPLACES,
        "secretBinary": REPLACES,
        "versionStages": Property(form="set", computed=True),
    }
    one_of = ("secretString", "secretBinary")
    secret_outputs = frozenset({"secretString", "secretBinary"})

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Put the value."""
        value: dict[str, Any]
        if "secretBinary" in props:
            value = {"SecretBinary": base64.b64decode(props["secretBinary"])}
        else:
            value = {"SecretString": props["secretString"]}
        stages = {"VersionStages": props["versionStages"]} if props.get("versionStages") else {}
        put = aws.client("secretsmanager").put_secret_value(SecretId=props["secretId"], **value, **stages)
        return f"{props['secretId']}|{put['VersionId']}"

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the value that has this version's id, wherever the stages are now."""
        secret_id, _, version_id = id.partition("|")
        described(aws, secret_id)
        found = aws.client("secretsmanager").get_secret_value(SecretId=secret_id, VersionId=version_id)
        binary = found.get("SecretBinary")
        return {
            "arn": found["ARN"],
            "secretArn": found["ARN"],
            "secretId": secret_id,
            "secretString": found.get("SecretString"),
            "secretBinary": base64.b64encode(binary).decode() if binary is not None else None,
            "versionId": version_id,
            "versionStages": sorted(found.get("VersionStages", [])),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Move the stages."""
        secret_id, _, version_id = id.partition("|")
        versions = described(aws, secret_id).get("VersionIdsToStages", {})
        client = aws.client("secretsmanager")
        present, wanted = set(versions.get(version_id, [])), set(props["versionStages"])
        for stage in sorted(wanted - present):
            # AWS moves this one only away from a version that is named.
            holders = [version for version, stages in versions.items() if stage in stages and stage == _CURRENT]
            source = {"RemoveFromVersionId": holders[0]} if holders else {}
            client.update_secret_version_stage(
                SecretId=secret_id, VersionStage=stage, MoveToVersionId=version_id, **source
            )
        _remove(client, secret_id, version_id, present - wanted)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Take the version's stages away, upon which AWS forgets it; the current version stays with its secret."""
        secret_id, _, version_id = id.partition("|")
        stages = described(aws, secret_id).get("VersionIdsToStages", {}).get(version_id, [])
        _remove(aws.client("secretsmanager"), secret_id, version_id, set(stages))


def _remove(client: Any, secret_id: str, version_id: str, stages: set[str]) -> None:
    for stage in sorted(stages - {_CURRENT}):  # AWS lets that one be moved, never taken away
        client.update_secret_version_stage(SecretId=secret_id, VersionStage=stage, RemoveFromVersionId=version_id)
