"""No two resources of the family have the same physical name in one namespace of AWS.

Three kinds of collisions are looked for, over every component with all of its options on: two components of different
classes with the same logical name and suffix; one component deployed in two Regions of an account; and two components
of one class whose names and roles are the same text when they are joined, such as `web` + `public` and `web-public`.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple, TypeAlias

import pytest
from family import COMPONENTS, family
from recording import Cloud, Deployment, Recorder

import strongroom.compute
import strongroom.data
import strongroom.edge
import strongroom.network
import strongroom.observability
from strongroom.core import Component

ACCOUNT = "111122223333"
HOME = Cloud("aws", "eu-central-1", ACCOUNT)

Name: TypeAlias = tuple[str, ...]
"""ComponentContext, namespace and name: equal for two resources if, and only if, AWS would take them for one."""


class Namespace(NamedTuple):
    """Where a name must be unique: in a Region, in the account, or in the resource that an input names."""

    name: str
    scope: str = "region"
    within: str = ""


ALARMS = Namespace("alarm")
NAMESPACES: dict[tuple[str, str], Namespace] = {
    ("aws:accessanalyzer/analyzer:Analyzer", "analyzerName"): Namespace("analyzer"),
    ("aws:autoscaling/group:Group", "name"): Namespace("Auto Scaling group"),
    ("aws:autoscaling/lifecycleHook:LifecycleHook", "name"): Namespace("hook", within="autoscalingGroupName"),
    ("aws:autoscaling/policy:Policy", "name"): Namespace("scaling policy", within="autoscalingGroupName"),
    ("aws:autoscaling/schedule:Schedule", "scheduledActionName"): Namespace("schedule", within="autoscalingGroupName"),
    ("aws:backup/plan:Plan", "name"): Namespace("backup plan"),
    ("aws:backup/selection:Selection", "name"): Namespace("backup selection", within="planId"),
    ("aws:backup/vault:Vault", "name"): Namespace("backup vault"),
    ("aws:budgets/budget:Budget", "name"): Namespace("budget", "account"),
    ("aws:cfg/configurationAggregator:ConfigurationAggregator", "name"): Namespace("aggregator"),
    ("aws:cfg/conformancePack:ConformancePack", "name"): Namespace("conformance pack"),
    ("aws:cfg/deliveryChannel:DeliveryChannel", "name"): Namespace("delivery channel"),
    ("aws:cfg/recorder:Recorder", "name"): Namespace("configuration recorder"),
    ("aws:cfg/rule:Rule", "name"): Namespace("Config rule"),
    ("aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration", "configurationName"): Namespace(
        "chat", "account"
    ),
    ("aws:chatbot/teamsChannelConfiguration:TeamsChannelConfiguration", "configurationName"): Namespace(
        "chat", "account"
    ),
    ("aws:cloudfront/cachePolicy:CachePolicy", "name"): Namespace("cache policy", "account"),
    ("aws:cloudfront/function:Function", "name"): Namespace("CloudFront function", "account"),
    ("aws:cloudfront/keyGroup:KeyGroup", "name"): Namespace("key group", "account"),
    ("aws:cloudfront/originAccessControl:OriginAccessControl", "name"): Namespace("origin access control", "account"),
    ("aws:cloudfront/originRequestPolicy:OriginRequestPolicy", "name"): Namespace("origin request policy", "account"),
    ("aws:cloudfront/publicKey:PublicKey", "namePrefix"): Namespace("public key", "account"),
    ("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy", "name"): Namespace("headers policy", "account"),
    ("aws:cloudfront/vpcOrigin:VpcOrigin", "vpcOriginEndpointConfig.name"): Namespace("VPC origin", "account"),
    ("aws:cloudtrail/trail:Trail", "name"): Namespace("trail"),
    ("aws:cloudwatch/compositeAlarm:CompositeAlarm", "alarmName"): ALARMS,
    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html: no Region
    ("aws:cloudwatch/dashboard:Dashboard", "dashboardName"): Namespace("dashboard", "account"),
    ("aws:cloudwatch/eventRule:EventRule", "name"): Namespace("event rule"),
    ("aws:cloudwatch/eventTarget:EventTarget", "targetId"): Namespace("event target", within="rule"),
    ("aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination", "name"): Namespace("log destination"),
    ("aws:cloudwatch/logDeliverySource:LogDeliverySource", "name"): Namespace("log source"),
    ("aws:cloudwatch/logGroup:LogGroup", "name"): Namespace("log group"),
    ("aws:cloudwatch/logMetricFilter:LogMetricFilter", "name"): Namespace("metric filter", within="logGroupName"),
    ("aws:cloudwatch/logMetricFilter:LogMetricFilter", "metricTransformation.name"): Namespace("metric"),
    ("aws:cloudwatch/metricAlarm:MetricAlarm", "name"): ALARMS,
    ("aws:ec2/launchTemplate:LaunchTemplate", "name"): Namespace("launch template"),
    ("aws:iam/instanceProfile:InstanceProfile", "name"): Namespace("instance profile", "account"),
    ("aws:iam/role:Role", "name"): Namespace("role", "account"),
    ("aws:iam/rolePolicy:RolePolicy", "name"): Namespace("role policy", "account", within="role"),
    ("aws:kms/alias:Alias", "name"): Namespace("alias"),
    ("aws:lambda/function:Function", "name"): Namespace("function"),
    ("aws:lb/loadBalancer:LoadBalancer", "name"): Namespace("load balancer"),
    ("aws:rds/cluster:Cluster", "clusterIdentifier"): Namespace("cluster"),
    ("aws:rds/cluster:Cluster", "finalSnapshotIdentifier"): Namespace("cluster snapshot"),
    ("aws:rds/clusterInstance:ClusterInstance", "identifier"): Namespace("instance"),
    ("aws:rds/eventSubscription:EventSubscription", "name"): Namespace("event subscription"),
    ("aws:rds/instance:Instance", "finalSnapshotIdentifier"): Namespace("snapshot"),
    ("aws:rds/instance:Instance", "identifier"): Namespace("instance"),
    ("aws:rds/proxy:Proxy", "name"): Namespace("proxy"),
    ("aws:rds/subnetGroup:SubnetGroup", "name"): Namespace("subnet group"),
    ("aws:s3/bucket:Bucket", "bucket"): Namespace("bucket", "global"),
    ("aws:secretsmanager/secret:Secret", "name"): Namespace("secret"),
    ("aws:sns/topic:Topic", "name"): Namespace("topic"),
    ("aws:sqs/queue:Queue", "name"): Namespace("queue"),
    ("aws:ssm/parameter:Parameter", "name"): Namespace("parameter"),
    ("aws:wafv2/ipSet:IpSet", "name"): Namespace("IP set"),
    ("aws:wafv2/webAcl:WebAcl", "name"): Namespace("web ACL"),
    ("aws:wafv2/webAcl:WebAcl", "visibilityConfig.metricName"): Namespace("web ACL metric"),
}
"""By type and input: what a resource is called, and where nothing else may be called so."""
UNIQUE_BY_PROVIDER = {
    ("aws:ec2/securityGroup:SecurityGroup", "namePrefix"),
    ("aws:lb/targetGroup:TargetGroup", "namePrefix"),
    ("aws:rds/clusterParameterGroup:ClusterParameterGroup", "namePrefix"),
    ("aws:rds/optionGroup:OptionGroup", "namePrefix"),
    ("aws:rds/parameterGroup:ParameterGroup", "namePrefix"),
}
"""Prefixes: the provider appends a unique ending to each."""
CHOSEN_ELSEWHERE = re.compile(
    r"aws:acm/certificate:Certificate domainName"
    r"|aws:guardduty/detectorFeature:DetectorFeature name"
    r"|aws:iam/serviceLinkedRole:ServiceLinkedRole awsServiceName"
    r"|aws:rds/\w+:\w+ (caCertIdentifier|databaseName|dbName|engineName)"
    r"|aws:route53/record:Record name"
    r"|aws:ssm/association:Association (name|associationName)"
    r"|aws:ec2/vpcEndpoint:VpcEndpoint serviceName"
    r"|aws:cloudwatch/metricAlarm:MetricAlarm metricName"
    # What belongs to another resource has that one's name.
    r"|aws:autoscaling/\w+:\w+ autoscalingGroupName"
    r"|aws:backup/vault\w+:\w+ backupVaultName"
    r"|aws:cfg/deliveryChannel:DeliveryChannel s3BucketName"
    r"|aws:cfg/recorderStatus:RecorderStatus name"
    r"|aws:cloudtrail/trail:Trail s3BucketName"
    r"|aws:cloudwatch/logDelivery:LogDelivery deliverySourceName"
    r"|aws:cloudwatch/logMetricFilter:LogMetricFilter logGroupName"
    r"|aws:rds/\w+:\w+ db(Cluster|Instance)Identifier|aws:rds/\w+:\w+ \w+GroupName|aws:rds/proxy\w+:\w+ dbProxyName"
    r"|aws:rds/clusterInstance:ClusterInstance clusterIdentifier"
    r"|aws:s3/bucket[A-Z]\w*:\w+ bucket"
)
"""Inputs that look like names, but hold what AWS or a user chose, or name another resource."""
LOOKS_LIKE_A_NAME = re.compile(r"(name|\w+Name|namePrefix|\w+NamePrefix|identifier|\w+Identifier|bucket|targetId)")


def value_at(inputs: Any, path: str) -> Any:
    for step in path.split("."):
        inputs = inputs[step]
    return inputs


def names(deployment: Deployment) -> Iterator[Name]:
    """Return the physical names of a deployment; those that end in a random text of their own are left out."""
    random = {
        (each.parent, str(text))
        for each in deployment.resources
        if each.type.startswith("random:index/random")
        for text in ((each.outputs or {}).get("result"), (each.outputs or {}).get("hex"))
        if text
    }
    for each in deployment.resources:
        for (type_, path), namespace in NAMESPACES.items():
            if each.type != type_ or each.inputs[path.split(".")[0]] is None:
                continue
            name = str(value_at(each.inputs, path))
            if any(parent == each.parent and text in name for parent, text in random):
                continue
            region = dict(each.inputs).get("region") or deployment.cloud.region
            scope = region if namespace.scope == "region" else namespace.scope
            yield scope, namespace.name, str(each.inputs[namespace.within]) if namespace.within else "", name


def colliding(*deployments: Deployment) -> list[Name]:
    """Return the names that more than one resource has."""
    found: dict[Name, int] = defaultdict(int)
    for deployment in deployments:
        for name in names(deployment):
            found[name] += 1
    return sorted(name for name, number in found.items() if number > 1)


@pytest.fixture(scope="module")
def deployed(record: Recorder) -> dict[str, Deployment]:
    """Each component with the same name, by class."""
    return {name: record(partial(create, "portal"), cloud=HOME) for name, create in family(HOME).items()}


def test_every_public_component_is_looked_at() -> None:
    packages = (strongroom.compute, strongroom.data, strongroom.edge, strongroom.network, strongroom.observability)
    public = [getattr(package, name) for package in packages for name in package.__all__]
    classes = {each.__name__ for each in public if isinstance(each, type) and issubclass(each, Component)}
    assert classes - {"AlarmSet"} == set(COMPONENTS)


def test_every_name_is_in_a_known_namespace(deployed: dict[str, Deployment]) -> None:
    unknown = {
        (each.type, name)
        for deployment in deployed.values()
        for each in deployment.resources
        if each.custom and each.type.startswith("aws:")
        for name in each.inputs
        if LOOKS_LIKE_A_NAME.fullmatch(name)
        and (each.type, name) not in NAMESPACES.keys() | UNIQUE_BY_PROVIDER
        and not CHOSEN_ELSEWHERE.fullmatch(f"{each.type} {name}")
    }
    assert unknown == set()


@pytest.mark.parametrize("one", COMPONENTS)
def test_no_component_has_a_name_of_another_class(deployed: dict[str, Deployment], one: str) -> None:
    assert colliding(deployed[one]) == []
    others = {other: colliding(deployed[one], deployed[other]) for other in COMPONENTS if other != one}
    assert {other: found for other, found in others.items() if found} == {}


# What belongs to CloudFront is in us-east-1, whichever Region the component is deployed in.
@pytest.mark.parametrize("region", ["eu-west-1", "us-east-1"])
@pytest.mark.parametrize("component", COMPONENTS)
def test_a_component_in_two_regions_has_no_name_twice(
    record: Recorder, deployed: dict[str, Deployment], component: str, region: str
) -> None:
    elsewhere = Cloud("aws", region, ACCOUNT)
    second = record(partial(family(elsewhere)[component], "portal"), cloud=elsewhere)
    assert colliding(deployed[component], second) == []


@pytest.mark.parametrize("region", ["eu-west-1", "us-east-1"])
def test_a_topic_in_another_region_has_no_name_of_a_topic_that_is_deployed_there(record: Recorder, region: str) -> None:
    elsewhere = Cloud("aws", region, ACCOUNT)
    key = f"arn:aws:kms:{region}:{ACCOUNT}:key/mrk-1234abcd12ab34cd56ef1234567890ab"
    there = partial(family(HOME)["AlertTopic"], "portal", region=region, kms_key_arn=key)
    assert (
        colliding(
            record(there, cloud=HOME), record(partial(family(elsewhere)["AlertTopic"], "portal"), cloud=elsewhere)
        )
        == []
    )


@pytest.mark.parametrize(
    ("public", "internal"),
    [
        ("web", "web-public"),
        ("web", "web-public-internal"),
        ("internal-web", "lb-internal-web"),
        ("x" * 33, "x" * 33 + "-public"),
    ],
)
def test_a_public_load_balancer_has_no_name_of_an_internal_one(record: Recorder, public: str, internal: str) -> None:
    create = family(HOME)["WebService"]
    balancers = [
        record(partial(create, public), cloud=HOME),
        record(partial(create, internal, load_balancer={}), cloud=HOME),
        record(partial(create, public, load_balancer={}), cloud=HOME),
        record(partial(create, internal), cloud=HOME),
    ]
    names = [each.one("aws:lb/loadBalancer:LoadBalancer").inputs["name"] for each in balancers]
    assert len(set(names)) == len(names)
