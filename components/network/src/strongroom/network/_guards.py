"""What keeps traffic out: network ACLs, and the ban on public access."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from strongroom.network._acls import AclRule, egress_rules, ingress_rules
from strongroom.network._plan import EVERYWHERE, EVERYWHERE_IPV6
from strongroom.network._routing import SubnetsByTier
from strongroom.network._scope import NetworkScope


def make_network_acls(
    scope: NetworkScope, vpc: aws.ec2.Vpc, subnets: SubnetsByTier
) -> Mapping[str, aws.ec2.NetworkAcl]:
    """Make a network ACL for each tier, and empty AWS's default one, which then has no subnets.

    Returns:
        By the name of the tier, its network ACL; none if they are turned off.
    """
    _default_network_acl(scope, vpc)
    if not scope.args.network_acls:
        return {}
    own: list[pulumi.Input[str]] = [vpc.cidr_block, *scope.args.secondary_cidr_blocks]
    own_ipv6 = vpc.ipv6_cidr_block if scope.args.ipv6 else None
    return {
        tier: aws.ec2.NetworkAcl(
            scope.child(tier),
            vpc_id=vpc.id,
            subnet_ids=[subnet.id for subnet in subnets[tier]],
            ingress=[
                aws.ec2.NetworkAclIngressArgs(**_rule(rule)) for rule in ingress_rules(scope.plan, tier, own, own_ipv6)
            ],
            egress=[
                aws.ec2.NetworkAclEgressArgs(**_rule(rule)) for rule in egress_rules(scope.plan, tier, own, own_ipv6)
            ],
            tags=scope.tags(tier),
            opts=scope.opts(),
        )
        for tier in subnets
    }


def _default_network_acl(scope: NetworkScope, vpc: aws.ec2.Vpc) -> None:
    """Take over the ACL that AWS makes with the VPC: empty, or as AWS makes it when there are no others."""
    rules: Sequence[AclRule] = []
    if not scope.args.network_acls:
        rules = [AclRule(100, EVERYWHERE, ipv6=False)]
        rules = [*rules, AclRule(101, EVERYWHERE_IPV6, ipv6=True)] if scope.args.ipv6 else rules
    aws.ec2.DefaultNetworkAcl(
        scope.child("default"),
        default_network_acl_id=vpc.default_network_acl_id,
        ingress=[aws.ec2.DefaultNetworkAclIngressArgs(**_rule(rule)) for rule in rules],
        egress=[aws.ec2.DefaultNetworkAclEgressArgs(**_rule(rule)) for rule in rules],
        tags=scope.tags("default"),
        # AWS puts every subnet there that has no other ACL, for as long as it has none.
        opts=scope.opts(ignore_changes=["subnetIds"]),
    )


def make_public_access_ban(scope: NetworkScope, subnets: SubnetsByTier) -> None:
    """Ban internet gateways in the whole account and region, if that is wanted."""
    ban = scope.args.block_public_access
    if ban is None:
        return
    exempt = [
        aws.ec2.VpcBlockPublicAccessExclusion(
            scope.child(f"{tier}-{number}"),
            subnet_id=subnet.id,
            internet_gateway_exclusion_mode="allow-bidirectional",
            tags=scope.tags(f"{tier}-{number}"),
            opts=scope.opts(),
        )
        for tier in ban.exempt_tiers
        for number, subnet in zip(scope.plan.zone_numbers, subnets[tier], strict=True)
    ]
    aws.ec2.VpcBlockPublicAccessOptions(
        scope.child("block-public-access"),
        internet_gateway_block_mode=f"block-{ban.mode}",
        # What is exempt is never cut off, not even until its turn comes.
        opts=scope.opts(depends_on=exempt),
    )


def _rule(rule: AclRule) -> Any:
    return {
        "action": "allow",
        "rule_no": rule.number,
        "protocol": rule.protocol,
        "from_port": rule.ports[0],
        "to_port": rule.ports[1],
        "ipv6_cidr_block" if rule.ipv6 else "cidr_block": rule.network,
        **({"icmp_type": -1, "icmp_code": -1} if rule.is_icmp else {}),
    }
