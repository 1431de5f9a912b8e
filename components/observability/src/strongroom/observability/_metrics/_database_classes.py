"""What a DB instance class has, and how many connections that makes.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Summary.html
"""

import math
import re
from collections.abc import Callable, Mapping

from strongroom.core import DatabaseEngine

GIB = 2**30
"""Bytes of a gibibyte."""

_CLASS = re.compile(r"db\.(?P<family>[a-z]+\d+[a-z]*)\.(?P<size>\d*[a-z]+)", re.ASCII)
_BURSTABLE = {"micro": 1.0, "small": 2.0, "medium": 4.0, "large": 8.0, "xlarge": 16.0, "2xlarge": 32.0}
_BURSTABLE_FAMILIES = ("t2", "t3", "t4g")
# Gibibytes for each virtual CPU, by what a family's name begins with; longer beginnings first.
_PER_CPU = {"x2iedn": 32.0, "x2g": 16.0, "x2idn": 16.0, "z1d": 8.0, "c6gd": 2.0, "m": 4.0, "r": 8.0}
_OLDER = ("m1", "m2", "m3", "m4", "r3", "r4")


def memory_gib(instance_class: str) -> float | None:
    """Return how many gibibytes of memory a class has.

    Args:
        instance_class: The class, such as `db.r7g.large`.

    Returns:
        Its memory; None for a class that is not in AWS's present families, and for `db.serverless`.
    """
    found = _CLASS.fullmatch(instance_class)
    if found is None:
        return None
    family, size = found["family"], found["size"]
    if family in _BURSTABLE_FAMILIES:
        return _BURSTABLE.get(size)
    ratio = next((each for start, each in _PER_CPU.items() if family.startswith(start)), None)
    cpus = _cpus(size)
    return None if ratio is None or cpus is None or family.startswith(_OLDER) else ratio * cpus


def is_burstable(instance_class: str) -> bool:
    """Tell whether a class earns and spends CPU credits.

    Args:
        instance_class: The class.
    """
    return instance_class.removeprefix("db.").startswith(_BURSTABLE_FAMILIES)


def max_connections(engine: DatabaseEngine, memory: float) -> int:
    """Return how many connections an instance allows by the default of its engine's parameter `max_connections`.

    It is an estimate, a few percent high: the engine counts the memory without what the operating system and RDS keep
    for themselves, which AWS doesn't tell.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections
    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Managing.Performance.html
    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Managing.html

    Args:
        engine: The engine.
        memory: Gibibytes of memory that the class has.
    """
    return max(1, _CONNECTIONS[engine](memory))


def _postgres(memory: float) -> int:
    return min(int(memory * GIB / 9_531_392), 5_000)


def _aurora_mysql(memory: float) -> int:
    # The numbers of AWS's table, which the formula of the parameter comes to with the memory that is really left.
    return max(round(45 * math.log2(memory)), 1_000 * round(math.log2(memory / 8)))


_CONNECTIONS: Mapping[DatabaseEngine, Callable[[float], int]] = {
    "aurora-mysql": _aurora_mysql,
    "aurora-postgresql": _postgres,
    "mariadb": lambda memory: min(int(memory * GIB / 25_165_760), 12_000),
    "mysql": lambda memory: int(memory * GIB / 12_582_880),
    "postgres": _postgres,
}


def _cpus(size: str) -> int | None:
    if size in ("medium", "large", "xlarge"):
        return {"medium": 1, "large": 2, "xlarge": 4}[size]
    times = size.removesuffix("xlarge")
    return 4 * int(times) if times.isdigit() else None
