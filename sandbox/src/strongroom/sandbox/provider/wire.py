"""Property values as the engine sends them over gRPC, to plain Python and back.

A value is plain JSON, with these additions: `UNKNOWN`, which stands for a value that only a deployment will tell,
`Secret`, which marks a value that must not be shown, and `Asset` and `Archive`, which are files.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Final, cast

from google.protobuf import struct_pb2
from pulumi.runtime import rpc

from .assets import Archive, Asset

Props = dict[str, Any]
"""The properties of one resource, by the names that Pulumi gives them (camel case)."""


class Unknown(Enum):
    """The type of `UNKNOWN`."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown.UNKNOWN
"""A value that is not known during a preview."""

MADE_IN_VAIN: Final = ("made-in-vain", "true")
"""The metadata of a deletion of what nobody knows of: see `Resource.take_back`."""
SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
"""The key of an object that stands for a value that JSON lacks: a secret, an asset."""
_SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"
_OUTPUT: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_ASSET: Final = "c44067f5952c0a294b673a41bacd8c17"
_ARCHIVE: Final = "0def7320c3a5731c473e5ecbe6d01bc7"


@dataclass(frozen=True)
class Secret:
    """A value that the engine is to encrypt in its state and to hide in its output."""

    value: Any

    def __repr__(self) -> str:
        return "Secret(…)"


def decode(struct: struct_pb2.Struct) -> Props:
    """Return the properties in a message, secrets and outputs unwrapped."""
    return cast("Props", _without_marks(decode_marked(struct)))


def decode_marked(struct: struct_pb2.Struct) -> Props:
    """Return the properties in a message, with each secret as a `Secret`."""
    return {key: _decode(value) for key, value in struct.fields.items()}


def _decode(value: struct_pb2.Value) -> Any:
    match value.WhichOneof("kind"):
        case "struct_value":
            return _decode_object(value.struct_value)
        case "list_value":
            return [_decode(item) for item in value.list_value.values]
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "string_value":
            return UNKNOWN if value.string_value == rpc.UNKNOWN else value.string_value
        case "bool_value":
            return value.bool_value
        case _:
            return None


def _decode_object(struct: struct_pb2.Struct) -> Any:
    fields = struct.fields
    signature = fields[SIGNATURE].string_value if SIGNATURE in fields else None
    if signature in (_SECRET, _OUTPUT):
        inner = _decode(fields["value"]) if "value" in fields else UNKNOWN
        is_secret = signature == _SECRET or fields["secret"].bool_value
        return Secret(inner) if is_secret else inner
    values = {key: _decode(item) for key, item in fields.items()}
    if signature not in (_ASSET, _ARCHIVE):
        return values
    # The engine hashes all that it sends; what comes from elsewhere is as good as its description.
    digest = values.get("hash") or hashlib.sha256(struct.SerializeToString(deterministic=True)).hexdigest()
    if signature == _ASSET:
        return Asset(digest, values.get("text"), values.get("path"), values.get("uri"))
    return Archive(digest, values.get("assets"), values.get("path"), values.get("uri"))


def _inside(archive: Archive, change: Callable[[Any], Any]) -> Archive:
    """Return an archive with each of its assets changed."""
    if archive.assets is None:
        return archive
    return replace(archive, assets={name: change(asset) for name, asset in archive.assets.items()})


def _without_marks(value: Any) -> Any:
    match value:
        case Secret():
            return _without_marks(value.value)
        case Archive():
            return _inside(value, _without_marks)
        case dict():
            return {key: _without_marks(item) for key, item in cast("Props", value).items()}
        case list():
            return [_without_marks(item) for item in cast("list[Any]", value)]
        case _:
            return value


def marked_like(value: Any, marked: Any) -> Any:
    """Return a value with a `Secret` wherever there is one in another of the same shape.

    In lists, elements may have changed places: one secret element makes the list secret.
    """
    if isinstance(value, Secret):
        return value
    match value, marked:
        case _, Secret():
            return Secret(value)
        case Archive(), Archive() if secrets_in(marked):
            return Secret(value)
        case dict(), dict():
            marks = cast("Props", marked)
            return {key: marked_like(item, marks.get(key)) for key, item in cast("Props", value).items()}
        case list(), list() if secrets_in(marked):
            return Secret(value)
        case _:
            return value


def secrets_in(value: Any) -> list[Any]:
    """Return what the secrets in a value hold, at any depth."""
    match value:
        case Secret():
            return [value.value]
        case Archive():
            return secrets_in(dict(value.assets or {}))
        case dict():
            return [secret for item in cast("Props", value).values() for secret in secrets_in(item)]
        case list():
            return [secret for item in cast("list[Any]", value) for secret in secrets_in(item)]
        case _:
            return []


def texts_of(value: Any) -> Iterator[str]:
    """Return each thing that a value holds, at any depth, as a message would show it."""
    match value:
        case Secret():
            yield from texts_of(value.value)
        case Asset() | Archive():
            yield from texts_of([part for part in vars(value).values() if part is not None])
        case dict():
            yield from texts_of(list(cast("Props", value).values()))
        case list():
            for item in cast("list[Any]", value):
                yield from texts_of(item)
        case _:
            yield str(value)


def encode(props: Mapping[str, Any]) -> struct_pb2.Struct:
    """Return the message that carries these properties; those that are None are left out."""
    struct = struct_pb2.Struct()
    struct.update({key: _encode(value) for key, value in props.items() if value is not None})
    return struct


def _encode(value: Any) -> Any:
    match value:
        case Unknown():
            return rpc.UNKNOWN
        case Secret():
            return {SIGNATURE: _SECRET, "value": _encode(value.value)}
        case Asset() | Archive():
            signature = _ASSET if isinstance(value, Asset) else _ARCHIVE
            parts = {name: _encode(part) for name, part in vars(value).items() if part is not None}
            return {SIGNATURE: signature, **parts}
        case Mapping():
            items = cast("Mapping[Any, Any]", value)
            return {str(key): _encode(item) for key, item in items.items()}
        case list() | tuple() | set() | frozenset():
            return [_encode(item) for item in cast("Iterable[Any]", value)]
        case _:
            return value


def has_unknown(value: Any) -> bool:
    """Tell whether `UNKNOWN` stands anywhere in a value."""
    match value:
        case Archive():
            return has_unknown(value.assets or {})
        case Mapping():
            items = cast("Mapping[Any, Any]", value)
            return any(has_unknown(item) for item in items.values())
        case list():
            return any(has_unknown(item) for item in cast("list[Any]", value))
        case _:
            return value is UNKNOWN
