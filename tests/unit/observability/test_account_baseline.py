"""The account's baseline: each switch, what is told of findings, and what is refused."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recording import Cloud, Deployment, Recorder, clouds_in
from refusals import check_told, refused

from strongroom.core import InputError
from strongroom.observability import AccountBaseline, AccountBaselineArgs

KEY = "arn:aws:kms:eu-central-1:123456789012:key/0f9a2c1e-7a64-4a55-8f0e-6a4f5f1d2b3c"
TOPIC = "arn:aws:sns:eu-central-1:123456789012:alerts"
REASON = "The identity provider sees to it"
OFF: dict[str, Any] = {
    **dict.fromkeys(["security_hub", "guardduty", "access_analyzer", "inspector", "ebs_encryption"]),
    **dict.fromkeys(["password_policy", "imds_defaults"]),
    **dict.fromkeys(["block_public_buckets", "block_public_snapshots", "block_public_images"], False),
}
TYPES = {
    "security_hub": {
        "aws:securityhub/account:Account",
        "aws:securityhub/standardsSubscription:StandardsSubscription",
    },
    "guardduty": {"aws:guardduty/detector:Detector", "aws:guardduty/detectorFeature:DetectorFeature"},
    "access_analyzer": {"aws:accessanalyzer/analyzer:Analyzer"},
    "inspector": {"aws:inspector2/enabler:Enabler"},
    "ebs_encryption": {"aws:ebs/encryptionByDefault:EncryptionByDefault"},
    "imds_defaults": {"aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults"},
    "password_policy": {"aws:iam/accountPasswordPolicy:AccountPasswordPolicy"},
    "block_public_buckets": {"aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"},
    "block_public_snapshots": {"aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess"},
    "block_public_images": {"aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess"},
}
FEATURE = "aws:guardduty/detectorFeature:DetectorFeature"
SUBSCRIPTION = "aws:securityhub/standardsSubscription:StandardsSubscription"
ASSOCIATION = "aws:securityhub/standardsControlAssociation:StandardsControlAssociation"
EVENT_RULE = "aws:cloudwatch/eventRule:EventRule"


@pytest.fixture(scope="session")
def record() -> Recorder:
    """The recording kit, in the partition that has every feature; test_partitions.py is about the others."""
    return Recorder("aws")


def deploy(record: Recorder, name: str = "account", **inputs: Any) -> Deployment:
    cloud = Cloud.drawn("aws")
    return record(lambda: AccountBaseline(name, AccountBaselineArgs(**told_here(inputs, cloud))), cloud=cloud)


def told_here(inputs: dict[str, Any], cloud: Cloud) -> dict[str, Any]:
    """Return inputs with a topic of this account and region in the place of any other."""
    return inputs | ({"topic_arn": cloud.topic_arn} if inputs.get("topic_arn") else {})


def made(deployment: Deployment) -> set[str]:
    return {resource.type for resource in deployment.resources if resource.custom}


@pytest.fixture(scope="module")
def default(record: Recorder) -> Deployment:
    return deploy(record)


def test_everything_is_on_by_default(default: Deployment) -> None:
    assert made(default) == set[str]().union(*TYPES.values())


@pytest.mark.parametrize("switch", TYPES)
def test_each_is_a_switch(record: Recorder, switch: str) -> None:
    on: Any = True if switch.startswith("block_") else {}
    assert made(deploy(record, **OFF | {switch: on})) == TYPES[switch]
    rest = made(deploy(record, **{switch: OFF[switch]}))
    assert rest == set[str]().union(*TYPES.values()) - TYPES[switch]


def test_guardduty_1_5_to_13_every_protection_is_on(default: Deployment) -> None:
    detector = default.one("aws:guardduty/detector:Detector").inputs
    assert (detector["enable"], detector["findingPublishingFrequency"]) == (True, "FIFTEEN_MINUTES")
    features = {feature.inputs["name"]: feature.inputs for feature in default.of_type(FEATURE)}
    assert features.keys() == {
        *("S3_DATA_EVENTS", "RDS_LOGIN_EVENTS", "EBS_MALWARE_PROTECTION", "LAMBDA_NETWORK_LOGS", "EKS_AUDIT_LOGS"),
        "RUNTIME_MONITORING",
    }
    assert {feature["status"] for feature in features.values()} == {"ENABLED"}
    agents = features["RUNTIME_MONITORING"]["additionalConfigurations"]
    assert {agent["name"]: agent["status"] for agent in agents} == {
        "EKS_ADDON_MANAGEMENT": "ENABLED",
        "ECS_FARGATE_AGENT_MANAGEMENT": "ENABLED",
        "EC2_AGENT_MANAGEMENT": "ENABLED",
    }


def test_a_protection_that_is_off_is_said_to_be(record: Recorder) -> None:
    deployment = deploy(record, guardduty={"rds": False, "runtime": False})
    features = {feature.inputs["name"]: feature.inputs for feature in deployment.of_type(FEATURE)}
    off = {name for name, feature in features.items() if feature["status"] == "DISABLED"}
    assert off == {"RDS_LOGIN_EVENTS", "RUNTIME_MONITORING"}
    agents = features["RUNTIME_MONITORING"]["additionalConfigurations"]
    assert {agent["status"] for agent in agents} == {"DISABLED"}


def test_security_hub_subscribes_to_the_standards_of_its_region(default: Deployment) -> None:
    cloud, hub = default.cloud, default.one("aws:securityhub/account:Account")
    assert hub.inputs["enableDefaultStandards"] is False
    found = default.of_type(SUBSCRIPTION)
    start = f"arn:{cloud.partition}:securityhub:{cloud.region}::standards/"
    assert {each.inputs["standardsArn"] for each in found} == {
        f"{start}aws-foundational-security-best-practices/v/1.0.0",
        f"{start}cis-aws-foundations-benchmark/v/5.0.0",
        f"{start}pci-dss/v/4.0.1",
    }
    assert all(each.depends_on == {hub.name} for each in found)
    assert default.result.standard_subscription_arns.keys() == {"fsbp", "cis_v5", "pci"}


def test_a_control_is_disabled_in_the_standards_that_have_it(record: Recorder) -> None:
    disabled = {"EC2.8": REASON, "IAM.1": REASON}
    deployment = deploy(record, security_hub={"disabled_controls": disabled})
    found = {
        (each.inputs["securityControlId"], each.inputs["standardsArn"].split("/")[1])
        for each in associations(deployment)
    }
    fsbp, cis, pci = "aws-foundational-security-best-practices", "cis-aws-foundations-benchmark", "pci-dss"
    # Security Hub's standard lacks IAM.1, though the benchmark has it.
    assert found == {("EC2.8", fsbp), ("EC2.8", cis), ("EC2.8", pci), ("IAM.1", fsbp)}
    for each in associations(deployment):
        assert (each.inputs["associationStatus"], each.inputs["updatedReason"]) == ("DISABLED", REASON)


def associations(deployment: Deployment) -> list[Any]:
    return deployment.of_type(ASSOCIATION)


def test_iam_28_and_inspector_1_2_4_access_and_vulnerabilities_are_looked_for(default: Deployment) -> None:
    analyzer = default.one("aws:accessanalyzer/analyzer:Analyzer").inputs
    assert (analyzer["type"], analyzer["analyzerName"]) == ("ACCOUNT", "account-external-access-dev")
    enabler = default.one("aws:inspector2/enabler:Enabler").inputs
    assert enabler["accountIds"] == [default.cloud.account_id]
    assert enabler["resourceTypes"] == ["EC2", "ECR", "LAMBDA"]


def test_unused_access_is_looked_for_where_it_is_wanted(record: Recorder) -> None:
    deployment = deploy(record, access_analyzer={"organization": True, "unused_access_days": 90})
    analyzers = {
        each.inputs["type"]: each.inputs for each in deployment.of_type("aws:accessanalyzer/analyzer:Analyzer")
    }
    assert analyzers.keys() == {"ORGANIZATION", "ORGANIZATION_UNUSED_ACCESS"}
    unused = analyzers["ORGANIZATION_UNUSED_ACCESS"]["configuration"]
    assert unused == {"unusedAccess": {"unusedAccessAge": 90}}
    assert deployment.result.analyzer_arns.keys() == {"external", "unused"}


def test_ec2_7_volumes_are_encrypted_by_default_and_with_a_key_that_is_given(record: Recorder) -> None:
    deployment = deploy(record, ebs_encryption={"kms_key_arn": KEY})
    assert deployment.one("aws:ebs/encryptionByDefault:EncryptionByDefault").inputs["enabled"] is True
    assert deployment.one("aws:ebs/defaultKmsKey:DefaultKmsKey").inputs["keyArn"] == KEY


def test_ec2_1_and_ec2_8_nothing_is_shared_and_imdsv2_is_required(default: Deployment) -> None:
    imds = default.one("aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults").inputs
    assert (imds["httpTokens"], imds["httpPutResponseHopLimit"]) == ("required", 1)
    snapshots = default.one("aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess")
    images = default.one("aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess")
    assert (snapshots.inputs["state"], images.inputs["state"]) == ("block-all-sharing", "block-new-sharing")


def test_s3_1_public_access_is_blocked_for_the_account(default: Deployment) -> None:
    block = default.one("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock").inputs
    switches = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    assert all(block[switch] is True for switch in switches)


def test_iam_7_11_to_17_passwords_are_as_cis_and_pci_ask_for(default: Deployment) -> None:
    policy = default.one("aws:iam/accountPasswordPolicy:AccountPasswordPolicy").inputs
    kinds = ("Lowercase", "Uppercase")
    assert all(policy[f"require{kind}Characters"] is True for kind in kinds)
    assert policy["requireNumbers"] is policy["requireSymbols"] is True
    assert (policy["minimumPasswordLength"], policy["passwordReusePrevention"], policy["maxPasswordAge"]) == (
        14,
        24,
        90,
    )


SETTINGS = [
    *("ebs_encryption", "imds_defaults", "password_policy"),
    *("block_public_buckets", "block_public_snapshots", "block_public_images"),
]


def test_account_keeps_its_settings_when_the_component_is_deleted(record: Recorder) -> None:
    deployment = deploy(record, ebs_encryption={"kms_key_arn": KEY})
    kept = {each.type for each in deployment.resources if each.request.retainOnDelete}
    assert kept == {type_ for setting in SETTINGS for type_ in TYPES[setting]}
    # The key may be deleted next, and a default key that does not exist would stop every launch.
    assert not deployment.one("aws:ebs/defaultKmsKey:DefaultKmsKey").request.retainOnDelete


def test_service_linked_roles_are_made_for_a_fresh_account(record: Recorder) -> None:
    deployment = deploy(record, **OFF, service_linked_roles=["autoscaling.amazonaws.com", "rds.amazonaws.com"])
    assert made(deployment) == {"aws:iam/serviceLinkedRole:ServiceLinkedRole"}
    assert deployment.result.service_linked_role_arns.keys() == {"autoscaling.amazonaws.com", "rds.amazonaws.com"}


@pytest.mark.parametrize(
    ("inputs", "sources"),
    [
        ({}, {"aws.securityhub"}),
        ({"security_hub": None}, {"aws.guardduty", "aws.access-analyzer", "aws.inspector2"}),
        ({"security_hub": None, "inspector": None}, {"aws.guardduty", "aws.access-analyzer"}),
    ],
)
def test_a_finding_is_told_once(record: Recorder, inputs: dict[str, Any], sources: set[str]) -> None:
    deployment = deploy(record, topic_arn=TOPIC, **inputs)
    patterns = [json.loads(rule.inputs["eventPattern"]) for rule in deployment.of_type(EVENT_RULE)]
    assert {source for pattern in patterns for source in pattern["source"]} == sources
    for target in deployment.of_type("aws:cloudwatch/eventTarget:EventTarget"):
        assert target.inputs["arn"] == deployment.cloud.topic_arn
        told = target.inputs["inputTransformer"]
        assert all(f"<{name}>" in json.loads(told["inputTemplate"]) for name in told["inputPaths"])


def test_unused_access_is_told_in_its_own_words(record: Recorder) -> None:
    inputs: dict[str, Any] = OFF | {"access_analyzer": {"unused_access_days": 90}, "topic_arn": TOPIC}
    rules = {
        rule.inputs["name"]: json.loads(rule.inputs["eventPattern"])["detail-type"]
        for rule in deploy(record, **inputs).of_type(EVENT_RULE)
    }
    assert rules == {
        "account-access-analyzer-findings-dev": ["Access Analyzer Finding"],
        "account-unused-access-findings-dev": ["Unused Access Finding for IAM entities"],
    }


def test_a_topic_elsewhere_is_refused_before_it_is_told(record: Recorder) -> None:
    args = AccountBaselineArgs(topic_arn=TOPIC.replace("eu-central-1", "us-east-1"))
    failure = record.failing(
        InputError, lambda: AccountBaseline("account", args), cloud=Cloud("aws", "eu-central-1", "123456789012")
    )
    assert "topic_arn: the rules are in eu-central-1, and EventBridge tells only topics there" in failure.message


@pytest.mark.parametrize(("severity", "labels", "least"), [("medium", 3, 4), ("high", 2, 7), ("critical", 1, 9)])
def test_findings_are_told_from_a_severity_on(record: Recorder, severity: str, labels: int, least: int) -> None:
    hub = deploy(record, topic_arn=TOPIC, finding_severity=severity).one(EVENT_RULE)
    findings = json.loads(hub.inputs["eventPattern"])["detail"]["findings"]
    assert findings["Severity"]["Label"] == ["MEDIUM", "HIGH", "CRITICAL"][-labels:]
    told: dict[str, Any] = {"guardduty": {}, "topic_arn": TOPIC, "finding_severity": severity}
    alone = deploy(record, **OFF | told).one(EVENT_RULE)
    assert json.loads(alone.inputs["eventPattern"])["detail"]["severity"] == [{"numeric": [">=", least]}]


def test_the_longest_names_keep_awss_lengths(record: Recorder) -> None:
    inputs: dict[str, Any] = {"environment_suffix": "y" * 12, "topic_arn": TOPIC, "security_hub": None}
    deployment = deploy(record, "x" * 40, **inputs, access_analyzer={"unused_access_days": 1})
    for type_, field, most in ((EVENT_RULE, "name", 64), ("aws:accessanalyzer/analyzer:Analyzer", "analyzerName", 255)):
        names = [each.inputs[field] for each in deployment.of_type(type_)]
        assert len(set(names)) == len(names) >= 2
        assert max(map(len, names)) <= most


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    (OFF, "", "turn something on"),
    ({"security_hub": {"standards": []}}, "security_hub.standards", ""),
    ({"security_hub": {"standards": {"cis"}}}, "security_hub.standards", ""),
    (
        {"security_hub": {"standards": {"cis_v5"}, "disabled_controls": {"SNS.4": REASON}}},
        "security_hub.disabled_controls.SNS.4",
        "remove it",
    ),
    ({"security_hub": {"disabled_controls": {"EC2.5": REASON}}}, "security_hub.disabled_controls.EC2.5", "EC2."),
    ({"guardduty": {"runtime": False, "runtime_agents": True}}, "guardduty", "turn runtime on"),
    ({"inspector": {"scans": {"LAMBDA_CODE"}}}, "inspector.scans", "add LAMBDA"),
    ({"password_policy": {"minimum_length": 8}}, "password_policy.minimum_length", ""),
    ({"access_analyzer": {"unused_access_days": 0}}, "access_analyzer.unused_access_days", ""),
    ({"finding_severity": "critical"}, "finding_severity", "give topic_arn"),
    (OFF | {"imds_defaults": {}, "topic_arn": TOPIC}, "topic_arn", "turn security_hub"),
    ({"ebs_encryption": {"kms_key_arn": "alias/aws/ebs"}}, "ebs_encryption.kms_key_arn", ""),
    ({"service_linked_roles": ["ec2.amazonaws.com"]}, "service_linked_roles.0", ""),
]


@pytest.mark.parametrize(("inputs", "field", "remedy"), REFUSED)
def test_what_does_not_fit_is_refused_with_the_remedy(inputs: dict[str, Any], field: str, remedy: str) -> None:
    error = refused(AccountBaselineArgs, inputs)
    assert error is not None
    (problem,) = error.problems
    assert problem.path.startswith(field)
    assert remedy in problem.remedy


SWITCHED = st.fixed_dictionaries(
    {},
    optional={
        **{switch: st.sampled_from([None, {}]) for switch in [*TYPES][:7]},
        **{switch: st.booleans() for switch in [*TYPES][7:]},
        "guardduty": st.sampled_from([None, {"s3": False}, {"runtime": False, "runtime_agents": True}]),
        "inspector": st.sampled_from([None, {"scans": {"EC2"}}, {"scans": {"LAMBDA_CODE"}}]),
        "topic_arn": st.sampled_from([None, TOPIC]),
        "finding_severity": st.sampled_from(["medium", "high", "low"]),
    },
)


@given(given=SWITCHED, cloud=clouds_in("aws"))
@settings(max_examples=40)
def test_any_combination_is_refused_with_a_remedy_or_makes_what_is_on(
    record: Recorder, given: dict[str, Any], cloud: Cloud
) -> None:
    error = refused(AccountBaselineArgs, given)
    if error is not None:
        check_told(error, {*AccountBaselineArgs.model_fields, ""})
        return
    deployment = record(lambda: AccountBaseline("account", AccountBaselineArgs(**told_here(given, cloud))), cloud=cloud)
    on = [TYPES[switch] for switch in TYPES if given.get(switch, True) not in (None, False)]
    told = {EVENT_RULE, "aws:cloudwatch/eventTarget:EventTarget"} if given.get("topic_arn") else set[str]()
    assert made(deployment) == set[str]().union(*on) | told
