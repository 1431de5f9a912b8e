from typing import Any

import pytest

from strongroom.core import InputError
from strongroom.data import EncryptionKeyArgs


def test_every_input_has_a_default() -> None:
    EncryptionKeyArgs()


@pytest.mark.parametrize(
    ("inputs", "field", "reason", "remedy"),
    [
        ({"services": ["cloudwatch_log"]}, "services.0", "'cloudwatch_logs'", "did you mean cloudwatch_logs?"),
        ({"services": "cloudtrail"}, "services", "list", "also for a single value"),
        ({"rotation_period_days": 89}, "rotation_period_days", "at least 90", "90 or more"),
        ({"rotation_period_days": 2561}, "rotation_period_days", "at most 2560", "2560 or less"),
        ({"deletion_window_days": 6}, "deletion_window_days", "at least 7", "7 or more"),
        ({"deletion_window_days": 31}, "deletion_window_days", "at most 30", "30 or less"),
        ({"description": ""}, "description", "at least 1", "lengthen"),
        ({"enable_key_rotation": False}, "enable_key_rotation", "no such input", "rotation_period_days"),
        ({"administrators": ["operators"]}, "administrators.0", "role or user", "role/operators"),
        ({"users": "arn:aws:iam::111122223333:role/a"}, "users", "list", "also for a single value"),
        ({"replica_regions": ["eu-west-1"]}, "", "multi-Region", "multi_region"),
        ({"multi_region": True, "replica_regions": ["Ireland"]}, "replica_regions.0", "region", "eu-central-1"),
        ({"multi_region": True, "replica_regions": ["eu-west-1"] * 2}, "replica_regions", "once", "remove"),
        ({"environment_suffix": "prod-"}, "environment_suffix", "lower-case", "prod"),
    ],
)
def test_a_bad_input_is_told_with_field_reason_and_remedy(
    inputs: dict[str, Any], field: str, reason: str, remedy: str
) -> None:
    with pytest.raises(InputError) as error:
        EncryptionKeyArgs(**inputs)
    (line,) = str(error.value).splitlines()[1:]
    name, _, words = line.strip().partition(": ") if field else ("", "", line)
    assert name == field
    assert reason in words
    assert remedy in words
