"""Amazon RDS."""

from typing import Any

from strongroom.sandbox.provider.wire import Props

from .world import GROUP, Life, World

INSTANCE, CLUSTER = "aws:rds/instance:Instance", "aws:rds/cluster:Cluster"
MEMBER = "aws:rds/clusterInstance:ClusterInstance"
SUBNETS, PARAMETERS = "aws:rds/subnetGroup:SubnetGroup", "aws:rds/parameterGroup:ParameterGroup"
CLUSTER_PARAMETERS = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
OPTIONS, EVENTS = "aws:rds/optionGroup:OptionGroup", "aws:rds/eventSubscription:EventSubscription"
PROXY, POOL = "aws:rds/proxy:Proxy", "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup"
TARGET = "aws:rds/proxyTarget:ProxyTarget"

PASSWORD = "a-Password.of-32-characters!abcd"  # noqa: S105 - of a database that is not there
"""Long enough for every engine, and with nothing that RDS refuses."""
NOT_KEPT = frozenset(
    {"finalSnapshotIdentifier", "manageMasterUserPassword", "masterPassword", "password", "skipFinalSnapshot"}
)
NO_PROXY = "it-12345678/default/RDS_INSTANCE/it-12345678"


def place(world: World) -> Props:
    """Return where a database is: subnets and a security group of one VPC."""
    subnets = world.subnets()
    vpc = world.client("ec2").describe_subnets(SubnetIds=subnets)["Subnets"][0]["VpcId"]
    return {
        "dbSubnetGroupName": world.make(SUBNETS, subnetIds=subnets).id,
        "vpcSecurityGroupIds": [world.make(GROUP, vpcId=vpc).id],
    }


def instance(world: World, **more: Any) -> Props:
    """Return the inputs of a small instance."""
    return {
        "identifier": world.name(),
        "engine": "postgres",
        "engineVersion": "17.6",
        "instanceClass": "db.t4g.medium",
        "allocatedStorage": 20,
        "username": "owner",
        "password": PASSWORD,
        "skipFinalSnapshot": True,
        **more,
    }


def careful_instance(world: World) -> Props:
    """Return the inputs of an instance with all that a production database needs."""
    inputs = instance(world)
    del inputs["password"]
    return {
        **inputs,
        **place(world),
        "allocatedStorage": 400,
        "maxAllocatedStorage": 1000,
        "storageType": "gp3",
        "iops": 12000,
        "storageThroughput": 500,
        "storageEncrypted": True,
        "kmsKeyId": world.key(),
        "dbName": "bank",
        "manageMasterUserPassword": True,
        "masterUserSecretKmsKeyId": world.key("secret"),
        "port": 6432,
        "multiAz": True,
        "parameterGroupName": world.make(PARAMETERS, family="postgres17").id,
        "backupRetentionPeriod": 14,
        "backupWindow": "01:00-02:00",
        "maintenanceWindow": "sun:03:00-sun:04:00",
        "enabledCloudwatchLogsExports": ["upgrade", "postgresql"],
        "deletionProtection": False,
        "copyTagsToSnapshot": True,
        "iamDatabaseAuthenticationEnabled": True,
        "performanceInsightsEnabled": True,
        "performanceInsightsKmsKeyId": world.key("insights"),
        "performanceInsightsRetentionPeriod": 465,
        "monitoringInterval": 60,
        "monitoringRoleArn": world.role("monitoring.rds").outputs["arn"],
        "caCertIdentifier": "rds-ca-ecc384-g1",
        "networkType": "IPV4",
        "licenseModel": "postgresql-license",
        "dedicatedLogVolume": True,
        "engineLifecycleSupport": "open-source-rds-extended-support-disabled",
    }


def changed_instance(world: World) -> Props:
    """Return changes to it that leave it in its place."""
    return {
        "instanceClass": "db.r8g.large",
        "maxAllocatedStorage": 2000,
        "iops": 16000,
        "storageThroughput": 1000,
        "port": 7432,
        "multiAz": False,
        "parameterGroupName": world.make(PARAMETERS, family="postgres17").id,
        "backupRetentionPeriod": 35,
        "backupWindow": "04:00-05:00",
        "maintenanceWindow": "mon:06:00-mon:07:00",
        "enabledCloudwatchLogsExports": ["postgresql", "iam-db-auth-error"],
        "copyTagsToSnapshot": False,
        "iamDatabaseAuthenticationEnabled": False,
        "databaseInsightsMode": "advanced",
        "performanceInsightsRetentionPeriod": 731,
        "monitoringInterval": 30,
        "caCertIdentifier": "rds-ca-rsa4096-g1",
        "networkType": "DUAL",
        "vpcSecurityGroupIds": place(world)["vpcSecurityGroupIds"],
        "autoMinorVersionUpgrade": False,
        "engineVersion": "17.7",
    }


def cluster(world: World, **more: Any) -> Props:
    """Return the inputs of a small cluster."""
    return {
        "clusterIdentifier": world.name(),
        "engine": "aurora-postgresql",
        "engineVersion": "17.5",
        "masterUsername": "owner",
        "masterPassword": PASSWORD,
        "skipFinalSnapshot": True,
        **more,
    }


def careful_cluster(world: World) -> Props:
    """Return the inputs of a cluster with all that a production database needs."""
    inputs = cluster(world)
    del inputs["masterPassword"]
    return {
        **inputs,
        **place(world),
        "databaseName": "bank",
        "manageMasterUserPassword": True,
        "masterUserSecretKmsKeyId": world.key("secret"),
        "port": 6432,
        "dbClusterParameterGroupName": world.make(CLUSTER_PARAMETERS, family="aurora-postgresql17").id,
        "backupRetentionPeriod": 14,
        "preferredBackupWindow": "01:00-02:00",
        "preferredMaintenanceWindow": "sun:03:00-sun:04:00",
        "storageEncrypted": True,
        "kmsKeyId": world.key(),
        "copyTagsToSnapshot": True,
        "iamDatabaseAuthenticationEnabled": True,
        "enabledCloudwatchLogsExports": ["postgresql"],
        "serverlessv2ScalingConfiguration": {"minCapacity": 0.5, "maxCapacity": 4},
        "storageType": "aurora-iopt1",
        "performanceInsightsEnabled": True,
        "performanceInsightsKmsKeyId": world.key("insights"),
        "performanceInsightsRetentionPeriod": 465,
        "monitoringInterval": 60,
        "monitoringRoleArn": world.role("monitoring.rds").outputs["arn"],
        "caCertificateIdentifier": "rds-ca-ecc384-g1",
        "networkType": "IPV4",
    }


def changed_cluster(world: World) -> Props:
    """Return changes to it that leave it in its place."""
    return {
        "engineVersion": "17.6",
        "port": 7432,
        "dbClusterParameterGroupName": world.make(CLUSTER_PARAMETERS, family="aurora-postgresql17").id,
        "backupRetentionPeriod": 35,
        "preferredBackupWindow": "04:00-05:00",
        "preferredMaintenanceWindow": "mon:06:00-mon:07:00",
        "copyTagsToSnapshot": False,
        "iamDatabaseAuthenticationEnabled": False,
        "enabledCloudwatchLogsExports": ["instance", "iam-db-auth-error"],
        "serverlessv2ScalingConfiguration": {"minCapacity": 1, "maxCapacity": 8.5},
        "storageType": "aurora",
        "databaseInsightsMode": "advanced",
        "performanceInsightsRetentionPeriod": 731,
        "monitoringInterval": 30,
        "caCertificateIdentifier": "rds-ca-rsa4096-g1",
        "vpcSecurityGroupIds": place(world)["vpcSecurityGroupIds"],
    }


def member(world: World) -> Props:
    """Return the inputs of an instance of a cluster."""
    return {
        "identifier": world.name(),
        "clusterIdentifier": world.make(CLUSTER, **cluster(world)).id,
        "engine": "aurora-postgresql",
        "engineVersion": "17.5",
        "instanceClass": "db.t4g.medium",
        "promotionTier": 1,
        "dbParameterGroupName": world.make(PARAMETERS, family="aurora-postgresql17").id,
        "performanceInsightsEnabled": True,
        "monitoringInterval": 60,
        "monitoringRoleArn": world.role("monitoring.rds").outputs["arn"],
        "caCertIdentifier": "rds-ca-ecc384-g1",
        "copyTagsToSnapshot": True,
        "preferredMaintenanceWindow": "sun:03:00-sun:04:00",
    }


def proxy(world: World) -> Props:
    """Return the inputs of a proxy."""
    return {
        "name": world.name(),
        "engineFamily": "POSTGRESQL",
        "roleArn": world.role("rds").outputs["arn"],
        "auths": [login(world, iamAuth="REQUIRED", description="The owner")],
        "vpcSubnetIds": world.subnets(),
        "requireTls": True,
        "idleClientTimeout": 600,
    }


def secret(world: World) -> str:
    """Return the ARN of a secret that a proxy logs in with."""
    return world.client("secretsmanager").create_secret(Name=world.name(), SecretString="{}")["ARN"]


def login(world: World, **more: str) -> Props:
    """Return how a proxy logs in."""
    chosen = {"authScheme": "SECRETS", "iamAuth": "DISABLED", "clientPasswordAuthType": "POSTGRES_SCRAM_SHA_256"}
    return {"secretArn": secret(world), **chosen, **more}


def target(world: World) -> Props:
    """Return the inputs of a target of a proxy."""
    return {
        "dbProxyName": world.make(PROXY, **proxy(world)).id,
        "targetGroupName": "default",
        "dbInstanceIdentifier": world.make(INSTANCE, **instance(world)).outputs["identifier"],
    }


LIVES = (
    Life(
        token=INSTANCE,
        making=instance,
        changing=lambda _: {"instanceClass": "db.t4g.large"},
        missing="db-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        not_told=NOT_KEPT,
    ),
    Life(
        token=INSTANCE,
        what="for production",
        making=careful_instance,
        changing=changed_instance,
        not_told=NOT_KEPT,
    ),
    Life(
        token=INSTANCE,
        what="of MySQL",
        making=lambda world: instance(world, engine="mysql", engineVersion="8.4.6", optionGroupName=options(world)),
        changing=lambda _: {"deletionProtection": True, "enabledCloudwatchLogsExports": ["error", "slowquery"]},
        not_told=NOT_KEPT,
    ),
    Life(token=CLUSTER, making=cluster, not_told=NOT_KEPT),
    Life(token=CLUSTER, what="for production", making=careful_cluster, changing=changed_cluster, not_told=NOT_KEPT),
    Life(
        token=CLUSTER,
        what="of MySQL",
        making=lambda world: cluster(
            world, engine="aurora-mysql", engineVersion="8.0.mysql_aurora.3.08.2", backtrackWindow=3600
        ),
        changing=lambda _: {"backtrackWindow": 7200, "enabledCloudwatchLogsExports": ["audit", "error"]},
        not_told=NOT_KEPT,
    ),
    Life(
        token=MEMBER,
        making=member,
        changing=lambda world: {
            "instanceClass": "db.r8g.large",
            "promotionTier": 0,
            "dbParameterGroupName": world.make(PARAMETERS, family="aurora-postgresql17").id,
            "performanceInsightsRetentionPeriod": 62,
            "monitoringInterval": 30,
            "caCertIdentifier": "rds-ca-rsa4096-g1",
            "copyTagsToSnapshot": False,
            "preferredMaintenanceWindow": "mon:06:00-mon:07:00",
        },
    ),
    Life(
        token=PARAMETERS,
        making=lambda world: {
            "name": world.name(),
            "family": "postgres17",
            "description": "Says why",
            "parameters": [
                {"name": "rds.force_ssl", "value": "1", "applyMethod": "immediate"},
                {"name": "shared_preload_libraries", "value": "pgaudit", "applyMethod": "pending-reboot"},
            ],
        },
        changing=lambda _: {
            "parameters": [
                {"name": "rds.force_ssl", "value": "0", "applyMethod": "immediate"},
                {"name": "log_connections", "value": "1", "applyMethod": "immediate"},
            ],
        },
    ),
    Life(
        token=CLUSTER_PARAMETERS,
        making=lambda world: {
            "name": world.name(),
            "family": "aurora-postgresql17",
            "parameters": [{"name": "rds.force_ssl", "value": "1", "applyMethod": "immediate"}],
        },
        changing=lambda _: {"parameters": [{"name": "log_statement", "value": "ddl", "applyMethod": "immediate"}]},
    ),
    Life(
        token=OPTIONS,
        making=lambda world: {
            "name": world.name(),
            "engineName": "mysql",
            "majorEngineVersion": "8.0",
            "options": [
                {
                    "optionName": "MARIADB_AUDIT_PLUGIN",
                    "optionSettings": [{"name": "SERVER_AUDIT_EVENTS", "value": "CONNECT"}],
                }
            ],
        },
        changing=lambda world: {
            "options": [
                {
                    "optionName": "MEMCACHED",
                    "port": 11211,
                    "vpcSecurityGroupMemberships": [world.make(GROUP, vpcId=world.vpc()).id],
                },
            ]
        },
    ),
    Life(
        token=EVENTS,
        making=lambda world: {
            "name": world.name(),
            "snsTopic": world.topic(),
            "sourceType": "db-instance",
            "sourceIds": ["one", "two"],
            "eventCategories": ["failure", "maintenance"],
        },
        changing=lambda world: {
            "snsTopic": world.topic(),
            "sourceIds": ["two", "three"],
            "eventCategories": ["configuration change"],
            "enabled": False,
        },
    ),
    Life(
        token=PROXY,
        making=proxy,
        changing=lambda world: {
            "auths": [login(world), login(world)],
            "requireTls": False,
            "idleClientTimeout": 1200,
            "debugLogging": True,
            "roleArn": world.role("rds").outputs["arn"],
            "vpcSecurityGroupIds": [world.make(GROUP, vpcId=world.vpc()).id],
        },
    ),
    Life(
        token=POOL,
        making=lambda world: {
            "dbProxyName": world.make(PROXY, **proxy(world)).id,
            "connectionPoolConfig": {
                "connectionBorrowTimeout": 60,
                "maxConnectionsPercent": 80,
                "maxIdleConnectionsPercent": 20,
                "sessionPinningFilters": ["EXCLUDE_VARIABLE_SETS"],
                "initQuery": "SET x=1",
            },
        },
        changing=lambda _: {"connectionPoolConfig": {"maxConnectionsPercent": 90, "maxIdleConnectionsPercent": 0}},
        kept=True,
    ),
    Life(token=TARGET, making=target, missing=NO_PROXY),
)


def options(world: World) -> str:
    """Return the name of an option group."""
    return world.make(OPTIONS, engineName="mysql", majorEngineVersion="8.4").id
