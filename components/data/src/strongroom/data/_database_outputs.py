"""What every database tells: an instance of RDS and an Aurora cluster."""

import json
from collections.abc import Sequence

import pulumi

from strongroom.core import PARTITIONS, Component, DatabaseMetrics
from strongroom.data._database_policies import iam_login_policy
from strongroom.data._database_scope import DatabaseScope
from strongroom.data._secret_policies import secret_read_policy


class DatabaseComponent(Component):
    """The outputs that every database has."""

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
    username: pulumi.Output[str]
    """Name of the master user."""
    secret_arn: pulumi.Output[str]
    """ARN of the secret with the master user's name and password."""
    key_arn: pulumi.Output[str]
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
    return pulumi.Output.all(scope.home, secret_arn, scope.args.key_arn).apply(
        lambda values: json.dumps(secret_read_policy(values[0], values[1], values[2]))
    )
