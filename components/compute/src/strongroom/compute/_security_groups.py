"""What the security groups of a web service have in common."""

from typing import Any

import pulumi_aws as aws

from strongroom.compute._scope import ServiceScope


def group_name_prefix(physical_name: str) -> str:
    """Return what the name of a security group begins with; the rest is made up for each.

    Args:
        physical_name: What AWS should call the group; at most 90 characters.
    """
    # AWS keeps names that begin like ids for itself.
    return f"group-{physical_name}-" if physical_name.startswith("sg-") else f"{physical_name}-"


def rule_inputs(
    scope: ServiceScope, group: aws.ec2.SecurityGroup, role: str, description: str, port: int
) -> dict[str, Any]:
    """Return the inputs of a rule for one port of TCP, but for its peer.

    Args:
        scope: The service.
        group: The group that has the rule.
        role: What the rule is called.
        description: What it is for.
        port: The port.
    """
    return {
        "security_group_id": group.id,
        "description": description,
        "ip_protocol": "tcp",
        "from_port": port,
        "to_port": port,
        "tags": scope.tags(role),
        "opts": scope.opts(),
    }
