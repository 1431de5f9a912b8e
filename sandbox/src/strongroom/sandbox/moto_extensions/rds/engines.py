"""RDS: the versions of database engines and what hangs on them. Pure functions.

https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html
"""

import re
from collections.abc import Mapping
from typing import Final

from moto.rds.exceptions import InvalidParameterCombination

VERSIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "postgres": {
        "13": "13.22",
        "14": "14.19",
        "15": "15.14",
        "16": "16.10",
        "17": "17.6",
        "18": "18.1",
    },
    "mysql": {"8.0": "8.0.43", "8.4": "8.4.6"},
    "aurora-postgresql": {
        "13": "13.21",
        "14": "14.18",
        "15": "15.13",
        "16": "16.9",
        "17": "17.5",
        "18": "18.1",
    },
    "aurora-mysql": {"8.0": "8.0.mysql_aurora.3.10.1", "8.4": "8.4.7"},
}
"""The major versions of each engine, and the full one that a request for just the major one gets here.

Which one AWS takes changes every few months; a request for another full version of the same major one is granted too.
"""
LOGS: Final[Mapping[str, frozenset[str]]] = {
    "postgres": frozenset({"postgresql", "upgrade", "iam-db-auth-error"}),
    "mysql": frozenset({"audit", "error", "general", "slowquery", "iam-db-auth-error"}),
    "aurora-postgresql": frozenset({"postgresql", "instance", "iam-db-auth-error"}),
    "aurora-mysql": frozenset({"audit", "error", "general", "instance", "slowquery", "iam-db-auth-error"}),
}
"""The logs of each engine that can be exported to CloudWatch Logs."""


def full_version(engine: str, version: str | None) -> str | None:
    """Return the full version that a request gets: for the major one, or none, one that AWS chooses.

    Raises:
        InvalidParameterCombination: The engine has no such version.
    """
    majors = VERSIONS.get(engine)
    if majors is None:  # an engine that is left to moto
        return version
    if version is None:
        return list(majors.values())[-1]
    if version in majors:
        return majors[version]
    if not any(re.fullmatch(rf"{re.escape(major)}\.[\w.]+", version) for major in majors):
        raise InvalidParameterCombination(f"Cannot find version {version} for {engine}")
    return version


def major_version(engine: str, version: str) -> str:
    """Return the major part of a full version: 17 of 17.6, 8.0 of 8.0.43."""
    parts = 1 if "postgres" in engine else 2
    return ".".join(version.split(".")[:parts])


def family(engine: str, version: str) -> str:
    """Return the family of the parameter groups that suit a version, such as `postgres17`."""
    return f"{engine}{major_version(engine, version)}"


def default_option_group(engine: str, version: str) -> str:
    """Return the option group of a database that names none, such as `default:mysql-8-0`."""
    return f"default:{engine}-{major_version(engine, version).replace('.', '-')}"


def check_logs(engine: str, version: str, logs: list[str]) -> None:
    """Refuse logs that the engine does not have.

    Raises:
        InvalidParameterCombination: There are such logs.
    """
    unknown = [log for log in logs if log not in LOGS.get(engine, logs)]
    if unknown:
        quoted = ", ".join(f"'{log}'" for log in unknown)
        raise InvalidParameterCombination(
            f"You cannot use the log types {quoted} with engine version {engine} {version}. "
            "For supported log types, see the documentation."
        )
