"""Route tables, their routes, and who uses them."""

from typing import Any, Final

from ...resource import PLAIN, REPLACES, Made, NotFoundError, Property, Resource, only
from ...session import Session
from ...wire import Props
from ..tags import tag_dict
from .common import Ec2Resource, given, managed, of_vpc, tagged

TARGETS: Final = {
    "egressOnlyGatewayId": "EgressOnlyInternetGatewayId",
    "gatewayId": "GatewayId",
    "natGatewayId": "NatGatewayId",
    "networkInterfaceId": "NetworkInterfaceId",
    "transitGatewayId": "TransitGatewayId",
    "vpcEndpointId": "VpcEndpointId",
    "vpcPeeringConnectionId": "VpcPeeringConnectionId",
}
DESTINATIONS: Final = {
    "destinationCidrBlock": "DestinationCidrBlock",
    "destinationIpv6CidrBlock": "DestinationIpv6CidrBlock",
    "destinationPrefixListId": "DestinationPrefixListId",
}
INLINE_DESTINATIONS: Final = {
    "cidrBlock": "DestinationCidrBlock",
    "ipv6CidrBlock": "DestinationIpv6CidrBlock",
    "destinationPrefixListId": "DestinationPrefixListId",
}


def _table(aws: Session, id: str) -> dict[str, Any]:
    return only(aws.client("ec2").describe_route_tables(RouteTableIds=[id])["RouteTables"])


def _targets(route: dict[str, Any]) -> Props:
    """Return where a route leads; AWS tells an endpoint of a load balancer as a gateway."""
    targets = {ours: route.get(theirs) for ours, theirs in TARGETS.items()}
    if (gateway := targets["gatewayId"] or "").startswith("vpce-"):
        targets |= {"gatewayId": None, "vpcEndpointId": gateway}
    return targets


class RouteTable(Ec2Resource):
    """A route table, with its routes or without: then they are resources of their own."""

    token = "aws:ec2/routeTable:RouteTable"
    properties = {
        "vpcId": REPLACES,
        "routes": Property(
            form="set", after_create=True, computed=True, nested=frozenset({*INLINE_DESTINATIONS, *TARGETS})
        ),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the table."""
        made = aws.client("ec2").create_route_table(VpcId=props["vpcId"], TagSpecifications=tagged("route-table", tags))
        return made["RouteTable"]["RouteTableId"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the table; of its routes those that a program can make."""
        table = _table(aws, id)
        seen = {
            "arn": aws.arn("ec2", f"route-table/{id}"),
            "ownerId": table["OwnerId"],
            "vpcId": table["VpcId"],
            "routes": self._routes(table),
            "tags": tag_dict(table.get("Tags")),
        }
        return managed({"routes"}, known, seen)

    @staticmethod
    def _routes(table: dict[str, Any]) -> list[Props]:
        routes: list[Props] = []
        for route in table["Routes"]:
            made_for_a_gateway_endpoint = "DestinationPrefixListId" in route and "GatewayId" in route
            if route.get("Origin") != "CreateRouteTable" and not made_for_a_gateway_endpoint:
                destination = {ours: route.get(theirs) for ours, theirs in INLINE_DESTINATIONS.items()}
                told = {**destination, **_targets(route)}
                routes.append({name: value for name, value in told.items() if value})
        return routes

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Bring the routes to what they should be."""
        ec2 = aws.client("ec2")
        wanted: list[Props] = props.get("routes") or []
        present = self._routes(_table(aws, id))
        for route in present:
            if route not in wanted:
                ec2.delete_route(RouteTableId=id, **given(route, INLINE_DESTINATIONS))
        for route in wanted:
            if route not in present:
                ec2.create_route(RouteTableId=id, **given(route, {**INLINE_DESTINATIONS, **TARGETS}))

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the table."""
        aws.client("ec2").delete_route_table(RouteTableId=id)


class Route(Resource):
    """A route in a table, for one destination."""

    token = "aws:ec2/route:Route"
    one_of = tuple(DESTINATIONS)
    properties = {
        "routeTableId": REPLACES,
        **dict.fromkeys(DESTINATIONS, REPLACES),
        **dict.fromkeys(TARGETS, PLAIN),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the route. Its id is the table's with the destination, as for import."""
        aws.client("ec2").create_route(**self._call(props))
        return f"{props['routeTableId']}_{only(list(given(props, DESTINATIONS).values()))}"

    @staticmethod
    def _call(props: Props) -> dict[str, Any]:
        return given(props, {"routeTableId": "RouteTableId", **DESTINATIONS, **TARGETS})

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the route."""
        table_id, name, destination = self._parts(id)
        routes = _table(aws, table_id)["Routes"]
        route = only([route for route in routes if route.get(DESTINATIONS[name]) == destination])
        return {
            "routeTableId": table_id,
            name: destination,
            **_targets(route),
            "origin": route.get("Origin"),
            "state": route.get("State"),
        }

    @staticmethod
    def _parts(id: str) -> tuple[str, str, str]:
        """Return the table, the property that holds the destination, and the destination."""
        if "_" not in id:
            raise NotFoundError
        table_id, destination = id.split("_", 1)
        if destination.startswith("pl-"):
            return table_id, "destinationPrefixListId", destination
        return table_id, "destinationIpv6CidrBlock" if ":" in destination else "destinationCidrBlock", destination

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Lead the route to another target."""
        aws.client("ec2").replace_route(**self._call(props))

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the route."""
        table_id, name, destination = self._parts(id)
        aws.client("ec2").delete_route(RouteTableId=table_id, **{DESTINATIONS[name]: destination})


class RouteTableAssociation(Resource):
    """A subnet's or a gateway's use of a route table."""

    token = "aws:ec2/routeTableAssociation:RouteTableAssociation"
    users: Final = {"subnetId": "SubnetId", "gatewayId": "GatewayId"}
    one_of = tuple(users)
    properties = {"routeTableId": PLAIN, **dict.fromkeys(users, REPLACES)}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Associate the subnet or gateway with the table."""
        made = aws.client("ec2").associate_route_table(RouteTableId=props["routeTableId"], **given(props, self.users))
        return made["AssociationId"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the association."""
        found = self._find(aws, id, known)
        return {
            "routeTableId": found["RouteTableId"],
            **{ours: found.get(theirs) for ours, theirs in self.users.items()},
        }

    def _find(self, aws: Session, id: str, known: Props) -> dict[str, Any]:
        """Return the association: by its id, or by who uses the table, since a change of table gives it a new id."""
        tables = aws.client("ec2").describe_route_tables
        by_id = {"Name": "association.route-table-association-id", "Values": [id]}
        by_subnet = {"Name": "association.subnet-id", "Values": [known.get("subnetId") or "none"]}
        found = tables(Filters=[by_id])["RouteTables"] or tables(Filters=[by_subnet])["RouteTables"]
        wanted = given(known, self.users)
        associations: list[dict[str, Any]] = only(found)["Associations"]
        return only(
            [
                one
                for one in associations
                if one["RouteTableAssociationId"] == id or (wanted and wanted.items() <= one.items())
            ]
        )

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Use another table."""
        present = self._find(aws, id, props)["RouteTableAssociationId"]
        aws.client("ec2").replace_route_table_association(AssociationId=present, RouteTableId=props["routeTableId"])

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """End the association."""
        present = self._find(aws, id, known)["RouteTableAssociationId"]
        aws.client("ec2").disassociate_route_table(AssociationId=present)


class MainRouteTableAssociation(Resource):
    """The choice of the route table for subnets without one of their own."""

    token = "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation"
    properties = {"vpcId": REPLACES, "routeTableId": REPLACES}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> Made:
        """Make the table the main one; remember which one was."""
        table, association = self._main(aws, props["vpcId"])
        made = aws.client("ec2").replace_route_table_association(
            AssociationId=association, RouteTableId=props["routeTableId"]
        )
        return Made(made["NewAssociationId"], {"originalRouteTableId": table})

    @staticmethod
    def _main(aws: Session, vpc_id: str) -> tuple[str, str]:
        tables = aws.client("ec2").describe_route_tables(Filters=of_vpc(vpc_id, **{"association.main": "true"}))
        table = only(tables["RouteTables"])
        return table["RouteTableId"], only([one for one in table["Associations"] if one["Main"]])[
            "RouteTableAssociationId"
        ]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the association."""
        by_id = [{"Name": "association.route-table-association-id", "Values": [id]}]
        table = only(aws.client("ec2").describe_route_tables(Filters=by_id)["RouteTables"])
        original = known.get("originalRouteTableId")
        return {"vpcId": table["VpcId"], "routeTableId": table["RouteTableId"], "originalRouteTableId": original}

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Make the table the main one again that was it before."""
        aws.client("ec2").replace_route_table_association(AssociationId=id, RouteTableId=known["originalRouteTableId"])


RESOURCES: Final = (RouteTable(), Route(), RouteTableAssociation(), MainRouteTableAssociation())
