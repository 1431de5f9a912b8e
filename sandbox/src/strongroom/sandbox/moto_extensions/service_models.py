"""AWS's service models, as botocore has them: the constraints of values, which boto3 leaves to AWS to check."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final, cast

import botocore.session
from moto.core.responses import BaseResponse

_DIALECT: Final = {r"\p{L}": r"\w", r"\p{N}": r"\d", r"\p{Z}": r"\s", "(?i)": ""}
"""What Python's regular expressions have for what the patterns of the models use; a case that is ignored is not."""


@cache
def model_of(service: str) -> Any:
    """Return the model of a service, by its name in boto3."""
    return botocore.session.Session().get_service_model(service)


def violations_in(service: str, response: BaseResponse, request: dict[str, Any]) -> list[str]:
    """Return the constraints that a request does not keep, as AWS tells of them."""
    operation = model_of(service).operation_model(cast("Any", response)._get_action())
    return [*violations(operation.input_shape, request)]


def told(found: list[str]) -> str:
    """Return AWS's message for constraints that are not kept."""
    return f"{len(found)} validation error{'s' * (len(found) > 1)} detected: {'; '.join(found)}"


def violations(shape: Any, value: Any, path: str = "") -> Iterator[str]:
    """Yield the constraints that a value does not keep, as AWS tells of them.

    Args:
        shape: The value's shape in the service model.
        value: The value.
        path: Where it stands.
    """
    match shape.type_name, value:
        case "structure", dict():
            for name, inner in cast("dict[str, Any]", value).items():
                if name in shape.members:
                    member = name[0].lower() + name[1:]
                    yield from violations(shape.members[name], inner, f"{path}.{member}" if path else member)
        case "list", list():
            items = cast("list[Any]", value)
            yield from _out_of_bounds(shape, len(items), "length", path, items)
            for i, item in enumerate(items, 1):
                yield from violations(shape.member, item, f"{path}.{i}.member")
        case "map", dict():
            for inner in cast("dict[str, Any]", value).values():
                yield from violations(shape.value, inner, f"{path}.member")
        case "string", str():
            yield from _of_text(shape, value, path)
        case "integer" | "long", int():
            yield from _out_of_bounds(shape, value, "value", path, value)
        case _:
            pass


def _of_text(shape: Any, value: str, path: str) -> Iterator[str]:
    yield from _out_of_bounds(shape, len(value), "length", path, value)
    if shape.enum and value not in shape.enum:
        yield _violation(value, path, f"satisfy enum value set: [{', '.join(shape.enum)}]")
    pattern: str = shape.metadata.get("pattern", r"[\s\S]*")
    for theirs, ours in _DIALECT.items():
        pattern = pattern.replace(theirs, ours)
    if not re.fullmatch(pattern, value):
        yield _violation(value, path, f"satisfy regular expression pattern: {pattern}")


def _out_of_bounds(shape: Any, size: int, what: str, path: str, value: Any) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and size < least:
        yield _violation(value, path, f"have {what} greater than or equal to {least}")
    if most is not None and size > most:
        yield _violation(value, path, f"have {what} less than or equal to {most}")


def _violation(value: Any, path: str, constraint: str) -> str:
    return f"Value '{value}' at '{path}' failed to satisfy constraint: Member must {constraint}"
