"""AWS lookups and resources that several components use. Imports `pulumi-aws`, which `strongroom.core` does not."""

from collections.abc import Callable, Mapping
from typing import TypeVar, cast

import pulumi
import pulumi_aws
from pulumi.output import UNKNOWN
from pulumi.runtime.settings import get_monitor

from strongroom.core._certificate import AliasTarget, hosted_zone_problems, make_alias_records, make_certificate
from strongroom.core._home import AwsEnvironment

__all__ = [
    "AliasTarget",
    "current_environment",
    "current_partition",
    "default_tags",
    "hosted_zone_problems",
    "known",
    "lookup_options",
    "make_alias_records",
    "make_certificate",
    "with_default_tags",
]

T = TypeVar("T")

_LOOKUP = "aws:index/getRegion:getRegion"


def current_environment(opts: pulumi.InvokeOptions) -> pulumi.Output[AwsEnvironment]:
    """Return the provider's partition, Region and account. Looked up once for each provider.

    Unknown in a preview while the provider's own configuration is unknown.

    Args:
        opts: The options of the invokes: `self._invoke_opts` in a component, for the provider of its children.
    """
    provider = opts.provider or (opts.parent.get_provider(_LOOKUP) if opts.parent else None)
    return _once("environment", provider, lambda: _home(opts))


def current_partition(opts: pulumi.ResourceOptions | None) -> str | None:
    """Return the partition that a component's children are created in, such as `aws-cn`.

    The lookup blocks until the provider answers, so the program can act on it before it registers anything. Each
    provider is asked once.

    Args:
        opts: The component's own resource options.

    Returns:
        The partition, or None in a preview while the provider's configuration is unknown.
    """
    provider = _provider(opts or pulumi.ResourceOptions())

    def look_up() -> str | None:
        return pulumi_aws.get_partition(opts=pulumi.InvokeOptions(provider=provider)).partition

    return _once("partition", provider, look_up)


def default_tags(opts: pulumi.ResourceOptions | None) -> Mapping[str, str]:
    """Return the default tags of the provider that a component's children have.

    The lookup blocks until the provider answers, so the program can act on it before it registers anything. Each
    provider is asked once.

    Args:
        opts: The component's own resource options.

    Returns:
        The default tags; none in a preview while the provider's configuration is unknown.
    """
    provider = _provider(opts or pulumi.ResourceOptions())

    def look_up() -> Mapping[str, str]:
        answer = pulumi_aws.get_default_tags(opts=pulumi.InvokeOptions(provider=provider))
        return cast("Mapping[str, str] | None", answer.tags) or {}

    return _once("default_tags", provider, look_up)


def lookup_options(opts: pulumi.ResourceOptions | None) -> pulumi.InvokeOptions:
    """Return the options of an invoke that a component makes before it is registered.

    Args:
        opts: The component's own resource options.
    """
    return pulumi.InvokeOptions(provider=_provider(opts or pulumi.ResourceOptions()))


def known(output: pulumi.Output[T]) -> pulumi.Output[T]:
    """Return the output of an invoke, unknown instead of None while the provider's configuration is unknown.

    In a preview, the engine answers an invoke of a provider that it cannot configure yet with an empty result, which
    Pulumi's SDK takes for known values that are None.

    Args:
        output: A property of the invoke's result that AWS always returns.
    """
    return output.apply(lambda value: cast("T", UNKNOWN) if value is None and pulumi.runtime.is_dry_run() else value)


def with_default_tags(
    tags: "Mapping[str, pulumi.Input[str]]", opts: pulumi.InvokeOptions
) -> pulumi.Output[dict[str, str]]:
    """Return tags with the default tags of the provider, which the given tags override.

    For tags that AWS copies to resources which it creates itself, such as the instances of an Auto Scaling group: the
    provider adds its default tags only to the resources that it creates.

    Args:
        tags: The tags.
        opts: The options of the invoke: `self._invoke_opts` in a component, for the provider of its children.
    """
    default = pulumi_aws.get_default_tags_output(opts=opts)
    # The result may have no tags; its ID shows whether there is a result. The property for it warns.
    id_ = known(default.apply(lambda result: cast("str | None", pulumi.get(result, "id"))))  # pyright: ignore[reportUnknownMemberType]
    return pulumi.Output.all(id_, default.tags, tags).apply(lambda each: {**(each[1] or {}), **each[2]})


def _once(kind: str, provider: pulumi.ProviderResource | None, look_up: Callable[[], T]) -> T:
    """Return the answer of a lookup, which each provider is asked once."""
    # Stored in the monitor, so that each program, and each test with its own mocks, looks up anew.
    found: dict[pulumi.ProviderResource | None, T]
    found = vars(get_monitor()).setdefault(f"_strongroom_{kind}", {})
    if provider not in found:
        found[provider] = look_up()
    return found[provider]


def _provider(opts: pulumi.ResourceOptions) -> pulumi.ProviderResource | None:
    """Return the AWS provider that a component with these options gives its children; None for the default one."""
    given = opts.providers or ()
    if isinstance(given, pulumi.ProviderResource):
        given = (given,)
    for provider in (*(given.values() if isinstance(given, Mapping) else given), opts.provider):
        if provider is not None and provider.package == "aws":
            return provider
    return opts.parent.get_provider(_LOOKUP) if opts.parent else None


def _home(opts: pulumi.InvokeOptions) -> pulumi.Output[AwsEnvironment]:
    partition = pulumi_aws.get_partition_output(opts=opts)
    region = pulumi_aws.get_region_output(opts=opts)
    caller = pulumi_aws.get_caller_identity_output(opts=opts)
    parts = (partition.partition, region.region, caller.account_id, partition.dns_suffix)
    return pulumi.Output.all(*map(known, parts)).apply(lambda values: AwsEnvironment(*values))
