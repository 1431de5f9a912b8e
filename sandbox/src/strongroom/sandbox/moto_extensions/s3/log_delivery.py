"""PutBucketLogging accepts a target whose policy lets S3 deliver, in whatever way the policy says so."""

from typing import Any, Final

from moto.s3.models import FakeBucket

from ..permissions import lets

_DELIVERY: Final = "logging.s3.amazonaws.com"


def _log_permissions_enabled_policy(self: FakeBucket, target_bucket: FakeBucket, target_prefix: str | None) -> bool:
    """Tell whether the policy of the target lets S3 deliver the logs of a bucket.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    """
    target: Any = target_bucket
    log = f"arn:{target.partition}:s3:::{target.name}/{target_prefix or ''}log"
    context = {"aws:SourceArn": f"arn:{self.partition}:s3:::{self.name}", "aws:SourceAccount": str(self.account_id)}
    return lets(target.policy, _DELIVERY, "s3:PutObject", log, context)


def install() -> None:
    """Put the check in the place of moto's, which does not ask whose logs they are."""
    setattr(FakeBucket, _log_permissions_enabled_policy.__name__, _log_permissions_enabled_policy)
