"""Checks of secrets and their rotation."""

import re

from strongroom.observability._proof._checks import Check, Judgement, check, expected, own
from strongroom.observability._proof._state import Registered, StackState

_MOST_DAYS = int(*expected("SecretsManager.4", "maxDaysSinceRotation"))
_MOST_MONTHS = _MOST_DAYS // 30
_RATE = re.compile(r"rate\((?P<count>\d+) (?P<unit>hour|day)s?\)")
_MONTHS = re.compile(r"\*|(?:\*|1|JAN)/(?P<count>\d{1,2})")


def _rotations(secret: Registered, stack: StackState) -> list[Registered]:
    return stack.where("secretsmanager.SecretRotation", "secretId", secret.id, secret.arn, secret.text("name"))


def _rotated(secret: Registered, stack: StackState) -> Judgement:
    return None if _rotations(secret, stack) else "it is not rotated"


def _succeeds(rotation: Registered, stack: StackState) -> Judgement:
    if rotation.text("rotationEnabled").lower() == "false":
        return "it is off"
    arn = rotation.text("rotationLambdaArn")
    functions = stack.where("lambda.Function", "arn", arn)
    permissions = [
        each
        for function in functions
        for each in stack.where("lambda.Permission", "function", arn, function.id, function.text("name"))
        if each.text("principal") == "secretsmanager.amazonaws.com"
    ]
    return "Secrets Manager may not invoke its function" if functions and not permissions else None


def _is_frequent(rotation: Registered) -> bool:
    """Tell whether a rotation comes within the days that the control allows; of a schedule it must be plain."""
    days = rotation.number("rotationRules.automaticallyAfterDays")
    if days:
        return days <= _MOST_DAYS
    schedule = rotation.text("rotationRules.scheduleExpression")
    if rate := _RATE.fullmatch(schedule):
        return int(rate["count"]) <= _MOST_DAYS * (24 if rate["unit"] == "hour" else 1)
    # Minutes, hours, days of the month, months, days of the week, years.
    fields = schedule.removeprefix("cron(").removesuffix(")").split()
    months = _MONTHS.fullmatch(fields[3]) if len(fields) == 6 and fields[5] == "*" else None
    return months is not None and int(months["count"] or 1) < _MOST_MONTHS


def _in_time(secret: Registered, stack: StackState) -> Judgement:
    right = any(_is_frequent(each) for each in _rotations(secret, stack))
    return None if right else f"it is not rotated every {_MOST_DAYS} days"


def _own_key(secret: Registered, stack: StackState) -> Judgement:
    del stack
    key = secret.text("kmsKeyId")
    return None if key and not key.endswith("alias/aws/secretsmanager") else "it is encrypted with AWS's key"


CHECKS: tuple[Check, ...] = (
    check("SecretsManager.1", "secretsmanager.Secret", _rotated, "CKV2_AWS_57"),
    check("SecretsManager.2", "secretsmanager.SecretRotation", _succeeds),
    check("SecretsManager.4", "secretsmanager.Secret", _in_time, "CKV_AWS_304"),
    check(
        own("SecretsManager.Key", "Secrets are encrypted with an own key"),
        "secretsmanager.Secret",
        _own_key,
        "CKV_AWS_149",
    ),
)
"""The checks of secrets. Whether a rotation has succeeded only Secrets Manager knows; a stack tells whether it can.

https://docs.aws.amazon.com/securityhub/latest/userguide/secretsmanager-controls.html
"""
