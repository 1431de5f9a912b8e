"""PutBucketLogging accepts a target whose policy lets S3 deliver, in whatever way the policy says so."""

import json
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any, cast

from moto.s3.models import FakeBucket

_DELIVERY = "logging.s3.amazonaws.com"


def _listed(value: Any) -> list[str]:
    return cast("list[str]", value) if isinstance(value, list) else [value]


def lets_deliver(statement: Mapping[str, Any], arn: str) -> bool:
    """Tell whether a statement of a policy lets S3 deliver a log whose ARN begins like this."""
    principal = statement.get("Principal")
    services = _listed(cast("dict[str, Any]", principal).get("Service")) if isinstance(principal, dict) else []
    return (
        statement.get("Effect") == "Allow"
        and _DELIVERY in services
        and any(fnmatchcase("s3:PutObject", action) for action in _listed(statement.get("Action")))
        and any(fnmatchcase(f"{arn}log", resource) for resource in _listed(statement.get("Resource")))
    )


def _log_permissions_enabled_policy(target_bucket: FakeBucket, target_prefix: str | None) -> bool:
    """Tell whether the policy of the target lets S3 deliver.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    """
    policy: Any = target_bucket.policy
    if not policy:
        return False
    arn = f"arn:{target_bucket.partition}:s3:::{target_bucket.name}/{target_prefix or ''}"
    return any(lets_deliver(statement, arn) for statement in json.loads(policy)["Statement"])


def install() -> None:
    """Put the check in the place of moto's."""
    name = _log_permissions_enabled_policy.__name__
    setattr(FakeBucket, name, staticmethod(_log_permissions_enabled_policy))
