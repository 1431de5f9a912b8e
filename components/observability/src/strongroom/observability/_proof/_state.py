"""The state of a stack, read from what `pulumi stack export` prints: what is registered, and with what properties."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, cast

from strongroom.core import InputError, Problem

_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_SECRET_SIGNATURE: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105  (it marks a secret, and is none)
_TYPE = re.compile(r"aws:(?P<module>\w+)/\w+:(?P<name>\w+)")
_ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:(?P<region>[a-z0-9-]*):(?P<account>\d{12})?:")
_RENAMED_MODULES = {"alb": "lb", "applicationloadbalancing": "lb", "elasticloadbalancingv2": "lb"}


class HiddenError(Exception):
    """A property that is needed is encrypted in the state."""


class _Hidden:
    """Stands for an encrypted value."""

    def __repr__(self) -> str:
        return "[secret]"


HIDDEN: Final = _Hidden()
"""What is read for an encrypted value."""


@dataclass(frozen=True)
class Properties:
    """Properties of a resource, or of a part of one; each may be missing, null or encrypted."""

    values: Mapping[str, Any]
    """The values by name, as Pulumi has them in the state: camelCase."""

    def get(self, path: str) -> Any:
        """Return a value; None if it is missing.

        Args:
            path: Its name, or names on the way to it, separated by dots.

        Raises:
            HiddenError: It is encrypted, or something on the way to it is.
        """
        value: Any = self.values
        for name in path.split("."):
            value = cast("Mapping[str, Any]", value).get(name) if isinstance(value, Mapping) else None
            if value is HIDDEN:
                raise HiddenError(f"{path} is encrypted in the state, so this can't be told; export it with secrets")
        return value

    def text(self, path: str) -> str:
        """Return a value as text; empty if it is missing."""
        value = self.get(path)
        return "" if value is None else str(value)

    def flag(self, path: str) -> bool:
        """Tell whether a value is true, also where AWS's provider has it as text."""
        return self.text(path).lower() == "true"

    def number(self, path: str) -> int:
        """Return a whole number, also where AWS's provider has it as text; 0 if it is missing."""
        try:
            return int(float(self.get(path) or 0))
        except (TypeError, ValueError):
            return 0

    def texts(self, path: str) -> list[str]:
        """Return the texts of a list; none if it is missing."""
        return [str(each) for each in self._list(path) if each is not None]

    def parts(self, path: str) -> list["Properties"]:
        """Return the parts that a list has, or the one that a mapping is; none if it is missing."""
        return [Properties(cast("Mapping[str, Any]", each)) for each in self._list(path) if isinstance(each, Mapping)]

    def _list(self, path: str) -> Sequence[Any]:
        value = self.get(path)
        if value is None:
            return []
        found = cast("list[Any]", value) if isinstance(value, list) else [value]
        if any(each is HIDDEN for each in found):
            raise HiddenError(f"{path} is encrypted in the state, so this can't be told; export it with secrets")
        return found


@dataclass(frozen=True)
class Registered(Properties):
    """A resource that a stack has registered."""

    urn: str
    """Its URN."""
    kind: str
    """Its type as Python has it, such as `ec2.LaunchTemplate`."""
    id: str = ""
    """Its id."""
    parent: str = ""
    """The URN of its parent; empty if it has none."""

    @property
    def name(self) -> str:
        """Its name in the program."""
        return self.urn.rpartition("::")[2]

    @property
    def title(self) -> str:
        """What it is called in a report, such as `ec2.LaunchTemplate portal-instances`."""
        return f"{self.kind} {self.name}"

    @property
    def arn(self) -> str:
        """Its ARN; empty if it has none."""
        return self.text("arn")

    @property
    def region(self) -> str:
        """Its region; empty if that can't be told."""
        found = _ARN.match(self.arn)
        return self.text("region") or (found["region"] if found else "")


@dataclass(frozen=True)
class StackState:
    """What a stack has registered with AWS's provider."""

    resources: tuple[Registered, ...]
    """The resources, in the order of the state."""

    @cached_property
    def _by_kind(self) -> Mapping[str, list[Registered]]:
        found: dict[str, list[Registered]] = defaultdict(list)
        for resource in self.resources:
            found[resource.kind].append(resource)
        return found

    @cached_property
    def _indexes(self) -> dict[tuple[str, str], "_Index"]:
        return {}

    @cached_property
    def accounts(self) -> frozenset[str]:
        """The accounts that the resources are in, as far as their ARNs tell."""
        found = (_ARN.match(each.arn) for each in self.resources if isinstance(each.values.get("arn"), str))
        return frozenset(each["account"] for each in found if each and each["account"])

    def of(self, *kinds: str) -> list[Registered]:
        """Return the resources of some kinds.

        Args:
            kinds: Such as `ec2.Vpc`.
        """
        return [resource for kind in kinds for resource in self._by_kind.get(kind, ())]

    def where(self, kind: str, name: str, *values: str) -> list[Registered]:
        """Return the resources of a kind that have one of these values.

        Args:
            kind: Such as `ec2.FlowLog`.
            name: The property, such as `vpcId`.
            values: What it may be; empty ones count for nothing.

        Raises:
            HiddenError: None is found, but one whose property is encrypted may be it.
        """
        index = self._index(kind, name)
        wanted = dict.fromkeys(value for value in values if value)
        found = [resource for value in wanted for resource in index.by_value.get(value, ())]
        if index.hidden and not found:
            raise index.hidden
        return found

    def _index(self, kind: str, name: str) -> "_Index":
        if (kind, name) not in self._indexes:
            self._indexes[kind, name] = _Index(self.of(kind), name)
        return self._indexes[kind, name]

    @cached_property
    def texts(self) -> Mapping[str, frozenset[str]]:
        """The kinds of the resources that have a text anywhere in their properties, by the text."""
        found: dict[str, set[str]] = defaultdict(set)
        for resource in self.resources:
            for text in _texts_in(resource.values):
                found[text].add(resource.kind)
        return {text: frozenset(kinds) for text, kinds in found.items()}


class _Index:
    """Resources by the value of a property, so that a large stack is not searched for each of its resources."""

    def __init__(self, resources: list[Registered], name: str) -> None:
        self.by_value: dict[str, list[Registered]] = defaultdict(list)
        self.hidden: HiddenError | None = None
        for resource in resources:
            try:
                self.by_value[resource.text(name)].append(resource)
            except HiddenError as error:
                self.hidden = error


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        parts = cast("dict[str, Any]", value).values() if isinstance(value, dict) else cast("list[Any]", value)
        for each in parts:
            yield from _texts_in(each)


def read_state(text: str) -> StackState:
    """Read a state as `pulumi stack export` prints it, with or without secrets.

    Resources that are only read, and those that wait to be deleted, are not part of it.

    Args:
        text: JSON.

    Raises:
        InputError: It is something else.
    """
    reason, remedy = "it is not what pulumi stack export prints", "give it the output of: pulumi stack export"
    try:
        deployment = json.loads(text)["deployment"]
        resources = tuple(_registered(deployment.get("resources") or []))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError("state", [Problem("", reason, remedy)]) from None
    return StackState(resources)


def _registered(resources: list[dict[str, Any]]) -> Iterator[Registered]:
    for each in resources:
        kind = _kind(each["type"])
        if kind and not each.get("delete") and not each.get("external"):
            inputs, outputs = _revealed(each.get("inputs") or {}), _revealed(each.get("outputs") or {})
            values = _shown(inputs, outputs) or inputs
            yield Registered(values, each["urn"], kind, each.get("id") or "", each.get("parent") or "")


def _kind(token: str) -> str:
    """Return a type as Python has it: the older names of the official provider are those of today."""
    found = _TYPE.fullmatch(token)
    if not found:
        return ""
    module, name = found["module"], found["name"]
    if module == "s3":
        name = name.removesuffix("V2")
    return f"{_RENAMED_MODULES.get(module, module)}.{name}"


def _revealed(value: Any) -> Any:
    """Return a value of the state with what is encrypted marked, and secrets that are shown in their place."""
    if isinstance(value, list):
        return [_revealed(each) for each in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    values = cast("dict[str, Any]", value)
    if values.get(_SIGNATURE) == _SECRET_SIGNATURE:
        return _revealed(json.loads(values["plaintext"])) if "plaintext" in values else HIDDEN
    return {name: _revealed(each) for name, each in values.items() if name not in (_SIGNATURE, "__defaults")}


def _shown(inputs: Any, outputs: Any) -> Any:
    """Return the outputs; for what is encrypted in them the inputs, in which often only a part of it is."""
    if outputs is HIDDEN:
        return HIDDEN if inputs is None else inputs
    if isinstance(inputs, dict) and isinstance(outputs, dict):
        given, known = cast("dict[str, Any]", inputs), cast("dict[str, Any]", outputs)
        return {name: _shown(given.get(name), value) for name, value in known.items()}
    return outputs
