from typing import Any, get_args

import pytest

from strongroom.core import InputError, Model, RuleError
from strongroom.data._engines import EngineName
from strongroom.data._parameters import Parameters, audit_option, parameters

ALL: tuple[EngineName, ...] = get_args(EngineName)


def values(engine: EngineName, **given: str) -> dict[str, str]:
    return {
        each.name: each.value for each in parameters(engine, {name.replace("__", "."): given[name] for name in given})
    }


@pytest.mark.parametrize(
    ("engine", "name", "value"),
    [
        ("postgres", "rds.force_ssl", "1"),
        ("aurora-postgresql", "rds.force_ssl", "1"),
        ("mysql", "require_secure_transport", "1"),
        ("aurora-mysql", "require_secure_transport", "ON"),
    ],
)
def test_tls_is_enforced_by_default(engine: EngineName, name: str, value: str) -> None:
    assert values(engine)[name] == value


@pytest.mark.parametrize("engine", ["postgres", "aurora-postgresql"])
def test_postgresql_logs_connections_changes_of_the_schema_and_slow_statements(engine: EngineName) -> None:
    found = values(engine)
    assert found["log_connections"] == found["log_disconnections"] == "1"
    assert found["log_statement"] == "ddl"
    assert found["log_min_duration_statement"] == "1000"


@pytest.mark.parametrize("engine", ["mysql", "aurora-mysql"])
def test_mysql_logs_slow_statements_to_files_and_not_every_statement(engine: EngineName) -> None:
    found = values(engine)
    assert (found["slow_query_log"], found["log_output"], found["general_log"]) == ("1", "FILE", "0")


def test_each_mysql_audits_connections_and_changes_but_no_data() -> None:
    aurora = values("aurora-mysql")
    assert aurora["server_audit_logging"] == "1"
    events = set(aurora["server_audit_events"].split(","))
    assert (
        events == set(audit_option("mysql")["SERVER_AUDIT_EVENTS"].split(",")) == {"CONNECT", "QUERY_DCL", "QUERY_DDL"}
    )


@pytest.mark.parametrize("engine", ["postgres", "aurora-postgresql", "aurora-mysql"])
def test_only_mysql_of_an_instance_needs_the_audit_plugin(engine: EngineName) -> None:
    assert audit_option(engine) == {}


def test_given_parameters_come_above_the_defaults_in_order_of_name() -> None:
    found = parameters("postgres", {"work_mem": "65536", "log_min_duration_statement": "250"})
    assert [each.name for each in found] == sorted(each.name for each in found)
    assert {each.name: each.value for each in found}.items() >= {
        "work_mem": "65536",
        "log_min_duration_statement": "250",
        "rds.force_ssl": "1",
    }.items()


@pytest.mark.parametrize(
    ("engine", "name", "method"),
    [
        ("postgres", "max_connections", "pending-reboot"),
        ("postgres", "shared_preload_libraries", "pending-reboot"),
        ("aurora-postgresql", "rds.logical_replication", "pending-reboot"),
        ("postgres", "work_mem", "immediate"),
        ("mysql", "max_connections", "immediate"),
        ("mysql", "performance_schema", "pending-reboot"),
        ("aurora-mysql", "lower_case_table_names", "pending-reboot"),
    ],
)
def test_what_needs_a_restart_waits_for_one(engine: EngineName, name: str, method: str) -> None:
    assert next(each for each in parameters(engine, {name: "1"}) if each.name == name).apply_method == method


@pytest.mark.parametrize("engine", ALL)
def test_defaults_take_effect_at_once(engine: EngineName) -> None:
    assert {each.apply_method for each in parameters(engine, {})} == {"immediate"}


@pytest.mark.parametrize(
    "given",
    [
        {"rds.force_ssl": "0"},
        {"rds.force_ssl": "off"},
        {"ssl": "0"},
        {"require_secure_transport": "OFF"},
        {"require_secure_transport": "0"},
        {"ssl_min_protocol_version": "TLSv1.1"},
        {"ssl_max_protocol_version": "TLSv1.1"},
        {"tls_version": "TLSv1.1,TLSv1.2"},
        {"tls_version": "TLSv1, TLSv1.2"},
    ],
)
@pytest.mark.parametrize("engine", ALL)
def test_what_undoes_tls_is_refused(engine: EngineName, given: dict[str, str]) -> None:
    with pytest.raises(RuleError, match=next(iter(given))):
        parameters(engine, given)


@pytest.mark.parametrize(
    "given", [{"rds.force_ssl": "1"}, {"require_secure_transport": "1"}, {"tls_version": "TLSv1.2,TLSv1.3"}]
)
def test_what_keeps_tls_is_allowed(given: dict[str, str]) -> None:
    assert given.items() <= {each.name: each.value for each in parameters("mysql", given)}.items()


@pytest.mark.parametrize(
    ("engine", "name", "value", "remedy"),
    [
        ("postgres", "rds.force_ssl", "on", "use 1"),
        ("postgres", "rds.force_ssl", "true", "use 1"),
        ("aurora-postgresql", "rds.force_ssl", "ON", "use 1"),
        ("postgres", "log_lock_waits", "off", "use 0"),
        ("postgres", "rds.logical_replication", "yes", "use 1"),
        ("mysql", "slow_query_log", "ON", "use 1"),
        ("mysql", "general_log", "2", "use 0 or 1"),
        ("mysql", "require_secure_transport", "ON", "use 1"),
        ("aurora-mysql", "require_secure_transport", "1", "use ON"),
        ("aurora-mysql", "require_secure_transport", "on", "use ON"),
    ],
)
def test_switch_that_rds_does_not_accept_is_refused(engine: EngineName, name: str, value: str, remedy: str) -> None:
    with pytest.raises(RuleError, match=name) as error:
        parameters(engine, {name: value})
    assert error.value.remedy == remedy


@pytest.mark.parametrize("given", [{"Work_Mem": "1"}, {"work mem": "1"}, {"work_mem": ""}, {"work_mem": 4096}])
def test_parameters_of_another_form_are_refused(given: dict[str, Any]) -> None:
    class Database(Model):
        parameters: Parameters = {}

    with pytest.raises(InputError, match="parameters"):
        Database(parameters=given)
