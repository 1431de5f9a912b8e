"""The life of each type that a network is made of: made, read, imported, changed, replaced, tagged, deleted."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import pytest
from provider_client import Deployed, InvalidInputsError, ProviderClient

from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.provider import aws
from strongroom.sandbox.provider.changes import DEFAULTS
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
        ec2 = self.boto()
        scope = ec2.create_ipam(OperatingRegions=[{"RegionName": REGION}])["Ipam"]["PrivateDefaultScopeId"]
        made = ec2.create_ipam_pool(IpamScopeId=scope, AddressFamily="ipv4", Locale=REGION)
        pool: str = made["IpamPool"]["IpamPoolId"]
        ec2.provision_ipam_pool_cidr(IpamPoolId=pool, Cidr="10.64.0.0/16")
        return pool

    def transit_gateway(self) -> str:
        return self.boto().create_transit_gateway()["TransitGateway"]["TransitGatewayId"]


@pytest.fixture(scope="module")
def landlord(local: LocalAws) -> Iterator[Lab]:
    account = local.account()
    provider = ProviderClient(local.serve(account)["aws"], {"region": REGION})
    yield Lab(account, provider, "", "")
    provider.close()


@pytest.fixture
def lab(landlord: Lab) -> Lab:
    vpc = landlord.make(VPC, cidrBlock="10.0.0.0/16", assignGeneratedIpv6CidrBlock=True)
    return replace(landlord, vpc=vpc.id, ipv6=vpc.outputs["ipv6CidrBlock"])


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
    "egress-only gateway": lambda lab: {"vpcId": lab.vpc},
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
    "egress-only gateway": EIGW,
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

TAGGED = [what for what, token in TOKENS.items() if aws.PACKAGE.resources[token].taggable]
STAYS_WITH_ITS_VPC = {DEFAULT_ACL, DEFAULT_GROUP}


PROVIDERS_OWN = {DEFAULTS, "namePrefix", "revokeRulesOnDelete", "ipv4IpamPoolId", "ipv4NetmaskLength"}


def known_to_aws(news: Props) -> Props:
    return {name: value for name, value in news.items() if name not in PROVIDERS_OWN}


def test_every_part_is_named_and_has_inputs() -> None:
    assert TOKENS.keys() == MAKING.keys()
    assert CHANGING.keys() | REPLACING.keys() <= MAKING.keys()


@pytest.mark.parametrize("what", MAKING)
class TestEachPart:
    def test_is_what_aws_says_and_stays_so(self, lab: Lab, what: str) -> None:
        news = MAKING[what](lab)
        made = lab.make(TOKENS[what], **news)

        assert made.outputs.items() >= known_to_aws(made.inputs).items()
        assert lab.provider.refresh(made) == made
        assert lab.provider.kinds(made, **news) == {}

    def test_is_imported_as_it_was_made(self, lab: Lab, what: str) -> None:
        news = MAKING[what](lab)
        made = lab.make(TOKENS[what], **news)

        imported = lab.provider.import_(TOKENS[what], made.id)

        assert imported is not None
        assert imported.outputs.keys() >= known_to_aws(made.inputs).keys()
        assert lab.provider.check(TOKENS[what], known_to_aws(imported.inputs))

    def test_is_gone_when_deleted_and_can_be_deleted_again(self, lab: Lab, what: str) -> None:
        made = lab.make(TOKENS[what], **MAKING[what](lab))

        lab.provider.delete(made)

        if TOKENS[what] not in STAYS_WITH_ITS_VPC:
            assert lab.provider.refresh(made) is None
        lab.provider.delete(made)


@pytest.mark.parametrize("what", CHANGING)
class TestChanges:
    def test_are_made_in_place(self, lab: Lab, what: str) -> None:
        before = MAKING[what](lab)
        made = lab.make(TOKENS[what], **before)
        change = CHANGING[what](lab)
        after = {**before, **change}

        difference = lab.provider.diff(made, **after)
        changed = lab.provider.update(made, **after)

        assert set(difference.diffs) == change.keys()
        assert not difference.replaces
        assert changed.outputs.items() >= known_to_aws(changed.inputs).items()
        assert lab.provider.refresh(changed) == changed
        assert lab.provider.kinds(changed, **after) == {}

    def test_that_nobody_asked_for_are_found_and_undone(self, lab: Lab, what: str) -> None:
        before = MAKING[what](lab)
        made = lab.make(TOKENS[what], **before)
        change = CHANGING[what](lab)
        lab.provider.update(made, **before, **{name: value for name, value in change.items() if name not in before})
        lab.provider.update(made, **{**before, **change})

        drifted = lab.provider.refresh(made)

        assert drifted is not None
        found = lab.provider.diff(drifted, **before)
        if found.diffs:  # what AWS chooses when nothing is given is no drift
            mended = lab.provider.update(drifted, **before)
            assert lab.provider.kinds(mended, **before) == {}
            assert {name: mended.outputs.get(name) for name in before} == {
                name: made.outputs.get(name) for name in before
            }
        assert set(found.diffs) >= change.keys() & before.keys()


@pytest.mark.parametrize("what", REPLACING)
def test_what_can_not_change_in_place_is_replaced(lab: Lab, what: str) -> None:
    before = MAKING[what](lab)
    made = lab.make(TOKENS[what], **before)
    change = REPLACING[what](lab)

    assert set(lab.provider.diff(made, **{**before, **change}).replaces) == change.keys()


@pytest.mark.parametrize("what", TAGGED)
def test_tags_are_given_changed_and_taken_away(lab: Lab, what: str) -> None:
    news = MAKING[what](lab)
    made = lab.make(TOKENS[what], **news, tags={"stays": "1", "changes": "1", "goes": "1"})
    assert made.outputs["tagsAll"] == {"stays": "1", "changes": "1", "goes": "1"}

    tags = {"stays": "1", "changes": "2", "comes": "1"}
    changed = lab.provider.update(made, **news, tags=tags)

    assert changed.outputs["tagsAll"] == tags
    assert lab.provider.refresh(changed) == changed


@pytest.mark.parametrize(
    ("token", "news", "told"),
    [
        (VPC, {}, "cidrBlock"),
        (VPC, {"cidrBlock": "10.0.0.0/16", "ipv4IpamPoolId": "ipam-pool-1"}, "cidrBlock"),
        (NAT, {"connectivityType": "private"}, "subnetId"),
        (ROUTE, {"routeTableId": "rtb-1", "gatewayId": "igw-1"}, "destinationCidrBlock"),
        (INGRESS, {"securityGroupId": "sg-1", "ipProtocol": "tcp"}, "cidrIpv4"),
        (
            INGRESS,
            {"securityGroupId": "sg-1", "ipProtocol": "tcp", "cidrIpv4": ANYWHERE, "prefixListId": "pl-1"},
            "cidrIpv4",
        ),
        (FLOW_LOG, {"trafficType": "ALL", "logDestination": "arn"}, "subnetId"),
        (EXCLUSION, {"internetGatewayExclusionMode": "allow-egress"}, "subnetId"),
    ],
)
def test_inputs_of_which_one_is_wanted(lab: Lab, token: str, news: Props, told: str) -> None:
    with pytest.raises(InvalidInputsError, match="give one of .*" + told):
        lab.make(token, **news)


class TestAsAwsSees:
    def test_a_group_without_rules_lets_nothing_out(self, lab: Lab) -> None:
        group = lab.boto().describe_security_groups(GroupIds=[lab.group()])["SecurityGroups"][0]
        assert (group["IpPermissions"], group["IpPermissionsEgress"]) == ([], [])

    def test_a_rule_of_its_own_is_no_drift_of_its_group(self, lab: Lab) -> None:
        group = lab.make(GROUP, vpcId=lab.vpc)
        lab.make(INGRESS, securityGroupId=group.id, cidrIpv4="10.0.0.0/8", ipProtocol="-1", description="All")

        assert lab.provider.refresh(group) == group
        permission = lab.boto().describe_security_groups(GroupIds=[group.id])["SecurityGroups"][0]["IpPermissions"]
        assert permission[0]["IpRanges"] == [{"CidrIp": "10.0.0.0/8", "Description": "All"}]

    def test_a_rule_that_appears_in_the_default_group_or_acl_is_taken_away(self, lab: Lab) -> None:
        group = lab.make(DEFAULT_GROUP, vpcId=lab.vpc)
        acl_id = lab.default("defaultNetworkAclId")
        acl = lab.make(DEFAULT_ACL, defaultNetworkAclId=acl_id)
        ec2 = lab.boto()
        rules = lab.boto().describe_network_acls(NetworkAclIds=[acl_id])["NetworkAcls"][0]["Entries"]
        assert [rule["RuleNumber"] for rule in rules] == [32767, 32767]

        ec2.authorize_security_group_ingress(
            GroupId=group.id, IpProtocol="tcp", FromPort=22, ToPort=22, CidrIp=ANYWHERE
        )
        ec2.create_network_acl_entry(
            NetworkAclId=acl_id, RuleNumber=5, Protocol="-1", RuleAction="allow", Egress=False, CidrBlock=ANYWHERE
        )
        adopted: list[tuple[Deployed, Props]] = [(group, {"vpcId": lab.vpc}), (acl, {"defaultNetworkAclId": acl_id})]
        for made, news in adopted:
            drifted = lab.provider.refresh(made)
            assert drifted is not None
            assert lab.provider.diff(drifted, **news).diffs == ["ingress"]
            assert lab.provider.refresh(lab.provider.update(drifted, **news)) == made

    def test_a_rules_peer_of_another_kind_replaces_it(self, lab: Lab) -> None:
        news: Props = {"securityGroupId": lab.group(), "ipProtocol": "-1"}
        made = lab.make(EGRESS, **news, cidrIpv4=ANYWHERE)

        assert set(lab.provider.diff(made, **news, cidrIpv6="::/0").replaces) == {"cidrIpv4", "cidrIpv6"}
        assert not lab.provider.diff(made, **news, cidrIpv4="10.0.0.0/8").replaces

    def test_a_name_prefix_makes_a_name_and_no_automatic_one(self, lab: Lab) -> None:
        names = [lab.make(GROUP, vpcId=lab.vpc, namePrefix="web-").outputs["name"] for _ in range(2)]
        assert [name[:4] for name in names] == ["web-", "web-"]
        assert names[0] != names[1]

    def test_a_gateway_endpoint_leads_its_tables_to_the_service(self, lab: Lab) -> None:
        first, second = lab.table(), lab.table()
        news: Props = {"vpcId": lab.vpc, "serviceName": "com.amazonaws.eu-west-1.s3"}
        made = lab.make(ENDPOINT, **news, routeTableIds=[first])

        def leads(table: str) -> bool:
            routes = lab.boto().describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
            return any(route.get("DestinationPrefixListId") == made.outputs["prefixListId"] for route in routes)

        assert (leads(first), leads(second)) == (True, False)
        assert made.outputs["cidrBlocks"]
        changed = lab.provider.update(made, **news, routeTableIds=[second])
        assert (leads(first), leads(second)) == (False, True)
        lab.provider.delete(changed)
        assert (leads(first), leads(second)) == (False, False)

    def test_an_interface_endpoint_has_an_interface_in_each_subnet(self, lab: Lab) -> None:
        news: Props = {"vpcId": lab.vpc, "serviceName": "com.amazonaws.eu-west-1.ssm", "vpcEndpointType": "Interface"}
        made = lab.make(ENDPOINT, **news, subnetIds=[lab.subnet("a")])
        assert made.outputs["securityGroupIds"] == [lab.default("defaultSecurityGroupId")]

        other = lab.subnet("b")
        changed = lab.provider.update(made, **news, subnetIds=[other])

        interfaces = lab.boto().describe_network_interfaces(NetworkInterfaceIds=changed.outputs["networkInterfaceIds"])
        assert [one["SubnetId"] for one in interfaces["NetworkInterfaces"]] == [other]

    def test_a_nat_gateway_frees_its_addresses(self, lab: Lab) -> None:
        first, second = lab.eip(), lab.eip()
        made = lab.make(NAT, subnetId=lab.subnet(), allocationId=first, secondaryAllocationIds=[second])

        def free() -> list[bool]:
            found = lab.boto().describe_addresses(AllocationIds=[first, second])["Addresses"]
            return ["AssociationId" not in one for one in found]

        assert free() == [False, False]
        lab.provider.delete(made)
        assert free() == [True, True]
        of_vpc = [{"Name": "vpc-id", "Values": [lab.vpc]}]
        assert lab.boto().describe_network_interfaces(Filters=of_vpc)["NetworkInterfaces"] == []

    @pytest.mark.parametrize(
        "news",
        [
            {"connectivityType": "public"},
            {"connectivityType": "private", "allocationId": "eipalloc-12345678"},
        ],
    )
    def test_a_nat_gateway_with_the_wrong_address_is_refused(self, lab: Lab, news: Props) -> None:
        with pytest.raises(Exception, match="CreateNatGateway"):
            lab.make(NAT, subnetId=lab.subnet(), **news)

    def test_an_ipv6_range_outside_of_the_vpc_or_taken_is_refused(self, lab: Lab) -> None:
        lab.subnet(ipv6CidrBlock=lab.ipv6_block(1))
        with pytest.raises(Exception, match=r"InvalidSubnet\.Conflict"):
            lab.subnet(ipv6CidrBlock=lab.ipv6_block(1))
        with pytest.raises(Exception, match=r"InvalidSubnet\.Range"):
            lab.subnet(ipv6CidrBlock="2001:db8::/64")

    def test_a_subnet_goes_back_to_the_default_acl(self, lab: Lab) -> None:
        subnet = lab.subnet()
        made = lab.make(ACL_USE, networkAclId=lab.acl(), subnetId=subnet)
        lab.provider.delete(made)

        filters = [{"Name": "association.subnet-id", "Values": [subnet]}]
        acls = lab.boto().describe_network_acls(Filters=filters)["NetworkAcls"]
        assert [acl["NetworkAclId"] for acl in acls] == [lab.default("defaultNetworkAclId")]

    def test_the_first_main_table_is_the_main_one_again(self, lab: Lab) -> None:
        first = lab.default("mainRouteTableId")
        made = lab.make(MAIN, vpcId=lab.vpc, routeTableId=lab.table())
        assert made.outputs["originalRouteTableId"] == first
        lab.provider.delete(made)
        assert lab.default("mainRouteTableId") == first

    def test_a_block_is_off_when_it_is_deleted(self, lab: Lab) -> None:
        def mode() -> str:
            options = lab.boto().describe_vpc_block_public_access_options()["VpcBlockPublicAccessOptions"]
            return options["InternetGatewayBlockMode"]

        made = lab.make(BLOCK, internetGatewayBlockMode="block-bidirectional")
        assert (mode(), made.id) == ("block-bidirectional", REGION)
        lab.provider.delete(made)
        assert mode() == "off"

    def test_a_vpc_with_something_in_it_stays_and_then_leaves_nothing(self, lab: Lab) -> None:
        vpc = lab.make(VPC, cidrBlock="10.5.0.0/16")
        gateway = lab.make(IGW, vpcId=vpc.id)
        with pytest.raises(Exception, match="DependencyViolation"):
            lab.provider.delete(vpc)
        lab.provider.delete(gateway)
        lab.provider.delete(vpc)

        of_vpc = [{"Name": "vpc-id", "Values": [vpc.id]}]
        ec2 = lab.boto()
        assert ec2.describe_network_acls(Filters=of_vpc)["NetworkAcls"] == []
        assert ec2.describe_security_groups(Filters=of_vpc)["SecurityGroups"] == []
        assert ec2.describe_route_tables(Filters=of_vpc)["RouteTables"] == []

    def test_a_pool_gives_each_vpc_its_own_range_until_it_is_empty(self, lab: Lab) -> None:
        pool = {"ipv4IpamPoolId": lab.pool(), "ipv4NetmaskLength": 17}
        first, second = (lab.make(VPC, **pool) for _ in range(2))
        assert [vpc.outputs["cidrBlock"] for vpc in (first, second)] == ["10.64.0.0/17", "10.64.128.0/17"]
        with pytest.raises(Exception, match="InsufficientCidrBlocks"):
            lab.make(VPC, **pool)

        lab.provider.delete(first)

        assert lab.make(VPC, **pool).outputs["cidrBlock"] == "10.64.0.0/17"
        taken = lab.boto().get_ipam_pool_allocations(IpamPoolId=pool["ipv4IpamPoolId"])["IpamPoolAllocations"]
        assert len(taken) == 2


class TestFunctions:
    def ask(self, lab: Lab, token: str, **arguments: Any) -> Props:
        answer = lab.provider.invoke(token, **arguments)
        assert not answer.failures
        return dict(getattr(answer, "return"))

    def test_zones_less_those_left_out(self, lab: Lab) -> None:
        token = "aws:index/getAvailabilityZones:getAvailabilityZones"  # noqa: S105 - Pulumi's word for a function
        every = self.ask(lab, token, state="available")
        some = self.ask(lab, token, excludeNames=["eu-west-1a"], excludeZoneIds=[every["zoneIds"][1]])
        assert list(every["names"]) == ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
        assert list(some["names"]) == ["eu-west-1c"]

    def test_the_service_behind_an_endpoint(self, lab: Lab) -> None:
        token = "aws:ec2/getVpcEndpointService:getVpcEndpointService"  # noqa: S105 - Pulumi's word for a function
        found = self.ask(lab, token, service="s3", serviceType="Gateway")
        assert found["serviceName"] == "com.amazonaws.eu-west-1.s3"
        with pytest.raises(Exception, match="InvalidServiceName"):
            self.ask(lab, token, service="nosuch")

    def test_prefix_lists(self, lab: Lab) -> None:
        found = self.ask(lab, "aws:ec2/getPrefixList:getPrefixList", name="com.amazonaws.eu-west-1.s3")
        assert list(found["cidrBlocks"])
        own = lab.make(PREFIXES, addressFamily="IPv4", maxEntries=1, entries=[{"cidr": "10.0.0.0/8"}])
        told = self.ask(lab, "aws:ec2/getManagedPrefixList:getManagedPrefixList", id=own.id)
        assert (told["name"], told["entries"][0]["cidr"]) == (own.outputs["name"], "10.0.0.0/8")

    def test_vpcs_and_subnets(self, lab: Lab) -> None:
        subnet = lab.subnet(tags={"tier": "one"})
        lab.subnet()
        told = self.ask(lab, "aws:ec2/getVpc:getVpc", id=lab.vpc)
        assert (told["cidrBlock"], told["ipv6CidrBlock"]) == ("10.0.0.0/16", lab.ipv6)
        found = self.ask(
            lab,
            "aws:ec2/getSubnets:getSubnets",
            filters=[{"name": "vpc-id", "values": [lab.vpc]}],
            tags={"tier": "one"},
        )
        assert list(found["ids"]) == [subnet]
