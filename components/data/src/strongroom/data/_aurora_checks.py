"""The rules between the inputs that only an Aurora cluster has."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from strongroom.core import Problem
from strongroom.data._aurora_plan import AuroraPlan

if TYPE_CHECKING:
    from strongroom.data._aurora_args import AuroraClusterArgs, ServerlessCapacity

# https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.DBInstanceClass.Types.html
_FAMILIES = ("db.r", "db.t", "db.x")


def aurora_problems(args: "AuroraClusterArgs") -> Iterator[Problem]:
    """Find what doesn't fit together in the inputs that only an Aurora cluster has.

    Args:
        args: The inputs, each of them right by itself.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    plan = AuroraPlan(args)
    yield from _class(plan)
    if args.serverless is not None:
        yield from _capacity(args.serverless)
    if args.backtrack_hours and args.engine != "aurora-mysql":
        reason = f"{plan.engine.title} can't be wound back in place"
        yield Problem("backtrack_hours", reason, "leave it out, and restore to a point in time instead")


def _class(plan: AuroraPlan) -> Iterator[Problem]:
    args = plan.cluster
    if args.instance_class is not None and not args.instance_class.startswith(_FAMILIES):
        reason = f"{args.instance_class} is for instances of RDS, and no class of Aurora's"
        yield Problem("instance_class", reason, "use for example db.r7g.large")
    if args.instance_class is not None and args.serverless is not None:
        yield Problem(
            "instance_class", "can't be given beside serverless, which is one of its own", "remove one of them"
        )
    # https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_PerfInsights.Overview.Engines.html
    burstable = plan.instance_class.startswith("db.t")
    if args.engine == "aurora-mysql" and burstable and args.performance_insights_retention_days is not None:
        reason = f"{plan.instance_class} has no Performance Insights with Aurora MySQL"
        remedy = "use db.r7g.large or larger, or set performance_insights_retention_days to None"
        yield Problem("instance_class", reason, remedy)


def _capacity(capacity: "ServerlessCapacity") -> Iterator[Problem]:
    if capacity.max_capacity_acu < 1:
        yield Problem("serverless.max_capacity_acu", "must be at least 1", "use 1 or more")
    if capacity.max_capacity_acu < capacity.min_capacity_acu:
        reason = f"is less than min_capacity_acu, {capacity.min_capacity_acu:g}"
        yield Problem("serverless.max_capacity_acu", reason, "raise it, or lower min_capacity_acu")
    if capacity.auto_pause_after_seconds is not None and capacity.min_capacity_acu > 0:
        reason = f"an instance of at least {capacity.min_capacity_acu:g} ACU never pauses"
        yield Problem("serverless.auto_pause_after_seconds", reason, "remove it, or set min_capacity_acu to 0")
