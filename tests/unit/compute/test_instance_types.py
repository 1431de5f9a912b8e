"""What can be told from the name of an instance type, compared with what EC2 tells of every type there is."""

import gzip
import json
from importlib import resources
from typing import Any

import pytest

from strongroom.compute._instances_types import architecture_of
from strongroom.core import RuleError

# What EC2 answers to DescribeInstanceTypes, as the local AWS has it.
EVERY_TYPE: dict[str, Any] = json.loads(
    gzip.decompress((resources.files("moto.ec2") / "resources" / "instance_types.json.gz").read_bytes())
)
LINUX = [
    (name, set(told["ProcessorInfo"]["SupportedArchitectures"]))
    for name, told in EVERY_TYPE.items()
    if not name.startswith("mac")
]


def test_the_architecture_of_every_type_is_told_by_its_name() -> None:
    assert len(LINUX) > 500
    assert not [(name, told) for name, told in LINUX if architecture_of(name) not in told]


@pytest.mark.parametrize(
    ("instance_type", "architecture"),
    [
        ("m7g.large", "arm64"),
        ("t4g.micro", "arm64"),
        ("c7gn.metal", "arm64"),
        ("a1.large", "arm64"),
        ("g5g.xlarge", "arm64"),
        ("m8gd.metal-24xl", "arm64"),
        ("g5.xlarge", "x86_64"),
        ("g4dn.xlarge", "x86_64"),
        ("m7i.large", "x86_64"),
        ("c7i-flex.large", "x86_64"),
        ("u7i-12tb.224xlarge", "x86_64"),
    ],
)
def test_a_graviton_has_a_g_after_its_generation(instance_type: str, architecture: str) -> None:
    assert architecture_of(instance_type) == architecture


@pytest.mark.parametrize("name", ["", "m7g", "large", "m7g.huge", "M7G.large", "db.m7g.large", "mac2.metal", "7.large"])
def test_what_is_no_type_for_linux_is_refused(name: str) -> None:
    with pytest.raises(RuleError, match=r"use for example m7g\.large"):
        architecture_of(name)
