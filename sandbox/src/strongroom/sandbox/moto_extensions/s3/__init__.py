"""S3: what is set of a bucket is told as it was set, and what protects a bucket is checked as AWS does."""

from . import configurations, log_delivery, object_lock, policies, public_access


def install() -> None:
    """Put the operations in the place of moto's."""
    for part in (configurations, log_delivery, object_lock, policies, public_access):
        part.install()
