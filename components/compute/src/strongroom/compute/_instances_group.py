"""The instances' security group."""

from typing import Any

import pulumi
import pulumi_aws as aws

from strongroom.compute._instances_checks import checked_egress_port
from strongroom.compute._scope import ServiceScope
from strongroom.compute._security_groups import rule_inputs
from strongroom.core import group_name_prefix, rule_role

_ROLE = "instances"
_HTTPS = 443


def make_instance_group(scope: ServiceScope, balancer_group_id: pulumi.Output[str]) -> aws.ec2.SecurityGroup:
    """Make the security group that admits the load balancer, and lets out what the inputs name.

    Args:
        scope: The web service.
        balancer_group_id: Id of the load balancer's security group.
    """
    group = aws.ec2.SecurityGroup(
        scope.child(_ROLE),
        name_prefix=group_name_prefix(scope.physical_name(_ROLE, max_length=60)),
        description=f"Instances of {scope.physical_name()}",
        vpc_id=scope.args.vpc_id,
        tags=scope.tags(_ROLE),
        opts=scope.opts(),
    )
    for purpose, port in scope.plan.traffic_ports.items():
        role = f"{_ROLE}-{purpose}"
        aws.vpc.SecurityGroupIngressRule(
            scope.child(role),
            referenced_security_group_id=balancer_group_id,
            **rule_inputs(scope, group, role, f"From the load balancer, {purpose}", port),
        )
    options = scope.args.instances
    if options.https_egress:
        role = "https-egress"
        aws.vpc.SecurityGroupEgressRule(
            scope.child(role), cidr_ipv4="0.0.0.0/0", **rule_inputs(scope, group, role, "HTTPS to anywhere", _HTTPS)
        )
    for name, egress in options.egress.items():
        role, peers = f"egress-{name}", dict[str, Any](egress.peers)
        description = f"To {name.replace('-', ' ')}"
        (peer,) = peers.values()
        port = checked_egress_port(name, egress)
        content = ("egress-", name, port, peer)
        aws.vpc.SecurityGroupEgressRule(
            scope.child(rule_role(*content)), **rule_inputs(scope, group, role, description, port, content), **peers
        )
    return group
