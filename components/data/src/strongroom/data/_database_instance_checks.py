"""The rules between the inputs of a database on an instance of RDS."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from strongroom.core import Problem
from strongroom.data._database_plan import InstancePlan
from strongroom.data._database_storage import storage_problems

if TYPE_CHECKING:
    from strongroom.data._database_instance_args import DatabaseArgs

# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.Engines.html
_WITHOUT_INSIGHTS = frozenset(f"db.{family}.{size}" for family in ("t2", "t3", "t4g") for size in ("micro", "small"))


def instance_problems(args: "DatabaseArgs") -> Iterator[Problem]:
    """Find what doesn't fit together in the inputs that only an instance of RDS has.

    Args:
        args: The inputs, each of them right by itself.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    plan = InstancePlan(args)
    yield from storage_problems(plan)
    yield from _zones(plan)
    yield from _replicas(plan)
    yield from _classes(plan)


def _zones(plan: InstancePlan) -> Iterator[Problem]:
    reason = "a standby is in another zone, and AWS chooses both"
    remedy = "remove it, or set multi_az to false"
    if plan.instance.availability_zone is not None and plan.multi_az:
        yield Problem("availability_zone", reason, remedy)
    for name, replica in plan.instance.read_replicas.items():
        if replica.availability_zone is not None and replica.multi_az:
            yield Problem(f"read_replicas.{name}.availability_zone", reason, remedy)


def _replicas(plan: InstancePlan) -> Iterator[Problem]:
    args = plan.instance
    if not args.read_replicas:
        return
    if not plan.generates_password:
        reason = "RDS makes no read replicas of a database whose master password it manages"
        yield Problem("read_replicas", reason, "set password_management to generated, or remove them")
    if args.engine == "mysql" and args.allow_major_version_upgrade:
        reason = "MySQL's read replicas have to be upgraded before what they copy"
        yield Problem("allow_major_version_upgrade", reason, "remove read_replicas for the time of the upgrade")


def _classes(plan: InstancePlan) -> Iterator[Problem]:
    args = plan.instance
    if args.engine != "mysql" or args.performance_insights_retention_days is None:
        return
    classes = {"instance_class": plan.instance_class}
    for name, replica in args.read_replicas.items():
        if replica.instance_class is not None:
            classes[f"read_replicas.{name}.instance_class"] = replica.instance_class
    for field, instance_class in classes.items():
        if instance_class in _WITHOUT_INSIGHTS:
            reason = f"{instance_class} has no Performance Insights for MySQL"
            remedy = "use db.t4g.medium or larger, or set performance_insights_retention_days to None"
            yield Problem(field, reason, remedy)
