"""Compliance: the order of AWS Config, what it records, its rules and what is refused."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recording import Cloud, Deployment, Recorder, clouds_in
from refusals import check_told, refused

from strongroom.core import InputError
from strongroom.observability import CATALOGUE, Compliance, ComplianceArgs
from strongroom.observability._compliance._pack import MOST_BYTES, pack_template
from strongroom.observability._compliance._remediation import RUNBOOKS

RECORDER = "aws:cfg/recorder:Recorder"
CHANNEL = "aws:cfg/deliveryChannel:DeliveryChannel"
STATUS = "aws:cfg/recorderStatus:RecorderStatus"
RULE = "aws:cfg/rule:Rule"
PACK = "aws:cfg/conformancePack:ConformancePack"
REMEDIATION = "aws:cfg/remediationConfiguration:RemediationConfiguration"
LINKED = "aws:iam/serviceLinkedRole:ServiceLinkedRole"

KEY = "arn:aws:kms:eu-central-1:123456789012:key/0f9a2c1e-7a64-4a55-8f0e-6a4f5f1d2b3c"
TOPIC = "arn:aws:sns:eu-central-1:123456789012:alerts"
ROLE = "arn:aws:iam::123456789012:role/mend"
REASON = "Nothing of this kind exists here"
FEW: dict[str, Any] = {"bucket_name": "logs", "standards": set(), "controls": ["EC2.6", "KMS.4", "IAM.3"]}
TEMPLATE = """
Parameters: {Age: {Type: String, Default: "90"}}
Resources:
  Rotated:
    Type: AWS::Config::ConfigRule
    Properties: {ConfigRuleName: rotated, InputParameters: {maxAccessKeyAge: !Ref Age}}
"""


@pytest.fixture(scope="session")
def record() -> Recorder:
    """The recording kit, in the partition that has every feature; test_partitions.py is about the others."""
    return Recorder("aws")


def deploy(record: Recorder, name: str = "compliance", **inputs: Any) -> Deployment:
    cloud = Cloud.drawn("aws")
    told = {"topic_arn": cloud.topic_arn} if inputs.get("topic_arn") else {}
    return record(lambda: Compliance(name, ComplianceArgs.model_validate(FEW | inputs | told)), cloud=cloud)


@pytest.fixture(scope="module")
def few(record: Recorder) -> Deployment:
    return deploy(record, kms_key_arn=KEY, topic_arn=TOPIC)


@pytest.fixture(scope="module")
def default(record: Recorder) -> Deployment:
    return record(lambda: Compliance("compliance", ComplianceArgs(bucket_name="logs")))


def rules(deployment: Deployment) -> dict[str, Any]:
    """The rules, by the control that they are for."""
    return {rule.inputs["description"].partition(":")[0]: rule.inputs for rule in deployment.of_type(RULE)}


def test_config_1_it_records_everything_with_the_service_linked_role(few: Deployment) -> None:
    recorder = few.one(RECORDER).inputs
    assert recorder["recordingGroup"] == {"allSupported": True, "includeGlobalResourceTypes": True}
    assert recorder["recordingMode"] == {"recordingFrequency": "CONTINUOUS"}
    assert few.one(LINKED).inputs["awsServiceName"] == "config.amazonaws.com"
    assert recorder["roleArn"] == few.value(few.result.role_arn)
    assert few.one(STATUS).inputs["isEnabled"] is True


def test_the_order_is_recorder_channel_status_rules(few: Deployment) -> None:
    recorder, channel, status = few.one(RECORDER), few.one(CHANNEL), few.one(STATUS)
    assert channel.depends_on == {recorder.name}
    assert status.depends_on == {channel.name}
    # The status and the recorder have one logical name, so the type is looked at as well.
    for rule in few.of_type(RULE):
        assert list(rule.request.dependencies) == [status.urn]


def test_it_delivers_to_the_bucket_with_the_key_once_a_day(few: Deployment) -> None:
    channel = few.one(CHANNEL).inputs
    assert (channel["s3BucketName"], channel["s3KeyPrefix"], channel["s3KmsKeyArn"]) == ("logs", "config", KEY)
    assert channel["snapshotDeliveryProperties"] == {"deliveryFrequency": "TwentyFour_Hours"}
    # Config can't publish to encrypted topics.
    assert "snsTopicArn" not in channel
    assert few.one("aws:cfg/retentionConfiguration:RetentionConfiguration").inputs["retentionPeriodInDays"] == 2557


def test_a_topic_is_told_by_eventbridge(few: Deployment) -> None:
    rule, target = few.one("aws:cloudwatch/eventRule:EventRule"), few.one("aws:cloudwatch/eventTarget:EventTarget")
    pattern = json.loads(rule.inputs["eventPattern"])
    assert pattern["source"] == ["aws.config"]
    assert pattern["detail"]["newEvaluationResult"] == {"complianceType": ["NON_COMPLIANT"]}
    assert (target.inputs["arn"], target.inputs["rule"]) == (few.cloud.topic_arn, rule.inputs["name"])
    told = target.inputs["inputTransformer"]
    assert all(f"<{name}>" in json.loads(told["inputTemplate"]) for name in told["inputPaths"])


def test_the_standards_are_checked_by_default_but_for_cloudfront(default: Deployment) -> None:
    found = rules(default)
    wanted = {id_ for id_, each in CATALOGUE.items() if {"fsbp", "cis_v5", "pci"} & each.standards.keys()}
    assert found.keys() == {each for each in wanted if not each.startswith("CloudFront.")}
    assert default.result.rule_arns.keys() == found.keys()
    names = [rule["name"] for rule in found.values()]
    assert len(set(names)) == len(names)
    assert found["EC2.6"]["name"] == "compliance-ec2-6-vpc-flow-logs-enabled-dev"


def test_a_rule_has_what_the_catalogue_says(default: Deployment) -> None:
    found, partition = rules(default), default.cloud.partition
    assert found["IAM.3"]["source"] == {"owner": "AWS", "sourceIdentifier": "ACCESS_KEYS_ROTATED"}
    assert json.loads(found["IAM.3"]["inputParameters"]) == {"maxAccessKeyAge": "90"}
    assert found["IAM.3"]["maximumExecutionFrequency"] == "TwentyFour_Hours"
    assert "maximumExecutionFrequency" not in found["EC2.3"]
    assert json.loads(found["IAM.27"]["inputParameters"])["policyArns"].startswith(f"arn:{partition}:iam::aws:")


def test_parameters_are_given_by_control(record: Recorder) -> None:
    given = {"IAM.3": {"maxAccessKeyAge": 30}, "EC2.6": {"trafficType": "ALL"}}
    found = rules(deploy(record, parameters=given, rule_frequency_hours=6))
    assert json.loads(found["IAM.3"]["inputParameters"]) == {"maxAccessKeyAge": "30"}
    assert json.loads(found["EC2.6"]["inputParameters"]) == {"trafficType": "ALL"}
    assert found["EC2.6"]["maximumExecutionFrequency"] == "Six_Hours"


def test_global_resources_are_left_to_the_region_that_records_them(record: Recorder) -> None:
    inputs: dict[str, Any] = {"controls": ["CloudFront.1"], "standards": {"cis_v5"}, "iam_resources": False}
    deployment = deploy(record, **inputs, cloudfront_resources=True)
    assert deployment.one(RECORDER).inputs["recordingGroup"]["includeGlobalResourceTypes"] is False
    found = rules(deployment)
    assert "CloudFront.1" in found
    assert not [each for each in found if each.startswith("IAM.")]


def test_types_can_be_left_out_or_recorded_daily(record: Recorder) -> None:
    recording = {"excluded_types": ["AWS::EC2::NetworkInterface"], "daily_types": ["AWS::EC2::Instance"]}
    recorder = deploy(record, recording=recording, iam_resources=False, controls=["EC2.6"]).one(RECORDER).inputs
    group = recorder["recordingGroup"]
    assert group["recordingStrategies"] == [{"useOnly": "EXCLUSION_BY_RESOURCE_TYPES"}]
    (excluded,) = group["exclusionByResourceTypes"]
    assert excluded["resourceTypes"][0] == "AWS::EC2::NetworkInterface"
    assert "AWS::IAM::Role" in excluded["resourceTypes"]
    override = recorder["recordingMode"]["recordingModeOverride"]
    assert (override["recordingFrequency"], override["resourceTypes"]) == ("DAILY", ["AWS::EC2::Instance"])


def test_a_recorder_that_is_adopted_keeps_its_name_and_stays(record: Recorder) -> None:
    deployment = deploy(record, recorder="adopt", service_linked_role="exists")
    recorder, channel, status = (deployment.one(each) for each in (RECORDER, CHANNEL, STATUS))
    assert recorder.inputs["name"] == channel.inputs["name"] == status.inputs["name"] == "default"
    assert all(each.request.retainOnDelete for each in (recorder, channel, status))
    account, partition = deployment.cloud.account_id, deployment.cloud.partition
    path = "role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
    assert recorder.inputs["roleArn"] == f"arn:{partition}:iam::{account}:{path}"
    assert deployment.of_type(LINKED) == []


def test_a_recorder_that_is_skipped_is_left_alone(record: Recorder) -> None:
    deployment = deploy(record, recorder="skip", bucket_name=None)
    made = {resource.type for resource in deployment.resources if resource.custom}
    assert made == {RULE}
    assert deployment.result.recorder_name is deployment.result.role_arn is None


@pytest.mark.parametrize("preview", [True, False])
def test_two_recorders_in_one_region_are_refused_before_anything_is_made(record: Recorder, preview: bool) -> None:
    def program() -> None:
        Compliance("one", ComplianceArgs(**FEW))
        Compliance("two", ComplianceArgs(**FEW))

    failure = record.failing(InputError, program, preview=preview)
    assert "-dev has it already" in failure.message
    assert 'set recorder to "skip"' in failure.message


def test_another_run_knows_nothing_of_the_recorder(record: Recorder) -> None:
    cloud = Cloud.drawn("aws")
    for name in ("one", "two"):
        assert record(lambda name=name: Compliance(name, ComplianceArgs(**FEW)), cloud=cloud).of_type(RECORDER)


def test_the_controls_can_be_one_conformance_pack(record: Recorder) -> None:
    own = {"own": {"template_body": TEMPLATE, "parameters": {"Age": "30"}}}
    given = {"IAM.3": {"maxAccessKeyAge": 30}}
    deployment = deploy(record, deploy_rules_as="conformance_pack", conformance_packs=own, parameters=given)
    assert deployment.of_type(RULE) == []
    assert deployment.result.conformance_pack_arns.keys() == {"controls", "own"}
    template = json.loads(deployment.one(PACK, "compliance-controls").inputs["templateBody"])
    properties = template["Resources"]["IAMx3"]["Properties"]
    assert properties["Source"] == {"Owner": "AWS", "SourceIdentifier": "ACCESS_KEYS_ROTATED"}
    assert properties["InputParameters"] == {"maxAccessKeyAge": "30"}
    ours = deployment.one(PACK, "compliance-pack-own").inputs
    assert ours["inputParameters"] == [{"parameterName": "Age", "parameterValue": "30"}]


@pytest.mark.parametrize("control_id", RUNBOOKS)
def test_a_resource_is_mended_by_the_runbook_of_its_control(record: Recorder, control_id: str) -> None:
    remediations = {control_id: {"role_arn": ROLE, "automatic": True, "maximum_attempts": 2}}
    deployment = deploy(record, controls=[control_id], remediations=remediations)
    made, runbook = deployment.one(REMEDIATION).inputs, RUNBOOKS[control_id]
    assert made["configRuleName"] == deployment.one(RULE).inputs["name"]
    assert (made["targetId"], made["targetType"]) == (runbook.document, "SSM_DOCUMENT")
    assert (made["automatic"], made["maximumAutomaticAttempts"]) == (True, 2)
    assumed, *resources = made["parameters"]
    assert assumed == {"name": "AutomationAssumeRole", "staticValue": ROLE}
    named = [runbook.resource_parameter] if runbook.resource_parameter else []
    assert resources == [{"name": name, "resourceValue": "RESOURCE_ID"} for name in named]


def test_an_aggregator_looks_at_accounts_or_the_organization(record: Recorder) -> None:
    type_ = "aws:cfg/configurationAggregator:ConfigurationAggregator"
    named = deploy(record, aggregator={"account_ids": ["123456789012"], "regions": ["eu-west-1"]}).one(type_).inputs
    assert named["accountAggregationSource"] == {"accountIds": ["123456789012"], "regions": ["eu-west-1"]}
    deployment = deploy(record, aggregator={"organization": True})
    source = deployment.one(type_).inputs["organizationAggregationSource"]
    assert source["allRegions"] is True
    attached = deployment.one("aws:iam/rolePolicyAttachment:RolePolicyAttachment").inputs
    assert attached["policyArn"].endswith(":policy/service-role/AWSConfigRoleForOrganizations")


def test_a_topic_elsewhere_is_refused_before_it_is_told(record: Recorder) -> None:
    args = ComplianceArgs(**FEW, topic_arn=TOPIC.replace("eu-central-1", "us-east-1"))
    failure = record.failing(
        InputError, lambda: Compliance("compliance", args), cloud=Cloud("aws", "eu-central-1", "123456789012")
    )
    assert "topic_arn: the rules are in eu-central-1, and EventBridge tells only topics there" in failure.message


def test_the_longest_names_keep_awss_lengths(record: Recorder) -> None:
    cloud = Cloud.drawn("aws")
    deployment = record(
        lambda: Compliance(
            "x" * 40,
            ComplianceArgs(
                bucket_name="logs",
                environment_suffix="y" * 12,
                topic_arn=cloud.topic_arn,
                aggregator={"organization": True},  # pyright: ignore[reportArgumentType]
                conformance_packs={"z" * 40: {"template_body": TEMPLATE}},  # pyright: ignore[reportArgumentType]
            ),
        ),
        cloud=cloud,
    )
    longest = {RULE: 128, "aws:cloudwatch/eventRule:EventRule": 64, "aws:iam/role:Role": 64, PACK: 256, RECORDER: 256}
    for type_, most in longest.items():
        names = [each.inputs["name"] for each in deployment.of_type(type_)]
        assert len(set(names)) == len(names)
        assert all(len(name) <= most and name[0].isalpha() for name in names)


@pytest.mark.parametrize(
    ("inputs", "field", "remedy"),
    [
        ({"bucket_name": None}, "bucket_name", "give the name of a log bucket"),
        ({"recorder": "skip"}, "bucket_name", "remove it, or make or adopt"),
        ({"existing_recorder_name": "x"}, "existing_recorder_name", "adopt the recorder"),
        ({"controls": ["EC2.5"]}, "controls.0", "did you mean EC2."),
        ({"controls": ["ec2-imdsv2-check"]}, "controls.0", "use EC2.8"),
        ({"controls": ["CloudFront.1"]}, "controls", "cloudfront_resources"),
        ({"iam_resources": False}, "controls", "iam_resources"),
        ({"exclusions": {"SNS.4": REASON}}, "exclusions.SNS.4", "remove it"),
        ({"exclusions": {"EC2.6": REASON}}, "exclusions.EC2.6", "remove it from one"),
        ({"parameters": {"IAM.3": {"maxAccessKeyAge": 91}}}, "parameters.IAM.3.maxAccessKeyAge", "change it"),
        ({"parameters": {"IAM.3": {"maxAccessKeyAge": True}}}, "parameters.IAM.3.maxAccessKeyAge", "change it"),
        ({"parameters": {"IAM.3": {"age": 1}}}, "parameters.IAM.3.age", "it has maxAccessKeyAge"),
        ({"parameters": {"KMS.4": {"age": 1}}}, "parameters.KMS.4.age", "it has none"),
        ({"parameters": {"SNS.4": {}}}, "parameters.SNS.4", "add it to controls"),
        ({"recording": {"excluded_types": ["AWS::EC2::VPC"]}}, "recording.excluded_types", "record them"),
        ({"recording": {"excluded_types": ["VPC"]}}, "recording.excluded_types.0", "AWS::EC2::Instance"),
        ({"recording": {"frequency": "daily", "daily_types": ["AWS::EC2::VPC"]}}, "recording.daily_types", "remove it"),
        ({"remediations": {"IAM.3": {"role_arn": ROLE}}}, "remediations.IAM.3", "there is one for"),
        ({"remediations": {"EC2.7": {"role_arn": ROLE}}}, "remediations.EC2.7", "add it to controls"),
        (
            {"remediations": {"KMS.4": {"role_arn": ROLE}}, "deploy_rules_as": "conformance_pack"},
            "remediations",
            "set deploy_rules_as to rules",
        ),
        (
            {"deploy_rules_as": "conformance_pack", "standards": {"fsbp", "pci", "cis_v3"}},
            "deploy_rules_as",
            "fewer standards",
        ),
        ({"deploy_rules_as": "conformance_pack", "controls": []}, "deploy_rules_as", "add some"),
        (
            {"deploy_rules_as": "conformance_pack", "rule_frequency_hours": 6},
            "rule_frequency_hours",
            "set deploy_rules_as to rules",
        ),
        ({"aggregator": {}}, "aggregator", "give one"),
        ({"retention_days": 29}, "retention_days", ""),
        ({"snapshot_hours": 2}, "snapshot_hours", ""),
    ],
)
def test_what_does_not_fit_is_refused_with_the_remedy(inputs: dict[str, Any], field: str, remedy: str) -> None:
    error = refused(ComplianceArgs, FEW | inputs)
    assert error is not None
    told = {problem.path: problem for problem in error.problems}
    assert field in told
    assert remedy in told[field].remedy or remedy in told[field].reason


ODD = st.fixed_dictionaries(
    {},
    optional={
        "recorder": st.sampled_from(["make", "make", "adopt", "skip"]),
        "standards": st.sampled_from([set(), set(), {"cis_v5"}, {"cis"}]),
        "controls": st.lists(st.sampled_from(["EC2.6", "S3.8", "CloudFront.1", "EC2.5"]), unique=True, max_size=3),
        "exclusions": st.sampled_from([{}, {"EC2.7": REASON}, {"SNS.4": REASON}]),
        "parameters": st.sampled_from([{}, {"EC2.6": {"trafficType": "ALL"}}, {"EC2.6": {"trafficType": "NONE"}}]),
        "iam_resources": st.booleans(),
        "cloudfront_resources": st.booleans(),
        "deploy_rules_as": st.sampled_from(["rules", "rules", "conformance_pack"]),
        "remediations": st.sampled_from([{}, {"S3.8": {"role_arn": ROLE}}]),
        "recording": st.sampled_from([{}, {"frequency": "daily"}, {"excluded_types": ["AWS::S3::Bucket"]}]),
    },
)


@given(given=ODD, cloud=clouds_in("aws"))
@settings(max_examples=40)
def test_any_combination_is_refused_with_a_remedy_or_records_and_checks(
    record: Recorder, given: dict[str, Any], cloud: Cloud
) -> None:
    inputs = FEW | given | ({"bucket_name": None} if given.get("recorder") == "skip" else {})
    error = refused(ComplianceArgs, inputs)
    if error is not None:
        check_told(error, ComplianceArgs.model_fields)
        return
    args = ComplianceArgs.model_validate(inputs)
    deployment = record(lambda: Compliance("compliance", args), cloud=cloud)
    assert len(deployment.of_type(RECORDER)) == len(deployment.of_type(STATUS)) == (args.recorder != "skip")
    packs = [json.loads(pack.inputs["templateBody"])["Resources"] for pack in deployment.of_type(PACK)]
    made = len(deployment.of_type(RULE)) + sum(map(len, packs))
    assert made == len(args.checked)


@given(st.sets(st.sampled_from(sorted(CATALOGUE)), max_size=160), st.randoms())
def test_a_template_is_the_same_in_whatever_order_controls_are_given(chosen: set[str], random: Any) -> None:
    controls = [CATALOGUE[each] for each in sorted(chosen)]
    shuffled = random.sample(controls, len(controls))
    template = pack_template(controls, {}, "aws")
    assert template == pack_template(shuffled, {}, "aws")
    assert len(json.loads(template)["Resources"]) == len(chosen)
    assert len(template) < MOST_BYTES or len(chosen) > 100


def pack(template_body: str, **parameters: str) -> ComplianceArgs:
    own = {"own": {"template_body": template_body, "parameters": parameters}}
    return ComplianceArgs.model_validate(FEW | {"conformance_packs": own})


@pytest.mark.parametrize(
    ("template_body", "message"),
    [
        ("Resources: [", "must be a template in YAML or JSON"),
        ("!", "must have Resources"),
        ("Resources: {}", "must have Resources, at least one"),
        ("- Resources", "must have Resources, at least one"),
        ("Resources: {B: {Type: AWS::S3::Bucket}}", "must have resources of the types AWS::Config::ConfigRule and"),
        ("Resources: {B: text}", "must have resources of the types"),
        (
            json.dumps({"Resources": {f"R{n}": {"Type": "AWS::Config::ConfigRule"} for n in range(131)}}),
            "must have at most 130 rules",
        ),
    ],
)
def test_template_of_a_conformance_pack_is_checked(template_body: str, message: str) -> None:
    with pytest.raises(InputError, match=f"conformance_packs.own.template_body: {message}"):
        pack(template_body)


def test_parameters_of_a_conformance_pack_are_those_of_its_template() -> None:
    assert pack(TEMPLATE)
    assert pack(TEMPLATE, Age="30")
    with pytest.raises(InputError, match=r"conformance_packs\.own\.parameters.Agee: must be declared"):
        pack(TEMPLATE, Agee="30")
    with pytest.raises(InputError, match=r"conformance_packs\.own\.parameters.Age: is required"):
        pack(TEMPLATE.replace(', Default: "90"', ""))
