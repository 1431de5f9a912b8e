"""A security group with named, described rules."""

from collections.abc import Callable, Sequence
from typing import Any, cast

import pulumi
import pulumi_aws as aws

from strongroom.core import (
    PARTITIONS,
    Args,
    Component,
    Input,
    InputError,
    Problem,
    RuleError,
    VpcId,
    group_name_prefix,
    rule_aliases,
    rule_role,
)
from strongroom.network._rules import (
    CheckRule,
    Description,
    EgressRules,
    IngressRules,
    SecurityGroupRule,
    check_egress,
    check_ingress,
)


class SecurityGroupArgs(Args):
    """Inputs of a `SecurityGroup`."""

    vpc_id: Input[VpcId]
    """Id of the VPC."""

    description: Description
    """What the group is for. A change of it replaces the group."""

    ingress: IngressRules = []
    """Rules for what comes in, at most 60. Default: nothing does."""

    egress: EgressRules = []
    """Rules for what goes out, at most 60. Default: nothing does; answers always do."""


class SecurityGroup(Component):
    """A security group that admits what its rules name, and nothing else.

    Unlike those that AWS makes, it lets nothing out by itself. A rule is refused that opens a port of high risk to the
    internet (EC2.13, .14, .19), or everything. Each rule is a resource, identified by its protocol, ports and peer.

    Args:
        name: Name of the group; the logical names of its parts start with it.
        args: What to build.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    _supported_partitions = PARTITIONS

    security_group_id: pulumi.Output[str]
    """Id of the security group."""
    security_group_arn: pulumi.Output[str]
    """ARN of the security group."""

    def __init__(self, name: str, args: SecurityGroupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        group = self._group(args)
        for rule in args.ingress:
            self._rule(aws.vpc.SecurityGroupIngressRule, group, rule, "ingress", check_ingress)
        for rule in args.egress:
            self._rule(aws.vpc.SecurityGroupEgressRule, group, rule, "egress", check_egress)

        self.security_group_id = group.id
        self.security_group_arn = group.arn
        self.publish()

    def _group(self, args: SecurityGroupArgs) -> aws.ec2.SecurityGroup:
        return aws.ec2.SecurityGroup(
            self._child("group"),
            name_prefix=group_name_prefix(self._physical_name(max_length=60)),
            description=args.description,
            vpc_id=args.vpc_id,
            tags=self._tags(),
            opts=self._opts(),
        )

    def _rule(
        self,
        kind: Callable[..., pulumi.Resource],
        group: aws.ec2.SecurityGroup,
        rule: SecurityGroupRule,
        direction: str,
        check: CheckRule,
    ) -> None:
        peer, value = rule.peer
        if peer.startswith("cidr") and any(isinstance(each, pulumi.Output) for each in (value, rule.ports)):
            value = pulumi.Output.all(cast("Any", value), rule.range).apply(_checked(rule, direction, check))
        peers: dict[str, Any] = {
            "self_reference": {"referenced_security_group_id": group.id},
            "security_group_id": {"referenced_security_group_id": value},
        }
        first, last = rule.range or ((-1, -1) if rule.protocol.startswith("icmp") else (None, None))
        content = (rule.protocol, *(rule.range or ()), "self_reference" if value is True else rule.peer[1])
        by_name = pulumi.Alias(name=self._child(f"{direction}-{rule.name}"))
        kind(
            self._child(rule_role(f"{direction}-", rule.name, *content)),
            security_group_id=group.id,
            description=rule.description,
            ip_protocol="-1" if rule.protocol == "all" else rule.protocol,
            from_port=first,
            to_port=last,
            tags=self._tags(rule.name),
            opts=self._opts(aliases=[by_name, *rule_aliases(self._child, f"{direction}-", rule.name, *content)]),
            **peers.get(peer, {peer: value}),
        )


def _checked(rule: SecurityGroupRule, direction: str, check: CheckRule) -> Callable[[Sequence[Any]], str]:
    """Check a rule as soon as its network and its ports are known."""

    def checked(known: Sequence[Any]) -> str:
        cidr_block, ports = known
        try:
            check(rule, cidr_block, ports and (ports[0], ports[1]))
        except RuleError as error:
            raise InputError("SecurityGroupArgs", [Problem(direction, error.reason, error.remedy)]) from None
        return cidr_block

    return checked
