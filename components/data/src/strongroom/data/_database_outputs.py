"""What every database tells: an instance of RDS and an Aurora cluster."""

import json
from collections.abc import Sequence

import pulumi

from strongroom.core import PARTITIONS, Component, DatabaseMetrics
from strongroom.data._database_policies import iam_login_policy
from strongroom.data._database_scope import DatabaseScope
from strongroom.data._database_security_group import (
    ClientTarget,
    admit_client,
    checked_client,
    make_client_egress,
)
from strongroom.data._secret_policies import secret_read_policy


class DatabaseComponent(Component):
    """The outputs and methods that every database has."""

    _supported_partitions = PARTITIONS

    endpoint: pulumi.Output[str]
    """Host name to connect to, for reading and writing."""
    port: pulumi.Output[int]
    """Port to connect to."""
    identifier: pulumi.Output[str]
    """What RDS calls the database."""
    arn: pulumi.Output[str]
    """ARN of the database."""
    resource_id: pulumi.Output[str]
    """Id of the database in policies for IAM login and in the log."""
    database_name: pulumi.Output[str]
    """Name of the database that was made first."""
    master_username: pulumi.Output[str]
    """Name of the master user."""
    secret_arn: pulumi.Output[str]
    """ARN of the secret with the master user's name and password."""
    kms_key_arn: pulumi.Output[str]
    """ARN of the key that encrypts everything."""
    security_group_id: pulumi.Output[str]
    """Id of the database's security group."""
    subnet_group_name: pulumi.Output[str]
    """Name of the subnet group."""
    metrics: DatabaseMetrics
    """Metrics of the instance that takes writes, of Aurora of the writer after each failover, for `DatabaseAlarms` and
    `DatabaseSection`."""
    event_topic_arn: pulumi.Output[str]
    """ARN of the topic that gets events."""
    log_group_names: pulumi.Output[list[str]]
    """Names of the log groups, those of read replicas too."""
    proxy_endpoint: pulumi.Output[str] | None
    """Host name of the proxy; None without one."""
    proxy_port: int | None
    """Port of the proxy, which is always the engine's own; None without one."""
    secret_read_policy: pulumi.Output[str]
    """IAM policy document, as JSON, that lets its holder read the secret."""
    iam_login_policy: pulumi.Output[str] | None
    """IAM policy document, as JSON, that lets its holder log in as one of `iam_usernames`; None without them."""

    _scope_of_rules: DatabaseScope
    _client_targets: Sequence[ClientTarget]
    _admitted: dict[str, object]

    def allow_from(self, name: str, security_group_id: pulumi.Input[str], *, egress: bool = True) -> None:
        """Let the members of a security group connect to the database, and to its proxy if it has one.

        It adds the same rules as `allowed_security_groups`, for a client that is created after the database, such as a
        `WebService` that receives the database's endpoint:

            database.allow_from("service", service.instance_security_group_id)

        Args:
            name: Name of the client, unique among the clients of the database: 1 to 40 lower-case letters, digits and
                single hyphens, beginning with a letter. It is part of the rules' logical names.
            security_group_id: ID of the client's security group.
            egress: Whether to add rules to the client's security group that let its members connect. Set it to false if
                that group has such rules already, or allows all egress. Default: true.

        Raises:
            InputError: An argument is invalid, or the database admits the client already. No rule is registered then.
        """
        inputs: dict[str, object] = {"name": name, "security_group_id": security_group_id, "egress": egress}
        client = checked_client(f"{type(self).__name__}.allow_from", inputs, self._admitted)
        self._admitted[client.name] = client.security_group_id
        for target in self._client_targets:
            admit_client(self._scope_of_rules, target, client.name, client.security_group_id)
            if client.egress:
                make_client_egress(self._scope_of_rules, target, client.name, client.security_group_id)

    def _accept_clients(self, scope: DatabaseScope, *targets: ClientTarget | None) -> None:
        """Let `allow_from` add clients to these security groups."""
        self._scope_of_rules = scope
        self._client_targets = [target for target in targets if target is not None]
        self._admitted = dict(scope.args.allowed_security_groups)


def login_policy(scope: DatabaseScope, resource_ids: Sequence[pulumi.Output[str]]) -> pulumi.Output[str] | None:
    """Write the policy document for IAM login.

    Args:
        scope: The database.
        resource_ids: Resource ids of all that can be logged in to.

    Returns:
        The document, as JSON; None if there are no users for it.
    """
    usernames = scope.args.iam_usernames
    if not usernames:
        return None
    return pulumi.Output.all(scope.home, *resource_ids).apply(
        lambda values: json.dumps(iam_login_policy(values[0], values[1:], usernames))
    )


def read_policy(scope: DatabaseScope, secret_arn: pulumi.Output[str]) -> pulumi.Output[str]:
    """Write the policy document for reading the secret.

    Args:
        scope: The database.
        secret_arn: ARN of the secret.

    Returns:
        The document, as JSON.
    """
    return pulumi.Output.all(scope.home, secret_arn, scope.args.kms_key_arn).apply(
        lambda values: json.dumps(secret_read_policy(values[0], values[1], values[2]))
    )
