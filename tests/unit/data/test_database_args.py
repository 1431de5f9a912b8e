from typing import Any

import pytest
from database_inputs import GROUP, SUBNETS, database_inputs
from hypothesis import given
from hypothesis import strategies as st

from strongroom.core import InputError
from strongroom.data import DatabaseArgs

Inputs = dict[str, Any]


def refusals(**inputs: Any) -> dict[str, str]:
    """What is said of each field that can't be used."""
    with pytest.raises(InputError) as error:
        DatabaseArgs(**database_inputs(**inputs))
    return {problem.path: str(problem) for problem in error.value.problems}


def accepted(**inputs: Any) -> DatabaseArgs | None:
    try:
        return DatabaseArgs(**database_inputs(**inputs))
    except InputError:
        return None


GENERATED: Inputs = {"password_management": "generated"}
REPLICA: Inputs = GENERATED | {"read_replicas": {"reports": {}}}
EPHEMERAL: Inputs = {"durability": "ephemeral"}
LARGE: Inputs = {"allocated_storage_gib": 400}
IO2: Inputs = {"storage_type": "io2", "allocated_storage_gib": 100}


@pytest.mark.parametrize("engine", ["postgres", "mysql"])
def test_a_database_needs_little(engine: str) -> None:
    DatabaseArgs(**database_inputs(engine))


@pytest.mark.parametrize("missing", ["engine", "kms_key_arn", "vpc_id"])
def test_what_a_database_needs_is_asked_for(missing: str) -> None:
    assert list(refusals(**{missing: None})) == [missing]


@pytest.mark.parametrize(
    ("inputs", "field", "reason", "remedy"),
    [
        ({"engine": "oracle"}, "engine", "'postgres'", "'mysql'"),
        ({"engine": "aurora-mysql"}, "engine", "'postgres'", "'mysql'"),
        ({"engine_version": "9.6"}, "engine_version", "14, 15, 16, 17, 18", "use 17"),
        ({"engine": "mysql", "engine_version": "17"}, "engine_version", "8.0, 8.4", "use 8.4"),
        ({"engine_version": "17.6"}, "engine_version", "automatic upgrade", "use 17, or turn"),
        ({"subnet_ids": None}, "subnet_ids", "missing", "subnet_group_name"),
        ({"subnet_group_name": "isolated"}, "subnet_ids", "beside subnet_group_name", "remove one"),
        ({"subnet_ids": SUBNETS[:1]}, "subnet_ids", "at least 2", "add"),
        ({"subnet_ids": SUBNETS[:1] * 2}, "subnet_ids", "once", "remove"),
        ({"subnet_ids": None, "subnet_group_name": "isolated", "proxy": {}}, "proxy", "subnets", "subnet_ids"),
        ({"port": 5432}, "port", "RDS.23", "use 5433"),
        ({"engine": "mysql", "port": 3306}, "port", "RDS.23", "use 3307"),
        ({"port": 1149}, "port", "at least 1150", "use 5433"),
        ({"master_username": "postgres"}, "master_username", "RDS.25", "dbadmin"),
        ({"master_username": "rdsadmin"}, "master_username", "PostgreSQL keeps", "dbadmin"),
        ({"database_name": "template1"}, "database_name", "PostgreSQL keeps", "portal"),
        ({"engine": "mysql", "database_name": "a-b"}, "database_name", "letters", "portal"),
        ({"allowed_cidr_blocks": {"all": "0.0.0.0/0"}}, "allowed_cidr_blocks.all", "private", "10.0.0.0/8"),
        (
            {"allowed_cidr_blocks": {"a": "10.0.0.0/8", "b": "10.0.0.0/8"}},
            "allowed_cidr_blocks.b",
            "must differ from allowed_cidr_blocks.a, got 10.0.0.0/8 in both",
            "remove one",
        ),
        (
            {"allowed_security_groups": {"a": GROUP, "b": GROUP}},
            "allowed_security_groups.b",
            "must differ from allowed_security_groups.a",
            "remove one",
        ),
        ({"allowed_security_groups": {"Web": GROUP}}, "allowed_security_groups.Web", "lower-case", "office"),
        ({"parameters": {"rds.force_ssl": "0"}}, "parameters", "RDS.38", "remove rds.force_ssl"),
        (
            {"engine": "mysql", "parameters": {"require_secure_transport": "OFF"}},
            "parameters",
            "RDS.39",
            "remove require_secure_transport",
        ),
        ({"log_exports": ["slowquery"]}, "log_exports", "PostgreSQL has no log slowquery", "postgresql"),
        ({"engine": "mysql", "log_exports": ["upgrade"]}, "log_exports", "MySQL has no log upgrade", "audit"),
        ({"log_retention_days": 100}, "log_retention_days", "CloudWatch Logs", "120"),
        ({"backup_retention_days": 6}, "backup_retention_days", "at least 7", "7 or more"),
        ({"backup_retention_days": 36}, "backup_retention_days", "at most 35", "35 or less"),
        ({"backup_window": "02:00-02:29"}, "backup_window", "30 minutes", "later"),
        ({"backup_window": "25:00-26:00"}, "backup_window", "hh:mm-hh:mm", "02:00-03:00"),
        ({"maintenance_window": "sun:02:59-sun:03:30"}, "maintenance_window", "overlaps", "use for example"),
        ({"maintenance_window": "Sun:04:00-Sun:05:00"}, "maintenance_window", "lower case", "sun:04:00"),
        ({"password_rotation": {}}, "password_rotation", "every 7 days", "generated"),
        ({"iam_authentication": False, "iam_usernames": ["app"]}, "iam_usernames", "off", "turn iam_authentication on"),
        ({"iam_usernames": ["dbadmin"]}, "iam_usernames", "master user", "make users"),
        ({"iam_usernames": ["*"]}, "iam_usernames.0", "wildcards", "orders"),
        (
            {"performance_insights_retention_days": 30},
            "performance_insights_retention_days",
            "offers",
            "multiple of 31",
        ),
        ({"performance_insights_retention_days": 744}, "performance_insights_retention_days", "offers", "731"),
        ({"database_insights_mode": "advanced"}, "database_insights_mode", "465", "or use standard"),
        ({"monitoring_interval_seconds": 0}, "monitoring_interval_seconds", "60", "1"),
        ({"ca_certificate": "rds-ca-2019"}, "ca_certificate", "rds-ca-rsa2048-g1", "rds-ca-ecc384-g1"),
        (
            {"allow_major_version_upgrade": True},
            "allow_major_version_upgrade",
            "maintenance window",
            "apply_immediately",
        ),
        (
            REPLICA | EPHEMERAL | {"engine": "mysql", "allow_major_version_upgrade": True},
            "allow_major_version_upgrade",
            "read replicas",
            "remove read_replicas",
        ),
        ({"read_replicas": {"reports": {}}}, "read_replicas", "manages", "generated"),
        ({"availability_zone": "eu-central-1a"}, "availability_zone", "another zone", "multi_az to false"),
        (
            EPHEMERAL | {"multi_az": True, "availability_zone": "eu-central-1a"},
            "availability_zone",
            "another zone",
            "multi_az to false",
        ),
        (
            GENERATED | {"read_replicas": {"a": {"multi_az": True, "availability_zone": "eu-central-1a"}}},
            "read_replicas.a.availability_zone",
            "another zone",
            "multi_az to false",
        ),
        ({"instance_class": "m7g.large"}, "instance_class", "class of a DB instance", "db.r7g.large"),
        ({"engine": "mysql", "instance_class": "db.t4g.micro"}, "instance_class", "Performance Insights", "medium"),
        (
            GENERATED | {"engine": "mysql", "read_replicas": {"a": {"instance_class": "db.t3.small"}}},
            "read_replicas.a.instance_class",
            "Performance Insights",
            "medium",
        ),
        ({"allocated_storage_gib": 19}, "allocated_storage_gib", "at least 20", "20 or more"),
        ({"max_allocated_storage_gib": 21}, "max_allocated_storage_gib", "a tenth more", "use 22 or more, or 0"),
        ({"iops": 12000}, "iops", "less than 400 GiB", "allocated_storage_gib to 400"),
        ({"storage_throughput_mibps": 500}, "storage_throughput_mibps", "less than 400 GiB", "400"),
        (LARGE | {"iops": 11999}, "iops", "12000 to 64000", "in between"),
        (LARGE | {"iops": 64001}, "iops", "12000 to 64000", "in between"),
        (LARGE | {"storage_throughput_mibps": 499}, "storage_throughput_mibps", "500 to 4000", "in between"),
        (
            LARGE | {"storage_throughput_mibps": 3001},
            "storage_throughput_mibps",
            "12004 operations",
            "use 3000 or less, or raise iops",
        ),
        (IO2, "iops", "missing", "1000 or more"),
        (IO2 | {"iops": 999}, "iops", "1000 to 256000", "in between"),
        (IO2 | {"iops": 100_001}, "iops", "50 to 100000", "allocated_storage_gib"),
        (
            IO2 | {"allocated_storage_gib": 99, "iops": 1000},
            "allocated_storage_gib",
            "100 GiB or more",
            "use 100 or more, or gp3",
        ),
        (
            IO2 | {"iops": 1000, "storage_throughput_mibps": 500},
            "storage_throughput_mibps",
            "follows from iops",
            "use gp3",
        ),
        ({"durabilty": "ephemeral"}, "durabilty", "no such input", "did you mean durability"),
    ],
)
def test_a_bad_input_is_told_with_field_reason_and_remedy(
    inputs: dict[str, Any], field: str, reason: str, remedy: str
) -> None:
    said = refusals(**inputs)
    assert list(said) == [field]
    assert reason in said[field]
    assert remedy in said[field]


@pytest.mark.parametrize(
    "inputs",
    [
        {"engine_version": "17.6", "auto_minor_version_upgrade": False},
        {"subnet_ids": None, "subnet_group_name": "isolated"},
        {"allowed_cidr_blocks": {"office": "10.1.0.0/16", "pods": "100.64.0.0/16"}},
        {"performance_insights_retention_days": 465, "database_insights_mode": "advanced"},
        {"performance_insights_retention_days": None, "engine": "mysql", "instance_class": "db.t4g.micro"},
        {"instance_class": "db.t4g.micro"},
        EPHEMERAL | {"allow_major_version_upgrade": True},
        {"apply_immediately": True, "allow_major_version_upgrade": True},
        EPHEMERAL | {"availability_zone": "eu-central-1a"},
        REPLICA,
        GENERATED | {"password_rotation": {"automatically_after_days": 60}},
        {"max_allocated_storage_gib": 0},
        {"max_allocated_storage_gib": 22},
        LARGE | {"iops": 16_000, "storage_throughput_mibps": 4_000},
        IO2 | {"iops": 100_000},
        IO2 | {"allocated_storage_gib": 65_536, "iops": 256_000},
    ],
)
def test_what_rds_offers_is_accepted(inputs: dict[str, Any]) -> None:
    DatabaseArgs(**database_inputs(**inputs))


def test_everything_that_is_wrong_is_told_at_once() -> None:
    said = refusals(
        engine="mysql",
        port=3306,
        log_exports=["upgrade"],
        read_replicas={"reports": {}},
        maintenance_window="sun:02:30-sun:03:30",
        availability_zone="eu-central-1a",
        iops=1,
    )
    assert said.keys() == {
        *("port", "log_exports", "read_replicas", "maintenance_window", "availability_zone", "iops"),
    }


@given(
    allocated=st.integers(20, 65_536),
    limit=st.none() | st.integers(0, 65_536),
    kind=st.sampled_from(["gp3", "io2"]),
    iops=st.none() | st.integers(1, 300_000),
    throughput=st.none() | st.integers(1, 5_000),
)
def test_storage_that_is_accepted_is_within_what_rds_offers(
    allocated: int, limit: int | None, kind: str, iops: int | None, throughput: int | None
) -> None:
    inputs = {"allocated_storage_gib": allocated, "max_allocated_storage_gib": limit, "storage_type": kind}
    inputs |= {"iops": iops, "storage_throughput_mibps": throughput}
    args = accepted(**inputs)
    if args is None:
        said = refusals(**inputs)
        assert said.keys() <= inputs.keys()
        assert all("; " in problem for problem in said.values())
        return
    assert not args.max_allocated_storage_gib or args.max_allocated_storage_gib * 10 >= allocated * 11
    if kind == "io2":
        assert args.iops
        assert 0.5 <= args.iops / allocated <= 1000
        assert throughput is None
    elif allocated < 400:
        assert (iops, throughput) == (None, None)
    else:
        assert (throughput or 500) / (iops or 12_000) <= 0.25
