"""An RDS Proxy in front of a database."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from strongroom.core import AwsEnvironment, PolicyDocument, policy_document
from strongroom.data._database_policies import proxy_trust_policy
from strongroom.data._database_scope import DatabaseScope
from strongroom.data._database_security_group import ClientTarget, admit, admit_clients
from strongroom.data._protection import protection
from strongroom.data._proxy_options import ProxyOptions
from strongroom.data._secret_policies import DatabaseKind, secret_read_policy

_ROLE = "proxy"


@dataclass(frozen=True)
class Proxy:
    """A proxy that was made."""

    endpoint: pulumi.Output[str]
    """Host name to connect to, told when the proxy knows its database."""
    port: int
    """Port to connect to: always the engine's own."""
    arn: pulumi.Output[str]
    """ARN of the proxy."""
    resource_id: pulumi.Output[str]
    """Id of the proxy in policies for IAM login."""
    client_target: ClientTarget
    """The proxy's security group."""
    log_group_name: pulumi.Output[str]
    """Name of the log group that the proxy writes to."""


def make_proxy(
    scope: DatabaseScope,
    options: ProxyOptions,
    database_group: aws.ec2.SecurityGroup,
    secret_arn: pulumi.Output[str],
    kind: DatabaseKind,
    identifier: pulumi.Output[str],
) -> Proxy:
    """Make a proxy for a database, between its clients and itself.

    Args:
        scope: The database.
        options: How the proxy is wanted.
        database_group: The database's security group, which lets the proxy in.
        secret_arn: ARN of the master user's secret.
        kind: Whether the database is an instance or a cluster.
        identifier: What RDS calls the database, told when a proxy can connect to it.
    """
    secret_arns = [secret_arn, *options.user_secret_arns.values()]
    client_target = _security_group(scope, database_group)
    name = scope.physical_name(max_length=60)
    log = aws.cloudwatch.LogGroup(
        scope.child(f"{_ROLE}-log"),
        name=f"/aws/rds/proxy/{name}",
        retention_in_days=scope.args.log_retention_days,
        kms_key_id=scope.args.kms_key_arn,
        tags=scope.tags(f"{_ROLE}-log"),
        opts=scope.opts(**protection(protected=scope.plan.deletion_protection)),
    )
    proxy = aws.rds.Proxy(
        scope.child(_ROLE),
        name=name,
        engine_family=scope.plan.engine.family,
        auths=[_login(options, each) for each in secret_arns],
        role_arn=_role(scope, secret_arns),
        require_tls=True,
        idle_client_timeout=options.idle_client_timeout_seconds,
        debug_logging=options.debug_logging,
        vpc_subnet_ids=scope.args.subnet_ids,
        vpc_security_group_ids=[client_target.group.id],
        tags=scope.tags(_ROLE),
        opts=scope.opts(
            # RDS would create the log group itself, without key and retention.
            depends_on=[log],
            # Other subnets replace the proxy, and RDS refuses a second proxy with the same name.
            delete_before_replace=True,
        ),
    )
    target = _target(scope, options, proxy, kind, identifier)
    return Proxy(
        endpoint=pulumi.Output.all(proxy.endpoint, target.id).apply(lambda values: str(values[0])),
        port=scope.plan.engine.default_port,
        arn=proxy.arn,
        resource_id=proxy.arn.apply(lambda arn: arn.rsplit(":", 1)[-1]),
        client_target=client_target,
        log_group_name=log.name,
    )


def _login(options: ProxyOptions, secret_arn: pulumi.Input[str]) -> aws.rds.ProxyAuthArgs:
    return aws.rds.ProxyAuthArgs(
        auth_scheme="SECRETS",
        iam_auth="REQUIRED" if options.iam_authentication else "DISABLED",
        secret_arn=secret_arn,
    )


def _security_group(scope: DatabaseScope, database_group: aws.ec2.SecurityGroup) -> ClientTarget:
    """Make the proxy's security group: from the database's clients to the proxy, from the proxy to the database."""
    group = aws.ec2.SecurityGroup(
        scope.child(_ROLE),
        # A replacement is made before what it replaces is gone, and needs a name of its own.
        name_prefix=f"proxy-{scope.physical_name(max_length=60, kind=False)}-",
        description=f"Clients of the proxy of {scope.identifier}",
        vpc_id=scope.args.vpc_id,
        tags=scope.tags(_ROLE),
        opts=scope.opts(),
    )
    target = ClientTarget(group, scope.plan.engine.default_port, prefix="proxy-")
    admit_clients(scope, target)
    admit(scope, database_group, "from-proxy", "the proxy", scope.plan.port, referenced_security_group_id=group.id)
    aws.vpc.SecurityGroupEgressRule(
        scope.child("proxy-to-database"),
        security_group_id=group.id,
        description="To the database",
        ip_protocol="tcp",
        from_port=scope.plan.port,
        to_port=scope.plan.port,
        referenced_security_group_id=database_group.id,
        tags=scope.tags("proxy-to-database"),
        opts=scope.opts(),
    )
    return target


def _role(scope: DatabaseScope, secret_arns: Sequence[pulumi.Input[str]]) -> pulumi.Output[str]:
    """Make the role with which the proxy reads the secrets, and return its ARN, told when it can."""
    role = aws.iam.Role(
        scope.child(_ROLE),
        name=scope.global_name(_ROLE, max_length=64),
        description=f"Reads the secrets of {scope.identifier} for its proxy",
        assume_role_policy=scope.home.apply(lambda home: json.dumps(proxy_trust_policy(home))),
        tags=scope.tags(_ROLE),
        opts=scope.opts(),
    )
    policy = aws.iam.RolePolicy(
        scope.child(_ROLE),
        role=role.name,
        policy=pulumi.Output.all(scope.home, scope.args.kms_key_arn, *secret_arns).apply(
            lambda values: json.dumps(_read_policy(values[0], values[1], values[2:]))
        ),
        opts=scope.opts(),
    )
    return pulumi.Output.all(role.arn, policy.id).apply(lambda values: str(values[0]))


def _read_policy(home: AwsEnvironment, kms_key_arn: str, secret_arns: Sequence[str]) -> PolicyDocument:
    statements = [
        statement | {"Sid": f"{statement['Sid']}{number}"}
        for number, arn in enumerate(secret_arns)
        for statement in secret_read_policy(home, arn, kms_key_arn)["Statement"]
    ]
    return policy_document(statements)


def _target(
    scope: DatabaseScope,
    options: ProxyOptions,
    proxy: aws.rds.Proxy,
    kind: DatabaseKind,
    identifier: pulumi.Output[str],
) -> aws.rds.ProxyTarget:
    target_group = aws.rds.ProxyDefaultTargetGroup(
        scope.child(_ROLE),
        db_proxy_name=proxy.name,
        connection_pool_config=aws.rds.ProxyDefaultTargetGroupConnectionPoolConfigArgs(
            max_connections_percent=options.max_connections_percent,
            max_idle_connections_percent=options.max_idle_connections_percent,
            connection_borrow_timeout=options.connection_borrow_timeout_seconds,
            init_query=options.init_query,
            session_pinning_filters=options.session_pinning_filters or None,
        ),
        opts=scope.opts(),
    )
    return aws.rds.ProxyTarget(
        scope.child(_ROLE),
        db_proxy_name=proxy.name,
        target_group_name=target_group.name,
        db_instance_identifier=identifier if kind == "instance" else None,
        db_cluster_identifier=identifier if kind == "cluster" else None,
        opts=scope.opts(),
    )
