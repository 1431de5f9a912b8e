"""The base of every component."""

import dataclasses
import inspect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, cast, get_origin

import pulumi
from pydantic import BaseModel
from pydantic.alias_generators import to_camel

from strongroom.core._args import Args
from strongroom.core._errors import InputError, Problem
from strongroom.core._names import physical_name
from strongroom.core._scope import Scope
from strongroom.core._tags import tags_for
from strongroom.core._types import is_hyphenated

_NAME_LENGTH = 40


class Component(pulumi.ComponentResource):
    """A group of AWS resources that are made, named, tagged and destroyed together.

    A subclass takes its args model, makes its resources and publishes its outputs, the public annotated attributes of
    the class:

        class Vault(Component):
            bucket_arn: pulumi.Output[str]

            def __init__(self, name: str, args: VaultArgs, opts: pulumi.ResourceOptions | None = None) -> None:
                super().__init__(name, args, opts)
                bucket = aws.s3.Bucket(self._child("bucket"), tags=self._tags("bucket"), opts=self._opts())
                self.bucket_arn = bucket.arn
                self.publish()

    Args:
        name: The logical name, unique among the stack's components of this class, and the beginning of all names: 1 to
            40 lower-case letters, digits and single hyphens, beginning with a letter.
        args: The inputs, an instance of the args model that the subclass's constructor names.
        opts: Pulumi's resource options; children inherit the provider and protection.

    Raises:
        InputError: If the name or the args can't be used. Nothing is registered then.
    """

    _supported_partitions: ClassVar[Sequence[str] | None] = None
    """AWS partitions that the component can be created in. None: any, without a check.

    If set, the component looks up the provider's partition and raises an `InputError` before it registers anything.
    """

    def __init__(self, name: str, args: Args, opts: pulumi.ResourceOptions | None = None) -> None:
        _check(type(self), name, args)
        _check_partition(type(self), args, opts)
        super().__init__(type_token(type(self)), name, None, opts)
        self._args = args
        self._published = False

    def publish(self) -> None:
        """Register the outputs: every public annotated attribute, by its camelCase name. Call it once, last.

        Raises:
            AttributeError: If an annotated attribute was not set.
            RuntimeError: If the outputs were published before.
        """
        if self._published:
            raise RuntimeError(f"{type(self).__name__} has published its outputs already")
        names = list(_output_names(type(self)))
        missing = [name for name in names if name not in self.__dict__]
        if missing:
            raise AttributeError(f"{type(self).__name__} declares outputs that it does not set: {', '.join(missing)}")
        self._published = True
        self.register_outputs({to_camel(name): _plain(self.__dict__[name]) for name in names})

    @classmethod
    def _partition_problems(cls, args: Any, partition: str) -> Iterable[Problem]:
        """Return the inputs that a supported partition has no service or feature for; none unless overridden.

        Args:
            args: The component's args.
            partition: The partition of its provider, one of `_supported_partitions`.
        """
        return ()

    def _child(self, role: str) -> str:
        """Return the logical name of the child with this role."""
        return f"{self._name}-{role}"

    def _physical_name(self, role: str | None = None, *, max_length: int = 63) -> str:
        """Return what AWS calls the child with this role, or the component itself, in at most so many characters."""
        parts = [self._name] if role is None else [self._name, role]
        return physical_name(parts, self._args.environment_suffix, max_length)

    def _tags(self, role: str | None = None) -> dict[str, pulumi.Input[str]]:
        """Return the tags of the child with this role: the user's, with `Name`, `Environment` and `ManagedBy`."""
        name = self._physical_name(role, max_length=256)
        return tags_for(name, self._args.environment_suffix, self._args.tags)

    def _opts(self, **more: Any) -> pulumi.ResourceOptions:
        """Return a child's options: this component as the parent, and whatever `pulumi.ResourceOptions` takes."""
        options: dict[str, Any] = {"parent": self, **more}
        return pulumi.ResourceOptions(**options)

    @property
    def _invoke_opts(self) -> pulumi.InvokeOptions:
        """The options of an invoke, by which the caller's provider and account answer."""
        return pulumi.InvokeOptions(parent=self)

    @property
    def _scope(self) -> Scope:
        """All of these together, for parts that stand in files of their own."""
        return Scope(self._child, self._physical_name, self._tags, self._opts, self._invoke_opts)


def type_token(component: type[Component]) -> str:
    """Return the Pulumi type of a component class, such as `strongroom-network:index:Network`.

    A subclass of a Strongroom component keeps its type, so that resources stay when a team extends a class they use.
    A component of another house is named for the top-level package it is defined in, or for the project when it is
    defined in the program itself.
    """
    for ancestor in component.__mro__:
        package, *modules = ancestor.__module__.split(".")
        if package == "strongroom" and ancestor is not Component:
            return f"strongroom-{modules[0]}:index:{ancestor.__name__}"
        if ancestor is Component:
            break
    package = component.__module__.split(".")[0]
    house = pulumi.get_project() if package == "__main__" else package.strip("_").replace("_", "-")
    return f"{house}:index:{component.__name__}"


def _check(component: type[Component], name: object, args: object) -> None:
    problems: list[Problem] = []
    if not isinstance(name, str) or not is_hyphenated(name) or len(name) > _NAME_LENGTH:
        reason = f"must be 1 to {_NAME_LENGTH} lower-case letters, digits and single hyphens, beginning with a letter"
        problems.append(Problem("name", f"{reason}, not {name!r}", "use for example banking-portal"))
    expected = _args_model(component)
    if not isinstance(args, expected):
        reason = f"must be {expected.__name__}, not {type(args).__name__}"
        problems.append(Problem("args", reason, f"write {component.__name__}(name, {expected.__name__}(...))"))
    if problems:
        raise InputError(component.__name__, problems)


def _check_partition(component: type[Component], args: Args, opts: pulumi.ResourceOptions | None) -> None:
    supported = component._supported_partitions  # pyright: ignore[reportPrivateUsage]
    if supported is None:
        return
    from strongroom.core.aws import current_partition  # imports pulumi_aws, which strongroom.core does not

    partition = current_partition(opts)
    if partition is None:
        return
    if partition not in supported:
        reason = f"must be of a partition that {component.__name__} supports ({', '.join(supported)}), got {partition}"
        remedy = "use a provider of a Region in a supported partition"
        raise InputError(component.__name__, [Problem("provider", reason, remedy)])
    problems = list(component._partition_problems(args, partition))  # pyright: ignore[reportPrivateUsage]
    if problems:
        raise InputError(component.__name__, problems)


def _args_model(component: type[Component]) -> type[Args]:
    parameter = inspect.signature(component.__init__).parameters.get("args")
    annotation = parameter.annotation if parameter else None
    return annotation if isinstance(annotation, type) and issubclass(annotation, Args) else Args


def _output_names(component: type[Component]) -> Iterator[str]:
    ours = component.__mro__[: component.__mro__.index(Component)]
    names = {
        name: None
        for ancestor in reversed(ours)
        for name, annotation in inspect.get_annotations(ancestor).items()
        if not name.startswith("_") and ClassVar not in (annotation, get_origin(annotation))
    }
    return iter(names)


def _plain(value: Any) -> Any:
    """Take result models apart into what Pulumi can register."""
    if isinstance(value, BaseModel):
        return {to_camel(name): _plain(getattr(value, name)) for name in type(value).model_fields}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {to_camel(field.name): _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_plain(item) for item in cast("Sequence[Any]", value)]
    return value
