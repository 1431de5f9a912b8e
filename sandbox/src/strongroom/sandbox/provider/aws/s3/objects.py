"""Objects in a bucket."""

import base64
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from ...assets import Archive, Asset, content, zipped
from ...errors import ProviderError
from ...resource import CHOSEN, EVERYTHING, PLAIN, REPLACES, AutoName, Property, Resource
from ...schema import Problem
from ...session import Session
from ...wire import Props
from ..tags import tag_dict, tag_list

_MOST_TAGS: Final = 10
_CONTENT: Final = ("content", "contentBase64", "source")
_WORDS: Final[Mapping[str, str]] = {
    "bucketKeyEnabled": "BucketKeyEnabled",
    "cacheControl": "CacheControl",
    "checksumAlgorithm": "ChecksumAlgorithm",
    "contentDisposition": "ContentDisposition",
    "contentEncoding": "ContentEncoding",
    "contentLanguage": "ContentLanguage",
    "contentType": "ContentType",
    "kmsKeyId": "SSEKMSKeyId",
    "metadata": "Metadata",
    "serverSideEncryption": "ServerSideEncryption",
    "storageClass": "StorageClass",
    "websiteRedirect": "WebsiteRedirectLocation",
}
_LOCKS: Final[Mapping[str, str]] = {
    "objectLockLegalHoldStatus": "ObjectLockLegalHoldStatus",
    "objectLockMode": "ObjectLockMode",
    "objectLockRetainUntilDate": "ObjectLockRetainUntilDate",
}
_CHECKSUMS: Final[Mapping[str, str]] = {
    "checksumCrc32": "ChecksumCRC32",
    "checksumCrc32c": "ChecksumCRC32C",
    "checksumCrc64nvme": "ChecksumCRC64NVME",
    "checksumSha1": "ChecksumSHA1",
    "checksumSha256": "ChecksumSHA256",
}


class BucketObject(Resource):
    """An object. What it holds is not read back, only what AWS tells of it."""

    token = "aws:s3/bucketObjectv2:BucketObjectv2"
    taggable = True
    properties = {
        "bucket": REPLACES,
        "key": Property(replace=True, autoname=AutoName(max_length=1024)),
        **dict.fromkeys((*_CONTENT, *_WORDS, *_LOCKS, "sourceHash"), PLAIN),
        **dict.fromkeys(
            ("bucketKeyEnabled", "contentType", "etag", "kmsKeyId", "serverSideEncryption", "storageClass"), CHOSEN
        ),
        "forceDestroy": Property(default=False),
        "overrideProvider": Property(nested=EVERYTHING),
    }

    def problems(self, props: Props) -> Iterable[Problem]:
        """Return the contents that are too many."""
        given = [name for name in _CONTENT if name in props]
        yield from (Problem(name, f"give it or {given[0]}, not both") for name in given[1:])

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Put the object. Its id names the bucket and the key."""
        _put(aws.client("s3"), props, tags)
        return f"{props['bucket']}/{props['key']}"

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return what AWS tells of the object."""
        bucket, _, key = id.removeprefix("s3://").partition("/")
        s3 = aws.client("s3")
        found = s3.head_object(Bucket=bucket, Key=key, ChecksumMode="ENABLED")
        until = found.get("ObjectLockRetainUntilDate")
        told = {ours: found.get(theirs) for ours, theirs in {**_WORDS, **_LOCKS, **_CHECKSUMS}.items()}
        del told["checksumAlgorithm"]  # AWS tells the checksum, not what was asked for
        return {
            **told,
            "arn": f"arn:{aws.partition}:s3:::{bucket}/{key}",
            "bucket": bucket,
            "bucketKeyEnabled": found.get("BucketKeyEnabled", False),
            "etag": found["ETag"].strip('"'),
            "key": key,
            "objectLockRetainUntilDate": until.strftime("%Y-%m-%dT%H:%M:%SZ") if until else None,
            "storageClass": found.get("StorageClass", "STANDARD"),
            "tags": tag_dict(s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"]),
            "versionId": found.get("VersionId"),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Put the object anew, or change its lock alone."""
        s3 = aws.client("s3")
        if changed - _LOCKS.keys() - {"forceDestroy"}:
            _put(s3, props, aws.all_tags(props.get("tags")))
            return
        where = {"Bucket": props["bucket"], "Key": props["key"]}
        if "objectLockLegalHoldStatus" in changed:
            status = props.get("objectLockLegalHoldStatus", "OFF")
            s3.put_object_legal_hold(**where, LegalHold={"Status": status})
        if {"objectLockMode", "objectLockRetainUntilDate"} & changed:
            until = {"Mode": props.get("objectLockMode"), "RetainUntilDate": props.get("objectLockRetainUntilDate")}
            retention = {name: value for name, value in until.items() if value}
            s3.put_object_retention(**where, Retention=retention, BypassGovernanceRetention=True)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete all versions of the object; locked ones only if the program says so."""
        bucket, key = known["bucket"], known["key"]
        s3 = aws.client("s3")
        bypass = {"BypassGovernanceRetention": True} if known.get("forceDestroy") else {}
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=key):
            for each in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
                if each["Key"] == key:
                    s3.delete_object(Bucket=bucket, Key=key, VersionId=each["VersionId"], **bypass)

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        _put_tags(aws, known, _tags(aws, known) | tags)

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        _put_tags(aws, known, {key: text for key, text in _tags(aws, known).items() if key not in keys})


def _check_tags(tags: Mapping[str, str]) -> None:
    if len(tags) > _MOST_TAGS:
        raise ProviderError(f"BadRequest: Object tags cannot be greater than {_MOST_TAGS}")


def _put(s3: Any, props: Props, tags: Mapping[str, str]) -> None:
    _check_tags(tags)
    words = {theirs: props[ours] for ours, theirs in {**_WORDS, **_LOCKS}.items() if ours in props}
    # A key means that it encrypts, as the official provider has it.
    kms = {"ServerSideEncryption": "aws:kms"} if "kmsKeyId" in props else {}
    s3.put_object(
        Bucket=props["bucket"],
        Key=props["key"],
        Body=_body(props),
        **{**kms, **words},
        **({"Tagging": urlencode(tags)} if tags else {}),
    )


def _body(props: Props) -> bytes:
    match props.get("source"):
        case Asset() as file:
            return content(file)
        case Archive() as files:
            return zipped(files)
        case _:
            pass
    if "contentBase64" in props:
        return base64.b64decode(props["contentBase64"])
    return str(props.get("content", "")).encode()


def _tags(aws: Session, known: Props) -> dict[str, str]:
    return tag_dict(aws.client("s3").get_object_tagging(Bucket=known["bucket"], Key=known["key"])["TagSet"])


def _put_tags(aws: Session, known: Props, tags: dict[str, str]) -> None:
    """Put all of an object's tags: AWS overwrites those that it had."""
    _check_tags(tags)
    where = {"Bucket": known["bucket"], "Key": known["key"]}
    if tags:
        aws.client("s3").put_object_tagging(**where, Tagging={"TagSet": tag_list(tags)})
    else:
        aws.client("s3").delete_object_tagging(**where)


RESOURCES: Final = (BucketObject(),)
