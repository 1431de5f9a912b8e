"""Buckets."""

import secrets
from collections.abc import Mapping
from typing import Any, Final

from botocore.exceptions import ClientError

from ...errors import ProviderError, code_of, is_missing
from ...resource import CHOSEN_ONCE, AutoName, Property, Resource, existing
from ...session import Session
from ...wire import Props
from ..tags import tag_dict, tag_list

# https://docs.aws.amazon.com/general/latest/gr/s3.html#s3_website_region_endpoints
_HOSTED_ZONES: Final[Mapping[str, str]] = {
    "af-south-1": "Z83WF9RJE8B12",
    "ap-east-1": "ZNB98KWMFR0R6",
    "ap-northeast-1": "Z2M4EHUR26P7ZW",
    "ap-northeast-2": "Z3W03O7B5YMIYP",
    "ap-northeast-3": "Z2YQB5RD63NC85",
    "ap-south-1": "Z11RGJOFQNVJUP",
    "ap-south-2": "Z02976202B4EZMXIPMXF7",
    "ap-southeast-1": "Z3O0J2DXBE1FTB",
    "ap-southeast-2": "Z1WCIGYICN2BYD",
    "ap-southeast-3": "Z01846753K324LI26A3VV",
    "ap-southeast-4": "Z0312387243XT5FE14WFO",
    "ap-southeast-5": "Z08660063OXLMA7F1FJHU",
    "ca-central-1": "Z1QDHH18159H29",
    "ca-west-1": "Z03565811Z33SLEZTHOUL",
    "cn-north-1": "Z5CN8UMXT92WN",
    "cn-northwest-1": "Z282HJ1KT0DH03",
    "eu-central-1": "Z21DNDUVLTQW6Q",
    "eu-central-2": "Z030506016YDQGETNASS",
    "eu-north-1": "Z3BAZG2TWCNX0D",
    "eu-south-1": "Z30OZKI7KPW7MI",
    "eu-south-2": "Z0081959F7139GRJC19J",
    "eu-west-1": "Z1BKCTXD74EZPE",
    "eu-west-2": "Z3GKZC51ZF0DB4",
    "eu-west-3": "Z3R1K369G5AVDG",
    "il-central-1": "Z09640613K4A3MN55U7GU",
    "me-central-1": "Z06143092I8HRXZRUZROF",
    "me-south-1": "Z1MPMWCPA7YB62",
    "sa-east-1": "Z7KQH4QJS55SO",
    "us-east-1": "Z3AQBSTGFYJSTF",
    "us-east-2": "Z2O1EMRO9K5GLX",
    "us-gov-east-1": "Z2NIFVYYW2VKV1",
    "us-gov-west-1": "Z31GFT0UA1I2HV",
    "us-west-1": "Z2F56UZL2M1ACD",
    "us-west-2": "Z3BJ6K6RIION7M",
}


class Bucket(Resource):
    """A bucket. What is set of it are resources of their own."""

    token = "aws:s3/bucket:Bucket"
    taggable = True
    properties = {
        "bucket": Property(replace=True, computed=True, autoname=AutoName(max_length=63, lower=True)),
        "bucketPrefix": CHOSEN_ONCE,
        "forceDestroy": Property(default=False),
        "objectLockEnabled": CHOSEN_ONCE,
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the bucket. Its id is its name."""
        s3 = aws.client("s3")
        name: str = props.get("bucket") or f"{props['bucketPrefix']}{secrets.token_hex(13)}"
        if _exists(s3, name):  # in us-east-1, AWS itself says nothing if the bucket is one's own
            raise ProviderError(f"BucketAlreadyExists: the bucket {name} exists already")
        home = {"LocationConstraint": aws.region}
        where = {} if aws.region == "us-east-1" else {"CreateBucketConfiguration": home}
        s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=props.get("objectLockEnabled") or False, **where)
        if tags:
            with existing(name):
                s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tag_list(tags)})
        return name

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the bucket."""
        s3 = aws.client("s3")
        region = s3.head_bucket(Bucket=id)["BucketRegion"]
        suffix = "amazonaws.com.cn" if aws.partition == "aws-cn" else "amazonaws.com"
        return {
            "arn": f"arn:{aws.partition}:s3:::{id}",
            "bucket": id,
            "bucketDomainName": f"{id}.s3.{suffix}",
            "bucketRegion": region,
            "bucketRegionalDomainName": f"{id}.s3.{region}.{suffix}",
            "hostedZoneId": _HOSTED_ZONES.get(region),
            "objectLockEnabled": _is_locked(s3, id),
            "tags": tag_dict(_tags(s3, id)),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change nothing of AWS's: whether to empty the bucket matters when it is deleted."""

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the bucket; one that has objects only if the program says so."""
        s3 = aws.client("s3")
        if known.get("forceDestroy"):
            _empty(s3, id, unlock=bool(known.get("objectLockEnabled")))
        s3.delete_bucket(Bucket=id)

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        s3 = aws.client("s3")
        _put_tags(s3, id, {tag["Key"]: tag["Value"] for tag in _tags(s3, id)} | tags)

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        s3 = aws.client("s3")
        _put_tags(s3, id, {tag["Key"]: tag["Value"] for tag in _tags(s3, id) if tag["Key"] not in keys})


def _exists(s3: Any, name: str) -> bool:
    try:
        s3.head_bucket(Bucket=name)
    except ClientError as error:
        return not is_missing(error)
    return True


def _is_locked(s3: Any, name: str) -> bool:
    try:
        found = s3.get_object_lock_configuration(Bucket=name)["ObjectLockConfiguration"]
    except ClientError as error:
        if not is_missing(error):
            raise
        return False
    return found["ObjectLockEnabled"] == "Enabled"


def _tags(s3: Any, name: str) -> list[dict[str, str]]:
    try:
        return s3.get_bucket_tagging(Bucket=name)["TagSet"]
    except ClientError as error:
        if code_of(error) != "NoSuchTagSet":
            raise
        return []


def _put_tags(s3: Any, name: str, tags: dict[str, str]) -> None:
    """Put all of a bucket's tags: AWS overwrites those that it had."""
    if tags:
        s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tag_list(tags)})
    else:
        s3.delete_bucket_tagging(Bucket=name)


def _empty(s3: Any, name: str, *, unlock: bool) -> None:
    """Delete all versions of all objects, and the markers of deleted ones.

    Raises:
        ProviderError: AWS keeps some of them, as it does while a retention in compliance mode lasts.
    """
    bypass = {"BypassGovernanceRetention": True} if unlock else {}
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=name):
        found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        if not found:
            continue
        objects = [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in found]
        answer = s3.delete_objects(Bucket=name, Delete={"Objects": objects, "Quiet": True}, **bypass)
        if errors := answer.get("Errors"):
            kept = errors[0]
            raise ProviderError(f"{kept['Code']}: {kept['Key']}: {kept.get('Message')} ({len(errors)} such objects)")


RESOURCES: Final = (Bucket(),)
