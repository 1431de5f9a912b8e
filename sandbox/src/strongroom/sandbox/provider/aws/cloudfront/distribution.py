"""Distributions."""

import secrets
from collections.abc import Iterator
from typing import Any, Final, cast

from ...checks import unsupported
from ...resource import EVERYTHING, PLAIN, Function, Property, existing
from ...schema import Problem
from ...session import Session
from ...wire import Props
from ..lists import items_of
from ..tags import tag_dict, tag_list
from ..translate import Names, request
from .common import CloudFrontResource, configuration_seen, tags_of

_HOSTED_ZONE: Final = "Z2FDTNDATAQYW2"
"""The zone of all distributions, which alias records name."""
_NAMES: Final[Names] = {
    "lambdaArn": "LambdaFunctionARN",
    "locations": "Items",
    "loggingConfig": "Logging",
    "name": "HeaderName",
    "orderedCacheBehaviors": "CacheBehaviors",
    "value": "HeaderValue",
}
_TIMEOUTS: Final = {"originKeepaliveTimeout": 5, "originReadTimeout": 30}
_ORIGIN: Final = {
    "connectionAttempts": 3,
    "connectionTimeout": 10,
    "customOriginConfig": _TIMEOUTS,
    "vpcOriginConfig": _TIMEOUTS,
}
_BEHAVIOR: Final = {"compress": False, "minTtl": 0, "defaultTtl": 86_400, "maxTtl": 31_536_000}
_LACKING: Final = ("fieldLevelEncryptionId", "realtimeLogConfigArn")
"""What a cache behavior may name that the sandbox has no type for."""
_PROVIDERS_OWN: Final = frozenset({"retainOnDelete", "waitForDeployment"})


class Distribution(CloudFrontResource):
    """A distribution."""

    token = "aws:cloudfront/distribution:Distribution"
    taggable = True
    properties = {
        "aliases": Property(form="set"),
        "cacheTagConfig": Property(nested=EVERYTHING),
        "comment": PLAIN,
        "customErrorResponses": Property(form="set", nested=EVERYTHING),
        "defaultCacheBehavior": Property(nested=EVERYTHING, inner=_BEHAVIOR),
        "defaultRootObject": PLAIN,
        "enabled": PLAIN,
        "httpVersion": Property(default="http2"),
        "isIpv6Enabled": Property(default=False),
        "loggingConfig": Property(nested=EVERYTHING, inner={"includeCookies": False, "prefix": ""}),
        "orderedCacheBehaviors": Property(nested=EVERYTHING, inner=_BEHAVIOR),
        "originGroups": Property(form="set", nested=EVERYTHING),
        "origins": Property(form="set", nested=EVERYTHING, inner=_ORIGIN),
        "priceClass": Property(default="PriceClass_All"),
        "restrictions": Property(nested=EVERYTHING),
        "retainOnDelete": Property(default=False),
        "staging": Property(default=False, replace=True),
        "viewerCertificate": Property(nested=EVERYTHING, inner={"minimumProtocolVersion": "TLSv1"}),
        "waitForDeployment": Property(default=True),
        "webAclId": PLAIN,
    }

    def problems(self, props: Props) -> Iterator[Problem]:
        """Return what the sandbox has no type for."""
        ordered = props.get("orderedCacheBehaviors")
        listed: list[Any] = cast("list[Any]", ordered) if isinstance(ordered, list) else []
        behaviors = {f"orderedCacheBehaviors[{i}]": one for i, one in enumerate(listed)}
        for path, behavior in {"defaultCacheBehavior": props.get("defaultCacheBehavior"), **behaviors}.items():
            for name in _LACKING:
                if isinstance(behavior, dict) and cast("Props", behavior).get(name):
                    yield Problem(f"{path}.{name}", unsupported(self, f"the property {path}.{name}"))

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the distribution, and wait until it is everywhere if the program says so."""
        config = _configuration(aws, props, secrets.token_hex(16))
        tagged = {"DistributionConfig": config, "Tags": {"Items": tag_list(tags)}}
        made = aws.client("cloudfront").create_distribution_with_tags(DistributionConfigWithTags=tagged)
        id: str = made["Distribution"]["Id"]
        with existing(id):
            self._wait(aws, id, props)
        return id

    @staticmethod
    def _wait(aws: Session, id: str, props: Props) -> None:
        if props.get("waitForDeployment"):
            aws.wait("cloudfront", "distribution_deployed", Id=id)

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the distribution."""
        answer = aws.client("cloudfront").get_distribution(Id=id)
        seen = answer["Distribution"]
        config = _words(seen["DistributionConfig"])
        words = configuration_seen(self.token, config, known, _NAMES)
        return {
            **{name: words[name] for name in self.properties.keys() - _PROVIDERS_OWN},
            "arn": seen["ARN"],
            "callerReference": config["CallerReference"],
            "domainName": seen["DomainName"],
            "etag": answer["ETag"],
            "hostedZoneId": _HOSTED_ZONE,
            "inProgressValidationBatches": seen["InProgressInvalidationBatches"],
            "lastModifiedTime": str(seen["LastModifiedTime"]),
            "loggingV1Enabled": bool(config["Logging"]["Enabled"]) if config.get("Logging") else False,
            "status": seen["Status"],
            "trustedKeyGroups": [_trusted(seen.get("ActiveTrustedKeyGroups") or {}, "KeyGroupId", "keyGroupId")],
            "trustedSigners": [
                _trusted(seen.get("ActiveTrustedSigners") or {}, "AwsAccountNumber", "awsAccountNumber")
            ],
            "tags": tags_of(aws, seen["ARN"]),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Give the distribution another configuration, and wait until it is everywhere if the program says so."""
        if changed <= _PROVIDERS_OWN:
            return
        cloudfront = aws.client("cloudfront")
        present = cloudfront.get_distribution_config(Id=id)
        config = _configuration(aws, props, present["DistributionConfig"]["CallerReference"])
        cloudfront.update_distribution(Id=id, IfMatch=present["ETag"], DistributionConfig=config)
        self._wait(aws, id, props)

    def unsettled(self, changed: frozenset[str]) -> frozenset[str]:
        """Every change makes a version."""
        return frozenset() if changed <= _PROVIDERS_OWN else frozenset({"etag", "lastModifiedTime"})

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Disable the distribution, and delete it once it is disabled everywhere; one that is kept is disabled only."""
        cloudfront = aws.client("cloudfront")
        present = cloudfront.get_distribution_config(Id=id)
        config = present["DistributionConfig"]
        if config["Enabled"]:
            disabled = {**config, "Enabled": False}
            cloudfront.update_distribution(Id=id, IfMatch=present["ETag"], DistributionConfig=disabled)
            aws.wait("cloudfront", "distribution_deployed", Id=id)
        if not known.get("retainOnDelete"):
            cloudfront.delete_distribution(Id=id, IfMatch=cloudfront.get_distribution(Id=id)["ETag"])


def _configuration(aws: Session, props: Props, reference: str) -> dict[str, Any]:
    """Return the configuration as AWS takes it: whatever the program does not say is what the provider takes for it."""
    own = Distribution.properties.keys() - _PROVIDERS_OWN
    given: Props = {
        **{name: props.get(name) for name in own},
        "origins": [_origin(one) for one in items_of(props, "origins")],
        "originGroups": [_renamed(one) for one in items_of(props, "originGroups")],
        "defaultCacheBehavior": _behavior(props["defaultCacheBehavior"]),
        "orderedCacheBehaviors": [_behavior(one) for one in items_of(props, "orderedCacheBehaviors")],
        "loggingConfig": {**props["loggingConfig"], "enabled": True} if props.get("loggingConfig") else None,
        "callerReference": reference,
    }
    config = request(aws, "cloudfront", "DistributionConfig", given, _NAMES)
    for origin in config["Origins"]["Items"]:
        if not {"CustomOriginConfig", "VpcOriginConfig"} & origin.keys():
            origin["S3OriginConfig"] = {"OriginAccessIdentity": "", **origin.get("S3OriginConfig", {})}
    return {"Comment": "", **config}


def _renamed(holder: Props) -> Props:
    """Return an origin or a group of origins with its id under AWS's name, which members of groups don't have."""
    return {("id" if name == "originId" else name): value for name, value in holder.items()}


def _origin(origin: Props) -> Props:
    reached = {
        name: {**_TIMEOUTS, **origin[name]} for name in ("customOriginConfig", "vpcOriginConfig") if origin.get(name)
    }
    return _renamed({"connectionAttempts": 3, "connectionTimeout": 10, **origin, **reached})


def _behavior(behavior: Props) -> Props:
    """Return a cache behavior with its methods in one object, and without the times that a policy has."""
    times = ("minTtl", "defaultTtl", "maxTtl")
    given = {
        name: value
        for name, value in {"compress": False, "smoothStreaming": False, "minTtl": 0, **behavior}.items()
        if name != "cachedMethods" and not (behavior.get("cachePolicyId") and name in times)
    }
    return {
        **given,
        "allowedMethods": {"items": behavior["allowedMethods"], "cachedMethods": behavior["cachedMethods"]},
    }


def _words(config: dict[str, Any]) -> dict[str, Any]:
    """Return what AWS says of a configuration in the shape of the SDK's properties."""
    certificate: dict[str, Any] = config["ViewerCertificate"]
    if certificate.get("CloudFrontDefaultCertificate"):
        certificate = {name: value for name, value in certificate.items() if name != "SSLSupportMethod"}
    return {
        **config,
        "Origins": _identified(config["Origins"]),
        "OriginGroups": _identified(config.get("OriginGroups") or {}),
        "DefaultCacheBehavior": _methods(config["DefaultCacheBehavior"]),
        "CacheBehaviors": {"Items": [_methods(one) for one in items_of(config.get("CacheBehaviors") or {}, "Items")]},
        "Logging": config["Logging"] if config.get("Logging", {}).get("Bucket") else {},
        "ViewerCertificate": certificate,
    }


def _identified(counted: dict[str, Any]) -> dict[str, Any]:
    return {"Items": [{**one, "OriginId": one["Id"]} for one in items_of(counted, "Items")]}


def _methods(behavior: dict[str, Any]) -> dict[str, Any]:
    return {**behavior, "CachedMethods": behavior["AllowedMethods"]["CachedMethods"]}


def _trusted(active: dict[str, Any], theirs: str, ours: str) -> Props:
    """Return who may sign, with the keys."""
    items = [
        {ours: one.get(theirs), "keyPairIds": items_of(one.get("KeyPairIds") or {}, "Items")}
        for one in items_of(active, "Items")
    ]
    return {"enabled": bool(active.get("Enabled")), "items": items}


def _find(aws: Session, arguments: Props) -> Props:
    """Tell of a distribution."""
    answer = aws.client("cloudfront").get_distribution(Id=arguments["id"])
    seen = answer["Distribution"]
    config = seen["DistributionConfig"]
    return {
        "id": seen["Id"],
        "arn": seen["ARN"],
        "aliases": items_of(config["Aliases"], "Items"),
        "anycastIpListId": config.get("AnycastIpListId") or "",
        "domainName": seen["DomainName"],
        "enabled": config["Enabled"],
        "etag": answer["ETag"],
        "hostedZoneId": _HOSTED_ZONE,
        "inProgressValidationBatches": seen["InProgressInvalidationBatches"],
        "lastModifiedTime": str(seen["LastModifiedTime"]),
        "status": seen["Status"],
        "tags": tag_dict(aws.client("cloudfront").list_tags_for_resource(Resource=seen["ARN"])["Tags"]["Items"]),
        "webAclId": config["WebACLId"],
    }


RESOURCES: Final = (Distribution(),)
FUNCTIONS: Final = (Function("aws:cloudfront/getDistribution:getDistribution", frozenset({"id"}), _find),)
