"""What components ask AWS and make alike. It needs `pulumi-aws`, which `strongroom.core` itself does not import."""

import pulumi
import pulumi_aws

from strongroom.core._certificate import AliasTarget, make_alias_records, make_certificate
from strongroom.core._home import Home

__all__ = ["AliasTarget", "current_home", "make_alias_records", "make_certificate"]


def current_home(opts: pulumi.InvokeOptions) -> pulumi.Output[Home]:
    """Tell where the provider makes resources: for ARNs and conditions of policies.

    Args:
        opts: The options of a function, `self._invoke_opts` in a component, so that its own provider answers.
    """
    partition = pulumi_aws.get_partition_output(opts=opts)
    region = pulumi_aws.get_region_output(opts=opts)
    caller = pulumi_aws.get_caller_identity_output(opts=opts)
    return pulumi.Output.all(partition.partition, region.region, caller.account_id, partition.dns_suffix).apply(
        lambda values: Home(*values)
    )
