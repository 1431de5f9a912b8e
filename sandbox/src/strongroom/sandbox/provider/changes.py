"""What changed between two sets of inputs. Pure functions."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from .resource import PLAIN, Property
from .wire import UNKNOWN, Props

Kind = Literal["ADD", "DELETE", "UPDATE"]
DEFAULTS = "__defaults"
"""The input that lists which inputs the provider filled in, as the official providers keep it."""


@dataclass(frozen=True)
class Change:
    """One value that differs."""

    path: str
    """Where, in Pulumi's notation: `tags.Name`, `ingress[0].fromPort`."""
    kind: Kind
    replace: bool = False
    """It can't be changed in place."""

    @property
    def property(self) -> str:
        """The property that it lies in."""
        return self.path.split(".")[0].split("[")[0]

    def lies_in(self, paths: Iterable[str]) -> bool:
        """Tell whether the value is one of those at these paths, or inside it."""
        return any(self.path == path or self.path.startswith((f"{path}.", f"{path}[")) for path in paths)


def changes(old: Props, new: Props, properties: Mapping[str, Property]) -> list[Change]:
    """Return what differs between old and new inputs, down to the nested value."""
    found: list[Change] = []
    for name in sorted((old.keys() | new.keys()) - {DEFAULTS}):
        declared = properties.get(name, PLAIN)
        before, after = old.get(name), new.get(name)
        if after is None and declared.computed:
            continue
        if not same(before, after, declared):
            before, after = _comparable(before, after, declared)
            found += [Change(path, kind, declared.replace) for path, kind in _leaves(name, before, after)]
    return found


def same(before: Any, after: Any, declared: Property = PLAIN) -> bool:
    """Tell whether two values of a property mean the same; the second is what the program says."""
    if before is UNKNOWN or after is UNKNOWN:
        return False
    before, after = _comparable(before, after, declared)
    return _canonical(before, declared) == _canonical(after, declared)


def filled(value: Any, inner: Mapping[str, Any]) -> Any:
    """Return a value with what the official provider fills in inside its objects."""
    match value:
        case list():
            return [filled(item, inner) for item in cast("list[Any]", value)]
        case dict():
            props = {name: item for name, item in cast("Props", value).items() if item is not None}
            for name, default in inner.items():
                if isinstance(default, Mapping):
                    if name in props:
                        props[name] = filled(props[name], cast("Mapping[str, Any]", default))
                else:
                    props.setdefault(name, default)
            return props
        case _:
            return value


def _comparable(before: Any, after: Any, declared: Property) -> tuple[Any, Any]:
    if declared.inner:
        before, after = filled(before, declared.inner), filled(after, declared.inner)
    if declared.empties:
        before, after = _standing(before), _standing(after)
    return (_said(before, after) if declared.partial else before), after


def _standing(value: Any) -> Any:
    """Return a value with `True` for each empty object in it, which would mean the same as none."""
    match value:
        case dict():
            items = {name: _standing(item) for name, item in cast("Props", value).items() if item is not None}
            return items or True
        case list():
            return [_standing(item) for item in cast("list[Any]", value)]
        case _:
            return value


def _said(before: Any, after: Any) -> Any:
    """Return a value without what another of the same shape leaves out."""
    match before, after:
        case dict(), dict():
            said = cast("Props", after)
            items = cast("Props", before).items()
            return {name: _said(item, said[name]) for name, item in items if _scalar(said.get(name)) not in (None, "")}
        case list(), list() if len(cast("list[Any]", before)) == len(cast("list[Any]", after)):
            pairs = zip(cast("list[Any]", before), cast("list[Any]", after), strict=True)
            return [_said(one, other) for one, other in pairs]
        case _:
            return before


def _canonical(value: Any, declared: Property) -> Any:
    if declared.form == "json" and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    if declared.form == "set" and isinstance(value, list) and value:
        items = cast("list[Any]", value)
        return sorted(json.dumps(_scalar(item), sort_keys=True, default=str) for item in items)
    return _scalar(value)


def _scalar(value: Any) -> Any:
    """Return a value with scalars in one notation, and what is empty as if it were not given.

    The providers take "8" for 8, "true" for true, and no tags for an empty map of tags.
    """
    match value:
        case dict():
            items = {key: _scalar(item) for key, item in cast("Props", value).items()}
            return {key: item for key, item in items.items() if item is not None} or None
        case list():
            return [_scalar(item) for item in cast("list[Any]", value)] or None
        case bool():
            return str(value).lower()
        case float():
            return str(int(value)) if value.is_integer() else str(value)
        case int():
            return str(value)
        case _:
            return value


def _leaves(path: str, before: Any, after: Any) -> Iterator[tuple[str, Kind]]:
    if isinstance(before, dict) and isinstance(after, dict):
        old, new = cast("Props", before), cast("Props", after)
        for key in sorted(old.keys() | new.keys()):
            if not same(old.get(key), new.get(key)):
                yield from _leaves(f"{path}{_key(key)}", old.get(key), new.get(key))
    elif isinstance(before, list) and isinstance(after, list):
        olds, news = cast("list[Any]", before), cast("list[Any]", after)
        for i in range(max(len(olds), len(news))):
            one, other = (items[i] if i < len(items) else None for items in (olds, news))
            if not same(one, other):
                yield from _leaves(f"{path}[{i}]", one, other)
    elif before is None:
        yield path, "ADD"
    elif after is None:
        yield path, "DELETE"
    else:
        yield path, "UPDATE"


def _key(key: str) -> str:
    return f".{key}" if key.replace("_", "").isalnum() else f"[{json.dumps(key)}]"
