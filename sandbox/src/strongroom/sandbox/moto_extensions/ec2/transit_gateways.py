"""Transit gateway attachments: tags at their making, and one that does not exist told as such."""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.responses import EC2Response

from ..request import parameter, replace, result_of

_create: Any = EC2Response.create_transit_gateway_vpc_attachment
_delete: Any = EC2Response.delete_transit_gateway_vpc_attachment


def create_transit_gateway_vpc_attachment(self: EC2Response) -> ActionResult:
    """Attach a VPC.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTransitGatewayVpcAttachment.html
    """
    subnets = [self.ec2_backend.get_subnet(id) for id in parameter(self, "SubnetIds", [])]
    if len({subnet.availability_zone for subnet in subnets}) < len(subnets):
        raise EC2ClientError("DuplicateSubnetsInSameZone", "Duplicate subnets for the same availability zone")
    answer = _create(self)
    tags = self._parse_tag_specification().get("transit-gateway-attachment", {})  # pyright: ignore[reportPrivateUsage]
    result_of(answer)["TransitGatewayVpcAttachment"].add_tags(tags)
    return answer


def delete_transit_gateway_vpc_attachment(self: EC2Response) -> ActionResult:
    """Detach a VPC.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteTransitGatewayVpcAttachment.html
    """
    id = parameter(self, "TransitGatewayAttachmentId")
    if id not in self.ec2_backend.transit_gateway_attachments:
        raise EC2ClientError("InvalidTransitGatewayAttachmentID.NotFound", f"Attachment {id} does not exist")
    return _delete(self)


def install() -> None:
    """Add the operations."""
    replace(EC2Response, create_transit_gateway_vpc_attachment, delete_transit_gateway_vpc_attachment)
