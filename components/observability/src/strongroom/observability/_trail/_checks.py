"""The rules between an audit trail's inputs."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from strongroom.core import Problem
from strongroom.observability._trail._watches import WATCHES, TrailAlarm

if TYPE_CHECKING:
    from strongroom.observability._trail._args import AuditTrailArgs

_SEE_READS: tuple[TrailAlarm, ...] = ("unauthorized-calls", "root-usage")
"""The alarms that look for calls of any kind; the others look for calls that write."""


def trail_problems(args: "AuditTrailArgs") -> Iterator[Problem]:
    """Find what doesn't fit together in an audit trail's inputs.

    Args:
        args: The inputs, each of them right by itself.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    yield from _alarms(args)
    management = args.management_events
    if "ApiCallRateInsight" in args.insights and management.read_write == "read":
        reason = "ApiCallRateInsight looks at calls that write, and none are logged"
        yield Problem("insights", reason, "set management_events.read_write to all or write, or remove it")
    events = args.s3_data_events
    if events is not None and events.bucket_names and events.exclude_bucket_names:
        reason = "buckets are left out of those that are named"
        yield Problem("s3_data_events.exclude_bucket_names", reason, "name only those that are meant")


def _alarms(args: "AuditTrailArgs") -> Iterator[Problem]:
    if not args.topic_arns and len(args.disabled_alarms) < len(WATCHES):
        yield Problem("topic_arns", "alarms would tell nobody", "give the ARN of a topic, or disable the alarms")
    needs: list[str] = []
    if args.management_events.read_write == "read":
        needs += [name for name in WATCHES if name not in _SEE_READS]
    elif "kms.amazonaws.com" in args.management_events.exclude:
        needs.append("disabled-keys")
    if blind := [name for name in needs if name not in args.disabled_alarms]:
        reason = f"{', '.join(blind)} would never be raised, as the trail leaves out what they look for"
        yield Problem("management_events", reason, "log these events, or disable the alarms with the reason")
