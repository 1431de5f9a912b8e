"""The base of every component."""

import dataclasses
import inspect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, cast, get_args, get_origin

import pulumi
from pydantic import BaseModel
from pydantic.alias_generators import to_camel

from strongroom.core._args import Args
from strongroom.core._early_checks import checked_first
from strongroom.core._errors import InputError, Problem, RuleError
from strongroom.core._names import physical_name
from strongroom.core._scope import ComponentContext
from strongroom.core._tags import TagQuota, tag_problems, tags_for
from strongroom.core._types import name_problem

PARTITIONS = ("aws", "aws-cn", "aws-us-gov")
"""AWS partitions that components without a global service support: commercial Regions, China and GovCloud."""


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
        InputError: If the name or the args can't be used. Nothing is registered then; nor if an Output that waits for
            no resource resolves to a value that can't be used.
    """

    _kind: ClassVar[str | None] = None
    """Second part of every physical name, for a class whose resources share a namespace with those of other classes."""
    _supported_partitions: ClassVar[Sequence[str] | None] = None
    """AWS partitions that the component can be created in. None: any, without a check.

    If set, the component looks up the provider's partition and default tags, and raises an `InputError` before it
    registers anything.
    """

    def __init__(self, name: str, args: Args, opts: pulumi.ResourceOptions | None = None) -> None:
        _check(type(self), name, args, opts)
        _check_provider(type(self), args, opts)
        if problems := list(self._lookup_problems(args, opts)):
            raise InputError(type(self).__name__, problems)
        super().__init__(type_token(type(self)), name, None, checked_first(args, opts))
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

    @classmethod
    def _lookup_problems(cls, args: Any, opts: pulumi.ResourceOptions | None) -> Iterable[Problem]:
        """Return the inputs that do not fit what a lookup in AWS returns; none unless overridden.

        Called before the component registers anything, so that nothing is created in vain.

        Args:
            args: The component's args.
            opts: The component's own resource options.
        """
        return ()

    @classmethod
    def _tag_quota(cls, args: Any) -> TagQuota:
        """Return the limits on the tags of the component's resources; those of most AWS services unless overridden.

        Args:
            args: The component's args.
        """
        return TagQuota()

    def _child(self, role: str) -> str:
        """Return the logical name of the child with this role."""
        return f"{self._name}-{role}"

    def _physical_name(self, role: str | None = None, *, max_length: int = 63, kind: bool = True) -> str:
        """Return the physical name of the child with this role, or of the component, unique in its Region."""
        parts = [self._args.base_name or self._name, self._kind if kind else None, role]
        return physical_name([part for part in parts if part], self._args.environment_suffix, max_length)

    def _global_name(self, role: str | None = None, *, max_length: int = 63) -> pulumi.Output[str]:
        """Return the physical name, with the provider's Region, of a child that does not belong to that Region.

        IAM's and CloudFront's names are unique in the account. In us-east-1, names of components that are deployed in
        several Regions must not collide either.
        """
        from strongroom.core.aws import current_environment  # core works without pulumi-aws

        return current_environment(self._invoke_opts).apply(
            lambda home: self._physical_name(f"{role}-{home.region}" if role else home.region, max_length=max_length)
        )

    def _tags(self, role: str | None = None) -> dict[str, pulumi.Input[str]]:
        """Return the tags of the child with this role: the user's, with `Name`, `Environment` and `ManagedBy`."""
        name = self._physical_name(role, max_length=256, kind=False)
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
    def _scope(self) -> ComponentContext:
        """All of these together, for parts that stand in files of their own."""
        return ComponentContext(
            child=self._child,
            physical_name=self._physical_name,
            global_name=self._global_name,
            tags=self._tags,
            opts=self._opts,
            invoke_opts=self._invoke_opts,
        )


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


def _check(component: type[Component], name: object, args: object, opts: pulumi.ResourceOptions | None) -> None:
    problems: list[Problem] = []
    if (reason := name_problem(name)) is not None:
        rule = RuleError(reason, "use for example banking-portal", name)
        problems.append(Problem("name", rule.shown_reason, rule.remedy))
    expected = _args_model(component)
    if not isinstance(args, expected):
        reason = f"must be {expected.__name__}, not {type(args).__name__}"
        problems.append(Problem("args", reason, f"write {component.__name__}(name, {expected.__name__}(...))"))
    elif args.base_name is None and (previous := _previous_name(name, opts)) is not None:
        reason = f"must be set, because aliases rename the component from {previous}"
        remedy = (
            f"use base_name={previous!r} to keep the physical names, or base_name={name!r} to replace the resources"
        )
        problems.append(Problem("base_name", reason, remedy))
    if problems:
        raise InputError(component.__name__, problems)


def _check_provider(component: type[Component], args: Args, opts: pulumi.ResourceOptions | None) -> None:
    supported = component._supported_partitions  # pyright: ignore[reportPrivateUsage]
    if supported is None:
        return
    from strongroom.core import aws  # imports pulumi_aws, which strongroom.core does not

    partition = aws.current_partition(opts)
    if partition is not None and partition not in supported:
        reason = f"must be of a partition that {component.__name__} supports ({', '.join(supported)}), got {partition}"
        remedy = "use a provider of a Region in a supported partition"
        raise InputError(component.__name__, [Problem("provider", reason, remedy)])
    quota = component._tag_quota(args)  # pyright: ignore[reportPrivateUsage]
    problems = tag_problems(args.tags, aws.default_tags(opts), quota)
    if partition is not None:
        problems += component._partition_problems(args, partition)  # pyright: ignore[reportPrivateUsage]
    if problems:
        raise InputError(component.__name__, problems)


def _previous_name(name: object, opts: pulumi.ResourceOptions | None) -> str | None:
    """Return a name that the component had before, by its aliases; None if it was not renamed."""
    aliases = (opts and opts.aliases) or []
    names = [alias.name if isinstance(alias, pulumi.Alias) else alias for alias in aliases]
    known = [each.rsplit("::", 1)[-1] for each in names if isinstance(each, str)]
    return next((each for each in known if each != name and name_problem(each) is None), None)


def _args_model(component: type[Component]) -> type[Args]:
    parameter = inspect.signature(component.__init__).parameters.get("args")
    annotation = parameter.annotation if parameter else None
    # The args may be optional.
    candidates = (annotation, *get_args(annotation))
    return next((each for each in candidates if isinstance(each, type) and issubclass(each, Args)), Args)


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
