"""A portal that is destroyed, and rebuilt from the final snapshot of its database, as its README describes."""

from pathlib import Path
from typing import Any

from portal_stack import portal
from support import failure, run

from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.testing import TestSandbox

UNPROTECTED: dict[str, Any] = {
    "domainName": "portal.example.com",
    "durability": "persistent",
    "deletionProtection": False,
    "availabilityZones": 2,
    "nat": "single",
}


def empty_buckets(sandbox: TestSandbox) -> None:
    """Delete the logs in the buckets, at which `pulumi destroy` stops."""
    s3 = sandbox.client("s3")
    for bucket in s3.list_buckets()["Buckets"]:
        found = s3.list_object_versions(Bucket=bucket["Name"])
        for each in (*found.get("Versions", []), *found.get("DeleteMarkers", [])):
            s3.delete_object(Bucket=bucket["Name"], Key=each["Key"], VersionId=each["VersionId"])


def test_portal_is_rebuilt_from_the_final_snapshot_of_its_database(local_aws: LocalAws, tmp_path: Path) -> None:
    sandbox = TestSandbox(local_aws, tmp_path / "sandbox", region="eu-central-1")
    rds = sandbox.client("rds")
    first = run(portal(sandbox, "dev", UNPROTECTED).up)
    assert "BucketNotEmpty" in failure(portal(sandbox, "dev", UNPROTECTED).destroy)
    empty_buckets(sandbox)
    portal(sandbox, "dev", UNPROTECTED).destroy()
    (final,) = rds.describe_db_snapshots(SnapshotType="manual")["DBSnapshots"]

    rebuilt = run(portal(sandbox, "dev", UNPROTECTED).up)
    assert rebuilt.outputs["kms_key_arn"] != first.outputs["kms_key_arn"]
    rds.copy_db_snapshot(
        SourceDBSnapshotIdentifier=final["DBSnapshotIdentifier"],
        TargetDBSnapshotIdentifier="portal-restore",
        KmsKeyId=rebuilt.outputs["kms_key_arn"],
    )
    restoring = UNPROTECTED | {"databaseSnapshotIdentifier": "portal-restore"}
    restored = run(portal(sandbox, "dev", restoring).up)
    assert restored.steps["Instance portal-database-instance"] == "replace"
    assert restored.outputs["database_endpoint"] == first.outputs["database_endpoint"]
    (before,) = rds.describe_db_instances()["DBInstances"]
    assert run(portal(sandbox, "dev", restoring).up).steps == {}

    protected = run(portal(sandbox, "dev", restoring | {"deletionProtection": True}).up)
    assert "replace" not in protected.steps.values()
    (after,) = rds.describe_db_instances()["DBInstances"]
    assert after["DeletionProtection"]
    assert after["DbiResourceId"] == before["DbiResourceId"]
