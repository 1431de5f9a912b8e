"""The database engines: what RDS offers of each, and what a careful database does with it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from strongroom.core import RuleError, pattern

EngineName: TypeAlias = Literal["postgres", "mysql", "aurora-postgresql", "aurora-mysql"]
"""A database engine, as RDS calls it."""

EngineVersion: TypeAlias = Annotated[
    str,
    pattern(r"\d+(\.[A-Za-z0-9_-]+)*", "a version of a database engine", "17, 17.6, 8.4 or 8.0.mysql_aurora.3.10.0"),
]
"""A version of a database engine, major or full; each engine supports some."""

ProxyFamily: TypeAlias = Literal["POSTGRESQL", "MYSQL"]
"""The protocol that an RDS Proxy speaks."""


@dataclass(frozen=True)
class Engine:
    """What there is to know of an engine."""

    name: EngineName
    """What RDS calls it."""
    title: str
    """What people call it."""
    family: ProxyFamily
    """Whose protocol it speaks."""
    versions: tuple[str, ...]
    """Major versions that are supported here, the oldest first."""
    default_version: str
    """The major version of a new database."""
    log_exports: tuple[str, ...]
    """Logs that it can publish to CloudWatch Logs.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html and API_CreateDBCluster.html
    """
    version_shape: str
    """A regular expression for the rest of a full version, after the major one."""
    full_version: str
    """An example of a full version."""

    @property
    def is_aurora(self) -> bool:
        """Whether its databases are clusters."""
        return self.name.startswith("aurora-")

    @property
    def default_port(self) -> int:
        """The port that it has everywhere, which everybody tries first (RDS.23)."""
        return 5432 if self.family == "POSTGRESQL" else 3306

    @property
    def port(self) -> int:
        """The port that a database has here unless another is given."""
        return self.default_port + 1


_MYSQL_LOGS = ("audit", "error", "general", "iam-db-auth-error", "slowquery")

ENGINES: Mapping[EngineName, Engine] = {
    engine.name: engine
    for engine in (
        Engine(
            "postgres",
            "PostgreSQL",
            "POSTGRESQL",
            versions=("14", "15", "16", "17", "18"),
            default_version="17",
            log_exports=("iam-db-auth-error", "postgresql", "upgrade"),
            version_shape=r"\.\d+(-R\d+)?",
            full_version="17.6",
        ),
        Engine(
            "mysql",
            "MySQL",
            "MYSQL",
            versions=("8.0", "8.4"),
            default_version="8.4",
            log_exports=_MYSQL_LOGS,
            version_shape=r"\.\d+(-R\d+)?",
            full_version="8.4.6",
        ),
        Engine(
            "aurora-postgresql",
            "Aurora PostgreSQL",
            "POSTGRESQL",
            versions=("14", "15", "16", "17"),
            default_version="17",
            log_exports=("iam-db-auth-error", "instance", "postgresql"),
            version_shape=r"\.\d+",
            full_version="17.5",
        ),
        Engine(
            "aurora-mysql",
            "Aurora MySQL",
            "MYSQL",
            versions=("8.0",),
            default_version="8.0",
            log_exports=tuple(sorted([*_MYSQL_LOGS, "instance"])),
            version_shape=r"\.mysql_aurora\.3\.\d+\.\d+",
            full_version="8.0.mysql_aurora.3.10.0",
        ),
    )
}
"""The engines by name.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Welcome.html#Welcome.Concepts.DBInstance and
https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.VersionPolicy.html
"""

# Names that RDS sets or that come to everybody's mind first: RDS.25 asks for another than admin and postgres.
_GUESSED_USERNAMES = frozenset({"admin", "administrator", "master", "mysql", "postgres", "root", "sa", "superuser"})
_RESERVED_PREFIXES = ("pg_", "rds")
_SYSTEM_DATABASES = frozenset(
    [
        *("information_schema", "innodb", "mysql", "performance_schema", "sys", "tmp"),
        *("postgres", "rdsadmin", "template0", "template1"),
    ]
)
_SQL_WORDS = frozenset(
    [
        *("all", "analyze", "and", "any", "as", "asc", "authorization", "between", "both", "case", "cast", "check"),
        *("collate", "column", "constraint", "create", "cross", "current_user", "database", "default", "delete"),
        *("desc", "distinct", "drop", "else", "end", "except", "exists", "false", "fetch", "for", "foreign", "from"),
        *("grant", "group", "having", "in", "index", "insert", "into", "is", "join", "key", "leading", "left", "like"),
        *("limit", "lock", "natural", "none", "not", "null", "on", "only", "or", "order", "outer", "primary", "public"),
        *("references", "right", "schema", "select", "session_user", "system", "table", "then", "to", "trailing"),
        *("trigger", "true", "union", "unique", "update", "user", "using", "values", "when", "where", "window", "with"),
    ]
)


def check_version(engine: EngineName, version: str) -> None:
    """Check that a version is supported.

    Args:
        engine: The engine.
        version: A major version, such as 17 or 8.4, or a full one, such as 17.6.

    Raises:
        RuleError: It isn't, or is no version.
    """
    known = ENGINES[engine]
    for major in known.versions:
        if re.fullmatch(f"{re.escape(major)}({known.version_shape})?", version):
            return
    reason = f"must be a version of {known.title} that is supported: {', '.join(known.versions)}"
    remedy = f"use {known.default_version}, or a full version such as {known.full_version}"
    raise RuleError(reason, remedy, version, known.default_version)


def major_version(engine: EngineName, version: str) -> str:
    """Return the major version of a version: 17 of 17.6, 8.4 of 8.4.6.

    Args:
        engine: The engine.
        version: A version that is supported.
    """
    return next(major for major in ENGINES[engine].versions if version == major or version.startswith(f"{major}."))


def parameter_group_family(engine: EngineName, version: str) -> str:
    """Return the family of the parameter groups of a version, such as postgres17.

    Args:
        engine: The engine.
        version: A version that is supported.
    """
    return f"{engine}{major_version(engine, version)}"


def check_port(engine: EngineName, port: int) -> None:
    """Check that a database may listen on a port.

    Args:
        engine: The engine.
        port: The port.

    Raises:
        RuleError: RDS does not offer it (1150 to 65535), or it is the engine's default one (RDS.23).
    """
    known = ENGINES[engine]
    if port < 1150:
        raise RuleError("must be at least 1150", f"use {known.port}", port, known.port)
    if port == known.default_port:
        reason = f"must not be the default port of {known.title}, which is tried first (RDS.23)"
        raise RuleError(reason, f"use {known.port}", port, known.port)


def check_log_exports(engine: EngineName, names: Iterable[str]) -> None:
    """Check that an engine has the logs that shall go to CloudWatch Logs.

    Args:
        engine: The engine.
        names: The logs, as RDS calls them.

    Raises:
        RuleError: It has not all of them.
    """
    known = ENGINES[engine]
    if unknown := [name for name in names if name not in known.log_exports]:
        reason = f"{known.title} has no log {' or '.join(unknown)}"
        raise RuleError(reason, f"use some of {', '.join(known.log_exports)}")


def check_username(engine: EngineName, name: str) -> None:
    """Check the name of the master user.

    Args:
        engine: The engine.
        name: The name.

    Raises:
        RuleError: RDS does not allow it, or everybody guesses it (RDS.25).
    """
    known = ENGINES[engine]
    characters, words = ("A-Za-z0-9", "") if known.is_aurora else ("A-Za-z0-9_", ", underscores")
    if not re.fullmatch(f"[A-Za-z][{characters}]{{0,15}}", name):
        reason = f"must be 1 to 16 letters of English, digits{words}, beginning with a letter"
        raise RuleError(reason, "use for example dbadmin", name)
    if name.lower() in _GUESSED_USERNAMES:
        raise RuleError("must not be a name that is guessed first (RDS.25)", "use for example dbadmin", name)
    if name.lower() in _SQL_WORDS or name.lower().startswith(_RESERVED_PREFIXES):
        raise RuleError(f"must not be a name that {known.title} keeps for itself", "use for example dbadmin", name)


def check_database_name(engine: EngineName, name: str) -> None:
    """Check the name of the first database.

    Args:
        engine: The engine.
        name: The name.

    Raises:
        RuleError: RDS does not allow it, or the engine keeps it for itself.
    """
    known = ENGINES[engine]
    longest = 63 if known.family == "POSTGRESQL" else 64
    if not re.fullmatch(f"[A-Za-z][A-Za-z0-9_]{{0,{longest - 1}}}", name):
        reason = f"must be 1 to {longest} letters of English, digits and underscores, beginning with a letter"
        raise RuleError(reason, "use for example portal", name)
    if name.lower() in _SYSTEM_DATABASES | _SQL_WORDS:
        raise RuleError(f"must not be a name that {known.title} keeps for itself", "use for example portal", name)
