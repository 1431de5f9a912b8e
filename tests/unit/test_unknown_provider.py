"""Every component, in a preview in which the provider's Region, account and partition are unknown."""

import re

import pytest
from family import COMPONENTS, family
from recording import UNCONFIGURED, UNKNOWN, Cloud, Deployment, Recorder

CLOUD = Cloud("aws", "eu-central-1", "111122223333")


def _previewed(record: Recorder, component: str) -> Deployment:
    create = family(CLOUD)[component]
    return record(lambda: create("all"), cloud=CLOUD, preview=True, answers=UNCONFIGURED)


@pytest.mark.parametrize("component", COMPONENTS)
def test_component_is_previewed_while_the_provider_is_unknown(record: Recorder, component: str) -> None:
    deployment = _previewed(record, component)
    assert deployment.resources
    for resource in deployment.resources:
        assert not re.search("[-:/]None", str(resource.request.object)), resource.name


def test_zones_stay_unknown_while_the_provider_is_unknown(record: Recorder) -> None:
    deployment = _previewed(record, "Network")
    zones = {each.inputs["availabilityZone"] for each in deployment.of_type("aws:ec2/subnet:Subnet")}
    assert zones == {UNKNOWN}
