"""The audit trail, each of its promises shown on what is registered."""

import json
from collections.abc import Sequence
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest
from homes import homes
from hypothesis import given, settings
from hypothesis import strategies as st
from recording import Cloud, Deployment, Recorder, clouds
from refusals import check_told, refused

from strongroom.core import AwsEnvironment, InputError
from strongroom.core.aws import current_environment
from strongroom.observability import AuditTrail, AuditTrailArgs, LambdaDataEvents, ManagementEvents, S3DataEvents
from strongroom.observability._trail._events import event_selectors
from strongroom.observability._trail._policies import trail_delivery_policy, trail_trust_policy
from strongroom.observability._trail._watches import WATCHES

TRAIL = "aws:cloudtrail/trail:Trail"
LOG = "aws:cloudwatch/logGroup:LogGroup"
FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"

KEY = "arn:aws:kms:eu-central-1:123456789012:key/0f9a2c1e-7a64-4a55-8f0e-6a4f5f1d2b3c"
TOPIC = "arn:aws:sns:eu-central-1:123456789012:alerts"
FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:rotate"
NEEDED: dict[str, Any] = {"kms_key_arn": KEY, "bucket_name": "logs", "topic_arns": [TOPIC]}
REASON = "The organization's own trail has it"
EVERY_ALARM = dict.fromkeys(WATCHES, REASON)
# https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
SECURITY_HUB_PATTERNS = {
    "CloudWatch.1": (
        '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}'
    ),
    "CloudWatch.2": '{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
    "CloudWatch.3": (
        '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.userIdentity.type = '
        '"IAMUser") && ($.responseElements.ConsoleLogin = "Success") }'
    ),
    "CloudWatch.4": (
        "{($.eventSource=iam.amazonaws.com) && (($.eventName=DeleteGroupPolicy) || ($.eventName=DeleteRolePolicy) "
        "|| ($.eventName=DeleteUserPolicy) || ($.eventName=PutGroupPolicy) || ($.eventName=PutRolePolicy) || "
        "($.eventName=PutUserPolicy) || ($.eventName=CreatePolicy) || ($.eventName=DeletePolicy) || "
        "($.eventName=CreatePolicyVersion) || ($.eventName=DeletePolicyVersion) || ($.eventName=AttachRolePolicy) "
        "|| ($.eventName=DetachRolePolicy) || ($.eventName=AttachUserPolicy) || ($.eventName=DetachUserPolicy) || "
        "($.eventName=AttachGroupPolicy) || ($.eventName=DetachGroupPolicy))}"
    ),
    "CloudWatch.5": (
        "{($.eventName=CreateTrail) || ($.eventName=UpdateTrail) || ($.eventName=DeleteTrail) || "
        "($.eventName=StartLogging) || ($.eventName=StopLogging)}"
    ),
    "CloudWatch.6": '{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}',
    "CloudWatch.7": (
        "{($.eventSource=kms.amazonaws.com) && (($.eventName=DisableKey) || ($.eventName=ScheduleKeyDeletion))}"
    ),
    "CloudWatch.8": (
        "{($.eventSource=s3.amazonaws.com) && (($.eventName=PutBucketAcl) || ($.eventName=PutBucketPolicy) || "
        "($.eventName=PutBucketCors) || ($.eventName=PutBucketLifecycle) || ($.eventName=PutBucketReplication) || "
        "($.eventName=DeleteBucketPolicy) || ($.eventName=DeleteBucketCors) || "
        "($.eventName=DeleteBucketLifecycle) || ($.eventName=DeleteBucketReplication))}"
    ),
    "CloudWatch.9": (
        "{($.eventSource=config.amazonaws.com) && (($.eventName=StopConfigurationRecorder) || "
        "($.eventName=DeleteDeliveryChannel) || ($.eventName=PutDeliveryChannel) || "
        "($.eventName=PutConfigurationRecorder))}"
    ),
    "CloudWatch.10": (
        "{($.eventName=AuthorizeSecurityGroupIngress) || ($.eventName=AuthorizeSecurityGroupEgress) || "
        "($.eventName=RevokeSecurityGroupIngress) || ($.eventName=RevokeSecurityGroupEgress) || "
        "($.eventName=CreateSecurityGroup) || ($.eventName=DeleteSecurityGroup)}"
    ),
    "CloudWatch.11": (
        "{($.eventName=CreateNetworkAcl) || ($.eventName=CreateNetworkAclEntry) || ($.eventName=DeleteNetworkAcl) "
        "|| ($.eventName=DeleteNetworkAclEntry) || ($.eventName=ReplaceNetworkAclEntry) || "
        "($.eventName=ReplaceNetworkAclAssociation)}"
    ),
    "CloudWatch.12": (
        "{($.eventName=CreateCustomerGateway) || ($.eventName=DeleteCustomerGateway) || "
        "($.eventName=AttachInternetGateway) || ($.eventName=CreateInternetGateway) || "
        "($.eventName=DeleteInternetGateway) || ($.eventName=DetachInternetGateway)}"
    ),
    "CloudWatch.13": (
        "{($.eventSource=ec2.amazonaws.com) && (($.eventName=CreateRoute) || ($.eventName=CreateRouteTable) || "
        "($.eventName=ReplaceRoute) || ($.eventName=ReplaceRouteTableAssociation) || "
        "($.eventName=DeleteRouteTable) || ($.eventName=DeleteRoute) || ($.eventName=DisassociateRouteTable))}"
    ),
    "CloudWatch.14": (
        "{($.eventName=CreateVpc) || ($.eventName=DeleteVpc) || ($.eventName=ModifyVpcAttribute) || "
        "($.eventName=AcceptVpcPeeringConnection) || ($.eventName=CreateVpcPeeringConnection) || "
        "($.eventName=DeleteVpcPeeringConnection) || ($.eventName=RejectVpcPeeringConnection) || "
        "($.eventName=AttachClassicLinkVpc) || ($.eventName=DetachClassicLinkVpc) || "
        "($.eventName=DisableVpcClassicLink) || ($.eventName=EnableVpcClassicLink)}"
    ),
}


def deploy(record: Recorder, name: str = "audit", **inputs: Any) -> Deployment:
    cloud = Cloud.drawn()
    here = NEEDED | {"topic_arns": [cloud.topic_arn]}
    return record(lambda: AuditTrail(name, AuditTrailArgs.model_validate(here | inputs)), cloud=cloud)


@pytest.fixture(scope="module")
def default(record: Recorder) -> Deployment:
    return deploy(record)


def test_cloudtrail_1_it_logs_every_region_global_services_and_all_management_events(default: Deployment) -> None:
    trail = default.one(TRAIL).inputs
    assert (trail["isMultiRegionTrail"], trail["includeGlobalServiceEvents"], trail["enableLogging"]) == (True,) * 3
    management, _ = trail["advancedEventSelectors"]
    assert management["fieldSelectors"] == [{"field": "eventCategory", "equals": ["Management"]}]


def test_cloudtrail_2_files_and_log_group_have_the_key(default: Deployment) -> None:
    assert default.one(TRAIL).inputs["kmsKeyId"] == default.one(LOG).inputs["kmsKeyId"] == KEY


def test_cloudtrail_4_its_files_can_be_proved_unchanged(default: Deployment) -> None:
    assert default.one(TRAIL).inputs["enableLogFileValidation"] is True


def test_cloudtrail_5_it_writes_to_a_log_group_of_a_year_with_a_role_for_it_alone(default: Deployment) -> None:
    trail, log = default.one(TRAIL), default.one(LOG)
    assert trail.inputs["cloudWatchLogsGroupArn"] == f"{default.value(default.result.log_group_arn)}:*"
    assert log.inputs["retentionInDays"] == 365
    role, policy = default.one("aws:iam/role:Role"), default.one("aws:iam/rolePolicy:RolePolicy")
    assert trail.inputs["cloudWatchLogsRoleArn"] == default.value(default.result.role_arn)
    assert role.inputs["name"] == f"audit-trail-{default.cloud.region}-dev"
    (trusted,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    assert trusted["Condition"]["StringEquals"]["aws:SourceArn"].endswith(":trail/audit-dev")
    (allowed,) = json.loads(policy.inputs["policy"])["Statement"]
    assert allowed["Resource"] == f"{default.value(default.result.log_group_arn)}:log-stream:*"


def test_s3_22_and_s3_23_objects_of_all_buckets_are_logged(default: Deployment) -> None:
    _, objects = default.one(TRAIL).inputs["advancedEventSelectors"]
    assert objects["fieldSelectors"] == [
        {"field": "eventCategory", "equals": ["Data"]},
        {"field": "resources.type", "equals": ["AWS::S3::Object"]},
    ]


@pytest.mark.parametrize("name", WATCHES)
def test_cis_4_a_filter_counts_and_an_alarm_tells(default: Deployment, name: str) -> None:
    watch = WATCHES[name]  # pyright: ignore[reportArgumentType]
    found = default.one(FILTER, f"audit-{name}").inputs
    alarm = default.one(ALARM, f"audit-{name}").inputs
    assert (found["pattern"], found["logGroupName"]) == (watch.pattern, default.one(LOG).inputs["name"])
    metric = found["metricTransformation"]
    assert (alarm["namespace"], alarm["metricName"]) == (metric["namespace"], metric["name"])
    assert (alarm["statistic"], alarm["threshold"], alarm["period"]) == ("Sum", 1, 300)
    assert alarm["comparisonOperator"] == "GreaterThanOrEqualToThreshold"
    assert alarm["treatMissingData"] == "notBreaching"
    assert alarm["alarmActions"] == alarm["okActions"] == [default.cloud.topic_arn]
    assert alarm["alarmDescription"].startswith(f"CIS {watch.cis}. ")


def test_cis_4_each_of_its_fifteen_is_watched_once() -> None:
    assert [watch.cis for watch in WATCHES.values()] == [f"4.{number}" for number in range(1, 16)]
    controls = [watch.control for watch in WATCHES.values() if watch.control]
    assert sorted(controls) == sorted(f"CloudWatch.{number}" for number in range(1, 15))
    assert len({watch.pattern for watch in WATCHES.values()}) == 15
    # CloudWatch Logs takes no longer one.
    assert all(len(watch.pattern) <= 1024 for watch in WATCHES.values())


@pytest.mark.parametrize("control", SECURITY_HUB_PATTERNS)
def test_cis_4_patterns_are_word_for_word_those_that_security_hub_compares(default: Deployment, control: str) -> None:
    (name,) = (name for name, watch in WATCHES.items() if watch.control == control)
    assert default.one(FILTER, f"audit-{name}").inputs["pattern"] == SECURITY_HUB_PATTERNS[control]


def test_an_alarm_that_is_disabled_is_gone_with_its_filter(record: Recorder) -> None:
    deployment = deploy(record, disabled_alarms={"vpc-changes": REASON})
    names = {alarm.name for alarm in deployment.of_type(ALARM)}
    assert names == {filter_.name for filter_ in deployment.of_type(FILTER)}
    assert names == {f"audit-{name}" for name in WATCHES if name != "vpc-changes"}
    assert deployment.result.alarm_arns.keys() == WATCHES.keys() - {"vpc-changes"}


def test_a_topic_elsewhere_is_refused_before_an_alarm_is_made(record: Recorder) -> None:
    args = AuditTrailArgs.model_validate(NEEDED | {"topic_arns": [TOPIC.replace("eu-central-1", "us-east-1")]})
    failure = record.failing(
        InputError, lambda: AuditTrail("audit", args), cloud=Cloud("aws", "eu-central-1", "123456789012")
    )
    assert "topic_arns.0: the alarms are in eu-central-1, and CloudWatch tells only topics there" in failure.message
    assert failure.deployment.of_type(ALARM) == []


def test_all_options_reach_the_trail(record: Recorder) -> None:
    cloud = Cloud.drawn()

    def program() -> None:
        known_later = pulumi.Output.from_input("logs")
        inputs: dict[str, Any] = {
            "bucket_prefix": "",
            "organization": True,
            "insights": ["ApiCallRateInsight", "ApiErrorRateInsight"],
            "management_events": {"read_write": "write", "exclude": ["rdsdata.amazonaws.com"]},
            "s3_data_events": {"read_write": "read", "exclude_bucket_names": [known_later]},
            "lambda_data_events": {"function_arns": [FUNCTION]},
            "log_retention_days": 731,
        }
        AuditTrail("audit", AuditTrailArgs.model_validate(NEEDED | {"topic_arns": [cloud.topic_arn]} | inputs))

    deployment = record(program, cloud=cloud)
    trail = deployment.one(TRAIL).inputs
    assert trail["isOrganizationTrail"] is True
    assert "s3KeyPrefix" not in trail
    assert [each["insightType"] for each in trail["insightSelectors"]] == ["ApiCallRateInsight", "ApiErrorRateInsight"]
    management, objects, functions = (each["fieldSelectors"] for each in trail["advancedEventSelectors"])
    assert management[1:] == [
        {"field": "readOnly", "equals": ["false"]},
        {"field": "eventSource", "notEquals": ["rdsdata.amazonaws.com"]},
    ]
    assert objects[2:] == [
        {"field": "readOnly", "equals": ["true"]},
        {"field": "resources.ARN", "notStartsWiths": [f"arn:{deployment.cloud.partition}:s3:::logs/"]},
    ]
    assert functions[1:] == [
        {"field": "resources.type", "equals": ["AWS::Lambda::Function"]},
        {"field": "resources.ARN", "equals": [FUNCTION]},
    ]
    assert deployment.one(LOG).inputs["retentionInDays"] == 731


def test_the_longest_name_keeps_awss_lengths(record: Recorder) -> None:
    deployment = deploy(record, "x" * 40, environment_suffix="y" * 12)
    assert len(deployment.one(TRAIL).inputs["name"]) <= 128
    assert len(deployment.one("aws:iam/role:Role").inputs["name"]) <= 64
    assert len({alarm.inputs["name"] for alarm in deployment.of_type(ALARM)}) == 15


@given(homes, st.sampled_from(["all", "read", "write"]), st.sets(st.sampled_from(["one", "two", "three"]), max_size=3))
def test_data_events_are_of_exactly_the_buckets_that_are_named(
    home: AwsEnvironment, calls: Any, names: set[str]
) -> None:
    s3 = S3DataEvents(read_write=calls, bucket_names=sorted(names))
    (_, objects) = event_selectors(home, ManagementEvents(), s3, None)
    conditions: Sequence[Any] = objects["field_selectors"]  # pyright: ignore[reportTypedDictNotRequiredAccess, reportAssignmentType]
    by_field = {each["field"]: each for each in conditions}
    assert ("readOnly" in by_field) is (calls != "all")
    arns = by_field.get("resources.ARN", {}).get("starts_withs", [])
    assert arns == [f"arn:{home.partition}:s3:::{name}/" for name in sorted(names)]
    everything = event_selectors(home, ManagementEvents(), None, LambdaDataEvents())
    assert len(everything) == 2


@given(homes, st.sampled_from(["audit-dev", "a-prod"]))
def test_only_the_trail_itself_uses_the_role_and_only_for_its_log_group(home: AwsEnvironment, name: str) -> None:
    (trusted,) = trail_trust_policy(home, name)["Statement"]
    arn = f"arn:{home.partition}:cloudtrail:{home.region}:{home.account_id}:trail/{name}"
    same = {"aws:SourceAccount": home.account_id, "aws:SourceArn": arn}
    assert trusted["Condition"] == {"StringEquals": same}
    (allowed,) = trail_delivery_policy("arn:group")["Statement"]
    assert allowed["Resource"].startswith("arn:group:")


@pytest.mark.parametrize(
    ("inputs", "field", "remedy"),
    [
        ({"topic_arns": []}, "topic_arns", "give the ARN of a topic, or disable the alarms"),
        ({"disabled_alarms": {"root-use": REASON}}, "disabled_alarms.root-use", ""),
        ({"disabled_alarms": {"root-usage": "no"}}, "disabled_alarms.root-usage", "The organization's trail"),
        ({"management_events": {"read_write": "read"}}, "management_events", "disable the alarms with the reason"),
        ({"management_events": {"exclude": ["kms.amazonaws.com"]}}, "management_events", "disable the alarms"),
        (
            {
                "management_events": {"read_write": "read"},
                "disabled_alarms": EVERY_ALARM,
                "insights": ["ApiCallRateInsight"],
            },
            "insights",
            "read_write to all or write",
        ),
        (
            {"s3_data_events": {"bucket_names": ["one"], "exclude_bucket_names": ["two"]}},
            "s3_data_events.exclude_bucket_names",
            "name only those",
        ),
        ({"bucket_prefix": "AWSLogs"}, "bucket_prefix", "use for example"),
        ({"log_retention_days": 366}, "log_retention_days", "use 400"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_remedy(inputs: dict[str, Any], field: str, remedy: str) -> None:
    error = refused(AuditTrailArgs, NEEDED | inputs)
    assert error is not None
    (problem,) = error.problems
    assert problem.path.startswith(field)
    assert remedy in problem.remedy


MOSTLY = st.fixed_dictionaries(
    {},
    optional={
        "topic_arns": st.sampled_from([[TOPIC], [TOPIC], []]),
        "organization": st.booleans(),
        "insights": st.sampled_from([[], ["ApiErrorRateInsight"], ["ApiCallRateInsight"], ["Odd"]]),
        "management_events": st.sampled_from([{}, {"read_write": "write"}, {"read_write": "read"}]),
        "s3_data_events": st.sampled_from([None, {}, {"bucket_names": ["one"]}, {"bucket_names": ["-"]}]),
        "lambda_data_events": st.sampled_from([None, {}, {"function_arns": [FUNCTION]}, {"function_arns": ["f"]}]),
        "disabled_alarms": st.dictionaries(st.sampled_from([*WATCHES]), st.just(REASON), max_size=15)
        | st.just(EVERY_ALARM),
    },
)


@given(given=MOSTLY, cloud=clouds)
@settings(max_examples=30)
def test_any_combination_is_refused_with_a_remedy_or_makes_a_trail(
    record: Recorder, given: dict[str, Any], cloud: Cloud
) -> None:
    error = refused(AuditTrailArgs, NEEDED | given)
    if error is not None:
        check_told(error, AuditTrailArgs.model_fields)
        return
    here = NEEDED | given | ({"topic_arns": [cloud.topic_arn]} if given.get("topic_arns", [TOPIC]) else {})
    deployment = record(lambda: AuditTrail("audit", AuditTrailArgs.model_validate(here)), cloud=cloud)
    assert deployment.one(TRAIL).inputs["kmsKeyId"] == KEY
    assert len(deployment.of_type(ALARM)) == 15 - len(given.get("disabled_alarms", {}))
    assert all(alarm.inputs["alarmActions"] for alarm in deployment.of_type(ALARM))


@pytest.mark.parametrize(
    ("inputs", "protected"),
    [
        ({}, True),
        ({"durability": "ephemeral"}, False),
        ({"deletion_protection": False}, False),
        ({"durability": "ephemeral", "deletion_protection": True}, True),
    ],
)
def test_recording_is_protected_in_a_persistent_environment(
    record: Recorder, inputs: dict[str, Any], protected: bool
) -> None:
    deployment = deploy(record, **inputs)
    recording = (LOG, TRAIL, "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy")
    assert {deployment.one(each).protect for each in recording} == {protected}
    assert not any(each.protect for each in (*deployment.of_type(ALARM), *deployment.of_type(FILTER)))


def test_trail_notifies_topic_of_its_own_region(record: Recorder) -> None:
    cloud = Cloud("aws", "eu-central-1", "123456789012")
    args = AuditTrailArgs(**NEEDED, sns_topic_arn=TOPIC.replace("alerts", "deliveries"))
    trail = record(lambda: AuditTrail("audit", args), cloud=cloud).one(TRAIL).inputs
    assert trail["snsTopicName"] == "deliveries"
    elsewhere = AuditTrailArgs(**NEEDED, sns_topic_arn=TOPIC.replace("eu-central-1", "us-east-1"))
    failure = record.failing(InputError, lambda: AuditTrail("audit", elsewhere), cloud=cloud)
    assert "sns_topic_arn: the notifications of the trail are in eu-central-1" in failure.message


def test_excluded_bucket_does_not_become_a_dependency_of_everything_that_uses_the_region(record: Recorder) -> None:
    def program() -> None:
        bucket = aws.s3.Bucket("logs")
        events = S3DataEvents(exclude_bucket_names=[bucket.bucket])
        trail = AuditTrail("audit", AuditTrailArgs(**NEEDED, s3_data_events=events))
        home = current_environment(pulumi.InvokeOptions(parent=trail))

        async def dependencies() -> list[str]:
            await trail.trail_arn.future()
            return [str(await each.urn.future()) for each in await home.resources()]

        pulumi.export("dependencies", dependencies())

    cloud = Cloud("aws", "eu-central-1", "123456789012")
    assert record(program, cloud=cloud).exports["dependencies"] == []
