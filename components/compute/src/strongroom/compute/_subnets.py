"""The load balancer's subnets, looked up before anything is registered."""

from collections.abc import Sequence
from typing import cast

import pulumi
import pulumi_aws as aws

from strongroom.compute._args import WebServiceArgs
from strongroom.compute._plan import Plan
from strongroom.core import Problem


def ipv6_subnet_problems(args: WebServiceArgs, opts: pulumi.InvokeOptions) -> list[Problem]:
    """Return the problem of a dual-stack load balancer in subnets without IPv6; none for other load balancers.

    The lookup blocks until the provider answers. Subnets whose IDs are Outputs are not looked up.

    Args:
        args: The inputs of the service.
        opts: The options of the invoke, with the provider of the component's children.
    """
    field, subnets = "load_balancer.subnet_ids", args.load_balancer.subnet_ids
    if subnets is None:
        field, subnets = "subnet_ids", args.subnet_ids
    if not Plan(args).dualstack or isinstance(subnets, pulumi.Output):
        return []
    ids = [each for each in cast("Sequence[object]", subnets) if isinstance(each, str)]
    if not ids:
        return []
    filters: list[aws.ec2.GetSubnetsFilterArgsDict] = [
        {"name": "subnet-id", "values": ids},
        {"name": "ipv6-cidr-block-association.state", "values": ["associated"]},
    ]
    try:
        found = cast("Sequence[str] | None", aws.ec2.get_subnets(filters=filters, opts=opts).ids)
    except Exception as error:  # Pulumi raises nothing narrower for an invoke that fails
        reason = "must be subnets that the provider can look up with ec2:DescribeSubnets"
        return [Problem(field, reason, f"check the permission: {error}")]
    if found is None:
        return []  # the provider's configuration is unknown in this preview
    without = [each for each in ids if each not in found]
    if not without:
        return []
    reason = f"must be subnets of the Region with an IPv6 CIDR block, got {', '.join(without)}"
    return [Problem(field, reason, "use other subnets, associate IPv6 blocks, or use ip_address_type='ipv4'")]
