"""Which web ACL is in front of a resource."""

from typing import Final

from ...resource import REPLACES, Resource
from ...session import Session
from ...wire import Props


class WebAclAssociation(Resource):
    """A web ACL in front of a load balancer or another regional resource. Its id names both."""

    token = "aws:wafv2/webAclAssociation:WebAclAssociation"
    properties = {"webAclArn": REPLACES, "resourceArn": REPLACES}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Put the web ACL in front of the resource."""
        acl, resource = props["webAclArn"], props["resourceArn"]
        aws.client("wafv2").associate_web_acl(WebACLArn=acl, ResourceArn=resource)
        return f"{acl},{resource}"

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the association, if it is this web ACL that the resource has."""
        acl, _, resource = id.partition(",")
        found = aws.client("wafv2").get_web_acl_for_resource(ResourceArn=resource).get("WebACL")
        return {"webAclArn": acl, "resourceArn": resource} if found and found["ARN"] == acl else None

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Take away whatever web ACL the resource has, as the AWS provider does: its request names no web ACL."""
        aws.client("wafv2").disassociate_web_acl(ResourceArn=id.partition(",")[2])


RESOURCES: Final = (WebAclAssociation(),)
