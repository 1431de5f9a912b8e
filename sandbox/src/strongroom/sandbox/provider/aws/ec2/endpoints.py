"""VPC endpoints and the services that they lead to."""

from typing import Any, Final

from ...errors import ProviderError
from ...resource import CHOSEN, NEEDED, REPLACES, Property, only
from ...session import Session
from ...wire import Props
from ..tags import tag_dict
from .common import Ec2Resource, added_and_removed, filters_of, given, tagged


class VpcEndpoint(Ec2Resource):
    """An endpoint for an AWS service inside a VPC."""

    token = "aws:ec2/vpcEndpoint:VpcEndpoint"
    placement: Final = {
        "vpcId": "VpcId",
        "serviceName": "ServiceName",
        "vpcEndpointType": "VpcEndpointType",
    }
    lists: Final = {
        "routeTableIds": "RouteTableIds",
        "subnetIds": "SubnetIds",
        "securityGroupIds": "SecurityGroupIds",
    }
    settings: Final = {"ipAddressType": "IpAddressType", "policy": "PolicyDocument"}
    dns: Final = {
        "dnsRecordIpType": "DnsRecordIpType",
        "privateDnsOnlyForInboundResolverEndpoint": "PrivateDnsOnlyForInboundResolverEndpoint",
    }
    properties = {
        **dict.fromkeys(placement, REPLACES),
        "vpcEndpointType": Property(default="Gateway", replace=True),
        "serviceName": NEEDED,
        **dict.fromkeys(lists, Property(form="set", computed=True)),
        "ipAddressType": CHOSEN,
        "policy": Property(form="json", computed=True),
        "privateDnsEnabled": CHOSEN,
        "dnsOptions": Property(computed=True, nested=frozenset(dns)),
    }

    def replaced_by(self, olds: Props, news: Props) -> frozenset[str]:
        """Private DNS can be turned on and off only for interface endpoints."""
        name = "privateDnsEnabled"
        return frozenset({name}) if news["vpcEndpointType"] != "Interface" else frozenset()

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the endpoint."""
        made = aws.client("ec2").create_vpc_endpoint(
            PrivateDnsEnabled=props.get("privateDnsEnabled", False),
            TagSpecifications=tagged("vpc-endpoint", tags),
            **given(props, {**self.placement, **self.lists, **self.settings}),
            **self._dns_options(props),
        )
        return made["VpcEndpoint"]["VpcEndpointId"]

    def _dns_options(self, props: Props) -> dict[str, Any]:
        options = given(props.get("dnsOptions") or {}, self.dns)
        return {"DnsOptions": options} if options else {}

    @staticmethod
    def _find(aws: Session, id: str) -> dict[str, Any]:
        endpoint = only(aws.client("ec2").describe_vpc_endpoints(VpcEndpointIds=[id])["VpcEndpoints"])
        return only([endpoint] if endpoint["State"].lower() not in ("deleted", "deleting") else [])

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the endpoint."""
        endpoint = self._find(aws, id)
        options = endpoint.get("DnsOptions")
        return {
            "arn": aws.arn("ec2", f"vpc-endpoint/{id}"),
            **{ours: endpoint.get(theirs) for ours, theirs in {**self.placement, **self.settings}.items()},
            **self._members(endpoint),
            **self._prefix_list(aws, endpoint["ServiceName"]),
            "privateDnsEnabled": endpoint["PrivateDnsEnabled"],
            "dnsOptions": {ours: options[theirs] for ours, theirs in self.dns.items() if theirs in options}
            if options
            else None,
            "dnsEntries": [
                {"dnsName": entry["DnsName"], "hostedZoneId": entry.get("HostedZoneId")}
                for entry in endpoint.get("DnsEntries", [])
            ],
            "networkInterfaceIds": sorted(endpoint.get("NetworkInterfaceIds", [])),
            "ownerId": endpoint["OwnerId"],
            "requesterManaged": endpoint.get("RequesterManaged", False),
            "serviceRegion": endpoint.get("ServiceRegion", aws.region),
            "state": endpoint["State"],
            "tags": tag_dict(endpoint.get("Tags")),
        }

    @staticmethod
    def _members(endpoint: dict[str, Any]) -> dict[str, list[str]]:
        """Return what the endpoint is in, and used by."""
        return {
            "routeTableIds": sorted(endpoint.get("RouteTableIds", [])),
            "subnetIds": sorted(endpoint.get("SubnetIds", [])),
            "securityGroupIds": sorted(group["GroupId"] for group in endpoint.get("Groups", [])),
        }

    @staticmethod
    def _prefix_list(aws: Session, service: str) -> Props:
        by_name = [{"Name": "prefix-list-name", "Values": [service]}]
        for found in aws.client("ec2").describe_prefix_lists(Filters=by_name)["PrefixLists"]:
            return {"prefixListId": found["PrefixListId"], "cidrBlocks": found.get("Cidrs", [])}
        return {"cidrBlocks": []}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the endpoint, in one call."""
        members = self._members(self._find(aws, id))
        call: dict[str, Any] = {}
        for ours in changed & self.lists.keys():
            added, removed = added_and_removed(props[ours], members[ours])
            call |= {f"Add{self.lists[ours]}": added, f"Remove{self.lists[ours]}": removed}
        switches = {**self.settings, "privateDnsEnabled": "PrivateDnsEnabled"}
        call |= given(props, {ours: theirs for ours, theirs in switches.items() if ours in changed})
        if "dnsOptions" in changed:
            call |= self._dns_options(props)
        call = {name: value for name, value in call.items() if value != []}
        if call:
            aws.client("ec2").modify_vpc_endpoint(VpcEndpointId=id, **call)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the endpoint."""
        self._find(aws, id)
        failures = aws.client("ec2").delete_vpc_endpoints(VpcEndpointIds=[id])["Unsuccessful"]
        for failure in failures:
            raise ProviderError(f"DeleteVpcEndpoints: {failure['Error']['Code']}: {failure['Error']['Message']}")


def endpoint_service(aws: Session, arguments: Props) -> Props:
    """Answer `aws.ec2.get_vpc_endpoint_service`: the one service that fits."""
    name = arguments.get("serviceName") or arguments.get("service")
    if name and not arguments.get("serviceName"):
        name = name if name.startswith("com.amazonaws.") else f"com.amazonaws.{aws.region}.{name}"
    filters = filters_of(arguments)
    if kind := arguments.get("serviceType"):
        filters.append({"Name": "service-type", "Values": [kind]})
    names = {"ServiceNames": [name]} if name else {}
    found = aws.client("ec2").describe_vpc_endpoint_services(Filters=filters, **names)["ServiceDetails"]
    if len(found) != 1:
        raise LookupError(f"{len(found)} endpoint services fit; one is wanted")
    service = found[0]
    service_name: str = service["ServiceName"]
    return {
        "id": service_name,
        "arn": aws.arn("ec2", f"vpc-endpoint-service/{service['ServiceId']}"),
        "acceptanceRequired": service["AcceptanceRequired"],
        "availabilityZones": service["AvailabilityZones"],
        "baseEndpointDnsNames": service["BaseEndpointDnsNames"],
        "filters": arguments.get("filters"),
        "managesVpcEndpoints": service["ManagesVpcEndpoints"],
        "owner": service["Owner"],
        "privateDnsName": service.get("PrivateDnsName", ""),
        "privateDnsNames": [one["PrivateDnsName"] for one in service.get("PrivateDnsNames", [])],
        "region": aws.region,
        "service": service_name.removeprefix(f"com.amazonaws.{aws.region}."),
        "serviceId": service["ServiceId"],
        "serviceName": service_name,
        "serviceRegion": aws.region,
        "serviceType": service["ServiceType"][0]["ServiceType"],
        "supportedIpAddressTypes": service.get("SupportedIpAddressTypes", []),
        "tags": tag_dict(service.get("Tags")),
        "vpcEndpointPolicySupported": service["VpcEndpointPolicySupported"],
    }


ARGUMENTS_OF_SERVICE: Final = frozenset({"filters", "service", "serviceName", "serviceType", "tags"})
RESOURCES: Final = (VpcEndpoint(),)
