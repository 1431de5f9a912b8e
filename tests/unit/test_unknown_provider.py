"""Every component, in a preview in which the provider's Region, account and partition are unknown."""

import re

import pytest
from every_component import COMPONENTS
from recording import UNCONFIGURED, UNKNOWN, Recorder


@pytest.mark.parametrize("component", COMPONENTS)
def test_component_is_previewed_while_the_provider_is_unknown(record: Recorder, component: str) -> None:
    deployment = record(COMPONENTS[component], preview=True, answers=UNCONFIGURED)
    assert deployment.resources
    for resource in deployment.resources:
        assert not re.search("[-:/]None", str(resource.request.object)), resource.name


def test_zones_stay_unknown_while_the_provider_is_unknown(record: Recorder) -> None:
    deployment = record(COMPONENTS["Network"], preview=True, answers=UNCONFIGURED)
    zones = {each.inputs["availabilityZone"] for each in deployment.of_type("aws:ec2/subnet:Subnet")}
    assert zones == {UNKNOWN}
