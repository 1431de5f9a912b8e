"""Checks of CloudFront's distributions and their origins."""

import re

from strongroom.observability._proof._checks import Check, Judgement, check, expected, own
from strongroom.observability._proof._state import Properties, Registered, StackState

_BUCKET = re.compile(r"(?P<bucket>.+?)\.s3[.-]([a-z0-9-]+\.)?amazonaws\.com(\.cn)?")
_OLD_TLS = frozenset({"SSLv3", "TLSv1", "TLSv1.1"})
_POLICIES = expected("CloudFront.15", "securityPolicies")
_YEAR_SECONDS = 31_536_000


def _bucket_origins(distribution: Registered) -> list[tuple[Properties, str]]:
    """Return the origins that are buckets, and the buckets' names."""
    origins = ((each, _BUCKET.fullmatch(each.text("domainName"))) for each in distribution.parts("origins"))
    return [(each, found["bucket"]) for each, found in origins if found and not each.get("customOriginConfig")]


def _has_buckets(distribution: Registered, stack: StackState) -> bool:
    del stack
    return bool(_bucket_origins(distribution))


def _behaviors(distribution: Registered) -> list[Properties]:
    return [*distribution.parts("defaultCacheBehavior"), *distribution.parts("orderedCacheBehaviors")]


def _root_object(distribution: Registered, stack: StackState) -> Judgement:
    del stack
    return None if distribution.text("defaultRootObject") else "it has no root object"


def _viewers(distribution: Registered, stack: StackState) -> Judgement:
    del stack
    plain = any(each.text("viewerProtocolPolicy") == "allow-all" for each in _behaviors(distribution))
    return "viewers may use it without TLS" if plain else None


def _failover(distribution: Registered, stack: StackState) -> Judgement:
    del stack
    groups = distribution.parts("originGroups")
    right = any(len(each.parts("members")) > 1 for each in groups)
    return None if right else "it has no group of origins, of which one stands in for another"


def _logs(distribution: Registered, stack: StackState) -> Judgement:
    if distribution.text("loggingConfig.bucket"):
        return None
    newer = stack.where("cloudwatch.LogDeliverySource", "resourceArn", distribution.arn)
    names = [each.text("name") for each in newer if each.text("logType") == "ACCESS_LOGS"]
    if stack.where("cloudwatch.LogDelivery", "deliverySourceName", *names):
        return "it logs by standard logging (v2), and AWS looks only for the legacy kind, which needs ACLs"
    return "it has no access logs"


def _web_acl(distribution: Registered, stack: StackState) -> Judgement:
    del stack
    return None if distribution.text("webAclId") else "it has no web ACL"


def _has_certificate(distribution: Registered, stack: StackState) -> bool:
    del stack
    names = ("acmCertificateArn", "iamCertificateId")
    return any(distribution.text(f"viewerCertificate.{name}") for name in names)


def _own_certificate(distribution: Registered, stack: StackState) -> Judgement:
    right = _has_certificate(distribution, stack)
    return None if right else "it has CloudFront's certificate, not one of its own"


def _sni(distribution: Registered, stack: StackState) -> Judgement:
    del stack
    right = distribution.text("viewerCertificate.sslSupportMethod") == "sni-only"
    return None if right else "it serves its certificate from addresses of its own, not by SNI"


def _servers(source: Registered) -> list[tuple[str, list[str]]]:
    """Return for each server behind a distribution or VPC origin the protocols: HTTP or HTTPS, and versions of TLS."""
    if source.kind == "cloudfront.VpcOrigin":
        return [
            (each.text("originProtocolPolicy"), each.texts("originSslProtocols.items"))
            for each in source.parts("vpcOriginEndpointConfig")
        ]
    found = [each for origin in source.parts("origins") for each in origin.parts("customOriginConfig")]
    return [(each.text("originProtocolPolicy"), each.texts("originSslProtocols")) for each in found]


def _has_servers(source: Registered, stack: StackState) -> bool:
    del stack
    return bool(_servers(source))


def _tls_to_origin(source: Registered, stack: StackState) -> Judgement:
    # Which viewers a VPC origin has, and so whether they use TLS, is a matter of distributions.
    behaviors = _behaviors(source)
    plain = not behaviors or _viewers(source, stack) is not None
    wrong = any(policy == "http-only" or (policy == "match-viewer" and plain) for policy, _ in _servers(source))
    return "it speaks to an origin without TLS" if wrong else None


def _old_tls(source: Registered, stack: StackState) -> Judgement:
    del stack
    old = _OLD_TLS & {version for _, versions in _servers(source) for version in versions}
    return f"it speaks to an origin by {', '.join(sorted(old))}" if old else None


def _buckets_exist(distribution: Registered, stack: StackState) -> Judgement:
    missing = [name for _, name in _bucket_origins(distribution) if not stack.where("s3.Bucket", "bucket", name)]
    return "the bucket of an origin is not in this stack, so nothing shows that it exists" if missing else None


def _access_control(distribution: Registered, stack: StackState) -> Judgement:
    del stack
    right = all(origin.text("originAccessControlId") for origin, _ in _bucket_origins(distribution))
    return None if right else "it reads a bucket without origin access control"


def _has_sni(distribution: Registered, stack: StackState) -> bool:
    return _has_certificate(distribution, stack) and _sni(distribution, stack) is None


def _minimum_tls(distribution: Registered, stack: StackState) -> Judgement:
    del stack
    policy = distribution.text("viewerCertificate.minimumProtocolVersion")
    return None if policy in _POLICIES else f"its TLS policy {policy} is not one that AWS recommends"


def _headers(distribution: Registered, stack: StackState) -> Judgement:
    del stack
    right = all(each.text("responseHeadersPolicyId") for each in _behaviors(distribution))
    return None if right else "a behavior adds no headers for browsers"


def _hsts(policy: Registered, stack: StackState) -> Judgement:
    del stack
    seconds = policy.number("securityHeadersConfig.strictTransportSecurity.accessControlMaxAgeSec")
    return None if seconds >= _YEAR_SECONDS else "it does not tell browsers to use TLS for a year (HSTS)"


CHECKS: tuple[Check, ...] = (
    check("CloudFront.1", "cloudfront.Distribution", _root_object, "CKV_AWS_305", _has_buckets),
    check("CloudFront.3", "cloudfront.Distribution", _viewers, "CKV_AWS_34"),
    check("CloudFront.4", "cloudfront.Distribution", _failover, "CKV_AWS_310"),
    check("CloudFront.5", "cloudfront.Distribution", _logs, "CKV_AWS_86"),
    check("CloudFront.6", "cloudfront.Distribution", _web_acl, "CKV_AWS_68"),
    check("CloudFront.7", "cloudfront.Distribution", _own_certificate, "CKV2_AWS_42"),
    check("CloudFront.8", "cloudfront.Distribution", _sni, "", _has_certificate),
    check("CloudFront.9", "cloudfront.Distribution cloudfront.VpcOrigin", _tls_to_origin, "CKV2_AWS_72", _has_servers),
    check("CloudFront.10", "cloudfront.Distribution cloudfront.VpcOrigin", _old_tls, "CKV2_AWS_54", _has_servers),
    check("CloudFront.12", "cloudfront.Distribution", _buckets_exist, "", _has_buckets),
    check("CloudFront.13", "cloudfront.Distribution", _access_control, "CKV2_AWS_46", _has_buckets),
    check("CloudFront.15", "cloudfront.Distribution", _minimum_tls, "CKV_AWS_174", _has_sni),
    check(
        own("CloudFront.Headers", "Distributions add security headers"),
        "cloudfront.Distribution",
        _headers,
        "CKV2_AWS_32",
    ),
    check(
        own("CloudFront.HSTS", "Policies of response headers tell browsers to use TLS only"),
        "cloudfront.ResponseHeadersPolicy",
        _hsts,
        "CKV_AWS_259",
    ),
)
"""The checks of distributions. AWS looks at origins of distributions only; here VPC origins count too.

https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html
"""
