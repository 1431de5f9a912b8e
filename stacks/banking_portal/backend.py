"""What answers: the network, the database, and the service that asks it."""

from pathlib import Path

import pulumi
import pulumi_aws as aws
from config import Settings
from shared import Keys, Logs, Name, Topics

from strongroom.compute import (
    BootstrapOptions,
    CapacityOptions,
    EgressRule,
    HealthCheck,
    InstanceFile,
    InstancesOptions,
    LoadBalancerOptions,
    ScalingOptions,
    ServiceDomain,
    StepScalingOptions,
    SystemdServiceOptions,
    TargetGroupOptions,
    WebService,
    WebServiceArgs,
)
from strongroom.core import InputError, Problem, physical_name
from strongroom.data import BackupPlan, BackupPlanArgs, Database, DatabaseArgs
from strongroom.network import Network, NetworkArgs

DATABASE_PORT = 5433
PROGRAM = "/opt/portal/server.py"
"""Where instances have the service's program."""


def check_cidr_block(settings: Settings) -> None:
    """Raise an error if the environment's VPC exists with another CIDR block, before anything is registered.

    AWS moves neither a load balancer nor a database into another VPC, so the update would stop halfway.

    Args:
        settings: The settings of the environment.
    """
    name = physical_name(["portal", "vpc"], settings.environment_suffix, 256)
    found = [aws.ec2.get_vpc(id=id) for id in aws.ec2.get_vpcs(tags={"Name": name, "ManagedBy": "pulumi"}).ids or ()]
    if found and settings.cidr_block not in [vpc.cidr_block for vpc in found]:
        reason = f"must stay {found[0].cidr_block}, the CIDR block of {found[0].id}, got {settings.cidr_block}"
        remedy = "deploy a new environment with its own environmentSuffix to use other addresses"
        raise InputError("Settings", [Problem(f"{pulumi.get_project()}:cidrBlock", reason, remedy)])


def make_network(settings: Settings, keys: Keys) -> Network:
    """Make the network.

    Args:
        settings: The environment's.
        keys: They encrypt its flow log.
    """
    return Network(
        "portal",
        NetworkArgs(
            **settings.durable,
            cidr_block=settings.cidr_block,
            availability_zones=settings.availability_zones,
            nat=settings.nat,
            kms_key_arn=keys.here,
            log_retention_days=settings.log_retention_days,
        ),
    )


def make_database(settings: Settings, keys: Keys, network: Network, topics: Topics) -> Database:
    """Make the database, and in a persistent environment backups that outlive it.

    Args:
        settings: The environment's.
        keys: They encrypt it.
        network: Where it is, without a way to the internet.
        topics: Who is told of its events.
    """
    database = Database(
        "portal-database",
        DatabaseArgs(
            **settings.durable,
            engine="postgres",
            kms_key_arn=keys.here,
            vpc_id=network.vpc_id,
            subnet_group_name=network.database_subnet_group_name,
            port=DATABASE_PORT,
            database_name="portal",
            instance_class=settings.database_class,
            allocated_storage_gib=settings.database_storage_gib,
            backup_retention_days=settings.database_backup_days,
            log_retention_days=settings.log_retention_days,
            deletion_protection=settings.deletion_protection,
            snapshot_identifier=settings.database_snapshot_identifier,
            restore_to_point_in_time=settings.database_point_in_time,
            event_topic_arn=topics.here.topic_arn,
        ),
    )
    if settings.persistent:
        BackupPlan(
            "portal",
            BackupPlanArgs(**settings.protected, kms_key_arn=keys.here, resource_arns=[database.arn]),
        )
    return database


def make_service(
    settings: Settings,
    keys: Keys,
    logs: Logs,
    name: Name | None,
    network: Network,
    database: Database,
    topics: Topics,
) -> WebService:
    """Make the service, which only CloudFront reaches, and which may ask the database.

    Args:
        settings: The environment's.
        keys: They encrypt its volumes and logs.
        logs: Where its load balancer logs to.
        name: What its certificate is for; None for none.
        network: Where it is.
        database: The database.
        topics: Who is told when it scales.
    """
    program = (Path(__file__).parent / "service" / "server.py").read_text(encoding="utf-8")
    service = WebService(
        "portal",
        WebServiceArgs(
            **settings.durable,
            vpc_id=network.vpc_id,
            subnet_ids=network.subnets.private.ids,
            kms_key_arn=keys.here,
            log_bucket_name=logs.access.bucket_name,
            log_retention_days=settings.log_retention_days,
            domain=name and ServiceDomain(name=name.domain_name, zone_id=name.zone_id),
            load_balancer=LoadBalancerOptions(deletion_protection=settings.deletion_protection),
            target_group=TargetGroupOptions(health_check=HealthCheck(path="/health")),
            instances=InstancesOptions(
                instance_types=settings.instance_types,
                bootstrap=BootstrapOptions(
                    files={PROGRAM: InstanceFile(content=program)},
                    service=SystemdServiceOptions(
                        name="portal",
                        command=f"/usr/bin/python3 {PROGRAM}",
                        environment={
                            "PORTAL_ENVIRONMENT": settings.environment_suffix,
                            "PORTAL_DATABASE_HOST": database.endpoint,
                            "PORTAL_DATABASE_PORT": database.port,
                        },
                    ),
                ),
                policies={"database": database.secret_read_policy},
                egress={"database": EgressRule(port=DATABASE_PORT, security_group_id=database.security_group_id)},
            ),
            capacity=CapacityOptions(min_size=settings.min_size, max_size=settings.max_size),
            scaling=ScalingOptions(cpu_steps=StepScalingOptions(topic_arns=[topics.here.topic_arn])),
        ),
        # Instances download packages when they start, for which the routes to the NAT gateways must exist.
        pulumi.ResourceOptions(depends_on=[network]),
    )
    # The service has the egress rule itself.
    database.allow_from("service", service.instance_security_group_id, egress=False)
    return service
