"""Load balancers."""

from typing import Any, Final

from ...resource import CHOSEN, CHOSEN_ONCE, EVERYTHING, AutoName, Property, existing, only
from ...session import Session
from ...wire import Props
from ..translate import request, told
from .common import LbResource, attribute_dict, attribute_list, name_of, suffix_of, tagged, tags_of, told_attributes

_OF_ALL: Final = {
    "enableDeletionProtection": "deletion_protection.enabled",
    "enableZonalShift": "zonal_shift.config.enabled",
}
_OF_APPLICATION: Final = {
    **_OF_ALL,
    "clientKeepAlive": "client_keep_alive.seconds",
    "desyncMitigationMode": "routing.http.desync_mitigation_mode",
    "dropInvalidHeaderFields": "routing.http.drop_invalid_header_fields.enabled",
    "enableHttp2": "routing.http2.enabled",
    "enableTlsVersionAndCipherSuiteHeaders": "routing.http.x_amzn_tls_version_and_cipher_suite.enabled",
    "enableWafFailOpen": "waf.fail_open.enabled",
    "enableXffClientPort": "routing.http.xff_client_port.enabled",
    "idleTimeout": "idle_timeout.timeout_seconds",
    "preserveHostHeader": "routing.http.preserve_host_header.enabled",
    "xffHeaderProcessingMode": "routing.http.xff_header_processing.mode",
}
_OF_OTHERS: Final = {
    **_OF_ALL,
    "dnsRecordClientRoutingPolicy": "dns_record.client_routing_policy",
    "enableCrossZoneLoadBalancing": "load_balancing.cross_zone.enabled",
    "secondaryIpsAutoAssignedPerSubnet": "secondary_ips.auto_assigned.per_subnet",
}
_LOGS: Final = {
    "accessLogs": "access_logs.s3",
    "connectionLogs": "connection_logs.s3",
    "healthCheckLogs": "health_check_logs.s3",
}
_LOG: Final = Property(after_create=True, nested=frozenset({"bucket", "enabled", "prefix"}), inner={"enabled": False})
_PRIVATE_LINK: Final = "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"


def _attributes_of(kind: str) -> dict[str, str]:
    return _OF_APPLICATION if kind == "application" else _OF_OTHERS


class LoadBalancer(LbResource):
    """An application, network or gateway load balancer."""

    token = "aws:lb/loadBalancer:LoadBalancer"
    properties = {
        "name": Property(replace=True, autoname=AutoName(max_length=32)),
        "namePrefix": CHOSEN_ONCE,
        "loadBalancerType": Property(default="application", replace=True),
        "internal": CHOSEN_ONCE,
        "ipAddressType": CHOSEN,
        "securityGroups": Property(form="set", computed=True),
        "subnets": Property(form="set", computed=True),
        "subnetMappings": Property(form="set", computed=True, nested=EVERYTHING),
        "minimumLoadBalancerCapacity": Property(after_create=True, nested=EVERYTHING),
        "enforceSecurityGroupInboundRulesOnPrivateLinkTraffic": Property(after_create=True, computed=True),
        **dict.fromkeys(_LOGS, _LOG),
        "clientKeepAlive": Property(default=3600),
        "desyncMitigationMode": Property(default="defensive"),
        "dnsRecordClientRoutingPolicy": Property(default="any_availability_zone"),
        "dropInvalidHeaderFields": Property(default=False),
        "enableCrossZoneLoadBalancing": Property(default=False),
        "enableDeletionProtection": Property(default=False),
        "enableHttp2": Property(default=True),
        "enableTlsVersionAndCipherSuiteHeaders": Property(default=False),
        "enableWafFailOpen": Property(default=False),
        "enableXffClientPort": Property(default=False),
        "enableZonalShift": Property(default=False),
        "idleTimeout": Property(default=60),
        "preserveHostHeader": Property(default=False),
        "secondaryIpsAutoAssignedPerSubnet": CHOSEN,
        "xffHeaderProcessingMode": Property(default="append"),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the load balancer, and set its attributes."""
        elb = aws.client("elbv2")
        asked: Props = {
            "name": name_of(props),
            "type": props["loadBalancerType"],
            "scheme": "internal" if props.get("internal") else None,
            **{ours: props.get(ours) for ours in ("ipAddressType", "securityGroups", "subnets", "subnetMappings")},
        }
        made = elb.create_load_balancer(**request(aws, "elbv2", "CreateLoadBalancerInput", asked), **tagged(tags))
        arn: str = made["LoadBalancers"][0]["LoadBalancerArn"]
        with existing(arn):
            aws.wait("elbv2", "load_balancer_available", LoadBalancerArns=[arn])
            attributes = attribute_list(props, _attributes_of(props["loadBalancerType"]))
            elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=attributes)
        return arn

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the load balancer."""
        elb = aws.client("elbv2")
        found = only(elb.describe_load_balancers(LoadBalancerArns=[id])["LoadBalancers"])
        attributes = attribute_dict(elb.describe_load_balancer_attributes(LoadBalancerArn=id)["Attributes"])
        capacity = elb.describe_capacity_reservation(LoadBalancerArn=id).get("MinimumLoadBalancerCapacity")
        zones: list[dict[str, Any]] = found["AvailabilityZones"]
        return {
            "arn": id,
            "arnSuffix": suffix_of(id),
            "dnsName": found["DNSName"],
            "zoneId": found["CanonicalHostedZoneId"],
            "vpcId": found["VpcId"],
            "name": found["LoadBalancerName"],
            "loadBalancerType": found["Type"],
            "internal": found["Scheme"] == "internal",
            "ipAddressType": found["IpAddressType"],
            "securityGroups": sorted(found.get("SecurityGroups", [])),
            "subnets": sorted(zone["SubnetId"] for zone in zones),
            "subnetMappings": known.get("subnetMappings"),
            "minimumLoadBalancerCapacity": told(self.token, "minimumLoadBalancerCapacity", capacity),
            "enforceSecurityGroupInboundRulesOnPrivateLinkTraffic": found.get(_PRIVATE_LINK),
            **{ours: _log(attributes, key, known.get(ours)) for ours, key in _LOGS.items()},
            **told_attributes(self.token, attributes, _attributes_of(found["Type"])),
            "tags": tags_of(aws, id),
        }

    def replaced_by(self, olds: Props, news: Props) -> frozenset[str]:
        """A network load balancer keeps its subnets, and groups if it was made with some; it may get further ones."""
        if news.get("loadBalancerType") == "application":
            return frozenset()
        lost: set[str] = {
            name for name in ("subnets", "subnetMappings") if len(olds.get(name) or []) > len(news.get(name) or [])
        }
        if bool(olds.get("securityGroups")) != bool(news.get("securityGroups")):
            lost.add("securityGroups")
        return frozenset(lost)

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the load balancer."""
        elb = aws.client("elbv2")
        attributes = _attributes_of(props["loadBalancerType"])
        settings = attribute_list(props, {ours: key for ours, key in attributes.items() if ours in changed})
        for ours in _LOGS.keys() & changed:
            settings += _log_settings(_LOGS[ours], props.get(ours) or {})
        if settings:
            elb.modify_load_balancer_attributes(LoadBalancerArn=id, Attributes=settings)
        if {"subnets", "subnetMappings"} & changed:
            asked = {ours: props.get(ours) for ours in ("subnets", "subnetMappings")}
            elb.set_subnets(LoadBalancerArn=id, **request(aws, "elbv2", "SetSubnetsInput", asked))
        private_link = "enforceSecurityGroupInboundRulesOnPrivateLinkTraffic"
        if {"securityGroups", private_link} & changed:
            enforced = {_PRIVATE_LINK: props[private_link]} if props.get(private_link) else {}
            elb.set_security_groups(LoadBalancerArn=id, SecurityGroups=props.get("securityGroups") or [], **enforced)
        if "ipAddressType" in changed:
            elb.set_ip_address_type(LoadBalancerArn=id, IpAddressType=props["ipAddressType"])
        if "minimumLoadBalancerCapacity" in changed:
            self._reserve(elb, id, props.get("minimumLoadBalancerCapacity"))

    @staticmethod
    def _reserve(elb: Any, id: str, capacity: Props | None) -> None:
        if capacity:
            units = {"CapacityUnits": capacity["capacityUnits"]}
            elb.modify_capacity_reservation(LoadBalancerArn=id, MinimumLoadBalancerCapacity=units)
        else:
            elb.modify_capacity_reservation(LoadBalancerArn=id, ResetCapacityReservation=True)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the load balancer; AWS refuses it while deletion protection is on."""
        aws.client("elbv2").delete_load_balancer(LoadBalancerArn=id)


def _log_settings(key: str, log: Props) -> list[dict[str, str]]:
    """Return the attributes of a log; AWS looks at the bucket only of one that is on."""
    if not log.get("enabled"):
        return [{"Key": f"{key}.enabled", "Value": "false"}]
    values = {"enabled": "true", "bucket": log["bucket"], "prefix": log.get("prefix") or ""}
    return [{"Key": f"{key}.{name}", "Value": value} for name, value in values.items()]


def _log(attributes: dict[str, str], key: str, known: Props | None) -> Props | None:
    """Return what AWS says of a log; of one that is off, AWS says no more than that."""
    if attributes.get(f"{key}.enabled") != "true":
        return known if known and not known.get("enabled") else None
    seen: Props = {
        "enabled": True,
        "bucket": attributes.get(f"{key}.bucket"),
        "prefix": attributes.get(f"{key}.prefix"),
    }
    return {name: value for name, value in seen.items() if value}


RESOURCES: Final = (LoadBalancer(),)
