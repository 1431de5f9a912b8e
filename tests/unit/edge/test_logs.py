from collections.abc import Callable
from typing import Any

import pytest
from edge_inputs import LOG_BUCKET, site_inputs
from recording import Cloud, Deployment, Recorder

from strongroom.core import AwsEnvironment, InputError
from strongroom.data._bucket_grants import VendedLogs
from strongroom.edge import Logs, Site, SiteArgs
from strongroom.edge._logs import log_destination

Deploy = Callable[..., Deployment]
SOURCE = "aws:cloudwatch/logDeliverySource:LogDeliverySource"
DESTINATION = "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination"
DELIVERY = "aws:cloudwatch/logDelivery:LogDelivery"
METRICS = "aws:cloudfront/monitoringSubscription:MonitoringSubscription"
CLOUD = Cloud("aws", "eu-central-1", "111122223333")


def test_cloudfront_5_requests_are_logged_to_the_log_bucket(record: Recorder) -> None:
    deployment = record(lambda: Site("portal", SiteArgs(**site_inputs())), cloud=CLOUD)
    source, destination, delivery = (deployment.one(type_) for type_ in (SOURCE, DESTINATION, DELIVERY))
    assert {each.region for each in (source, destination, delivery)} == {"us-east-1"}
    assert source.inputs["logType"] == "ACCESS_LOGS"
    assert source.inputs["resourceArn"] == deployment.value(deployment.result.distribution_arn)
    assert destination.inputs["outputFormat"] == "json"
    folder = f"arn:aws:s3:::{LOG_BUCKET}/log-delivery/AWSLogs/111122223333/CloudFront"
    assert destination.inputs["deliveryDestinationConfiguration"] == {"destinationResourceArn": folder}
    assert delivery.inputs["deliveryDestinationArn"] == (destination.outputs or {})["arn"]
    assert delivery.inputs["deliverySourceName"] == source.inputs["name"]
    assert delivery.inputs["s3DeliveryConfigurations"] == [
        {"suffixPath": "{distributionid}/{yyyy}/{MM}/{dd}/{HH}", "enableHiveCompatiblePath": True}
    ]


def test_logs_go_where_a_log_bucket_takes_them() -> None:
    home = AwsEnvironment("aws", "eu-central-1", "111122223333")
    arn = log_destination(home, LOG_BUCKET, Logs().prefix)
    (writing,) = [
        statement
        for statement in VendedLogs(regions=["us-east-1"]).statements(home, f"arn:aws:s3:::{LOG_BUCKET}")
        if "s3:PutObject" in statement["Action"]
    ]
    allowed = str(writing["Resource"])
    assert allowed.endswith("/*")
    assert f"{arn}/".startswith(allowed.removesuffix("*"))


def test_who_asked_what_is_logged_but_no_cookies(deploy: Deploy) -> None:
    fields = deploy().one(DELIVERY).inputs["recordFields"]
    assert {"date", "time", "c-ip", "cs-method", "cs-uri-stem", "sc-status", "ssl-protocol"} <= set(fields)
    assert "cs(Cookie)" not in fields


def test_logs_can_be_had_otherwise(deploy: Deploy) -> None:
    logs = {"prefix": "edge", "path": "logs", "output_format": "parquet", "fields": ["time", "c-ip"]}
    deployment = deploy(logs=logs | {"hive_compatible": False})
    arn = deployment.one(DESTINATION).inputs["deliveryDestinationConfiguration"]["destinationResourceArn"]
    assert "/edge/AWSLogs/" in arn
    delivery = deployment.one(DELIVERY).inputs
    assert delivery["recordFields"] == ["time", "c-ip"]
    assert delivery["s3DeliveryConfigurations"] == [{"suffixPath": "logs", "enableHiveCompatiblePath": False}]


def test_no_logs_are_kept_without_a_bucket(deploy: Deploy) -> None:
    deployment = deploy(log_bucket_name=None)
    assert [each for type_ in (SOURCE, DESTINATION, DELIVERY) for each in deployment.of_type(type_)] == []


def test_more_metrics_are_on_unless_they_are_turned_off(deploy: Deploy) -> None:
    deployment = deploy()
    subscription = deployment.one(METRICS).inputs
    assert subscription["distributionId"] == deployment.value(deployment.result.distribution_id)
    assert subscription["monitoringSubscription"] == {
        "realtimeMetricsSubscriptionConfig": {"realtimeMetricsSubscriptionStatus": "Enabled"}
    }
    assert deploy(additional_metrics=False).of_type(METRICS) == []


@pytest.mark.parametrize(
    ("inputs", "told"),
    [
        ({"logs": {"prefix": "AWSLogs"}}, "logs.prefix: must be the folder of a bucket"),
        ({"logs": {"path": "/logs"}}, "logs.path: must be a path of folders"),
        ({"logs": {"path": "{year}"}}, "logs.path: must be a path of folders"),
        ({"logs": {"fields": []}}, "logs.fields: must"),
        ({"logs": {"fields": ["c-ip", "c-ip"]}}, "logs.fields: must name each once"),
        ({"logs": {"fields": ["ip"]}}, "logs.fields.0: must be"),
        ({"logs": {"fields": ["cs(Cookie)"]}}, "logs.fields.0: must be"),
        ({"log_bucket_name": "my.logs"}, "log_bucket_name: must have no dots"),
        ({"log_bucket_name": "Logs"}, "log_bucket_name: must be the name of an S3 bucket"),
    ],
)
def test_logs_that_could_not_be_delivered_are_refused(inputs: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError) as caught:
        SiteArgs(**site_inputs(**inputs))
    (problem,) = caught.value.problems
    assert f"{problem.path}: {problem.reason}".startswith(told)


def test_that_no_logs_are_kept_must_be_said() -> None:
    inputs = site_inputs()
    del inputs["log_bucket_name"]
    with pytest.raises(InputError, match="log_bucket_name: is required"):
        SiteArgs(**inputs)


def test_site_metrics_have_the_web_acl_and_additional_metrics(deploy: Deploy) -> None:
    deployment = deploy(additional_metrics=False)
    site: Site = deployment.result
    assert deployment.value(site.metrics.distribution_id) == deployment.value(site.distribution_id)
    assert site.web_acl_name is not None
    assert deployment.value(site.metrics.web_acl_metric_name) == deployment.value(site.web_acl_name)
    assert not site.metrics.additional_metrics
