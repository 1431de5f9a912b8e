"""What a run leaves behind."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import pulumi
from pulumi.runtime.proto import alias_pb2, resource_pb2

from recording._cloud import Cloud

T = TypeVar("T")


class RecordingError(AssertionError):
    """The program did what no deployment could do, or a test asked for what is not there."""


class _Unknown:
    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = _Unknown()
"""Stands in the record of a preview for a value that only the deployment will know."""


class Inputs(Mapping[str, Any]):
    """A resource's inputs, by the camelCase names that the engine sees. One that was not given is None."""

    def __init__(self, type_: str, given: Mapping[str, Any], allowed: Sequence[str] | None) -> None:
        self._type = type_
        self._given = given
        self._allowed = frozenset(given if allowed is None else allowed)

    def __getitem__(self, name: str) -> Any:
        self._check(name)
        return self._given.get(name)

    def get(self, key: str, default: Any = None) -> Any:
        value = self[key]
        return default if value is None else value

    def __contains__(self, name: object) -> bool:
        self._check(name)
        return name in self._given

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)

    def __repr__(self) -> str:
        return repr(dict(self._given))

    def _check(self, name: object) -> None:
        if name not in self._allowed:
            raise KeyError(f"{self._type} has no input {name!r}; it has {', '.join(sorted(self._allowed))}")


@dataclass(frozen=True)
class Invocation:
    """A function that the program called."""

    token: str
    args: Mapping[str, Any]
    provider: str


@dataclass
class Recorded:
    """A resource as it was registered."""

    type: str
    name: str
    urn: str
    parent: str
    """The parent's URN."""
    custom: bool
    inputs: Inputs
    secrets: frozenset[str]
    """The inputs that hold a secret."""
    request: resource_pb2.RegisterResourceRequest = field(repr=False)
    """The registration itself, with every option."""
    id: str = ""
    outputs: Mapping[str, Any] | None = None
    """What it has after the deployment; of a component, what it registered as its outputs."""

    @property
    def protect(self) -> bool:
        return self.request.protect

    @property
    def region(self) -> str | None:
        """The resource's own region, if it has one."""
        return self.inputs["region"]

    @property
    def provider(self) -> str:
        """The logical name of the explicit provider; empty for the default one."""
        return self.request.provider.rsplit("::", 2)[-2] if self.request.provider else ""

    @property
    def aliases(self) -> list[str]:
        """The names or URNs that the resource had before."""
        aliases: Sequence[alias_pb2.Alias] = cast("Any", self.request).aliases
        return [alias.urn or alias.spec.name for alias in aliases]

    @property
    def depends_on(self) -> frozenset[str]:
        """The logical names of what it waits for without using a value of it."""
        carried = {urn for dependencies in self.request.propertyDependencies.values() for urn in dependencies.urns}
        return frozenset(urn.rsplit("::", 1)[-1] for urn in set(self.request.dependencies) - carried)


@dataclass
class Deployment:
    """What a program registered."""

    cloud: Cloud
    resources: list[Recorded] = field(default_factory=list[Recorded])
    invocations: list[Invocation] = field(default_factory=list[Invocation])
    messages: list[str] = field(default_factory=list[str])
    """What the program logged, from information upwards."""
    exports: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The stack's outputs."""
    result: Any = None
    """What the program returned."""

    def of_type(self, type_: str) -> list[Recorded]:
        return [resource for resource in self.resources if resource.type == type_]

    def named(self, name: str) -> Recorded:
        return self._only([resource for resource in self.resources if resource.name == name], name)

    def one(self, type_: str, name: str | None = None) -> Recorded:
        """The only resource of a type, or the one of that name."""
        found = [resource for resource in self.of_type(type_) if name in (None, resource.name)]
        return self._only(found, f"{type_} {name or ''}".strip())

    def children_of(self, parent: Recorded) -> list[Recorded]:
        return [resource for resource in self.resources if resource.parent == parent.urn]

    def value(self, output: pulumi.Output[T] | T) -> T:
        """What an Output resolved to; `UNKNOWN` if it did not. A plain value is itself."""
        if not isinstance(output, pulumi.Output):
            return output
        data = _settled(cast("pulumi.Output[T]", output))
        return data.value if data.is_known else cast("Any", UNKNOWN)

    def is_secret(self, output: pulumi.Output[Any]) -> bool:
        return bool(_settled(output).is_secret)

    def _only(self, found: Sequence[Recorded], wanted: str) -> Recorded:
        if len(found) != 1:
            registered = "\n  ".join(f"{resource.type} {resource.name}" for resource in self.resources) or "nothing"
            raise RecordingError(f"{len(found)} resources are {wanted!r}, not one. Registered:\n  {registered}")
        return found[0]


def _settled(output: pulumi.Output[Any]) -> Any:
    return output._data.result()  # pyright: ignore[reportPrivateUsage]
