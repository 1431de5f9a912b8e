"""What AWS calls the parts of a site, when all names are as long as they can be, against AWS's own rules."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from edge_inputs import BUCKET, SERVICE, ZONE
from recording import Deployment

Deploy = Callable[..., Deployment]

LONGEST = "component-" + "x" * 30
"""The longest name of a component."""
SUFFIX = "environment1"
"""The longest suffix of an environment."""
PART = "part-" + "y" * 35
"""The longest name of a part."""
KEY = (
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAETTC+/E8XdCGdjirhx0oFs8OuoBQG\n"
    "XFWIGwtryKUzRGrwPPwd6mrKE2/6ht8FD2BrI8nWi+J6sNOCW0Kcn8zILQ==\n"
    "-----END PUBLIC KEY-----"
)

RULES = {
    "aws:cloudfront/cachePolicy:CachePolicy": ("name", r"[A-Za-z0-9_-]{1,128}"),
    "aws:cloudfront/function:Function": ("name", r"[A-Za-z0-9_-]{1,64}"),
    "aws:cloudfront/keyGroup:KeyGroup": ("name", r"[A-Za-z0-9_-]{1,128}"),
    "aws:cloudfront/originAccessControl:OriginAccessControl": ("name", r"[A-Za-z0-9_-]{1,64}"),
    "aws:cloudfront/originRequestPolicy:OriginRequestPolicy": ("name", r"[A-Za-z0-9_-]{1,128}"),
    "aws:cloudfront/publicKey:PublicKey": ("namePrefix", rf"[A-Za-z0-9_-]{{1,{128 - 26}}}"),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": ("name", r"[A-Za-z0-9_-]{1,128}"),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": ("name", r"[\w-]{1,60}"),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": ("name", r"[\w-]{1,60}"),
    "aws:cloudwatch/logGroup:LogGroup": ("name", r"aws-waf-logs-[\w./#-]{1,499}"),
    "aws:wafv2/ipSet:IpSet": ("name", r"[\w-]{1,128}"),
    "aws:wafv2/webAcl:WebAcl": ("name", r"[\w-]{1,128}"),
}
"""By type: the property that names it, and what AWS takes for it."""
NAMELESS = {
    "aws:acm/certificate:Certificate",
    "aws:acm/certificateValidation:CertificateValidation",
    "aws:cloudfront/distribution:Distribution",
    "aws:cloudfront/monitoringSubscription:MonitoringSubscription",
    "aws:cloudfront/vpcOrigin:VpcOrigin",
    "aws:cloudwatch/logDelivery:LogDelivery",
    "aws:route53/record:Record",
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
}
"""Types whose things have no name that we choose, or not in a property of their own."""


def everything(name: str, deploy: Deploy) -> Deployment:
    """A site with everything that has a name, each as long as can be."""
    return deploy(
        name,
        environment_suffix=SUFFIX,
        domain={"name": "portal.example.com", "zone_id": ZONE},
        origins={PART: BUCKET, "api": SERVICE, f"{PART[:-1]}z": SERVICE},
        default_behavior={"origin": PART},
        cache_policies={PART: {}},
        origin_request_policies={PART: {"headers": "none"}},
        response_headers_policies={PART: {}},
        functions={PART: {"type": "single_page_app"}},
        key_groups={PART: {"public_keys": {PART: KEY}}},
        web_acl={"allowed_networks": ["203.0.113.0/24"], "blocked_networks": ["2001:db8::/32"]},
    )


@pytest.mark.parametrize("name", [LONGEST, "a-b-c-d-e-f", "aws"])
def test_aws_takes_the_names_of_all_parts(deploy: Deploy, name: str) -> None:
    deployment = everything(name, deploy)
    made = {each.type for each in deployment.resources if each.custom}
    assert made == RULES.keys() | NAMELESS
    for type_, (field, rule) in RULES.items():
        names = [str(each.inputs[field]) for each in deployment.of_type(type_)]
        assert [each for each in names if not re.fullmatch(rule, each)] == []
        assert len(set(names)) == len(names)
    origins = [
        each.inputs["vpcOriginEndpointConfig"] for each in deployment.of_type("aws:cloudfront/vpcOrigin:VpcOrigin")
    ]
    assert [each["name"] for each in origins if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", each["name"])] == []
    assert len({each["name"] for each in origins}) == 2


def test_aws_takes_the_comments_of_all_parts(deploy: Deploy) -> None:
    deployment = everything(LONGEST, deploy)
    types = ("distribution:Distribution", "function:Function", "keyGroup:KeyGroup")
    comments: list[Any] = [
        each.inputs["comment"] for type_ in types for each in deployment.of_type(f"aws:cloudfront/{type_}")
    ]
    assert len(comments) == len(types)
    assert [each for each in comments if not 1 <= len(each) <= 128] == []
    access = deployment.one("aws:cloudfront/originAccessControl:OriginAccessControl")
    assert len(access.inputs["description"]) <= 256
