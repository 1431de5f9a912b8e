"""The options of what happens to requests."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from strongroom.core import ItemName, Model, RuleError, UniqueItems
from strongroom.edge._managed_policies import CachePolicyName, OriginRequestPolicyName, ResponseHeadersPolicyName
from strongroom.edge._types import PathPattern

AllowedMethods: TypeAlias = Literal["get_head", "get_head_options", "all"]
"""Methods that viewers may use: to read, to read and to ask what may be done, or those that write as well.

CloudFront knows these three sets only.
"""


class Behavior(Model):
    """What happens to a viewer's request: which origin it goes to, what is cached, and what is added.

    What is left out follows from the origin: a bucket is read and cached, a server gets every request.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html
    """

    origin: ItemName
    """Name of the origin, or of the group of origins, that requests go to."""

    allowed_methods: AllowedMethods | None = None
    """Methods that viewers may use.

    Default: `get_head_options` to a bucket or a group, `all` (those and PUT, POST, PATCH, DELETE) to a server.
    """

    cached_methods: Literal["get_head", "get_head_options"] = "get_head"
    """Methods whose responses are cached. Default: GET and HEAD."""

    viewer_protocol_policy: Literal["redirect-to-https", "https-only"] = "redirect-to-https"
    """What happens to plain HTTP: it is sent to HTTPS, or refused with 403 (CloudFront.3). Default: sent there."""

    compress: bool = True
    """Whether CloudFront compresses text for viewers who can read it. Default: it does."""

    cache_policy: CachePolicyName | None = None
    """Name of the cache policy: one of AWS, or of the site's `cache_policies`.

    Default: `CachingOptimized` for a bucket, `CachingDisabled` for a server.
    """

    origin_request_policy: OriginRequestPolicyName | None = None
    """Name of the policy that tells what the origin is sent: one of AWS, or of the site's `origin_request_policies`.

    Default: none for a bucket; for a server `AllViewerExceptHostHeader`: everything, and the origin's own domain name
    as the host. With `AllViewer` the host is the viewer's, and the origin's certificate must be for that name.
    """

    response_headers_policy: ResponseHeadersPolicyName | None = None
    """Name of the policy that adds headers: one of the site's `response_headers_policies`, or one of AWS.

    Default: the site's `security_headers`.
    """

    viewer_request: ItemName | None = None
    """Name of the function, one of the site's `functions`, that each request passes before the cache. Default: none."""

    viewer_response: ItemName | None = None
    """Name of the function that each response passes before it is sent. Default: none."""

    trusted_key_groups: Annotated[list[ItemName], Field(max_length=4), UniqueItems] = []
    """Names of up to 4 of the site's `key_groups`: only URLs or cookies signed with a key of theirs are answered.

    Default: none, everyone may ask.
    """

    grpc: bool = False
    """Whether gRPC is passed on to a public server; all methods must be allowed. Default: no."""

    @model_validator(mode="after")
    def _methods_fit(self) -> "Behavior":
        if self.cached_methods == "get_head_options" and self.allowed_methods == "get_head":
            raise RuleError("cached_methods has OPTIONS, which viewers may not use", "set it to get_head")
        return self


class PathBehavior(Behavior):
    """What happens to requests for certain paths."""

    path_pattern: PathPattern
    """The paths, such as `/api/*`, in their own case: `*` stands for any characters, `?` for one."""
