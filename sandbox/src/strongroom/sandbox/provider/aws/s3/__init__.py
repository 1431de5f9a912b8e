"""Amazon S3: buckets, what is set of them, and objects, in a file for each group."""

from typing import Final

from . import access, account, bucket, encryption, lifecycle, logging, notification, objects, protection, replication

RESOURCES: Final = (
    *bucket.RESOURCES,
    *access.RESOURCES,
    *encryption.RESOURCES,
    *protection.RESOURCES,
    *lifecycle.RESOURCES,
    *logging.RESOURCES,
    *replication.RESOURCES,
    *notification.RESOURCES,
    *objects.RESOURCES,
    *account.RESOURCES,
)
