"""The attachment of a VPC to a transit gateway."""

from typing import Any, Final

from ...resource import CHOSEN, REPLACES, Property, only
from ...session import Session
from ...wire import Props
from ..tags import tag_dict
from .common import Ec2Resource, added_and_removed, given, tagged


class VpcAttachment(Ec2Resource):
    """A VPC's attachment to a transit gateway."""

    token = "aws:ec2transitgateway/vpcAttachment:VpcAttachment"
    options: Final = {
        "applianceModeSupport": "ApplianceModeSupport",
        "dnsSupport": "DnsSupport",
        "ipv6Support": "Ipv6Support",
        "securityGroupReferencingSupport": "SecurityGroupReferencingSupport",
    }
    properties = {
        "transitGatewayId": REPLACES,
        "vpcId": REPLACES,
        "subnetIds": Property(form="set"),
        "applianceModeSupport": Property(default="disable"),
        "dnsSupport": Property(default="enable"),
        "ipv6Support": Property(default="disable"),
        "securityGroupReferencingSupport": CHOSEN,
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Attach the VPC."""
        made = aws.client("ec2").create_transit_gateway_vpc_attachment(
            TransitGatewayId=props["transitGatewayId"],
            VpcId=props["vpcId"],
            SubnetIds=props["subnetIds"],
            Options=given(props, self.options),
            TagSpecifications=tagged("transit-gateway-attachment", tags),
        )
        return made["TransitGatewayVpcAttachment"]["TransitGatewayAttachmentId"]

    @staticmethod
    def _find(aws: Session, id: str) -> dict[str, Any]:
        found = aws.client("ec2").describe_transit_gateway_vpc_attachments(TransitGatewayAttachmentIds=[id])
        attachment = only(found["TransitGatewayVpcAttachments"])
        return only([attachment] if attachment["State"] not in ("deleted", "deleting") else [])

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the attachment."""
        attachment = self._find(aws, id)
        return {
            "arn": aws.arn("ec2", f"transit-gateway-attachment/{id}"),
            "transitGatewayId": attachment["TransitGatewayId"],
            "vpcId": attachment["VpcId"],
            "vpcOwnerId": attachment["VpcOwnerId"],
            "subnetIds": sorted(attachment["SubnetIds"]),
            **{ours: attachment["Options"].get(theirs) for ours, theirs in self.options.items()},
            "tags": tag_dict(attachment.get("Tags")),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the subnets and the options."""
        added, removed = added_and_removed(props["subnetIds"], self._find(aws, id)["SubnetIds"])
        aws.client("ec2").modify_transit_gateway_vpc_attachment(
            TransitGatewayAttachmentId=id,
            AddSubnetIds=added,
            RemoveSubnetIds=removed,
            Options=given(props, self.options),
        )

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Detach the VPC."""
        self._find(aws, id)
        aws.client("ec2").delete_transit_gateway_vpc_attachment(TransitGatewayAttachmentId=id)


RESOURCES: Final = (VpcAttachment(),)
