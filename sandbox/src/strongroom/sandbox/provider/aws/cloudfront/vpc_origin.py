"""Origins inside a VPC."""

from typing import Any, Final

from ...resource import EVERYTHING, Property
from ...session import Session
from ...wire import Props
from ..tags import tag_list
from ..translate import request
from .common import CloudFrontResource, configuration_seen, tags_of

_CONFIG: Final = "vpcOriginEndpointConfig"


class VpcOrigin(CloudFrontResource):
    """A private load balancer or instance that distributions may have as an origin."""

    token = "aws:cloudfront/vpcOrigin:VpcOrigin"
    taggable = True
    properties = {_CONFIG: Property(nested=EVERYTHING), "timeouts": Property(nested=EVERYTHING)}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the origin."""
        tagged = {"Tags": {"Items": tag_list(tags)}} if tags else {}
        made = aws.client("cloudfront").create_vpc_origin(VpcOriginEndpointConfig=_endpoint(aws, props), **tagged)
        return made["VpcOrigin"]["Id"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the origin."""
        answer = aws.client("cloudfront").get_vpc_origin(Id=id)
        origin = answer["VpcOrigin"]
        return {
            "arn": origin["Arn"],
            "etag": answer["ETag"],
            _CONFIG: configuration_seen(self.token, origin, known, {})[_CONFIG],
            "tags": tags_of(aws, origin["Arn"]),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the origin; how long to wait is not AWS's to know."""
        if _CONFIG in changed:
            cloudfront = aws.client("cloudfront")
            etag = cloudfront.get_vpc_origin(Id=id)["ETag"]
            cloudfront.update_vpc_origin(Id=id, IfMatch=etag, VpcOriginEndpointConfig=_endpoint(aws, props))

    def unsettled(self, changed: frozenset[str]) -> frozenset[str]:
        """Every change makes a version."""
        return frozenset({"etag"})

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the origin; AWS refuses that while a distribution has it."""
        cloudfront = aws.client("cloudfront")
        cloudfront.delete_vpc_origin(Id=id, IfMatch=cloudfront.get_vpc_origin(Id=id)["ETag"])


def _endpoint(aws: Session, props: Props) -> dict[str, Any]:
    return request(aws, "cloudfront", "VpcOriginEndpointConfig", props[_CONFIG])


RESOURCES: Final = (VpcOrigin(),)
