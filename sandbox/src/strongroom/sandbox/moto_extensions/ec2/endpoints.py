"""VPC endpoints: DNS options and address types kept, changes that reach routes and network interfaces."""

from contextlib import suppress
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.exceptions import InvalidRouteError, InvalidRouteTableIdError, InvalidVpcEndPointIdError
from moto.ec2.models.vpcs import VPCEndPoint
from moto.ec2.responses import EC2Response

from ..request import parameter, replace, result_of

_create_vpc_endpoint = EC2Response.create_vpc_endpoint


def _is_interface(endpoint: Any) -> bool:
    return (endpoint.vpc_endpoint_type or "Gateway") == "Interface"


def create_vpc_endpoint(self: EC2Response) -> ActionResult:
    """Make an endpoint. One with interfaces is in the VPC's default security group if no other is named.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html
    """
    answer = _create_vpc_endpoint(self)
    endpoint: Any = result_of(answer)["VpcEndpoint"]
    if _is_interface(endpoint):
        default = self.ec2_backend.get_default_security_group(endpoint.vpc_id)
        endpoint.security_group_ids = endpoint.security_group_ids or [default.id]
        endpoint.ip_address_type = parameter(self, "IpAddressType", "ipv4")
        endpoint.dns_options = {"DnsRecordIpType": endpoint.ip_address_type, **parameter(self, "DnsOptions", {})}
    else:
        endpoint.private_dns_enabled = False
    return answer


def _lead(backend: Any, endpoint: Any, route_table_id: str) -> None:
    """Lead the prefixes of the endpoint's service from a route table to it."""
    backend.create_route(
        route_table_id,
        None,
        gateway_id=endpoint.id,
        destination_prefix_list_id=endpoint.destination_prefix_list_id,
    )


def _lead_no_more(backend: Any, endpoint: Any, route_table_id: str) -> None:
    with suppress(InvalidRouteError, InvalidRouteTableIdError):  # the table is gone, and the route with it
        backend.delete_route(route_table_id, None, None, endpoint.destination_prefix_list_id)


def modify_vpc_endpoint(self: EC2Response) -> ActionResult:
    """Change an endpoint.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcEndpoint.html
    """
    backend, endpoint = self.ec2_backend, self.ec2_backend.get_vpc_end_point(parameter(self, "VpcEndpointId"))
    for ours, theirs in (("route_table_ids", "RouteTableIds"), ("security_group_ids", "SecurityGroupIds")):
        _change(endpoint, ours, parameter(self, f"Add{theirs}", []), parameter(self, f"Remove{theirs}", []))
    if endpoint.destination_prefix_list_id:
        for table in parameter(self, "AddRouteTableIds", []):
            _lead(backend, endpoint, table)
        for table in parameter(self, "RemoveRouteTableIds", []):
            _lead_no_more(backend, endpoint, table)
    _move(backend, endpoint, parameter(self, "AddSubnetIds", []), parameter(self, "RemoveSubnetIds", []))
    if parameter(self, "ResetPolicy"):
        endpoint.policy_document = VPCEndPoint.DEFAULT_POLICY
    for ours, theirs in (
        ("policy_document", "PolicyDocument"),
        ("private_dns_enabled", "PrivateDnsEnabled"),
        ("ip_address_type", "IpAddressType"),
    ):
        if parameter(self, theirs) is not None:
            setattr(endpoint, ours, parameter(self, theirs))
    if options := parameter(self, "DnsOptions"):
        endpoint.dns_options = {**endpoint.dns_options, **options}
    return ActionResult({"Return": True})


def _change(endpoint: Any, name: str, added: list[str], removed: list[str]) -> None:
    present: list[str] = getattr(endpoint, name) or []
    kept = [one for one in present if one not in removed]
    setattr(endpoint, name, [*kept, *(one for one in added if one not in kept)])


def _move(backend: Any, endpoint: Any, added: list[str], removed: list[str]) -> None:
    """Put the endpoint into subnets, with an interface in each, and take it out of others."""
    enis = {backend.enis[id].subnet.id: id for id in endpoint.network_interface_ids if id in backend.enis}
    for subnet_id in removed:
        backend.enis.pop(enis.pop(subnet_id, None), None)
    for subnet_id in added:
        enis[subnet_id] = backend.create_network_interface(backend.get_subnet(subnet_id), None).id
    endpoint.network_interface_ids = list(enis.values())
    _change(endpoint, "subnet_ids", added, removed)


def delete_vpc_endpoints(self: EC2Response) -> ActionResult:
    """Delete endpoints with their routes and interfaces; an endpoint that does not exist is told, not raised.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpcEndpoints.html
    """
    backend = self.ec2_backend
    failures: list[dict[str, Any]] = []
    for id in parameter(self, "VpcEndpointIds", []):
        endpoint = backend.vpc_end_points.pop(id, None)
        if endpoint is None:
            error = InvalidVpcEndPointIdError(id)
            failures.append({"ResourceId": id, "Error": {"Code": error.code, "Message": error.message}})
            continue
        for eni in endpoint.network_interface_ids:
            backend.enis.pop(eni, None)
        for table in endpoint.route_table_ids:
            _lead_no_more(backend, endpoint, table)
    return ActionResult({"Unsuccessful": failures})


def install() -> None:
    """Add the operations."""
    replace(EC2Response, create_vpc_endpoint, modify_vpc_endpoint, delete_vpc_endpoints)
