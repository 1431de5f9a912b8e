"""Who is told of what happens in a bucket."""

from typing import Any, Final

from ...resource import REPLACES, Property
from ...wire import Props
from .common import BucketPart


class BucketNotification(BucketPart):
    """Whether a bucket tells EventBridge."""

    token = "aws:s3/bucketNotification:BucketNotification"
    properties = {"bucket": REPLACES, "eventbridge": Property(default=False)}

    def put(self, s3: Any, props: Props) -> None:
        """Set who is told."""
        wanted: dict[str, Any] = {"EventBridgeConfiguration": {}} if props["eventbridge"] else {}
        s3.put_bucket_notification_configuration(Bucket=props["bucket"], NotificationConfiguration=wanted)

    def get(self, s3: Any, bucket: str) -> Props | None:
        """Return who is told."""
        found = s3.get_bucket_notification_configuration(Bucket=bucket)
        return {"eventbridge": "EventBridgeConfiguration" in found}

    def remove(self, s3: Any, bucket: str, known: Props) -> None:
        """Tell nobody any more."""
        s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={})


RESOURCES: Final = (BucketNotification(),)
