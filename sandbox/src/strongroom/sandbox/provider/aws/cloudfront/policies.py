"""Policies of the cache, of requests to origins and of the headers of answers, and access controls of origins."""

from collections.abc import Iterator
from typing import Any, Final, cast

from botocore import xform_name

from ... import schema
from ...errors import ProviderError
from ...resource import EVERYTHING, PLAIN, AutoName, Function, Property
from ...schema import Problem
from ...session import Session
from ...wire import Props
from ..translate import told
from .common import Configured, global_arn

_BY: Final = frozenset({"id", "name"})
_NAME: Final = Property(autoname=AutoName(max_length=128))
_DAY: Final = 86_400
_YEAR: Final = 31_536_000


class CachePolicy(Configured):
    """What is in the key of the cache, and how long things stay in it."""

    token = "aws:cloudfront/cachePolicy:CachePolicy"
    kind = "CachePolicy"
    path = "cache-policy"
    properties = {
        "name": _NAME,
        "comment": PLAIN,
        "defaultTtl": Property(default=_DAY),
        "maxTtl": Property(default=_YEAR),
        "minTtl": Property(default=0),
        "parametersInCacheKeyAndForwardedToOrigin": Property(
            nested=EVERYTHING,
            inner={"enableAcceptEncodingBrotli": False, "enableAcceptEncodingGzip": False},
        ),
    }


class OriginRequestPolicy(Configured):
    """What of a viewer's request an origin gets."""

    token = "aws:cloudfront/originRequestPolicy:OriginRequestPolicy"
    kind = "OriginRequestPolicy"
    path = "origin-request-policy"
    properties = {
        "name": _NAME,
        "comment": PLAIN,
        "cookiesConfig": Property(nested=EVERYTHING),
        "headersConfig": Property(nested=EVERYTHING),
        "queryStringsConfig": Property(nested=EVERYTHING),
    }


_HEADERS: Final = {
    "corsConfig": "CorsConfig",
    "customHeadersConfig": "CustomHeadersConfig",
    "removeHeadersConfig": "RemoveHeadersConfig",
    "securityHeadersConfig": "SecurityHeadersConfig",
    "serverTimingHeadersConfig": "ServerTimingHeadersConfig",
}


class ResponseHeadersPolicy(Configured):
    """Which headers answers get, and which they lose."""

    token = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"
    kind = "ResponseHeadersPolicy"
    path = "response-headers-policy"
    properties = {"name": _NAME, "comment": PLAIN, **dict.fromkeys(_HEADERS, Property(nested=EVERYTHING))}

    def problems(self, props: Props) -> Iterator[Problem]:
        """AWS makes no policy that does nothing."""
        if not any(props.get(name) for name in _HEADERS):
            yield Problem("corsConfig", f"give at least one of {', '.join(_HEADERS)}")


class OriginAccessControl(Configured):
    """How CloudFront signs its requests to an origin."""

    token = "aws:cloudfront/originAccessControl:OriginAccessControl"
    kind = "OriginAccessControl"
    path = "origin-access-control"
    properties = {
        "name": Property(autoname=AutoName(max_length=64)),
        "description": Property(default="Managed by Pulumi"),
        "originAccessControlOriginType": PLAIN,
        "signingBehavior": PLAIN,
        "signingProtocol": PLAIN,
    }


RESOURCES: Final = (CachePolicy(), OriginRequestPolicy(), ResponseHeadersPolicy(), OriginAccessControl())


def _plural(name: str) -> str:
    """Return how the SDK calls a single object that a function answers with: in a list, by its name's plural."""
    if name.endswith("s"):
        return name
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"


def _listed(value: Any) -> Any:
    """Return a nested value as functions answer with it: each object in a list."""
    match value:
        case dict():
            return {
                _plural(name) if isinstance(item, dict) else name: [_listed(item)]
                if isinstance(item, dict)
                else _listed(item)
                for name, item in cast("Props", value).items()
            }
        case list():
            return [_listed(item) for item in cast("list[Any]", value)]
        case _:
            return value


def _finder(policy: Configured, list_all: str) -> Function:
    """Return the function that finds a policy by its id or name, also one of AWS's own."""

    def find(aws: Session, arguments: Props) -> Props:
        id, name = arguments.get("id"), arguments.get("name")
        if bool(id) == bool(name):
            raise ProviderError("give one of id, name")
        pages = getattr(aws.client("cloudfront"), list_all)(MaxItems="1000")[f"{policy.kind}List"].get("Items", [])
        known: list[Any] = [one[policy.kind] for one in pages]
        found = [one for one in known if id == one["Id"] or name == one[f"{policy.kind}Config"]["Name"]]
        if not found:
            raise ProviderError(f"there is no {policy.kind} {id or name}")
        return _answer(policy, aws, found[0]["Id"])

    return Function(f"aws:cloudfront/get{policy.kind}:get{policy.kind}", _BY, find)


def _answer(policy: Configured, aws: Session, id: str) -> Props:
    answer = getattr(aws.client("cloudfront"), f"get_{xform_name(policy.kind)}")(Id=id)
    config: dict[str, Any] = answer[policy.kind][f"{policy.kind}Config"]
    theirs = {name.lower(): value for name, value in config.items()}
    types = schema.inputs_of(policy.token).types
    seen = {name: told(policy.token, name, theirs.get(name.lower())) for name in types}
    plain = {name: value for name, value in seen.items() if types[name].kind != "object"}
    objects = {_plural(name): [_listed(seen[name])] if seen[name] else [] for name in seen.keys() - plain.keys()}
    return {"id": id, "arn": global_arn(aws, f"{policy.path}/{id}"), "etag": answer["ETag"], **plain, **objects}


FUNCTIONS: Final = (
    _finder(RESOURCES[0], "list_cache_policies"),
    _finder(RESOURCES[1], "list_origin_request_policies"),
    _finder(RESOURCES[2], "list_response_headers_policies"),
)
