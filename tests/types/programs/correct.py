"""A team's program without mistakes: type checkers report nothing."""

import asyncio
from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from strongroom.compute import (
    BootstrapOptions,
    CapacityOptions,
    EgressRule,
    InstancesOptions,
    LoadBalancerOptions,
    ServiceDomain,
    SystemdServiceOptions,
    WebService,
    WebServiceArgs,
)
from strongroom.core import Args, CommonInputs, Component, Input, KmsKeyArn, Model, ProtectedInputs
from strongroom.data import (
    AuroraCluster,
    AuroraClusterArgs,
    Bucket,
    BucketArgs,
    CloudFrontOrigin,
    Database,
    DatabaseArgs,
    EncryptionKey,
    EncryptionKeyArgs,
    LogBucket,
    LogBucketArgs,
    Secret,
    SecretArgs,
)
from strongroom.edge import Behavior, Site, SiteArgs
from strongroom.network import Network, NetworkArgs, SecurityGroup, SecurityGroupArgs, SecurityGroupRule
from strongroom.observability import (
    AlertTopic,
    AlertTopicArgs,
    DatabaseAlarms,
    DatabaseAlarmsArgs,
    EmailSubscription,
    WebServiceAlarms,
    WebServiceAlarmsArgs,
)

common: CommonInputs = {"environment_suffix": "prod", "tags": {"Team": "payments"}}
protected: ProtectedInputs = {**common, "durability": "persistent", "deletion_protection": True}


class Options(Model):
    """Options of a team's own component."""

    size: int = 1


class StoreArgs(Args):
    """Inputs of a team's own component."""

    kms_key_arn: Input[KmsKeyArn]
    options: Options = Options()


class Store(Component):
    """A team's own component."""

    store_arn: pulumi.Output[str]

    def __init__(self, name: str, args: StoreArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Create it."""
        super().__init__(name, args, opts)
        self.store_arn = pulumi.Output.from_input(args.kms_key_arn)
        self.publish()


async def answer() -> str:
    """Return the name of a bucket, later."""
    await asyncio.sleep(0)
    return "logs"


def foundation(zones: Sequence[str], tags: Mapping[str, str], bucket_name: pulumi.Input[str]) -> None:
    """Pass sequences, mappings, Outputs and awaitables."""
    key = EncryptionKey("main")
    EncryptionKey("other", EncryptionKeyArgs(**protected, services={"cloudwatch_logs"}))
    Network("defaults")
    network = Network("main", NetworkArgs(**common, kms_key_arn=key.kms_key_arn, availability_zones=list(zones)))
    NetworkArgs(environment_suffix="dev", tags=tags, availability_zones=["eu-central-1a", "eu-central-1b"])
    BucketArgs(**protected, kms_key_arn=key.kms_key_arn, access_log_bucket_name=answer())
    BucketArgs(**common, access_log_bucket_name=bucket_name)
    Store("store", StoreArgs(kms_key_arn=key.kms_key_arn))
    group = aws.ec2.SecurityGroup("group")
    rules = [SecurityGroupRule(name="https", description="HTTPS", ports=443, security_group_id=group.id)]
    SecurityGroup("web", SecurityGroupArgs(vpc_id=network.vpc_id, description="Web servers", ingress=rules))
    secret = Secret("token", SecretArgs(kms_key_arn=key.kms_key_arn, value=pulumi.Output.secret("secret")))
    pulumi.export("secret_arn", secret.secret_arn)
    pulumi.export("subnet_ids", network.subnets.private.ids)


def portal(network: Network, key: EncryptionKey) -> None:
    """Connect components by their outputs."""
    logs = LogBucket("logs", LogBucketArgs(**common))
    database = Database(
        "orders",
        DatabaseArgs(
            **protected,
            engine="postgres",
            kms_key_arn=key.kms_key_arn,
            vpc_id=network.vpc_id,
            subnet_ids=network.subnets.isolated.ids,
        ),
    )
    cluster = AuroraCluster(
        "ledger",
        AuroraClusterArgs(
            engine="aurora-postgresql",
            kms_key_arn=key.kms_key_arn,
            vpc_id=network.vpc_id,
            subnet_ids=network.subnets.isolated.ids,
        ),
    )
    egress = {"ledger": EgressRule(port=cluster.port, security_group_id=cluster.security_group_id)}
    service = WebService(
        "orders",
        WebServiceArgs(
            **common,
            kms_key_arn=key.kms_key_arn,
            vpc_id=network.vpc_id,
            subnet_ids=network.subnets.private.ids,
            log_bucket_name=logs.bucket_name,
            domain=ServiceDomain(name="orders.example.com", zone_id="Z0123456789ABCDEFGHIJ"),
            load_balancer=LoadBalancerOptions(scheme="internal"),
            capacity=CapacityOptions(min_size=2, max_size=4),
            instances=InstancesOptions(
                egress=egress,
                bootstrap=BootstrapOptions(
                    service=SystemdServiceOptions(
                        name="orders", command="/usr/bin/orders", environment={"PORT": cluster.port}
                    )
                ),
            ),
        ),
    )
    database.allow_from("service", service.instance_security_group_id)
    pages = Bucket("pages", BucketArgs(access_log_bucket_name=None, policy_statements=[CloudFrontOrigin()]))
    site = Site(
        "orders",
        SiteArgs(
            log_bucket_name=logs.bucket_name,
            origins={"pages": pages.origin, "service": service.origin},
            default_behavior=Behavior(origin="pages"),
        ),
    )
    subscriptions = {"team": EmailSubscription(address="team@example.com")}
    topic = AlertTopic("alerts", AlertTopicArgs(kms_key_arn=key.kms_key_arn, subscriptions=subscriptions))
    topics = [topic.topic_arn]
    WebServiceAlarms("orders", WebServiceAlarmsArgs(**common, topic_arns=topics, metrics=service.metrics))
    DatabaseAlarms("orders", DatabaseAlarmsArgs(**common, topic_arns=topics, metrics=database.metrics))
    pulumi.export("url", site.url)
