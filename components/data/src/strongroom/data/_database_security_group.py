"""The security groups that clients connect to, and their rules: of a database, and of its proxy."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws
from pydantic import ConfigDict

from strongroom.core import Input, InputError, ItemName, Model, Problem, SecurityGroupId, rule_aliases, rule_role
from strongroom.data._database_scope import DatabaseScope


class AllowedClient(Model):
    """Inputs of `allow_from`."""

    model_config = ConfigDict(title="allow_from")

    name: ItemName
    """Name of the client, unique among the clients of the database."""

    security_group_id: Input[SecurityGroupId]
    """ID of the client's security group."""

    egress: bool = True
    """Whether to add egress rules to the client's security group. Default: true."""


@dataclass(frozen=True)
class ClientTarget:
    """A security group that clients connect to."""

    group: aws.ec2.SecurityGroup
    """The security group of the database, or of its proxy."""
    port: int
    """The port that it listens on."""
    prefix: str = ""
    """The beginning of the roles of its rules."""


def make_security_group(scope: DatabaseScope) -> aws.ec2.SecurityGroup:
    """Make the security group that admits the named clients to the database's port, and lets nothing out."""
    args = scope.args
    group = aws.ec2.SecurityGroup(
        scope.child("group"),
        # A replacement is created before the old group is deleted, so it needs another name.
        name_prefix=f"database-{scope.physical_name(max_length=60, kind=False)}-",
        description=f"Clients of {scope.identifier}",
        vpc_id=args.vpc_id,
        tags=scope.tags(),
        opts=scope.opts(),
    )
    admit_clients(scope, ClientTarget(group, scope.plan.port))
    return group


def admit_clients(scope: DatabaseScope, target: ClientTarget) -> None:
    """Admit the named clients of a database.

    Args:
        scope: The database.
        target: The security group that they connect to.
    """
    for name, client in scope.args.allowed_security_groups.items():
        admit_client(scope, target, name, client)
    for name, network in scope.args.allowed_cidr_blocks.items():
        prefix, port = f"{target.prefix}network-", target.port
        content = (prefix, name, port, network)
        admit(scope, target.group, f"{prefix}{name}", f"the network {name}", port, content, cidr_ipv4=network)


def admit_client(scope: DatabaseScope, target: ClientTarget, name: str, client: Input[str]) -> None:
    """Admit the members of a security group.

    Args:
        scope: The database.
        target: The security group that they connect to.
        name: Name of the client.
        client: ID of the client's security group.
    """
    prefix, port = f"{target.prefix}client-", target.port
    content = (prefix, name, port, client)
    peer = {"referenced_security_group_id": client}
    admit(scope, target.group, f"{prefix}{name}", f"the client {name}", port, content, **peer)


def make_client_egress(scope: DatabaseScope, target: ClientTarget, name: str, client: Input[str]) -> None:
    """Create the rule by which a client's security group lets its members connect.

    Args:
        scope: The database.
        target: The security group that they connect to.
        name: Name of the client.
        client: ID of the client's security group.
    """
    prefix = f"{target.prefix}client-egress-"
    content = (prefix, name, target.port, client)
    aws.vpc.SecurityGroupEgressRule(
        scope.child(rule_role(*content)),
        security_group_id=client,
        description=f"To {scope.identifier}",
        ip_protocol="tcp",
        from_port=target.port,
        to_port=target.port,
        referenced_security_group_id=target.group.id,
        tags=scope.tags(f"{prefix}{name}"),
        opts=scope.opts(aliases=rule_aliases(scope.child, *content)),
    )


def checked_client(method: str, client: Mapping[str, object], admitted: Mapping[str, object]) -> AllowedClient:
    """Return the validated inputs of `allow_from`.

    Args:
        method: What to call them in an error.
        client: The inputs.
        admitted: IDs of the security groups that the database admits already, by name.

    Raises:
        InputError: The inputs are invalid, or the database admits the client already.
    """
    try:
        checked = AllowedClient.model_validate(client)
    except InputError as error:
        raise InputError(method, error.problems) from None
    if problems := [*_repetitions(checked, admitted)]:
        raise InputError(method, problems)
    return checked


def _repetitions(client: AllowedClient, admitted: Mapping[str, object]) -> Iterator[Problem]:
    if client.name in admitted:
        reason = f"must differ from the names of the other clients, got {client.name} twice"
        yield Problem("name", reason, "use another name, or remove one of the two")
        return
    same = [name for name, peer in admitted.items() if isinstance(peer, str) and peer == client.security_group_id]
    if same:
        reason = f"must differ from that of the client {same[0]}, got {client.security_group_id} for both"
        yield Problem("security_group_id", reason, "remove one: EC2 accepts a rule once")


def admit(
    scope: DatabaseScope,
    group: aws.ec2.SecurityGroup,
    role: str,
    who: str,
    port: int,
    content: tuple[str, str, int, object] | None = None,
    **peer: Any,
) -> None:
    """Let a security group admit someone to a port.

    Args:
        scope: The database.
        group: The security group.
        role: What the rule is called.
        who: Description of the clients that it admits.
        port: The port.
        content: Arguments of `rule_role` that identify the rule, where `role` does not.
        peer: The input of the rule that names them.
    """
    aliases = [pulumi.Alias(name=scope.child(role)), *rule_aliases(scope.child, *content)] if content else None
    aws.vpc.SecurityGroupIngressRule(
        scope.child(rule_role(*content) if content else role),
        security_group_id=group.id,
        description=f"From {who}",
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        tags=scope.tags(role),
        opts=scope.opts(aliases=aliases),
        **peer,
    )
