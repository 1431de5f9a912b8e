"""Each check of a control: a stack that meets it, one that does not, and one that it has nothing to do with."""

from dataclasses import dataclass

import pytest
from proof_stack import ACCOUNT, BUCKET, TLS_ONLY, TOPIC, Change, add, allow, arn, drop, policy, put, resource, state

from strongroom.observability import StackState, check_controls
from strongroom.observability._proof._registry import CHECKS
from strongroom.observability._trail._watches import WATCHES

# Every control that applies; what has a name instead of a number are policies of Checkov.
CONTROLS = """
    EC2.2 EC2.6 EC2.15 EC2.7 EC2.3 EC2.181 EC2.8 EC2.170 EC2.9 EC2.25 EC2.10 EC2.55 EC2.56 EC2.57
    EC2.13 EC2.14 EC2.53 EC2.54 EC2.18 EC2.19 EC2.21 EC2.16
    SecurityGroup.Described SecurityGroup.Attached SecurityGroup.Egress
    ELB.1 ELB.4 ELB.12 ELB.5 ELB.6 ELB.13 ELB.16 ELB.17 ELB.18
    AutoScaling.1 AutoScaling.2 AutoScaling.6 AutoScaling.9
    IAM.1 IAM.21 IAM.Constrained IAM.Trust KMS.1 KMS.2 KMS.3 KMS.5 KMS.4
    S3.1 S3.8 S3.2 S3.3 S3.6 S3.5 S3.9 S3.12 S3.13 S3.14 S3.15 S3.17 S3.22 S3.23
    CloudFront.1 CloudFront.3 CloudFront.4 CloudFront.5 CloudFront.6 CloudFront.7 CloudFront.8 CloudFront.9
    CloudFront.10 CloudFront.12 CloudFront.13 CloudFront.15 CloudFront.Headers CloudFront.HSTS
    RDS.2 RDS.3 RDS.5 RDS.6 RDS.8 RDS.10 RDS.9 RDS.36 RDS.11 RDS.13 RDS.17 RDS.23 RDS.46 RDS.20 RDS.21 RDS.22 RDS.25
    RDS.38 RDS.39 RDS.Insights RDS.InsightsKey RDS.Certificate
    SecretsManager.1 SecretsManager.2 SecretsManager.4 SecretsManager.Key
    CloudTrail.1 CloudTrail.2 CloudTrail.4 CloudTrail.5 CloudTrail.6 CloudTrail.7 Config.1
    CloudWatch.15 CloudWatch.16 CloudWatch.17 LogGroup.Key WAF.10 WAF.11 WAF.12 WAF.Log4j SNS.1 SNS.4
    GuardDuty.1 GuardDuty.9 GuardDuty.10 SSM.1 SSM.2 SSM.3 Inspector.1
"""
CIS = [f"CIS 4.{number}" for number in range(1, 16)]

PUBLIC = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"{BUCKET}/*"}
OPEN = put("block", "restrictPublicBuckets", False), put("account-block", "restrictPublicBuckets", False)
ENTRY = {"action": "allow", "cidrBlock": "0.0.0.0/0", "fromPort": 3000, "toPort": 4000}


@dataclass(frozen=True)
class Violation:
    control: str
    resource: str
    overrides: tuple[Change, ...]


def violation(control: str, resource: str, *changes: Change) -> Violation:
    return Violation(control, resource, changes)


def let_in(port: int, cidr: str = "0.0.0.0/0") -> Change:
    kind = "cidrIpv6" if ":" in cidr else "cidrIpv4"
    ports = {"ipProtocol": "tcp", "fromPort": port, "toPort": port}
    token = "vpc/securityGroupIngressRule:SecurityGroupIngressRule"  # noqa: S105
    return add("opened", resource(token, "sgr-9", securityGroupId="sg-1", description="x", **{kind: cidr}, **ports))


def statement(name: str, action: object, resources: object = "*", **others: object) -> Change:
    return put(name, "policy", policy(allow(action, resources, **others)))


def http_listener(**action: object) -> Change:
    balancer = arn("elasticloadbalancing", "loadbalancer/app/web/1")
    actions = [{"type": "forward", **action}]
    return add(
        "http",
        resource(
            "lb/listener:Listener", "l2", loadBalancerArn=balancer, protocol="HTTP", port=80, defaultActions=actions
        ),
    )


VIOLATIONS = [
    violation("EC2.2", "vpc", drop("default")),
    violation("EC2.2", "vpc", put("default", "egress", [{"protocol": "-1"}])),
    violation("EC2.2", "vpc", put("group-in", "securityGroupId", "sg-0")),
    violation("EC2.6", "vpc", drop("flow-log")),
    violation("EC2.6", "vpc", put("flow-log", "trafficType", "ACCEPT")),
    violation("EC2.15", "subnet", put("subnet", "mapPublicIpOnLaunch", True)),
    violation("EC2.15", "subnet", put("subnet", "assignIpv6AddressOnCreation", True)),
    violation("EC2.7", "ebs", put("ebs", "enabled", False)),
    violation("EC2.3", "volume", put("volume", "encrypted", False)),
    violation("EC2.3", "instance", put("instance", "rootBlockDevice.encrypted", False)),
    violation("EC2.181", "template", put("template", "blockDeviceMappings.0.ebs.encrypted", "false")),
    violation("EC2.181", "template", put("template", "blockDeviceMappings", [])),
    violation("EC2.8", "instance", put("instance", "metadataOptions.httpTokens", "optional")),
    violation("EC2.170", "template", put("template", "metadataOptions", None)),
    violation("EC2.170", "template", put("template", "metadataOptions.httpPutResponseHopLimit", 2)),
    violation("EC2.9", "instance", put("instance", "publicIp", "203.0.113.5")),
    violation("EC2.25", "template", put("template", "networkInterfaces.0.associatePublicIpAddress", "true")),
    violation("EC2.10", "vpc", drop("endpoint-ec2")),
    violation("EC2.55", "vpc", put("endpoint-ecr.api", "vpcId", "vpc-2")),
    violation("EC2.56", "vpc", put("endpoint-ecr.dkr", "vpcEndpointType", "Gateway")),
    violation("EC2.57", "vpc", put("endpoint-ssm", "serviceName", "com.amazonaws.eu-central-1.ssmmessages")),
    violation("EC2.13", "group", let_in(22)),
    violation("EC2.13", "group", put("group", "ingress.0.protocol", "-1")),
    violation("EC2.14", "group", let_in(3389, "::/0")),
    violation("EC2.53", "group", let_in(22)),
    violation("EC2.54", "group", let_in(22, "::/0")),
    violation("EC2.18", "group", let_in(8443)),
    violation("EC2.18", "group", put("group", "ingress.0.toPort", 444)),
    violation("EC2.19", "group", let_in(5432)),
    violation("EC2.21", "acl", put("acl", "ingress.1.fromPort", 0)),
    violation("EC2.21", "acl", put("acl", "ingress.0.cidrBlock", "0.0.0.0/0")),
    violation("EC2.21", "acl", put("acl", "ingress.1", {**ENTRY, "protocol": "17"})),
    violation(
        "EC2.21",
        "acl",
        add(
            "entry",
            resource(
                "ec2/networkAclRule:NetworkAclRule",
                "e",
                networkAclId="acl-1",
                egress=False,
                ruleAction="allow",
                ipv6CidrBlock="::/0",
                protocol="tcp",
                fromPort=3389,
                toPort=3389,
            ),
        ),
    ),
    violation("EC2.16", "acl", put("acl", "subnetIds", [])),
    violation("SecurityGroup.Described", "group", put("group", "description", "Managed by Pulumi")),
    violation("SecurityGroup.Described", "group", put("group-out", "description", None)),
    violation(
        "SecurityGroup.Attached", "group", drop("endpoint-ec2", "endpoint-ecr.api", "endpoint-ecr.dkr", "endpoint-ssm")
    ),
    violation("SecurityGroup.Egress", "group", put("group-out", "ipProtocol", "-1")),
    violation("ELB.1", "balancer", http_listener()),
    violation("ELB.4", "balancer", put("balancer", "dropInvalidHeaderFields", False)),
    violation("ELB.12", "balancer", put("balancer", "desyncMitigationMode", "monitor")),
    violation("ELB.5", "balancer", put("balancer", "accessLogs.enabled", False)),
    violation("ELB.6", "balancer", put("balancer", "enableDeletionProtection", False)),
    violation("ELB.13", "balancer", put("balancer", "subnets", ["subnet-1"])),
    violation("ELB.16", "balancer", drop("balancer-acl")),
    violation("ELB.17", "listener", put("listener", "sslPolicy", "ELBSecurityPolicy-2016-08")),
    violation("ELB.18", "http", http_listener(redirect={"protocol": "HTTPS"})),
    violation("AutoScaling.1", "scaling", put("scaling", "healthCheckType", "EC2")),
    violation("AutoScaling.2", "scaling", put("scaling", "availabilityZones", ["eu-central-1a"])),
    violation("AutoScaling.6", "scaling", put("scaling", "mixedInstancesPolicy.launchTemplate.overrides", [])),
    violation("AutoScaling.6", "scaling", put("scaling", "availabilityZones", ["eu-central-1a"])),
    violation("AutoScaling.9", "scaling", put("scaling", "mixedInstancesPolicy", None)),
    violation("IAM.1", "managed-policy", statement("managed-policy", "*")),
    violation("IAM.1", "role-policy", statement("role-policy", ["s3:GetObject", "*"])),
    violation("IAM.21", "managed-policy", statement("managed-policy", "s3:*", BUCKET)),
    violation("IAM.Constrained", "role-policy", statement("role-policy", "secretsmanager:GetSecretValue")),
    violation(
        "IAM.Trust",
        "role",
        put(
            "role",
            "assumeRolePolicy",
            policy({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}),
        ),
    ),
    violation(
        "IAM.Trust",
        "role",
        put(
            "role",
            "assumeRolePolicy",
            policy({"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}),
        ),
    ),
    violation("KMS.1", "managed-policy", statement("managed-policy", "kms:Decrypt", Condition={"Bool": {"x": "true"}})),
    violation("KMS.2", "role-policy", statement("role-policy", "kms:*", "arn:aws:kms:*:123456789012:key/*")),
    violation("KMS.3", "key", put("key", "isEnabled", False)),
    violation("KMS.5", "key", statement("key", "kms:Decrypt", Principal="*")),
    violation("KMS.4", "key", put("key", "enableKeyRotation", False)),
    violation("S3.1", "account-block", put("account-block", "ignorePublicAcls", False)),
    violation("S3.8", "bucket", put("block", "blockPublicAcls", False)),
    violation("S3.8", "bucket", drop("block")),
    violation("S3.2", "bucket", *OPEN, put("bucket-policy", "policy", policy(PUBLIC))),
    violation("S3.3", "bucket", *OPEN, put("bucket-policy", "policy", policy({**PUBLIC, "Action": "s3:Put*"}))),
    violation(
        "S3.3",
        "bucket",
        put("block", "ignorePublicAcls", False),
        put("account-block", "ignorePublicAcls", False),
        add("list", resource("s3/bucketAcl:BucketAcl", "a", bucket="documents", acl="public-read-write")),
    ),
    violation(
        "S3.6",
        "bucket",
        put(
            "bucket-policy",
            "policy",
            policy(allow("s3:PutBucketPolicy", BUCKET, Principal={"AWS": "arn:aws:iam::999999999999:root"})),
        ),
    ),
    violation("S3.5", "bucket", drop("bucket-policy")),
    violation("S3.5", "bucket", put("bucket-policy", "policy", policy({**TLS_ONLY, "Resource": [BUCKET]}))),
    violation("S3.5", "bucket", put("bucket-policy", "policy", policy({**TLS_ONLY, "Action": "s3:GetObject"}))),
    violation("S3.5", "bucket", put("bucket-policy", "policy", policy({**TLS_ONLY, "Principal": {"AWS": ACCOUNT}}))),
    violation("S3.9", "bucket", drop("logging")),
    violation("S3.9", "bucket", put("logging", "bucket", "other"), put("logging", "targetBucket", "documents")),
    violation("S3.12", "bucket", put("ownership", "rule.objectOwnership", "ObjectWriter")),
    violation("S3.13", "bucket", put("lifecycle", "rules.0.status", "Disabled")),
    violation("S3.13", "bucket", put("lifecycle", "rules.0.abortIncompleteMultipartUpload", None)),
    violation("S3.14", "bucket", put("versioning", "versioningConfiguration.status", "Suspended")),
    violation("S3.15", "bucket", put("bucket", "objectLockEnabled", False)),
    violation(
        "S3.17", "bucket", put("encryption", "rules.0.applyServerSideEncryptionByDefault.sseAlgorithm", "AES256")
    ),
    violation("S3.22", "trail", put("trail", "advancedEventSelectors.1", {"fieldSelectors": []})),
    violation("S3.22", "trail", put("trail", "isMultiRegionTrail", False)),
    violation(
        "S3.23",
        "trail",
        put(
            "trail",
            "advancedEventSelectors.1.fieldSelectors",
            [
                {"field": "eventCategory", "equals": ["Data"]},
                {"field": "resources.type", "equals": ["AWS::S3::Object"]},
                {"field": "readOnly", "equals": ["false"]},
            ],
        ),
    ),
    violation(
        "S3.23",
        "trail",
        put("trail", "advancedEventSelectors", []),
        put(
            "trail",
            "eventSelectors",
            [{"readWriteType": "All", "dataResources": [{"type": "AWS::S3::Object", "values": [f"{BUCKET}/"]}]}],
        ),
    ),
    violation("CloudFront.1", "distribution", put("distribution", "defaultRootObject", "")),
    violation(
        "CloudFront.3", "distribution", put("distribution", "orderedCacheBehaviors.0.viewerProtocolPolicy", "allow-all")
    ),
    violation("CloudFront.4", "distribution", put("distribution", "originGroups", [])),
    violation("CloudFront.5", "distribution", put("distribution", "loggingConfig", None)),
    violation("CloudFront.6", "distribution", put("distribution", "webAclId", "")),
    violation(
        "CloudFront.7", "distribution", put("distribution", "viewerCertificate", {"cloudfrontDefaultCertificate": True})
    ),
    violation("CloudFront.8", "distribution", put("distribution", "viewerCertificate.sslSupportMethod", "vip")),
    violation(
        "CloudFront.9",
        "distribution",
        put("distribution", "origins.1.customOriginConfig.originProtocolPolicy", "match-viewer"),
        put("distribution", "defaultCacheBehavior.viewerProtocolPolicy", "allow-all"),
    ),
    violation(
        "CloudFront.9", "vpc-origin", put("vpc-origin", "vpcOriginEndpointConfig.originProtocolPolicy", "http-only")
    ),
    violation(
        "CloudFront.10",
        "distribution",
        put("distribution", "origins.1.customOriginConfig.originSslProtocols", ["SSLv3"]),
    ),
    violation("CloudFront.12", "distribution", put("distribution", "origins.0.domainName", "gone.s3.amazonaws.com")),
    violation("CloudFront.13", "distribution", put("distribution", "origins.0.originAccessControlId", "")),
    violation(
        "CloudFront.15", "distribution", put("distribution", "viewerCertificate.minimumProtocolVersion", "TLSv1")
    ),
    violation(
        "CloudFront.Headers", "distribution", put("distribution", "defaultCacheBehavior.responseHeadersPolicyId", None)
    ),
    violation(
        "CloudFront.HSTS",
        "headers",
        put("headers", "securityHeadersConfig.strictTransportSecurity.accessControlMaxAgeSec", 300),
    ),
    violation("RDS.2", "database", put("database", "publiclyAccessible", True)),
    violation("RDS.3", "database", put("database", "storageEncrypted", False)),
    violation("RDS.5", "database", put("database", "multiAz", False)),
    violation("RDS.6", "database", put("database", "monitoringInterval", 0)),
    violation("RDS.8", "database", put("database", "deletionProtection", False)),
    violation("RDS.10", "database", put("database", "iamDatabaseAuthenticationEnabled", False)),
    violation("RDS.9", "mysql", put("mysql", "enabledCloudwatchLogsExports", ["error"])),
    violation("RDS.36", "database", put("database", "enabledCloudwatchLogsExports", ["upgrade"])),
    violation("RDS.11", "database", put("database", "backupRetentionPeriod", 6)),
    violation("RDS.13", "database", put("database", "autoMinorVersionUpgrade", False)),
    violation("RDS.17", "database", put("database", "copyTagsToSnapshot", None)),
    violation("RDS.23", "database", put("database", "port", 5432)),
    violation("RDS.46", "database", put("route", "gatewayId", "igw-1")),
    violation("RDS.46", "database", put("table", "routes", [{"gatewayId": "igw-1"}])),
    violation("RDS.20", "events-db-instance", put("events-db-instance", "eventCategories", ["failure"])),
    violation("RDS.21", "parameters", drop("events-db-parameter-group")),
    violation("RDS.21", "parameters", put("events-db-parameter-group", "sourceIds", ["other"])),
    violation("RDS.22", "database", put("events-db-security-group", "enabled", False)),
    violation("RDS.25", "database", put("database", "username", "postgres")),
    violation("RDS.38", "database", put("parameters", "parameters.0.value", "0")),
    violation("RDS.38", "database", put("database", "parameterGroupName", "default.postgres14")),
    violation("RDS.39", "mysql", put("mysql-parameters", "parameters", [])),
    violation("RDS.Insights", "database", put("database", "performanceInsightsEnabled", False)),
    violation("RDS.InsightsKey", "database", put("database", "performanceInsightsKmsKeyId", "")),
    violation("RDS.Certificate", "database", put("database", "caCertIdentifier", "rds-ca-2019")),
    violation("SecretsManager.1", "secret", drop("rotation")),
    violation("SecretsManager.2", "rotation", put("rotation", "rotationEnabled", False)),
    violation("SecretsManager.2", "rotation", drop("permission")),
    violation("SecretsManager.4", "secret", put("rotation", "rotationRules.automaticallyAfterDays", 91)),
    violation("SecretsManager.4", "secret", put("rotation", "rotationRules", {"scheduleExpression": "rate(91 days)"})),
    violation(
        "SecretsManager.4", "secret", put("rotation", "rotationRules", {"scheduleExpression": "cron(0 3 1 */6 ? *)"})
    ),
    violation("SecretsManager.Key", "secret", put("secret", "kmsKeyId", None)),
    violation("CloudTrail.1", "trail", put("trail", "isMultiRegionTrail", False)),
    violation("CloudTrail.1", "trail", put("trail", "enableLogging", False)),
    violation(
        "CloudTrail.1",
        "trail",
        put("trail", "advancedEventSelectors.0.fieldSelectors", [{"field": "eventCategory", "equals": ["Data"]}]),
    ),
    violation("CloudTrail.2", "trail", put("trail", "kmsKeyId", None)),
    violation("CloudTrail.4", "trail", put("trail", "enableLogFileValidation", False)),
    violation("CloudTrail.5", "trail", put("trail", "cloudWatchLogsRoleArn", "")),
    violation("CloudTrail.6", "trail", put("bucket-policy", "policy", policy(PUBLIC))),
    violation("CloudTrail.7", "trail", drop("logging")),
    violation("Config.1", "recorder", put("recording", "isEnabled", False)),
    violation("Config.1", "recorder", drop("channel")),
    violation("Config.1", "recorder", put("recorder", "roleArn", f"arn:aws:iam::{ACCOUNT}:role/config")),
    *(
        violation(f"CIS {watch.cis}", "trail", put(f"filter-{name}", "pattern", "{ x }"))
        for name, watch in WATCHES.items()
    ),
    violation("CIS 4.3", "trail", drop("alarm-root-usage")),
    violation("CIS 4.3", "trail", put("alarm-root-usage", "alarmActions", [])),
    violation("CIS 4.3", "trail", put("trail", "cloudWatchLogsGroupArn", "")),
    violation("CloudWatch.15", "alarm-root-usage", put("alarm-root-usage", "alarmActions", [])),
    violation("CloudWatch.16", "log-group", put("log-group", "retentionInDays", 180)),
    violation("CloudWatch.17", "alarm-root-usage", put("alarm-root-usage", "actionsEnabled", False)),
    violation("LogGroup.Key", "log-group", put("log-group", "kmsKeyId", "")),
    violation("WAF.10", "acl-web", put("acl-web", "rules", [])),
    violation("WAF.11", "acl-web", drop("acl-log")),
    violation("WAF.12", "acl-web", put("acl-web", "rules.0.visibilityConfig.cloudwatchMetricsEnabled", False)),
    violation("WAF.Log4j", "acl-web", put("acl-web", "rules.0.overrideAction", {"count": {}})),
    violation(
        "WAF.Log4j",
        "acl-web",
        put("acl-web", "rules.0.statement.managedRuleGroupStatement.ruleActionOverrides", [{"name": "Log4JRCE_BODY"}]),
    ),
    violation("SNS.1", "topic", put("topic", "kmsMasterKeyId", None)),
    violation("SNS.4", "topic", statement("topic-policy", "sns:Publish", TOPIC, Principal={"AWS": "*"})),
    violation("GuardDuty.1", "detector", put("detector", "enable", False)),
    violation("GuardDuty.9", "detector", put("feature-RDS_LOGIN_EVENTS", "status", "DISABLED")),
    violation("GuardDuty.10", "detector", drop("feature-S3_DATA_EVENTS")),
    violation("SSM.1", "template", put("template", "iamInstanceProfile", None)),
    violation("SSM.1", "instance", statement("role-policy", "s3:GetObject", BUCKET)),
    violation("SSM.2", "template", drop("patches")),
    violation("SSM.3", "patches", put("patches", "waitForSuccessTimeoutSeconds", None)),
    violation("Inspector.1", "inspector", put("inspector", "resourceTypes", ["ECR"])),
]


def test_every_control_that_applies_has_a_check_and_a_violation() -> None:
    assert sorted(CHECKS) == sorted([*CONTROLS.split(), *CIS])
    assert {each.control for each in VIOLATIONS} == CHECKS.keys()


def test_a_stack_that_does_everything_right_meets_every_control() -> None:
    findings = check_controls(state()).findings
    assert [each for each in findings if each.verdict != "met"] == []
    assert {each.control.control_id for each in findings} == {*CHECKS}


def test_a_stack_without_resources_meets_nothing_and_fails_nothing() -> None:
    report = check_controls(StackState(()))
    assert set(report.verdicts.values()) == {"not applicable"}
    assert all(each.reason and not each.resource for each in report.findings)


@pytest.mark.parametrize("case", VIOLATIONS, ids=lambda case: f"{case.control}-{VIOLATIONS.index(case)}")
def test_what_violates_a_control_fails_it(case: Violation) -> None:
    findings = check_controls(state(*case.overrides)).findings
    found = [each for each in findings if each.control.control_id == case.control and each.verdict == "failed"]
    assert case.resource in {each.resource.partition(" ")[2] for each in found}
    assert all(each.reason and each.urn for each in found)


@pytest.mark.parametrize(
    ("control", "change"),
    [
        ("CloudTrail.6", put("trail", "s3BucketName", "elsewhere")),
        ("CloudTrail.7", put("trail", "s3BucketName", "elsewhere")),
        ("RDS.46", drop("table-of-subnet")),
        ("RDS.46", drop("subnets")),
        ("RDS.38", drop("parameters")),
        ("RDS.39", drop("mysql-parameters")),
        ("SSM.1", drop("profile")),
    ],
)
def test_what_a_stack_does_not_tell_is_not_passed(control: str, change: Change) -> None:
    found = [each for each in check_controls(state(change)).findings if each.control.control_id == control]
    assert {each.verdict for each in found} == {"not applicable"}
    assert all("not in this stack" in each.reason for each in found)


@pytest.mark.parametrize(
    ("control", "changes"),
    [
        ("ELB.1", (http_listener(redirect={"protocol": "HTTPS"}),)),
        ("RDS.38", (put("parameters", "parameters", []), put("database", "engineVersion", "15.4"))),
        ("SecretsManager.4", (put("rotation", "rotationRules", {"scheduleExpression": "cron(0 3 1 * ? *)"}),)),
        ("SecretsManager.4", (put("rotation", "rotationRules", {"scheduleExpression": "rate(90 days)"}),)),
        ("SecretsManager.4", (put("rotation", "rotationRules", {"scheduleExpression": "rate(24 hours)"}),)),
        ("S3.12", (drop("ownership"),)),
        ("CloudWatch.16", (put("log-group", "retentionInDays", 0),)),
        ("S3.22", (put("trail", "advancedEventSelectors", []), put("trail", "eventSelectors", [
            {"readWriteType": "WriteOnly", "dataResources": [{"type": "AWS::S3::Object", "values": ["arn:aws:s3"]}]}
        ]))),
        ("CIS 4.3", (put("alarm-root-usage", "alarmActions", []), add("incident", resource(
            "cloudwatch/compositeAlarm:CompositeAlarm", "c", alarmRule='ALARM("root-usage")', alarmActions=[TOPIC]
        )))),
        ("S3.2", (put("bucket-policy", "policy", policy(PUBLIC)),)),
        ("KMS.5", (statement("key", "kms:Decrypt", Principal="*", Condition={
            "StringEquals": {"kms:CallerAccount": ACCOUNT}
        }),)),
        ("IAM.Constrained", (statement("role-policy", "ec2:StopInstances", Condition={"StringEquals": {"a": "b"}}),)),
        ("SSM.1", (drop("role-policy"), add("attachment", resource(
            "iam/rolePolicyAttachment:RolePolicyAttachment",
            "a",
            role="web",
            policyArn="arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
        )))),
    ],
)  # fmt: skip
def test_there_are_several_ways_to_meet_a_control(control: str, changes: tuple[Change, ...]) -> None:
    assert check_controls(state(*changes)).verdicts[control] == "met"


@pytest.mark.parametrize(
    ("control", "change"),
    [
        ("AutoScaling.1", put("scaling", "targetGroupArns", [])),
        ("ELB.4", put("balancer", "loadBalancerType", "network")),
        ("KMS.4", put("key", "customerMasterKeySpec", "RSA_4096")),
        ("RDS.20", drop("events-db-instance")),
        ("CloudFront.8", put("distribution", "viewerCertificate", {"cloudfrontDefaultCertificate": True})),
        ("CloudFront.15", put("distribution", "viewerCertificate.sslSupportMethod", "vip")),
        ("CloudFront.13", put("distribution", "origins.0.domainName", "example.com")),
    ],
)
def test_a_control_is_only_about_what_it_says(control: str, change: Change) -> None:
    assert check_controls(state(change)).verdicts[control] == "not applicable"


def test_one_trail_of_several_is_enough() -> None:
    second = add("second", resource("cloudtrail/trail:Trail", "second", isMultiRegionTrail=False))
    report = check_controls(state(second))
    assert report.verdicts["CloudTrail.1"] == report.verdicts["CIS 4.1"] == report.verdicts["S3.22"] == "met"
    assert report.verdicts["CloudTrail.2"] == "failed"


def test_standard_logging_v2_is_told_from_no_logs() -> None:
    sent = (
        put("distribution", "loggingConfig", None),
        add(
            "source",
            resource(
                "cloudwatch/logDeliverySource:LogDeliverySource",
                "s",
                name="s",
                logType="ACCESS_LOGS",
                resourceArn=f"arn:aws:cloudfront::{ACCOUNT}:distribution/D1",
            ),
        ),
        add("delivery", resource("cloudwatch/logDelivery:LogDelivery", "d", deliverySourceName="s")),
    )
    (found,) = (each for each in check_controls(state(*sent)).findings if each.control.control_id == "CloudFront.5")
    assert found.verdict == "failed"
    assert "v2" in found.reason
