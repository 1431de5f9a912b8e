"""What the parts of CloudFront have in common: versions, uses, pages and values that AWS does not have."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast

from moto.cloudfront import urls
from moto.cloudfront.exceptions import CloudFrontException, InvalidIfMatchVersion
from moto.cloudfront.models import CloudFrontBackend
from moto.cloudfront.responses import CloudFrontResponse

from ..request import parameter
from ..service_models import model_of

_PAGE: Final = 100
SHORT_NAME: Final = r"[\w-]{1,64}"
"""What functions and key value stores may be called."""


def answer_at(*paths: str) -> None:
    """Let moto answer at paths of CloudFront's API, in which `{Id}` and the like stand for any name."""
    for path in paths:
        pattern = path.replace("{", "(?P<").replace("}", ">[^/]+)")
        urls.url_paths[f"{{0}}/2020-05-31/{pattern}$"] = CloudFrontResponse.dispatch


def check_version(response: CloudFrontResponse, etag: str) -> None:
    """Refuse a change of another version than the present one.

    Raises:
        CloudFrontException: The request names no version, or not this one.
    """
    asked = parameter(response, "IfMatch")
    if not asked:
        raise InvalidIfMatchVersion
    if asked != etag:
        message = "The request failed because it didn't meet the preconditions in one or more request-header fields."
        raise CloudFrontException("PreconditionFailed", message)


def check_name(what: str, name: str, pattern: str) -> None:
    """Refuse a name that AWS does not take.

    Raises:
        CloudFrontException: It is one.
    """
    if not re.fullmatch(pattern, name, re.ASCII):
        raise CloudFrontException("InvalidArgument", f"A {what} can't be called {name}; names are {pattern}.")


def named(document: Any, name: str) -> Iterator[Any]:
    """Return every value that is not empty and has a name, at any depth of a document; of a counted list, its items."""
    match document:
        case dict():
            for key, value in cast("dict[str, Any]", document).items():
                if key == name and value:
                    counted = isinstance(value, dict) and "Quantity" in value
                    yield from cast("dict[str, Any]", value).get("Items") or [] if counted else [value]
                else:
                    yield from named(value, name)
        case list():
            for item in cast("list[Any]", document):
                yield from named(item, name)
        case _:
            pass


def config_of(distribution: Any) -> dict[str, Any]:
    """Return the configuration of a distribution."""
    return cast("dict[str, Any]", vars(distribution.distribution_config))


def users_of(backend: CloudFrontBackend, name: str, value: str) -> list[Any]:
    """Return the distributions whose configuration has a value under a name, such as `CachePolicyId`."""
    present: list[Any] = list(backend.distributions.values())
    return [one for one in present if value in named(config_of(one), name)]


def page(response: CloudFrontResponse, items: Sequence[Any], ids: Sequence[str]) -> dict[str, Any]:
    """Return the part of a list that a request asks for."""
    marker, most = parameter(response, "Marker"), int(parameter(response, "MaxItems") or _PAGE)
    start = ids.index(marker) + 1 if marker in ids else 0
    more = start + most < len(items)
    found = list(items[start : start + most])
    return {
        "Marker": marker or "",
        "MaxItems": most,
        "IsTruncated": more,
        "NextMarker": ids[start + most - 1] if more else None,
        "Quantity": len(found),
        "Items": found or None,
    }


def check_values(shape: str, document: Mapping[str, Any]) -> None:
    """Refuse a document with a value that AWS does not have, or with a list that is not as long as it says.

    Raises:
        CloudFrontException: It has one.
    """
    for code, message in _wrong(model_of("cloudfront").shape_for(shape), document, shape):
        raise CloudFrontException(code, message)


def _wrong(shape: Any, value: Any, path: str) -> Iterator[tuple[str, str]]:
    match shape.type_name, value:
        case "structure", dict():
            document = cast("dict[str, Any]", value)
            items: list[Any] = document.get("Items") or []
            if int(document.get("Quantity", len(items))) != len(items):
                yield "InconsistentQuantities", f"The value of Quantity and the size of Items don't match in {path}."
            for name, inner in document.items():
                if name in shape.members:
                    yield from _wrong(shape.members[name], inner, f"{path}.{name}")
        case "list", list():
            for item in cast("list[Any]", value):
                yield from _wrong(shape.member, item, path)
        case "string", str() if shape.enum and value not in ("", *shape.enum):
            yield "InvalidArgument", f"{path} is {value}; AWS has {', '.join(shape.enum)}."
        case _:
            pass
