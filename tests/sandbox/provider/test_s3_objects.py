"""What is special about objects: their versions, what they hold, and their locks."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from lives import World
from lives.s3 import OBJECT, fill, versioned
from lives.world import BUCKET, new_world

from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.provider.assets import Archive, Asset
from strongroom.sandbox.provider.aws.s3.objects import BucketObject
from strongroom.sandbox.provider.wire import Props


@pytest.fixture(scope="module")
def world(local_aws: LocalAws) -> Iterator[World]:
    with new_world(local_aws) as world:
        yield world


def test_new_content_is_a_new_version_with_the_same_tags(world: World) -> None:
    news: Props = {"bucket": versioned(world), "key": "a", "tags": {"kind": "page"}}
    made = world.make(OBJECT, **news, content="1")

    changed = world.provider.update(made, **news, content="2")

    s3 = world.client("s3")
    assert s3.get_object(Bucket=news["bucket"], Key="a")["Body"].read() == b"2"
    assert changed.outputs["versionId"] != made.outputs["versionId"]
    assert changed.outputs["tagsAll"] == {"kind": "page"}
    assert world.provider.refresh(changed) == changed


def test_all_versions_of_an_object_go_and_no_other_object(world: World) -> None:
    bucket = versioned(world)
    made = world.make(OBJECT, bucket=bucket, key="a", content="1")
    fill(world, bucket)
    world.client("s3").put_object(Bucket=bucket, Key="ab", Body=b"")

    world.provider.delete(made)

    found = world.client("s3").list_object_versions(Bucket=bucket)
    assert [each["Key"] for each in found["Versions"]] == ["ab", "b"]
    assert "DeleteMarkers" not in found


@pytest.mark.parametrize(
    ("given", "held"),
    [
        ({"contentBase64": base64.b64encode(b"\x00\x01").decode()}, b"\x00\x01"),
        ({"source": Asset("1234", text="hello")}, b"hello"),
        ({}, b""),
    ],
)
def test_an_object_holds_what_it_is_given(world: World, given: dict[str, Any], held: bytes) -> None:
    made = world.make(OBJECT, bucket=world.bucket(), key="a", **given)

    assert world.client("s3").get_object(Bucket=made.outputs["bucket"], Key="a")["Body"].read() == held
    assert world.provider.refresh(made) == made


def test_an_object_holds_an_archive_as_a_zip_file(world: World) -> None:
    source = Archive("1234", assets={"a.txt": Asset("5678", text="hello")})
    made = world.make(OBJECT, bucket=world.bucket(), key="a.zip", source=source)

    body = world.client("s3").get_object(Bucket=made.outputs["bucket"], Key="a.zip")["Body"].read()
    assert body.startswith(b"PK")


def test_an_object_has_one_content() -> None:
    found = list(BucketObject().problems({"content": "a", "source": Asset("1234", text="b")}))

    assert [(problem.path, problem.reason) for problem in found] == [("source", "give it or content, not both")]


def test_the_lock_of_an_object_is_changed_without_a_new_version(world: World) -> None:
    bucket = world.make(BUCKET, bucket=world.bucket_name(), objectLockEnabled=True).id
    news: Props = {
        "bucket": bucket,
        "key": "a",
        "content": "1",
        "objectLockMode": "GOVERNANCE",
        "forceDestroy": True,
    }
    made = world.make(OBJECT, **news, objectLockRetainUntilDate="2098-01-01T00:00:00Z")

    changed = world.provider.update(
        made, **news, objectLockRetainUntilDate="2097-01-01T00:00:00Z", objectLockLegalHoldStatus="ON"
    )

    assert changed.outputs["objectLockRetainUntilDate"] == "2097-01-01T00:00:00Z"
    assert changed.outputs["objectLockLegalHoldStatus"] == "ON"
    assert changed.outputs["versionId"] == made.outputs["versionId"]
    assert world.provider.refresh(changed) == changed


def test_the_files_of_a_site_are_changed_in_place(world: World, tmp_path: Path) -> None:
    icon = tmp_path / "icon.png"
    icon.write_bytes(bytes(range(256)))
    news: Props = {
        "bucket": world.bucket(),
        "key": "assets/icon.png",
        "cacheControl": "public, max-age=31536000, immutable",
        "checksumAlgorithm": "SHA256",
        "contentDisposition": "inline",
        "contentEncoding": "identity",
        "contentType": "image/png",
        "kmsKeyId": world.key(),
        "metadata": {"commit": "1"},
    }
    made = world.make(OBJECT, **news, source=Asset("first", path=str(icon)))
    assert world.provider.refresh(made) == made

    icon.write_bytes(b"\x00\xff")
    again: Props = {**news, "source": Asset("second", path=str(icon))}
    assert not world.provider.diff(made, **again).replaces
    changed = world.provider.update(made, **again)

    found = world.client("s3").get_object(Bucket=news["bucket"], Key=news["key"])
    assert found["Body"].read() == b"\x00\xff"
    assert (found["CacheControl"], found["ContentType"]) == (news["cacheControl"], "image/png")
    assert (found["Metadata"], found["SSEKMSKeyId"]) == ({"commit": "1"}, news["kmsKeyId"])
    assert changed.outputs["checksumSha256"] != made.outputs["checksumSha256"]
    assert world.provider.refresh(changed) == changed


def test_an_object_has_at_most_ten_tags_and_can_suppress_default_ones(local_aws: LocalAws) -> None:
    defaults = {f"tag-{number}": "value" for number in range(12)}
    with new_world(local_aws, defaultTags={"tags": defaults}) as world:
        news: Props = {"bucket": world.bucket(), "key": "a", "content": "1"}
        with pytest.raises(grpc.RpcError, match="Object tags cannot be greater than 10"):
            world.make(OBJECT, **news)

        news |= {"overrideProvider": {"defaultTags": {"tags": {}}}, "tags": {"kind": "page"}}
        made = world.make(OBJECT, **news)

        assert made.outputs["tagsAll"] == {"kind": "page"}
        assert world.provider.refresh(made) == made
        assert world.provider.kinds(made, **news) == {}
