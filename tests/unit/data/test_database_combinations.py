"""Any combination of inputs is refused with a remedy, or makes a database."""

from typing import Any

from database_inputs import GROUP, KEY, SUBNETS, TOPIC, VPC
from hypothesis import given, settings
from hypothesis import strategies as st
from recording import Cloud, Recorder, clouds
from refusals import check_told, refused

from strongroom.data import Database, DatabaseArgs

Inputs = dict[str, Any]

ENGINES = st.sampled_from(["postgres", "mysql"])
CLASSES = st.sampled_from(["db.m7g.large", "db.t4g.micro", "large"])
ZONES = st.sampled_from(["eu-central-1a", "eu-central"])
REPLICAS = st.fixed_dictionaries(
    {}, optional={"instance_class": CLASSES, "multi_az": st.booleans(), "availability_zone": ZONES}
)
ODD: Inputs = {
    "engine_version": st.sampled_from(["17", "17.6", "8.4", "8.0.40", "5.7"]),
    "port": st.sampled_from([3306, 5432, 80, 6000]),
    "database_name": st.sampled_from(["ledger", "mysql", "a b"]),
    "master_username": st.sampled_from(["keeper", "admin", "rdsadmin"]),
    "parameters": st.dictionaries(
        st.sampled_from(["rds.force_ssl", "require_secure_transport", "max_connections", "Max"]),
        st.sampled_from(["0", "1", "300", ""]),
    ),
    "log_exports": st.lists(st.sampled_from(["postgresql", "error", "audit", "upgrade", "slowquery"]), max_size=3),
    "log_retention_days": st.sampled_from([365, 100]),
    "backup_window": st.sampled_from(["23:45-00:15", "04:00-05:00", "04:00-04:10"]),
    "maintenance_window": st.sampled_from(["sun:23:50-mon:00:30", "tue:12:00-tue:13:00", "tue:12:00"]),
    "performance_insights_retention_days": st.sampled_from([None, 7, 30, 465]),
    "database_insights_mode": st.sampled_from(["standard", "advanced"]),
    "subnet_group_name": st.just("isolated"),
    "availability_zone": ZONES,
    "iops": st.sampled_from([0, 1_000, 12_000, 100_000]),
    "storage_throughput_mibps": st.sampled_from([125, 500, 4_000]),
    "max_allocated_storage_gib": st.sampled_from([0, 21, 100, 1_000]),
    "event_topic_arn": st.sampled_from([TOPIC, "alerts"]),
    "iam_usernames": st.lists(st.sampled_from(["app", "keeper", "*"]), max_size=2),
    "password_rotation": st.sampled_from([None, {}, {"automatically_after_days": 60}, {"automatically_after_days": 0}]),
}
CHOICES: Inputs = {
    "durability": st.sampled_from(["persistent", "ephemeral"]),
    "password_management": st.sampled_from(["managed_by_rds", "generated"]),
    "multi_az": st.booleans(),
    "deletion_protection": st.booleans(),
    "final_snapshot": st.booleans(),
    "iam_authentication": st.booleans(),
    "auto_minor_version_upgrade": st.booleans(),
    "allow_major_version_upgrade": st.booleans(),
    "apply_immediately": st.booleans(),
    "storage_type": st.sampled_from(["gp3", "io2"]),
    "allocated_storage_gib": st.sampled_from([20, 100, 400]),
    "allowed_security_groups": st.dictionaries(st.sampled_from(["web", "batch"]), st.just(GROUP)),
    "read_replicas": st.dictionaries(st.sampled_from(["one", "two"]), REPLICAS, max_size=2),
    "proxy": st.sampled_from([None, {}, {"iam_authentication": True}, {"max_connections_percent": 10}]),
}
NEEDED: Inputs = {
    "engine": ENGINES,
    "kms_key_arn": st.just(KEY),
    "vpc_id": st.just(VPC),
    "subnet_ids": st.just(SUBNETS),
}


@st.composite
def inputs(draw: st.DrawFn) -> Inputs:
    """What a database needs, some choices, and at most three things that may be odd."""
    odd = draw(st.lists(st.sampled_from(sorted(ODD)), unique=True, max_size=3))
    return draw(st.fixed_dictionaries({**NEEDED, **{name: ODD[name] for name in odd}}, optional=CHOICES))


@given(given=inputs(), cloud=clouds)
@settings(max_examples=100)
def test_any_combination_is_refused_with_a_remedy_or_makes_a_database(
    record: Recorder, given: Inputs, cloud: Cloud
) -> None:
    error = refused(DatabaseArgs, given)
    if error is not None:
        check_told(error, DatabaseArgs.model_fields)
        return
    deployment = record(lambda: Database("orders", DatabaseArgs(**given)), cloud=cloud)
    instances = deployment.of_type("aws:rds/instance:Instance")
    assert len(instances) == 1 + len(given.get("read_replicas", {}))
    assert len(deployment.of_type("aws:rds/proxy:Proxy")) == (given.get("proxy") is not None)
