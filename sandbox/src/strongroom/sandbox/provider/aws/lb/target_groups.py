"""Target groups, and targets in them."""

from typing import Any, Final

from ...changes import filled
from ...resource import CHOSEN, CHOSEN_ONCE, EVERYTHING, REPLACES, AutoName, Property, Resource, existing, only
from ...session import Session
from ...wire import Props
from ..translate import request, told
from .common import LbResource, attribute_dict, attribute_list, name_of, suffix_of, tagged, tags_of, told_attributes

_ATTRIBUTES: Final = {
    "connectionTermination": "deregistration_delay.connection_termination.enabled",
    "deregistrationDelay": "deregistration_delay.timeout_seconds",
    "loadBalancingAlgorithmType": "load_balancing.algorithm.type",
    "loadBalancingAnomalyMitigation": "load_balancing.algorithm.anomaly_mitigation",
    "loadBalancingCrossZoneEnabled": "load_balancing.cross_zone.enabled",
    "preserveClientIp": "preserve_client_ip.enabled",
    "proxyProtocolV2": "proxy_protocol_v2.enabled",
    "slowStart": "slow_start.duration_seconds",
}
_OF_LAMBDA: Final = {"lambdaMultiValueHeadersEnabled": "lambda.multi_value_headers.enabled"}
_OF_HTTP: Final = frozenset({"loadBalancingAlgorithmType", "loadBalancingAnomalyMitigation", "slowStart"})
_OF_CONNECTIONS: Final = frozenset({"connectionTermination", "preserveClientIp", "proxyProtocolV2"})
_STICKINESS: Final = {"enabled": "stickiness.enabled", "type": "stickiness.type"}
_COOKIES: Final = {
    "lb_cookie": {"cookieDuration": "stickiness.lb_cookie.duration_seconds"},
    "app_cookie": {
        "cookieDuration": "stickiness.app_cookie.duration_seconds",
        "cookieName": "stickiness.app_cookie.cookie_name",
    },
}
_HEALTH: Final = "target_group_health"
_GROUP_HEALTH: Final = {
    "dnsFailover": f"{_HEALTH}.dns_failover",
    "unhealthyStateRouting": f"{_HEALTH}.unhealthy_state_routing",
}
_MINIMUM: Final = {
    "minimumHealthyTargetsCount": "minimum_healthy_targets.count",
    "minimumHealthyTargetsPercentage": "minimum_healthy_targets.percentage",
}
_FAILOVER: Final = {
    "onDeregistration": "target_failover.on_deregistration",
    "onUnhealthy": "target_failover.on_unhealthy",
}
_UNHEALTHY: Final = {
    "enableUnhealthyConnectionTermination": "target_health_state.unhealthy.connection_termination.enabled",
    "unhealthyDrainingInterval": "target_health_state.unhealthy.draining_interval_seconds",
}
_LISTED: Final = {"targetFailovers": _FAILOVER, "targetHealthStates": _UNHEALTHY}
_CHECK: Final = {
    "enabled": "healthCheckEnabled",
    "healthyThreshold": "healthyThresholdCount",
    "interval": "healthCheckIntervalSeconds",
    "path": "healthCheckPath",
    "port": "healthCheckPort",
    "protocol": "healthCheckProtocol",
    "timeout": "healthCheckTimeoutSeconds",
    "unhealthyThreshold": "unhealthyThresholdCount",
}
_CHECK_DEFAULTS: Final = {
    "enabled": True,
    "healthyThreshold": 3,
    "interval": 30,
    "port": "traffic-port",
    "protocol": "HTTP",
    "unhealthyThreshold": 3,
}


class TargetGroup(LbResource):
    """A group of targets that a load balancer forwards to."""

    token = "aws:lb/targetGroup:TargetGroup"
    properties = {
        "name": Property(replace=True, autoname=AutoName(max_length=32)),
        "namePrefix": CHOSEN_ONCE,
        "port": REPLACES,
        "protocol": CHOSEN_ONCE,
        "protocolVersion": CHOSEN_ONCE,
        "targetType": Property(default="instance", replace=True),
        "vpcId": REPLACES,
        "ipAddressType": CHOSEN_ONCE,
        "targetControlPort": REPLACES,
        "healthCheck": Property(computed=True, partial=True, nested=EVERYTHING, inner=_CHECK_DEFAULTS),
        "connectionTermination": CHOSEN,
        "deregistrationDelay": Property(default=300),
        "lambdaMultiValueHeadersEnabled": Property(default=False),
        "loadBalancingAlgorithmType": CHOSEN,
        "loadBalancingAnomalyMitigation": CHOSEN,
        "loadBalancingCrossZoneEnabled": CHOSEN,
        "preserveClientIp": CHOSEN,
        "proxyProtocolV2": Property(default=False),
        "slowStart": Property(default=0),
        "stickiness": Property(
            computed=True, partial=True, nested=EVERYTHING, inner={"enabled": True, "cookieDuration": 86400}
        ),
        "targetFailovers": Property(computed=True, partial=True, nested=EVERYTHING),
        "targetGroupHealth": Property(computed=True, partial=True, nested=EVERYTHING),
        "targetHealthStates": Property(computed=True, partial=True, nested=EVERYTHING),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the group, and set its attributes."""
        elb = aws.client("elbv2")
        direct = ("port", "protocol", "protocolVersion", "targetType", "vpcId", "ipAddressType", "targetControlPort")
        asked = {ours: props.get(ours) for ours in direct}
        call = request(aws, "elbv2", "CreateTargetGroupInput", {**asked, "name": name_of(props), **_check(props)})
        arn: str = elb.create_target_group(**call, **tagged(tags))["TargetGroups"][0]["TargetGroupArn"]
        with existing(arn):
            self._set(elb, arn, props, self.properties.keys())
        return arn

    @staticmethod
    def _set(elb: Any, id: str, props: Props, names: Any) -> None:
        """Set the attributes of the named properties."""
        attributes = _settings({ours: value for ours, value in props.items() if ours in names}, props)
        if attributes:
            elb.modify_target_group_attributes(TargetGroupArn=id, Attributes=attributes)

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the group."""
        elb = aws.client("elbv2")
        found = only(elb.describe_target_groups(TargetGroupArns=[id])["TargetGroups"])
        attributes = attribute_dict(elb.describe_target_group_attributes(TargetGroupArn=id)["Attributes"])
        check = {name: found.get(_pascal(theirs)) for name, theirs in _CHECK.items()}
        check["matcher"] = next(iter(found.get("Matcher", {}).values()), None)
        return {
            "arn": id,
            "arnSuffix": suffix_of(id),
            "loadBalancerArns": sorted(set(found.get("LoadBalancerArns", []))),
            "name": found["TargetGroupName"],
            "port": found.get("Port"),
            "protocol": found.get("Protocol"),
            "protocolVersion": found.get("ProtocolVersion"),
            "targetType": found["TargetType"],
            "vpcId": found.get("VpcId") or None,
            "ipAddressType": found.get("IpAddressType"),
            "targetControlPort": found.get("TargetControlPort"),
            "healthCheck": told(self.token, "healthCheck", check),
            **told_attributes(self.token, attributes, {**_ATTRIBUTES, **_OF_LAMBDA}),
            "stickiness": told(self.token, "stickiness", _stickiness(attributes)),
            "targetGroupHealth": told(self.token, "targetGroupHealth", _group_health(attributes)),
            **{ours: told(self.token, ours, _one_of(attributes, keys)) for ours, keys in _LISTED.items()},
            "tags": tags_of(aws, id),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the health check and the attributes."""
        elb = aws.client("elbv2")
        if "healthCheck" in changed:
            elb.modify_target_group(TargetGroupArn=id, **request(aws, "elbv2", "ModifyTargetGroupInput", _check(props)))
        self._set(elb, id, props, changed)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the group."""
        aws.client("elbv2").delete_target_group(TargetGroupArn=id)


def _pascal(name: str) -> str:
    return name[0].upper() + name[1:]


def _check(props: Props) -> Props:
    """Return the health check as properties of a request; none at all if the program leaves it to AWS."""
    if not props.get("healthCheck"):
        return {}
    check: Props = filled(props["healthCheck"], _CHECK_DEFAULTS)
    asked: Props = {theirs: check[ours] for ours, theirs in _CHECK.items() if ours in check}
    if matcher := check.get("matcher"):
        asked["matcher"] = {"grpcCode" if props.get("protocolVersion") == "GRPC" else "httpCode": matcher}
    return asked


def _settings(changed: Props, props: Props) -> list[dict[str, str]]:
    """Return the attributes to set, less those that a group of this kind does not have."""
    if props["targetType"] == "lambda":
        attributes = attribute_list(changed, _OF_LAMBDA)
    else:
        http = str(props.get("protocol")).startswith("HTTP")
        left_out = _OF_CONNECTIONS if http else _OF_HTTP
        attributes = attribute_list(changed, {ours: key for ours, key in _ATTRIBUTES.items() if ours not in left_out})
    if stickiness := changed.get("stickiness"):
        stickiness = filled(stickiness, {"enabled": True, "cookieDuration": 86400})
        attributes += attribute_list(stickiness, {**_STICKINESS, **_COOKIES.get(stickiness["type"], {})})
    health: Props = changed.get("targetGroupHealth") or {}
    for kind, prefix in _GROUP_HEALTH.items():
        minimum: Props = health.get(kind) or {}
        attributes += attribute_list(minimum, {ours: f"{prefix}.{key}" for ours, key in _MINIMUM.items()})
    for ours, keys in _LISTED.items():
        listed: list[Props] = changed.get(ours) or []
        for one in listed:
            attributes += attribute_list(one, keys)
    return attributes


def _values(attributes: dict[str, str], keys: dict[str, str]) -> Props:
    return {ours: attributes[key] for ours, key in keys.items() if key in attributes}


def _one_of(attributes: dict[str, str], keys: dict[str, str]) -> list[Props]:
    found = _values(attributes, keys)
    return [found] if found else []


def _stickiness(attributes: dict[str, str]) -> Props | None:
    kind = attributes.get("stickiness.type")
    return _values(attributes, {**_STICKINESS, **_COOKIES.get(kind, {})}) if kind else None


def _group_health(attributes: dict[str, str]) -> Props:
    found = {
        kind: _values(attributes, {ours: f"{prefix}.{key}" for ours, key in _MINIMUM.items()})
        for kind, prefix in _GROUP_HEALTH.items()
    }
    return {kind: minimum for kind, minimum in found.items() if minimum}


class TargetGroupAttachment(Resource):
    """A target in a group. Its id names both, with the target's port and zone."""

    token = "aws:lb/targetGroupAttachment:TargetGroupAttachment"
    names: Final = {"targetId": "Id", "port": "Port", "availabilityZone": "AvailabilityZone"}
    properties = {"targetGroupArn": REPLACES, "targetId": REPLACES, "port": REPLACES, "availabilityZone": REPLACES}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Register the target."""
        target = {theirs: props[ours] for ours, theirs in self.names.items() if props.get(ours)}
        aws.client("elbv2").register_targets(TargetGroupArn=props["targetGroupArn"], Targets=[target])
        parts = (props["targetGroupArn"], *(str(props.get(ours) or "") for ours in self.names))
        return ",".join(parts)

    def _target(self, id: str) -> tuple[str, Props]:
        arn, *values = [*id.split(","), "", "", ""][:4]
        target: Props = {theirs: value for theirs, value in zip(self.names.values(), values, strict=True) if value}
        return arn, target | ({"Port": int(target["Port"])} if "Port" in target else {})

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the target, if it is registered."""
        arn, target = self._target(id)
        if not target:
            return None
        elb = aws.client("elbv2")
        found = elb.describe_target_health(TargetGroupArn=arn, Targets=[target])["TargetHealthDescriptions"]
        health = only(found)["TargetHealth"]
        if health.get("Reason") in ("Target.NotRegistered", "Target.DeregistrationInProgress"):
            return None
        return {"targetGroupArn": arn, **{ours: target.get(theirs) for ours, theirs in self.names.items()}}

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Take the target out of the group."""
        if self.read(aws, id, known):
            arn, target = self._target(id)
            aws.client("elbv2").deregister_targets(TargetGroupArn=arn, Targets=[target])


RESOURCES: Final = (TargetGroup(), TargetGroupAttachment())
