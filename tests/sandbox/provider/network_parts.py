"""The parts of a network: what each is made of, and what changes or replaces it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from provider_client import Deployed, ProviderClient

from strongroom.sandbox.provider.session import Account
from strongroom.sandbox.provider.wire import Props

REGION = "eu-west-1"
VPC, SUBNET, RANGE = (
    "aws:ec2/vpc:Vpc",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
)
EIGW = "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway"
IGW, EIP, NAT = "aws:ec2/internetGateway:InternetGateway", "aws:ec2/eip:Eip", "aws:ec2/natGateway:NatGateway"
TABLE, ROUTE = "aws:ec2/routeTable:RouteTable", "aws:ec2/route:Route"
USE, MAIN = (
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
)
ACL, DEFAULT_ACL = "aws:ec2/networkAcl:NetworkAcl", "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl"
ACL_RULE, ACL_USE = "aws:ec2/networkAclRule:NetworkAclRule", "aws:ec2/networkAclAssociation:NetworkAclAssociation"
GROUP, DEFAULT_GROUP = "aws:ec2/securityGroup:SecurityGroup", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
INGRESS, EGRESS = (
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
)
FLOW_LOG, ENDPOINT = "aws:ec2/flowLog:FlowLog", "aws:ec2/vpcEndpoint:VpcEndpoint"
BLOCK, EXCLUSION = (
    "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions",
    "aws:ec2/vpcBlockPublicAccessExclusion:VpcBlockPublicAccessExclusion",
)
PREFIXES, ATTACHMENT = (
    "aws:ec2/managedPrefixList:ManagedPrefixList",
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
)
DATABASE_SUBNETS = "aws:rds/subnetGroup:SubnetGroup"
ANYWHERE = "0.0.0.0/0"


def policy(action: str) -> str:
    statement = {"Effect": "Allow", "Principal": "*", "Action": action, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@dataclass(frozen=True)
class Lab:
    """An account that the tests share, with a provider instance, and a VPC that only one test builds in."""

    account: Account
    provider: ProviderClient
    vpc: str
    ipv6: str
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def boto(self, service: str = "ec2") -> Any:
        return self.account.client(service, REGION)

    def make(self, token: str, **news: Any) -> Deployed:
        return self.provider.create(token, called=f"it{next(self._numbers)}", **news)

    def subnet(self, zone: str = "a", **news: Any) -> str:
        block = f"10.0.{next(self._numbers) % 200}.0/24"
        return self.make(SUBNET, vpcId=self.vpc, cidrBlock=block, availabilityZone=f"{REGION}{zone}", **news).id

    def table(self) -> str:
        return self.make(TABLE, vpcId=self.vpc).id

    def group(self) -> str:
        return self.make(GROUP, vpcId=self.vpc).id

    def acl(self) -> str:
        return self.make(ACL, vpcId=self.vpc).id

    def eip(self) -> str:
        return self.make(EIP).id

    def default(self, kind: str) -> str:
        return self.provider.import_(VPC, self.vpc).outputs[kind]  # pyright: ignore[reportOptionalMemberAccess]

    def ipv6_block(self, number: int) -> str:
        """Return the /64 of that number in the VPC's /56."""
        return f"{self.ipv6.removesuffix('00::/56')}{number:02x}::/64"

    def bucket(self) -> str:
        name = f"logs-{next(self._numbers)}-{self.account.account_id}"
        self.boto("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        return f"arn:aws:s3:::{name}"

    def peering(self) -> str:
        other = self.make(VPC, cidrBlock="10.9.0.0/16").id
        made = self.boto().create_vpc_peering_connection(VpcId=self.vpc, PeerVpcId=other)
        return made["VpcPeeringConnection"]["VpcPeeringConnectionId"]

    def pool(self) -> str:
        """Return an IPAM pool that has room for two /17."""
        boto = self.boto()
        scope = boto.create_ipam(OperatingRegions=[{"RegionName": REGION}])["Ipam"]["PrivateDefaultScopeId"]
        made = boto.create_ipam_pool(IpamScopeId=scope, AddressFamily="ipv4", Locale=REGION)
        pool: str = made["IpamPool"]["IpamPoolId"]
        boto.provision_ipam_pool_cidr(IpamPoolId=pool, Cidr="10.64.0.0/16")
        return pool

    def transit_gateway(self) -> str:
        return self.boto().create_transit_gateway()["TransitGateway"]["TransitGatewayId"]


def acl_rule(number: int, **more: Any) -> Props:
    rule = {"ruleNo": number, "action": "allow", "protocol": "tcp", "fromPort": 443, "toPort": 443}
    return {**rule, "cidrBlock": "10.0.0.0/8", **more}


def group_rule(port: int, **more: Any) -> Props:
    return {"protocol": "tcp", "fromPort": port, "toPort": port, **more}


MAKING: dict[str, Callable[[Lab], Props]] = {
    "vpc with IPv6": lambda _: {"cidrBlock": "10.1.0.0/16", "assignGeneratedIpv6CidrBlock": True},
    "vpc": lambda _: {"cidrBlock": "10.1.0.0/16", "enableNetworkAddressUsageMetrics": True},
    "vpc from a pool": lambda lab: {"ipv4IpamPoolId": lab.pool(), "ipv4NetmaskLength": 20},
    "range from a pool": lambda lab: {"vpcId": lab.vpc, "ipv4IpamPoolId": lab.pool(), "ipv4NetmaskLength": 17},
    "further range": lambda lab: {"vpcId": lab.vpc, "cidrBlock": "100.64.0.0/16"},
    "subnet": lambda lab: {
        "vpcId": lab.vpc,
        "cidrBlock": "10.0.200.0/24",
        "availabilityZone": "eu-west-1b",
        "ipv6CidrBlock": lab.ipv6_block(1),
        "privateDnsHostnameTypeOnLaunch": "resource-name",
    },
    "internet gateway": lambda lab: {"vpcId": lab.vpc},
    "egress-only gateway": lambda lab: {"vpcId": lab.vpc},
    "elastic ip": lambda _: {"domain": "vpc"},
    "regional nat": lambda lab: {"availabilityMode": "regional", "vpcId": lab.vpc},
    "regional nat with addresses": lambda lab: {
        "availabilityMode": "regional",
        "vpcId": lab.vpc,
        "availabilityZoneAddresses": [
            {"availabilityZone": "eu-west-1b", "allocationIds": [lab.eip(), lab.eip()]},
            {"availabilityZoneId": "euw1-az2", "allocationIds": [lab.eip()]},
        ],
    },
    "nat with more addresses": lambda lab: {
        "subnetId": lab.subnet(),
        "allocationId": lab.eip(),
        "secondaryAllocationIds": [lab.eip()],
    },
    "private nat": lambda lab: {"subnetId": lab.subnet(), "connectivityType": "private"},
    "table with routes": lambda lab: {
        "vpcId": lab.vpc,
        "routes": [{"cidrBlock": ANYWHERE, "gatewayId": lab.make(IGW, vpcId=lab.vpc).id}],
    },
    "ipv6 route": lambda lab: {
        "routeTableId": lab.table(),
        "destinationIpv6CidrBlock": "::/0",
        "egressOnlyGatewayId": lab.make(EIGW, vpcId=lab.vpc).id,
    },
    "route to a prefix list": lambda lab: {
        "routeTableId": lab.table(),
        "destinationPrefixListId": lab.make(PREFIXES, addressFamily="IPv4", maxEntries=1).id,
        "transitGatewayId": lab.transit_gateway(),
    },
    "route to a peer": lambda lab: {
        "routeTableId": lab.table(),
        "destinationCidrBlock": "10.9.0.0/16",
        "vpcPeeringConnectionId": lab.peering(),
    },
    "use of a table": lambda lab: {"routeTableId": lab.table(), "subnetId": lab.subnet()},
    "main table": lambda lab: {"vpcId": lab.vpc, "routeTableId": lab.table()},
    "acl": lambda lab: {
        "vpcId": lab.vpc,
        "ingress": [acl_rule(100), acl_rule(200, ipv6CidrBlock="::/0", cidrBlock=None, protocol="6")],
        "egress": [
            {"ruleNo": 1, "action": "deny", "protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlock": ANYWHERE}
        ],
        "subnetIds": [lab.subnet(), lab.subnet()],
    },
    "bare acl": lambda lab: {"vpcId": lab.vpc},
    "default acl": lambda lab: {"defaultNetworkAclId": lab.default("defaultNetworkAclId")},
    "acl rule": lambda lab: {
        "networkAclId": lab.acl(),
        "ruleNumber": 100,
        "ruleAction": "deny",
        "protocol": "tcp",
        "cidrBlock": ANYWHERE,
        "fromPort": 22,
        "toPort": 22,
    },
    "acl rule for icmp": lambda lab: {
        "networkAclId": lab.acl(),
        "ruleNumber": 7,
        "ruleAction": "allow",
        "protocol": "icmp",
        "ipv6CidrBlock": "::/0",
        "icmpType": 3,
        "icmpCode": 4,
        "egress": True,
    },
    "use of an acl": lambda lab: {"networkAclId": lab.acl(), "subnetId": lab.subnet()},
    "group": lambda lab: {"vpcId": lab.vpc, "description": "Says why"},
    "group with a prefix": lambda lab: {"vpcId": lab.vpc, "namePrefix": "web-"},
    "group with rules": lambda lab: {
        "vpcId": lab.vpc,
        "ingress": [
            group_rule(443, cidrBlocks=["10.0.0.0/8", "192.168.0.0/16"], ipv6CidrBlocks=["::/0"], description="TLS"),
            group_rule(22, self=True, securityGroups=[lab.group()]),
        ],
        "egress": [{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": [ANYWHERE]}],
    },
    "default group": lambda lab: {"vpcId": lab.vpc},
    "rule for a group": lambda lab: {
        "securityGroupId": lab.group(),
        "referencedSecurityGroupId": lab.group(),
        "ipProtocol": "tcp",
        "fromPort": 443,
        "toPort": 443,
        "description": "From the web",
    },
    "rule for IPv6": lambda lab: {"securityGroupId": lab.group(), "cidrIpv6": "::/0", "ipProtocol": "-1"},
    "rule for a prefix list": lambda lab: {
        "securityGroupId": lab.group(),
        "prefixListId": lab.make(PREFIXES, addressFamily="IPv4", maxEntries=1).id,
        "ipProtocol": "tcp",
        "fromPort": 443,
        "toPort": 443,
        "description": "To S3",
    },
    "flow log to S3": lambda lab: {
        "subnetId": lab.subnet(),
        "trafficType": "REJECT",
        "logDestination": f"{lab.bucket()}/network/",
        "logDestinationType": "s3",
        "destinationOptions": {"fileFormat": "parquet", "hiveCompatiblePartitions": True, "perHourPartition": True},
    },
    "gateway endpoint": lambda lab: {
        "vpcId": lab.vpc,
        "serviceName": "com.amazonaws.eu-west-1.s3",
        "routeTableIds": [lab.table()],
        "policy": policy("s3:GetObject"),
    },
    "interface endpoint": lambda lab: {
        "vpcId": lab.vpc,
        "serviceName": "com.amazonaws.eu-west-1.ssm",
        "vpcEndpointType": "Interface",
        "subnetIds": [lab.subnet("a")],
        "securityGroupIds": [lab.group()],
        "privateDnsEnabled": True,
        "ipAddressType": "ipv4",
        "dnsOptions": {"dnsRecordIpType": "ipv4"},
    },
    "block": lambda _: {"internetGatewayBlockMode": "block-ingress"},
    "exclusion": lambda lab: {"subnetId": lab.subnet(), "internetGatewayExclusionMode": "allow-egress"},
    "prefix list": lambda _: {
        "addressFamily": "IPv4",
        "maxEntries": 3,
        "entries": [{"cidr": "10.0.0.0/8", "description": "Inside"}, {"cidr": "192.0.2.0/24"}],
    },
    "attachment": lambda lab: {
        "transitGatewayId": lab.transit_gateway(),
        "vpcId": lab.vpc,
        "subnetIds": [lab.subnet("a"), lab.subnet("b")],
    },
    "database subnets": lambda lab: {"subnetIds": [lab.subnet("a"), lab.subnet("b")], "description": "Says why"},
}
"""The inputs of a resource; what it needs is made."""

TOKENS = {
    "vpc with IPv6": VPC,
    "vpc": VPC,
    "vpc from a pool": VPC,
    "range from a pool": RANGE,
    "further range": RANGE,
    "subnet": SUBNET,
    "internet gateway": IGW,
    "egress-only gateway": EIGW,
    "elastic ip": EIP,
    "regional nat": NAT,
    "regional nat with addresses": NAT,
    "nat with more addresses": NAT,
    "private nat": NAT,
    "table with routes": TABLE,
    "ipv6 route": ROUTE,
    "route to a prefix list": ROUTE,
    "route to a peer": ROUTE,
    "use of a table": USE,
    "main table": MAIN,
    "acl": ACL,
    "bare acl": ACL,
    "default acl": DEFAULT_ACL,
    "acl rule": ACL_RULE,
    "acl rule for icmp": ACL_RULE,
    "use of an acl": ACL_USE,
    "group": GROUP,
    "group with a prefix": GROUP,
    "group with rules": GROUP,
    "default group": DEFAULT_GROUP,
    "rule for a group": INGRESS,
    "rule for IPv6": EGRESS,
    "rule for a prefix list": EGRESS,
    "flow log to S3": FLOW_LOG,
    "gateway endpoint": ENDPOINT,
    "interface endpoint": ENDPOINT,
    "block": BLOCK,
    "exclusion": EXCLUSION,
    "prefix list": PREFIXES,
    "attachment": ATTACHMENT,
    "database subnets": DATABASE_SUBNETS,
}

CHANGING: dict[str, Callable[[Lab], Props]] = {
    "vpc with IPv6": lambda _: {"assignGeneratedIpv6CidrBlock": False},
    "vpc": lambda _: {"enableNetworkAddressUsageMetrics": False, "enableDnsHostnames": True},
    "subnet": lambda lab: {
        "ipv6CidrBlock": lab.ipv6_block(2),
        "assignIpv6AddressOnCreation": True,
        "enableDns64": True,
        "enableResourceNameDnsARecordOnLaunch": True,
        "enableResourceNameDnsAaaaRecordOnLaunch": True,
        "privateDnsHostnameTypeOnLaunch": "ip-name",
        "mapPublicIpOnLaunch": True,
    },
    "internet gateway": lambda lab: {"vpcId": lab.make(VPC, cidrBlock="10.3.0.0/16").id},
    "regional nat with addresses": lambda lab: {
        "availabilityZoneAddresses": [{"availabilityZone": "eu-west-1c", "allocationIds": [lab.eip()]}]
    },
    "nat with more addresses": lambda lab: {"secondaryAllocationIds": [lab.eip(), lab.eip()]},
    "private nat": lambda _: {"secondaryPrivateIpAddresses": ["10.0.1.77"]},
    "table with routes": lambda lab: {
        "routes": [{"ipv6CidrBlock": "::/0", "egressOnlyGatewayId": lab.make(EIGW, vpcId=lab.vpc).id}]
    },
    "ipv6 route": lambda lab: {"egressOnlyGatewayId": lab.make(EIGW, vpcId=lab.vpc).id},
    "use of a table": lambda lab: {"routeTableId": lab.table()},
    "acl": lambda lab: {
        "ingress": [acl_rule(100, action="deny"), acl_rule(300)],
        "egress": [acl_rule(1)],
        "subnetIds": [lab.subnet()],
    },
    "default acl": lambda _: {"ingress": [acl_rule(100)]},
    "group with rules": lambda lab: {"ingress": [group_rule(443, cidrBlocks=["10.0.0.0/8"])]},
    "default group": lambda _: {"egress": [group_rule(443, cidrBlocks=["10.0.0.0/8"])]},
    "rule for a group": lambda lab: {
        "referencedSecurityGroupId": lab.group(),
        "fromPort": 80,
        "toPort": 81,
        "description": "Says more",
    },
    "rule for IPv6": lambda _: {"cidrIpv6": "2001:db8::/32", "description": "Says why"},
    "rule for a prefix list": lambda _: {"description": "Says more"},
    "gateway endpoint": lambda lab: {"routeTableIds": [lab.table(), lab.table()], "policy": policy("s3:PutObject")},
    "interface endpoint": lambda lab: {
        "subnetIds": [lab.subnet("b"), lab.subnet("c")],
        "securityGroupIds": [lab.group()],
        "privateDnsEnabled": False,
        "policy": policy("ssm:GetParameter"),
        "ipAddressType": "dualstack",
        "dnsOptions": {"dnsRecordIpType": "dualstack"},
    },
    "block": lambda _: {"internetGatewayBlockMode": "block-bidirectional"},
    "exclusion": lambda _: {"internetGatewayExclusionMode": "allow-bidirectional"},
    "prefix list": lambda _: {"name": "another", "entries": [{"cidr": "10.0.0.0/8", "description": "All"}]},
    "attachment": lambda lab: {"subnetIds": [lab.subnet("c")], "ipv6Support": "enable"},
    "database subnets": lambda lab: {"subnetIds": [lab.subnet("b"), lab.subnet("c")], "description": "Says more"},
}
"""Inputs that change in place."""

REPLACING: dict[str, Callable[[Lab], Props]] = {
    "vpc": lambda _: {"cidrBlock": "10.2.0.0/16"},
    "subnet": lambda _: {"availabilityZone": "eu-west-1c"},
    "regional nat": lambda lab: {
        "availabilityZoneAddresses": [{"availabilityZone": "eu-west-1a", "allocationIds": [lab.eip()]}]
    },
    "ipv6 route": lambda _: {"destinationIpv6CidrBlock": "2001:db8::/32"},
    "acl rule": lambda _: {"toPort": 23},
    "group": lambda _: {"description": "Says more"},
    "rule for a group": lambda lab: {"securityGroupId": lab.group()},
    "flow log to S3": lambda _: {"destinationOptions": {"fileFormat": "plain-text"}},
    "gateway endpoint": lambda _: {"serviceName": "com.amazonaws.eu-west-1.dynamodb", "privateDnsEnabled": True},
    "exclusion": lambda lab: {"subnetId": lab.subnet()},
    "prefix list": lambda _: {"maxEntries": 4},
    "database subnets": lambda _: {"name": "another"},
}
"""Inputs whose change replaces the resource."""
