"""Internet gateways, for IPv4 and IPv6."""

from typing import Final

from ...resource import REPLACES, Property, only
from ...session import Session
from ...wire import Props
from ..tags import tag_dict
from .common import Ec2Resource, tagged


class InternetGateway(Ec2Resource):
    """An internet gateway, attached to a VPC if one is given."""

    token = "aws:ec2/internetGateway:InternetGateway"
    properties = {"vpcId": Property(after_create=True)}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the gateway."""
        made = aws.client("ec2").create_internet_gateway(TagSpecifications=tagged("internet-gateway", tags))
        return made["InternetGateway"]["InternetGatewayId"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the gateway."""
        gateways = aws.client("ec2").describe_internet_gateways(InternetGatewayIds=[id])["InternetGateways"]
        gateway = only(gateways)
        attached: list[Props] = gateway.get("Attachments") or [{}]
        return {
            "arn": aws.arn("ec2", f"internet-gateway/{id}"),
            "ownerId": gateway.get("OwnerId", aws.account_id),
            "vpcId": attached[0].get("VpcId"),
            "tags": tag_dict(gateway.get("Tags")),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Attach the gateway to another VPC."""
        self._detach(aws, id)
        if vpc_id := props.get("vpcId"):
            aws.client("ec2").attach_internet_gateway(InternetGatewayId=id, VpcId=vpc_id)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Detach the gateway and delete it."""
        self._detach(aws, id)
        aws.client("ec2").delete_internet_gateway(InternetGatewayId=id)

    def _detach(self, aws: Session, id: str) -> None:
        seen = self.read(aws, id, {})
        if seen and seen["vpcId"]:
            aws.client("ec2").detach_internet_gateway(InternetGatewayId=id, VpcId=seen["vpcId"])


class EgressOnlyInternetGateway(Ec2Resource):
    """A way out to the internet for IPv6, and none in."""

    token = "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway"
    properties = {"vpcId": REPLACES}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the gateway."""
        made = aws.client("ec2").create_egress_only_internet_gateway(
            VpcId=props["vpcId"], TagSpecifications=tagged("egress-only-internet-gateway", tags)
        )
        return made["EgressOnlyInternetGateway"]["EgressOnlyInternetGatewayId"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the gateway."""
        found = aws.client("ec2").describe_egress_only_internet_gateways(EgressOnlyInternetGatewayIds=[id])
        gateway = only(found["EgressOnlyInternetGateways"])
        return {"vpcId": gateway["Attachments"][0]["VpcId"], "tags": tag_dict(gateway.get("Tags"))}

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the gateway."""
        aws.client("ec2").delete_egress_only_internet_gateway(EgressOnlyInternetGatewayId=id)


RESOURCES: Final = (InternetGateway(), EgressOnlyInternetGateway())
