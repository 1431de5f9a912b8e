"""Who may reach a bucket: public access, ownership, policy, and pages of other origins."""

from typing import Any, Final

from ...resource import REPLACES, Property
from ...wire import Props
from .common import BucketPart, from_aws, paths, to_aws

_SWITCHES: Final = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


class BucketPublicAccessBlock(BucketPart):
    """What of public access is blocked."""

    token = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
    properties = {
        "bucket": REPLACES,
        **{switch: Property(default=False) for switch in _SWITCHES},
        "skipDestroy": Property(),
    }

    def put(self, s3: Any, props: Props) -> None:
        """Set the block."""
        block = to_aws({switch: props[switch] for switch in _SWITCHES})
        s3.put_public_access_block(Bucket=props["bucket"], PublicAccessBlockConfiguration=block)

    def get(self, s3: Any, bucket: str) -> Props | None:
        """Return the block."""
        return from_aws(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"])

    def remove(self, s3: Any, bucket: str, known: Props) -> None:
        """Block nothing, unless the program says to leave the block."""
        if not known.get("skipDestroy"):
            s3.delete_public_access_block(Bucket=bucket)


class BucketOwnershipControls(BucketPart):
    """Who owns objects that other accounts put."""

    token = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
    properties = {"bucket": REPLACES, "rule": Property(nested=frozenset({"objectOwnership"}))}

    def put(self, s3: Any, props: Props) -> None:
        """Set the owner."""
        s3.put_bucket_ownership_controls(Bucket=props["bucket"], OwnershipControls={"Rules": [to_aws(props["rule"])]})

    def get(self, s3: Any, bucket: str) -> Props | None:
        """Return the owner."""
        return {"rule": from_aws(s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]["Rules"][0])}

    def remove(self, s3: Any, bucket: str, known: Props) -> None:
        """Leave the owner open."""
        s3.delete_bucket_ownership_controls(Bucket=bucket)


class BucketPolicy(BucketPart):
    """A bucket's policy."""

    token = "aws:s3/bucketPolicy:BucketPolicy"
    properties = {"bucket": REPLACES, "policy": Property(form="json")}

    def put(self, s3: Any, props: Props) -> None:
        """Set the policy."""
        s3.put_bucket_policy(Bucket=props["bucket"], Policy=props["policy"])

    def get(self, s3: Any, bucket: str) -> Props | None:
        """Return the policy."""
        return {"policy": s3.get_bucket_policy(Bucket=bucket)["Policy"]}

    def remove(self, s3: Any, bucket: str, known: Props) -> None:
        """Take the policy away."""
        s3.delete_bucket_policy(Bucket=bucket)


class BucketCorsConfiguration(BucketPart):
    """What pages of other origins may ask of a bucket."""

    token = "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration"
    properties = {
        "bucket": REPLACES,
        "corsRules": Property(
            form="set",
            nested=paths("id", "allowedHeaders", "allowedMethods", "allowedOrigins", "exposeHeaders", "maxAgeSeconds"),
        ),
    }

    def put(self, s3: Any, props: Props) -> None:
        """Set the rules."""
        s3.put_bucket_cors(Bucket=props["bucket"], CORSConfiguration={"CORSRules": to_aws(props["corsRules"])})

    def get(self, s3: Any, bucket: str) -> Props | None:
        """Return the rules."""
        return {"corsRules": from_aws(s3.get_bucket_cors(Bucket=bucket)["CORSRules"])}

    def remove(self, s3: Any, bucket: str, known: Props) -> None:
        """Take the rules away."""
        s3.delete_bucket_cors(Bucket=bucket)


RESOURCES: Final = (BucketPublicAccessBlock(), BucketOwnershipControls(), BucketPolicy(), BucketCorsConfiguration())
