"""What a DB instance class has, against AWS's own tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.core import DatabaseEngine
from strongroom.observability._metrics._database_classes import is_burstable, max_connections, memory_gib

ENGINES: list[DatabaseEngine] = ["aurora-mysql", "aurora-postgresql", "mariadb", "mysql", "postgres"]


@pytest.mark.parametrize(
    ("instance_class", "gib"),
    [
        ("db.t3.micro", 1),
        ("db.t4g.medium", 4),
        ("db.t3.2xlarge", 32),
        ("db.m7g.large", 8),
        ("db.m6i.32xlarge", 512),
        ("db.r6g.12xlarge", 384),
        ("db.r7g.large", 16),
        ("db.r8gd.48xlarge", 1536),
        ("db.x2g.16xlarge", 1024),
        ("db.x2iedn.xlarge", 128),
        ("db.x2idn.24xlarge", 1536),
        ("db.z1d.large", 16),
        ("db.c6gd.medium", 2),
        ("db.serverless", None),
        ("db.r4.large", None),
        ("db.m99.huge", None),
        ("db.r5.large.tpc1.mem2x", None),
        ("db.t4g.16xlarge", None),
    ],
)
def test_memory_is_that_of_aws_table(instance_class: str, gib: float | None) -> None:
    assert memory_gib(instance_class) == gib


@pytest.mark.parametrize(
    ("engine", "gib", "connections"),
    [
        ("postgres", 4, 450),
        ("postgres", 8, 901),
        ("postgres", 64, 5000),
        ("aurora-postgresql", 16, 1802),
        ("mysql", 16, 1365),
        ("mariadb", 16, 682),
        ("mariadb", 768, 12_000),
        ("aurora-mysql", 2, 45),
        ("aurora-mysql", 4, 90),
        ("aurora-mysql", 8, 135),
        ("aurora-mysql", 16, 1000),
        ("aurora-mysql", 32, 2000),
        ("aurora-mysql", 256, 5000),
        ("aurora-mysql", 384, 6000),
        ("aurora-mysql", 512, 6000),
        ("aurora-mysql", 768, 7000),
    ],
)
def test_connections_are_what_aws_says(engine: DatabaseEngine, gib: float, connections: int) -> None:
    assert max_connections(engine, gib) == connections


@given(st.sampled_from(ENGINES), st.floats(0.5, 4096), st.floats(0.5, 4096))
def test_more_memory_never_means_fewer_connections(engine: DatabaseEngine, one: float, other: float) -> None:
    less, more = sorted([one, other])
    assert 1 <= max_connections(engine, less) <= max_connections(engine, more)


def test_only_classes_that_burst_spend_credits() -> None:
    assert is_burstable("db.t4g.medium")
    assert not is_burstable("db.m7g.large")
    assert not is_burstable("db.serverless")
