"""Parameters of a database: TLS enforced, and logs that an auditor can use."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from strongroom.core import RuleError, pattern
from strongroom.data._engines import ENGINES, EngineName

ApplyMethod: TypeAlias = Literal["immediate", "pending-reboot"]
"""When a changed parameter takes effect."""

ParameterName: TypeAlias = Annotated[
    str, pattern(r"[a-z][a-z0-9_.]*", "the name of a parameter in lower case", "log_min_duration_statement")
]
"""The name of a parameter of the engine, in lower case."""

ParameterValue: TypeAlias = Annotated[str, Field(min_length=1)]
"""The value of a parameter as text, such as `"500"`."""

Parameters: TypeAlias = Mapping[ParameterName, ParameterValue]
"""Parameters of the engine by name, such as `{"work_mem": "65536"}`."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of a parameter group."""

    name: str
    """What the engine calls it."""
    value: str
    """Its value, as RDS has it."""
    apply_method: ApplyMethod
    """When a change of it takes effect: at once, or with the next reboot where the engine needs one."""


# Statements that are slow are logged, and statements that change the schema; not each statement, which would put the
# data itself into the logs: for the same reason MySQL's general log stays off.
_POSTGRESQL = {
    "log_connections": "1",
    "log_disconnections": "1",
    "log_lock_waits": "1",
    "log_min_duration_statement": "1000",
    "log_statement": "ddl",
    "rds.force_ssl": "1",
}
_MYSQL = {"general_log": "0", "log_output": "FILE", "long_query_time": "1", "slow_query_log": "1"}
_AUDITED = {"events": "CONNECT,QUERY_DCL,QUERY_DDL", "excl_users": "rdsadmin"}

_DEFAULTS: Mapping[EngineName, Mapping[str, str]] = {
    "postgres": _POSTGRESQL,
    "mysql": _MYSQL | {"require_secure_transport": "1"},
    "aurora-postgresql": _POSTGRESQL,
    # RDS writes this switch as a number for an instance and as a word for a cluster, and shows a difference otherwise.
    "aurora-mysql": _MYSQL
    | {"require_secure_transport": "ON", "server_audit_logging": "1"}
    | {f"server_audit_{name}": value for name, value in _AUDITED.items()},
}

_ON = frozenset({"1", "on", "true", "yes"})
_OFF = frozenset({"0", "off", "false", "no"})
_SWITCHES = frozenset({"rds.force_ssl", "require_secure_transport", "ssl"})
# Booleans that RDS accepts as 0 or 1 only, though the engine itself knows words for them.
_NUMBERS = frozenset(
    [
        *("autovacuum", "general_log", "log_checkpoints", "log_disconnections", "log_duration", "log_lock_waits"),
        *("performance_schema", "rds.force_ssl"),
        *("rds.logical_replication", "slow_query_log", "track_activities", "track_counts", "track_io_timing"),
    ]
)
_TLS_VERSIONS = frozenset({"ssl_max_protocol_version", "ssl_min_protocol_version", "tls_version"})
_OLD_TLS = frozenset({"", "sslv3", "tlsv1", "tlsv1.0", "tlsv1.1"})

# What can only be set at the start of the server; RDS refuses to apply these at once.
# https://www.postgresql.org/docs/current/view-pg-settings.html (context postmaster) and
# https://dev.mysql.com/doc/refman/8.4/en/server-system-variable-reference.html (not dynamic)
_STATIC_POSTGRESQL = frozenset(
    [
        *("autovacuum_freeze_max_age", "autovacuum_max_workers", "autovacuum_multixact_freeze_max_age"),
        *("autovacuum_worker_slots", "huge_pages", "io_max_concurrency", "io_method", "jit_provider"),
        *("max_connections", "max_files_per_process", "max_locks_per_transaction", "max_logical_replication_workers"),
        *("max_pred_locks_per_transaction", "max_prepared_transactions", "max_replication_slots", "max_wal_senders"),
        *("max_worker_processes", "old_snapshot_threshold", "pg_prewarm.autoprewarm", "pg_stat_statements.max"),
        *("rds.logical_replication", "rds.max_tcp_buffers", "rds.rds_superuser_reserved_connections"),
        *("shared_buffers", "shared_preload_libraries", "superuser_reserved_connections", "track_activity_query_size"),
        *("track_commit_timestamp", "wal_buffers", "wal_level"),
    ]
)
_STATIC_MYSQL = frozenset(
    [
        *("back_log", "binlog_gtid_simple_recovery", "ft_max_word_len", "ft_min_word_len", "ft_stopword_file"),
        *("innodb_autoinc_lock_mode", "innodb_buffer_pool_chunk_size", "innodb_buffer_pool_instances"),
        *("innodb_dedicated_server", "innodb_flush_method", "innodb_ft_cache_size", "innodb_ft_max_token_size"),
        *("innodb_ft_min_token_size", "innodb_ft_sort_pll_degree", "innodb_ft_total_cache_size"),
        *("innodb_log_file_size", "innodb_log_files_in_group", "innodb_numa_interleave", "innodb_page_cleaners"),
        *("innodb_purge_threads", "innodb_read_io_threads", "innodb_rollback_on_timeout", "innodb_sort_buffer_size"),
        *("innodb_sync_array_size", "innodb_write_io_threads", "log_replica_updates", "log_slave_updates"),
        *("lower_case_table_names", "max_digest_length", "mysqlx_port", "ngram_token_size", "performance_schema"),
        *("performance_schema_digests_size", "performance_schema_max_digest_length", "relay_log_recovery"),
        *("skip_name_resolve", "skip_show_database", "table_open_cache_instances", "thread_stack"),
        *("tls_certificates_enforced_validation",),
    ]
)


def parameters(engine: EngineName, given: Mapping[str, str]) -> list[Parameter]:
    """Return the parameters of a database, by name: the defaults, and above them those that are given.

    The defaults enforce TLS (RDS.38, RDS.39), and log connections, changes of the schema and statements of a second or
    longer.

    Args:
        engine: The engine.
        given: Parameters that a team gives.

    Raises:
        RuleError: One of those given allows connections without TLS, or with a version of it that is broken.
    """
    for name, value in given.items():
        _check_tls(name, value)
        _check_switch(engine, name, value)
    static = _STATIC_POSTGRESQL if ENGINES[engine].family == "POSTGRESQL" else _STATIC_MYSQL
    return [
        Parameter(name, value, "pending-reboot" if name in static else "immediate")
        for name, value in sorted({**_DEFAULTS[engine], **given}.items())
    ]


def max_connections(given: Mapping[str, str]) -> int | None:
    """Return the maximum number of connections that a team sets; None for the engine's default, or for a formula.

    Args:
        given: Parameters that a team sets.
    """
    value = given.get("max_connections", "")
    return int(value) if re.fullmatch(r"[1-9][0-9]{0,4}", value) else None


def audit_option(engine: EngineName) -> Mapping[str, str]:
    """Return the settings of the option `MARIADB_AUDIT_PLUGIN`, which fills MySQL's audit log; none for other engines.

    Aurora MySQL audits by parameters. Connections, and statements that change the schema or permissions, are recorded.
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.MySQL.Options.AuditPlugin.html

    Args:
        engine: The engine.
    """
    if engine != "mysql":
        return {}
    return {f"SERVER_AUDIT_{name.upper()}": value for name, value in _AUDITED.items()}


def _check_tls(name: str, value: str) -> None:
    if name in _SWITCHES and value.lower() not in _ON:
        reason = f"{name} must stay on: without it passwords and data travel unencrypted (RDS.38, RDS.39)"
        raise RuleError(reason, f"remove {name}", value)
    if name in _TLS_VERSIONS and _OLD_TLS & set(value.lower().replace(" ", "").split(",")):
        raise RuleError(f"{name} must not allow TLS before 1.2", f"use TLSv1.2, or remove {name}", value)


def _check_switch(engine: EngineName, name: str, value: str) -> None:
    word = name == "require_secure_transport" and engine == "aurora-mysql"
    if name not in _NUMBERS and name != "require_secure_transport":
        return
    on, allowed = value.lower() in _ON, ("OFF", "ON") if word else ("0", "1")
    if value not in allowed:
        reason = f"{name} must be {' or '.join(allowed)}, which is what RDS accepts"
        known = on or value.lower() in _OFF
        raise RuleError(reason, f"use {allowed[on]}" if known else f"use {' or '.join(allowed)}", value)
