"""What becomes of objects as they grow old."""

from typing import Any, Final

from ...resource import REPLACES, Property
from ...wire import Props
from .common import BucketPart, from_aws, paths, to_aws

_RULE: Final = paths(
    "id",
    "status",
    "prefix",
    *(f"filter.{name}" for name in ("prefix", "tag.key", "tag.value", "objectSizeGreaterThan", "objectSizeLessThan")),
    *(f"filter.and.{name}" for name in ("prefix", "tags", "objectSizeGreaterThan", "objectSizeLessThan")),
    *(f"expiration.{name}" for name in ("days", "date", "expiredObjectDeleteMarker")),
    *(f"transitions.{name}" for name in ("days", "date", "storageClass")),
    *(f"noncurrentVersionExpiration.{name}" for name in ("noncurrentDays", "newerNoncurrentVersions")),
    *(f"noncurrentVersionTransitions.{name}" for name in ("noncurrentDays", "newerNoncurrentVersions", "storageClass")),
    "abortIncompleteMultipartUpload.daysAfterInitiation",
)


class BucketLifecycleConfiguration(BucketPart):
    """A bucket's rules of what is moved to another class or deleted, and when."""

    token = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
    properties = {
        "bucket": REPLACES,
        "rules": Property(nested=_RULE),
        "transitionDefaultMinimumObjectSize": Property(default="all_storage_classes_128K"),
        "timeouts": Property(nested=paths("create", "update")),
    }

    def put(self, s3: Any, props: Props) -> None:
        """Set the rules."""
        s3.put_bucket_lifecycle_configuration(
            Bucket=props["bucket"],
            LifecycleConfiguration={"Rules": [_to_aws(rule) for rule in props.get("rules", [])]},
            TransitionDefaultMinimumObjectSize=props["transitionDefaultMinimumObjectSize"],
        )

    def get(self, s3: Any, bucket: str) -> Props | None:
        """Return the rules."""
        found = s3.get_bucket_lifecycle_configuration(Bucket=bucket)
        return {
            "rules": from_aws(found["Rules"]),
            "transitionDefaultMinimumObjectSize": found["TransitionDefaultMinimumObjectSize"],
        }

    def remove(self, s3: Any, bucket: str, known: Props) -> None:
        """Take the rules away."""
        s3.delete_bucket_lifecycle(Bucket=bucket)


def _to_aws(rule: Props) -> dict[str, Any]:
    # AWS needs a filter or a prefix in each rule: one without a restriction has an empty prefix.
    all_objects = {} if rule.get("filter") or "prefix" in rule else {"Filter": {"Prefix": ""}}
    return {**to_aws(rule), **all_objects}


RESOURCES: Final = (BucketLifecycleConfiguration(),)
