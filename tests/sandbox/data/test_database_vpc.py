"""Databases that are moved to another VPC, on the real engine."""

from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest
from support import WriteProject, failure, inventory, run

from strongroom.data import AuroraCluster, AuroraClusterArgs, Database, DatabaseArgs
from strongroom.network import Network, NetworkArgs
from strongroom.sandbox.testing import TestSandbox

ENGINES = ["postgres", "aurora-mysql"]
RESOURCES = {"postgres": "Instance orders-instance", "aurora-mysql": "Cluster orders-cluster"}
EPHEMERAL: dict[str, Any] = {"durability": "ephemeral", "log_exports": []}

PROTECTED = """
from strongroom.data import AuroraCluster, AuroraClusterArgs, Database, DatabaseArgs

config = pulumi.Config()
zones = aws.get_availability_zones_output(state="available").names
vpcs, subnets = {}, {}
for name in ("a", "b"):
    vpcs[name] = aws.ec2.Vpc(name, cidr_block="10.0.0.0/16")
    subnets[name] = [
        aws.ec2.Subnet(f"{name}-{n}", vpc_id=vpcs[name].id, cidr_block=f"10.0.{n}.0/24", availability_zone=zones[n])
        for n in range(2)
    ]
engine, vpc = config.require("engine"), config.require("vpc")
kind, args = (AuroraCluster, AuroraClusterArgs) if engine.startswith("aurora") else (Database, DatabaseArgs)
database = kind(
    "orders",
    args(
        engine=engine,
        kms_key_arn=config.require("key"),
        vpc_id=vpcs[vpc].id,
        subnet_ids=[subnet.id for subnet in subnets[vpc]],
        deletion_protection=config.get_bool("protected"),
        snapshot_identifier=config.get("snapshot"),
        log_exports=[],
    ),
)
pulumi.export("vpc_id", vpcs[vpc].id)
pulumi.export("resource_id", database.resource_id)
"""


def key_of(sandbox: TestSandbox) -> str:
    return sandbox.client("kms").create_key()["KeyMetadata"]["Arn"]


def create(engine: str, **inputs: Any) -> Database | AuroraCluster:
    """The database `orders`, of the class that has the engine."""
    if engine.startswith("aurora"):
        return AuroraCluster("orders", AuroraClusterArgs.model_validate({"engine": engine, **inputs}))
    return Database("orders", DatabaseArgs.model_validate({"engine": engine, **inputs}))


def in_vpc(
    vpc: str, engine: str, *, before: Callable[[], None] = lambda: None, subnet_count: int = 2, **inputs: Any
) -> Callable[[], None]:
    """A program with two VPCs, and a database in one of them."""

    def program() -> None:
        names = aws.get_availability_zones_output(state="available").names
        places: dict[str, dict[str, Any]] = {}
        for each in ("a", "b"):
            made = aws.ec2.Vpc(each, cidr_block="10.0.0.0/16")
            subnets = [
                aws.ec2.Subnet(
                    f"{each}-{number}",
                    vpc_id=made.id,
                    cidr_block=f"10.0.{number}.0/24",
                    availability_zone=names[number % 2],  # some Regions have two
                )
                for number in range(3)
            ]
            places[each] = {"vpc_id": made.id, "subnet_ids": [subnet.id for subnet in subnets[:subnet_count]]}
        before()
        database = create(engine, **places[vpc], **inputs)
        pulumi.export("vpc_id", places[vpc]["vpc_id"])
        pulumi.export("subnet_group_name", database.subnet_group_name)
        pulumi.export("resource_id", database.resource_id)

    return program


def vpcs_of_databases(sandbox: TestSandbox) -> set[str]:
    found = sandbox.client("rds").describe_db_instances()["DBInstances"]
    return {each["DBSubnetGroup"]["VpcId"] for each in found}


def vpcs_of_proxies(sandbox: TestSandbox) -> set[str]:
    subnets = {each["SubnetId"]: each["VpcId"] for each in sandbox.client("ec2").describe_subnets()["Subnets"]}
    proxies = sandbox.client("rds").describe_db_proxies()["DBProxies"]
    return {subnets[each] for proxy in proxies for each in proxy["VpcSubnetIds"]}


def final_snapshots(sandbox: TestSandbox) -> int:
    rds = sandbox.client("rds")
    of_instances = rds.describe_db_snapshots(SnapshotType="manual")["DBSnapshots"]
    of_clusters = rds.describe_db_cluster_snapshots(SnapshotType="manual")["DBClusterSnapshots"]
    return len(of_instances) + len(of_clusters)


@pytest.mark.parametrize("engine", ENGINES)
def test_unprotected_database_is_replaced_in_another_vpc_with_its_proxy_and_replicas(
    sandbox: TestSandbox, engine: str
) -> None:
    inputs: dict[str, Any] = {
        **EPHEMERAL,
        **{"kms_key_arn": key_of(sandbox), "password_management": "generated", "proxy": {}, "final_snapshot": True},
        **({"read_replicas": {"reports": {}}} if engine == "postgres" else {"readers": 1}),
    }
    before = inventory(sandbox)
    program = in_vpc("a", engine, **inputs)
    run(sandbox.program(program).up)
    for number, vpc in enumerate(("b", "a"), start=1):
        program = in_vpc(vpc, engine, **inputs)
        moved = run(sandbox.program(program).up)
        assert moved.steps[RESOURCES[engine]] == moved.steps["Proxy orders-proxy"] == "replace"
        assert vpcs_of_databases(sandbox) == vpcs_of_proxies(sandbox) == {moved.outputs["vpc_id"]}
        assert final_snapshots(sandbox) == number
        assert run(sandbox.program(program).up).steps == {}
    sandbox.program(program).destroy()
    left = inventory(sandbox)
    assert {name for name in left if left[name] != before[name]} <= {
        "rds describe_db_snapshots",
        "rds describe_db_cluster_snapshots",
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_protected_database_is_moved_to_another_vpc_by_a_snapshot_only(
    sandbox: TestSandbox, write_project: WriteProject, engine: str
) -> None:
    config = {"tiny:engine": engine, "tiny:key": key_of(sandbox), "tiny:vpc": "a"}

    def stack(**changes: str) -> Any:
        config.update({f"tiny:{name}": value for name, value in changes.items()})
        return sandbox.project(write_project(PROTECTED, config), "dev")

    first = run(stack().up)
    screen = failure(stack(vpc="b").preview)
    assert "unable to replace" in screen
    assert vpcs_of_databases(sandbox) == {first.outputs["vpc_id"]}

    run(stack(vpc="a", protected="false").up)
    rds = sandbox.client("rds")
    if engine == "postgres":
        rds.create_db_snapshot(DBSnapshotIdentifier="move", DBInstanceIdentifier="orders-dev")
    else:
        rds.create_db_cluster_snapshot(DBClusterSnapshotIdentifier="move", DBClusterIdentifier="orders-dev")
    moved = run(stack(vpc="b", snapshot="move").up)
    assert vpcs_of_databases(sandbox) == {moved.outputs["vpc_id"]} != {first.outputs["vpc_id"]}
    run(stack(protected="true").up)
    assert run(stack().up).steps == {}


@pytest.mark.parametrize("engine", ENGINES)
def test_subnet_group_stays_when_suffix_or_subnets_change(sandbox: TestSandbox, engine: str) -> None:
    inputs: dict[str, Any] = {**EPHEMERAL, "kms_key_arn": key_of(sandbox), "proxy": {}}
    first = run(sandbox.program(in_vpc("a", engine, **inputs)).up)
    grown = run(sandbox.program(in_vpc("a", engine, subnet_count=3, **inputs)).up)
    assert grown.steps["SubnetGroup orders-subnets"] == "update"
    assert grown.steps["Proxy orders-proxy"] == "replace"
    assert RESOURCES[engine] not in grown.steps
    if engine == "postgres":  # RDS has no new identifier for a cluster without replacing it
        renamed = run(sandbox.program(in_vpc("a", engine, subnet_count=3, environment_suffix="qa", **inputs)).up)
        assert renamed.steps["SubnetGroup orders-subnets"] == renamed.steps[RESOURCES[engine]] == "update"
        assert renamed.outputs["resource_id"] == first.outputs["resource_id"]
        assert renamed.outputs["subnet_group_name"] == first.outputs["subnet_group_name"]


@pytest.mark.parametrize("engine", ENGINES)
def test_subnet_group_of_an_earlier_version_keeps_its_name_until_the_vpc_changes(
    sandbox: TestSandbox, engine: str
) -> None:
    def named(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        if args.type_ != "aws:rds/subnetGroup:SubnetGroup":
            return None
        args.opts.replacement_trigger = None
        return pulumi.ResourceTransformResult({**args.props, "name": "orders-dev"}, args.opts)

    inputs: dict[str, Any] = {**EPHEMERAL, "kms_key_arn": key_of(sandbox)}
    earlier = in_vpc("a", engine, before=lambda: pulumi.runtime.register_resource_transform(named), **inputs)
    assert run(sandbox.program(earlier).up).outputs["subnet_group_name"] == "orders-dev"
    upgraded = run(sandbox.program(in_vpc("a", engine, **inputs)).up)
    assert upgraded.steps == {}
    assert upgraded.outputs["subnet_group_name"] == "orders-dev"
    moved = run(sandbox.program(in_vpc("b", engine, **inputs)).up)
    assert moved.steps[RESOURCES[engine]] == "replace"
    assert moved.outputs["subnet_group_name"] != "orders-dev"
    assert vpcs_of_databases(sandbox) == {moved.outputs["vpc_id"]}


@pytest.mark.parametrize("engine", ENGINES)
def test_database_in_the_subnet_group_of_a_network_follows_it_into_a_new_vpc(sandbox: TestSandbox, engine: str) -> None:
    kms_key_arn = key_of(sandbox)

    def program(cidr_block: str) -> Callable[[], None]:
        def program_of_block() -> None:
            network = Network(
                "portal", NetworkArgs(durability="ephemeral", nat="none", availability_zones=2, cidr_block=cidr_block)
            )
            assert network.database_subnet_group_name is not None
            create(
                engine,
                **EPHEMERAL,
                final_snapshot=True,
                kms_key_arn=kms_key_arn,
                vpc_id=network.vpc_id,
                subnet_group_name=network.database_subnet_group_name,
            )
            pulumi.export("vpc_id", network.vpc_id)

        return program_of_block

    run(sandbox.program(program("10.0.0.0/16")).up)
    for number, block in enumerate(("10.1.0.0/16", "10.0.0.0/16"), start=1):
        moved = run(sandbox.program(program(block)).up)
        assert vpcs_of_databases(sandbox) == {moved.outputs["vpc_id"]}
        assert final_snapshots(sandbox) == number
        assert run(sandbox.program(program(block)).up).steps == {}
    sandbox.program(program("10.0.0.0/16")).destroy()
