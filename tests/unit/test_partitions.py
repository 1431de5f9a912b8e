"""Partitions that each component supports, checked before anything is registered."""

import importlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from edge_inputs import site_inputs
from recording import Cloud, Recorder
from web_service_inputs import web_service_inputs

from strongroom.compute import WebService, WebServiceArgs
from strongroom.core import PARTITIONS, Component, InputError
from strongroom.data import EncryptionKey, EncryptionKeyArgs, Secret, SecretArgs
from strongroom.edge import Site, SiteArgs
from strongroom.observability import (
    AlertTopic,
    AlertTopicArgs,
    Budget,
    BudgetArgs,
    DistributionAlarms,
    DistributionAlarmsArgs,
)

CHINA = Cloud("aws-cn", "cn-north-1", "111122223333")
GOVCLOUD = Cloud("aws-us-gov", "us-gov-west-1", "111122223333")
KEY = "arn:aws-cn:kms:cn-north-1:111122223333:key/12345678-1234-1234-1234-123456789012"
TOPIC = "arn:aws-us-gov:sns:us-gov-west-1:111122223333:alerts"


def components() -> Iterator[type[Component]]:
    """Every public component."""
    for package in ("network", "data", "compute", "edge", "observability"):
        module = importlib.import_module(f"strongroom.{package}")
        for name in module.__all__:
            found = getattr(module, name)
            if isinstance(found, type) and issubclass(found, Component):
                yield found


@pytest.mark.parametrize("component", [*components()], ids=lambda component: component.__name__)
def test_every_component_states_its_partitions(component: type[Component]) -> None:
    supported = component._supported_partitions  # pyright: ignore[reportPrivateUsage]
    assert supported
    assert set(supported) <= set(PARTITIONS)


def refusal(record: Recorder, program: Callable[[], object], cloud: Cloud) -> str:
    """The one problem of a program, before it registers anything."""
    failure = record.failing(InputError, program, cloud=cloud)
    assert not failure.deployment.resources
    (problem,) = failure.error.problems
    return str(problem)


@pytest.mark.parametrize("cloud", [CHINA, GOVCLOUD])
def test_site_and_its_alarms_are_refused_without_cloudfront(record: Recorder, cloud: Cloud) -> None:
    site = refusal(record, lambda: Site("portal", SiteArgs(**site_inputs())), cloud)
    assert f"(aws), got {cloud.partition}" in site
    topics = ["arn:aws:sns:us-east-1:111122223333:alerts"]
    args = DistributionAlarmsArgs(topic_arns=topics, distribution_id="E2QWRUHAPOMQZL")
    assert "partition" in refusal(record, lambda: DistributionAlarms("portal", args), cloud)


def test_budget_is_refused_in_govcloud(record: Recorder) -> None:
    args = BudgetArgs(monthly_amount=100, topic_arn=TOPIC)
    assert "aws-us-gov" in refusal(record, lambda: Budget("portal", args), GOVCLOUD)


@pytest.mark.parametrize("cloud", [CHINA, GOVCLOUD])
def test_web_service_behind_cloudfront_is_refused_without_cloudfront(record: Recorder, cloud: Cloud) -> None:
    def program(**more: Any) -> WebService:
        return WebService("portal", WebServiceArgs(**web_service_inputs(**more)))

    assert refusal(record, program, cloud).startswith("load_balancer.clients: must not include CloudFront")
    clients = {"cloudfront": False, "cidr_blocks": {"office": "10.0.0.0/8"}}
    assert record(lambda: program(load_balancer={"clients": clients}), cloud=cloud).resources


def test_replicas_are_in_the_partition_of_the_component(record: Recorder) -> None:
    key = EncryptionKeyArgs(multi_region=True, replica_regions=["cn-northwest-1", "us-east-1"])
    assert refusal(record, lambda: EncryptionKey("portal", key), CHINA).startswith("replica_regions: must be a Region")
    replica = {
        "region": "us-gov-east-1",
        "key_arn": KEY.replace("aws-cn", "aws-us-gov").replace("cn-north", "us-gov-east"),
    }
    secret = SecretArgs(key_arn=KEY, replicas=[replica], generate={})  # pyright: ignore[reportArgumentType]
    assert "us-gov-east-1" in refusal(record, lambda: Secret("portal", secret), CHINA)


def test_chat_channels_are_refused_outside_of_commercial_regions(record: Recorder) -> None:
    chats = {"oncall": {"kind": "slack", "team_id": "T012ABCDEF", "channel_id": "C012ABCDEF"}}
    args = AlertTopicArgs(key_arn=KEY, chats=chats)  # pyright: ignore[reportArgumentType]
    assert refusal(record, lambda: AlertTopic("alerts", args), CHINA).startswith("chats: must be empty")
