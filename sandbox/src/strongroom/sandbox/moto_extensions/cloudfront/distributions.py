"""Distributions: all of their configuration, its versions, and what AWS refuses because of what else there is."""

from collections.abc import Iterator
from typing import Any, Final

from moto.acm.models import acm_backends
from moto.cloudfront import models
from moto.cloudfront.exceptions import CloudFrontException, NoSuchDistribution
from moto.cloudfront.models import CloudFrontBackend, Distribution, cloudfront_backends, random_id
from moto.cloudfront.responses import CloudFrontResponse
from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import utcnow
from moto.s3.models import s3_backends
from moto.wafv2.models import wafv2_backends

from ..request import attributes, parameter, replace
from . import functions
from .common import check_values, check_version, config_of, named, users_of
from .configurations import Config, behaviors_of, check, completed, is_bucket, items
from .things import (
    CACHE_POLICIES,
    KEY_GROUPS,
    ORIGIN_ACCESS_CONTROLS,
    ORIGIN_REQUEST_POLICIES,
    RESPONSE_HEADERS_POLICIES,
    VPC_ORIGINS,
)

_CERTIFICATES: Final = "us-east-1"
"""The region whose certificates CloudFront takes."""
_MISSING: Final = {
    CACHE_POLICIES: "NoSuchCachePolicy",
    ORIGIN_REQUEST_POLICIES: "NoSuchOriginRequestPolicy",
    RESPONSE_HEADERS_POLICIES: "NoSuchResponseHeadersPolicy",
    ORIGIN_ACCESS_CONTROLS: "InvalidOriginAccessControl",
    KEY_GROUPS: "TrustedKeyGroupDoesNotExist",
    VPC_ORIGINS: "EntityNotFound",
}
"""How AWS tells that a distribution names what does not exist."""
_SUMMARY: Final = ("Staging", "ConnectionMode")
_init: Any = Distribution.__init__


class Document:
    """A configuration as it was given, with what AWS fills in."""

    caller_reference: str

    def __init__(self, given: Config) -> None:
        """Take a configuration."""
        vars(self).update(completed(given))
        self.caller_reference = given["CallerReference"]


def distributions_with_web_acl(account_id: str, partition: str, arn: str) -> list[str]:
    """Return the ids of an account's distributions that a web ACL is in front of."""
    return [one.id for one in users_of(cloudfront_backends[account_id][partition], "WebACLId", arn)]


def _checked(backend: CloudFrontBackend, given: Config, own_id: str = "") -> None:
    """Refuse a configuration that AWS refuses.

    Raises:
        CloudFrontException: The first thing that is wrong with it.
    """
    check_values("DistributionConfig", given)
    config = completed(given)
    check(config)
    for code, message in _wrong(backend, config, own_id):
        raise CloudFrontException(code, message)


def _wrong(backend: CloudFrontBackend, config: Config, own_id: str) -> Iterator[tuple[str, str]]:
    for kind, code in _MISSING.items():
        for id in named(config, kind.used_as):
            if id not in kind.all(backend):
                yield code, f"The specified {kind.words} does not exist: {id}"
    yield from _wrong_with_access(backend, config)
    live = functions.live_arns(backend)
    for behavior in behaviors_of(config):
        for one in items(behavior, "FunctionAssociations"):
            if one["FunctionARN"] not in live:
                yield "InvalidFunctionAssociation", f"The function {one['FunctionARN']} is not published."
    acl: str = config["WebACLId"]
    if acl and acl not in wafv2_backends[backend.account_id]["global"].wacls:
        yield "InvalidWebACLId", f"The web ACL {acl} does not exist; it must be one for CloudFront, named by its ARN."
    yield from _wrong_with_logs(backend, config)
    yield from _wrong_with_aliases(backend, config, own_id)


def _wrong_with_logs(backend: CloudFrontBackend, config: Config) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the bucket of logs: this kind of logs is delivered by an ACL.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html
    """
    domain: str = config["Logging"].get("Bucket") or ""
    if domain:
        bucket = s3_backends[backend.account_id][backend.partition].buckets.get(domain.split(".s3.")[0])
        rule: Any = bucket.ownership_rule if bucket else None
        if rule is None or "BucketOwnerEnforced" in str(rule):
            message = f"The S3 bucket that you specified for CloudFront logs does not enable ACL access: {domain}"
            yield "InvalidArgument", message


def _wrong_with_access(backend: CloudFrontBackend, config: Config) -> Iterator[tuple[str, str]]:
    for origin in items(config, "Origins"):
        if control := origin["OriginAccessControlId"]:
            kind = ORIGIN_ACCESS_CONTROLS.find(backend, control).config["OriginAccessControlOriginType"]
            if kind == "s3" and not is_bucket(origin["DomainName"]):
                message = f"The origin access control {control} is for buckets; {origin['DomainName']} is none."
                yield "InvalidDomainNameForOriginAccessControl", message


def _wrong_with_aliases(backend: CloudFrontBackend, config: Config, own_id: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the names of a distribution and with its certificate.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html
    """
    aliases: list[str] = items(config, "Aliases")
    present: list[Any] = list(backend.distributions.values())
    taken = {name for one in present if one.id != own_id for name in items(config_of(one), "Aliases")}
    if {*aliases} & taken:
        message = "One or more of the CNAMEs you provided are already associated with a different resource."
        yield "CNAMEAlreadyExists", message
    arn = config["ViewerCertificate"].get("ACMCertificateArn")
    names: list[str] = []
    if arn:
        certificate = _certificates(backend).get(arn)
        if certificate is None or certificate.describe()["Certificate"]["Status"] != "ISSUED":
            message = (
                "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, "
                "or doesn't include a valid certificate chain."
            )
            yield "InvalidViewerCertificate", message
            return
        described = certificate.describe()["Certificate"]
        names = [described["DomainName"], *described.get("SubjectAlternativeNames", [])]
    if not config["ViewerCertificate"].get("IAMCertificateId"):
        for alias in aliases:
            if alias not in names and f"*.{alias.partition('.')[2]}" not in names:
                message = f"To add the alternate domain name {alias}, you must attach a certificate that includes it."
                yield "InvalidViewerCertificate", message


def _certificates(backend: CloudFrontBackend) -> dict[str, Any]:
    found: Any = acm_backends[backend.account_id][_CERTIFICATES]
    for certificate in attributes(found)["_certificates"].values():
        certificate.check()
    return attributes(found)["_certificates"]


def _tell_certificates(backend: CloudFrontBackend) -> None:
    """Let each certificate know which distributions have it: AWS deletes none that is in use."""
    present: list[Any] = list(backend.distributions.values())
    for arn, certificate in _certificates(backend).items():
        others = [user for user in certificate.in_use_by if ":distribution/" not in user]
        users = [one.arn for one in present if arn in named(config_of(one), "ACMCertificateArn")]
        certificate.in_use_by = others + users


def _make(self: Any, account_id: str, region_name: str, config: Config) -> None:
    _init(self, account_id, region_name, config)
    self.last_modified_time = utcnow()


def _active_key_groups(self: Any) -> dict[str, Any]:
    """Return the key groups that a distribution trusts, with their keys."""
    backend = cloudfront_backends[self.arn.split(":")[4]][self.arn.split(":")[1]]
    ids = dict.fromkeys(named(config_of(self), KEY_GROUPS.used_as))
    groups = [(id, KEY_GROUPS.find(backend, id).config["Items"]) for id in ids]
    told = [{"KeyGroupId": id, "KeyPairIds": {"Quantity": len(keys), "Items": keys}} for id, keys in groups]
    return {"Enabled": bool(told), "Quantity": len(told), **({"Items": told} if told else {})}


def _leave(self: Any, value: Any) -> None:
    """Take no notice of what moto notes."""


def _answer(distribution: Any) -> ActionResult:
    return ActionResult(
        {"Distribution": distribution, "ETag": distribution.etag, "Location": distribution.location},
    )


def _asked(response: CloudFrontResponse) -> Any:
    found = response.backend.distributions.get(parameter(response, "Id"))
    if found is None:
        raise NoSuchDistribution
    return found


def _created(response: CloudFrontResponse, config: Config, tags: list[dict[str, str]]) -> ActionResult:
    _checked(response.backend, config)
    made, _, _ = response.backend.create_distribution_with_tags(config, tags)
    _tell_certificates(response.backend)
    return _answer(made)


def create_distribution(self: CloudFrontResponse) -> ActionResult:
    """Make a distribution.

    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateDistribution.html
    """
    return _created(self, parameter(self, "DistributionConfig"), [])


def create_distribution_with_tags(self: CloudFrontResponse) -> ActionResult:
    """Make a distribution that has tags.

    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateDistributionWithTags.html
    """
    given: dict[str, Any] = parameter(self, "DistributionConfigWithTags")
    return _created(self, given["DistributionConfig"], items(given, "Tags"))


def update_distribution(self: CloudFrontResponse) -> ActionResult:
    """Give a distribution another configuration, which is another version of it.

    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_UpdateDistribution.html
    """
    distribution = _asked(self)
    check_version(self, distribution.etag)
    config = parameter(self, "DistributionConfig")
    if config.get("CallerReference") != distribution.distribution_config.caller_reference:
        message = "The update contains modifications that are not allowed: CallerReference"
        raise CloudFrontException("IllegalUpdate", message)
    _checked(self.backend, config, distribution.id)
    distribution.distribution_config = Document(config)
    distribution.etag, distribution.last_modified_time = random_id(), utcnow()
    attributes(distribution).update(_status="InProgress", _tick=0)
    _tell_certificates(self.backend)
    return _answer(distribution)


def delete_distribution(self: CloudFrontResponse) -> EmptyResult:
    """Delete a distribution that is disabled, everywhere.

    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DeleteDistribution.html
    """
    distribution = _asked(self)
    check_version(self, distribution.etag)
    enabled = str(config_of(distribution)["Enabled"]).lower() == "true"
    if enabled or distribution.status != "Deployed":
        message = "The distribution you are trying to delete has not been disabled."
        raise CloudFrontException("DistributionNotDisabled", message)
    del self.backend.distributions[distribution.id]
    _tell_certificates(self.backend)
    return EmptyResult()


def install() -> None:
    """Put the operations, and what moto forgets, in the place of moto's."""
    setattr(models, "DistributionConfig", Document)  # noqa: B010 - its types are looser
    models.DISTRIBUTION_CONFIG_FIELDS.extend(_SUMMARY)
    setattr(Distribution, "__init__", _make)  # noqa: B010 - its types are looser
    setattr(Distribution, "active_trusted_key_groups", property(_active_key_groups, _leave))  # noqa: B010
    replace(
        CloudFrontResponse,
        create_distribution,
        create_distribution_with_tags,
        update_distribution,
        delete_distribution,
    )
