"""What protects objects from being overwritten and deleted: versions and locks."""

from typing import Any, Final

from botocore.exceptions import ClientError

from ...errors import ProviderError, code_of
from ...resource import PLAIN, REPLACES, Property
from ...session import Session
from ...wire import Props
from .common import BucketPart, from_aws, paths, to_aws


class BucketVersioning(BucketPart):
    """Whether a bucket keeps the versions of objects."""

    token = "aws:s3/bucketVersioning:BucketVersioning"
    properties = {
        "bucket": REPLACES,
        "versioningConfiguration": Property(nested=paths("status", "mfaDelete")),
        "mfa": PLAIN,  # AWS takes it to allow a change, and does not keep it
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Set versioning; a new bucket has none, and can't be told to have none."""
        if props["versioningConfiguration"]["status"] == "Disabled":
            return props["bucket"]
        return super().create(aws, props, tags)

    def put(self, s3: Any, props: Props) -> None:
        """Set versioning."""
        wanted = props["versioningConfiguration"]
        if wanted["status"] == "Disabled":
            raise ProviderError("versioning that was on can only be Suspended, not Disabled")
        words = {"Status": wanted["status"], **({"MFADelete": wanted["mfaDelete"]} if "mfaDelete" in wanted else {})}
        mfa = {"MFA": props["mfa"]} if "mfa" in props else {}
        s3.put_bucket_versioning(Bucket=props["bucket"], VersioningConfiguration=words, **mfa)

    def get(self, s3: Any, bucket: str) -> Props | None:
        """Return how versioning is set."""
        found = s3.get_bucket_versioning(Bucket=bucket)
        told = {"status": found.get("Status", "Disabled"), "mfaDelete": found.get("MFADelete")}
        return {"versioningConfiguration": {name: value for name, value in told.items() if value}}

    def remove(self, s3: Any, bucket: str, known: Props) -> None:
        """Suspend versioning: it can't be turned off. Where objects may be locked, it stays on."""
        if known.get("versioningConfiguration", {}).get("status") == "Disabled":
            return
        try:
            s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
        except ClientError as error:
            if code_of(error) != "InvalidBucketState":
                raise


class BucketObjectLockConfiguration(BucketPart):
    """How long objects of a bucket are locked."""

    token = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
    properties = {
        "bucket": REPLACES,
        "objectLockEnabled": Property(default="Enabled", replace=True),
        "rule": Property(nested=paths("defaultRetention.mode", "defaultRetention.days", "defaultRetention.years")),
        "token": PLAIN,  # AWS takes it to allow a change, and does not keep it
    }

    def put(self, s3: Any, props: Props) -> None:
        """Set the lock."""
        given = {name: props[name] for name in ("objectLockEnabled", "rule") if name in props}
        token = {"Token": props["token"]} if "token" in props else {}
        s3.put_object_lock_configuration(Bucket=props["bucket"], ObjectLockConfiguration=to_aws(given), **token)

    def get(self, s3: Any, bucket: str) -> Props | None:
        """Return the lock."""
        found = from_aws(s3.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"])
        return {"objectLockEnabled": found["objectLockEnabled"], "rule": found.get("rule")}

    def remove(self, s3: Any, bucket: str, known: Props) -> None:
        """Lock new objects no longer; that they can be locked is for ever."""
        s3.put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled"})


RESOURCES: Final = (BucketVersioning(), BucketObjectLockConfiguration())
