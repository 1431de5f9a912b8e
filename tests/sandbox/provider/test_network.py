"""The life of each type that a network is made of: made, read, imported, changed, replaced, tagged, deleted."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from lives import account, launch_templates
from network_parts import (
    ACL_USE,
    ANYWHERE,
    BLOCK,
    CHANGING,
    DEFAULT_ACL,
    DEFAULT_GROUP,
    EGRESS,
    ENDPOINT,
    EXCLUSION,
    FLOW_LOG,
    GROUP,
    IGW,
    INGRESS,
    MAIN,
    MAKING,
    NAT,
    PREFIXES,
    REGION,
    REPLACING,
    ROUTE,
    TOKENS,
    VPC,
    Lab,
)
from provider_client import Deployed, InvalidInputsError, ProviderClient

from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.provider import aws
from strongroom.sandbox.provider.aws import ec2
from strongroom.sandbox.provider.aws.rds import subnet_groups
from strongroom.sandbox.provider.changes import DEFAULTS
from strongroom.sandbox.provider.wire import Props

TAGGED = [what for what, token in TOKENS.items() if aws.PACKAGE.resources[token].taggable]
SECONDARY = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"
STAYS_WITH_ITS_VPC = {DEFAULT_ACL, DEFAULT_GROUP}


PROVIDERS_OWN = {DEFAULTS, "namePrefix", "revokeRulesOnDelete", "ipv4IpamPoolId", "ipv4NetmaskLength"}


@pytest.fixture(scope="module")
def landlord(local_aws: LocalAws) -> Iterator[Lab]:
    account = local_aws.account()
    provider = ProviderClient(local_aws.serve(account)["aws"], {"region": REGION})
    yield Lab(account, provider, "", "")
    provider.close()


def let(landlord: Lab) -> Lab:
    """Return a lab with a VPC of its own."""
    vpc = landlord.make(VPC, cidrBlock="10.0.0.0/16", assignGeneratedIpv6CidrBlock=True)
    return replace(landlord, vpc=vpc.id, ipv6=vpc.outputs["ipv6CidrBlock"])


@pytest.fixture
def lab(landlord: Lab) -> Lab:
    return let(landlord)


@pytest.fixture(scope="module")
def news(landlord: Lab, what: str) -> Props:
    """What the program says of a part."""
    return MAKING[what](let(landlord))


@pytest.fixture(scope="module")
def made(landlord: Lab, what: str, news: Props) -> Deployed:
    """The part itself, which tests only look at."""
    return landlord.make(TOKENS[what], **news)


def known_to_aws(news: Props) -> Props:
    return {name: value for name, value in news.items() if name not in PROVIDERS_OWN}


def test_every_part_is_named_and_has_inputs() -> None:
    assert TOKENS.keys() == MAKING.keys()
    assert CHANGING.keys() | REPLACING.keys() <= MAKING.keys()


def test_each_type_of_a_network_has_its_life_told_here() -> None:
    elsewhere = {launch_templates.TEMPLATE, *(life.token for life in account.LIVES)}
    networks = {resource.token for resource in (*ec2.RESOURCES, *subnet_groups.RESOURCES)} - elsewhere
    assert networks == set(TOKENS.values())


def test_alternatives_are_inputs_that_are_supported() -> None:
    for resource in aws.PACKAGE.resources.values():
        assert set(resource.one_of) <= resource.properties.keys()


@pytest.mark.parametrize("what", MAKING, scope="module")
class TestEachPart:
    def test_is_what_aws_says_and_stays_so(self, landlord: Lab, news: Props, made: Deployed) -> None:
        assert made.outputs.items() >= known_to_aws(made.inputs).items()
        assert landlord.provider.refresh(made) == made
        assert landlord.provider.kinds(made, **news) == {}

    def test_is_imported_as_it_was_made(self, landlord: Lab, what: str, made: Deployed) -> None:
        imported = landlord.provider.import_(TOKENS[what], made.id)

        assert imported is not None
        assert imported.outputs.keys() >= known_to_aws(made.inputs).keys()
        assert landlord.provider.check(TOKENS[what], known_to_aws(imported.inputs))

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
        boto = lab.boto()
        rules = lab.boto().describe_network_acls(NetworkAclIds=[acl_id])["NetworkAcls"][0]["Entries"]
        assert [rule["RuleNumber"] for rule in rules] == [32767, 32767]

        boto.authorize_security_group_ingress(
            GroupId=group.id, IpProtocol="tcp", FromPort=22, ToPort=22, CidrIp=ANYWHERE
        )
        boto.create_network_acl_entry(
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
        boto = lab.boto()
        assert boto.describe_network_acls(Filters=of_vpc)["NetworkAcls"] == []
        assert boto.describe_security_groups(Filters=of_vpc)["SecurityGroups"] == []
        assert boto.describe_route_tables(Filters=of_vpc)["RouteTables"] == []

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


@pytest.mark.parametrize("block", ["172.16.0.0/16", "10.0.4.0/24", "10.1.8.0/24", "198.19.0.0/16"])
def test_secondary_cidr_block_that_aws_restricts_is_refused(landlord: Lab, block: str) -> None:
    vpc = landlord.make(VPC, cidrBlock="10.1.0.0/16").id
    landlord.make(SECONDARY, vpcId=vpc, cidrBlock="10.2.0.0/16")
    with pytest.raises(Exception, match=r"InvalidVpc\.Range"):
        landlord.make(SECONDARY, vpcId=vpc, cidrBlock=block)
