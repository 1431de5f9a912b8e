"""AWS WAF."""

from typing import Any

from .lb import BALANCER, balancer
from .world import REGION, Life, World

_NONE = f"arn:aws:wafv2:{REGION}:123456789012:regional/webacl/it/12345678-1234-1234-1234-123456789012"
ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation"


def web_acl(world: World) -> str:
    """Return the ARN of a web ACL that lets everything through."""
    seen: dict[str, Any] = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "it"}
    made = world.client("wafv2").create_web_acl(
        Name=world.name(), Scope="REGIONAL", DefaultAction={"Allow": {}}, VisibilityConfig=seen
    )
    return made["Summary"]["ARN"]


LIVES = (
    Life(
        token=ASSOCIATION,
        making=lambda world: {
            "webAclArn": web_acl(world),
            "resourceArn": world.make(BALANCER, **balancer(world)).id,
        },
        missing=f"{_NONE},arn:aws:elasticloadbalancing:{REGION}:123456789012:loadbalancer/app/it/1234567890123456",
    ),
)
