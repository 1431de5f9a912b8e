"""The controls that a site meets by default, each shown on what is registered; those of its parts are beside them."""

from collections.abc import Callable
from typing import Any, get_args

from edge_inputs import BUCKET, CERTIFICATE, PUBLIC, SERVICE
from edge_parts import behavior, distribution, origin
from recording import Deployment

from strongroom.edge import MinimumProtocolVersion

Deploy = Callable[..., Deployment]
EVERYTHING: dict[str, Any] = {
    "origins": {"site": BUCKET, "api": SERVICE, "old": PUBLIC},
    "behaviors": [{"path_pattern": "/api/*", "origin": "api"}, {"path_pattern": "/old/*", "origin": "old"}],
}


def test_cloudfront_1_there_is_a_default_root_object(deploy: Deploy) -> None:
    assert distribution(deploy())["defaultRootObject"] == "index.html"


def test_cloudfront_3_viewers_come_over_https(deploy: Deploy) -> None:
    deployment = deploy(**EVERYTHING)
    found = [behavior(deployment, path)["viewerProtocolPolicy"] for path in (None, "/api/*", "/old/*")]
    assert set(found) == {"redirect-to-https"}


def test_cloudfront_4_a_second_origin_can_stand_in(deploy: Deploy) -> None:
    # By default there is one bucket; the exception is in the README.
    deployment = deploy(
        origins={"site": BUCKET, "copy": BUCKET},
        origin_groups={"both": {"primary": "site", "secondary": "copy"}},
        default_behavior={"origin": "both"},
    )
    (group,) = distribution(deployment)["originGroups"]
    assert [member["originId"] for member in group["members"]] == ["site", "copy"]
    assert behavior(deployment)["targetOriginId"] == group["originId"]


def test_cloudfront_6_a_web_acl_is_in_front(deploy: Deploy) -> None:
    deployment = deploy()
    acl = deployment.one("aws:wafv2/webAcl:WebAcl")
    assert (acl.inputs["scope"], acl.region) == ("CLOUDFRONT", "us-east-1")
    assert distribution(deployment)["webAclId"] == (acl.outputs or {})["arn"]


def test_cloudfront_7_8_and_15_viewers_see_a_certificate_of_ones_own(deploy: Deploy) -> None:
    found = distribution(deploy())
    certificate = found["viewerCertificate"]
    assert (certificate["acmCertificateArn"], certificate["sslSupportMethod"]) == (CERTIFICATE, "sni-only")
    assert certificate["minimumProtocolVersion"] == "TLSv1.2_2021"
    assert set(get_args(MinimumProtocolVersion)) == {"TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"}
    assert found["aliases"] == ["portal.example.com"]


def test_cloudfront_9_and_10_origins_are_asked_over_https_with_tls_1_2(deploy: Deploy) -> None:
    deployment = deploy(**EVERYTHING)
    private = deployment.one("aws:cloudfront/vpcOrigin:VpcOrigin").inputs["vpcOriginEndpointConfig"]
    public = origin(deployment, "old")["customOriginConfig"]
    assert (private["originProtocolPolicy"], private["originSslProtocols"]["items"]) == ("https-only", ["TLSv1.2"])
    assert (public["originProtocolPolicy"], public["originSslProtocols"]) == ("https-only", ["TLSv1.2"])


def test_cloudfront_12_and_13_buckets_are_read_by_origin_access_control(deploy: Deploy) -> None:
    deployment = deploy(**EVERYTHING)
    access = deployment.one("aws:cloudfront/originAccessControl:OriginAccessControl")
    assert (access.inputs["signingBehavior"], access.inputs["originAccessControlOriginType"]) == ("always", "s3")
    # CloudFront.12, that the bucket is there, follows from its own output being what names it.
    assert origin(deployment)["originAccessControlId"] == access.id
    assert "s3OriginConfig" not in origin(deployment)


def test_s3_1_and_8_a_site_opens_no_bucket_to_the_public(deploy: Deploy) -> None:
    kinds = {each.type for each in deploy(**EVERYTHING).resources}
    assert not {kind for kind in kinds if kind.startswith(("aws:s3/bucketPolicy", "aws:s3/bucketAcl"))}
    assert not {kind for kind in kinds if kind.startswith(("aws:s3/bucketWebsite", "aws:s3/bucketPublicAccess"))}


def test_security_headers_with_hsts_are_on_every_response(deploy: Deploy) -> None:
    deployment = deploy(**EVERYTHING)
    headers = deployment.one("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy")
    hsts = headers.inputs["securityHeadersConfig"]["strictTransportSecurity"]
    assert (hsts["preload"], hsts["includeSubdomains"], hsts["override"]) == (True, True, True)
    found = [behavior(deployment, path)["responseHeadersPolicyId"] for path in (None, "/api/*", "/old/*")]
    assert set(found) == {headers.id}
