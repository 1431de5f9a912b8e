import json
from typing import Any

import pytest
from database_inputs import GROUP, SUBNETS, VPC, database_inputs
from recording import Deployment, Recorded, Recorder

from strongroom.core import InputError
from strongroom.data import AuroraCluster, AuroraClusterArgs, Database, DatabaseArgs, ProxyOptions

PROXY = "aws:rds/proxy:Proxy"
POOL = "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup"
TARGET = "aws:rds/proxyTarget:ProxyTarget"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
ORDERS = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:orders-AbCdEf"


def deploy(record: Recorder, engine: str = "postgres", options: ProxyOptions | None = None, **more: Any) -> Deployment:
    inputs = database_inputs(engine, allowed_security_groups={"app": GROUP}, proxy=options or ProxyOptions(), **more)
    if engine.startswith("aurora-"):
        return record(lambda: AuroraCluster("ledger", AuroraClusterArgs(**inputs)))
    return record(lambda: Database("ledger", DatabaseArgs(**inputs)))


def of_proxy(deployment: Deployment, type_: str) -> Recorded:
    (found,) = [each for each in deployment.of_type(type_) if each.name == "ledger-proxy"]
    return found


@pytest.mark.parametrize(("engine", "family"), [("postgres", "POSTGRESQL"), ("mysql", "MYSQL")])
def test_a_proxy_demands_tls_and_logs_no_statements(record: Recorder, engine: str, family: str) -> None:
    deployment = deploy(record, engine)
    proxy = deployment.one(PROXY)
    assert proxy.inputs["engineFamily"] == family
    assert proxy.inputs["requireTls"] is True
    assert proxy.inputs["debugLogging"] is False
    assert proxy.inputs["idleClientTimeout"] == 1800
    assert proxy.inputs["vpcSubnetIds"] == SUBNETS


@pytest.mark.parametrize(
    ("engine", "own", "database"),
    [("postgres", 5432, 5433), ("mysql", 3306, 3307), ("aurora-postgresql", 5432, 5433), ("aurora-mysql", 3306, 3307)],
)
def test_clients_reach_the_proxy_on_the_engines_port_and_it_the_database_on_its_own(
    record: Recorder, engine: str, own: int, database: int
) -> None:
    deployment = deploy(record, engine, allowed_cidr_blocks={"office": "10.9.0.0/16"})
    group = of_proxy(deployment, "aws:ec2/securityGroup:SecurityGroup").id
    database_group = deployment.named("ledger-group").id
    rules = {rule.name: rule.inputs for rule in deployment.of_type(INGRESS)}
    for name, peer, value in (
        (f"ledger-proxy-client-{own}.{GROUP}", "referencedSecurityGroupId", GROUP),
        (f"ledger-proxy-network-{own}.10-9-0-0-16", "cidrIpv4", "10.9.0.0/16"),
    ):
        assert rules[name]["securityGroupId"] == group
        assert (rules[name]["fromPort"], rules[name]["toPort"], rules[name][peer]) == (own, own, value)
    let_in, out = rules["ledger-from-proxy"], deployment.one(EGRESS).inputs
    assert (let_in["securityGroupId"], let_in["referencedSecurityGroupId"]) == (database_group, group)
    assert (out["securityGroupId"], out["referencedSecurityGroupId"]) == (group, database_group)
    assert {let_in["fromPort"], let_in["toPort"], out["fromPort"], out["toPort"]} == {database}
    assert deployment.result.proxy_port == own


def test_the_proxy_stands_in_the_databases_vpc_in_a_group_of_its_own(record: Recorder) -> None:
    deployment = deploy(record)
    group = of_proxy(deployment, "aws:ec2/securityGroup:SecurityGroup")
    assert group.inputs["vpcId"] == VPC
    assert deployment.one(PROXY).inputs["vpcSecurityGroupIds"] == [group.id]


def test_the_role_reads_the_named_secrets_and_nothing_else(record: Recorder) -> None:
    deployment = deploy(record, options=ProxyOptions(user_secret_arns={"orders": ORDERS}))
    master = deployment.value(deployment.result.secret_arn)
    statements = json.loads(of_proxy(deployment, "aws:iam/rolePolicy:RolePolicy").inputs["policy"])["Statement"]
    reads = [each for each in statements if "secretsmanager:GetSecretValue" in each["Action"]]
    assert [each["Resource"] for each in reads] == [master, ORDERS]
    decrypts = [each for each in statements if each["Action"] == ["kms:Decrypt"]]
    assert {each["Resource"] for each in decrypts} == {database_inputs()["kms_key_arn"]}
    assert len({each["Sid"] for each in statements}) == len(statements) == 4
    role = of_proxy(deployment, "aws:iam/role:Role")
    trust = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    assert [each["Principal"] for each in trust] == [{"Service": "rds.amazonaws.com"}]


@pytest.mark.parametrize(("iam", "expected"), [(False, "DISABLED"), (True, "REQUIRED")])
def test_each_user_logs_in_by_secret_or_by_iam(record: Recorder, iam: bool, expected: str) -> None:
    options = ProxyOptions(iam_authentication=iam, user_secret_arns={"orders": ORDERS})
    logins = deploy(record, options=options).one(PROXY).inputs["auths"]
    assert len(logins) == 2
    assert {(each["authScheme"], each["iamAuth"]) for each in logins} == {("SECRETS", expected)}


def test_a_login_by_iam_is_allowed_through_the_proxy_too(record: Recorder) -> None:
    deployment = deploy(record, iam_usernames=["orders"])
    policy = json.loads(deployment.value(deployment.result.iam_login_policy))
    ids = [each.split(":dbuser:")[1].split("/")[0] for each in policy["Statement"][0]["Resource"]]
    assert len(ids) == 2
    assert deployment.one(PROXY).id in ids


def test_the_log_group_is_there_before_the_proxy_with_key_and_retention(record: Recorder) -> None:
    deployment = deploy(record)
    group = deployment.named("ledger-proxy-log")
    name = deployment.one(PROXY).inputs["name"]
    assert group.inputs["name"] == f"/aws/rds/proxy/{name}"
    assert (group.inputs["kmsKeyId"], group.inputs["retentionInDays"]) == (database_inputs()["kms_key_arn"], 365)
    assert group.name in deployment.one(PROXY).depends_on


@pytest.mark.parametrize(
    ("engine", "target", "other"),
    [
        ("postgres", "dbInstanceIdentifier", "dbClusterIdentifier"),
        ("aurora-mysql", "dbClusterIdentifier", "dbInstanceIdentifier"),
    ],
)
def test_the_proxy_leads_to_the_database(record: Recorder, engine: str, target: str, other: str) -> None:
    deployment = deploy(record, engine)
    found = deployment.one(TARGET)
    assert found.inputs[target] == "ledger-dev"
    assert found.inputs[other] is None
    assert found.inputs["dbProxyName"] == deployment.one(PROXY).inputs["name"]
    assert deployment.value(deployment.result.proxy_endpoint)


def test_the_pool_is_what_its_inputs_say(record: Recorder) -> None:
    options = ProxyOptions(
        max_connections_percent=50,
        max_idle_connections_percent=10,
        connection_borrow_timeout_seconds=30,
        init_query="SET time_zone = '+00:00'",
        session_pinning_filters=["EXCLUDE_VARIABLE_SETS"],
        idle_client_timeout_seconds=60,
        debug_logging=True,
    )
    deployment = deploy(record, "mysql", options)
    assert deployment.one(POOL).inputs["connectionPoolConfig"] == {
        "maxConnectionsPercent": 50,
        "maxIdleConnectionsPercent": 10,
        "connectionBorrowTimeout": 30,
        "initQuery": "SET time_zone = '+00:00'",
        "sessionPinningFilters": ["EXCLUDE_VARIABLE_SETS"],
    }
    assert deployment.one(PROXY).inputs["idleClientTimeout"] == 60
    assert deployment.one(PROXY).inputs["debugLogging"] is True


def test_without_a_proxy_there_is_none(record: Recorder) -> None:
    deployment = record(lambda: Database("ledger", DatabaseArgs(**database_inputs())))
    assert not deployment.of_type(PROXY)
    assert deployment.result.proxy_endpoint is deployment.result.proxy_port is None


@pytest.mark.parametrize(
    ("inputs", "field", "reason"),
    [
        ({"max_connections_percent": 40}, "", "max_idle_connections_percent is above max_connections_percent, 40"),
        ({"max_connections_percent": 0}, "max_connections_percent", "at least 1"),
        ({"max_connections_percent": 101}, "max_connections_percent", "at most 100"),
        ({"max_idle_connections_percent": -1}, "max_idle_connections_percent", "at least 0"),
        ({"idle_client_timeout_seconds": 28801}, "idle_client_timeout_seconds", "at most 28800"),
        ({"connection_borrow_timeout_seconds": 301}, "connection_borrow_timeout_seconds", "at most 300"),
        ({"user_secret_arns": {"orders": "orders"}}, "user_secret_arns.orders", "ARN of a secret"),
        ({"session_pinning_filters": ["ALL"]}, "session_pinning_filters.0", "EXCLUDE_VARIABLE_SETS"),
        ({"init_query": ""}, "init_query", "at least 1"),
        ({"require_tls": False}, "require_tls", "no such input"),
    ],
)
def test_bad_input_is_told_with_field_and_reason(inputs: dict[str, Any], field: str, reason: str) -> None:
    with pytest.raises(InputError) as error:
        ProxyOptions(**inputs)
    (problem,) = error.value.problems
    assert problem.path == field
    assert reason in problem.reason
    assert problem.remedy
