"""What the parts of WAF have in common: errors, scopes and the constraints of the service model."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, cast

import botocore.session
from moto.wafv2.exceptions import WAFv2ClientError
from moto.wafv2.models import WAFV2Backend, wafv2_backends
from moto.wafv2.responses import WAFV2Response

US_EAST_1: Final = "us-east-1"
_CLASSES: Final = {r"\p{L}": r"\w", r"\p{N}": r"\d", r"\p{Z}": r"\s"}
"""Python's classes of characters for those in patterns of the service model."""
_ASSOCIATED: Final = (
    "AWS WAF couldn't perform the operation because your resource is being used by another resource "
    "or it's associated with another resource."
)


class WafError(WAFv2ClientError):
    """An error of AWS's that moto does not have."""


def invalid(reason: str, field: str, parameter: object) -> WafError:
    """Return AWS's error for a parameter that is not valid."""
    message = f"Error reason: {reason}, field: {field}, parameter: {parameter}"
    return WafError("WAFInvalidParameterException", message)


def associated() -> WafError:
    """Return AWS's error for a deletion of what is in use."""
    return WafError("WAFAssociatedItemException", _ASSOCIATED)


def backend_of(response: WAFV2Response, scope: str) -> WAFV2Backend:
    """Return the backend that holds the entities of a scope.

    Raises:
        WafError: The scope is CloudFront's, which is in us-east-1 only.
    """
    if scope == "CLOUDFRONT" and response.region not in (US_EAST_1, "global"):
        raise invalid("The scope is not valid.", "SCOPE_VALUE", scope)
    region = "global" if scope == "CLOUDFRONT" else response.region
    return wafv2_backends[response.current_account][region]


def scope_of(arn: str) -> str:
    """Return the scope of an entity by its ARN, which says `global` for CloudFront's."""
    return "CLOUDFRONT" if arn.split(":")[5].startswith("global/") else "REGIONAL"


@cache
def shape_of(name: str) -> Any:
    """Return a structure of WAF's service model."""
    return botocore.session.Session().get_service_model("wafv2").shape_for(name)


def check_constraints(shape: str, document: Mapping[str, Any]) -> None:
    """Refuse a request whose values are not as the service model says, which boto3 leaves to AWS.

    Raises:
        WafError: A value is no word of its list, too short, too long, or does not fit its pattern.
    """
    found = [*_violations(shape_of(shape), document, "")]
    if found:
        message = f"{len(found)} validation error{'s' * (len(found) > 1)} detected: {'; '.join(found)}"
        raise WafError("ValidationException", message)


def _violations(shape: Any, value: Any, path: str) -> Iterator[str]:
    match shape.type_name, value:
        case "structure", dict():
            for name, inner in cast("dict[str, Any]", value).items():
                if name in shape.members:
                    member = name[0].lower() + name[1:]
                    yield from _violations(shape.members[name], inner, f"{path}.{member}" if path else member)
        case "list", list():
            items = cast("list[Any]", value)
            yield from _out_of_bounds(shape, len(items), "length", path, items)
            for i, item in enumerate(items, 1):
                yield from _violations(shape.member, item, f"{path}.{i}.member")
        case "map", dict():
            for inner in cast("dict[str, Any]", value).values():
                yield from _violations(shape.value, inner, f"{path}.member")
        case "string", str():
            yield from _violations_of_text(shape, value, path)
        case "integer" | "long", int():
            yield from _out_of_bounds(shape, value, "value", path, value)
        case _:
            pass


def _violations_of_text(shape: Any, value: str, path: str) -> Iterator[str]:
    yield from _out_of_bounds(shape, len(value), "length", path, value)
    if shape.enum and value not in shape.enum:
        yield _violation(value, path, f"satisfy enum value set: [{', '.join(shape.enum)}]")
    pattern: str = shape.metadata.get("pattern", "")
    for theirs, ours in _CLASSES.items():
        pattern = pattern.replace(theirs, ours)
    if not re.search(pattern, value):
        yield _violation(value, path, f"satisfy regular expression pattern: {pattern}")


def _out_of_bounds(shape: Any, size: int, what: str, path: str, value: Any) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and size < least:
        yield _violation(value, path, f"have {what} greater than or equal to {least}")
    if most is not None and size > most:
        yield _violation(value, path, f"have {what} less than or equal to {most}")


def _violation(value: Any, path: str, constraint: str) -> str:
    return f"Value '{value}' at '{path}' failed to satisfy constraint: Member must {constraint}"
