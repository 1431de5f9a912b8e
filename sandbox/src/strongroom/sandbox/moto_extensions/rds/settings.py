"""RDS: the settings that instances and clusters have alike, as a request leaves them. Pure functions.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.Enabling.html
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from moto.rds.exceptions import InvalidParameterCombination, InvalidParameterValue, RDSClientError
from moto.rds.utils import valid_preferred_maintenance_window

DEFAULTS: Final[Mapping[str, Any]] = {
    "ca_certificate_identifier": "rds-ca-rsa2048-g1",
    "database_insights_mode": "standard",
    "dedicated_log_volume": False,
    "engine_lifecycle_support": "open-source-rds-extended-support",
    "monitoring_interval": 0,
    "monitoring_role_arn": None,
    "network_type": "IPV4",
    "performance_insights_enabled": False,
    "performance_insights_kms_key_id": None,
    "performance_insights_retention_period": None,
}
"""What AWS sets when a request does not say, by the names that moto tells it with."""
_CERTIFICATES: Final = ("rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1")
_INTERVALS: Final = (0, 1, 5, 10, 15, 30, 60)
_BACKUPS_IN_DAYS: Final = 35
_WEEK_IN_DAYS, _MONTH_IN_DAYS, _TWO_YEARS_IN_DAYS, _ADVANCED_IN_DAYS = 7, 31, 731, 465
_REQUESTED: Final = {"performance_insights_enabled": "enable_performance_insights"}
_RESERVED: Final = {"postgres": {"admin", "rdsadmin"}, "mysql": {"rdsadmin"}}
_GP3_THRESHOLD: Final = 400
_GP3_THRESHOLDS: Final = {"oracle": 200, "sqlserver": 0}
_PASSWORD_LENGTHS: Final = {"postgres": 128, "mysql": 41}


def settled(current: Mapping[str, Any], request: Mapping[str, Any], default_key: str) -> dict[str, Any]:
    """Return the settings after a request.

    Args:
        current: What they are now; AWS's defaults stand in for those that are missing.
        request: The request's parameters, as moto names them.
        default_key: The ARN of the key that AWS takes when none is named.

    Raises:
        RDSClientError: AWS would refuse them.
    """
    asked = {name: request.get(_REQUESTED.get(name, name)) for name in DEFAULTS}
    after = {name: current.get(name, default) for name, default in DEFAULTS.items()}
    after |= {name: value for name, value in asked.items() if value is not None}
    _settle_insights(after, default_key)
    _settle_monitoring(after, asked)
    if after["ca_certificate_identifier"] not in _CERTIFICATES:
        raise RDSClientError("CertificateNotFound", f"Certificate not found: {after['ca_certificate_identifier']}")
    return after


def check_storage(engine: str, request: Mapping[str, Any], present: Mapping[str, Any]) -> None:
    """Refuse provisioned performance that the storage of an instance can't have.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage

    Args:
        engine: The engine.
        request: The request's parameters, as moto names them.
        present: The present values, for what the request does not change.

    Raises:
        InvalidParameterCombination: AWS would refuse them.
    """

    def value(name: str) -> Any:
        return request.get(name) or present.get(name)

    kind = value("storage_type")
    if kind in ("io1", "io2") and not value("iops"):
        raise InvalidParameterCombination(f"The storage type {kind} requires iops to be specified.")
    least = next((gib for prefix, gib in _GP3_THRESHOLDS.items() if engine.startswith(prefix)), _GP3_THRESHOLD)
    provisioned = request.get("iops") or request.get("storage_throughput")
    if kind == "gp3" and provisioned and int(value("allocated_storage") or least) < least:
        raise InvalidParameterCombination(
            f"You can't specify IOPS or storage throughput for engine {engine} and a storage size less than {least}."
        )


def _settle_insights(after: dict[str, Any], default_key: str) -> None:
    advanced = after["database_insights_mode"] == "advanced"
    if not after["performance_insights_enabled"]:
        if advanced:
            raise InvalidParameterCombination(_ADVANCED)
        after |= {"performance_insights_kms_key_id": None, "performance_insights_retention_period": None}
        return
    days = after["performance_insights_retention_period"] or (_ADVANCED_IN_DAYS if advanced else _WEEK_IN_DAYS)
    if days not in (_WEEK_IN_DAYS, _TWO_YEARS_IN_DAYS) and (
        days % _MONTH_IN_DAYS or not 1 <= days // _MONTH_IN_DAYS < 24
    ):
        raise InvalidParameterValue(
            f"Invalid Performance Insights retention period: {days}. Valid values are 7, a multiple of 31, and 731."
        )
    if advanced and days < _ADVANCED_IN_DAYS:
        raise InvalidParameterCombination(_ADVANCED)
    after["performance_insights_retention_period"] = days
    after["performance_insights_kms_key_id"] = after["performance_insights_kms_key_id"] or default_key


_ADVANCED: Final = (
    "To enable the Advanced mode of Database Insights, enable Performance Insights and set its retention period "
    f"to at least {_ADVANCED_IN_DAYS} days."
)


def _settle_monitoring(after: dict[str, Any], asked: Mapping[str, Any]) -> None:
    if after["monitoring_interval"] not in _INTERVALS:
        raise InvalidParameterValue(f"Invalid monitoring interval: {after['monitoring_interval']}")
    if not after["monitoring_interval"] and not asked["monitoring_role_arn"]:
        after["monitoring_role_arn"] = None
    if bool(after["monitoring_interval"]) != bool(after["monitoring_role_arn"]):
        raise InvalidParameterCombination(
            "A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0, "
            "and only then."
        )


def check_master(engine: str, request: Mapping[str, Any]) -> None:
    """Refuse the name and password of a master user that AWS would refuse; never tell the password.

    Raises:
        RDSClientError: AWS would refuse them.
    """
    dialect = "postgres" if "postgres" in engine else "mysql"
    if request.get("master_username") in _RESERVED[dialect]:
        name = request["master_username"]
        raise InvalidParameterValue(f"MasterUsername {name} cannot be used as it is a reserved word used by the engine")
    password = request.get("master_user_password")
    if request.get("manage_master_user_password"):
        if password:
            raise InvalidParameterCombination("MasterUserPassword can't be given with ManageMasterUserPassword.")
        return
    if not password:
        raise InvalidParameterValue("The parameter MasterUserPassword must be provided and must not be blank.")
    check_password(engine, password)


def check_password(engine: str, password: str) -> None:
    """Refuse a password that AWS would refuse, without telling it.

    Raises:
        InvalidParameterValue: AWS would refuse it.
    """
    longest = _PASSWORD_LENGTHS["postgres" if "postgres" in engine else "mysql"]
    invalid = "The parameter MasterUserPassword is not a valid password"
    if len(password) < 8:
        raise InvalidParameterValue(f"{invalid} because it is shorter than 8 characters.")
    if len(password) > longest:
        raise InvalidParameterValue(f"{invalid} because it is longer than {longest} characters.")
    if not re.fullmatch(r"[!-~]+", password) or re.search(r"[/@\"]", password):
        raise InvalidParameterValue(
            f"{invalid}. Only printable ASCII characters besides '/', '@', '\"', ' ' may be used."
        )


def check_backups(lowest: int, current: Mapping[str, Any], request: Mapping[str, Any]) -> None:
    """Refuse a retention out of RDS's range, and windows that overlap.

    Args:
        lowest: The shortest retention, in days.
        current: What the settings are now.
        request: The request's parameters, as moto names them.

    Raises:
        RDSClientError: AWS would refuse them.
    """
    days = request.get("backup_retention_period")
    if days is not None and not lowest <= days <= _BACKUPS_IN_DAYS:
        raise InvalidParameterValue(
            f"Invalid backup retention period: {days}. "
            f"Retention period must be between {lowest} and {_BACKUPS_IN_DAYS} days."
        )
    names = ("preferred_maintenance_window", "preferred_backup_window")
    maintenance, backup = (request.get(name) or current.get(name) for name in names)
    if maintenance and (wrong := valid_preferred_maintenance_window(maintenance.lower(), backup)):
        raise InvalidParameterValue(wrong)


def logs_after(present: list[str], change: Mapping[str, Any] | None) -> list[str]:
    """Return the exported logs after a change of them."""
    if not change:
        return present
    off: list[str] = change.get("DisableLogTypes") or []
    on: list[str] = change.get("EnableLogTypes") or []
    return [*(log for log in present if log not in {*off, *on}), *on]
