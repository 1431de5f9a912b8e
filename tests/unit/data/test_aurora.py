import json
from typing import Any

import pytest
from database_inputs import GROUP, KEY, SUBNETS, VPC, database_inputs
from hypothesis import given
from hypothesis import strategies as st
from recording import UNKNOWN, Deployment, Recorded, Recorder

from strongroom.core import InputError, Problem
from strongroom.data import AuroraCluster, AuroraClusterArgs

CLUSTER = "aws:rds/cluster:Cluster"
INSTANCE = "aws:rds/clusterInstance:ClusterInstance"
PARAMETERS = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
SUBSCRIPTION = "aws:rds/eventSubscription:EventSubscription"
LOG = "aws:cloudwatch/logGroup:LogGroup"

ENGINES = ("aurora-postgresql", "aurora-mysql")


def aurora_inputs(engine: str = "aurora-postgresql", **more: Any) -> dict[str, Any]:
    return database_inputs(engine, **more)


def deploy(record: Recorder, engine: str = "aurora-postgresql", **more: Any) -> Deployment:
    return record(lambda: AuroraCluster("ledger", AuroraClusterArgs(**aurora_inputs(engine, **more))))


def instances(deployment: Deployment) -> list[Recorded]:
    return sorted(deployment.of_type(INSTANCE), key=lambda each: each.inputs["promotionTier"])


def monitoring_role(deployment: Deployment) -> Recorded:
    (role,) = [each for each in deployment.of_type("aws:iam/role:Role") if each.name == "ledger-monitoring"]
    return role


def told(resource: Recorded, output: str) -> Any:
    assert resource.outputs is not None
    return resource.outputs[output]


def refusals(engine: str = "aurora-postgresql", **more: Any) -> dict[str, Problem]:
    with pytest.raises(InputError) as error:
        AuroraClusterArgs(**aurora_inputs(engine, **more))
    return {problem.path: problem for problem in error.value.problems}


@pytest.mark.parametrize(
    ("engine", "version", "family", "port"),
    [("aurora-postgresql", "17", "aurora-postgresql17", 5433), ("aurora-mysql", "8.0", "aurora-mysql8.0", 3307)],
)
def test_a_cluster_is_of_its_engine(record: Recorder, engine: str, version: str, family: str, port: int) -> None:
    deployment = deploy(record, engine)
    cluster, group = deployment.one(CLUSTER), deployment.one(PARAMETERS)
    assert (cluster.inputs["engine"], cluster.inputs["engineVersion"], cluster.inputs["port"]) == (
        engine,
        version,
        port,
    )
    assert group.inputs["family"] == family
    assert cluster.inputs["dbClusterParameterGroupName"] == told(group, "name")
    assert {each.inputs["engine"] for each in deployment.of_type(INSTANCE)} == {engine}


def test_a_cluster_is_encrypted_protected_and_backed_up_with_a_last_snapshot(record: Recorder) -> None:
    deployment = deploy(record)
    cluster = deployment.one(CLUSTER).inputs
    assert (cluster["storageEncrypted"], cluster["kmsKeyId"]) == (True, KEY)
    assert cluster["deletionProtection"] is True
    assert cluster["skipFinalSnapshot"] is False
    assert cluster["finalSnapshotIdentifier"].startswith("ledger-dev-final-")
    assert cluster["backupRetentionPeriod"] == 7
    assert cluster["deleteAutomatedBackups"] is False
    assert cluster["copyTagsToSnapshot"] is True
    assert cluster["applyImmediately"] is False


def test_a_disposable_cluster_goes_with_everything(record: Recorder) -> None:
    deployment = deploy(record, durability="ephemeral")
    cluster = deployment.one(CLUSTER).inputs
    assert cluster["deletionProtection"] is False
    assert (cluster["skipFinalSnapshot"], cluster["finalSnapshotIdentifier"]) == (True, None)
    assert cluster["deleteAutomatedBackups"] is True
    assert cluster["applyImmediately"] is True
    assert len(instances(deployment)) == 1


@pytest.mark.parametrize(("protection", "protected"), [(True, ["ledger-cluster", "ledger-instance-1"]), (False, [])])
def test_what_rds_protects_pulumi_protects_before_anything_is_deleted(
    record: Recorder, protection: bool, protected: list[str]
) -> None:
    deployment = deploy(record, deletion_protection=protection)
    found = [*deployment.of_type(CLUSTER), *deployment.of_type(INSTANCE)]
    assert sorted(each.name for each in found if each.protect) == protected


@pytest.mark.parametrize(
    ("inputs", "count"),
    [
        ({}, 2),
        ({"durability": "ephemeral"}, 1),
        ({"readers": 0}, 1),
        ({"readers": 15}, 16),
        ({"durability": "ephemeral", "readers": 2}, 3),
    ],
)
def test_readers_follow_their_input_or_the_durability(record: Recorder, inputs: dict[str, Any], count: int) -> None:
    deployment = deploy(record, **inputs)
    found = instances(deployment)
    assert [each.inputs["promotionTier"] for each in found] == [*range(count)]
    assert [each.inputs["identifier"] for each in found] == [f"ledger-instance-{n + 1}-dev" for n in range(count)]
    assert deployment.value(deployment.result.instance_identifiers) == [each.inputs["identifier"] for each in found]


def test_the_instance_that_writes_is_there_before_the_readers(record: Recorder) -> None:
    first, *readers = instances(deploy(record, readers=3))
    assert all(first.name in reader.depends_on for reader in readers)


def test_no_instance_can_be_reached_from_outside(record: Recorder) -> None:
    deployment = deploy(record, allowed_security_groups={"app": GROUP})
    assert {each.inputs["publiclyAccessible"] for each in instances(deployment)} == {False}
    group = deployment.one("aws:ec2/securityGroup:SecurityGroup")
    assert group.inputs["vpcId"] == VPC
    assert deployment.one(CLUSTER).inputs["vpcSecurityGroupIds"] == [group.id]
    rule = deployment.one("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").inputs
    assert (rule["referencedSecurityGroupId"], rule["fromPort"], rule["toPort"]) == (GROUP, 5433, 5433)
    subnets = deployment.one("aws:rds/subnetGroup:SubnetGroup")
    assert subnets.inputs["subnetIds"] == SUBNETS
    assert deployment.one(CLUSTER).inputs["dbSubnetGroupName"] == subnets.inputs["name"]


@pytest.mark.parametrize(
    ("engine", "inputs", "expected"),
    [
        ("aurora-postgresql", {}, "db.r7g.large"),
        ("aurora-mysql", {}, "db.r7g.large"),
        ("aurora-postgresql", {"durability": "ephemeral"}, "db.t4g.medium"),
        ("aurora-mysql", {"durability": "ephemeral"}, "db.r7g.large"),
        ("aurora-mysql", {"instance_class": "db.r8g.xlarge"}, "db.r8g.xlarge"),
        ("aurora-postgresql", {"serverless": {"max_capacity_acu": 8}}, "db.serverless"),
    ],
)
def test_the_class_of_instances_follows_its_input_engine_and_durability(
    record: Recorder, engine: str, inputs: dict[str, Any], expected: str
) -> None:
    found = instances(deploy(record, engine, **inputs))
    assert {each.inputs["instanceClass"] for each in found} == {expected}


def test_serverless_instances_scale_between_two_capacities(record: Recorder) -> None:
    scaling = deploy(record, serverless={"max_capacity_acu": 8}).one(CLUSTER).inputs["serverlessv2ScalingConfiguration"]
    assert (scaling["minCapacity"], scaling["maxCapacity"]) == (0.5, 8)
    paused = {"min_capacity_acu": 0, "max_capacity_acu": 1.5, "auto_pause_after_seconds": 600}
    scaling = deploy(record, serverless=paused).one(CLUSTER).inputs["serverlessv2ScalingConfiguration"]
    assert scaling == {"minCapacity": 0, "maxCapacity": 1.5, "secondsUntilAutoPause": 600}


@pytest.mark.parametrize("storage_type", ["aurora", "aurora-iopt1"])
def test_storage_is_standard_or_with_its_operations_included(record: Recorder, storage_type: str) -> None:
    assert deploy(record, storage_type=storage_type).one(CLUSTER).inputs["storageType"] == storage_type


def test_aurora_mysql_can_be_wound_back(record: Recorder) -> None:
    assert deploy(record, "aurora-mysql", backtrack_hours=24).one(CLUSTER).inputs["backtrackWindow"] == 86_400
    assert deploy(record, "aurora-mysql").one(CLUSTER).inputs["backtrackWindow"] == 0
    assert deploy(record).one(CLUSTER).inputs["backtrackWindow"] is None


@pytest.mark.parametrize("engine", ENGINES)
def test_every_log_is_exported_to_a_group_that_is_there_before(record: Recorder, engine: str) -> None:
    deployment = deploy(record, engine)
    cluster, groups = deployment.one(CLUSTER), deployment.of_type(LOG)
    exports = cluster.inputs["enabledCloudwatchLogsExports"]
    assert {group.inputs["name"] for group in groups} == {f"/aws/rds/cluster/ledger-dev/{log}" for log in exports}
    assert {"instance", "iam-db-auth-error"} < set(exports)
    assert {(group.inputs["kmsKeyId"], group.inputs["retentionInDays"]) for group in groups} == {(KEY, 365)}
    assert {group.name for group in groups} <= cluster.depends_on


def test_windows_are_the_clusters_and_its_instances(record: Recorder) -> None:
    inputs = {"backup_window": "01:00-02:00", "maintenance_window": "mon:03:00-mon:04:00"}
    deployment = deploy(record, **inputs)
    cluster = deployment.one(CLUSTER).inputs
    assert (cluster["preferredBackupWindow"], cluster["preferredMaintenanceWindow"]) == tuple(inputs.values())
    for each in instances(deployment):
        assert each.inputs["preferredMaintenanceWindow"] == inputs["maintenance_window"]


def test_rds_manages_the_master_password_with_the_key(record: Recorder) -> None:
    deployment = deploy(record)
    cluster = deployment.one(CLUSTER).inputs
    assert (cluster["manageMasterUserPassword"], cluster["masterUserSecretKmsKeyId"]) == (True, KEY)
    assert cluster["masterPassword"] is None
    assert not deployment.of_type("random:index/randomPassword:RandomPassword")
    assert ":secret:rds!" in deployment.value(deployment.result.secret_arn)


def test_a_generated_master_password_is_rotated_in_the_cluster(record: Recorder) -> None:
    deployment = deploy(record, password_management="generated")  # noqa: S106
    cluster = deployment.one(CLUSTER)
    assert cluster.inputs["manageMasterUserPassword"] is None
    secret = deployment.one("aws:secretsmanager/secret:Secret")
    assert deployment.value(deployment.result.secret_arn) == secret.id
    rotation = deployment.one("aws:secretsmanager/secretRotation:SecretRotation")
    assert rotation.inputs["secretId"] == secret.id
    policies = [json.loads(each.inputs["policy"]) for each in deployment.of_type("aws:iam/rolePolicy:RolePolicy")]
    actions = {each["Resource"]: each["Action"] for policy in policies for each in policy["Statement"]}
    assert set(actions[deployment.value(deployment.result.arn)]) == {"rds:DescribeDBClusters", "rds:ModifyDBCluster"}


@pytest.mark.parametrize("engine", ENGINES)
def test_instances_are_watched_with_the_key(record: Recorder, engine: str) -> None:
    deployment = deploy(record, engine)
    for each in [deployment.one(CLUSTER), *instances(deployment)]:
        assert each.inputs["performanceInsightsEnabled"] is True
        assert each.inputs["performanceInsightsKmsKeyId"] == KEY
        assert each.inputs["performanceInsightsRetentionPeriod"] == 7
    for each in instances(deployment):
        assert each.inputs["monitoringInterval"] == 60
        assert each.inputs["monitoringRoleArn"] == told(monitoring_role(deployment), "arn")
        assert each.inputs["caCertIdentifier"] == "rds-ca-rsa2048-g1"
        assert each.inputs["autoMinorVersionUpgrade"] is True


def test_insights_can_be_advanced_or_off(record: Recorder) -> None:
    inputs: dict[str, Any] = {"database_insights_mode": "advanced", "performance_insights_retention_days": 465}
    cluster = deploy(record, **inputs).one(CLUSTER).inputs
    assert (cluster["databaseInsightsMode"], cluster["performanceInsightsRetentionPeriod"]) == ("advanced", 465)
    off = deploy(record, performance_insights_retention_days=None)
    for each in [off.one(CLUSTER), *instances(off)]:
        assert each.inputs["performanceInsightsEnabled"] is False
        assert each.inputs["performanceInsightsKmsKeyId"] is None


def test_the_monitoring_role_is_for_the_clusters_instances_only(record: Recorder) -> None:
    deployment = deploy(record, readers=1)
    (statement,) = json.loads(monitoring_role(deployment).inputs["assumeRolePolicy"])["Statement"]
    arns = statement["Condition"]["ArnLike"]["aws:SourceArn"]
    assert [arn.rsplit(":", 1)[1] for arn in arns] == ["ledger-instance-1-dev", "ledger-instance-2-dev"]


def test_events_of_cluster_and_instances_reach_the_topic(record: Recorder) -> None:
    deployment = deploy(record)
    found = {each.inputs["sourceType"]: each.inputs for each in deployment.of_type(SUBSCRIPTION)}
    assert found["db-cluster"]["sourceIds"] == ["ledger-dev"]
    assert found["db-instance"]["sourceIds"] == ["ledger-instance-1-dev", "ledger-instance-2-dev"]
    assert {"maintenance", "failure"} <= set(found["db-cluster"]["eventCategories"])
    topic = deployment.value(deployment.result.event_topic_arn)
    assert {each["snsTopic"] for each in found.values()} == {topic}


def test_outputs_tell_what_was_made(record: Recorder) -> None:
    deployment = deploy(record, iam_usernames=["orders"])
    cluster: AuroraCluster = deployment.result
    resource = deployment.one(CLUSTER)
    assert deployment.value(cluster.identifier) == "ledger-dev"
    assert deployment.value(cluster.endpoint) == told(resource, "endpoint")
    assert deployment.value(cluster.reader_endpoint) == told(resource, "readerEndpoint")
    assert deployment.value(cluster.port) == 5433
    assert deployment.value(cluster.master_username) == "dbadmin"
    assert deployment.value(cluster.database_name) == resource.inputs["databaseName"]
    assert deployment.value(cluster.kms_key_arn) == KEY
    assert cluster.iam_login_policy is not None
    (login,) = json.loads(deployment.value(cluster.iam_login_policy))["Statement"]
    assert login["Resource"][0].endswith(f":dbuser:{deployment.value(cluster.resource_id)}/orders")
    assert deployment.value(cluster.secret_arn) in deployment.value(cluster.secret_read_policy)
    assert cluster.proxy_endpoint is None


def test_a_preview_shows_every_part_before_any_exists(record: Recorder) -> None:
    preview = record(lambda: AuroraCluster("ledger", AuroraClusterArgs(**aurora_inputs(proxy={}))), preview=True)
    assert preview.one(CLUSTER).inputs["vpcSecurityGroupIds"] == [UNKNOWN]
    assert len(preview.of_type(INSTANCE)) == 2
    assert preview.one("aws:rds/proxy:Proxy")


@pytest.mark.parametrize(
    ("inputs", "field", "reason", "remedy"),
    [
        ({"engine": "postgres"}, "engine", "'aurora-mysql'", "aurora-postgresql"),
        ({"engine_version": "13"}, "engine_version", "14, 15, 16, 17", "use 17"),
        ({"readers": -1}, "readers", "at least 0", "0 or more"),
        ({"readers": 16}, "readers", "at most 15", "15 or less"),
        ({"instance_class": "r7g.large"}, "instance_class", "class of a DB instance", "db."),
        ({"instance_class": "db.m7g.large"}, "instance_class", "no class of Aurora's", "db.r7g.large"),
        ({"instance_class": "db.serverless"}, "instance_class", "class of a DB instance", "db."),
        (
            {"instance_class": "db.r7g.large", "serverless": {"max_capacity_acu": 1}},
            "instance_class",
            "beside serverless",
            "remove one",
        ),
        (
            {"engine": "aurora-mysql", "instance_class": "db.t4g.large"},
            "instance_class",
            "no Performance Insights",
            "db.r7g.large",
        ),
        ({"serverless": {"max_capacity_acu": 0.5}}, "serverless.max_capacity_acu", "at least 1", "1 or more"),
        ({"serverless": {"max_capacity_acu": 1.2}}, "serverless.max_capacity_acu", "steps of 0.5", "example 1"),
        ({"serverless": {"max_capacity_acu": 257}}, "serverless.max_capacity_acu", "0 to 256", "example 256"),
        (
            {"serverless": {"min_capacity_acu": 4, "max_capacity_acu": 2}},
            "serverless.max_capacity_acu",
            "less than min_capacity_acu, 4",
            "raise",
        ),
        (
            {"serverless": {"max_capacity_acu": 2, "auto_pause_after_seconds": 300}},
            "serverless.auto_pause_after_seconds",
            "never pauses",
            "min_capacity_acu to 0",
        ),
        ({"backtrack_hours": 1}, "backtrack_hours", "Aurora PostgreSQL", "point in time"),
        ({"engine": "aurora-mysql", "backtrack_hours": 73}, "backtrack_hours", "at most 72", "72 or less"),
        ({"log_exports": ["upgrade"]}, "log_exports", "no log upgrade", "instance"),
        ({"port": 5432}, "port", "RDS.23", "5433"),
        ({"master_username": "app_owner"}, "master_username", "letters", "dbadmin"),
        ({"storage_type": "gp3"}, "storage_type", "aurora", "choose"),
        ({"maintenance_window": "sun:02:30-sun:03:30"}, "maintenance_window", "overlaps", "sun:03:00-sun:04:00"),
        ({"parameters": {"rds.force_ssl": "0"}}, "parameters", "RDS.38", "remove rds.force_ssl"),
        ({"read_replicas": {"reports": {}}}, "read_replicas", "no such input", "readers"),
    ],
)
def test_bad_input_is_told_with_field_reason_and_remedy(
    inputs: dict[str, Any], field: str, reason: str, remedy: str
) -> None:
    found = refusals(**inputs)
    assert field in found
    assert reason in found[field].reason
    assert remedy in found[field].remedy


clusters: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"engine": st.sampled_from(["aurora-postgresql", "aurora-mysql", "postgres"])},
    optional={
        "durability": st.sampled_from(["persistent", "ephemeral"]),
        "engine_version": st.sampled_from(["17", "16.8", "8.0", "5.7"]),
        "instance_class": st.sampled_from(["db.r7g.large", "db.t4g.medium", "db.m7g.large", "db.serverless", "large"]),
        "serverless": st.fixed_dictionaries(
            {"max_capacity_acu": st.sampled_from([0.5, 1, 1.25, 16])},
            optional={
                "min_capacity_acu": st.sampled_from([0, 0.5, 2]),
                "auto_pause_after_seconds": st.sampled_from([60, 300]),
            },
        ),
        "readers": st.integers(-1, 3),
        "backtrack_hours": st.sampled_from([0, 24, 100]),
        "storage_type": st.sampled_from(["aurora", "aurora-iopt1", "gp3"]),
        "password_management": st.sampled_from(["managed_by_rds", "generated", "secret"]),
        "deletion_protection": st.booleans(),
        "final_snapshot": st.booleans(),
        "auto_minor_version_upgrade": st.booleans(),
        "backup_retention_days": st.integers(6, 36),
        "backup_window": st.sampled_from(["02:00-03:00", "23:30-00:30", "2-3"]),
        "maintenance_window": st.sampled_from(["sun:04:00-sun:05:00", "mon:00:00-mon:01:00"]),
        "log_exports": st.lists(st.sampled_from(["postgresql", "error", "instance"]), max_size=2),
        "performance_insights_retention_days": st.sampled_from([7, 31, 465, 8]),
        "database_insights_mode": st.sampled_from(["standard", "advanced"]),
        "port": st.sampled_from([3306, 5432, 6000]),
        "iam_authentication": st.booleans(),
        "iam_usernames": st.lists(st.sampled_from(["orders", "dbadmin"]), max_size=1),
        "proxy": st.sampled_from([{}, {"max_connections_percent": 10}]),
        "allowed_security_groups": st.just({"app": GROUP}),
    },
)


def made(**inputs: Any) -> tuple[AuroraClusterArgs | None, tuple[Problem, ...]]:
    try:
        return AuroraClusterArgs(**inputs), ()
    except InputError as error:
        return None, error.problems


@given(inputs=clusters)
def test_every_cluster_is_refused_with_a_reason_or_made_as_rds_wants_it(
    record: Recorder, inputs: dict[str, Any]
) -> None:
    args, problems = made(**aurora_inputs(**inputs))
    assert all(problem.reason and problem.remedy for problem in problems)
    if args is None:
        return
    deployment = record(lambda: AuroraCluster("ledger", args))
    cluster = deployment.one(CLUSTER).inputs
    serverless = cluster["serverlessv2ScalingConfiguration"] is not None
    for each in instances(deployment):
        assert (each.inputs["instanceClass"] == "db.serverless") == serverless
        assert each.inputs["performanceInsightsEnabled"] == cluster["performanceInsightsEnabled"]
    assert cluster["skipFinalSnapshot"] == (cluster["finalSnapshotIdentifier"] is None)
    assert (cluster["masterPassword"] is None) == bool(cluster["manageMasterUserPassword"])
    assert len(deployment.of_type(LOG)) >= len(cluster["enabledCloudwatchLogsExports"])


def test_cluster_metrics_are_those_of_writer_and_readers(record: Recorder) -> None:
    deployment = deploy(record, readers=2, parameters={"max_connections": "400"})
    cluster: AuroraCluster = deployment.result
    assert (
        deployment.value(cluster.metrics.db_cluster_identifier) == deployment.one(CLUSTER).inputs["clusterIdentifier"]
    )
    assert cluster.metrics.db_instance_identifier is None
    assert (cluster.metrics.instance_class, cluster.metrics.max_connections) == ("db.r7g.large", 400)
    assert not cluster.metrics.replica
    assert cluster.reader_metrics is not None
    assert cluster.reader_metrics.replica
    assert deploy(record, readers=0).result.reader_metrics is None


@pytest.mark.parametrize(
    ("engine", "minimum", "maximum", "connections"),
    [("aurora-postgresql", 0.5, 16, 2000), ("aurora-postgresql", 0.5, 8, None), ("aurora-mysql", 0.5, 16, None)],
)
def test_metrics_of_a_serverless_cluster_have_its_maximum_memory(
    record: Recorder, engine: str, minimum: float, maximum: float, connections: int | None
) -> None:
    capacity = {"min_capacity_acu": minimum, "max_capacity_acu": maximum}
    metrics = deploy(record, engine, serverless=capacity).result.metrics
    assert (metrics.instance_class, metrics.memory_gib, metrics.max_connections) == (
        "db.serverless",
        2 * maximum,
        connections,
    )


def test_cluster_admits_clients_afterwards(record: Recorder) -> None:
    def program() -> None:
        cluster = AuroraCluster("ledger", AuroraClusterArgs(**aurora_inputs()))
        cluster.allow_from("web", GROUP)

    deployment = record(program)
    ingress = deployment.one("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    egress = deployment.one("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
    assert (ingress.inputs["referencedSecurityGroupId"], egress.inputs["securityGroupId"]) == (GROUP, GROUP)
