"""What AWS Config records, and how often."""

from collections.abc import Sequence
from typing import Annotated, Literal, TypeAlias

import pulumi_aws as aws
from pydantic import Field

from strongroom.core import Model, UniqueItems, pattern

IAM_TYPES = ("AWS::IAM::Group", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::User")
"""The global types that are recorded in one region only, or each change would be recorded and paid for in every one."""

ResourceType: TypeAlias = Annotated[
    str, pattern(r"AWS::[A-Za-z0-9]+::[A-Za-z0-9]+", "the type of a resource in AWS Config", "AWS::EC2::Instance")
]
"""The type of a resource that AWS Config records, such as `AWS::EC2::Instance`.

https://docs.aws.amazon.com/config/latest/developerguide/resource-config-reference.html
"""

Frequency: TypeAlias = Literal["continuous", "daily"]
"""When a change is recorded: at once, or once a day with whatever changed last."""


class RecordingOptions(Model):
    """What AWS Config records, and how often.

    https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html
    """

    frequency: Frequency = "continuous"
    """When a change is recorded. Default: at once."""

    daily_types: Annotated[Sequence[ResourceType], UniqueItems] = ()
    """Types that are recorded daily though the rest is recorded at once, such as those that change all the time.

    Default: none.
    """

    excluded_types: Annotated[Sequence[ResourceType], UniqueItems] = ()
    """Types that are not recorded. Default: none, all that AWS Config supports are. No rule can look at these."""


def recording_group(excluded_types: Sequence[str], *, iam: bool) -> aws.cfg.RecorderRecordingGroupArgsDict:
    """Return the recording group of a recorder.

    Args:
        excluded_types: Types that are not recorded.
        iam: Whether the global types of IAM are recorded here.
    """
    if not excluded_types:
        return {"all_supported": True, "include_global_resource_types": iam}
    excluded = [*dict.fromkeys([*excluded_types, *(() if iam else IAM_TYPES)])]
    return {
        "all_supported": False,
        "include_global_resource_types": False,
        "recording_strategies": [{"use_only": "EXCLUSION_BY_RESOURCE_TYPES"}],
        "exclusion_by_resource_types": [{"resource_types": excluded}],
    }


def recording_mode(options: RecordingOptions) -> aws.cfg.RecorderRecordingModeArgsDict:
    """Return the recording mode of a recorder.

    Args:
        options: How often it records.
    """
    mode: aws.cfg.RecorderRecordingModeArgsDict = {"recording_frequency": options.frequency.upper()}
    if options.daily_types:
        mode["recording_mode_override"] = {
            "description": "Once a day",
            "recording_frequency": "DAILY",
            "resource_types": [*options.daily_types],
        }
    return mode


RetentionPeriod: TypeAlias = Annotated[int, Field(ge=30, le=2557)]
"""Days that AWS Config keeps its history: 30 to 2,557.

https://docs.aws.amazon.com/config/latest/developerguide/delete-config-data-with-retention-period.html
"""
