"""What a trail logs: management events, data events, and insights."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, TypeAlias

import pulumi
import pulumi_aws as aws
from pydantic import Field

from strongroom.core import AwsEnvironment, BucketName, FunctionArn, Input, Model, UniqueItems

ReadWrite: TypeAlias = Literal["all", "read", "write"]
"""Which calls are logged: all, those that read, or those that write."""

InsightType: TypeAlias = Literal["ApiCallRateInsight", "ApiErrorRateInsight"]
"""What CloudTrail looks out for: an unusual rate of calls that write, or of errors.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-insights-events-with-cloudtrail.html
"""

EventSelector: TypeAlias = aws.cloudtrail.TrailAdvancedEventSelectorArgsDict
"""What a trail logs, as conditions that must all hold."""

FieldSelector: TypeAlias = aws.cloudtrail.TrailAdvancedEventSelectorFieldSelectorArgsDict
"""A condition on a field of events."""

_READ_ONLY: dict[ReadWrite, str] = {"read": "true", "write": "false"}


class ManagementEvents(Model):
    """Which management events are logged: what is done to resources.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
    """

    read_write: ReadWrite = "all"
    """Which calls are logged. Default: all, as CloudTrail.1 asks for."""

    exclude: Annotated[Sequence[Literal["kms.amazonaws.com", "rdsdata.amazonaws.com"]], UniqueItems] = ()
    """High-volume services whose events are left out: KMS, and the data API of RDS. Default: none.

    Without those of KMS the alarm `disabled-keys` would never be raised, so it must be among the disabled ones then.
    """


class S3DataEvents(Model):
    """Which calls on objects of S3 are logged (S3.22, S3.23). CloudTrail charges for each.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
    """

    read_write: ReadWrite = "all"
    """Which calls are logged. Default: all; `read` fails S3.22, `write` S3.23."""

    bucket_names: Annotated[Sequence[Input[BucketName]], Field(max_length=200), UniqueItems] = ()
    """Names of the buckets whose objects are meant. Default: all of the account, future ones too.

    S3.22 and S3.23 ask for all, and fail with fewer.
    """

    exclude_bucket_names: Annotated[Sequence[Input[BucketName]], Field(max_length=200), UniqueItems] = ()
    """Names of buckets that are left out, such as those that take logs. Default: none.

    S3.22 and S3.23 ask for all, and fail with some left out.
    """


class LambdaDataEvents(Model):
    """Which invocations of Lambda functions are logged. CloudTrail charges for each.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
    """

    function_arns: Annotated[Sequence[Input[FunctionArn]], Field(max_length=200), UniqueItems] = ()
    """ARNs of the functions that are meant. Default: all of the account, future ones too."""


def event_selectors(
    home: AwsEnvironment, management: ManagementEvents, s3: S3DataEvents | None, functions: LambdaDataEvents | None
) -> list[EventSelector]:
    """Return the advanced event selectors of a trail.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedEventSelector.html

    Args:
        home: Where the trail is.
        management: Which management events are logged.
        s3: Which calls on objects are logged; None for none.
        functions: Which invocations are logged; None for none.
    """
    selectors = [_selector("Management events", _management(management))]
    if s3 is not None:
        selectors.append(_selector("Objects of S3", _objects(home, s3)))
    if functions is not None:
        selectors.append(_selector("Invocations of Lambda functions", _invocations(functions)))
    return selectors


def _selector(name: str, conditions: Iterator[FieldSelector]) -> EventSelector:
    return {"name": name, "field_selectors": [*conditions]}


def _management(events: ManagementEvents) -> Iterator[FieldSelector]:
    yield {"field": "eventCategory", "equals": ["Management"]}
    yield from _read_write(events.read_write)
    if events.exclude:
        yield {"field": "eventSource", "not_equals": [*events.exclude]}


def _objects(home: AwsEnvironment, events: S3DataEvents) -> Iterator[FieldSelector]:
    yield from _data("AWS::S3::Object")
    yield from _read_write(events.read_write)
    if events.bucket_names:
        yield {"field": "resources.ARN", "starts_withs": _prefixes(home, events.bucket_names)}
    if events.exclude_bucket_names:
        yield {"field": "resources.ARN", "not_starts_withs": _prefixes(home, events.exclude_bucket_names)}


def _prefixes(home: AwsEnvironment, names: "Sequence[pulumi.Input[str]]") -> "list[pulumi.Input[str]]":
    """ARNs of all objects of buckets; with the slash, or buckets whose names begin alike would be meant as well."""
    arn = f"arn:{home.partition}:s3:::{{}}/".format
    return [name.apply(arn) if isinstance(name, pulumi.Output) else arn(name) for name in names]


def _invocations(events: LambdaDataEvents) -> Iterator[FieldSelector]:
    yield from _data("AWS::Lambda::Function")
    if events.function_arns:
        yield {"field": "resources.ARN", "equals": [*events.function_arns]}


def _data(resource_type: str) -> Iterator[FieldSelector]:
    yield {"field": "eventCategory", "equals": ["Data"]}
    yield {"field": "resources.type", "equals": [resource_type]}


def _read_write(wanted: ReadWrite) -> Iterator[FieldSelector]:
    if wanted in _READ_ONLY:
        yield {"field": "readOnly", "equals": [_READ_ONLY[wanted]]}
