"""The policies that CloudFront keeps for everybody, with their ids and settings.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

_DAY: Final = 86_400
_YEAR: Final = 31_536_000
_METHOD_HEADERS: Final = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
_CORS_HEADERS: Final = ("Origin", "Access-Control-Request-Headers", "Access-Control-Request-Method")
_CLOUDFRONT_HEADERS: Final = (
    "CloudFront-Forwarded-Proto",
    *(f"CloudFront-Is-{device}-Viewer" for device in ("Android", "Desktop", "IOS", "Mobile", "SmartTV", "Tablet")),
    *(
        f"CloudFront-Viewer-{what}"
        for what in (
            *("Address", "ASN", "City", "Country", "Country-Name", "Country-Region", "Country-Region-Name"),
            *("Http-Version", "Latitude", "Longitude", "Metro-Code", "Postal-Code", "Time-Zone", "TLS"),
        )
    ),
)

Documents = Mapping[str, Mapping[str, Any]]
"""Configurations by the id of the policy that has them."""


def _counted(items: Sequence[Any]) -> dict[str, Any]:
    return {"Quantity": len(items), "Items": list(items)}


def _chosen(
    headers: Sequence[str], behavior: str, cookies: str, query_strings: str, listed: Sequence[str] = ()
) -> dict[str, Any]:
    """Return what of a request a policy is about."""
    return {
        "HeadersConfig": {"HeaderBehavior": behavior, **({"Headers": _counted(headers)} if headers else {})},
        "CookiesConfig": {"CookieBehavior": cookies},
        "QueryStringsConfig": {
            "QueryStringBehavior": query_strings,
            **({"QueryStrings": _counted(listed)} if listed else {}),
        },
    }


def _cache(name: str, ttls: tuple[int, int, int], chosen: dict[str, Any], *compressed: str) -> dict[str, Any]:
    """Return a cache policy.

    Args:
        name: Its name, without what those of all managed policies begin with.
        ttls: The least time, the usual one and the longest, in seconds.
        chosen: What is in the key of the cache.
        compressed: The kinds of compression whose objects are cached apart.
    """
    least, usual, most = ttls
    return {
        "Name": f"Managed-{name}",
        "MinTTL": least,
        "DefaultTTL": usual,
        "MaxTTL": most,
        "ParametersInCacheKeyAndForwardedToOrigin": {
            **{f"EnableAcceptEncoding{kind}": kind in compressed for kind in ("Gzip", "Brotli")},
            **chosen,
        },
    }


_NOTHING: Final = _chosen((), "none", "none", "none")

CACHE_POLICIES: Final[Documents] = {
    "2e54312d-136d-493c-8eb9-b001f22f67d2": _cache(
        "Amplify",
        (2, 2, 600),
        _chosen(("Authorization", "CloudFront-Viewer-Country", "Host"), "whitelist", "all", "all"),
        *("Gzip", "Brotli"),
    ),
    "4135ea2d-6df8-44a3-9df3-4b5a84be39ad": _cache("CachingDisabled", (0, 0, 0), _NOTHING),
    "658327ea-f89d-4fab-a63d-7e88639e58f6": _cache("CachingOptimized", (1, _DAY, _YEAR), _NOTHING, "Gzip", "Brotli"),
    "b2884449-e4de-46a7-ac36-70bc7f1ddd6d": _cache(
        "CachingOptimizedForUncompressedObjects", (1, _DAY, _YEAR), _NOTHING
    ),
    "08627262-05a9-4f76-9ded-b50ca2e3a84f": _cache(
        "Elemental-MediaPackage",
        (0, _DAY, _YEAR),
        _chosen(("Origin",), "whitelist", "none", "whitelist", ("aws.manifestfilter", "start", "end", "m")),
        "Gzip",
    ),
    "83da9c7e-98b4-4e11-a168-04f0df8e2c65": _cache(
        "UseOriginCacheControlHeaders",
        (0, 0, _YEAR),
        _chosen(("Host", "Origin", *_METHOD_HEADERS), "whitelist", "all", "none"),
        *("Gzip", "Brotli"),
    ),
    "4cc15a8a-d715-48a4-82b8-cc0b614638fe": _cache(
        "UseOriginCacheControlHeaders-QueryStrings",
        (0, 0, _YEAR),
        _chosen(("Host", "Origin", *_METHOD_HEADERS), "whitelist", "all", "all"),
        *("Gzip", "Brotli"),
    ),
}

ORIGIN_REQUEST_POLICIES: Final[Documents] = {
    id: {"Name": f"Managed-{name}", **chosen}
    for id, name, chosen in (
        ("216adef6-5c7f-47e4-b989-5492eafa07d3", "AllViewer", _chosen((), "allViewer", "all", "all")),
        (
            "33f36d7e-f396-46d9-90e0-52428a34d9dc",
            "AllViewerAndCloudFrontHeaders-2022-06",
            _chosen(_CLOUDFRONT_HEADERS, "allViewerAndWhitelistCloudFront", "all", "all"),
        ),
        (
            "b689b0a8-53d0-40ab-baf2-68738e2966ac",
            "AllViewerExceptHostHeader",
            _chosen(("Host",), "allExcept", "all", "all"),
        ),
        (
            "59781a5b-3903-41f3-afcb-af62929ccde1",
            "CORS-CustomOrigin",
            _chosen(("Origin",), "whitelist", "none", "none"),
        ),
        ("88a5eaf4-2fd4-4709-b370-b4c650ea3fcf", "CORS-S3Origin", _chosen(_CORS_HEADERS, "whitelist", "none", "none")),
        (
            "775133bc-15f2-49f9-abea-afb2e0bf67d2",
            "Elemental-MediaTailor-PersonalizedManifests",
            _chosen((*_CORS_HEADERS, "User-Agent", "X-Forwarded-For"), "whitelist", "none", "all"),
        ),
        ("bf0718e1-ba1e-49d1-88b1-f726733018ae", "HostHeaderOnly", _chosen(("Host",), "whitelist", "none", "none")),
        (
            "acba4595-bd28-49b8-b9fe-13317c0390fa",
            "UserAgentRefererHeaders",
            _chosen(("User-Agent", "Referer"), "whitelist", "none", "none"),
        ),
    )
}

_SECURITY: Final = {
    "SecurityHeadersConfig": {
        "XSSProtection": {"Override": False, "Protection": True, "ModeBlock": True},
        "FrameOptions": {"Override": False, "FrameOption": "SAMEORIGIN"},
        "ReferrerPolicy": {"Override": False, "ReferrerPolicy": "strict-origin-when-cross-origin"},
        "ContentTypeOptions": {"Override": True},
        "StrictTransportSecurity": {
            "Override": False,
            "IncludeSubdomains": False,
            "Preload": False,
            "AccessControlMaxAgeSec": _YEAR,
        },
    }
}


def _cors(methods: Sequence[str], *exposed: str) -> dict[str, Any]:
    return {
        "CorsConfig": {
            "AccessControlAllowOrigins": _counted("*"),
            "AccessControlAllowHeaders": _counted("*"),
            "AccessControlAllowMethods": _counted(methods),
            "AccessControlAllowCredentials": False,
            **({"AccessControlExposeHeaders": _counted(exposed)} if exposed else {}),
            "OriginOverride": False,
        }
    }


_SIMPLE: Final = _cors(("GET", "HEAD"))
_PREFLIGHT: Final = _cors(("GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"), "*")

RESPONSE_HEADERS_POLICIES: Final[Documents] = {
    id: {"Name": f"Managed-{name}", **headers}
    for id, name, headers in (
        ("e61eb60c-9c35-4d20-a928-2b84e02af89c", "CORS-and-SecurityHeadersPolicy", {**_SIMPLE, **_SECURITY}),
        ("5cc3b908-e619-4b99-88e5-2cf7f45965bd", "CORS-With-Preflight", _PREFLIGHT),
        (
            "eaab4381-ed33-4a86-88ca-d9558dc6cd63",
            "CORS-with-preflight-and-SecurityHeadersPolicy",
            {**_PREFLIGHT, **_SECURITY},
        ),
        ("67f7725c-6f97-4210-82d7-5512b31e9d03", "SecurityHeadersPolicy", _SECURITY),
        ("60669652-455b-4ae9-85a4-c4c02393f86c", "SimpleCORS", _SIMPLE),
    )
}
