"""The static files of a site."""

import re

import pulumi
import pulumi_aws as aws

from strongroom.edge._content_checks import content_origin
from strongroom.edge._content_files import File, read_folder
from strongroom.edge._scope import SiteScope


def make_content(scope: SiteScope) -> None:
    """Put the site's files into its bucket, those that others name first.

    Args:
        scope: The site.
    """
    content = scope.args.static_files
    if content is None:
        return
    files = read_folder(content)
    named = [_object(scope, file, []) for file in files if not file.is_page]
    for file in files:
        if file.is_page:
            _object(scope, file, named)


def _object(scope: SiteScope, file: File, after: list[aws.s3.BucketObjectv2]) -> aws.s3.BucketObjectv2:
    origin = content_origin(scope.args)
    assert origin is not None  # noqa: S101 content without a bucket is refused
    folder = (origin.path or "").strip("/")
    return aws.s3.BucketObjectv2(
        scope.child(f"content-{file.path}"),
        bucket=pulumi.Output.from_input(origin.bucket_regional_domain_name).apply(_bucket_name),
        key=f"{folder}/{file.path}".lstrip("/"),
        source=pulumi.FileAsset(str(file.source)),
        content_type=file.content_type,
        cache_control=file.cache_control,
        # An object can have 10 tags, and the provider may have more default ones.
        override_provider={"default_tags": {"tags": {}}},
        opts=scope.opts(depends_on=after),
    )


def _bucket_name(regional_domain_name: str) -> str:
    """A bucket's name may have dots too, so what follows it is taken away."""
    return re.sub(r"\.s3\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$", "", regional_domain_name)


def invalidation_command(distribution_id: str) -> str:
    """Return the command that makes CloudFront forget what it keeps.

    Args:
        distribution_id: Id of the distribution.
    """
    return f"aws cloudfront create-invalidation --distribution-id {distribution_id} --paths '/*'"
