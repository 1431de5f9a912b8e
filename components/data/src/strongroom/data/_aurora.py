"""An Aurora PostgreSQL or Aurora MySQL cluster."""

import pulumi
import pulumi_aws as aws

from strongroom.core import DatabaseMetrics
from strongroom.data._aurora_args import AuroraClusterArgs
from strongroom.data._aurora_parts import cluster_metrics, make_cluster, make_instances
from strongroom.data._database_events import make_subscriptions, make_topic
from strongroom.data._database_outputs import DatabaseComponent, login_policy, read_policy
from strongroom.data._database_parts import make_log_groups, make_subnet_group
from strongroom.data._database_scope import DatabaseScope
from strongroom.data._database_secret import make_password, make_secret, managed_secret_arn
from strongroom.data._database_security_group import ClientTarget, make_security_group
from strongroom.data._proxy import make_proxy
from strongroom.data._restore import verified
from strongroom.data._rotation import RotatedDatabase


class AuroraCluster(DatabaseComponent):
    """An Aurora cluster with an instance that writes and others that read, and everything that a `Database` has.

    It stands in the given subnets without a public address (RDS.2), and admits named clients only, over TLS, on a port
    that is not the engine's own (RDS.23). One key encrypts it with its backups, secret, logs, events and Performance
    Insights. Its log groups are made before it, so that they have the key and a retention.

    Its size, readers, windows, retention, parameters and tags change in place. What AWS can't change, such as the key,
    replaces the cluster: that, and its destruction, is refused before anything is touched while `deletion_protection`
    is on. Turn it off in an update of its own first.

    Args:
        name: Name of the cluster; the logical names of its parts start with it.
        args: What to build.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    _kind = "aurora"

    reader_endpoint: pulumi.Output[str]
    """Host name to connect to for reading only: the readers', or that of the only instance if there are none."""
    reader_metrics: DatabaseMetrics | None
    """Metrics of the readers together, for `DatabaseAlarms` and `DatabaseSection`; None without readers."""
    instance_identifiers: pulumi.Output[list[str]]
    """What RDS calls the instances, for alarms; which one writes changes with every failover."""

    def __init__(self, name: str, args: AuroraClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        scope = DatabaseScope.of(self._scope, args)
        group = make_security_group(scope)
        subnet_group_name = make_subnet_group(scope)
        log_groups = make_log_groups(scope, scope.identifier, "cluster")
        password = make_password(scope)
        cluster = make_cluster(scope, args, subnet_group_name, group, log_groups, password)
        instances = make_instances(scope, args, cluster, subnet_group_name)
        secret_arn = _secret_arn(scope, cluster, password)
        topic_arn = _watch(scope, cluster, instances)
        proxy = args.proxy and make_proxy(
            scope, args.proxy, group, secret_arn, "cluster", _once_usable(cluster.cluster_identifier, instances)
        )

        self._accept_clients(scope, ClientTarget(group, scope.plan.port), proxy and proxy.client_target)
        self.endpoint = _once_usable(_verified(scope, cluster, cluster.endpoint), instances)
        self.reader_endpoint = _once_usable(cluster.reader_endpoint, instances)
        self.instance_identifiers = pulumi.Output.all(*(instance.identifier for instance in instances))
        self.port = cluster.port
        self.identifier = cluster.cluster_identifier
        self.arn = cluster.arn
        self.resource_id = cluster.cluster_resource_id
        self.database_name = cluster.database_name
        self.master_username = cluster.master_username
        self.secret_arn = secret_arn
        self.kms_key_arn = pulumi.Output.from_input(args.kms_key_arn)
        self.security_group_id = group.id
        self.subnet_group_name = pulumi.Output.from_input(subnet_group_name)
        self.metrics = cluster_metrics(args, cluster)
        self.reader_metrics = cluster_metrics(args, cluster, readers=True) if len(instances) > 1 else None
        self.event_topic_arn = topic_arn
        self.log_group_names = pulumi.Output.all(*(log_group.name for log_group in log_groups))
        self.proxy_endpoint = proxy and proxy.endpoint
        self.proxy_port = proxy and proxy.port
        self.secret_read_policy = read_policy(scope, secret_arn)
        logins = [cluster.cluster_resource_id, *([proxy.resource_id] if proxy else [])]
        self.iam_login_policy = login_policy(scope, logins)
        self.publish()


def _once_usable(output: pulumi.Output[str], instances: list[aws.rds.ClusterInstance]) -> pulumi.Output[str]:
    """Tell something of a cluster when somebody can connect to it: it has an instance."""
    return pulumi.Output.all(output, instances[0].id).apply(lambda values: str(values[0]))


def _secret_arn(
    scope: DatabaseScope, cluster: aws.rds.Cluster, password: pulumi.Output[str] | None
) -> pulumi.Output[str]:
    if password is None:
        return managed_secret_arn(cluster)
    database = RotatedDatabase("cluster", cluster.cluster_identifier, cluster.arn, cluster.cluster_resource_id)
    return make_secret(scope, password, database, host=_verified(scope, cluster, cluster.endpoint))


def _verified(scope: DatabaseScope, cluster: aws.rds.Cluster, value: pulumi.Output[str]) -> pulumi.Output[str]:
    return verified(
        scope,
        value,
        master_username=cluster.master_username,
        database_name=cluster.database_name,
        kms_key_arn=cluster.kms_key_id,
    )


def _watch(
    scope: DatabaseScope, cluster: aws.rds.Cluster, instances: list[aws.rds.ClusterInstance]
) -> pulumi.Output[str]:
    topic_arn = make_topic(scope)
    make_subscriptions(
        scope,
        topic_arn,
        {
            "db-cluster": [cluster.cluster_identifier],
            "db-instance": [instance.identifier for instance in instances],
            # RDS.21 and RDS.22 ask for these, though a cluster has neither kind of group that it could name.
            "db-parameter-group": [],
            "db-security-group": [],
        },
    )
    return pulumi.Output.from_input(topic_arn)
