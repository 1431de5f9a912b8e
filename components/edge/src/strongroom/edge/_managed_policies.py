"""The policies that AWS manages: the same in every account, so that their ids need not be asked for."""

from collections.abc import Mapping
from typing import Annotated, TypeAlias

from pydantic import AfterValidator

from strongroom.core import RuleError, nearest_name

CACHE_POLICIES = {
    "CachingDisabled": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
    "CachingOptimized": "658327ea-f89d-4fab-a63d-7e88639e58f6",
    "CachingOptimizedForUncompressedObjects": "b2884449-e4de-46a7-ac36-70bc7f1ddd6d",
    "Elemental-MediaPackage": "08627262-05a9-4f76-9ded-b50ca2e3a84f",
    "UseOriginCacheControlHeaders": "83da9c7e-98b4-4e11-a168-04f0df8e2c65",
    "UseOriginCacheControlHeaders-QueryStrings": "4cc15a8a-d715-48a4-82b8-cc0b614638fe",
}
"""Ids of cache policies by name.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
"""

ORIGIN_REQUEST_POLICIES = {
    "AllViewer": "216adef6-5c7f-47e4-b989-5492eafa07d3",
    "AllViewerAndCloudFrontHeaders-2022-06": "33f36d7e-f396-46d9-90e0-52428a34d9dc",
    "AllViewerExceptHostHeader": "b689b0a8-53d0-40ab-baf2-68738e2966ac",
    "CORS-CustomOrigin": "59781a5b-3903-41f3-afcb-af62929ccde1",
    "CORS-S3Origin": "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf",
    "Elemental-MediaTailor-PersonalizedManifests": "775133bc-15f2-49f9-abea-afb2e0bf67d2",
    "HostHeaderOnly": "bf0718e1-ba1e-49d1-88b1-f726733018ae",
    "UserAgentRefererHeaders": "acba4595-bd28-49b8-b9fe-13317c0390fa",
}
"""Ids of origin request policies by name.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
"""

RESPONSE_HEADERS_POLICIES = {
    "CORS-With-Preflight": "5cc3b908-e619-4b99-88e5-2cf7f45965bd",
    "CORS-and-SecurityHeadersPolicy": "e61eb60c-9c35-4d20-a928-2b84e02af89c",
    "CORS-with-preflight-and-SecurityHeadersPolicy": "eaab4381-ed33-4a86-88ca-d9558dc6cd63",
    "SecurityHeadersPolicy": "67f7725c-6f97-4210-82d7-5512b31e9d03",
    "SimpleCORS": "60669652-455b-4ae9-85a4-c4c02393f86c",
}
"""Ids of response headers policies by name.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html
"""

FORWARDS_HOST = frozenset(
    {
        *("AllViewer", "AllViewerAndCloudFrontHeaders-2022-06", "HostHeaderOnly"),
        *("UseOriginCacheControlHeaders", "UseOriginCacheControlHeaders-QueryStrings"),
    }
)
"""The policies that send an origin the host that the viewer asked for; what is in a cache's key is sent as well."""


def _policy_name(managed: Mapping[str, str]) -> AfterValidator:
    def check(value: str) -> str:
        name = value.removeprefix("Managed-")
        # A site's own policies have lower-case names; each is looked up when all of them are known.
        if name in managed or value.islower():
            return name
        nearest = nearest_name(name, managed)
        remedy = f"did you mean {nearest}?" if nearest else f"AWS manages {', '.join(managed)}"
        raise RuleError("must be the name of a policy of AWS, or of the site's own", remedy, value)

    return AfterValidator(check)


CachePolicyName: TypeAlias = Annotated[str, _policy_name(CACHE_POLICIES)]
"""A cache policy: one of AWS by its name, such as `CachingOptimized`, or one of the site's `cache_policies`."""

OriginRequestPolicyName: TypeAlias = Annotated[str, _policy_name(ORIGIN_REQUEST_POLICIES)]
"""An origin request policy: one of AWS by its name, such as `AllViewer`, or of the site's `origin_request_policies`."""

ResponseHeadersPolicyName: TypeAlias = Annotated[str, _policy_name(RESPONSE_HEADERS_POLICIES)]
"""A response headers policy: one of AWS by its name, such as `SimpleCORS`, or of `response_headers_policies`."""
