"""A small stack that meets every control, and what can be changed in it."""

import copy
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from strongroom.observability import StackState, read_state
from strongroom.observability._trail._watches import WATCHES

Resources: TypeAlias = dict[str, dict[str, Any]]
"""Resources as `pulumi stack export` has them, by name."""

Change: TypeAlias = Callable[[Resources], None]
"""Changes resources."""

ACCOUNT, REGION = "123456789012", "eu-central-1"
BUCKET = "arn:aws:s3:::documents"
LOG_GROUP = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:trail"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:alerts"


def arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}"


def policy(*statements: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [*statements]})


def allow(action: Any, resource: Any = "*", **others: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **others}


def resource(token: str, id_: str, **properties: Any) -> dict[str, Any]:
    return {"type": f"aws:{token}", "id": id_, "outputs": {"region": REGION, **properties}}


TLS_ONLY = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": [BUCKET, f"{BUCKET}/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def _network() -> Resources:
    services = ("ec2", "ecr.api", "ecr.dkr", "ssm")
    endpoints = {
        f"endpoint-{service}": resource(
            "ec2/vpcEndpoint:VpcEndpoint",
            f"vpce-{service}",
            vpcId="vpc-1",
            serviceName=f"com.amazonaws.{REGION}.{service}",
            vpcEndpointType="Interface",
            securityGroupIds=["sg-1"],
        )
        for service in services
    }
    https = {"fromPort": 443, "toPort": 443, "description": "HTTPS"}
    return endpoints | {
        "vpc": resource("ec2/vpc:Vpc", "vpc-1"),
        "default": resource("ec2/defaultSecurityGroup:DefaultSecurityGroup", "sg-0", vpcId="vpc-1"),
        "flow-log": resource("ec2/flowLog:FlowLog", "fl-1", vpcId="vpc-1", trafficType="ALL"),
        "subnet": resource("ec2/subnet:Subnet", "subnet-1", vpcId="vpc-1", mapPublicIpOnLaunch=False),
        "table": resource("ec2/routeTable:RouteTable", "rtb-1", vpcId="vpc-1"),
        "route": resource("ec2/route:Route", "r-1", routeTableId="rtb-1", natGatewayId="nat-1"),
        "table-of-subnet": resource(
            "ec2/routeTableAssociation:RouteTableAssociation", "rta-1", routeTableId="rtb-1", subnetId="subnet-1"
        ),
        "acl": resource(
            "ec2/networkAcl:NetworkAcl",
            "acl-1",
            subnetIds=["subnet-1"],
            ingress=[
                {"action": "allow", "cidrBlock": "10.0.0.0/8", "protocol": "-1", "fromPort": 0, "toPort": 0},
                {"action": "allow", "cidrBlock": "0.0.0.0/0", "protocol": "6", "fromPort": 443, "toPort": 443},
            ],
        ),
        "group": resource(
            "ec2/securityGroup:SecurityGroup",
            "sg-1",
            description="The website",
            ingress=[{"protocol": "tcp", "cidrBlocks": ["0.0.0.0/0"], **https}],
        ),
        "group-in": resource(
            "vpc/securityGroupIngressRule:SecurityGroupIngressRule",
            "sgr-1",
            **{"securityGroupId": "sg-1", "ipProtocol": "tcp", "cidrIpv6": "::/0", **https},
        ),
        "group-out": resource(
            "vpc/securityGroupEgressRule:SecurityGroupEgressRule",
            "sgr-2",
            **{"securityGroupId": "sg-1", "ipProtocol": "tcp", "cidrIpv4": "0.0.0.0/0", **https},
        ),
    }


def _instances() -> Resources:
    metadata = {"httpTokens": "required", "httpPutResponseHopLimit": 1}
    return {
        "ebs": resource("ebs/encryptionByDefault:EncryptionByDefault", "ebs", enabled=True),
        "volume": resource("ebs/volume:Volume", "vol-1", encrypted=True),
        "instance": resource(
            "ec2/instance:Instance",
            "i-1",
            metadataOptions=metadata,
            rootBlockDevice={"encrypted": True},
            iamInstanceProfile="web",
        ),
        "template": resource(
            "ec2/launchTemplate:LaunchTemplate",
            "lt-1",
            metadataOptions=metadata,
            blockDeviceMappings=[{"deviceName": "/dev/xvda", "ebs": {"encrypted": "true"}}],
            networkInterfaces=[{"associatePublicIpAddress": "false"}],
            iamInstanceProfile={"arn": f"arn:aws:iam::{ACCOUNT}:instance-profile/web"},
        ),
        "profile": resource(
            "iam/instanceProfile:InstanceProfile",
            "web",
            arn=f"arn:aws:iam::{ACCOUNT}:instance-profile/web",
            name="web",
            role="web",
        ),
        "patches": resource(
            "ssm/association:Association", "as-1", name="AWS-RunPatchBaseline", waitForSuccessTimeoutSeconds=600
        ),
        "scaling": resource(
            "autoscaling/group:Group",
            "web",
            name="web",
            availabilityZones=["eu-central-1a", "eu-central-1b"],
            healthCheckType="ELB",
            targetGroupArns=[arn("elasticloadbalancing", "targetgroup/web/1")],
            mixedInstancesPolicy={
                "launchTemplate": {"overrides": [{"instanceType": "m7g.large"}, {"instanceType": "m6g.large"}]}
            },
        ),
        "balancer": resource(
            "lb/loadBalancer:LoadBalancer",
            "lb-1",
            arn=arn("elasticloadbalancing", "loadbalancer/app/web/1"),
            loadBalancerType="application",
            dropInvalidHeaderFields=True,
            desyncMitigationMode="strictest",
            accessLogs={"enabled": True, "bucket": "logs"},
            enableDeletionProtection=True,
            subnets=["subnet-1", "subnet-2"],
        ),
        "balancer-acl": resource(
            "wafv2/webAclAssociation:WebAclAssociation",
            "waf-1",
            resourceArn=arn("elasticloadbalancing", "loadbalancer/app/web/1"),
        ),
        "listener": resource(
            "lb/listener:Listener",
            "listener-1",
            loadBalancerArn=arn("elasticloadbalancing", "loadbalancer/app/web/1"),
            protocol="HTTPS",
            port=443,
            sslPolicy="ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
        ),
    }


def _identity() -> Resources:
    agent = allow(["ssm:UpdateInstanceInformation", "ec2:DescribeInstances"])
    trust = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    account = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*"}
    return {
        "role": resource("iam/role:Role", "web", name="web", assumeRolePolicy=policy(trust)),
        "role-policy": resource("iam/rolePolicy:RolePolicy", "web:web", role="web", policy=policy(agent)),
        "managed-policy": resource("iam/policy:Policy", "p", policy=policy(allow("s3:GetObject", f"{BUCKET}/*"))),
        "key": resource(
            "kms/key:Key",
            "key-1",
            arn=arn("kms", "key/key-1"),
            isEnabled=True,
            enableKeyRotation=True,
            customerMasterKeySpec="SYMMETRIC_DEFAULT",
            policy=policy({**account, "Resource": "*"}),
        ),
    }


def _buckets() -> Resources:
    block = dict.fromkeys(("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"), True)
    return {
        "account-block": resource("s3/accountPublicAccessBlock:AccountPublicAccessBlock", ACCOUNT, **block),
        "bucket": resource("s3/bucket:Bucket", "documents", arn=BUCKET, bucket="documents", objectLockEnabled=True),
        "block": resource("s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "b", bucket="documents", **block),
        "bucket-policy": resource("s3/bucketPolicy:BucketPolicy", "b", bucket="documents", policy=policy(TLS_ONLY)),
        "logging": resource("s3/bucketLogging:BucketLogging", "b", bucket="documents", targetBucket="logs"),
        "ownership": resource(
            "s3/bucketOwnershipControls:BucketOwnershipControls",
            "b",
            bucket="documents",
            rule={"objectOwnership": "BucketOwnerEnforced"},
        ),
        "lifecycle": resource(
            "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
            "b",
            bucket="documents",
            rules=[{"status": "Enabled", "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7}}],
        ),
        "versioning": resource(
            "s3/bucketVersioning:BucketVersioning",
            "b",
            bucket="documents",
            versioningConfiguration={"status": "Enabled"},
        ),
        "encryption": resource(
            "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
            "b",
            bucket="documents",
            rules=[{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms"}}],
        ),
    }


def _edge() -> Resources:
    behavior = {"viewerProtocolPolicy": "redirect-to-https", "responseHeadersPolicyId": "headers"}
    seen = {"cloudwatchMetricsEnabled": True}
    known_bad = {"managedRuleGroupStatement": {"name": "AWSManagedRulesKnownBadInputsRuleSet", "vendorName": "AWS"}}
    return {
        "distribution": resource(
            "cloudfront/distribution:Distribution",
            "D1",
            arn=f"arn:aws:cloudfront::{ACCOUNT}:distribution/D1",
            defaultRootObject="index.html",
            defaultCacheBehavior=behavior,
            orderedCacheBehaviors=[behavior],
            origins=[
                {"domainName": f"documents.s3.{REGION}.amazonaws.com", "originAccessControlId": "oac"},
                {
                    "domainName": "api.example.com",
                    "customOriginConfig": {"originProtocolPolicy": "https-only", "originSslProtocols": ["TLSv1.2"]},
                },
            ],
            originGroups=[{"members": [{"originId": "a"}, {"originId": "b"}]}],
            loggingConfig={"bucket": "logs.s3.amazonaws.com"},
            webAclId="acl",
            viewerCertificate={
                "acmCertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/c",
                "sslSupportMethod": "sni-only",
                "minimumProtocolVersion": "TLSv1.2_2021",
            },
        ),
        "vpc-origin": resource(
            "cloudfront/vpcOrigin:VpcOrigin",
            "vo",
            vpcOriginEndpointConfig={
                "originProtocolPolicy": "https-only",
                "originSslProtocols": {"items": ["TLSv1.2"], "quantity": 1},
            },
        ),
        "headers": resource(
            "cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
            "headers",
            securityHeadersConfig={"strictTransportSecurity": {"accessControlMaxAgeSec": 31536000}},
        ),
        "acl-web": resource(
            "wafv2/webAcl:WebAcl",
            "acl",
            arn=arn("wafv2", "global/webacl/w/1"),
            visibilityConfig=seen,
            rules=[{"name": "bad", "statement": known_bad, "overrideAction": {"none": {}}, "visibilityConfig": seen}],
        ),
        "acl-log": resource(
            "wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
            "log",
            resourceArn=arn("wafv2", "global/webacl/w/1"),
        ),
    }


def _databases() -> Resources:
    common = {
        "publiclyAccessible": False,
        "storageEncrypted": True,
        "multiAz": True,
        "monitoringInterval": 60,
        "deletionProtection": True,
        "iamDatabaseAuthenticationEnabled": True,
        "backupRetentionPeriod": 7,
        "autoMinorVersionUpgrade": True,
        "copyTagsToSnapshot": True,
        "dbSubnetGroupName": "isolated",
        "username": "keeper",
        "performanceInsightsEnabled": True,
        "performanceInsightsKmsKeyId": "key",
        "caCertIdentifier": "rds-ca-rsa2048-g1",
    }
    return {
        "database": resource(
            "rds/instance:Instance",
            "db-1",
            **common,
            engine="postgres",
            engineVersion="14.9",
            port=5433,
            enabledCloudwatchLogsExports=["postgresql", "upgrade"],
            parameterGroupName="postgres",
        ),
        "mysql": resource(
            "rds/instance:Instance",
            "db-2",
            **common,
            engine="mysql",
            engineVersion="8.4",
            port=3307,
            enabledCloudwatchLogsExports=["audit", "error", "general", "slowquery"],
            parameterGroupName="mysql",
        ),
        "parameters": resource(
            "rds/parameterGroup:ParameterGroup",
            "postgres",
            name="postgres",
            parameters=[{"name": "rds.force_ssl", "value": "1"}],
        ),
        "mysql-parameters": resource(
            "rds/parameterGroup:ParameterGroup",
            "mysql",
            name="mysql",
            parameters=[{"name": "require_secure_transport", "value": "ON"}],
        ),
        "subnets": resource("rds/subnetGroup:SubnetGroup", "isolated", name="isolated", subnetIds=["subnet-1"]),
        **{
            f"events-{kind}": resource(
                "rds/eventSubscription:EventSubscription",
                kind,
                sourceType=kind,
                eventCategories=categories,
                enabled=True,
            )
            for kind, categories in {
                "db-instance": ["maintenance", "configuration change", "failure"],
                "db-parameter-group": ["configuration change"],
                "db-security-group": ["configuration change", "failure"],
            }.items()
        },
        "secret": resource("secretsmanager/secret:Secret", arn("secretsmanager", "secret:s"), kmsKeyId="key"),
        "rotation": resource(
            "secretsmanager/secretRotation:SecretRotation",
            "s",
            secretId=arn("secretsmanager", "secret:s"),
            rotationEnabled=True,
            rotationLambdaArn=arn("lambda", "function:rotate"),
            rotationRules={"automaticallyAfterDays": 30},
        ),
        "function": resource("lambda/function:Function", "rotate", arn=arn("lambda", "function:rotate"), name="rotate"),
        "permission": resource(
            "lambda/permission:Permission", "p", function="rotate", principal="secretsmanager.amazonaws.com"
        ),
    }


def _observability() -> Resources:
    watched = {
        f"filter-{name}": resource(
            "cloudwatch/logMetricFilter:LogMetricFilter",
            name,
            logGroupName="trail",
            pattern=watch.pattern,
            metricTransformation={"namespace": "CIS", "name": name},
        )
        for name, watch in WATCHES.items()
    }
    alarms = {
        f"alarm-{name}": resource(
            "cloudwatch/metricAlarm:MetricAlarm",
            name,
            name=name,
            namespace="CIS",
            metricName=name,
            alarmActions=[TOPIC],
            actionsEnabled=True,
        )
        for name in WATCHES
    }
    own_role = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
    return {
        **watched,
        **alarms,
        "trail": resource(
            "cloudtrail/trail:Trail",
            "trail",
            isMultiRegionTrail=True,
            enableLogging=True,
            kmsKeyId="key",
            enableLogFileValidation=True,
            cloudWatchLogsGroupArn=f"{LOG_GROUP}:*",
            cloudWatchLogsRoleArn="role",
            s3BucketName="documents",
            advancedEventSelectors=[
                {"fieldSelectors": [{"field": "eventCategory", "equals": ["Management"]}]},
                {
                    "fieldSelectors": [
                        {"field": "eventCategory", "equals": ["Data"]},
                        {"field": "resources.type", "equals": ["AWS::S3::Object"]},
                    ]
                },
            ],
        ),
        "recorder": resource("cfg/recorder:Recorder", "default", name="default", roleArn=own_role),
        "recording": resource("cfg/recorderStatus:RecorderStatus", "default", name="default", isEnabled=True),
        "channel": resource("cfg/deliveryChannel:DeliveryChannel", "default", name="default"),
        "log-group": resource("cloudwatch/logGroup:LogGroup", "trail", retentionInDays=365, kmsKeyId="key"),
        "topic": resource("sns/topic:Topic", "alerts", arn=TOPIC, kmsMasterKeyId="key"),
        "topic-policy": resource(
            "sns/topicPolicy:TopicPolicy",
            "alerts",
            arn=TOPIC,
            policy=policy(allow("sns:Publish", TOPIC, Principal={"Service": "events.amazonaws.com"})),
        ),
        "detector": resource("guardduty/detector:Detector", "d", enable=True),
        **{
            f"feature-{name}": resource(
                "guardduty/detectorFeature:DetectorFeature", name, detectorId="d", name=name, status="ENABLED"
            )
            for name in ("RDS_LOGIN_EVENTS", "S3_DATA_EVENTS")
        },
        "inspector": resource("inspector2/enabler:Enabler", "e", resourceTypes=["EC2", "ECR"]),
    }


GOOD: Resources = _network() | _instances() | _identity() | _buckets() | _edge() | _databases() | _observability()
"""Resources that meet every control."""


def exported(resources: Resources) -> str:
    """Return resources as `pulumi stack export` prints them."""
    listed = [
        {"urn": f"urn:pulumi:dev::portal::{each['type']}::{name}", "custom": True, **each}
        for name, each in resources.items()
    ]
    return json.dumps({"version": 3, "deployment": {"resources": listed}})


def changed(*changes: Change) -> Resources:
    """Return the good resources with changes."""
    resources = copy.deepcopy(GOOD)
    for change in changes:
        change(resources)
    return resources


def state(*changes: Change) -> StackState:
    """Return the state of the good stack with changes."""
    return read_state(exported(changed(*changes)))


def put(name: str, path: str, value: Any) -> Change:
    """Change a property; numbers in the path count in lists."""
    *way, last = path.split(".")

    def change(resources: Resources) -> None:
        found: Any = resources[name]["outputs"]
        for step in way:
            found = found[int(step)] if step.isdigit() else found.setdefault(step, {})
        found[int(last) if last.isdigit() else last] = value

    return change


def drop(*names: str) -> Change:
    """Take resources away."""

    def change(resources: Resources) -> None:
        for name in names:
            del resources[name]

    return change


def add(name: str, added: dict[str, Any]) -> Change:
    """Add a resource."""

    def change(resources: Resources) -> None:
        resources[name] = added

    return change
