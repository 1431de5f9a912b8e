from collections.abc import Callable
from typing import Any, get_args

import pytest

from strongroom.core import RuleError
from strongroom.data._engines import (
    ENGINES,
    EngineName,
    check_database_name,
    check_log_exports,
    check_port,
    check_username,
    check_version,
    major_version,
    parameter_group_family,
)

ALL: tuple[EngineName, ...] = get_args(EngineName)


def refusal(check: Callable[..., Any], *arguments: Any) -> str:
    with pytest.raises(RuleError) as error:
        check(*arguments)
    return str(error.value)


@pytest.mark.parametrize(
    ("engine", "version", "major", "family"),
    [
        ("postgres", "17", "17", "postgres17"),
        ("postgres", "16.10", "16", "postgres16"),
        ("postgres", "15.8-R2", "15", "postgres15"),
        ("mysql", "8.4", "8.4", "mysql8.4"),
        ("mysql", "8.0.43", "8.0", "mysql8.0"),
        ("aurora-postgresql", "17.5", "17", "aurora-postgresql17"),
        ("aurora-mysql", "8.0", "8.0", "aurora-mysql8.0"),
        ("aurora-mysql", "8.0.mysql_aurora.3.10.0", "8.0", "aurora-mysql8.0"),
    ],
)
def test_a_version_is_supported_and_has_a_parameter_group_family(
    engine: EngineName, version: str, major: str, family: str
) -> None:
    check_version(engine, version)
    assert major_version(engine, version) == major
    assert parameter_group_family(engine, version) == family


@pytest.mark.parametrize(
    ("engine", "version"),
    [
        ("postgres", "9.6"),
        ("postgres", "170"),
        ("postgres", "17."),
        ("postgres", "latest"),
        ("mysql", "8"),
        ("mysql", "5.7"),
        ("mysql", "8.40"),
        ("aurora-postgresql", "13"),
        ("aurora-mysql", "8.0.43"),
        ("aurora-mysql", "5.7.mysql_aurora.2.11.1"),
    ],
)
def test_another_version_is_refused_with_those_that_are_supported(engine: EngineName, version: str) -> None:
    message = refusal(check_version, engine, version)
    assert all(major in message for major in ENGINES[engine].versions)


@pytest.mark.parametrize("engine", ALL)
def test_an_engines_own_defaults_are_allowed(engine: EngineName) -> None:
    known = ENGINES[engine]
    check_version(engine, known.default_version)
    check_version(engine, known.full_version)
    check_port(engine, known.port)
    check_log_exports(engine, known.log_exports)
    check_username(engine, "dbadmin")
    check_database_name(engine, "portal")


@pytest.mark.parametrize(
    ("engine", "port"), [("postgres", 5432), ("mysql", 3306), ("aurora-postgresql", 5432), ("aurora-mysql", 3306)]
)
def test_the_default_port_is_refused(engine: EngineName, port: int) -> None:
    assert f"use {port + 1}" in refusal(check_port, engine, port)


def test_a_port_that_rds_does_not_offer_is_refused() -> None:
    assert "1150" in refusal(check_port, "postgres", 1149)
    check_port("postgres", 1150)
    check_port("postgres", 3306)


@pytest.mark.parametrize(
    ("engine", "log"),
    [("postgres", "error"), ("mysql", "postgresql"), ("aurora-postgresql", "upgrade"), ("mysql", "instance")],
)
def test_a_log_that_the_engine_has_not_is_refused_with_those_that_it_has(engine: EngineName, log: str) -> None:
    message = refusal(check_log_exports, engine, [*ENGINES[engine].log_exports, log])
    assert f"no log {log}" in message
    assert all(name in message for name in ENGINES[engine].log_exports)


@pytest.mark.parametrize("engine", ALL)
@pytest.mark.parametrize(
    "name", ["admin", "Admin", "postgres", "root", "rdsadmin", "pg_owner", "user", "1st", "", "with-hyphen", "a" * 17]
)
def test_a_username_that_is_guessed_reserved_or_misshapen_is_refused(engine: EngineName, name: str) -> None:
    assert "dbadmin" in refusal(check_username, engine, name)


def test_only_instances_allow_underscores_in_a_username() -> None:
    check_username("postgres", "app_owner")
    refusal(check_username, "aurora-postgresql", "app_owner")


@pytest.mark.parametrize("engine", ALL)
@pytest.mark.parametrize("name", ["postgres", "mysql", "template1", "select", "9lives", "", "a-b", "a" * 65])
def test_a_database_name_that_is_reserved_or_misshapen_is_refused(engine: EngineName, name: str) -> None:
    refusal(check_database_name, engine, name)


def test_a_database_name_may_be_as_long_as_the_engine_allows() -> None:
    check_database_name("mysql", "a" * 64)
    check_database_name("postgres", "a" * 63)
    refusal(check_database_name, "postgres", "a" * 64)
