"""Objects in the program's words and in AWS's: led by botocore's service model one way, by the SDK's types the other.

The words differ in little more than their first letter: `ebs.kmsKeyId` is AWS's `Ebs.KmsKeyId`. A list that AWS wraps
into an object with its length, as CloudFront does, is a plain list or an object with `items` in the program.
"""

from collections.abc import Mapping
from typing import Any, Final, TypeVar, cast

from .. import schema
from ..errors import ProviderError
from ..session import Session
from ..wire import Props

Names = Mapping[str, str]
"""AWS's name by the program's, where they differ in more than capital letters."""
_NO_NAMES: Final[Names] = {}
T = TypeVar("T")


def request(
    aws: Session, service: str, shape: str, value: Props, names: Names = _NO_NAMES, *, empties: bool = False
) -> dict[str, Any]:
    """Return an object of the program as a shape of AWS's service model.

    Args:
        aws: The local AWS.
        service: The service, as boto3 names it.
        shape: The structure's name in the service model, such as `RequestLaunchTemplateData`.
        value: The object; what is None or empty in it is left out.
        names: What AWS names differently.
        empties: An empty object says something by being there, as WAF's `Count: {}` does.

    Raises:
        ProviderError: AWS has no such property, so that the sandbox would lose it.
    """
    return _asked(value, aws.client(service).meta.service_model.shape_for(shape), names, empties)


def _asked(value: Any, shape: Any, names: Names, empties: bool) -> Any:
    match shape.type_name:
        case "structure":
            members = {name.lower(): name for name in shape.members}
            result: dict[str, Any] = {}
            given = _counted(value, shape, names) if {"items", "quantity"} <= members.keys() else value
            for ours, item in _object(given, shape).items():
                theirs = _named(ours, members, names)
                if theirs is None:
                    raise ProviderError(f"AWS's {shape.name} has no {ours}: mend the type's declaration")
                if item not in (None, "", []) and (empties or item != {}):
                    result[theirs] = _asked(item, shape.members[theirs], names, empties)
            return result
        case "list":
            return [_asked(item, shape.member, names, empties) for item in cast("list[Any]", value)]
        case "boolean":
            return value == "true" if isinstance(value, str) else value
        case "integer" | "long":
            return int(value)
        case "float" | "double":
            return float(value)
        case "string" if type(value) is int:  # CloudFront's codes of answers
            return str(value)
        case _:
            return value


def _object(value: Any, shape: Any) -> Props:
    """Return an object; the official provider has some as lists of one."""
    if not isinstance(value, list):
        return cast("Props", value)
    items = cast("list[Props]", value)
    if len(items) != 1:
        raise ProviderError(f"AWS takes one {shape.name}, not {len(items)}")
    return items[0]


def _named(ours: str, theirs: Mapping[str, T], names: Names) -> T | None:
    """Return what AWS has of a property's name; the official provider names lists in the plural."""
    name = names.get(ours, ours).lower()
    return theirs[name] if name in theirs else theirs.get(name.removesuffix("s"))


def _counted(value: Any, shape: Any, names: Names) -> Props:
    """Return a list as the object with its length, and whether there is anything in it, that AWS takes."""
    words: Props = {"items": value} if isinstance(value, list) else cast("Props", value)
    counted = (item for ours, item in words.items() if names.get(ours, ours).lower() == "items")
    items: list[Any] = next(counted, None) or []
    enabled = {"enabled": bool(items)} if "Enabled" in shape.members else {}
    return {"quantity": len(items), **enabled, **words}


def told(token: str, property: str, value: Any, names: Names = _NO_NAMES, *, empties: bool = False) -> Any:
    """Return what AWS says as a property of a type, less what the SDK does not know of."""
    return _told(value, schema.inputs_of(token).types[property], names, empties)


def _told(value: Any, expected: schema.Type, names: Names, empties: bool) -> Any:
    if value in (None, "", []) or (value == {} and not empties):
        return None
    if expected.kind == "array" and isinstance(value, dict):  # with its length, as AWS wraps it, or the only one
        wrapped = cast("Props", value)
        items = wrapped.get("Items") if {"Items", "Quantity"} & wrapped.keys() else [wrapped]
        return _told(items, expected, names, empties)
    if expected.item and isinstance(value, list):
        return [_told(item, expected.item, names, empties) for item in cast("list[Any]", value)]
    if expected.fields and isinstance(value, dict):
        theirs = {name.lower(): item for name, item in cast("Props", value).items()}
        found = {
            ours: _told(_named(ours, theirs, names), inner, names, empties)
            for ours, inner in expected.fields.types.items()
        }
        return {ours: item for ours, item in found.items() if item is not None}
    return schema.converted(value.decode() if isinstance(value, bytes) else value, expected)
