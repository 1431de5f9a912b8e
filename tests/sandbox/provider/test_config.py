"""AWS Config: the order of recorder, channel and rules, what it refuses, and the rules of conformance packs."""

import json
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from botocore.exceptions import ClientError
from lives import World
from lives.cfg import (
    AGGREGATOR,
    CHANNEL,
    NAME,
    PACK,
    PACK_TEMPLATE,
    RECORDER,
    REMEDIATION,
    RULE,
    STATUS,
    channel,
    config_bucket,
    guard,
    judged,
    managed,
    pack,
    recorder,
    rule,
    rule_name,
)
from lives.world import new_world, policy
from provider_client import Deployed, InvalidInputsError

from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.moto_extensions.config.templates import TemplateError, declared_in
from strongroom.sandbox.provider.wire import Props


@pytest.fixture
def fresh(local_aws: LocalAws) -> Iterator[World]:
    """An account that has nothing of AWS Config yet."""
    with new_world(local_aws) as world:
        yield world


@pytest.fixture(scope="module")
def world(local_aws: LocalAws) -> Iterator[World]:
    """An account that has a recorder."""
    with new_world(local_aws) as world:
        recorder(world)
        yield world


def make_recorder(world: World, name: str = NAME) -> Deployed:
    return world.make(RECORDER, name=name, roleArn=world.role("config").outputs["arn"])


class TestOrder:
    def test_everything_needs_a_recorder_and_recording_needs_a_channel(self, fresh: World) -> None:
        bucket = config_bucket(fresh)
        with pytest.raises(grpc.RpcError, match="NoAvailableConfigurationRecorderException"):
            fresh.make(CHANNEL, s3BucketName=bucket)
        with pytest.raises(grpc.RpcError, match="NoAvailableConfigurationRecorderException"):
            fresh.make(RULE, source=managed())
        with pytest.raises(grpc.RpcError, match="failed: Configuration recorder is not available"):
            fresh.make(PACK, templateBody=PACK_TEMPLATE)
        assert fresh.client("config").describe_conformance_packs()["ConformancePackDetails"] == []

        make_recorder(fresh)
        with pytest.raises(grpc.RpcError, match="NoAvailableDeliveryChannelException"):
            fresh.make(STATUS, name=NAME, isEnabled=True)

    def test_a_channel_stays_while_something_is_recorded(self, fresh: World) -> None:
        made = make_recorder(fresh)
        delivery = fresh.make(CHANNEL, s3BucketName=config_bucket(fresh))
        status = fresh.make(STATUS, name=NAME, isEnabled=True)

        with pytest.raises(grpc.RpcError, match="LastDeliveryChannelDeleteFailedException"):
            fresh.provider.delete(delivery)
        for each in (status, delivery, made):
            fresh.provider.delete(each)

        assert fresh.client("config").describe_configuration_recorders()["ConfigurationRecorders"] == []

    def test_a_region_has_one_recorder_and_one_channel(self, fresh: World) -> None:
        make_recorder(fresh)
        with pytest.raises(grpc.RpcError, match="MaxNumberOfConfigurationRecordersExceededException"):
            make_recorder(fresh, "another")
        channel(fresh)
        with pytest.raises(grpc.RpcError, match="MaxNumberOfDeliveryChannelsExceededException"):
            fresh.make(CHANNEL, name="another", s3BucketName=config_bucket(fresh))

        elsewhere = fresh.make(
            RECORDER, name="another", roleArn=fresh.role("config").outputs["arn"], region="eu-central-1"
        )
        assert elsewhere.outputs["region"] == "eu-central-1"


class TestDelivery:
    def test_to_a_bucket_that_lets_nobody_write_is_refused(self, world: World) -> None:
        with pytest.raises(grpc.RpcError, match="InsufficientDeliveryPolicyException"):
            world.make(CHANNEL, name=NAME, s3BucketName=world.bucket())

    def test_outside_the_prefix_that_the_policy_names_is_refused(self, world: World) -> None:
        bucket = world.bucket()
        objects = f"arn:aws:s3:::{bucket}/config/AWSLogs/{world.account.account_id}/*"
        document = policy("s3:PutObject", objects, Principal={"Service": "config.amazonaws.com"})
        world.client("s3").put_bucket_policy(Bucket=bucket, Policy=document)

        with pytest.raises(grpc.RpcError, match="InsufficientDeliveryPolicyException"):
            world.make(CHANNEL, name=NAME, s3BucketName=bucket)

        assert world.make(CHANNEL, name=NAME, s3BucketName=bucket, s3KeyPrefix="config").id == NAME

    def test_of_another_account_is_refused(self, world: World) -> None:
        bucket = world.bucket()
        other = {"StringEquals": {"AWS:SourceAccount": "123456789012"}}
        everything = f"arn:aws:s3:::{bucket}/*"
        document = policy("s3:*", everything, Principal={"Service": "config.amazonaws.com"}, Condition=other)
        world.client("s3").put_bucket_policy(Bucket=bucket, Policy=document)

        with pytest.raises(grpc.RpcError, match="InsufficientDeliveryPolicyException"):
            world.make(CHANNEL, name=NAME, s3BucketName=bucket)

    def test_the_recorders_role_may_write_in_the_buckets_place(self, fresh: World) -> None:
        role, bucket = fresh.role("config"), fresh.bucket()
        fresh.make(RECORDER, name=NAME, roleArn=role.outputs["arn"])
        fresh.client("iam").put_role_policy(
            RoleName=role.id, PolicyName="write", PolicyDocument=policy("s3:PutObject", f"arn:aws:s3:::{bucket}/*")
        )

        assert fresh.make(CHANNEL, name=NAME, s3BucketName=bucket).outputs["s3BucketName"] == bucket

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"s3BucketName": "nobody-has-this-bucket"}, "NoSuchBucketException"),
            ({"snsTopicArn": "arn:aws:sns:eu-west-1:123456789012:nowhere"}, "InvalidSNSTopicARNException"),
        ],
    )
    def test_to_what_does_not_exist_is_refused(self, world: World, change: dict[str, Any], code: str) -> None:
        with pytest.raises(grpc.RpcError, match=code):
            world.make(CHANNEL, **{"name": NAME, "s3BucketName": config_bucket(world), **change})


class TestRecordingGroup:
    def test_of_all_types_takes_no_list(self, world: World) -> None:
        group = {"allSupported": True, "resourceTypes": ["AWS::S3::Bucket"]}

        with pytest.raises(grpc.RpcError, match="InvalidRecordingGroupException"):
            world.make(RECORDER, name=NAME, roleArn=world.role("config").outputs["arn"], recordingGroup=group)

    def test_is_all_types_when_none_is_given(self, world: World) -> None:
        group = make_recorder(world).outputs["recordingGroup"]

        assert group["allSupported"] is True
        assert group["recordingStrategies"] == [{"useOnly": "ALL_SUPPORTED_RESOURCE_TYPES"}]


class TestRules:
    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"source": managed("NO_SUCH_RULE")}, "The sourceIdentifier NO_SUCH_RULE is invalid"),
            ({"source": {"owner": "AWS"}}, "needs a SourceIdentifier"),
            ({"source": {"owner": "CUSTOM_POLICY"}}, "needs CustomPolicyDetails and SourceDetails"),
            ({"source": managed("ACCESS_KEYS_ROTATED")}, r"The required parameter \[maxAccessKeyAge\]"),
            ({"inputParameters": json.dumps({"days": "1"})}, "Unknown parameters"),
            (
                {"source": managed("ACCESS_KEYS_ROTATED"), "inputParameters": json.dumps({"maxAccessKeyAge": 90})},
                "Blank spaces are not acceptable",
            ),
            ({"scope": {"tagKey": "a", "complianceResourceTypes": ["AWS::S3::Bucket"]}}, "both resource and tag"),
        ],
    )
    def test_that_aws_does_not_take_are_refused(self, world: World, change: dict[str, Any], message: str) -> None:
        news = rule(world, **change)

        with pytest.raises(grpc.RpcError, match=message):
            world.make(RULE, **news)

        with pytest.raises(ClientError, match="NoSuchConfigRuleException"):
            world.client("config").delete_config_rule(ConfigRuleName=news["name"])

    def test_of_a_function_that_does_not_let_config_in_are_refused(self, world: World) -> None:
        source = judged(world, "ScheduledNotification")
        world.client("lambda").remove_permission(FunctionName=source["sourceIdentifier"], StatementId="config")

        with pytest.raises(grpc.RpcError, match="InsufficientPermissionsException"):
            world.make(RULE, **rule(world, source=source))

    def test_keep_their_policy_apart_as_aws_does(self, world: World) -> None:
        made = world.make(RULE, **rule(world, source=guard("a !empty")))

        config = world.client("config")
        seen = config.describe_config_rules(ConfigRuleNames=[made.id])["ConfigRules"][0]
        assert "PolicyText" not in seen["Source"]["CustomPolicyDetails"]
        assert config.get_custom_rule_policy(ConfigRuleName=made.id)["PolicyText"] == "rule check { a !empty }"

    def test_keep_their_tags_when_they_are_put_again(self, world: World) -> None:
        news = rule(world)
        made = world.make(RULE, **news, tags={"team": "bank"})

        changed = world.provider.update(made, **news, tags={"team": "bank"}, description="Another")

        assert changed.outputs["tagsAll"] == {"team": "bank"}
        assert world.provider.refresh(changed) == changed


class TestRemediation:
    news = {"targetType": "SSM_DOCUMENT", "targetId": "AWS-EnableS3BucketEncryption"}

    def test_of_a_rule_that_does_not_exist_is_refused(self, world: World) -> None:
        with pytest.raises(grpc.RpcError, match="NoSuchConfigRuleException"):
            world.make(REMEDIATION, configRuleName="nowhere", **self.news)

    def test_that_is_automatic_says_how_often(self, world: World) -> None:
        with pytest.raises(grpc.RpcError, match="MaximumAutomaticAttempts"):
            world.make(REMEDIATION, configRuleName=rule_name(world), automatic=True, **self.news)

    def test_of_a_long_name_is_refused(self, world: World) -> None:
        with pytest.raises(InvalidInputsError, match="configRuleName: expected length"):
            world.make(REMEDIATION, configRuleName="a" * 65, **self.news)

    def test_goes_before_its_rule(self, world: World) -> None:
        made = world.make(RULE, **rule(world))
        remedy = world.make(REMEDIATION, configRuleName=made.id, **self.news)

        with pytest.raises(grpc.RpcError, match="ResourceInUseException"):
            world.provider.delete(made)
        world.provider.delete(remedy)
        world.provider.delete(made)

        assert world.provider.refresh(made) is None


class TestPacks:
    @staticmethod
    def rules(world: World, made: Deployed) -> dict[str, dict[str, Any]]:
        """Return the rules of a pack, by their names in the template."""
        config = world.client("config")
        detail = config.describe_conformance_packs(ConformancePackNames=[made.id])["ConformancePackDetails"][0]
        listed = config.describe_conformance_pack_compliance(ConformancePackName=made.id)
        names = [one["ConfigRuleName"] for one in listed["ConformancePackRuleComplianceList"]]
        every: list[dict[str, Any]] = config.describe_config_rules(ConfigRuleNames=names)["ConfigRules"]
        return {one["ConfigRuleName"].removesuffix(f"-{detail['ConformancePackId']}"): one for one in every}

    def test_make_the_rules_of_their_template(self, world: World) -> None:
        news = pack(world)
        made = world.make(PACK, **news)

        rules = self.rules(world, made)

        assert rules.keys() == {"access-keys"}
        keys = rules["access-keys"]
        assert keys["CreatedBy"] == "config-conforms.amazonaws.com"
        assert json.loads(keys["InputParameters"]) == {"maxAccessKeyAge": "60"}
        remedies = world.client("config").describe_remediation_configurations(ConfigRuleNames=[keys["ConfigRuleName"]])
        role = remedies["RemediationConfigurations"][0]["Parameters"]["AutomationAssumeRole"]["StaticValue"]["Values"]
        assert role == [f"arn:aws:iam::{world.account.account_id}:role/it"]

        more = [{"parameterName": "Encrypted", "parameterValue": "yes"}]
        renamed = news["templateBody"].replace("access-keys", "keys")
        changed: Props = {**news, "inputParameters": more, "templateBody": renamed}
        world.provider.update(made, **changed)
        assert self.rules(world, made).keys() == {"keys", "volumes"}

        world.provider.delete(made)
        left = world.client("config").describe_config_rules()["ConfigRules"]
        assert [one for one in left if "conformance-pack" in one["ConfigRuleName"]] == []

    def test_whose_rule_is_refused_fail_and_are_gone(self, world: World) -> None:
        unknown = PACK_TEMPLATE.replace("ENCRYPTED_VOLUMES", "NO_SUCH_RULE")
        more = [{"parameterName": "Encrypted", "parameterValue": "yes"}]

        with pytest.raises(grpc.RpcError, match="NO_SUCH_RULE is invalid"):
            world.make(PACK, name="it-fails", templateBody=unknown, inputParameters=more)

        with pytest.raises(ClientError, match="NoSuchConformancePackException"):
            world.client("config").describe_conformance_packs(ConformancePackNames=["it-fails"])

    def test_need_a_template(self, world: World) -> None:
        with pytest.raises(InvalidInputsError, match="give templateBody or templateS3Uri"):
            world.make(PACK)

    def test_from_a_template_that_is_not_there_are_refused(self, world: World) -> None:
        with pytest.raises(grpc.RpcError, match="InsufficientPermissionsException"):
            world.make(PACK, templateS3Uri=f"s3://{world.bucket()}/nothing.yaml")

    def test_of_no_valid_template_are_refused(self, world: World) -> None:
        with pytest.raises(grpc.RpcError, match="ConformancePackTemplateValidationException"):
            world.make(PACK, templateBody="Resources: {A: {Type: 'AWS::S3::Bucket'}}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "neither YAML nor JSON"),
        ("Rules: {}", "no Resources"),
        ("{Parameters: {A: {Type: String}}, Resources: {B: {}}}", r"\[A\] must have values"),
        ("Resources: {A: {Type: 'AWS::S3::Bucket'}}", "can't hold resources of type AWS::S3::Bucket"),
        (
            "Resources: {A: {Type: 'AWS::Config::ConfigRule', Properties: {B: !Ref C}}}",
            r"Unresolved resource dependencies \[C\]",
        ),
        (
            "Resources: {A: {Type: 'AWS::Config::ConfigRule', Properties: {B: !GetAtt C.D}}}",
            "Fn::GetAtt is not supported",
        ),
        ("Resources: {A: {Type: 'AWS::Config::ConfigRule', Properties: {B: C}}}", "has no ConfigRuleName"),
        (
            "Resources: {A: {Type: 'AWS::Config::ConfigRule', Condition: C}}",
            "condition {'Condition': 'C'} is not supported",
        ),
    ],
)
def test_templates_that_are_refused(text: str, message: str) -> None:
    with pytest.raises(TemplateError, match=message):
        declared_in(text, {}, {})


def test_parameters_that_a_template_lacks_are_refused() -> None:
    with pytest.raises(TemplateError, match=r"\[Days\] do not exist in the template"):
        declared_in(PACK_TEMPLATE, {"Days": "1"}, {})


def test_functions_of_a_template() -> None:
    text = """
    Conditions: {Both: !And [!Equals [a, a], !Not [!Equals [a, b]]], One: !Or [!Condition Both, !Equals [a, b]]}
    Resources:
      A:
        Type: AWS::Config::ConfigRule
        Condition: One
        Properties:
          ConfigRuleName: a
          Gone: !If [Both, !Ref 'AWS::NoValue', x]
          Listed: [!If [Both, 1, 2], !Ref 'AWS::NoValue']
          Joined: !Join ['-', [a, !Ref 'AWS::Region']]
          Itself: !Ref A
    """

    (found,) = declared_in(text, {}, {"AWS::Region": "eu-west-1"})

    assert found.properties == {"ConfigRuleName": "a", "Listed": [1], "Joined": "a-eu-west-1", "Itself": "a"}


def test_an_aggregator_of_another_kind_replaces_it(world: World) -> None:
    made = world.make(
        AGGREGATOR, accountAggregationSource={"accountIds": [world.account.account_id], "allRegions": True}
    )
    source = {"roleArn": world.role("config").outputs["arn"], "allRegions": True}

    difference = world.provider.diff(made, organizationAggregationSource=source)

    assert list(difference.replaces) == ["organizationAggregationSource"]
