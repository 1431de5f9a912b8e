"""Logical names of resources that AWS identifies by their content, such as security group rules."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeAlias, cast

import pulumi

Alias: TypeAlias = "pulumi.Input[str | pulumi.Alias]"


def rule_role(prefix: str, name: str, *content: object) -> str:
    """Return the role of a security group rule, from its content rather than its name.

    EC2 refuses a second rule with the same content (InvalidPermission.Duplicate), also for the moment in which one
    replaces the other. So a renamed rule must stay the same resource, and a rule with other content be another one.

    Args:
        prefix: The beginning of the role, such as `ingress-`.
        name: The rule's name, used instead of content that is not known before the deployment.
        content: The protocol, the ports and the peer.
    """
    return prefix + ".".join(_role_part(part, name) for part in content)


def rule_aliases(child: Callable[[str], str], prefix: str, name: str, *content: object) -> list[Alias]:
    """Return the aliases of a security group rule whose ports or peer change between plain values and Outputs.

    Args:
        child: Returns the logical name of the component's child with a role.
        prefix: As in `rule_role`.
        name: As in `rule_role`.
        content: As in `rule_role`; the last one is the peer, and numbers before it are ports.
    """
    roles = [
        partial(_rule_role, prefix, name, ports=ports, peer=peer) for ports in (True, False) for peer in (True, False)
    ]
    if not any(isinstance(part, pulumi.Output) for part in content):
        own = rule_role(prefix, name, *content)
        return [
            pulumi.Alias(name=child(each)) for each in dict.fromkeys(role(content) for role in roles) if each != own
        ]
    known = pulumi.Output.all(*cast("tuple[Any, ...]", content))

    async def alias(role: Callable[[Sequence[object]], str], parts: Sequence[object]) -> pulumi.Alias:
        # A secret must not be part of a name.
        return pulumi.Alias(name=child(rule_role(prefix, name, *content) if await known.is_secret() else role(parts)))

    return [known.apply(cast("Callable[[Sequence[Any]], pulumi.Alias]", partial(alias, role))) for role in roles]


def _rule_role(prefix: str, name: str, content: Sequence[object], *, ports: bool, peer: bool) -> str:
    """Return a role that has the ports and the peer, or instead of them the name."""
    *before, last = content
    parts = [part if ports or not isinstance(part, int) else None for part in before]
    return rule_role(prefix, name, *parts, last if peer else None)


def peer_aliases(child: Callable[[str], str], value: object, role: Callable[[object], str]) -> list[Alias]:
    """Return the aliases of a resource whose logical name depends on a value that may be an Output.

    A plain value is part of the logical name; an Output can't be. Without the alias, Pulumi would create the resource
    under its other name before it deletes it under the first, and AWS refuses two.

    Args:
        child: Returns the logical name of the component's child with a role.
        value: The value.
        role: Returns the role for a plain value, or for an Output.
    """
    if isinstance(value, pulumi.Output):
        output = cast("pulumi.Output[Any]", value)

        async def alias(known: object) -> pulumi.Alias:
            # A secret must not be part of a name: the alias is the resource's own name then.
            return pulumi.Alias(name=child(role(None if await output.is_secret() else known)))

        return [output.apply(cast("Callable[[object], pulumi.Alias]", alias))]
    by_name = role(None)
    return [] if by_name == role(value) else [pulumi.Alias(name=child(by_name))]


def _role_part(value: object, name: str) -> str:
    return re.sub(r"[.:/]", "-", str(value)) if isinstance(value, str | int) else name
