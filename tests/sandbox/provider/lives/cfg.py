"""AWS Config."""

import json
from typing import Any

from strongroom.sandbox.provider.wire import Props

from .world import REGION, Life, World, policy, trust

RECORDER, STATUS = "aws:cfg/recorder:Recorder", "aws:cfg/recorderStatus:RecorderStatus"
CHANNEL, RULE = "aws:cfg/deliveryChannel:DeliveryChannel", "aws:cfg/rule:Rule"
REMEDIATION = "aws:cfg/remediationConfiguration:RemediationConfiguration"
PACK, RETENTION = "aws:cfg/conformancePack:ConformancePack", "aws:cfg/retentionConfiguration:RetentionConfiguration"
AGGREGATOR = "aws:cfg/configurationAggregator:ConfigurationAggregator"
AUTHORIZATION = "aws:cfg/aggregateAuthorization:AggregateAuthorization"
NAME = "default"
"""A region has one recorder and one channel: every test's are those."""

PACK_TEMPLATE = """
Parameters:
  MaxAge: {Type: String, Default: '90'}
  Encrypted: {Type: String, Default: ''}
Conditions:
  asksForEncryption: !Not [!Equals ['', !Ref Encrypted]]
Resources:
  Keys:
    Type: AWS::Config::ConfigRule
    Properties:
      ConfigRuleName: access-keys
      InputParameters: {maxAccessKeyAge: !Ref MaxAge}
      Source: {Owner: AWS, SourceIdentifier: ACCESS_KEYS_ROTATED}
  Volumes:
    Type: AWS::Config::ConfigRule
    Condition: asksForEncryption
    Properties:
      ConfigRuleName: volumes
      Source: {Owner: AWS, SourceIdentifier: ENCRYPTED_VOLUMES}
  Remedy:
    Type: AWS::Config::RemediationConfiguration
    Properties:
      ConfigRuleName: access-keys
      TargetType: SSM_DOCUMENT
      TargetId: AWSConfigRemediation-RevokeUnusedIAMUserCredentials
      Parameters:
        AutomationAssumeRole: {StaticValue: {Values: [!Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/it']}}
"""


def recorder(world: World) -> str:
    """Return the name of the recorder, which is there from now on."""
    role = world.role("config").outputs["arn"]
    world.client("config").put_configuration_recorder(ConfigurationRecorder={"name": NAME, "roleARN": role})
    return NAME


def config_bucket(world: World) -> str:
    """Return the name of a bucket that lets AWS Config write."""
    name = world.bucket()
    account = {"StringEquals": {"AWS:SourceAccount": world.account.account_id}}
    objects = f"arn:aws:s3:::{name}/*"
    document = policy("s3:PutObject", objects, Principal={"Service": "config.amazonaws.com"}, Condition=account)
    world.client("s3").put_bucket_policy(Bucket=name, Policy=document)
    return name


def channel(world: World) -> str:
    """Return the name of the channel, which is there from now on."""
    recorder(world)
    wanted = {"name": NAME, "s3BucketName": config_bucket(world)}
    world.client("config").put_delivery_channel(DeliveryChannel=wanted)
    return NAME


def delivery(world: World) -> Props:
    """Return the inputs of the channel, for which there is a recorder."""
    recorder(world)
    return {"name": NAME, "s3BucketName": config_bucket(world)}


def managed(identifier: str = "S3_BUCKET_VERSIONING_ENABLED") -> Props:
    """Return the source of a rule of AWS's."""
    return {"owner": "AWS", "sourceIdentifier": identifier}


def rule(world: World, **more: Any) -> Props:
    """Return the inputs of a rule, for which there is a recorder."""
    recorder(world)
    return {"name": world.name(), "source": managed(), **more}


def rule_name(world: World) -> str:
    """Return the name of a rule."""
    return world.make(RULE, **rule(world)).id


def guard(check: str) -> Props:
    """Return the source of a rule that is a policy of one's own."""
    return {
        "owner": "CUSTOM_POLICY",
        "sourceDetails": [{"messageType": "ConfigurationItemChangeNotification"}],
        "customPolicyDetails": {
            "policyRuntime": "guard-2.x.x",
            "policyText": f"rule check {{ {check} }}",
            "enableDebugLogDelivery": True,
        },
    }


def judge(world: World) -> str:
    """Return the ARN of a function that AWS Config may invoke."""
    function = world.client("lambda").create_function(
        FunctionName=world.name(),
        Runtime="python3.13",
        Role=world.role("lambda").outputs["arn"],
        Handler="index.handler",
        Code={"ZipFile": b"not a program"},
    )
    world.client("lambda").add_permission(
        FunctionName=function["FunctionName"],
        StatementId="config",
        Action="lambda:InvokeFunction",
        Principal="config.amazonaws.com",
        SourceAccount=world.account.account_id,
    )
    return function["FunctionArn"]


def judged(world: World, *kinds: str) -> Props:
    """Return the source of a rule that a function of one's own decides."""
    return {
        "owner": "CUSTOM_LAMBDA",
        "sourceIdentifier": judge(world),
        "sourceDetails": [
            {"eventSource": "aws.config", "messageType": kind, "maximumExecutionFrequency": "Six_Hours"}
            for kind in kinds
        ],
    }


def pack(world: World, **template: str) -> Props:
    """Return the inputs of a conformance pack."""
    recorder(world)
    return {
        "name": world.name(),
        **(template or {"templateBody": PACK_TEMPLATE}),
        "inputParameters": [{"parameterName": "MaxAge", "parameterValue": "60"}],
        "deliveryS3Bucket": world.bucket(),
        "deliveryS3KeyPrefix": "packs",
    }


def template_in_s3(world: World) -> str:
    """Return where a template is."""
    bucket = world.bucket()
    world.client("s3").put_object(Bucket=bucket, Key="packs/it.yaml", Body=PACK_TEMPLATE.encode())
    return f"s3://{bucket}/packs/it.yaml"


def organization_role(world: World) -> str:
    """Return the ARN of a role that may ask an organization."""
    return world.make("aws:iam/role:Role", assumeRolePolicy=trust("config")).outputs["arn"]


LIVES = (
    Life(
        token=RECORDER,
        making=lambda world: {
            "name": NAME,
            "roleArn": world.role("config").outputs["arn"],
            "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": True},
        },
        changing=lambda world: {
            "roleArn": world.role("config").outputs["arn"],
            "recordingGroup": {
                "allSupported": False,
                "exclusionByResourceTypes": [{"resourceTypes": ["AWS::EC2::NetworkInterface"]}],
                "recordingStrategies": [{"useOnly": "EXCLUSION_BY_RESOURCE_TYPES"}],
            },
            "recordingMode": {
                "recordingFrequency": "DAILY",
                "recordingModeOverride": {
                    "description": "Who may do what, at once",
                    "resourceTypes": ["AWS::IAM::Role"],
                    "recordingFrequency": "CONTINUOUS",
                },
            },
        },
    ),
    Life(
        token=RECORDER,
        what="of some types",
        making=lambda world: {
            "name": NAME,
            "roleArn": world.role("config").outputs["arn"],
            "recordingGroup": {"allSupported": False, "resourceTypes": ["AWS::S3::Bucket", "AWS::KMS::Key"]},
            "recordingMode": {"recordingFrequency": "DAILY"},
        },
        changing=lambda _: {"recordingGroup": {"allSupported": False, "resourceTypes": ["AWS::S3::Bucket"]}},
    ),
    Life(
        token=STATUS,
        making=lambda world: {"name": channel(world), "isEnabled": False},
        changing=lambda _: {"isEnabled": True},
        kept=True,
    ),
    Life(
        token=CHANNEL,
        making=delivery,
        changing=lambda world: {
            "s3BucketName": config_bucket(world),
            "s3KeyPrefix": "config",
            "s3KmsKeyArn": world.key(),
            "snsTopicArn": world.topic(),
            "snapshotDeliveryProperties": {"deliveryFrequency": "Six_Hours"},
        },
    ),
    Life(
        token=RETENTION,
        making=lambda _: {"retentionPeriodInDays": 2557},
        changing=lambda _: {"retentionPeriodInDays": 365},
    ),
    Life(
        token=RULE,
        making=lambda world: rule(
            world,
            description="Keys are new",
            source=managed("ACCESS_KEYS_ROTATED"),
            inputParameters=json.dumps({"maxAccessKeyAge": "90"}),
            maximumExecutionFrequency="Six_Hours",
        ),
        changing=lambda _: {
            "description": "Roles are as they should be",
            "source": managed("IAM_ROLE_MANAGED_POLICY_CHECK"),
            "inputParameters": json.dumps({"managedPolicyArns": "arn:aws:iam::aws:policy/AdministratorAccess"}),
            "maximumExecutionFrequency": "One_Hour",
            "scope": {"complianceResourceTypes": ["AWS::IAM::Role"], "complianceResourceId": "it"},
            "evaluationModes": [{"mode": "DETECTIVE"}, {"mode": "PROACTIVE"}],
        },
    ),
    Life(
        token=RULE,
        what="of a policy",
        making=lambda world: rule(world, source=guard("SupplementaryConfiguration !empty")),
        changing=lambda _: {
            "source": guard("configuration.tags !empty"),
            "scope": {"tagKey": "team", "tagValue": "bank"},
        },
    ),
    Life(
        token=RULE,
        what="of a function",
        making=lambda world: rule(world, source=judged(world, "ScheduledNotification")),
        changing=lambda world: {
            "source": judged(world, "ScheduledNotification", "ConfigurationSnapshotDeliveryCompleted")
        },
    ),
    Life(
        token=REMEDIATION,
        making=lambda world: {
            "configRuleName": rule_name(world),
            "targetType": "SSM_DOCUMENT",
            "targetId": "AWS-EnableS3BucketEncryption",
            "targetVersion": "1",
            "resourceType": "AWS::S3::Bucket",
            "parameters": [
                {"name": "AutomationAssumeRole", "staticValue": world.role("ssm").outputs["arn"]},
                {"name": "BucketName", "resourceValue": "RESOURCE_ID"},
            ],
        },
        changing=lambda _: {
            "targetId": "AWS-DisableS3BucketPublicReadWrite",
            "targetVersion": "2",
            "resourceType": "AWS::S3::AccountPublicAccessBlock",
            "automatic": True,
            "maximumAutomaticAttempts": 5,
            "retryAttemptSeconds": 600,
            "executionControls": {"ssmControls": {"concurrentExecutionRatePercentage": 25, "errorPercentage": 20}},
            "parameters": [{"name": "Names", "staticValues": ["one", "two"]}],
        },
    ),
    Life(
        token=PACK,
        making=pack,
        changing=lambda world: {
            "templateBody": PACK_TEMPLATE.replace("access-keys", "keys"),
            "inputParameters": [{"parameterName": "Encrypted", "parameterValue": "yes"}],
            "deliveryS3Bucket": world.bucket(),
            "deliveryS3KeyPrefix": "others",
        },
        not_told=frozenset({"templateBody"}),
    ),
    Life(
        token=PACK,
        what="from S3",
        making=lambda world: pack(world, templateS3Uri=template_in_s3(world)),
        changing=lambda world: {"deliveryS3Bucket": world.bucket(), "templateS3Uri": template_in_s3(world)},
        not_told=frozenset({"templateS3Uri"}),
    ),
    Life(
        token=AGGREGATOR,
        making=lambda world: {
            "name": world.name(),
            "accountAggregationSource": {"accountIds": [world.account.account_id], "regions": [REGION]},
        },
        changing=lambda _: {"accountAggregationSource": {"accountIds": ["123456789012"], "allRegions": True}},
    ),
    Life(
        token=AGGREGATOR,
        what="of an organization",
        making=lambda world: {
            "name": world.name(),
            "organizationAggregationSource": {"roleArn": organization_role(world), "allRegions": True},
        },
        changing=lambda world: {
            "organizationAggregationSource": {"roleArn": organization_role(world), "regions": [REGION]}
        },
    ),
    Life(
        token=AUTHORIZATION,
        making=lambda _: {"accountId": "123456789012", "authorizedAwsRegion": "eu-central-1"},
        missing="123456789012:eu-west-3",
    ),
)
