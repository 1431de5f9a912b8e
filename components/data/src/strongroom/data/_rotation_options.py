"""The inputs of a secret's rotation."""

from typing import Annotated

from pydantic import Field, model_validator

from strongroom.core import FunctionArn, Input, Model, RetentionDays, RuleError
from strongroom.data._rotation_schedule import ScheduleExpression, longest_window_hours

_DEFAULT_DAYS = 30


class SecretRotation(Model):
    """When a secret gets a new value, and from which function.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html
    """

    automatically_after_days: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Days between rotations, 1 to 1000; SecretsManager.4 asks for at most 90.

    Default: 30, unless there is a `schedule_expression`.
    """

    schedule_expression: ScheduleExpression | None = None
    """When to rotate, as `rate(12 hours)` or `cron(0 3 1 * ? *)` in UTC. Default: by `automatically_after_days`."""

    duration_hours: Annotated[int, Field(ge=1, le=24)] | None = None
    """Hours in which a rotation may begin, 1 to 24; they may not reach into the next UTC day or the next window.

    Default: until the UTC day ends; one hour for a schedule in hours.
    """

    rotate_immediately: bool = True
    """Whether the secret is also rotated as soon as its rotation is set up or changed, instead of only tested.

    Default: true, so that the value that Pulumi made, and keeps in its encrypted state, is out of use at once.
    """

    function_arn: Input[FunctionArn] | None = None
    """ARN of an existing Lambda function that makes the next value.

    Its policy must let `secretsmanager.amazonaws.com` invoke it, its role must be allowed to rotate the secret and to
    use the key. Default: the component makes one, for a value that it has generated.
    """

    log_retention_days: RetentionDays = 365
    """Days for which the log of the function that the component makes is kept. Default: a year (CloudWatch.16)."""

    @model_validator(mode="after")
    def _has_one_schedule(self) -> "SecretRotation":
        if self.automatically_after_days is not None and self.schedule_expression is not None:
            reason = "automatically_after_days and schedule_expression are two schedules"
            raise RuleError(reason, "give one of them")
        if self.schedule_expression is not None and self.duration_hours is not None:
            longest = longest_window_hours(self.schedule_expression)
            if self.duration_hours > longest:
                reason = f"a window of {self.duration_hours} hours reaches into the next window or the next UTC day"
                raise RuleError(reason, f"set duration_hours to {longest} or less, or change schedule_expression")
        return self

    @property
    def days(self) -> int | None:
        """Days between rotations; None where an expression says when they are."""
        return None if self.schedule_expression is not None else self.automatically_after_days or _DEFAULT_DAYS
