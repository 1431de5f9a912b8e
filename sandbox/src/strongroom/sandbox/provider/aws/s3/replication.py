"""What of a bucket is copied to another."""

from typing import Any, Final

from ...resource import PLAIN, REPLACES, Property
from ...wire import Props
from .common import BucketPart, from_aws, paths, to_aws

_DESTINATION: Final = (
    "bucket",
    "account",
    "storageClass",
    "accessControlTranslation.owner",
    "encryptionConfiguration.replicaKmsKeyId",
    "metrics.status",
    "metrics.eventThreshold.minutes",
    "replicationTime.status",
    "replicationTime.time.minutes",
)
_RULE: Final = paths(
    "id",
    "priority",
    "status",
    "prefix",
    "deleteMarkerReplication.status",
    "existingObjectReplication.status",
    "filter.prefix",
    "filter.tag.key",
    "filter.tag.value",
    "filter.and.prefix",
    "filter.and.tags",
    "sourceSelectionCriteria.sseKmsEncryptedObjects.status",
    "sourceSelectionCriteria.replicaModifications.status",
    *(f"destination.{name}" for name in _DESTINATION),
)


class BucketReplicationConfig(BucketPart):
    """A bucket's rules of what is copied, and where."""

    token = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
    properties = {
        "bucket": REPLACES,
        "role": PLAIN,
        "rules": Property(nested=_RULE),
        "token": PLAIN,  # AWS takes it to allow a change, and does not keep it
    }

    def put(self, s3: Any, props: Props) -> None:
        """Set the rules."""
        token = {"Token": props["token"]} if "token" in props else {}
        rules = [_to_aws(rule) for rule in props["rules"]]
        configuration = {"Role": props["role"], "Rules": rules}
        s3.put_bucket_replication(Bucket=props["bucket"], ReplicationConfiguration=configuration, **token)

    def get(self, s3: Any, bucket: str) -> Props | None:
        """Return the rules."""
        found = s3.get_bucket_replication(Bucket=bucket)["ReplicationConfiguration"]
        return {"role": found["Role"], "rules": from_aws(found["Rules"])}

    def remove(self, s3: Any, bucket: str, known: Props) -> None:
        """Copy nothing any more."""
        s3.delete_bucket_replication(Bucket=bucket)


def _to_aws(rule: Props) -> dict[str, Any]:
    # A filter, if only an empty one, makes it a rule of the second version, which knows priorities.
    everything = {"Filter": {"Prefix": ""}} if "filter" in rule and not rule["filter"] else {}
    return {**to_aws(rule), **everything}


RESOURCES: Final = (BucketReplicationConfig(),)
