"""Who knows the password of a database, and how one logs in without it."""

import json

import pytest
from database_inputs import GENERATED, INSTANCE, KEY, REPLICA, REPLICATED, DeployDatabase, Inputs, made, statement
from recording import Recorder


@pytest.fixture
def deploy(record: Recorder) -> DeployDatabase:
    return DeployDatabase(record)


def test_rds_manages_the_password_with_the_key(deploy: DeployDatabase) -> None:
    deployment = deploy()
    instance = deployment.named(INSTANCE)
    assert instance.inputs["manageMasterUserPassword"] is True
    assert instance.inputs["masterUserSecretKmsKeyId"] == KEY
    assert instance.inputs["password"] is None
    assert not deployment.of_type("random:index/randomPassword:RandomPassword")
    (secret,) = made(instance)["masterUserSecrets"]
    assert deployment.value(deployment.result.secret_arn) == secret["secretArn"]


def test_a_generated_password_is_a_secret_everywhere(deploy: DeployDatabase) -> None:
    deployment = deploy(**GENERATED)
    instance, version = deployment.named(INSTANCE), deployment.one("aws:secretsmanager/secretVersion:SecretVersion")
    password = made(deployment.one("random:index/randomPassword:RandomPassword"))["result"]
    assert instance.inputs["password"] == password
    assert "password" in instance.secrets
    assert "secretString" in version.secrets
    assert instance.inputs["manageMasterUserPassword"] is None
    for each in deployment.resources:
        plain = {name: value for name, value in each.inputs.items() if name not in each.secrets}
        assert password not in json.dumps([plain, each.outputs if not each.custom else None])


@pytest.mark.parametrize("engine", ["postgres", "mysql"])
def test_the_secret_tells_what_a_client_needs(deploy: DeployDatabase, engine: str) -> None:
    deployment = deploy(engine, **GENERATED)
    secret = deployment.one("aws:secretsmanager/secret:Secret")
    assert secret.inputs["kmsKeyId"] == KEY
    told = json.loads(deployment.one("aws:secretsmanager/secretVersion:SecretVersion").inputs["secretString"])
    assert told == {
        "engine": engine,
        "host": made(deployment.named(INSTANCE))["address"],
        "port": "5433" if engine == "postgres" else "3307",
        "username": "dbadmin",
        "password": deployment.named(INSTANCE).inputs["password"],
        "dbname": "app",
        "dbInstanceIdentifier": "orders-dev",
    }


@pytest.mark.parametrize("durability", ["persistent", "ephemeral"])
def test_secret_of_a_generated_password_leaves_its_name_to_a_restored_database(
    deploy: DeployDatabase, durability: str
) -> None:
    secret = deploy(durability=durability, **GENERATED).one("aws:secretsmanager/secret:Secret")
    assert secret.inputs["recoveryWindowInDays"] == 0


def test_rds_accepts_a_generated_password(deploy: DeployDatabase) -> None:
    password = deploy("mysql", **GENERATED).one("random:index/randomPassword:RandomPassword").inputs
    assert 8 <= password["length"] <= 41
    assert not set(password["overrideSpecial"]) & set("/\"@ '\\&%?#:$`")


def test_a_generated_password_is_rotated_in_the_database_too(deploy: DeployDatabase) -> None:
    deployment = deploy(**GENERATED)
    rotation = deployment.one("aws:secretsmanager/secretRotation:SecretRotation")
    assert rotation.inputs["rotationRules"]["automaticallyAfterDays"] == 30
    assert rotation.inputs["rotateImmediately"] is True
    variables = deployment.one("aws:lambda/function:Function").inputs["environment"]["variables"]
    assert variables["DB_INSTANCE_IDENTIFIER"] == "orders-dev"
    rules = json.loads(variables["VALUE_RULES"])
    assert (rules["json_key"], rules["length"]) == ("password", 32)


def test_the_rotation_may_change_the_password_of_this_database_alone(deploy: DeployDatabase) -> None:
    deployment = deploy(**GENERATED)
    (allowed,) = [
        statement
        for each in deployment.of_type("aws:iam/rolePolicy:RolePolicy")
        for statement in json.loads(each.inputs["policy"])["Statement"]
        if "rds:ModifyDBInstance" in statement["Action"]
    ]
    assert allowed["Resource"] == made(deployment.named(INSTANCE))["arn"]


def test_the_rotation_may_be_planned_otherwise(deploy: DeployDatabase) -> None:
    rotation = {"schedule_expression": "cron(0 3 1 * ? *)", "rotate_immediately": False}
    found = deploy(**GENERATED, password_rotation=rotation).one("aws:secretsmanager/secretRotation:SecretRotation")
    assert found.inputs["rotationRules"]["scheduleExpression"] == "cron(0 3 1 * ? *)"
    assert found.inputs["rotateImmediately"] is False


@pytest.mark.parametrize("inputs", [{}, GENERATED])
def test_a_policy_lets_its_holder_read_the_secret_and_nothing_else(deploy: DeployDatabase, inputs: Inputs) -> None:
    deployment = deploy(**inputs)
    read, decrypt = json.loads(deployment.value(deployment.result.secret_read_policy))["Statement"]
    assert read["Resource"] == deployment.value(deployment.result.secret_arn)
    assert (decrypt["Action"], decrypt["Resource"]) == (["kms:Decrypt"], KEY)


def test_a_policy_lets_its_holder_log_in_as_the_named_users(deploy: DeployDatabase) -> None:
    deployment = deploy(**REPLICATED, iam_usernames=["app", "reports"])
    cloud = deployment.cloud
    login = statement(deployment.value(deployment.result.iam_login_policy))
    ids = [made(deployment.named(each))["resourceId"] for each in (INSTANCE, REPLICA)]
    assert login["Action"] == "rds-db:connect"
    assert login["Resource"] == [
        f"arn:{cloud.partition}:rds-db:{cloud.region}:{cloud.account_id}:dbuser:{id_}/{user}"
        for id_ in ids
        for user in ("app", "reports")
    ]


def test_without_users_there_is_no_policy_for_logging_in(deploy: DeployDatabase) -> None:
    assert deploy().result.iam_login_policy is None
