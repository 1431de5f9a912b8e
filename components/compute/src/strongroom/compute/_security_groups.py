"""What the security groups of a web service have in common."""

from typing import Any, TypeAlias

import pulumi
import pulumi_aws as aws

from strongroom.compute._scope import ServiceScope
from strongroom.core import rule_aliases

RuleContent: TypeAlias = tuple[str, str, "pulumi.Input[int]", object]
"""Prefix, name, port and peer of a rule: the arguments of `rule_role`."""


def rule_inputs(
    scope: ServiceScope,
    group: aws.ec2.SecurityGroup,
    role: str,
    description: str,
    port: "pulumi.Input[int]",
    content: RuleContent | None = None,
) -> dict[str, Any]:
    """Return the inputs of a rule for one port of TCP, but for its peer.

    Args:
        scope: The service.
        group: The group that has the rule.
        role: What the rule is called.
        description: What it is for.
        port: The port.
        content: Arguments of `rule_role` that identify the rule, where its role does not.
    """
    aliases = None if content is None else [pulumi.Alias(name=scope.child(role)), *rule_aliases(scope.child, *content)]
    return {
        "security_group_id": group.id,
        "description": description,
        "ip_protocol": "tcp",
        "from_port": port,
        "to_port": port,
        "tags": scope.tags(role),
        "opts": scope.opts(aliases=aliases),
    }
