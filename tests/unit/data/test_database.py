import json
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from database_inputs import (
    COMPLETE,
    EPHEMERAL,
    GENERATED,
    GROUP,
    INSTANCE,
    KEY,
    REPLICA,
    REPLICATED,
    SUBNET_GROUP,
    SUBNETS,
    TOPIC,
    DeployDatabase,
    Inputs,
    database_inputs,
    made,
    statement,
)
from recording import Cloud, Deployment, Recorder

from strongroom.core import InputError
from strongroom.data import Database, DatabaseArgs


@pytest.fixture
def deploy(record: Recorder) -> DeployDatabase:
    return DeployDatabase(record)


def group_rules(deployment: Deployment) -> dict[str, Any]:
    return {
        rule.name: rule.inputs
        for rule in deployment.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    }


def test_client_rules_keep_their_resources_between_plain_peers_and_outputs(deploy: DeployDatabase) -> None:
    kind = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"

    def names(as_input: Any) -> list[tuple[str, list[str]]]:
        deployment = deploy(
            allowed_security_groups=lambda: {"portal": as_input(GROUP)},
            allowed_cidr_blocks=lambda: {"office": as_input("10.8.0.0/16")},
        )
        return sorted((each.name, each.aliases) for each in deployment.of_type(kind))

    for (plain, to), (output, back) in zip(names(str), names(pulumi.Output.from_input), strict=True):
        assert plain != output
        assert output in to
        assert plain in back


# Where it is, and who may connect


def test_a_database_stands_in_the_subnets_and_has_no_public_address(deploy: DeployDatabase) -> None:
    deployment = deploy()
    subnets = deployment.one("aws:rds/subnetGroup:SubnetGroup")
    assert subnets.inputs["subnetIds"] == SUBNETS
    instance = deployment.named(INSTANCE)
    assert instance.inputs["dbSubnetGroupName"] == subnets.inputs["name"] == SUBNET_GROUP
    assert instance.inputs["publiclyAccessible"] is False


def test_a_list_of_subnets_may_come_later(deploy: DeployDatabase) -> None:
    deployment = deploy(subnet_ids=lambda: pulumi.Output.from_input(SUBNETS))
    assert deployment.one("aws:rds/subnetGroup:SubnetGroup").inputs["subnetIds"] == SUBNETS


def test_a_list_of_subnets_that_comes_later_is_checked_then(record: Recorder) -> None:
    def program() -> None:
        inputs = database_inputs(subnet_ids=pulumi.Output.from_input(SUBNETS[:1]))
        Database("orders", DatabaseArgs(**inputs))

    assert "subnet_ids: must have at least 2" in record.failing(InputError, program).message


def test_a_subnet_group_may_be_given(deploy: DeployDatabase) -> None:
    deployment = deploy(subnet_ids=None, subnet_group_name="isolated")
    assert not deployment.of_type("aws:rds/subnetGroup:SubnetGroup")
    assert deployment.named(INSTANCE).inputs["dbSubnetGroupName"] == "isolated"


def test_named_clients_only_may_connect_to_the_port_only(deploy: DeployDatabase) -> None:
    deployment = deploy(allowed_security_groups={"web": GROUP}, allowed_cidr_blocks={"office": "10.1.0.0/16"})
    group, rules = deployment.one("aws:ec2/securityGroup:SecurityGroup"), group_rules(deployment)
    assert deployment.named(INSTANCE).inputs["vpcSecurityGroupIds"] == [group.id]
    assert (group.inputs["ingress"], group.inputs["egress"]) == (None, None)
    assert rules.keys() == {f"orders-client-5433.{GROUP}", "orders-network-5433.10-1-0-0-16"}
    assert rules[f"orders-client-5433.{GROUP}"]["referencedSecurityGroupId"] == GROUP
    assert rules["orders-network-5433.10-1-0-0-16"]["cidrIpv4"] == "10.1.0.0/16"
    for rule in rules.values():
        assert (rule["ipProtocol"], rule["fromPort"], rule["toPort"]) == ("tcp", 5433, 5433)
        assert rule["securityGroupId"] == group.id


def test_nobody_may_connect_by_default(deploy: DeployDatabase) -> None:
    assert group_rules(deploy()) == {}


def test_nothing_goes_out(deploy: DeployDatabase) -> None:
    assert not deploy(allowed_security_groups={"web": GROUP}).of_type(
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
    )


# What it is


@pytest.mark.parametrize(
    ("engine", "version", "family"),
    [("postgres", None, "postgres17"), ("postgres", "15", "postgres15"), ("mysql", "8.0", "mysql8.0")],
)
def test_the_parameter_group_is_of_the_engines_version(
    deploy: DeployDatabase, engine: str, version: str | None, family: str
) -> None:
    deployment = deploy(engine, engine_version=version)
    group, instance = deployment.one("aws:rds/parameterGroup:ParameterGroup"), deployment.named(INSTANCE)
    assert group.inputs["family"] == family
    assert instance.inputs["parameterGroupName"] == made(group)["name"]
    assert instance.inputs["engine"] == engine
    assert instance.inputs["engineVersion"] == family.removeprefix(engine)


def test_a_major_upgrade_makes_a_group_under_another_name(deploy: DeployDatabase) -> None:
    group = deploy().one("aws:rds/parameterGroup:ParameterGroup")
    assert group.inputs["name"] is None
    assert group.inputs["namePrefix"] == "orders-dev-"


def test_parameters_are_set_over_the_defaults(deploy: DeployDatabase) -> None:
    group = deploy(parameters={"log_min_duration_statement": "250", "max_connections": "300"}).one(
        "aws:rds/parameterGroup:ParameterGroup"
    )
    found = {each["name"]: (each["value"], each["applyMethod"]) for each in group.inputs["parameters"]}
    assert found["rds.force_ssl"][0] == "1"
    assert found["log_min_duration_statement"] == ("250", "immediate")
    assert found["max_connections"] == ("300", "pending-reboot")


def test_mysql_is_audited_by_a_plugin(deploy: DeployDatabase) -> None:
    deployment = deploy("mysql")
    options = deployment.one("aws:rds/optionGroup:OptionGroup")
    assert (options.inputs["engineName"], options.inputs["majorEngineVersion"]) == ("mysql", "8.4")
    assert [option["optionName"] for option in options.inputs["options"]] == ["MARIADB_AUDIT_PLUGIN"]
    assert deployment.named(INSTANCE).inputs["optionGroupName"] == made(options)["name"]


@pytest.mark.parametrize(
    ("inputs", "stays"),
    [
        ({}, True),
        (EPHEMERAL, False),
        (EPHEMERAL | {"final_snapshot": True}, True),
        (EPHEMERAL | {"delete_automated_backups": False}, True),
        ({"final_snapshot": False, "delete_automated_backups": True}, False),
    ],
)
def test_options_stay_with_the_snapshots_that_were_taken_with_them(
    deploy: DeployDatabase, inputs: Inputs, stays: bool
) -> None:
    assert deploy("mysql", **inputs).one("aws:rds/optionGroup:OptionGroup").inputs["skipDestroy"] is stays


@pytest.mark.parametrize(("engine", "exports"), [("postgres", None), ("mysql", ["error"])])
def test_without_an_audit_log_there_are_no_options(
    deploy: DeployDatabase, engine: str, exports: list[str] | None
) -> None:
    deployment = deploy(engine, log_exports=exports)
    assert not deployment.of_type("aws:rds/optionGroup:OptionGroup")
    assert deployment.named(INSTANCE).inputs["optionGroupName"] is None


def test_a_lasting_database_outlives_mistakes(deploy: DeployDatabase) -> None:
    instance = deploy().named(INSTANCE)
    assert instance.inputs["deletionProtection"] is True
    assert instance.inputs["skipFinalSnapshot"] is False
    assert instance.inputs["deleteAutomatedBackups"] is False
    assert instance.inputs["multiAz"] is True
    assert instance.inputs["applyImmediately"] is False
    assert instance.inputs["instanceClass"] == "db.m7g.large"
    assert instance.request.deleteBeforeReplace
    assert instance.protect


def test_a_disposable_database_can_be_thrown_away(deploy: DeployDatabase) -> None:
    deployment = deploy(**EPHEMERAL)
    instance = deployment.named(INSTANCE)
    assert instance.inputs["deletionProtection"] is False
    assert instance.inputs["skipFinalSnapshot"] is True
    assert instance.inputs["finalSnapshotIdentifier"] is None
    assert instance.inputs["deleteAutomatedBackups"] is True
    assert instance.inputs["multiAz"] is False
    assert instance.inputs["applyImmediately"] is True
    assert instance.inputs["instanceClass"] == "db.t4g.medium"
    assert instance.request.deleteBeforeReplace
    assert not instance.protect
    assert not deployment.of_type("random:index/randomId:RandomId")


def test_the_final_snapshot_has_a_name_of_this_life(deploy: DeployDatabase) -> None:
    deployment = deploy()
    life = made(deployment.one("random:index/randomId:RandomId"))["hex"]
    assert deployment.named(INSTANCE).inputs["finalSnapshotIdentifier"] == f"orders-dev-final-{life}"


@pytest.mark.parametrize(
    ("inputs", "property_", "value"),
    [
        (EPHEMERAL | {"deletion_protection": True}, "deletionProtection", True),
        ({"deletion_protection": False}, "deletionProtection", False),
        ({"final_snapshot": False}, "skipFinalSnapshot", True),
        (EPHEMERAL | {"final_snapshot": True}, "skipFinalSnapshot", False),
        ({"delete_automated_backups": True}, "deleteAutomatedBackups", True),
        ({"apply_immediately": True}, "applyImmediately", True),
        ({"multi_az": False, "availability_zone": "eu-central-1a"}, "availabilityZone", "eu-central-1a"),
        (EPHEMERAL | {"multi_az": True}, "multiAz", True),
        ({"instance_class": "db.r7g.xlarge"}, "instanceClass", "db.r7g.xlarge"),
        ({}, "allocatedStorage", 20),
        ({"allocated_storage_gib": 100}, "maxAllocatedStorage", 500),
        ({"allocated_storage_gib": 60_000}, "maxAllocatedStorage", 0),
        ({"max_allocated_storage_gib": 0}, "maxAllocatedStorage", 0),
        ({}, "storageType", "gp3"),
        ({"storage_type": "io2", "allocated_storage_gib": 100, "iops": 2000}, "iops", 2000),
        ({"allocated_storage_gib": 400, "storage_throughput_mibps": 600}, "storageThroughput", 600),
        ({}, "dbName", "app"),
        ({"database_name": "ledger"}, "dbName", "ledger"),
        ({"master_username": "keeper"}, "username", "keeper"),
        ({"port": 6000}, "port", 6000),
        ({"backup_retention_days": 35}, "backupRetentionPeriod", 35),
        ({}, "backupWindow", "02:00-03:00"),
        ({"backup_window": "23:30-00:30"}, "backupWindow", "23:30-00:30"),
        ({"maintenance_window": "sat:22:00-sat:23:00"}, "maintenanceWindow", "sat:22:00-sat:23:00"),
        ({"iam_authentication": False}, "iamDatabaseAuthenticationEnabled", False),
        ({"performance_insights_retention_days": None}, "performanceInsightsEnabled", False),
        ({"performance_insights_retention_days": None}, "performanceInsightsKmsKeyId", None),
        ({"performance_insights_retention_days": 731}, "performanceInsightsRetentionPeriod", 731),
        (
            {"performance_insights_retention_days": 465, "database_insights_mode": "advanced"},
            "databaseInsightsMode",
            "advanced",
        ),
        ({"monitoring_interval_seconds": 5}, "monitoringInterval", 5),
        ({"auto_minor_version_upgrade": False}, "autoMinorVersionUpgrade", False),
        ({"auto_minor_version_upgrade": False, "engine_version": "16.4"}, "engineVersion", "16.4"),
        (EPHEMERAL | {"allow_major_version_upgrade": True}, "allowMajorVersionUpgrade", True),
        ({"ca_certificate": "rds-ca-ecc384-g1"}, "caCertIdentifier", "rds-ca-ecc384-g1"),
        ({"log_exports": ["postgresql"]}, "enabledCloudwatchLogsExports", ["postgresql"]),
        ({"log_exports": []}, "enabledCloudwatchLogsExports", []),
    ],
)
def test_an_input_reaches_the_instance(deploy: DeployDatabase, inputs: Inputs, property_: str, value: Any) -> None:
    assert deploy(**inputs).named(INSTANCE).inputs[property_] == value


def test_names_and_tags_tell_whose_everything_is(deploy: DeployDatabase) -> None:
    deployment = deploy(environment_suffix="prod", tags={"Owner": "payments"})
    assert deployment.named(INSTANCE).inputs["identifier"] == "orders-prod"
    tagged = [each for each in deployment.resources if each.custom and "tags" in set(each.inputs)]
    assert len(tagged) >= 10
    for each in tagged:
        assert each.inputs["tags"].items() >= {"Owner": "payments", "Environment": "prod"}.items()


# What it writes, and what is told of it


def test_log_groups_are_made_first_with_key_and_retention(deploy: DeployDatabase) -> None:
    deployment = deploy(log_retention_days=731)
    groups = deployment.of_type("aws:cloudwatch/logGroup:LogGroup")
    exported = deployment.named(INSTANCE).inputs["enabledCloudwatchLogsExports"]
    assert {group.inputs["name"] for group in groups} == {f"/aws/rds/instance/orders-dev/{log}" for log in exported}
    assert {(group.inputs["kmsKeyId"], group.inputs["retentionInDays"]) for group in groups} == {(KEY, 731)}
    assert deployment.named(INSTANCE).depends_on >= {group.name for group in groups}


def test_the_operating_system_is_measured_by_a_role_for_this_instance_alone(deploy: DeployDatabase) -> None:
    deployment = deploy()
    role, cloud = deployment.one("aws:iam/role:Role"), deployment.cloud
    assert deployment.named(INSTANCE).inputs["monitoringRoleArn"] == made(role)["arn"]
    assert role.inputs["name"] == f"orders-monitoring-{cloud.region}-dev"
    trust = statement(role.inputs["assumeRolePolicy"])
    assert trust["Principal"] == {"Service": "monitoring.rds.amazonaws.com"}
    assert trust["Condition"]["StringEquals"] == {"aws:SourceAccount": cloud.account_id}
    assert trust["Condition"]["ArnLike"]["aws:SourceArn"] == [
        f"arn:{cloud.partition}:rds:{cloud.region}:{cloud.account_id}:db:orders-dev"
    ]
    attached = deployment.one("aws:iam/rolePolicyAttachment:RolePolicyAttachment").inputs["policyArn"]
    assert attached == f"arn:{cloud.partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"


def test_a_role_has_room_for_the_longest_name_and_region(record: Recorder) -> None:
    name = "a" * 40
    cloud = Cloud("aws-us-gov", "us-gov-west-1", "1" * 12)
    deployment = record(lambda: Database(name, DatabaseArgs(**database_inputs())), cloud=cloud)
    assert len(deployment.one("aws:iam/role:Role").inputs["name"]) <= 64


def test_events_go_to_a_topic_that_the_key_encrypts_and_rds_alone_publishes_to(deploy: DeployDatabase) -> None:
    deployment = deploy()
    topic, cloud = deployment.one("aws:sns/topic:Topic"), deployment.cloud
    assert topic.inputs["kmsMasterKeyId"] == KEY
    statements = json.loads(deployment.one("aws:sns/topicPolicy:TopicPolicy").inputs["policy"])["Statement"]
    (allowed,) = [each for each in statements if each["Effect"] == "Allow"]
    assert allowed["Principal"] == {"Service": "events.rds.amazonaws.com"}
    assert allowed["Condition"]["StringEquals"] == {"aws:SourceAccount": cloud.account_id}
    assert deployment.value(deployment.result.event_topic_arn) == made(topic)["arn"]


def test_events_may_go_to_a_topic_that_there_is(deploy: DeployDatabase) -> None:
    deployment = deploy(event_topic_arn=TOPIC)
    assert not deployment.of_type("aws:sns/topic:Topic")
    subscriptions = deployment.of_type("aws:rds/eventSubscription:EventSubscription")
    assert {each.inputs["snsTopic"] for each in subscriptions} == {TOPIC}


def test_events_of_all_instances_and_of_their_parameters_are_told(deploy: DeployDatabase) -> None:
    deployment = deploy(**REPLICATED)
    found = {
        each.inputs["sourceType"]: each.inputs["sourceIds"]
        for each in deployment.of_type("aws:rds/eventSubscription:EventSubscription")
    }
    assert found == {
        "db-instance": ["orders-dev", "orders-replica-reports-dev"],
        "db-parameter-group": [made(deployment.one("aws:rds/parameterGroup:ParameterGroup"))["name"]],
        "db-security-group": None,
    }


# Read replicas and proxy


def test_a_read_replica_is_like_the_database(deploy: DeployDatabase) -> None:
    deployment = deploy(**REPLICATED)
    database, replica = deployment.named(INSTANCE), deployment.named(REPLICA)
    assert replica.inputs["replicateSourceDb"] == "orders-dev"
    same = (
        *("instanceClass", "storageEncrypted", "kmsKeyId", "port", "publiclyAccessible", "vpcSecurityGroupIds"),
        *(
            "parameterGroupName",
            "iamDatabaseAuthenticationEnabled",
            "enabledCloudwatchLogsExports",
            "monitoringInterval",
        ),
        *("monitoringRoleArn", "performanceInsightsEnabled", "performanceInsightsKmsKeyId", "caCertIdentifier"),
        *("autoMinorVersionUpgrade", "deletionProtection", "copyTagsToSnapshot", "maxAllocatedStorage", "storageType"),
    )
    assert {name: replica.inputs[name] for name in same} == {name: database.inputs[name] for name in same}
    for of_the_source in (
        "username",
        "password",
        "dbName",
        "manageMasterUserPassword",
        "finalSnapshotIdentifier",
    ):
        assert replica.inputs[of_the_source] is None
    assert replica.inputs["skipFinalSnapshot"] is True


def test_a_read_replica_has_its_own_class_zones_and_log_groups(deploy: DeployDatabase) -> None:
    replicas = {
        "one": {"instance_class": "db.r7g.large", "availability_zone": "eu-central-1b"},
        "two": {"multi_az": True},
    }
    deployment = deploy(**GENERATED, read_replicas=replicas)
    one, two = deployment.named("orders-replica-one"), deployment.named("orders-replica-two")
    assert (one.inputs["instanceClass"], one.inputs["availabilityZone"]) == ("db.r7g.large", "eu-central-1b")
    assert (two.inputs["multiAz"], one.inputs["multiAz"]) == (True, False)
    assert "orders-replica-one-log-postgresql" in one.depends_on
    names = deployment.value(deployment.result.log_group_names)
    assert "/aws/rds/instance/orders-replica-two-dev/postgresql" in names
    assert len(names) == 9


def test_read_replicas_are_told_by_name(deploy: DeployDatabase) -> None:
    deployment = deploy(**REPLICATED)
    told = deployment.result
    assert deployment.value(told.reader_endpoints["reports"]) == made(deployment.named(REPLICA))["address"]
    assert deployment.value(told.reader_identifiers["reports"]) == "orders-replica-reports-dev"


def test_a_proxy_stands_between_the_clients_and_the_database(deploy: DeployDatabase) -> None:
    deployment = deploy(proxy={}, allowed_security_groups={"web": GROUP}, iam_usernames=["app"])
    told = deployment.result
    assert deployment.value(told.proxy_endpoint) == made(deployment.one("aws:rds/proxy:Proxy"))["endpoint"]
    assert told.proxy_port == 5432
    assert deployment.one("aws:rds/proxyTarget:ProxyTarget").inputs["dbInstanceIdentifier"] == "orders-dev"
    login = statement(deployment.value(told.iam_login_policy))
    assert len(login["Resource"]) == 2


# What it tells


def test_a_database_tells_where_it_is(deploy: DeployDatabase) -> None:
    deployment = deploy()
    instance, told = deployment.named(INSTANCE), deployment.result
    assert deployment.value(told.endpoint) == made(instance)["address"]
    assert deployment.value(told.port) == 5433
    assert deployment.value(told.identifier) == "orders-dev"
    assert deployment.value(told.arn) == made(instance)["arn"]
    assert deployment.value(told.resource_id) == made(instance)["resourceId"]
    assert deployment.value(told.database_name) == "app"
    assert deployment.value(told.master_username) == "dbadmin"
    assert deployment.value(told.kms_key_arn) == KEY
    assert deployment.value(told.security_group_id) == deployment.one("aws:ec2/securityGroup:SecurityGroup").id
    assert deployment.value(told.subnet_group_name) == SUBNET_GROUP
    assert (told.proxy_endpoint, told.proxy_port) == (None, None)
    assert told.reader_endpoints == {}


@pytest.mark.parametrize("inputs", [{}, COMPLETE])
def test_a_preview_does_without_what_only_aws_knows(deploy: DeployDatabase, inputs: Inputs) -> None:
    previewed, deployed = deploy(preview=True, **inputs), deploy(**inputs)
    names = sorted(each.name for each in deployed.resources)
    assert sorted(each.name for each in previewed.resources) == names


def test_database_metrics_have_engine_class_and_storage(deploy: DeployDatabase) -> None:
    larger: Any = {"read_replicas": {"reports": {"instance_class": "db.m7g.2xlarge"}}}
    deployment = deploy(**GENERATED, **larger, storage_type="io2", iops=3000, allocated_storage_gib=100)
    database: Database = deployment.result
    replica = database.read_replica_metrics["reports"]
    assert deployment.value(database.metrics.db_instance_identifier) == deployment.value(database.identifier)
    assert deployment.value(replica.db_instance_identifier) == deployment.value(database.reader_identifiers["reports"])
    assert (database.metrics.instance_class, replica.instance_class) == ("db.m7g.large", "db.m7g.2xlarge")
    assert (database.metrics.replica, replica.replica) == (False, True)
    for metrics in (database.metrics, replica):
        assert (metrics.engine, metrics.allocated_storage_gib, metrics.storage_type) == ("postgres", 100, "io2")


@pytest.mark.parametrize(
    ("value", "connections"), [("500", 500), ("{DBInstanceClassMemory/9531392}", None), ("0", None)]
)
def test_database_metrics_have_the_connections_of_its_parameters(
    deploy: DeployDatabase, value: str, connections: int | None
) -> None:
    assert deploy(parameters={"max_connections": value}).result.metrics.max_connections == connections


# Clients that are admitted afterwards

CLIENT = "sg-0123456789abcdef1"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"


def admitting(*clients: tuple[str, Any], egress: Any = True, **inputs: Any) -> Callable[[], Database]:
    def program() -> Database:
        database = Database("orders", DatabaseArgs(**database_inputs(**inputs)))
        for name, client in clients:
            group: Any = client() if callable(client) else client
            database.allow_from(name, group, egress=egress)
        return database

    return program


def test_allow_from_adds_the_rules_of_clients_and_the_clients_egress(record: Recorder) -> None:
    deployment = record(admitting(("web", CLIENT), allowed_security_groups={"batch": GROUP}))
    group = deployment.one("aws:ec2/securityGroup:SecurityGroup")
    rules = group_rules(deployment)
    assert rules.keys() == {f"orders-client-5433.{GROUP}", f"orders-client-5433.{CLIENT}"}
    same = record(admitting(allowed_security_groups={"batch": GROUP, "web": CLIENT}))
    # Each recording has security groups of its own.
    ids = {"securityGroupId": group.id}
    assert {**group_rules(same)[f"orders-client-5433.{CLIENT}"], **ids} == rules[f"orders-client-5433.{CLIENT}"]
    egress = deployment.one(EGRESS)
    assert egress.name == f"orders-client-egress-5433.{CLIENT}"
    assert egress.inputs["securityGroupId"] == CLIENT
    assert egress.inputs["referencedSecurityGroupId"] == group.id
    assert (egress.inputs["ipProtocol"], egress.inputs["fromPort"], egress.inputs["toPort"]) == ("tcp", 5433, 5433)


def test_allow_from_admits_to_the_proxy_too(record: Recorder) -> None:
    deployment = record(admitting(("web", CLIENT), proxy={}))
    admitted = {name: rule["toPort"] for name, rule in group_rules(deployment).items() if "-client-" in name}
    assert admitted == {f"orders-client-5433.{CLIENT}": 5433, f"orders-proxy-client-5432.{CLIENT}": 5432}
    ports = {rule.name: rule.inputs["toPort"] for rule in deployment.of_type(EGRESS)}
    assert ports == {
        f"orders-client-egress-5433.{CLIENT}": 5433,
        f"orders-proxy-client-egress-5432.{CLIENT}": 5432,
        "orders-proxy-to-database": 5433,
    }


def test_allow_from_accepts_outputs_and_can_leave_egress_alone(record: Recorder) -> None:
    deployment = record(admitting(("web", lambda: pulumi.Output.from_input(CLIENT)), egress=False))
    rules = group_rules(deployment)
    assert rules.keys() == {"orders-client-5433.web"}
    assert rules["orders-client-5433.web"]["referencedSecurityGroupId"] == CLIENT
    assert not deployment.of_type(EGRESS)


@pytest.mark.parametrize(
    ("clients", "inputs", "message"),
    [
        (
            [("web", CLIENT)],
            {"allowed_security_groups": {"web": GROUP}},
            "name: must differ from the names of the other clients, got web",
        ),
        ([("web", GROUP), ("web", CLIENT)], {}, "name: must differ from the names of the other clients"),
        (
            [("web", GROUP)],
            {"allowed_security_groups": {"batch": GROUP}},
            "security_group_id: must differ from that of the client batch",
        ),
        ([("Web 1", CLIENT)], {}, "name: must be 1 to 40 lower-case letters"),
        ([("web", "vpc-0123456789abcdef0")], {}, "security_group_id: must be the id of a security group"),
        ([("web", None)], {}, "security_group_id: "),
        (
            [("web", lambda: pulumi.Output.from_input("group"))],
            {},
            "security_group_id: must be the id of a security group",
        ),
    ],
)
def test_allow_from_refuses_invalid_clients(
    record: Recorder, clients: list[tuple[str, Any]], inputs: Inputs, message: str
) -> None:
    error = record.failing(InputError, admitting(*clients, **inputs))
    assert "allow_from: 1 input can't be used" in error.message
    assert message in error.message


def test_allow_from_reports_all_problems_at_once(record: Recorder) -> None:
    error = record.failing(InputError, admitting(("Web", "group"), egress="yes"))
    assert "Database.allow_from: 3 inputs can't be used" in error.message
    assert [line.split(":")[0].strip() for line in error.message.splitlines()[1:]] == [
        "name",
        "security_group_id",
        "egress",
    ]
