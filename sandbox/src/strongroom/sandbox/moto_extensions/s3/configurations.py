"""What is set of a bucket is told as it was set: moto forgets parts of rules that it has no use for.

moto keeps deciding whether there is a configuration, and what is wrong with one. The document that came with the
request is kept beside it, read by botocore's own model, and told in the place of moto's.
"""

import secrets
from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from botocore.parsers import create_parser
from moto.core.responses import ActionResult
from moto.s3.responses import S3Response

from ..request import attributes
from ..service_models import model_of

_KEPT = "configurations_as_put"
_OPERATIONS: Final[Mapping[str, tuple[str, str]]] = {
    "encryption": ("get_bucket_encryption", "GetBucketEncryption"),
    "lifecycle": ("get_bucket_lifecycle", "GetBucketLifecycleConfiguration"),
    "logging": ("get_bucket_logging", "GetBucketLogging"),
    "notification": ("get_bucket_notification", "GetBucketNotificationConfiguration"),
    "object-lock": ("get_object_lock_configuration", "GetObjectLockConfiguration"),
    "replication": ("get_bucket_replication", "GetBucketReplication"),
}
"""By the part of a bucket's address: moto's method that tells it, and AWS's name for that."""

_bucket_response_put: Any = S3Response._bucket_response_put  # pyright: ignore[reportPrivateUsage]


def document(operation: str, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """Return what an operation that tells a configuration answers, once it is set by this request."""
    response = {"status_code": 200, "headers": dict(headers), "body": body}
    shape = model_of("s3").operation_model(operation).output_shape
    found: dict[str, Any] = create_parser("rest-xml").parse(response, shape)
    found.pop("ResponseMetadata", None)
    _name(found)
    return found


def _name(value: Any) -> None:
    """Give an id to each rule that has none, as AWS does."""
    match value:
        case dict():
            for name, items in cast("dict[str, Any]", value).items():
                if name == "Rules" or name.endswith("Configurations"):
                    _name_rules(items, "ID" if name == "Rules" else "Id")
                _name(items)
        case _:
            pass


def _name_rules(rules: list[dict[str, Any]], word: str) -> None:
    for rule in rules:
        if {"Status", "Events"} & rule.keys():  # rules of encryption have no id
            rule.setdefault(word, secrets.token_urlsafe(24))


def bucket_response_put(self: S3Response, request: Any, bucket_name: str, querystring: dict[str, Any]) -> Any:
    """Set something of a bucket, and keep how it was said."""
    answer = _bucket_response_put(self, request, bucket_name, querystring)
    for part in _OPERATIONS.keys() & querystring.keys():
        headers = {name.lower(): value for name, value in request.headers.items()}
        kept = attributes(self.backend.get_bucket(bucket_name)).setdefault(_KEPT, {})
        kept[part] = document(_OPERATIONS[part][1], headers, self.body)
    return answer


def _telling(part: str, operation: str, tell: Callable[[S3Response], Any]) -> Callable[[S3Response], Any]:
    def told_as_put(self: S3Response) -> Any:
        answer = tell(self)  # raises what AWS answers when it is not set
        kept = attributes(self.backend.get_bucket(self.bucket_name)).get(_KEPT, {})
        if part not in kept:
            return answer
        self.data["Action"] = operation
        return self.serialized(ActionResult({**_DEFAULTS.get(part, {}), **kept[part]}))

    return told_as_put


_DEFAULTS: Final[Mapping[str, Mapping[str, str]]] = {
    "lifecycle": {"TransitionDefaultMinimumObjectSize": "all_storage_classes_128K"}
}


def install() -> None:
    """Put the operations in the place of moto's."""
    setattr(S3Response, "_bucket_response_put", bucket_response_put)  # noqa: B010 - it is private
    for part, (method, operation) in _OPERATIONS.items():
        setattr(S3Response, method, _telling(part, operation, getattr(S3Response, method)))
