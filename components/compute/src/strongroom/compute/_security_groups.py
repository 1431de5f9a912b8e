"""What the security groups of a web service have in common."""

from collections.abc import Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from strongroom.compute._scope import ServiceScope


def rule_inputs(
    scope: ServiceScope,
    group: aws.ec2.SecurityGroup,
    role: str,
    description: str,
    port: int,
    aliases: Sequence[str] = (),
) -> dict[str, Any]:
    """Return the inputs of a rule for one port of TCP, but for its peer.

    Args:
        scope: The service.
        group: The group that has the rule.
        role: What the rule is called.
        description: What it is for.
        port: The port.
        aliases: Roles that the rule had before.
    """
    return {
        "security_group_id": group.id,
        "description": description,
        "ip_protocol": "tcp",
        "from_port": port,
        "to_port": port,
        "tags": scope.tags(role),
        "opts": scope.opts(aliases=[pulumi.Alias(name=scope.child(alias)) for alias in aliases]),
    }
