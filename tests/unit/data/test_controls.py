"""The controls that keys, buckets, secrets and databases meet by default, each shown on what is registered."""

import json
from functools import cache
from typing import Any, get_args

import pytest
from database_inputs import database_inputs
from recording import Deployment, Recorded, Recorder

from strongroom.core import InputError
from strongroom.data import (
    AuroraCluster,
    AuroraClusterArgs,
    BackupPlan,
    BackupPlanArgs,
    Bucket,
    BucketArgs,
    BucketStatement,
    Database,
    DatabaseArgs,
    EncryptionKey,
    EncryptionKeyArgs,
    KeyService,
    LogBucket,
    LogBucketArgs,
    Replication,
    Secret,
    SecretArgs,
)

EVERY_SERVICE: tuple[KeyService, ...] = get_args(KeyService)
KEY_ARN = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def statements(policy: str) -> list[dict[str, Any]]:
    return json.loads(policy)["Statement"]


# Keys


def test_kms_3_a_key_that_is_deleted_can_be_called_back(record: Recorder) -> None:
    key = record(lambda: EncryptionKey("portal", EncryptionKeyArgs())).one("aws:kms/key:Key")
    assert key.inputs["deletionWindowInDays"] == 30


def test_kms_4_a_key_is_rotated(record: Recorder) -> None:
    key = record(lambda: EncryptionKey("portal", EncryptionKeyArgs())).one("aws:kms/key:Key")
    assert key.inputs["enableKeyRotation"] is True


def test_kms_5_no_key_is_open_to_the_public(record: Recorder) -> None:
    every = EncryptionKeyArgs(services=frozenset(EVERY_SERVICE))
    key = record(lambda: EncryptionKey("portal", every)).one("aws:kms/key:Key")
    found = statements(key.inputs["policy"])
    assert len(found) > len(EVERY_SERVICE)
    for statement in found:
        # A service-linked role that need not exist yet is named in a condition instead.
        named = (
            statement["Principal"] if statement["Principal"] != {"AWS": "*"} else statement["Condition"]["ArnEquals"]
        )
        assert "*" not in json.dumps(named)


# Buckets


def deployed_bucket(record: Recorder, **inputs: Any) -> Deployment:
    args = {"kms_key_arn": KEY_ARN, "access_log_bucket_name": "logs-portal", **inputs}
    return record(lambda: Bucket("portal", BucketArgs.model_validate(args)))


@cache
def deployed_log_bucket(record: Recorder) -> Deployment:
    senders = ["cloudtrail", "config", "log_delivery", "s3_access_logs"]
    args = LogBucketArgs.model_validate({"kms_key_arn": KEY_ARN, "log_sources": senders, "trail_names": ["audit"]})
    return record(lambda: LogBucket("portal", args))


def bucket_statements(deployment: Deployment) -> list[dict[str, Any]]:
    return statements(deployment.one("aws:s3/bucketPolicy:BucketPolicy").inputs["policy"])


both_buckets = pytest.mark.parametrize("deployed", [deployed_bucket, deployed_log_bucket])


def test_kms_1_and_2_no_role_of_a_bucket_may_decrypt_with_all_keys(record: Recorder) -> None:
    copies = Replication(destination_bucket_arn="arn:aws:s3:::copies", destination_kms_key_arn=KEY_ARN)
    role = deployed_bucket(record, replication=copies).one("aws:iam/rolePolicy:RolePolicy")
    uses = [each for each in statements(role.inputs["policy"]) if "kms:" in json.dumps(each["Action"])]
    assert [each["Resource"] for each in uses] == [KEY_ARN, KEY_ARN]


@both_buckets
def test_s3_1_and_8_public_access_is_blocked(record: Recorder, deployed: Any) -> None:
    block = deployed(record).one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").inputs
    switches = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    assert [block[switch] for switch in switches] == [True] * 4


@both_buckets
def test_s3_2_and_3_no_policy_lets_everyone_read_or_write(record: Recorder, deployed: Any) -> None:
    for statement in bucket_statements(deployed(record)):
        assert statement["Effect"] == "Deny" or "*" not in json.dumps(statement["Principal"])


@both_buckets
def test_s3_5_requests_need_tls(record: Recorder, deployed: Any) -> None:
    deployment = deployed(record)
    arn = deployment.value(deployment.result.bucket_arn)
    plain = {"Bool": {"aws:SecureTransport": "false"}}
    (denial,) = [each for each in bucket_statements(deployment) if each.get("Condition") == plain]
    assert (denial["Effect"], denial["Principal"], denial["Action"]) == ("Deny", "*", "s3:*")
    assert denial["Resource"] == [arn, f"{arn}/*"]


def test_s3_6_no_other_account_gets_what_is_the_owners(record: Recorder) -> None:
    other = "arn:aws:iam::444455556666:root"
    for action in ("s3:DeleteBucketPolicy", "s3:PutBucketAcl", "s3:PutBucketPolicy", "s3:PutObjectAcl"):
        with pytest.raises(InputError, match=r"S3\.6"):
            BucketStatement(sid="Partner", principal_arns=[other], actions=[action])


def test_s3_9_requests_are_logged(record: Recorder) -> None:
    with pytest.raises(InputError, match="access_log_bucket_name: is required"):
        BucketArgs.model_validate({"kms_key_arn": KEY_ARN})
    log = deployed_bucket(record).one("aws:s3/bucketLogging:BucketLogging")
    assert log.inputs["targetBucket"] == "logs-portal"


@both_buckets
def test_s3_12_acls_are_off(record: Recorder, deployed: Any) -> None:
    ownership = deployed(record).one("aws:s3/bucketOwnershipControls:BucketOwnershipControls")
    assert ownership.inputs["rule"] == {"objectOwnership": "BucketOwnerEnforced"}


@both_buckets
def test_s3_13_old_versions_and_incomplete_uploads_go(record: Recorder, deployed: Any) -> None:
    rules = deployed(record).one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs["rules"]
    assert rules[0]["status"] == "Enabled"
    assert rules[0]["noncurrentVersionExpiration"]["noncurrentDays"] == 90
    assert rules[0]["abortIncompleteMultipartUpload"]["daysAfterInitiation"] == 7


@both_buckets
def test_s3_14_versions_are_kept(record: Recorder, deployed: Any) -> None:
    versioning = deployed(record).one("aws:s3/bucketVersioning:BucketVersioning")
    assert versioning.inputs["versioningConfiguration"] == {"status": "Enabled"}


@both_buckets
def test_s3_17_a_key_of_ones_own_encrypts(record: Recorder, deployed: Any) -> None:
    type_ = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    (rule,) = deployed(record).one(type_).inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY_ARN}
    with pytest.raises(InputError, match="kms_key_arn: is required"):
        BucketArgs(access_log_bucket_name=None)


# Secrets


@cache
def deployed_secret(record: Recorder) -> Deployment:
    return record(lambda: Secret("portal", SecretArgs(kms_key_arn=KEY_ARN)))


def test_secretsmanager_1_a_secret_is_rotated(record: Recorder) -> None:
    deployment = deployed_secret(record)
    rotation = deployment.one("aws:secretsmanager/secretRotation:SecretRotation")
    assert rotation.inputs["secretId"] == deployment.one("aws:secretsmanager/secret:Secret").id
    assert rotation.inputs["rotationRules"]


def test_secretsmanager_2_a_rotation_has_all_that_it_needs_to_succeed(record: Recorder) -> None:
    deployment = deployed_secret(record)
    permission = deployment.one("aws:lambda/permission:Permission")
    assert permission.inputs["principal"] == "secretsmanager.amazonaws.com"
    assert permission.inputs["function"] == deployment.one("aws:lambda/function:Function").inputs["name"]
    policy = statements(deployment.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"])
    assert {action for statement in policy for action in statement["Action"]} >= {
        "kms:Decrypt",
        "kms:GenerateDataKey",
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecretVersionStage",
    }


def test_secretsmanager_4_a_secret_is_rotated_within_ninety_days(record: Recorder) -> None:
    rotation = deployed_secret(record).one("aws:secretsmanager/secretRotation:SecretRotation")
    assert rotation.inputs["rotationRules"]["automaticallyAfterDays"] <= 90


def test_a_secret_is_encrypted_with_a_key_of_ones_own(record: Recorder) -> None:
    deployment = deployed_secret(record)
    assert deployment.one("aws:secretsmanager/secret:Secret").inputs["kmsKeyId"] == KEY_ARN
    assert deployment.one("aws:lambda/function:Function").inputs["kmsKeyArn"] == KEY_ARN
    assert deployment.one("aws:cloudwatch/logGroup:LogGroup").inputs["kmsKeyId"] == KEY_ARN


def test_no_policy_opens_a_secret_to_the_public(record: Recorder) -> None:
    policy = deployed_secret(record).one("aws:secretsmanager/secretPolicy:SecretPolicy")
    assert policy.inputs["blockPublicPolicy"] is True
    for statement in statements(policy.inputs["policy"]):
        assert statement["Effect"] == "Deny" or "*" not in json.dumps(statement["Principal"])


def test_iam_1_and_21_a_rotation_function_may_do_named_actions_to_named_resources(record: Recorder) -> None:
    deployment = deployed_secret(record)
    for statement in statements(deployment.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"]):
        assert statement["Resource"].removesuffix(":*").count("*") == 0
        assert not [action for action in statement["Action"] if "*" in action]


# Databases


DATABASES = pytest.mark.parametrize("engine", ["postgres", "mysql"])


@cache
def deployed_database(record: Recorder, engine: str) -> Deployment:
    return record(lambda: Database("orders", DatabaseArgs(**database_inputs(engine))))


def deployed_instance(record: Recorder, engine: str) -> Recorded:
    return deployed_database(record, engine).one("aws:rds/instance:Instance")


@DATABASES
def test_rds_2_a_database_is_not_public(record: Recorder, engine: str) -> None:
    assert deployed_instance(record, engine).inputs["publiclyAccessible"] is False


@DATABASES
def test_rds_3_a_database_is_encrypted_with_a_key_of_ones_own(record: Recorder, engine: str) -> None:
    instance = deployed_instance(record, engine)
    assert instance.inputs["storageEncrypted"] is True
    assert instance.inputs["kmsKeyId"] == database_inputs()["kms_key_arn"]


@DATABASES
def test_rds_5_a_database_has_a_standby_in_another_zone(record: Recorder, engine: str) -> None:
    assert deployed_instance(record, engine).inputs["multiAz"] is True


@DATABASES
def test_rds_6_and_performance_insights_a_database_is_watched(record: Recorder, engine: str) -> None:
    deployment = deployed_database(record, engine)
    instance = deployment.one("aws:rds/instance:Instance")
    assert instance.inputs["monitoringInterval"] == 60
    assert instance.inputs["monitoringRoleArn"] == (deployment.one("aws:iam/role:Role").outputs or {})["arn"]
    assert instance.inputs["performanceInsightsEnabled"] is True
    assert instance.inputs["performanceInsightsKmsKeyId"] == database_inputs()["kms_key_arn"]


@DATABASES
def test_rds_8_10_11_13_and_17_a_database_is_protected_backed_up_upgraded_and_open_to_iam(
    record: Recorder, engine: str
) -> None:
    instance = deployed_instance(record, engine)
    assert instance.inputs["deletionProtection"] is True
    assert instance.inputs["iamDatabaseAuthenticationEnabled"] is True
    assert instance.inputs["backupRetentionPeriod"] >= 7
    assert instance.inputs["autoMinorVersionUpgrade"] is True
    assert instance.inputs["copyTagsToSnapshot"] is True


@pytest.mark.parametrize(
    ("engine", "logs"),
    [("postgres", {"postgresql", "upgrade"}), ("mysql", {"audit", "error", "general", "slowquery"})],
)
def test_rds_9_and_36_a_database_publishes_its_logs(record: Recorder, engine: str, logs: set[str]) -> None:
    assert {*deployed_instance(record, engine).inputs["enabledCloudwatchLogsExports"]} >= logs


@DATABASES
def test_rds_20_21_and_22_events_of_a_database_are_subscribed(record: Recorder, engine: str) -> None:
    found = {
        each.inputs["sourceType"]: {*each.inputs["eventCategories"]}
        for each in deployed_database(record, engine).of_type("aws:rds/eventSubscription:EventSubscription")
    }
    assert found["db-instance"] >= {"maintenance", "configuration change", "failure"}
    assert found["db-parameter-group"] >= {"configuration change"}
    assert found["db-security-group"] >= {"configuration change", "failure"}


@DATABASES
def test_rds_23_and_25_a_database_has_a_port_and_an_administrator_of_its_own(record: Recorder, engine: str) -> None:
    instance = deployed_instance(record, engine)
    assert instance.inputs["port"] not in {5432, 3306}
    assert instance.inputs["username"] not in {"admin", "postgres", "root", None}


@DATABASES
def test_rds_38_and_39_a_database_enforces_tls(record: Recorder, engine: str) -> None:
    group = deployed_database(record, engine).one("aws:rds/parameterGroup:ParameterGroup")
    switch = {"postgres": "rds.force_ssl", "mysql": "require_secure_transport"}[engine]
    assert {"name": switch, "value": "1"}.items() <= {
        key: value for each in group.inputs["parameters"] if each["name"] == switch for key, value in each.items()
    }.items()


@DATABASES
def test_rds_46_a_database_stands_in_the_subnets_that_are_given_and_nowhere_else(record: Recorder, engine: str) -> None:
    group = deployed_database(record, engine).one("aws:rds/subnetGroup:SubnetGroup")
    assert group.inputs["subnetIds"] == database_inputs()["subnet_ids"]


@DATABASES
def test_sns_1_and_4_a_topic_for_events_is_encrypted_and_not_public(record: Recorder, engine: str) -> None:
    deployment = deployed_database(record, engine)
    assert deployment.one("aws:sns/topic:Topic").inputs["kmsMasterKeyId"] == database_inputs()["kms_key_arn"]
    for statement in statements(deployment.one("aws:sns/topicPolicy:TopicPolicy").inputs["policy"]):
        if statement["Effect"] == "Allow":
            assert statement["Principal"] == {"Service": "events.rds.amazonaws.com"}
            assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": deployment.cloud.account_id}


@DATABASES
def test_the_ca_certificate_is_one_that_lasts(record: Recorder, engine: str) -> None:
    assert deployed_instance(record, engine).inputs["caCertIdentifier"] == "rds-ca-rsa2048-g1"


# Aurora clusters

CLUSTER, CLUSTER_INSTANCE = "aws:rds/cluster:Cluster", "aws:rds/clusterInstance:ClusterInstance"
clusters = pytest.mark.parametrize("engine", ["aurora-postgresql", "aurora-mysql"])


@cache
def deployed_cluster(record: Recorder, engine: str) -> Deployment:
    return record(lambda: AuroraCluster("ledger", AuroraClusterArgs(**database_inputs(engine))))


@clusters
def test_rds_2_no_instance_of_a_cluster_is_public(record: Recorder, engine: str) -> None:
    for instance in deployed_cluster(record, engine).of_type(CLUSTER_INSTANCE):
        assert instance.inputs["publiclyAccessible"] is False


@clusters
def test_rds_3_and_27_a_cluster_is_encrypted_with_a_key_of_ones_own(record: Recorder, engine: str) -> None:
    cluster = deployed_cluster(record, engine).one(CLUSTER)
    assert (cluster.inputs["storageEncrypted"], cluster.inputs["kmsKeyId"]) == (True, database_inputs()["kms_key_arn"])


@clusters
def test_rds_5_and_15_a_cluster_has_an_instance_to_take_over_and_two_zones_or_more(
    record: Recorder, engine: str
) -> None:
    deployment = deployed_cluster(record, engine)
    assert len(deployment.of_type(CLUSTER_INSTANCE)) >= 2
    assert len(deployment.one("aws:rds/subnetGroup:SubnetGroup").inputs["subnetIds"]) >= 2


@clusters
def test_rds_6_and_13_instances_of_a_cluster_are_monitored_and_upgraded(record: Recorder, engine: str) -> None:
    for instance in deployed_cluster(record, engine).of_type(CLUSTER_INSTANCE):
        assert instance.inputs["monitoringInterval"]
        assert instance.inputs["monitoringRoleArn"]
        assert instance.inputs["performanceInsightsKmsKeyId"] == database_inputs()["kms_key_arn"]
        assert instance.inputs["autoMinorVersionUpgrade"] is True
        assert instance.inputs["caCertIdentifier"].endswith("-g1")


@clusters
def test_rds_7_8_10_11_12_and_16_a_cluster_is_protected_backed_up_and_open_to_iam(
    record: Recorder, engine: str
) -> None:
    cluster = deployed_cluster(record, engine).one(CLUSTER)
    assert cluster.inputs["deletionProtection"] is True
    assert cluster.inputs["iamDatabaseAuthenticationEnabled"] is True
    assert cluster.inputs["backupRetentionPeriod"] >= 7
    assert cluster.inputs["copyTagsToSnapshot"] is True


@pytest.mark.parametrize(
    ("engine", "logs"),
    [("aurora-postgresql", {"postgresql"}), ("aurora-mysql", {"audit", "error", "general", "slowquery"})],
)
def test_rds_9_34_37_and_45_a_cluster_publishes_its_logs(record: Recorder, engine: str, logs: set[str]) -> None:
    deployment = deployed_cluster(record, engine)
    assert logs <= set(deployment.one(CLUSTER).inputs["enabledCloudwatchLogsExports"])
    if engine == "aurora-mysql":
        group = deployment.one("aws:rds/clusterParameterGroup:ClusterParameterGroup")
        assert {"server_audit_logging": "1"}.items() <= values(group.inputs["parameters"]).items()


@clusters
def test_rds_19_20_21_and_22_events_of_a_cluster_are_subscribed(record: Recorder, engine: str) -> None:
    subscriptions = deployed_cluster(record, engine).of_type("aws:rds/eventSubscription:EventSubscription")
    found = {each.inputs["sourceType"]: set(each.inputs["eventCategories"]) for each in subscriptions}
    assert found["db-cluster"] >= {"failure", "maintenance"}
    assert found["db-instance"] >= {"configuration change", "failure", "maintenance"}
    assert found["db-parameter-group"] >= {"configuration change"}
    assert found["db-security-group"] >= {"configuration change", "failure"}


@clusters
def test_rds_23_24_and_25_a_cluster_has_a_port_and_an_administrator_of_its_own(record: Recorder, engine: str) -> None:
    cluster = deployed_cluster(record, engine).one(CLUSTER)
    assert cluster.inputs["port"] not in {3306, 5432}
    assert cluster.inputs["masterUsername"] not in {"admin", "postgres"}


@pytest.mark.parametrize(
    ("engine", "enforced"),
    [("aurora-postgresql", {"rds.force_ssl": "1"}), ("aurora-mysql", {"require_secure_transport": "ON"})],
)
def test_rds_38_and_39_a_cluster_enforces_tls(record: Recorder, engine: str, enforced: dict[str, str]) -> None:
    group = deployed_cluster(record, engine).one("aws:rds/clusterParameterGroup:ClusterParameterGroup")
    assert enforced.items() <= values(group.inputs["parameters"]).items()


def values(parameters: list[dict[str, str]]) -> dict[str, str]:
    return {each["name"]: each["value"] for each in parameters}


# Backups


def test_backups_are_encrypted_with_a_key_of_ones_own_and_nobody_deletes_them_by_hand(record: Recorder) -> None:
    args = BackupPlanArgs(kms_key_arn=KEY_ARN, resource_tags={"Backup": "yes"})
    deployment = record(lambda: BackupPlan("ledger", args))
    assert deployment.one("aws:backup/vault:Vault").inputs["kmsKeyArn"] == KEY_ARN
    (denial,) = statements(deployment.one("aws:backup/vaultPolicy:VaultPolicy").inputs["policy"])
    assert (denial["Effect"], denial["Principal"]) == ("Deny", "*")
    assert "backup:DeleteRecoveryPoint" in denial["Action"]
