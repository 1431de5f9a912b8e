"""The properties that a resource type has, read from the installed Pulumi SDK's own classes.

pulumi-aws and pulumi-random carry the provider's schema as Python types: an args class per resource with one property
for each input. Reading them keeps the sandbox true to the version that is installed, with no schema file to go stale.
"""

import difflib
import importlib
import json
import keyword
import math
import threading
import types
import typing
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, Final, Literal, cast

import pulumi

from . import assets
from .assets import Archive, Asset
from .wire import UNKNOWN

# A document is JSON, as text or as an object: an IAM policy.
Kind = Literal[
    "string", "number", "integer", "boolean", "array", "map", "object", "document", "asset", "archive", "any"
]

# The SDK loads a service's module when something in it is first asked for, and a second thread that asks meanwhile sees
# a module without it. https://github.com/python/cpython/issues/114763
_reading = threading.Lock()


@dataclass(frozen=True)
class Type:
    """The type of a property."""

    kind: Kind
    item: "Type | None" = None
    """What an array or a map holds."""
    read: "Callable[[], Fields] | None" = None
    """Reads what an object holds. Only when asked for: a statement of a web ACL's rule holds statements."""

    @property
    def fields(self) -> "Fields | None":
        """What an object holds."""
        return self.read() if self.read else None


@dataclass(frozen=True)
class Fields:
    """Named properties, and which of them must be given."""

    types: Mapping[str, Type]
    required: frozenset[str] = field(default_factory=frozenset[str])


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the inputs of a resource."""

    path: str
    reason: str


class UnknownTokenError(LookupError):
    """The installed SDK has no such resource type."""


@cache
def inputs_of(token: str) -> Fields:
    """Return the inputs of a resource type such as `aws:ec2/vpc:Vpc`.

    Raises:
        UnknownTokenError: The installed SDK has no such type.
    """
    _, module = _sdk_class(token)
    return _fields(_args_class(token, module))


@cache
def outputs_of(token: str) -> frozenset[str]:
    """Return the names of everything that a resource of a type outputs.

    Raises:
        UnknownTokenError: The installed SDK has no such type.
    """
    cls, _ = _sdk_class(token)
    return frozenset(name for name, _ in _getters(cls))


def _sdk_class(token: str) -> tuple[type, types.ModuleType]:
    try:
        package, module_path, name = token.split(":")
        service = module_path.split("/")[0]
        if keyword.iskeyword(service):
            service += "_"
        path = f"pulumi_{package}" if service == "index" else f"pulumi_{package}.{service}"
        with _reading:
            cls = getattr(importlib.import_module(path), name)
        return cls, importlib.import_module(cls.__module__)
    except (ValueError, ImportError, AttributeError) as error:
        raise UnknownTokenError(f"the installed pulumi SDK has no resource type {token}") from error


def _args_class(token: str, module: types.ModuleType) -> type:
    name = token.split(":")[-1]
    # Where an object inside another resource's inputs took the usual name, as for BucketVersioning, it is longer.
    return getattr(module, f"{name}InitArgs", None) or getattr(module, f"{name}Args")


def _getters(cls: type) -> list[tuple[str, Any]]:
    properties = [value.fget for value in vars(cls).values() if isinstance(value, property) and value.fget]
    return [(name, getter) for getter in properties if (name := getattr(getter, "_pulumi_name", None))]


@cache
def _fields(args: type) -> Fields:
    # pulumi.Input[X] is Union[X, Awaitable[X], "Output[T]"]: the forward reference needs both names to resolve.
    scope = {**vars(importlib.import_module(args.__module__)), "Output": pulumi.Output, "T": Any}
    getters = _getters(args)
    hints = {name: typing.get_type_hints(getter, scope)["return"] for name, getter in getters}
    optional = set[str](getattr(args.__init__, "__kwdefaults__", None) or {})
    required = frozenset(name for name, getter in getters if getter.__name__ not in optional)
    return Fields({name: _type(hint) for name, hint in hints.items()}, required)


def _type(hint: Any) -> Type:
    options = [_plain_type(option) for option in _options(hint)]
    if {"string", "object"} <= {option.kind for option in options}:
        return Type("document")
    nested = [option for option in options if option.kind in ("object", "array", "map")]
    return (nested or options or [Type("any")])[0]


def _options(hint: Any) -> list[Any]:
    """Return what a union offers, less the wrappers that Pulumi puts around every input."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return [option for member in typing.get_args(hint) for option in _options(member)]
    wrappers = (pulumi.Output, Awaitable)
    return [] if hint is type(None) or typing.get_origin(hint) in wrappers else [hint]


_SCALARS: Final[Mapping[Any, Kind]] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    pulumi.Asset: "asset",  # where the SDK takes one, it takes an archive too
    pulumi.Archive: "archive",
}


def _plain_type(hint: Any) -> Type:
    origin = typing.get_origin(hint)
    if hint in _SCALARS:
        return Type(_SCALARS[hint])
    if origin is Sequence:
        return Type("array", item=_type(typing.get_args(hint)[0]))
    if origin is Mapping:
        return Type("map", item=_type(typing.get_args(hint)[1]))
    if isinstance(hint, type) and _getters(hint):
        return Type("object", read=partial(_fields, hint))
    return Type("any")


def problems(value: Any, expected: Type, path: str) -> list[Problem]:
    """Return what is wrong with a value of a property, nested values included; an unknown value passes."""
    if value is None or value is UNKNOWN or expected.kind == "any":
        return []
    match expected.kind, value:
        case ("object", dict()) if expected.fields:
            return field_problems(cast("dict[str, Any]", value), expected.fields, path)
        case ("map", dict()) if expected.item:
            entries = cast("dict[str, Any]", value)
            return [found for key, item in entries.items() for found in problems(item, expected.item, f"{path}.{key}")]
        case ("array", list()) if expected.item:
            items = cast("list[Any]", value)
            return [found for i, item in enumerate(items) for found in problems(item, expected.item, f"{path}[{i}]")]
        case ("archive", Archive()) | ("asset", Asset() | Archive()):
            reason = assets.problem(value)
            return [Problem(path, reason)] if reason else []
        case _ if _is_scalar(value, expected.kind):
            return []
        case _:
            return [Problem(path, f"expected {_article(expected.kind)}, got {_article(_kind_of(value))}")]


def field_problems(values: Mapping[str, Any], fields: Fields, path: str = "") -> list[Problem]:
    """Return what is wrong with named properties: unknown ones, missing ones, and values of a wrong type."""
    prefix = f"{path}." if path else ""
    found: list[Problem] = []
    for name, value in values.items():
        if name not in fields.types:
            close = difflib.get_close_matches(name, fields.types, n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            found.append(Problem(f"{prefix}{name}", f"no such property{hint}"))
        else:
            found += problems(value, fields.types[name], f"{prefix}{name}")
    missing = sorted(name for name in fields.required if values.get(name) is None)
    return found + [Problem(f"{prefix}{name}", "missing, and required") for name in missing]


def _is_scalar(value: Any, kind: Kind) -> bool:
    """Tell whether a value fits, with the conversions that the official providers make too ("8" for 8)."""
    match kind:
        case "string":
            return isinstance(value, str | int | float)
        case "document":
            return isinstance(value, str | dict)
        case "boolean":
            return isinstance(value, bool) or value in ("true", "false")
        case "integer" | "number":
            if isinstance(value, bool) or not isinstance(value, str | int | float):
                return False
            try:
                number = float(value)
            except ValueError:
                return False
            return number.is_integer() or (kind == "number" and math.isfinite(number))
        case _:
            return False


def _kind_of(value: Any) -> Kind:
    match value:
        case bool():
            return "boolean"
        case str():
            return "string"
        case int() | float():
            return "number"
        case list():
            return "array"
        case Asset():
            return "asset"
        case Archive():
            return "archive"
        case _:
            return "object"


def _article(kind: Kind) -> str:
    return f"an {kind}" if kind[0] in "aio" else f"a {kind}"


def converted(value: Any, expected: Type) -> Any:
    """Return a value that `problems` finds nothing wrong with, scalars in the notation of their type: 8 for "8"."""
    if value is None or value is UNKNOWN:
        return value
    match expected.kind, value:
        case ("object", dict()) if expected.fields:
            return converted_fields(cast("dict[str, Any]", value), expected.fields)
        case ("map", dict()) if expected.item:
            entries = cast("dict[str, Any]", value)
            return {key: converted(item, expected.item) for key, item in entries.items() if item is not None}
        case ("array", list()) if expected.item:
            return [converted(item, expected.item) for item in cast("list[Any]", value)]
        case _:
            return _converted_scalar(value, expected.kind)


def _converted_scalar(value: Any, kind: Kind) -> Any:
    match kind, value:
        case "boolean", str():
            return value == "true"
        case "integer", str() | float():
            return int(float(value))
        case "number", str():
            return float(value)
        case "document", dict():
            return json.dumps(value)
        case "string", bool():
            return str(value).lower()
        case "string", int() | float():
            return str(int(value) if float(value).is_integer() else value)
        case _:
            return value


def converted_fields(values: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
    """Return named properties with each value converted to its type, those that are None left out."""
    return {name: converted(item, fields.types[name]) for name, item in values.items() if item is not None}
