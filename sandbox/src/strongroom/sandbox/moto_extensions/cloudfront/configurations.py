"""The configuration of a distribution: what AWS fills in, and what it refuses of one by itself. Pure functions.

https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DistributionConfig.html
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from moto.cloudfront.exceptions import CloudFrontException

Config = dict[str, Any]

_NONE: Final = {"Quantity": 0}
_MOST_OF_A_COMMENT: Final = 128
_NOBODY: Final = {"Enabled": False, "Quantity": 0}
_READING: Final = ["HEAD", "GET"]
_SHARING: Final = frozenset({*_READING, "OPTIONS"})
_METHODS: Final = (frozenset(_READING), _SHARING, _SHARING | {"PUT", "PATCH", "POST", "DELETE"})
"""https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_AllowedMethods.html"""
_DEFAULTS: Final[Mapping[str, Any]] = {
    "Aliases": _NONE,
    "DefaultRootObject": "",
    "OriginGroups": _NONE,
    "CacheBehaviors": _NONE,
    "CustomErrorResponses": _NONE,
    "Comment": "",
    "Logging": {"Enabled": False, "IncludeCookies": False, "Bucket": "", "Prefix": ""},
    "PriceClass": "PriceClass_All",
    "Restrictions": {"GeoRestriction": {"RestrictionType": "none", "Quantity": 0}},
    "WebACLId": "",
    "HttpVersion": "http2",
    "IsIPV6Enabled": True,
    "ContinuousDeploymentPolicyId": "",
    "Staging": False,
    "ConnectionMode": "direct",
}
_ORIGIN: Final[Mapping[str, Any]] = {
    "OriginPath": "",
    "CustomHeaders": _NONE,
    "ConnectionAttempts": 3,
    "ConnectionTimeout": 10,
    "OriginShield": {"Enabled": False},
    "OriginAccessControlId": "",
}
_TIMEOUTS: Final = {"OriginReadTimeout": 30, "OriginKeepaliveTimeout": 5}
_BEHAVIOR: Final[Mapping[str, Any]] = {
    "TrustedSigners": _NOBODY,
    "TrustedKeyGroups": _NOBODY,
    "SmoothStreaming": False,
    "Compress": False,
    "LambdaFunctionAssociations": _NONE,
    "FunctionAssociations": _NONE,
    "FieldLevelEncryptionId": "",
    "GrpcConfig": {"Enabled": False},
}
_EDGE_FUNCTION: Final = re.compile(r"arn:aws[a-z-]*:lambda:us-east-1:\d{12}:function:[\w-]+:\d+", re.ASCII)
_TTLS: Final = {"MinTTL": 0, "DefaultTTL": 86_400, "MaxTTL": 31_536_000}


def completed(given: Config) -> Config:
    """Return a configuration with what AWS fills in."""
    origins = [_origin(one) for one in given["Origins"]["Items"]]
    others = [_behavior(one) for one in items(given, "CacheBehaviors")]
    return {
        **_DEFAULTS,
        **given,
        "Origins": {"Quantity": len(origins), "Items": origins},
        "DefaultCacheBehavior": _behavior(given["DefaultCacheBehavior"]),
        "CacheBehaviors": {"Quantity": len(others), "Items": others} if others else _NONE,
        "ViewerCertificate": _certificate(given.get("ViewerCertificate") or {}),
    }


def _origin(given: Config) -> Config:
    reached = {
        name: {**_TIMEOUTS, **given[name]} for name in ("CustomOriginConfig", "VpcOriginConfig") if name in given
    }
    return {**_ORIGIN, **given, **reached}


def _behavior(given: Config) -> Config:
    methods: Config = given.get("AllowedMethods") or {"Quantity": len(_READING), "Items": _READING}
    cached = methods.get("CachedMethods") or {"Quantity": len(_READING), "Items": _READING}
    times = {} if given.get("CachePolicyId") else _TTLS
    return {**_BEHAVIOR, **times, **given, "AllowedMethods": {**methods, "CachedMethods": cached}}


def _certificate(given: Config) -> Config:
    arn, iam = given.get("ACMCertificateArn"), given.get("IAMCertificateId")
    own = arn or iam
    return {
        "MinimumProtocolVersion": "TLSv1",
        "SSLSupportMethod": "vip",
        **given,
        "CloudFrontDefaultCertificate": not own,
        "CertificateSource": ("acm" if arn else "iam") if own else "cloudfront",
        **({"Certificate": own} if own else {}),
    }


def behaviors_of(config: Config) -> list[Config]:
    """Return every cache behavior, the default one first."""
    return [config["DefaultCacheBehavior"], *items(config, "CacheBehaviors")]


def items(config: Config, name: str) -> list[Any]:
    """Return what is in a list that AWS counts."""
    counted: Config = config.get(name) or {}
    return counted.get("Items") or []


def check(config: Config) -> None:
    """Refuse a configuration that can't be, whatever else there is in the account.

    Raises:
        CloudFrontException: The first thing that is wrong with it.
    """
    for code, message in _wrong(config):
        raise CloudFrontException(code, message)


def _wrong(config: Config) -> Iterator[tuple[str, str]]:
    origins: list[str] = [one["Id"] for one in items(config, "Origins")]
    groups: list[str] = [one["Id"] for one in items(config, "OriginGroups")]
    members = [one["OriginId"] for group in items(config, "OriginGroups") for one in items(group, "Members")]
    targets = [one["TargetOriginId"] for one in behaviors_of(config)]
    if len({*origins, *groups}) != len(origins + groups):
        yield "InvalidArgument", "The origins and origin groups of a distribution must have different ids."
    if not {*members} <= {*origins} or not {*targets} <= {*origins, *groups}:
        yield "NoSuchOrigin", "One or more of your origins or origin groups do not exist."
    if len(config["Comment"]) > _MOST_OF_A_COMMENT:
        yield "InvalidArgument", f"The comment of a distribution has {_MOST_OF_A_COMMENT} characters at most."
    if config["DefaultRootObject"].startswith("/"):
        yield "InvalidDefaultRootObject", "The default root object must not begin with a slash."
    for one in items(config, "CustomErrorResponses"):
        if bool(one.get("ResponseCode")) != bool(one.get("ResponsePagePath")):
            yield "InvalidArgument", "ResponseCode and ResponsePagePath of a custom error response go together."
    for origin in items(config, "Origins"):
        yield from _wrong_with_origin(origin)
    for behavior in behaviors_of(config):
        yield from _wrong_with_behavior(behavior)
        if behavior["TargetOriginId"] in groups and not {*behavior["AllowedMethods"]["Items"]} <= _SHARING:
            message = "A cache behavior of an origin group cannot allow POST, PUT, PATCH or DELETE."
            yield "InvalidArgument", message


def is_bucket(domain: str) -> bool:
    """Tell whether a domain name is that of a bucket; that of its website is not."""
    labels = domain.split(".")
    return domain.endswith((".amazonaws.com", ".amazonaws.com.cn")) and "s3" in labels[1:]


def _wrong_with_origin(origin: Config) -> Iterator[tuple[str, str]]:
    kinds = [name for name in ("S3OriginConfig", "CustomOriginConfig", "VpcOriginConfig") if name in origin]
    if len(kinds) != 1:
        yield "InvalidOrigin", f"The origin {origin['Id']} must have one kind of configuration; it has {len(kinds)}."
    elif kinds == ["S3OriginConfig"] and not is_bucket(origin["DomainName"]):
        yield "InvalidArgument", "The parameter Origin DomainName does not refer to a valid S3 bucket."
    of_bucket: Config = origin.get("S3OriginConfig") or {}
    if of_bucket.get("OriginAccessIdentity") and origin["OriginAccessControlId"]:
        message = "An origin can have an origin access control or an origin access identity, not both."
        yield "IllegalOriginAccessConfiguration", message


def _wrong_with_behavior(behavior: Config) -> Iterator[tuple[str, str]]:
    policy, forwarded = behavior.get("CachePolicyId"), behavior.get("ForwardedValues")
    if policy and forwarded:
        message = (
            "The parameter ForwardedValues cannot be used when a cache policy is associated to the cache behavior."
        )
        yield "InvalidArgument", message
    if not policy and not forwarded:
        yield "InvalidArgument", "The parameter ForwardedValues is required when there is no cache policy."
    if not policy and behavior.get("OriginRequestPolicyId"):
        yield "InvalidArgument", "An origin request policy can be used only with a cache policy."
    for one in items(behavior, "LambdaFunctionAssociations"):
        if not _EDGE_FUNCTION.fullmatch(one["LambdaFunctionARN"]):
            message = f"{one['LambdaFunctionARN']} is no version of a function in us-east-1, named by its number."
            yield "InvalidLambdaFunctionAssociation", message
    events = [one["EventType"] for one in items(behavior, "FunctionAssociations")]
    if len({*events}) != len(events) or {*events} - {"viewer-request", "viewer-response"}:
        message = "A cache behavior has one function for each of viewer-request and viewer-response at most."
        yield "InvalidFunctionAssociation", message
    allowed = frozenset[str](behavior["AllowedMethods"]["Items"])
    cached = frozenset[str](behavior["AllowedMethods"]["CachedMethods"]["Items"])
    if allowed not in _METHODS or cached not in _METHODS[:2]:
        message = "The methods are GET and HEAD, those and OPTIONS, or, if they are not cached, all seven."
        yield "InvalidArgument", message
    if not cached <= allowed:
        yield "InvalidArgument", "The methods that are cached must be among those that are allowed."
