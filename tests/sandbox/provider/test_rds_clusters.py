"""What is special about clusters and their instances."""

from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from lives import World
from lives.rds import (
    CLUSTER,
    MEMBER,
    cluster,
    member,
    place,
)
from lives.world import new_world
from provider_client import Deployed

from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.provider.wire import Props


@pytest.fixture(scope="module")
def world(local_aws: LocalAws) -> Iterator[World]:
    with new_world(local_aws) as world:
        yield world


def seen(world: World, made: Deployed) -> dict[str, Any]:
    """Return what boto3 sees of an instance or a cluster."""
    rds = world.client("rds")
    if made.token == CLUSTER:
        return rds.describe_db_clusters(DBClusterIdentifier=made.id)["DBClusters"][0]
    return rds.describe_db_instances(DBInstanceIdentifier=made.outputs["identifier"])["DBInstances"][0]


def snapshots(world: World, identifier: str) -> list[dict[str, Any]]:
    return world.client("rds").describe_db_snapshots(DBInstanceIdentifier=identifier)["DBSnapshots"]


class TestCluster:
    def test_its_first_instance_writes_and_the_others_read(self, world: World) -> None:
        made = world.make(CLUSTER, **cluster(world, port=6432))
        common = {"clusterIdentifier": made.id, "engine": "aurora-postgresql", "instanceClass": "db.t4g.medium"}
        writer, reader = (world.make(MEMBER, **common, promotionTier=tier) for tier in (0, 1))

        assert (writer.outputs["writer"], reader.outputs["writer"]) == (True, False)
        assert writer.outputs["port"] == 6432
        again = world.provider.refresh(made)
        assert again is not None
        assert again.outputs["clusterMembers"] == sorted([writer.id, reader.id])
        with pytest.raises(grpc.RpcError, match="Cluster cannot be deleted, it still contains DB instances"):
            world.provider.delete(made)
        for one in (reader, writer, made):
            world.provider.delete(one)
        assert world.provider.refresh(made) is None

    def test_its_instances_have_from_it_what_they_are_not_told(self, world: World) -> None:
        where = place(world)
        role = world.role("monitoring.rds").outputs["arn"]
        news = cluster(world, **where, monitoringInterval=60, monitoringRoleArn=role, performanceInsightsEnabled=True)
        made = world.make(CLUSTER, **news)
        common = {"clusterIdentifier": made.id, "engine": "aurora-postgresql", "instanceClass": "db.t4g.medium"}
        one = world.make(MEMBER, **common)

        assert one.outputs["dbSubnetGroupName"] == where["dbSubnetGroupName"]
        assert (one.outputs["monitoringInterval"], one.outputs["monitoringRoleArn"]) == (60, role)
        assert one.outputs["performanceInsightsEnabled"] is True
        world.provider.update(made, **news, performanceInsightsRetentionPeriod=93)
        again = world.provider.refresh(one)
        assert again is not None
        assert again.outputs["performanceInsightsRetentionPeriod"] == 93

    def test_boto_sees_all_that_it_is_told(self, world: World) -> None:
        scaling = {"minCapacity": 0, "maxCapacity": 2.5, "secondsUntilAutoPause": 600}
        made = world.make(
            CLUSTER,
            **cluster(
                world,
                caCertificateIdentifier="rds-ca-rsa4096-g1",
                enabledCloudwatchLogsExports=["postgresql"],
                iamDatabaseAuthenticationEnabled=True,
                serverlessv2ScalingConfiguration=scaling,
                storageType="aurora-iopt1",
                storageEncrypted=True,
            ),
        )

        told = seen(world, made)
        assert told["CertificateDetails"]["CAIdentifier"] == "rds-ca-rsa4096-g1"
        assert told["EnabledCloudwatchLogsExports"] == ["postgresql"]
        assert told["IAMDatabaseAuthenticationEnabled"] is True
        assert told["ServerlessV2ScalingConfiguration"] == {
            "MinCapacity": 0,
            "MaxCapacity": 2.5,
            "SecondsUntilAutoPause": 600,
        }
        assert told["StorageType"] == "aurora-iopt1"
        assert told["KmsKeyId"].startswith("arn:aws:kms:")

    def test_another_of_its_name_is_refused(self, world: World) -> None:
        news = cluster(world)
        world.make(CLUSTER, **news)

        with pytest.raises(grpc.RpcError, match="DB Cluster already exists"):
            world.make(CLUSTER, **news)

    def test_is_named_by_its_prefix_or_by_the_provider(self, world: World) -> None:
        news = cluster(world)
        del news["clusterIdentifier"]

        assert world.make(CLUSTER, **news).id.startswith("tf-")
        assert world.make(CLUSTER, **news, clusterIdentifierPrefix="orders-").id.startswith("orders-")

    @pytest.mark.parametrize(
        ("wrong", "reason"),
        [
            ({"enabledCloudwatchLogsExports": ["upgrade"]}, "You cannot use the log types 'upgrade'"),
            ({"dbClusterParameterGroupName": "none"}, "DBClusterParameterGroup not found: none"),
            ({"databaseInsightsMode": "advanced"}, "Advanced mode of Database Insights"),
            ({"backupRetentionPeriod": 0}, "Retention period must be between 1 and 35 days"),
            (
                {"preferredBackupWindow": "03:00-04:00", "preferredMaintenanceWindow": "Sun:03:30-Sun:04:30"},
                "must not overlap",
            ),
            ({"engineVersion": "9"}, "Cannot find version 9 for aurora-postgresql"),
            ({"backtrackWindow": 60}, "Backtrack is not enabled for the postgres engine"),
        ],
    )
    def test_what_rds_refuses_is_refused(self, world: World, wrong: Props, reason: str) -> None:
        with pytest.raises(grpc.RpcError, match=reason):
            world.make(CLUSTER, **{**cluster(world), **wrong})


def test_a_member_can_be_deleted_without_a_snapshot(world: World) -> None:
    made = world.make(MEMBER, **member(world))

    world.provider.delete(made)

    assert snapshots(world, made.id) == []
