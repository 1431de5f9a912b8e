"""Where a site's content comes from."""

import re
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from edge_inputs import BALANCER, BUCKET, BUCKET_DOMAIN, PUBLIC, SERVICE
from edge_parts import distribution, origin
from recording import UNKNOWN, Deployment

from strongroom.edge._origins import vpc_origin_name

Deploy = Callable[..., Deployment]
VPC_ORIGIN = "aws:cloudfront/vpcOrigin:VpcOrigin"
ACCESS = "aws:cloudfront/originAccessControl:OriginAccessControl"
TO_API: dict[str, Any] = {"behaviors": [{"path_pattern": "/api/*", "origin": "api"}]}


def test_a_bucket_is_read_with_signed_requests(deploy: Deploy) -> None:
    deployment = deploy(origins={"site": BUCKET, "images": BUCKET | {"path": "/images"}})
    access = deployment.one(ACCESS)
    wanted = ("s3", "always", "sigv4")
    signing = ("originAccessControlOriginType", "signingBehavior", "signingProtocol")
    assert tuple(access.inputs[each] for each in signing) == wanted
    site, images = origin(deployment), origin(deployment, "images")
    assert (site["domainName"], site["originPath"]) == (BUCKET_DOMAIN, "")
    assert images["originPath"] == "/images"
    # One access control serves all buckets, and no bucket is asked as a website or with an old identity.
    assert [each["originAccessControlId"] for each in (site, images)] == [access.id, access.id]
    assert not {"customOriginConfig", "s3OriginConfig", "vpcOriginConfig"} & site.keys()


def test_a_private_load_balancer_is_reached_in_its_vpc(deploy: Deploy) -> None:
    api = SERVICE | {"read_timeout_seconds": 60, "keepalive_timeout_seconds": 30}
    deployment = deploy(origins={"site": BUCKET, "api": api}, **TO_API)
    vpc_origin = deployment.one(VPC_ORIGIN, "portal-origin-api")
    assert vpc_origin.inputs["vpcOriginEndpointConfig"] == {
        "name": vpc_origin_name(f"portal-origin-api-{deployment.cloud.region}-dev", BALANCER, "https", 80, 443),
        "arn": BALANCER,
        "httpPort": 80,
        "httpsPort": 443,
        "originProtocolPolicy": "https-only",
        "originSslProtocols": {"items": ["TLSv1.2"], "quantity": 1},
    }
    found = origin(deployment, "api")
    assert found["vpcOriginConfig"] == {
        "vpcOriginId": vpc_origin.id,
        "originReadTimeout": 60,
        "originKeepaliveTimeout": 30,
    }
    assert found["domainName"] == "portal.example.com"
    assert "originAccessControlId" not in found
    assert {name: deployment.value(id_) for name, id_ in deployment.result.vpc_origin_ids.items()} == {
        "api": vpc_origin.id
    }


def test_a_vpc_origin_is_made_anew_under_another_name(deploy: Deploy) -> None:
    found = deploy(origins={"site": BUCKET, "api": SERVICE}, **TO_API).one(VPC_ORIGIN)
    # AWS changes none that a distribution has, and knows each name once.
    assert list(found.request.replaceOnChanges) == ["vpcOriginEndpointConfig"]
    assert not found.request.deleteBeforeReplace
    other = BALANCER.replace("portal", "web")
    settings = [(BALANCER, "https", 80, 443), (other, "https", 80, 443), (BALANCER, "https", 80, 8443)]
    names = {vpc_origin_name("portal", *each) for each in settings}
    assert len(names) == len(settings)
    assert all(re.fullmatch("portal-[0-9a-f]{8}", name) for name in names)


@pytest.mark.parametrize(
    ("given", "ports"),
    [
        ({}, (80, 443, "https-only")),
        ({"port": 8443}, (80, 8443, "https-only")),
        ({"protocol": "http"}, (80, 443, "http-only")),
        ({"protocol": "http", "port": 8080}, (8080, 443, "http-only")),
    ],
)
def test_a_private_load_balancer_is_asked_by_its_port(
    deploy: Deploy, given: dict[str, Any], ports: tuple[int, int, str]
) -> None:
    origins = {"api": SERVICE | given}
    deployment = deploy(durability="ephemeral", origins=origins, default_behavior={"origin": "api"})
    config = deployment.one(VPC_ORIGIN).inputs["vpcOriginEndpointConfig"]
    assert (config["httpPort"], config["httpsPort"], config["originProtocolPolicy"]) == ports
    assert deployment.of_type(ACCESS) == []


def test_a_public_server_is_asked_over_https_with_a_secret_header(deploy: Deploy) -> None:
    api = PUBLIC | {"ip_address_type": "dualstack", "path": "/v1"}
    deployment = deploy(origins={"site": BUCKET, "api": api}, **TO_API)
    found = origin(deployment, "api")
    assert found["customOriginConfig"] == {
        "httpPort": 80,
        "httpsPort": 443,
        "originProtocolPolicy": "https-only",
        "originSslProtocols": ["TLSv1.2"],
        "ipAddressType": "dualstack",
        "originReadTimeout": 30,
        "originKeepaliveTimeout": 5,
    }
    assert found["customHeaders"] == [{"name": "x-origin-verify", "value": "open-sesame-open-sesame"}]
    assert "origins" in deployment.one("aws:cloudfront/distribution:Distribution").secrets
    assert deployment.of_type(VPC_ORIGIN) == []
    plain = deploy(origins={"site": BUCKET, "api": PUBLIC}, **TO_API)
    # Not told if CloudFront's own will do: older releases of the provider don't know it.
    assert "ipAddressType" not in origin(plain, "api")["customOriginConfig"]


def test_what_every_origin_has_is_passed_on(deploy: Deploy) -> None:
    given = {
        "connection_attempts": 2,
        "connection_timeout_seconds": 4,
        "response_completion_timeout_seconds": 90,
        "origin_shield": "eu-central-1",
    }
    found = origin(deploy(origins={"site": BUCKET | given}))
    assert (found["connectionAttempts"], found["connectionTimeout"], found["responseCompletionTimeout"]) == (2, 4, 90)
    assert found["originShield"] == {"enabled": True, "originShieldRegion": "eu-central-1"}
    assert "originShield" not in origin(deploy())


def test_a_second_origin_stands_in_for_the_first(deploy: Deploy) -> None:
    deployment = deploy(
        origins={"site": BUCKET, "copy": BUCKET},
        origin_groups={"both": {"primary": "site", "secondary": "copy", "status_codes": [403, 500]}},
        default_behavior={"origin": "both"},
    )
    assert distribution(deployment)["originGroups"] == [
        {
            "originId": "both",
            "members": [{"originId": "site"}, {"originId": "copy"}],
            "failoverCriteria": {"statusCodes": [403, 500]},
        }
    ]
    assert distribution(deployment)["defaultCacheBehavior"]["targetOriginId"] == "both"


def test_values_of_other_components_may_be_known_later(deploy: Deploy) -> None:
    def origins() -> dict[str, Any]:
        return {
            "site": BUCKET | {"bucket_regional_domain_name": pulumi.Output.from_input(BUCKET_DOMAIN)},
            "api": SERVICE | {"load_balancer_arn": pulumi.Output.from_input(BALANCER)},
        }

    deployment = deploy(origins=origins, **TO_API)
    assert origin(deployment)["domainName"] == BUCKET_DOMAIN
    assert deployment.one(VPC_ORIGIN).inputs["vpcOriginEndpointConfig"]["arn"] == BALANCER
    preview = deploy(preview=True, origins=origins, **TO_API)
    assert origin(preview, "api")["vpcOriginConfig"]["vpcOriginId"] is UNKNOWN
