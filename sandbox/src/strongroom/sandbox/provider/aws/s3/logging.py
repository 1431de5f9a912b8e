"""Where a bucket's access logs go."""

from typing import Any, Final

from ...resource import PLAIN, REPLACES, Property
from ...wire import Props
from .common import BucketPart, from_aws, paths, to_aws

_NAMES: Final = ("targetBucket", "targetPrefix", "targetObjectKeyFormat")


class BucketLogging(BucketPart):
    """A bucket's access logs."""

    token = "aws:s3/bucketLogging:BucketLogging"
    properties = {
        "bucket": REPLACES,
        "targetBucket": PLAIN,
        "targetPrefix": PLAIN,
        "targetObjectKeyFormat": Property(nested=paths("partitionedPrefix.partitionDateSource", "simplePrefix")),
    }

    def put(self, s3: Any, props: Props) -> None:
        """Turn the logs on."""
        wanted = to_aws({name: props[name] for name in _NAMES if name in props})
        s3.put_bucket_logging(Bucket=props["bucket"], BucketLoggingStatus={"LoggingEnabled": wanted})

    def get(self, s3: Any, bucket: str) -> Props | None:
        """Return where the logs go; None if there are none."""
        found = s3.get_bucket_logging(Bucket=bucket).get("LoggingEnabled")
        if not found:
            return None
        told = from_aws(found)
        return {name: told.get(name) for name in _NAMES}

    def remove(self, s3: Any, bucket: str, known: Props) -> None:
        """Turn the logs off."""
        s3.put_bucket_logging(Bucket=bucket, BucketLoggingStatus={})


RESOURCES: Final = (BucketLogging(),)
