"""Elastic Load Balancing."""

import json
from typing import Any

from strongroom.sandbox.provider.wire import Props

from .world import GROUP, REGION, Life, World

BALANCER, TARGETS = "aws:lb/loadBalancer:LoadBalancer", "aws:lb/targetGroup:TargetGroup"
LISTENER, RULE = "aws:lb/listener:Listener", "aws:lb/listenerRule:ListenerRule"
FURTHER, TARGET = "aws:lb/listenerCertificate:ListenerCertificate", "aws:lb/targetGroupAttachment:TargetGroupAttachment"
NOTHING = {"type": "fixed-response", "fixedResponse": {"contentType": "text/plain", "statusCode": "404"}}
_ARN = f"arn:aws:elasticloadbalancing:{REGION}:123456789012"
_NO_BALANCER = f"{_ARN}:loadbalancer/app/it/1234567890123456"
_LOGIN = {
    "authorizationEndpoint": "https://login.example.com/authorize",
    "clientId": "it",
    "clientSecret": "hush",
    "issuer": "https://login.example.com",
    "tokenEndpoint": "https://login.example.com/token",
    "userInfoEndpoint": "https://login.example.com/userinfo",
    "onUnauthenticatedRequest": "deny",
    "authenticationRequestExtraParams": {"prompt": "login"},
}


def log_bucket(world: World) -> str:
    """Return the name of a bucket that load balancers may write their logs to."""
    name, s3 = f"logs-{world.account.account_id}-{world.name()}", world.client("s3")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{name}/*",
    }
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    return name


def balancer(world: World, **more: Any) -> Props:
    """Return what an application load balancer is made of."""
    subnets = world.subnets()
    vpc = world.client("ec2").describe_subnets(SubnetIds=subnets)["Subnets"][0]["VpcId"]
    return {
        "name": world.name(),
        "internal": True,
        "subnets": subnets,
        "securityGroups": [world.make(GROUP, vpcId=vpc).id],
        **more,
    }


def full_balancer(world: World) -> Props:
    return balancer(
        world,
        accessLogs={"bucket": log_bucket(world), "enabled": True, "prefix": "web"},
        connectionLogs={"bucket": log_bucket(world), "enabled": True},
        healthCheckLogs={"bucket": log_bucket(world), "enabled": True},
        dropInvalidHeaderFields=True,
        desyncMitigationMode="strictest",
        enableZonalShift=True,
        clientKeepAlive=1800,
        minimumLoadBalancerCapacity={"capacityUnits": 100},
    )


def changed_balancer(world: World) -> Props:
    return {
        "accessLogs": {"bucket": log_bucket(world), "enabled": True},
        "desyncMitigationMode": "defensive",
        "enableHttp2": False,
        "enableTlsVersionAndCipherSuiteHeaders": True,
        "enableWafFailOpen": True,
        "enableXffClientPort": True,
        "idleTimeout": 120,
        "minimumLoadBalancerCapacity": {"capacityUnits": 200},
        "preserveHostHeader": True,
        "xffHeaderProcessingMode": "remove",
    }


def network_balancer(world: World) -> Props:
    return balancer(
        world,
        loadBalancerType="network",
        enableCrossZoneLoadBalancing=True,
        dnsRecordClientRoutingPolicy="availability_zone_affinity",
        enforceSecurityGroupInboundRulesOnPrivateLinkTraffic="off",
    )


def targets(world: World, **more: Any) -> Props:
    """Return what a target group for HTTP is made of."""
    return {"name": world.name(), "port": 8080, "protocol": "HTTP", "vpcId": world.vpc(), **more}


def full_targets(world: World) -> Props:
    return targets(
        world,
        protocolVersion="HTTP2",
        healthCheck={"path": "/health", "matcher": "200-299", "interval": 20, "timeout": 4, "port": "8081"},
        stickiness={"type": "app_cookie", "cookieName": "session", "cookieDuration": 600},
        deregistrationDelay=60,
        slowStart=30,
        targetGroupHealth={
            "dnsFailover": {"minimumHealthyTargetsCount": "1", "minimumHealthyTargetsPercentage": "off"},
            "unhealthyStateRouting": {"minimumHealthyTargetsCount": 1, "minimumHealthyTargetsPercentage": "off"},
        },
    )


def listener(world: World, **more: Any) -> Props:
    """Return what a listener for HTTP is made of."""
    made = world.make(BALANCER, **balancer(world))
    return {"loadBalancerArn": made.id, "port": 80, "protocol": "HTTP", "defaultActions": [NOTHING], **more}


def https_listener(world: World, **more: Any) -> Props:
    return listener(
        world,
        port=443,
        protocol="HTTPS",
        certificateArn=world.certificate(),
        sslPolicy="ELBSecurityPolicy-TLS13-1-2-2021-06",
        **more,
    )


def login_listener(world: World) -> Props:
    return https_listener(
        world,
        defaultActions=[
            {"type": "authenticate-oidc", "order": 1, "authenticateOidc": _LOGIN},
            {"type": "forward", "order": 2, "targetGroupArn": world.make(TARGETS, **targets(world)).id},
        ],
        mutualAuthentication={"mode": "passthrough"},
    )


def weighted(world: World) -> Props:
    """Return an action that shares requests out over two groups."""
    groups = [{"arn": world.make(TARGETS, **targets(world)).id, "weight": weight} for weight in (80, 20)]
    return {"type": "forward", "forward": {"targetGroups": groups, "stickiness": {"duration": 60, "enabled": True}}}


def rule(world: World) -> Props:
    return {
        "listenerArn": world.make(LISTENER, **listener(world)).id,
        "priority": 10,
        "conditions": [
            {"pathPattern": {"values": ["/api/*"]}},
            {"httpHeader": {"httpHeaderName": "X-Origin", "values": ["secret"]}},
            {"sourceIp": {"values": ["10.0.0.0/8"]}},
        ],
        "actions": [{"type": "redirect", "redirect": {"statusCode": "HTTP_301", "port": "443", "protocol": "HTTPS"}}],
    }


def changed_rule(world: World) -> Props:
    rewrite = {"regex": "^/api/(.*)", "replace": "/$1"}
    return {
        "priority": 20,
        "conditions": [
            {"hostHeader": {"values": ["api.example.com", "*.example.org"]}},
            {"httpRequestMethod": {"values": ["GET"]}},
            {"queryStrings": [{"key": "version", "value": "1"}, {"value": "*debug*"}]},
            {"pathPattern": {"regexValues": ["^/v[0-9]+/"]}},
        ],
        "actions": [weighted(world)],
        "transforms": [{"type": "url-rewrite", "urlRewriteConfig": {"rewrite": rewrite}}],
    }


def target(world: World) -> Props:
    group = world.make(TARGETS, **targets(world, targetType="ip"))
    return {"targetGroupArn": group.id, "targetId": "10.0.0.10", "port": 9090, "availabilityZone": f"{REGION}a"}


LIVES = (
    Life(token=BALANCER, making=full_balancer, changing=changed_balancer, missing=_NO_BALANCER),
    Life(
        token=BALANCER,
        what="network",
        making=network_balancer,
        changing=lambda _: {
            "enableCrossZoneLoadBalancing": False,
            "enforceSecurityGroupInboundRulesOnPrivateLinkTraffic": "on",
        },
        missing=_NO_BALANCER,
    ),
    Life(
        token=TARGETS,
        making=full_targets,
        changing=lambda _: {
            "healthCheck": {"path": "/alive", "matcher": "200", "interval": 10, "timeout": 3, "port": "8081"},
            "stickiness": {"type": "lb_cookie", "cookieDuration": 60},
            "deregistrationDelay": 30,
            "slowStart": 0,
            "loadBalancingAlgorithmType": "least_outstanding_requests",
            "loadBalancingCrossZoneEnabled": "false",
        },
        missing=f"{_ARN}:targetgroup/it/1234567890123456",
    ),
    Life(
        token=TARGETS,
        what="tcp",
        making=lambda world: targets(
            world,
            protocol="TCP",
            preserveClientIp="true",
            proxyProtocolV2=True,
            connectionTermination=True,
            healthCheck={"protocol": "TCP", "healthyThreshold": 2},
            targetHealthStates=[{"enableUnhealthyConnectionTermination": False, "unhealthyDrainingInterval": 60}],
        ),
        changing=lambda _: {
            "preserveClientIp": "false",
            "targetHealthStates": [{"enableUnhealthyConnectionTermination": True}],
        },
        missing=f"{_ARN}:targetgroup/it/1234567890123456",
    ),
    Life(
        token=LISTENER,
        making=https_listener,
        changing=lambda world: {
            "port": 8443,
            "certificateArn": world.certificate(),
            "sslPolicy": "ELBSecurityPolicy-TLS13-1-3-2021-06",
            "defaultActions": [weighted(world)],
            "routingHttpResponseServerEnabled": False,
            "routingHttpResponseStrictTransportSecurityHeaderValue": "max-age=31536000",
            "routingHttpRequestXAmznTlsVersionHeaderName": "X-Tls-Version",
        },
        missing=f"{_ARN}:listener/app/it/1234567890123456/1234567890123456",
    ),
    Life(
        token=LISTENER,
        what="with a login",
        making=login_listener,
        changing=lambda _: {"mutualAuthentication": {"mode": "off"}},
        missing=f"{_ARN}:listener/app/it/1234567890123456/1234567890123456",
        not_told=frozenset({"defaultActions[0].authenticateOidc.clientSecret"}),
    ),
    Life(
        token=RULE,
        making=rule,
        changing=changed_rule,
        missing=f"{_ARN}:listener-rule/app/it/1234567890123456/1234567890123456/1234567890123456",
    ),
    Life(
        token=FURTHER,
        making=lambda world: {
            "listenerArn": world.make(LISTENER, **https_listener(world)).id,
            "certificateArn": world.certificate(),
        },
        missing=f"{_ARN}:listener/app/it/1234567890123456/1234567890123456_arn:aws:acm:{REGION}:123456789012:certificate/it",
    ),
    Life(token=TARGET, making=target, missing=f"{_ARN}:targetgroup/it/1234567890123456,10.0.0.10,80,"),
)
