"""Checks of networks: VPCs, subnets, network ACLs and endpoints."""

import re
from collections.abc import Iterable

from strongroom.observability._proof._checks import Check, Judge, Judgement, check
from strongroom.observability._proof._state import Properties, Registered, StackState

_VPCS = "ec2.Vpc ec2.DefaultVpc"
_WORLD = ("0.0.0.0/0", "::/0")
_REMOTE_PORTS = (22, 3389)
_GROUP_RULES = ("vpc.SecurityGroupIngressRule", "vpc.SecurityGroupEgressRule", "ec2.SecurityGroupRule")


def _default_group(vpc: Registered, stack: StackState) -> Judgement:
    groups = stack.where("ec2.DefaultSecurityGroup", "vpcId", vpc.id)
    if not groups:
        return "nothing has taken the rules of its default security group away (ec2.DefaultSecurityGroup)"
    inline = [rule for group in groups for rule in (*group.parts("ingress"), *group.parts("egress"))]
    ids = [group.id for group in groups]
    separate = [rule for kind in _GROUP_RULES for rule in stack.where(kind, "securityGroupId", *ids)]
    return "its default security group has rules" if inline or separate else None


def _flow_logs(vpc: Registered, stack: StackState) -> Judgement:
    logs = stack.where("ec2.FlowLog", "vpcId", vpc.id)
    if not logs:
        return "it has no flow log"
    logged = any(log.text("trafficType") in ("ALL", "REJECT") for log in logs)
    return None if logged else "its flow logs leave out what is rejected"


def _public_addresses(subnet: Registered, stack: StackState) -> Judgement:
    del stack
    if subnet.flag("mapPublicIpOnLaunch"):
        return "it gives what starts in it a public IPv4 address"
    return "it gives what starts in it an IPv6 address" if subnet.flag("assignIpv6AddressOnCreation") else None


def _endpoint(service: str) -> Judge:
    """Judge whether a VPC has an interface endpoint for a service, such as `ecr.api`."""
    is_service = re.compile(rf"(cn\.)?com\.amazonaws\.[a-z0-9-]+\.{re.escape(service)}")

    def judge(vpc: Registered, stack: StackState) -> Judgement:
        endpoints = stack.where("ec2.VpcEndpoint", "vpcId", vpc.id)
        found = any(
            is_service.fullmatch(each.text("serviceName")) and each.text("vpcEndpointType") == "Interface"
            for each in endpoints
        )
        return None if found else f"it has no interface endpoint for {service}"

    return judge


def _acl_entries(acl: Registered, stack: StackState) -> Iterable[tuple[Properties, bool]]:
    """Yield the entries for what comes in, and whether each allows."""
    for entry in acl.parts("ingress"):
        yield entry, entry.text("action").lower() == "allow"
    for entry in stack.where("ec2.NetworkAclRule", "networkAclId", acl.id):
        if not entry.flag("egress"):
            yield entry, entry.text("ruleAction").lower() == "allow"


def _reaches(entry: Properties, port: int) -> bool:
    protocol = entry.text("protocol").lower()
    within = entry.number("fromPort") <= port <= entry.number("toPort")
    return protocol in ("-1", "all") or (protocol in ("6", "tcp", "17", "udp") and within)


def _remote_access(acl: Registered, stack: StackState) -> Judgement:
    open_ports = {
        port
        for entry, allows in _acl_entries(acl, stack)
        for port in _REMOTE_PORTS
        if allows and {entry.text("cidrBlock"), entry.text("ipv6CidrBlock")} & {*_WORLD} and _reaches(entry, port)
    }
    ports = " and ".join(map(str, sorted(open_ports)))
    return f"an entry allows everyone to connect to port {ports}" if ports else None


def _used(acl: Registered, stack: StackState) -> Judgement:
    associations = stack.where("ec2.NetworkAclAssociation", "networkAclId", acl.id)
    return None if acl.texts("subnetIds") or associations else "it is not the network ACL of any subnet"


CHECKS: tuple[Check, ...] = (
    check("EC2.2", _VPCS, _default_group, "CKV2_AWS_12"),
    check("EC2.6", _VPCS, _flow_logs, "CKV2_AWS_11"),
    check("EC2.15", "ec2.Subnet ec2.DefaultSubnet", _public_addresses, "CKV_AWS_130"),
    check("EC2.10", _VPCS, _endpoint("ec2")),
    check("EC2.55", _VPCS, _endpoint("ecr.api")),
    check("EC2.56", _VPCS, _endpoint("ecr.dkr")),
    check("EC2.57", _VPCS, _endpoint("ssm")),
    check("EC2.21", "ec2.NetworkAcl", _remote_access, "CKV_AWS_231 CKV_AWS_232"),
    check("EC2.16", "ec2.NetworkAcl", _used, "CKV2_AWS_1"),
)
"""The checks of networks.

https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html
"""
