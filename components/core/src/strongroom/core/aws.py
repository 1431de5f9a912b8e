"""What components ask AWS and make alike. It needs `pulumi-aws`, which `strongroom.core` itself does not import."""

import pulumi
import pulumi_aws
from pulumi.runtime.settings import get_monitor

from strongroom.core._certificate import AliasTarget, make_alias_records, make_certificate
from strongroom.core._home import Home

__all__ = ["AliasTarget", "current_home", "make_alias_records", "make_certificate"]


def current_home(opts: pulumi.InvokeOptions) -> pulumi.Output[Home]:
    """Tell where the provider makes resources: for ARNs and conditions of policies. Each provider is asked once.

    Args:
        opts: The options of a function, `self._invoke_opts` in a component, so that its own provider answers.
    """
    provider = opts.provider or (opts.parent.get_provider("aws:index/getRegion:getRegion") if opts.parent else None)
    # Kept by what answers, so that each program, and each test with mocks of its own, asks anew.
    told: dict[pulumi.ProviderResource | None, pulumi.Output[Home]]
    told = vars(get_monitor()).setdefault("_strongroom_homes", {})
    if provider not in told:
        told[provider] = _home(opts)
    return told[provider]


def _home(opts: pulumi.InvokeOptions) -> pulumi.Output[Home]:
    partition = pulumi_aws.get_partition_output(opts=opts)
    region = pulumi_aws.get_region_output(opts=opts)
    caller = pulumi_aws.get_caller_identity_output(opts=opts)
    return pulumi.Output.all(partition.partition, region.region, caller.account_id, partition.dns_suffix).apply(
        lambda values: Home(*values)
    )
