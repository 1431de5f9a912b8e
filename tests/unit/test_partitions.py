"""Partitions that each component supports, checked before anything is registered."""

import importlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from edge_inputs import site_inputs
from recording import Cloud, Recorder
from web_service_inputs import web_service_inputs

from strongroom.compute import WebService, WebServiceArgs
from strongroom.core import PARTITIONS, Component, DistributionMetrics, InputError
from strongroom.data import (
    Bucket,
    BucketArgs,
    EncryptionKey,
    EncryptionKeyArgs,
    LogBucket,
    LogBucketArgs,
    Secret,
    SecretArgs,
)
from strongroom.edge import Site, SiteArgs
from strongroom.observability import (
    AccountBaseline,
    AccountBaselineArgs,
    AlertTopic,
    AlertTopicArgs,
    Budget,
    BudgetArgs,
    Compliance,
    ComplianceArgs,
    DistributionAlarms,
    DistributionAlarmsArgs,
    GuardDutyOptions,
    InspectorOptions,
)
from strongroom.observability._compliance._catalogue import CATALOGUE
from strongroom.observability._compliance._remediation import RUNBOOKS

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
    args = DistributionAlarmsArgs(topic_arns=topics, metrics=DistributionMetrics(distribution_id="E2QWRUHAPOMQZL"))
    assert "partition" in refusal(record, lambda: DistributionAlarms("portal", args), cloud)


def test_budget_is_refused_in_govcloud(record: Recorder) -> None:
    args = BudgetArgs(monthly_amount=100, topic_arn=TOPIC)
    assert "aws-us-gov" in refusal(record, lambda: Budget("portal", args), GOVCLOUD)


@pytest.mark.parametrize("cloud", [CHINA, GOVCLOUD])
def test_web_service_behind_cloudfront_is_refused_without_cloudfront(record: Recorder, cloud: Cloud) -> None:
    def program(**more: Any) -> WebService:
        return WebService("portal", WebServiceArgs(**web_service_inputs(**more)))

    assert refusal(record, program, cloud).startswith("load_balancer.ingress: must not include CloudFront")
    clients = {"cloudfront": False, "cidr_blocks": {"office": "10.0.0.0/8"}}
    assert record(lambda: program(load_balancer={"ingress": clients}), cloud=cloud).resources


def test_replicas_are_in_the_partition_of_the_component(record: Recorder) -> None:
    key = EncryptionKeyArgs(multi_region=True, replica_regions=["cn-northwest-1", "us-east-1"])
    assert refusal(record, lambda: EncryptionKey("portal", key), CHINA).startswith("replica_regions: must be a Region")
    replica = {
        "region": "us-gov-east-1",
        "kms_key_arn": KEY.replace("aws-cn", "aws-us-gov").replace("cn-north", "us-gov-east"),
    }
    secret = SecretArgs(kms_key_arn=KEY, replicas=[replica], generate={})  # pyright: ignore[reportArgumentType]
    assert "us-gov-east-1" in refusal(record, lambda: Secret("portal", secret), CHINA)


def test_chat_channels_are_refused_outside_of_commercial_regions(record: Recorder) -> None:
    chats = {"oncall": {"kind": "slack", "team_id": "T012ABCDEF", "channel_id": "C012ABCDEF"}}
    args = AlertTopicArgs(kms_key_arn=KEY, chat_channels=chats)  # pyright: ignore[reportArgumentType]
    assert refusal(record, lambda: AlertTopic("alerts", args), CHINA).startswith("chat_channels: must be empty")


NO_RULES = [
    "GuardDuty.7",
    "GuardDuty.8",
    "GuardDuty.11",
    "GuardDuty.12",
    "GuardDuty.13",
    "IAM.6",
    "IAM.9",
    "Inspector.3",
]


def compliance(cloud: Cloud, **more: Any) -> ComplianceArgs:
    return ComplianceArgs(bucket_name=f"logs-{cloud.region}", **more)


@pytest.mark.parametrize(("cloud", "missing"), [(CHINA, NO_RULES), (GOVCLOUD, ["Account.1", *NO_RULES])])
def test_compliance_requires_exclusions_of_controls_without_a_rule_in_the_partition(
    record: Recorder, cloud: Cloud, missing: list[str]
) -> None:
    found = refusal(record, lambda: Compliance("audit", compliance(cloud)), cloud)
    asked = found.removeprefix("exclusions: must include ").split(":")[0].split(", ")
    assert set(asked) <= set(missing)

    excluded = dict.fromkeys(asked, "AWS Config has no rule in this partition")
    deployment = record(lambda: Compliance("audit", compliance(cloud, exclusions=excluded)), cloud=cloud)
    rules = {each.inputs["source"]["sourceIdentifier"] for each in deployment.of_type("aws:cfg/rule:Rule")}
    assert rules
    assert rules.isdisjoint(CATALOGUE[each].rule for each in missing)


@pytest.mark.parametrize("cloud", [CHINA, GOVCLOUD])
@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"controls": ["EC2.6", "IAM.9"]}, "controls: must not include IAM.9"),
        ({"controls": ["EC2.6"], "cloudfront_resources": True}, "cloudfront_resources: must be False"),
        (
            {"controls": ["EC2.6"], "aggregator": {"account_ids": ["1" * 12], "regions": ["eu-central-1"]}},
            "aggregator.regions: must be a Region of the partition",
        ),
    ],
)
def test_compliance_refuses_features_that_the_partition_lacks(
    record: Recorder, cloud: Cloud, inputs: dict[str, Any], message: str
) -> None:
    args = compliance(cloud, standards=set[str](), **inputs)
    assert refusal(record, lambda: Compliance("audit", args), cloud).startswith(message)


def test_remediations_are_refused_in_govcloud(record: Recorder) -> None:
    role = "arn:aws-us-gov:iam::111122223333:role/remediation"
    control = next(iter(RUNBOOKS))
    args = compliance(GOVCLOUD, standards=set[str](), controls=[control], remediations={control: {"role_arn": role}})
    assert refusal(record, lambda: Compliance("audit", args), GOVCLOUD).startswith("remediations: must be empty")


def test_runtime_monitoring_is_refused_in_china(record: Recorder) -> None:
    found = refusal(record, lambda: AccountBaseline("account", AccountBaselineArgs()), CHINA)
    assert found.startswith("guardduty.runtime: must be False")
    args = AccountBaselineArgs(guardduty=GuardDutyOptions(runtime=False))
    assert record(lambda: AccountBaseline("account", args), cloud=CHINA).resources


def test_security_hub_subscribes_to_standards_of_the_partition(record: Recorder) -> None:
    deployment = record(lambda: AccountBaseline("account", AccountBaselineArgs()), cloud=GOVCLOUD)
    subscriptions = deployment.of_type("aws:securityhub/standardsSubscription:StandardsSubscription")
    assert {each.inputs["standardsArn"].partition("standards/")[0] for each in subscriptions} == {
        "arn:aws-us-gov:securityhub:us-gov-west-1::"
    }


@pytest.mark.parametrize("cloud", [CHINA, GOVCLOUD])
def test_lambda_code_scans_are_refused_outside_of_commercial_regions(record: Recorder, cloud: Cloud) -> None:
    args = AccountBaselineArgs(guardduty=None, inspector=InspectorOptions(scans={"LAMBDA", "LAMBDA_CODE"}))
    found = refusal(record, lambda: AccountBaseline("account", args), cloud)
    assert found.startswith("inspector.scans: must not include LAMBDA_CODE")


@pytest.mark.parametrize("cloud", [CHINA, GOVCLOUD])
def test_regions_of_resources_are_in_the_partition_of_the_component(record: Recorder, cloud: Cloud) -> None:
    elsewhere = "us-gov-east-1" if cloud is CHINA else "eu-central-1"
    key = KEY.replace("cn-north-1", elsewhere).replace("aws-cn", "aws-us-gov" if cloud is CHINA else "aws")
    programs: list[Callable[[], object]] = [
        lambda: Bucket("site", BucketArgs(region=elsewhere, kms_key_arn=key, access_log_bucket_name="logs-elsewhere")),
        lambda: LogBucket("logs", LogBucketArgs(region=elsewhere, log_sources={"s3_access_logs"})),
        lambda: LogBucket(
            "logs",
            LogBucketArgs(log_sources={"log_delivery"}, log_delivery_regions=[elsewhere], kms_key_arn=KEY),
        ),
        lambda: AlertTopic("alerts", AlertTopicArgs(region=elsewhere, kms_key_arn=key)),
    ]
    for program in programs:
        assert f"must be a Region of the partition {cloud.partition}, got {elsewhere}" in refusal(
            record, program, cloud
        )
