"""What is special about instances and their replicas: what AWS chooses, what changes in place, what is refused."""

from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from lives import World
from lives.rds import (
    CLUSTER,
    INSTANCE,
    PASSWORD,
    SUBNETS,
    careful_instance,
    instance,
    place,
)
from lives.world import REGION, new_world
from moto.rds.models import rds_backends
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


def password_of(world: World, identifier: str) -> str:
    """Return the password that a database has, which no API tells."""
    database: Any = rds_backends[world.account.account_id][REGION].databases[identifier]
    return database.__dict__["_master_user_password"]


def replica(world: World, source: Deployed, **more: Any) -> Deployed:
    return world.make(
        INSTANCE,
        identifier=world.name(),
        replicateSourceDb=source.outputs["identifier"],
        instanceClass="db.t4g.medium",
        skipFinalSnapshot=True,
        **more,
    )


class TestInstance:
    def test_boto_sees_all_that_it_is_told(self, world: World) -> None:
        news: Props = careful_instance(world)
        told = seen(world, world.make(INSTANCE, **news))

        assert told["BackupRetentionPeriod"] == 14
        assert told["CACertificateIdentifier"] == "rds-ca-ecc384-g1"
        assert told["CopyTagsToSnapshot"] is True
        assert told["DatabaseInsightsMode"] == "standard"
        assert told["DedicatedLogVolume"] is True
        assert sorted(told["EnabledCloudwatchLogsExports"]) == ["postgresql", "upgrade"]
        assert told["Endpoint"]["Port"] == 6432
        assert told["IAMDatabaseAuthenticationEnabled"] is True
        assert told["KmsKeyId"] == news["kmsKeyId"]
        assert told["MaxAllocatedStorage"] == 1000
        assert told["MonitoringInterval"] == 60
        assert told["MonitoringRoleArn"] == news["monitoringRoleArn"]
        assert told["MultiAZ"] is True
        assert told["SecondaryAvailabilityZone"] != told["AvailabilityZone"]
        assert told["PerformanceInsightsKMSKeyId"] == news["performanceInsightsKmsKeyId"]
        assert told["PerformanceInsightsRetentionPeriod"] == 465
        assert told["PreferredBackupWindow"] == "01:00-02:00"
        assert told["PreferredMaintenanceWindow"] == "sun:03:00-sun:04:00"
        assert told["StorageThroughput"] == 500

    def test_its_own_id_is_no_other_ones(self, world: World) -> None:
        one, other = (world.make(INSTANCE, **instance(world)) for _ in range(2))

        assert one.id != other.id
        assert one.id == one.outputs["resourceId"] == seen(world, one)["DbiResourceId"]

    def test_keys_that_are_not_named_are_rdss_own(self, world: World) -> None:
        news: Props = instance(world, storageEncrypted=True, performanceInsightsEnabled=True)
        made = world.make(INSTANCE, **news)

        aliases = world.client("kms").list_aliases()["Aliases"]
        [own] = [alias["TargetKeyId"] for alias in aliases if alias["AliasName"] == "alias/aws/rds"]
        assert made.outputs["kmsKeyId"].endswith(f":key/{own}")
        assert made.outputs["performanceInsightsKmsKeyId"] == made.outputs["kmsKeyId"]
        assert made.outputs["performanceInsightsRetentionPeriod"] == 7
        assert world.client("kms").describe_key(KeyId=own)["KeyMetadata"]["KeyManager"] == "AWS"
        assert world.provider.kinds(made, **news) == {}

    def test_a_window_stays_as_the_program_words_it(self, world: World) -> None:
        news: Props = instance(world, maintenanceWindow="Sun:03:00-Sun:04:00")
        made = world.make(INSTANCE, **news)

        assert made.outputs["maintenanceWindow"] == "Sun:03:00-Sun:04:00"
        assert seen(world, made)["PreferredMaintenanceWindow"] == "sun:03:00-sun:04:00"
        assert world.provider.refresh(made) == made

    def test_windows_that_overlap_are_refused(self, world: World) -> None:
        windows = {"backupWindow": "03:00-04:00", "maintenanceWindow": "sun:03:30-sun:04:30"}

        with pytest.raises(grpc.RpcError, match="The backup window and maintenance window must not overlap"):
            world.make(INSTANCE, **instance(world, **windows))

    def test_a_log_that_the_engine_lacks_is_refused(self, world: World) -> None:
        with pytest.raises(
            grpc.RpcError, match="You cannot use the log types 'slowquery' with engine version postgres"
        ):
            world.make(INSTANCE, **instance(world, enabledCloudwatchLogsExports=["postgresql", "slowquery"]))

    def test_no_logs_are_exported_any_more(self, world: World) -> None:
        news: Props = instance(world)
        made = world.make(INSTANCE, **news, enabledCloudwatchLogsExports=["postgresql"])

        changed = world.provider.update(made, **news)

        assert seen(world, changed)["EnabledCloudwatchLogsExports"] == []

    @pytest.mark.parametrize(
        ("wrong", "reason"),
        [
            ({"databaseInsightsMode": "advanced"}, "Advanced mode of Database Insights"),
            (
                {
                    "databaseInsightsMode": "advanced",
                    "performanceInsightsEnabled": True,
                    "performanceInsightsRetentionPeriod": 31,
                },
                "at least 465 days",
            ),
            (
                {"performanceInsightsEnabled": True, "performanceInsightsRetentionPeriod": 30},
                "Invalid Performance Insights retention period",
            ),
            ({"monitoringInterval": 60}, "A MonitoringRoleARN value is required"),
            ({"monitoringInterval": 7}, "Invalid monitoring interval"),
            ({"caCertIdentifier": "rds-ca-2019"}, "Certificate not found"),
            ({"backupRetentionPeriod": 36}, "Retention period must be between 0 and 35 days"),
            ({"identifier": "Orders"}, "only lowercase letters"),
            ({"storageEncrypted": True, "kmsKeyId": f"arn:aws:kms:{REGION}:1:key/none"}, "KMSKeyNotAccessible"),
        ],
    )
    def test_what_rds_refuses_is_refused(self, world: World, wrong: Props, reason: str) -> None:
        news: Props = {**instance(world), **wrong}

        with pytest.raises(grpc.RpcError, match=reason):
            world.make(INSTANCE, **news)

        names = [one["DBInstanceIdentifier"] for one in world.client("rds").describe_db_instances()["DBInstances"]]
        assert news["identifier"] not in names

    def test_insights_and_monitoring_are_turned_off(self, world: World) -> None:
        role = world.role("monitoring.rds").outputs["arn"]
        watched: Props = {"performanceInsightsEnabled": True, "monitoringInterval": 60, "monitoringRoleArn": role}
        news: Props = instance(world)
        made = world.make(INSTANCE, **news, **watched)

        changed = world.provider.update(made, **news)

        told = seen(world, changed)
        assert (told["PerformanceInsightsEnabled"], told["MonitoringInterval"]) == (False, 0)
        assert "MonitoringRoleArn" not in told
        assert "PerformanceInsightsRetentionPeriod" not in told
        assert world.provider.refresh(changed) == changed

    def test_storage_that_grew_by_itself_is_left(self, world: World) -> None:
        news: Props = instance(world, maxAllocatedStorage=100)
        made = world.make(INSTANCE, **news)
        world.client("rds").modify_db_instance(DBInstanceIdentifier=news["identifier"], AllocatedStorage=50)

        grown = world.provider.refresh(made)

        assert grown is not None
        assert world.provider.kinds(grown, **news) == {}
        fixed = world.provider.update(grown, **Props(news, maxAllocatedStorage=0))
        assert "MaxAllocatedStorage" not in seen(world, fixed)
        assert fixed.outputs["allocatedStorage"] == 50

    def test_its_storage_grows_in_place(self, world: World) -> None:
        news: Props = instance(world)
        made = world.make(INSTANCE, **news)

        larger: Props = {**news, "allocatedStorage": 40}
        assert not world.provider.diff(made, **larger).replaces
        grown = world.provider.update(made, **larger)
        assert grown.outputs["allocatedStorage"] == 40
        with pytest.raises(grpc.RpcError, match="cannot be less than the current storage size"):
            world.provider.update(grown, **news)

    @pytest.mark.parametrize(
        ("storage", "message"),
        [
            ({"storageType": "gp3", "allocatedStorage": 399, "iops": 12000}, "storage size less than 400"),
            ({"storageType": "gp3", "allocatedStorage": 20, "storageThroughput": 500}, "storage size less than 400"),
            ({"storageType": "io2", "allocatedStorage": 100}, "requires iops"),
        ],
    )
    def test_storage_without_provisioned_performance_is_refused(
        self, world: World, storage: Props, message: str
    ) -> None:
        made = world.make(INSTANCE, **instance(world))
        with pytest.raises(grpc.RpcError, match=message):
            world.make(INSTANCE, **{**instance(world), **storage})
        with pytest.raises(grpc.RpcError, match=message):
            world.provider.update(made, **Props(made.inputs, **storage))
        assert world.provider.refresh(made) == made

    def test_it_is_renamed_in_place(self, world: World) -> None:
        news: Props = instance(world)
        made = world.make(INSTANCE, **news)
        name = world.name()

        renamed = world.provider.update(made, **Props(news, identifier=name, tags={"Name": name}))

        assert (renamed.id, renamed.outputs["identifier"]) == (made.id, name)
        assert renamed.outputs["tagsAll"] == {"Name": name}
        assert renamed.outputs["address"].startswith(f"{name}.")
        assert world.provider.refresh(renamed) == renamed

    def test_name_of_another_instance_is_refused(self, world: World) -> None:
        first, second = (world.make(INSTANCE, **instance(world)) for _ in range(2))
        with pytest.raises(grpc.RpcError, match="DBInstanceAlreadyExists"):
            world.provider.update(first, **Props(first.inputs, identifier=second.outputs["identifier"]))

    def test_move_to_another_subnet_group_of_its_vpc_is_refused(self, world: World) -> None:
        made = world.make(INSTANCE, **instance(world), **place(world))
        subnets = [each["SubnetIdentifier"] for each in seen(world, made)["DBSubnetGroup"]["Subnets"]]
        other = world.make(SUBNETS, subnetIds=subnets).id
        with pytest.raises(grpc.RpcError, match="are in the same VPC"):
            world.provider.update(made, **Props(made.inputs, dbSubnetGroupName=other))
        assert world.provider.refresh(made) == made

    @pytest.mark.parametrize(
        "name", ["engine", "username", "dbName", "kmsKeyId", "storageEncrypted", "availabilityZone"]
    )
    def test_what_can_not_change_replaces_it(self, world: World, name: str) -> None:
        news: Props = instance(world)
        made = world.make(INSTANCE, **news)
        other = {"engine": "mysql", "storageEncrypted": True, "kmsKeyId": world.key()}.get(name, "another")

        difference = world.provider.diff(made, **(news | {name: other}))

        assert list(difference.replaces) == [name]
        # As with the official provider: the new one is made first, so a name that is given would clash.
        assert not difference.deleteBeforeReplace

    def test_is_named_after_its_resource(self, world: World) -> None:
        news: Props = instance(world)
        del news["identifier"]
        made = world.provider.create(INSTANCE, called="orders", **news)

        assert made.inputs["identifier"].removeprefix("orders").isalnum()
        assert len(made.inputs["identifier"]) == len("orders") + 7
        prefixed = world.make(INSTANCE, **news, identifierPrefix="orders-")
        assert prefixed.outputs["identifier"].startswith("orders-")

    def test_is_imported_by_its_name(self, world: World) -> None:
        made = world.make(INSTANCE, **instance(world))

        imported = world.provider.import_(INSTANCE, made.outputs["identifier"])

        assert imported is not None
        assert imported.outputs["resourceId"] == made.id

    def test_is_restored_with_all_that_the_program_says(self, world: World) -> None:
        source = world.make(INSTANCE, **instance(world, dbName="bank"))
        name = world.name()
        world.client("rds").create_db_snapshot(
            DBInstanceIdentifier=source.outputs["identifier"], DBSnapshotIdentifier=name
        )

        restored = world.make(
            INSTANCE,
            **instance(
                world,
                snapshotIdentifier=name,
                password=PASSWORD[::-1],
                backupRetentionPeriod=14,
                performanceInsightsEnabled=True,
                deletionProtection=True,
            ),
        )

        assert restored.outputs["dbName"] == "bank"
        assert password_of(world, restored.outputs["identifier"]) == PASSWORD[::-1]
        told = seen(world, restored)
        assert (told["BackupRetentionPeriod"], told["PerformanceInsightsEnabled"]) == (14, True)
        assert told["DeletionProtection"] is True

    def test_restore_that_rds_refuses_is_refused(self, world: World) -> None:
        key = world.client("kms").create_key()["KeyMetadata"]["Arn"]
        source = world.make(INSTANCE, **instance(world, storageEncrypted=True, kmsKeyId=key))
        name = world.name()
        world.client("rds").create_db_snapshot(
            DBInstanceIdentifier=source.outputs["identifier"], DBSnapshotIdentifier=name
        )

        with pytest.raises(grpc.RpcError, match="DBSnapshotNotFound"):
            world.make(INSTANCE, **instance(world, snapshotIdentifier=world.name()))
        other = {"engine": "mysql", "engineVersion": "8.4"}
        with pytest.raises(grpc.RpcError, match="not compatible with the engine of the source"):
            world.make(INSTANCE, **{**instance(world, snapshotIdentifier=name), **other})
        time = {"sourceDbInstanceIdentifier": source.outputs["identifier"], "restoreTime": "2999-01-01T00:00:00Z"}
        with pytest.raises(grpc.RpcError, match="after the latest restorable time"):
            world.make(INSTANCE, **instance(world, restoreToPointInTime=time))
        world.client("kms").schedule_key_deletion(KeyId=key.rpartition("/")[2], PendingWindowInDays=7)
        with pytest.raises(grpc.RpcError, match="KMSKeyNotAccessibleFault"):
            world.make(INSTANCE, **instance(world, snapshotIdentifier=name))


class TestReplica:
    def test_knows_its_source_and_its_source_it(self, world: World) -> None:
        source = world.make(INSTANCE, **instance(world, enabledCloudwatchLogsExports=["postgresql"]))
        made = replica(world, source, performanceInsightsEnabled=True)

        again = world.provider.refresh(source)
        assert again is not None
        assert again.outputs["replicas"] == [made.outputs["identifier"]]
        assert made.outputs["replicateSourceDb"] == source.outputs["identifier"]
        assert made.id != source.id
        assert made.outputs["performanceInsightsEnabled"] is True
        assert "enabledCloudwatchLogsExports" not in made.outputs
        assert world.provider.refresh(made) == made
        world.provider.delete(made)
        alone = world.provider.refresh(source)
        assert alone == source

    def test_follows_its_source_under_new_names(self, world: World) -> None:
        source = world.make(INSTANCE, **instance(world))
        made = replica(world, source)
        names = world.name(), world.name()

        world.provider.update(source, **Props(source.inputs, identifier=names[0]))
        world.provider.update(made, **Props(made.inputs, identifier=names[1]))

        rds = world.client("rds")
        [first, second] = (rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0] for name in names)
        assert first["ReadReplicaDBInstanceIdentifiers"] == [names[1]]
        assert second["ReadReplicaSourceDBInstanceIdentifier"] == names[0]

    def test_is_promoted_when_the_program_takes_its_source_away(self, world: World) -> None:
        source = world.make(INSTANCE, **instance(world))
        made = replica(world, source)
        news: Props = {
            name: value for name, value in made.inputs.items() if name not in ("replicateSourceDb", "__defaults")
        }

        promoted = world.provider.update(made, **news)

        assert promoted.id == made.id
        assert "replicateSourceDb" not in promoted.outputs
        assert "ReadReplicaSourceDBInstanceIdentifier" not in seen(world, promoted)
        with pytest.raises(grpc.RpcError, match="an instance that exists can't become a replica"):
            world.provider.update(promoted, **news, replicateSourceDb=source.outputs["identifier"])

    def test_outlives_its_source(self, world: World) -> None:
        source = world.make(INSTANCE, **instance(world))
        made = replica(world, source)

        world.provider.delete(source)

        world.provider.delete(made)
        assert world.provider.refresh(made) is None
        assert snapshots(world, made.outputs["identifier"]) == []

    def test_lives_in_another_region(self, world: World) -> None:
        source = world.make(INSTANCE, **instance(world))
        made = world.make(
            INSTANCE,
            identifier=world.name(),
            replicateSourceDb=source.outputs["arn"],
            instanceClass="db.t4g.medium",
            skipFinalSnapshot=True,
            region="eu-central-1",
        )

        assert made.outputs["replicateSourceDb"] == source.outputs["arn"]
        assert ":eu-central-1:" in made.outputs["arn"]
        assert world.provider.refresh(made) == made
        world.provider.delete(made)
        assert seen(world, source)["ReadReplicaDBInstanceIdentifiers"] == []

    def test_needs_backups_of_its_source(self, world: World) -> None:
        source = world.make(INSTANCE, **instance(world, backupRetentionPeriod=0))

        with pytest.raises(grpc.RpcError, match="Automated backups are not enabled"):
            replica(world, source)


class TestLives:
    def test_an_instance_may_follow_one_of_its_name_that_left_its_backups(self, world: World) -> None:
        inputs = instance(world, identifier=world.name(), backupRetentionPeriod=7, deleteAutomatedBackups=False)
        first = world.make(INSTANCE, **inputs)
        world.provider.delete(first)
        kept = [snapshot["DBSnapshotIdentifier"] for snapshot in snapshots(world, inputs["identifier"])]
        second = world.make(INSTANCE, **inputs)
        assert kept
        assert seen(world, second)["DbiResourceId"] != first.outputs["resourceId"]
        assert {snapshot["DBSnapshotIdentifier"] for snapshot in snapshots(world, inputs["identifier"])} >= {*kept}
