"""The rules between a backup plan's inputs."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from strongroom.core import Problem

if TYPE_CHECKING:
    from strongroom.data._backup_args import BackupPlanArgs, BackupRule, VaultLock

_COLD_DAYS = 90
_CONTINUOUS_DAYS = 35


def problems(args: "BackupPlanArgs") -> Iterator[Problem]:
    """Find what doesn't fit together in a backup plan's inputs.

    Args:
        args: The inputs, each of them right by itself.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    if not args.resource_arns and not args.resource_tags:
        yield Problem("resource_arns", "there is nothing to back up", "give resource_arns or resource_tags")
    for name, rule in args.rules.items():
        yield from _rule(f"rules.{name}", rule, args.lock)
    if args.lock is not None:
        yield from _lock(args.lock, ephemeral=args.durability == "ephemeral")


def _rule(field: str, rule: "BackupRule", lock: "VaultLock | None") -> Iterator[Problem]:
    least = rule.start_window_minutes + 60
    if rule.completion_window_minutes < least:
        reason = f"leaves less than an hour after the start window of {rule.start_window_minutes} minutes"
        yield Problem(f"{field}.completion_window_minutes", reason, f"use {least} or more")
    yield from _cold_storage(field, rule.retention_days, rule.cold_storage_after_days)
    for number, copy in enumerate(rule.copies):
        yield from _cold_storage(f"{field}.copies.{number}", copy.retention_days, copy.cold_storage_after_days)
    if rule.continuous:
        yield from _continuous(field, rule)
    if lock is not None and rule.retention_days < lock.min_retention_days:
        reason = f"is less than the lock asks for, {lock.min_retention_days} days, so every backup would fail"
        yield Problem(f"{field}.retention_days", reason, "raise it, or lower lock.min_retention_days")
    if lock is not None and rule.retention_days > (lock.max_retention_days or rule.retention_days):
        reason = f"is more than the lock allows, {lock.max_retention_days} days, so every backup would fail"
        yield Problem(f"{field}.retention_days", reason, "lower it, or raise lock.max_retention_days")


def _cold_storage(field: str, retention_days: int, cold_after_days: int | None) -> Iterator[Problem]:
    if cold_after_days is not None and retention_days < cold_after_days + _COLD_DAYS:
        least = cold_after_days + _COLD_DAYS
        reason = f"leaves less than {_COLD_DAYS} days in cold storage after {cold_after_days} days"
        yield Problem(f"{field}.retention_days", reason, f"use {least} or more, or leave cold_storage_after_days out")


def _continuous(field: str, rule: "BackupRule") -> Iterator[Problem]:
    if rule.retention_days > _CONTINUOUS_DAYS:
        reason = f"is more than continuous backups are kept, {_CONTINUOUS_DAYS} days"
        yield Problem(f"{field}.retention_days", reason, "lower it, and keep snapshots for longer by another rule")
    if rule.cold_storage_after_days is not None:
        reason = "continuous backups can't move to cold storage"
        yield Problem(f"{field}.cold_storage_after_days", reason, "leave it out, or turn continuous off")


def _lock(lock: "VaultLock", *, ephemeral: bool) -> Iterator[Problem]:
    if lock.max_retention_days is not None and lock.max_retention_days < lock.min_retention_days:
        reason = f"is less than min_retention_days, {lock.min_retention_days}"
        yield Problem("lock.max_retention_days", reason, "raise it, or leave it out")
    if lock.mode == "compliance" and ephemeral:
        reason = "a lock for compliance can never be taken away, so nothing under it is ephemeral"
        yield Problem("lock.mode", reason, "use governance, or a persistent durability")
    if lock.mode == "compliance" and lock.changeable_for_days is None:
        reason = "is required for compliance: after these days nobody can take the lock away"
        yield Problem("lock.changeable_for_days", reason, "give 3 or more")
    if lock.mode == "governance" and lock.changeable_for_days is not None:
        reason = "is for compliance: a lock for governance can always be changed"
        yield Problem("lock.changeable_for_days", reason, "leave it out, or use compliance")
