"""The inputs of a site."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from strongroom.core import Args, Durability, Input, InputError, ItemName
from strongroom.edge._behavior_options import Behavior, PathBehavior
from strongroom.edge._checks import site_problems
from strongroom.edge._content_checks import content_problems
from strongroom.edge._content_options import StaticFiles
from strongroom.edge._domain import SiteDomain, domain_problems
from strongroom.edge._function_options import SiteFunction
from strongroom.edge._key_group_options import KeyGroup
from strongroom.edge._logs_options import LogBucketName, Logs
from strongroom.edge._origin_options import Origin, OriginGroup
from strongroom.edge._policy_options import CachePolicy, OriginRequestPolicy
from strongroom.edge._response_options import ErrorResponse, GeoRestriction
from strongroom.edge._security_headers_options import SecurityHeaders
from strongroom.edge._types import RootObject
from strongroom.edge._web_acl_options import WebAcl, web_acl_problems
from strongroom.edge._web_acl_types import UsEast1KeyArn


class SiteArgs(Args):
    """Inputs of a `Site`."""

    durability: Durability = "persistent"
    """Whether the site is meant to last.

    A persistent one must have a `domain`, and speaks only HTTPS with its origins.
    """

    domain: SiteDomain | None = None
    """The names that the site is reached by, and their certificate.

    Without, it is reached by the name that CloudFront makes up, under CloudFront's own certificate, with which TLS 1.0
    can't be turned off (CloudFront.7, .15): while the durability is ephemeral only.
    """

    kms_key_arn: Input[UsEast1KeyArn] | None = None
    """ARN of the KMS key in us-east-1 that encrypts the web ACL's log group; required while one is made.

    Its policy must let CloudWatch Logs use it. For a stack of another region that is the replica there of a
    multi-Region key, such as an `EncryptionKey` of strongroom.data has in `replica_kms_key_arns["us-east-1"]`.
    """

    web_acl: WebAcl | None = WebAcl()
    """The firewall in front of the site (CloudFront.6), or the ARN of one that there is; None for none.

    Default: AWS's rules against known attacks, and a rate limit.
    """

    log_bucket_name: Input[LogBucketName] | None
    """Name of the bucket for access logs (CloudFront.5), in any region.

    Its policy must let CloudWatch Logs deliver from us-east-1 before the site is there: give the output of a component
    that is told then, as that of `strongroom.data.LogBucket` is. None keeps no logs, which fails CloudFront.5.
    """

    logs: Logs = Logs()
    """How requests are logged. Default: as JSON, without cookies."""

    additional_metrics: bool = True
    """Whether there are metrics of cache hits, the origin's latency and single error codes, for a fixed monthly price.

    Default: there are.
    """

    origins: Annotated[Mapping[ItemName, Origin], Field(min_length=1)]
    """Where content comes from, each by a name: private buckets, private load balancers, servers on the internet."""

    origin_groups: Mapping[ItemName, OriginGroup] = {}
    """Pairs of origins of which the second stands in for the first, each by a name (CloudFront.4). Default: none.

    By default there is one bucket, and nothing to fail over to: a second one costs a copy of everything.
    """

    default_behavior: Behavior
    """What happens to requests for which there is no other behaviour."""

    behaviors: list[PathBehavior] = []
    """What happens to requests for certain paths: the first whose pattern fits. Default: none."""

    cache_policies: Mapping[ItemName, CachePolicy] = {}
    """Cache policies of the site's own, each by the name that behaviours give. Default: none, as AWS has some."""

    origin_request_policies: Mapping[ItemName, OriginRequestPolicy] = {}
    """Origin request policies of the site's own, each by the name that behaviours give. Default: none."""

    security_headers: SecurityHeaders = SecurityHeaders()
    """Headers of all responses whose behaviour names no other policy. Default: strict ones."""

    response_headers_policies: Mapping[ItemName, SecurityHeaders] = {}
    """Other sets of headers, each by the name that behaviours give. Default: none."""

    functions: Mapping[ItemName, SiteFunction] = {}
    """What runs at the edge, each by the name that behaviours give. Default: nothing."""

    key_groups: Mapping[ItemName, KeyGroup] = {}
    """Keys that may sign URLs and cookies, in groups by the names that behaviours give. Default: none."""

    static_files: StaticFiles | None = None
    """Static files that are put into the bucket of an origin. Default: none, as others put them there.

    What is kept without being asked for, by `content.files`, is replaced for viewers at once by the command in the
    output `invalidation_command`.
    """

    error_responses: list[ErrorResponse] = []
    """What viewers get instead of an origin's errors. Default: what the origin answers, kept for 10 seconds."""

    geo_restriction: GeoRestriction | None = None
    """The countries whose viewers are served. Default: all."""

    default_root_object: RootObject | None = "index.html"
    """What the path `/` asks the origin for (CloudFront.1). Default: `index.html`.

    None asks for `/` itself, which a server may answer.
    """

    http_version: Literal["http1.1", "http2", "http3", "http2and3"] = "http2and3"
    """Versions of HTTP that viewers may speak; all may speak 1.1. Default: 2 and 3 as well."""

    ipv6: bool = True
    """Whether viewers may come by IPv6. Default: they may."""

    price_class: Literal["PriceClass_100", "PriceClass_200", "PriceClass_All"] = "PriceClass_All"
    """Which of CloudFront's locations answer: those in North America and Europe, most, or all. Default: all.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PriceClass.html
    """

    comment: Annotated[str, Field(min_length=1, max_length=128)] | None = None
    """What the console shows, up to 128 characters. Default: the site's name with the environment's suffix."""

    wait_for_deployment: bool = True
    """Whether a deployment ends when all locations know of it, some minutes later. Default: it does."""

    @model_validator(mode="after")
    def _fits_together(self) -> "SiteArgs":
        # An InputError rather than a ValueError, so that each problem is told by its own field, and all at once.
        if found := [*site_problems(self), *domain_problems(self), *web_acl_problems(self), *content_problems(self)]:
            raise InputError(type(self).__name__, found)
        return self
