"""Checks of trails: what they log, where to, and the alarms of the CIS benchmark on their log."""

from strongroom.observability._proof._buckets import access_logs, policy_of
from strongroom.observability._proof._checks import Check, Judge, Judgement, Untold, check, own
from strongroom.observability._proof._state import Properties, Registered, StackState
from strongroom.observability._trail._watches import WATCHES, TrailAlarm, Watch

_ABBREVIATIONS = frozenset({"acl", "iam", "mfa", "vpc"})


def _manages(selector: Properties) -> bool:
    """Tell whether a selector is about reads and writes of the account itself."""
    fields = {each.text("field"): each.texts("equals") for each in selector.parts("fieldSelectors")}
    if fields:
        return fields.get("eventCategory") == ["Management"] and "readOnly" not in fields
    included = selector.text("includeManagementEvents").lower() != "false"
    return included and selector.text("readWriteType") in ("", "All")


def _multi_region(trail: Registered, stack: StackState) -> Judgement:
    del stack
    if not trail.flag("isMultiRegionTrail"):
        return "it is of one region only"
    if trail.text("enableLogging").lower() == "false":
        return "it does not log"
    selectors = [*trail.parts("advancedEventSelectors"), *trail.parts("eventSelectors")]
    right = not selectors or any(_manages(each) for each in selectors)
    return None if right else "it leaves out management events"


def _encrypted(trail: Registered, stack: StackState) -> Judgement:
    del stack
    return None if trail.text("kmsKeyId") else "its log is not encrypted with a KMS key"


def _validated(trail: Registered, stack: StackState) -> Judgement:
    del stack
    return None if trail.flag("enableLogFileValidation") else "its files are not validated"


def _to_log_group(trail: Registered, stack: StackState) -> Judgement:
    del stack
    right = trail.text("cloudWatchLogsGroupArn") and trail.text("cloudWatchLogsRoleArn")
    return None if right else "it does not log to CloudWatch"


def _bucket(trail: Registered, stack: StackState) -> Registered | Untold:
    found = stack.where("s3.Bucket", "bucket", trail.text("s3BucketName"))
    return found[0] if found else Untold("its bucket is not in this stack")


def _private_bucket(trail: Registered, stack: StackState) -> Judgement:
    bucket = _bucket(trail, stack)
    if isinstance(bucket, Untold):
        return bucket
    return "the policy of its bucket is public" if any(each.public for each in policy_of(bucket, stack)) else None


def _logged_bucket(trail: Registered, stack: StackState) -> Judgement:
    bucket = _bucket(trail, stack)
    if isinstance(bucket, Untold):
        return bucket
    reason = access_logs(bucket, stack)
    return f"of its bucket: {reason}" if reason else None


def _acts(alarm: Registered, stack: StackState) -> bool:
    """Tell whether somebody hears of an alarm, from itself or from a composite alarm that looks at it."""
    name = alarm.text("name")
    parents = [each for each in stack.of("cloudwatch.CompositeAlarm") if f'"{name}"' in each.text("alarmRule")]
    heard = (each for each in (alarm, *parents) if each.text("actionsEnabled").lower() != "false")
    return any(each.texts("alarmActions") for each in heard)


def _watched(watch: Watch) -> Judge:
    """Judge whether a trail's log has the filter of the benchmark, and an alarm on it that somebody hears of."""

    def judge(trail: Registered, stack: StackState) -> Judgement:
        group = trail.text("cloudWatchLogsGroupArn").removesuffix(":*").partition(":log-group:")[2]
        if not group:
            return "it does not log to CloudWatch"
        filters = stack.where("cloudwatch.LogMetricFilter", "logGroupName", group)
        metrics = {
            (each.text("namespace"), each.text("name"))
            for found in filters
            if found.text("pattern") == watch.pattern  # Security Hub compares word for word
            for each in found.parts("metricTransformation")
        }
        if not metrics:
            return "its log group has no metric filter with the benchmark's pattern"
        alarms = [
            each
            for each in stack.of("cloudwatch.MetricAlarm")
            if (each.text("namespace"), each.text("metricName")) in metrics
        ]
        if not alarms:
            return "no alarm looks at the metric"
        return None if any(_acts(each, stack) for each in alarms) else "nobody hears of the alarm"

    return judge


def _watch_check(name: TrailAlarm, watch: Watch) -> Check:
    words = (word.upper() if word in _ABBREVIATIONS else word for word in name.split("-"))
    title = f"An alarm tells of {' '.join(words)}"
    control = own(f"CIS {watch.cis}", title, watch.control or "", {"cis_v5": watch.cis, "cis_v3": watch.cis})
    return check(control, "cloudtrail.Trail", _watched(watch), one_is_enough=True)


CHECKS: tuple[Check, ...] = (
    check("CloudTrail.1", "cloudtrail.Trail", _multi_region, "CKV_AWS_67", one_is_enough=True),
    check("CloudTrail.2", "cloudtrail.Trail", _encrypted, "CKV_AWS_35"),
    check("CloudTrail.4", "cloudtrail.Trail", _validated, "CKV_AWS_36"),
    check("CloudTrail.5", "cloudtrail.Trail", _to_log_group),
    check("CloudTrail.6", "cloudtrail.Trail", _private_bucket),
    check("CloudTrail.7", "cloudtrail.Trail", _logged_bucket),
)
"""The checks of trails.

https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html
"""

WATCH_CHECKS: tuple[Check, ...] = tuple(_watch_check(name, watch) for name, watch in WATCHES.items())
"""The checks of CIS 4.1 to 4.15.

https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
"""
