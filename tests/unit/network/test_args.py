from typing import Any

import pytest

from strongroom.core import InputError
from strongroom.network import NetworkArgs
from strongroom.network._zones import first_zones


def refused(**inputs: Any) -> str:
    with pytest.raises(InputError) as error:
        NetworkArgs(**inputs)
    return str(error.value)


def test_every_input_has_a_default() -> None:
    NetworkArgs()


@pytest.mark.parametrize(
    ("inputs", "field", "reason", "remedy"),
    [
        ({"cidr_block": "10.0.0.0"}, "cidr_block", "CIDR", "10.0.0.0/"),
        ({"cidr_block": "ten"}, "cidr_block", "CIDR", "10.0.0.0/16"),
        ({"cidr_block": "10.0.1.0/16"}, "cidr_block", "host bits", "use 10.0.0.0/16"),
        ({"cidr_block": "10.0.0.0/8"}, "cidr_block", "larger than AWS allows", "such as 10.0.0.0/16"),
        ({"cidr_block": "10.9.8.0/24"}, "cidr_block", "too small for the tier public", "use a /21 or larger"),
        ({"availability_zones": 0}, "availability_zones", "at least 1", "1 or more"),
        ({"availability_zones": 7}, "availability_zones", "at most 6", "6 or less"),
        ({"availability_zones": "3"}, "availability_zones", "whole number", "3"),
        ({"availability_zones": []}, "availability_zones", "at least 1", "add"),
        (
            {"availability_zones": ["xx-west-1a", "xx-west-1b", "xx-west-1a"]},
            "availability_zones",
            "once",
            "xx-west-1a",
        ),
        (
            {"availability_zones": ["xx-west-1c", "xx-west-1a"]},
            "availability_zones",
            "alphabetical order",
            "{'xx-west-1c': 1, 'xx-west-1a': 2}",
        ),
        (
            {"availability_zones": ["xx-west-1a", "xx-west-1i"]},
            "availability_zones",
            "different letters",
            "use numbers instead",
        ),
        ({"availability_zones": {"xx-west-1a": 1, "xx-west-1b": 1}}, "availability_zones", "its own", "once"),
        ({"availability_zones": ["xx-west-1a", "1b"]}, "availability_zones.1", "availability zone", "region"),
        ({"nat": "per-zone"}, "nat", "'per_zone'", "did you mean per_zone?"),
        ({"durability": "forever"}, "durability", "'ephemeral'", "choose"),
        ({"log_retention_days": 364}, "log_retention_days", "CloudWatch Logs", "use 365"),
        ({"kms_key_arn": "alias/portal"}, "kms_key_arn", "ARN of a KMS key", "ARN"),
        ({"environment_suffix": "Dev_1"}, "environment_suffix", "lower-case", "dev"),
        ({"cidr_blok": "10.0.0.0/16"}, "cidr_blok", "no such input", "did you mean cidr_block?"),
    ],
)
def test_a_bad_input_is_told_with_field_reason_and_remedy(
    inputs: dict[str, Any], field: str, reason: str, remedy: str
) -> None:
    (line,) = refused(**inputs).splitlines()[1:]
    name, _, words = line.strip().partition(": ")
    assert name == field
    assert reason in words
    assert remedy in words


def test_all_bad_inputs_are_told_at_once() -> None:
    message = refused(cidr_block="10.0.0.0/8", availability_zones=9, zones=3)
    assert [line.strip().split(":")[0] for line in message.splitlines()[1:]] == [
        "cidr_block",
        "availability_zones",
        "zones",
    ]


def test_zones_are_taken_in_order_of_name() -> None:
    assert first_zones(["xx-1c", "xx-1a", "xx-1b"], 2) == ["xx-1a", "xx-1b"]


def test_a_region_with_too_few_zones_is_told_with_the_number_it_has() -> None:
    with pytest.raises(InputError, match=r"availability_zones: .*only 2 zones.*xx-1a, xx-1b; use at most 2"):
        first_zones(["xx-1b", "xx-1a"], 3)
