"""How a bucket encrypts what is put without saying how."""

from typing import Any, Final

from ...resource import REPLACES, Property
from ...wire import Props
from .common import BucketPart, from_aws, paths, to_aws


class BucketServerSideEncryptionConfiguration(BucketPart):
    """A bucket's encryption."""

    token = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    properties = {
        "bucket": REPLACES,
        "rules": Property(
            nested=paths(
                "applyServerSideEncryptionByDefault.kmsMasterKeyId",
                "applyServerSideEncryptionByDefault.sseAlgorithm",
                "blockedEncryptionTypes",
                "bucketKeyEnabled",
            )
        ),
    }

    def put(self, s3: Any, props: Props) -> None:
        """Set the encryption."""
        rules = [_to_aws(rule) for rule in props["rules"]]
        s3.put_bucket_encryption(Bucket=props["bucket"], ServerSideEncryptionConfiguration={"Rules": rules})

    def get(self, s3: Any, bucket: str) -> Props | None:
        """Return the encryption."""
        found = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]
        return {"rules": [_from_aws(rule) for rule in found["Rules"]]}

    def remove(self, s3: Any, bucket: str, known: Props) -> None:
        """Go back to AWS's own way."""
        s3.delete_bucket_encryption(Bucket=bucket)


def _to_aws(rule: Props) -> dict[str, Any]:
    blocked = rule.get("blockedEncryptionTypes")
    plain = {name: value for name, value in rule.items() if name != "blockedEncryptionTypes"}
    return to_aws(plain) | ({"BlockedEncryptionTypes": {"EncryptionType": blocked}} if blocked else {})


def _from_aws(rule: dict[str, Any]) -> Props:
    blocked = rule.get("BlockedEncryptionTypes", {}).get("EncryptionType")
    plain = from_aws({name: value for name, value in rule.items() if name != "BlockedEncryptionTypes"})
    return plain | ({"blockedEncryptionTypes": blocked} if blocked else {})


RESOURCES: Final = (BucketServerSideEncryptionConfiguration(),)
