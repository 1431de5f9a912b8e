"""The rules between the inputs that every database has."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from strongroom.core import Problem, RuleError, duplicate_peer_problems
from strongroom.data._database_plan import Plan
from strongroom.data._engines import (
    check_database_name,
    check_log_exports,
    check_port,
    check_username,
    check_version,
    major_version,
)
from strongroom.data._parameters import parameters
from strongroom.data._windows import check_windows

if TYPE_CHECKING:
    from strongroom.data._database_args import DatabaseCommonArgs

_ADVANCED_DAYS = 465


def common_problems(args: "DatabaseCommonArgs") -> Iterator[Problem]:
    """Find what doesn't fit together in the inputs that every database has.

    Args:
        args: The inputs, each of them right by itself.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    plan = Plan(args)
    yield from _engine(plan)
    yield from _place(plan)
    yield from duplicate_peer_problems("allowed_security_groups", args.allowed_security_groups)
    yield from duplicate_peer_problems("allowed_cidr_blocks", args.allowed_cidr_blocks)
    yield from _login(plan)
    yield from broken("maintenance_window", lambda: check_windows(args.backup_window, args.maintenance_window))
    yield from _insights(plan)
    yield from _upgrades(plan)
    yield from _restore(plan)


def broken(field: str, rule: Callable[[], object]) -> list[Problem]:
    """Tell a rule that doesn't hold by its field.

    Args:
        field: What it is about.
        rule: Raises `RuleError` if it doesn't hold.

    Returns:
        The problem, or none.
    """
    try:
        rule()
    except RuleError as error:
        return [Problem(field, error.shown_reason, error.remedy)]
    return []


def _engine(plan: Plan) -> Iterator[Problem]:
    args, engine = plan.args, plan.args.engine
    yield from broken("engine_version", lambda: check_version(engine, plan.version)) or _full_version(plan)
    yield from broken("parameters", lambda: parameters(engine, args.parameters))
    yield from broken("port", lambda: check_port(engine, plan.port))
    yield from broken("log_exports", lambda: check_log_exports(engine, plan.log_exports))
    yield from broken("master_username", lambda: check_username(engine, args.master_username))
    yield from broken("database_name", lambda: check_database_name(engine, args.database_name))


def _full_version(plan: Plan) -> list[Problem]:
    major = major_version(plan.args.engine, plan.version)
    if plan.version == major or not plan.args.auto_minor_version_upgrade:
        return []
    reason = f"the first automatic upgrade would leave {plan.version} behind, and there is no way back to it"
    return [Problem("engine_version", reason, f"use {major}, or turn auto_minor_version_upgrade off")]


def _place(plan: Plan) -> Iterator[Problem]:
    args = plan.args
    if (args.subnet_ids is None) == (args.subnet_group_name is None):
        reason = "is missing" if args.subnet_ids is None else "can't be given beside subnet_group_name, which has some"
        remedy = "give it or subnet_group_name" if args.subnet_ids is None else "remove one of them"
        yield Problem("subnet_ids", reason, remedy)
    elif args.proxy is not None and args.subnet_ids is None:
        yield Problem("proxy", "stands in subnets, and subnet_group_name tells of none", "give subnet_ids instead")


def _login(plan: Plan) -> Iterator[Problem]:
    args = plan.args
    if args.password_rotation is not None and not plan.generates_password:
        reason = "RDS rotates a password that it manages by itself, every 7 days"
        yield Problem("password_rotation", reason, "remove it, or set password_management to generated")
    if args.iam_usernames and not args.iam_authentication:
        reason = "nobody logs in with IAM when iam_authentication is off"
        yield Problem("iam_usernames", reason, "remove it, or turn iam_authentication on")
    if args.master_username in args.iam_usernames:
        # The master user has a password, and rds_iam would take it away in PostgreSQL.
        reason = f"{args.master_username} is the master user, who logs in with the password in the secret"
        yield Problem("iam_usernames", reason, "make users for IAM in the database, and name those")


def _insights(plan: Plan) -> Iterator[Problem]:
    args = plan.args
    if args.database_insights_mode == "advanced" and (args.performance_insights_retention_days or 0) < _ADVANCED_DAYS:
        reason = f"advanced needs {_ADVANCED_DAYS} days of Performance Insights or more"
        remedy = f"set performance_insights_retention_days to {_ADVANCED_DAYS}, or use standard"
        yield Problem("database_insights_mode", reason, remedy)


def _upgrades(plan: Plan) -> Iterator[Problem]:
    if plan.args.allow_major_version_upgrade and not plan.apply_immediately:
        reason = "an upgrade that waits for the maintenance window keeps the parameter group that should go with it"
        yield Problem("allow_major_version_upgrade", reason, "set apply_immediately to true for the upgrade")


def _restore(plan: Plan) -> Iterator[Problem]:
    args, aurora = plan.args, plan.engine.is_aurora
    snapshot, time = args.snapshot_identifier, args.restore_to_point_in_time
    if snapshot is not None and time is not None:
        reason = "must not be set together with restore_to_point_in_time"
        yield Problem("snapshot_identifier", reason, "keep the one to restore from")
    if isinstance(snapshot, str) and snapshot.startswith("arn:") and (":cluster-snapshot:" in snapshot) != aurora:
        kind = "cluster" if aurora else "instance"
        reason = f"must be a snapshot of a DB {kind}, got {snapshot}"
        other = "a Database" if aurora else "an AuroraCluster"
        yield Problem("snapshot_identifier", reason, f"use another snapshot, or {other}")
    source = time and time.source_resource_id
    if isinstance(source, str) and source.startswith("cluster-") != aurora:
        prefix = "cluster-" if aurora else "db-"
        reason = f"must start with {prefix}, got {source}"
        yield Problem("restore_to_point_in_time.source_resource_id", reason, "use the resource id of the source")
