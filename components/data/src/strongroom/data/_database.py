"""A PostgreSQL or MySQL database on an instance of RDS."""

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from strongroom.core import DatabaseMetrics
from strongroom.data._database_events import make_subscriptions, make_topic
from strongroom.data._database_instance import (
    Instance,
    instance_metrics,
    make_instance,
    make_read_replica,
    make_surroundings,
)
from strongroom.data._database_instance_args import DatabaseArgs
from strongroom.data._database_outputs import DatabaseComponent, login_policy, read_policy
from strongroom.data._database_parts import make_subnet_group
from strongroom.data._database_scope import DatabaseScope
from strongroom.data._database_secret import make_password, make_secret, managed_secret_arn
from strongroom.data._database_security_group import ClientTarget, make_security_group
from strongroom.data._proxy import make_proxy
from strongroom.data._restore import verified
from strongroom.data._rotation import RotatedDatabase


class Database(DatabaseComponent):
    """A PostgreSQL or MySQL database on an instance of RDS, encrypted, watched, backed up, and closed to strangers.

    It stands in the given subnets without a public address (RDS.2), and admits named clients only, over TLS (RDS.38,
    .39), on a port that is not the engine's own (RDS.23). One key encrypts it with its backups, secret, logs, events
    and Performance Insights. Its log groups are made before it, so that they have the key and a retention.

    Its size, windows, retention, parameters and tags change in place. What AWS can't change, such as the key, replaces
    an ephemeral database, and is refused for a persistent one. While `deletion_protection` is on, Pulumi's preview
    refuses to destroy it, before anything is touched, and RDS refuses too.

    Args:
        name: Name of the database; the logical names of its parts start with it.
        args: What to build.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    reader_endpoints: Mapping[str, pulumi.Output[str]]
    """Host names of the read replicas by name, for reading; on the same port."""
    reader_identifiers: Mapping[str, pulumi.Output[str]]
    """What RDS calls the read replicas, by name."""

    read_replica_metrics: Mapping[str, DatabaseMetrics]
    """Metrics of the read replicas by name, for `DatabaseAlarms` and `DatabaseSection`."""

    def __init__(self, name: str, args: DatabaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        scope = DatabaseScope.of(self._scope, args)
        group = make_security_group(scope)
        around = make_surroundings(scope, args, make_subnet_group(scope), group)
        password = make_password(scope)
        main = make_instance(scope, args, around, password)
        replicas = {
            each: make_read_replica(scope, args, around, each, replica, main)
            for each, replica in args.read_replicas.items()
        }
        secret_arn = _secret_arn(scope, main.resource, password)
        topic_arn = _watch(scope, [main, *replicas.values()], around.parameter_group.name)
        proxy = args.proxy and make_proxy(scope, args.proxy, group, secret_arn, "instance", main.resource.identifier)

        self._accept_clients(scope, ClientTarget(group, scope.plan.port), proxy and proxy.client_target)
        self.endpoint = _verified(scope, main.resource, main.resource.address)
        self.port = main.resource.port
        self.identifier = main.resource.identifier
        self.arn = main.resource.arn
        self.resource_id = main.resource.resource_id
        self.database_name = main.resource.db_name
        self.master_username = main.resource.username
        self.secret_arn = secret_arn
        self.kms_key_arn = pulumi.Output.from_input(args.kms_key_arn)
        self.security_group_id = group.id
        self.subnet_group_name = pulumi.Output.from_input(around.subnet_group_name)
        self.metrics = instance_metrics(args, main)
        self.read_replica_metrics = {
            each: instance_metrics(args, replica, args.read_replicas[each]) for each, replica in replicas.items()
        }
        self.event_topic_arn = topic_arn
        self.log_group_names = pulumi.Output.all(
            *(group.name for instance in (main, *replicas.values()) for group in instance.log_groups)
        )
        self.reader_endpoints = {each: replica.resource.address for each, replica in replicas.items()}
        self.reader_identifiers = {each: replica.resource.identifier for each, replica in replicas.items()}
        self.proxy_endpoint = proxy and proxy.endpoint
        self.proxy_port = proxy and proxy.port
        self.secret_read_policy = read_policy(scope, secret_arn)
        logins = [instance.resource.resource_id for instance in (main, *replicas.values())]
        self.iam_login_policy = login_policy(scope, [*logins, *([proxy.resource_id] if proxy else [])])
        self.publish()


def _secret_arn(
    scope: DatabaseScope, instance: aws.rds.Instance, password: pulumi.Output[str] | None
) -> pulumi.Output[str]:
    if password is None:
        return managed_secret_arn(instance)
    database = RotatedDatabase("instance", instance.identifier, instance.arn, instance.resource_id)
    return make_secret(scope, password, database, host=_verified(scope, instance, instance.address))


def _verified(scope: DatabaseScope, instance: aws.rds.Instance, value: pulumi.Output[str]) -> pulumi.Output[str]:
    return verified(
        scope, value, master_username=instance.username, database_name=instance.db_name, kms_key_arn=instance.kms_key_id
    )


def _watch(
    scope: DatabaseScope, instances: list[Instance], parameter_group_name: pulumi.Output[str]
) -> pulumi.Output[str]:
    topic_arn = make_topic(scope)
    make_subscriptions(
        scope,
        topic_arn,
        {
            "db-instance": [instance.resource.identifier for instance in instances],
            "db-parameter-group": [parameter_group_name],
            # RDS.22 asks for it, though a VPC has none that it could name.
            "db-security-group": [],
        },
    )
    return pulumi.Output.from_input(topic_arn)
