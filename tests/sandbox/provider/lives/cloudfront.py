"""CloudFront."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from strongroom.sandbox.provider.wire import Props

from .lb import BALANCER, balancer
from .world import Life, World

DISTRIBUTION, ACCESS = (
    "aws:cloudfront/distribution:Distribution",
    "aws:cloudfront/originAccessControl:OriginAccessControl",
)
CACHE, REQUEST = "aws:cloudfront/cachePolicy:CachePolicy", "aws:cloudfront/originRequestPolicy:OriginRequestPolicy"
HEADERS, FUNCTION = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy", "aws:cloudfront/function:Function"
KEY, KEY_GROUP = "aws:cloudfront/publicKey:PublicKey", "aws:cloudfront/keyGroup:KeyGroup"
STORE, VPC_ORIGIN = "aws:cloudfront/keyValueStore:KeyValueStore", "aws:cloudfront/vpcOrigin:VpcOrigin"
MONITORING = "aws:cloudfront/monitoringSubscription:MonitoringSubscription"
OPTIMIZED, DISABLED = "658327ea-f89d-4fab-a63d-7e88639e58f6", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
_READING = ["GET", "HEAD"]
ALL_METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
_IDENTITY = "origin-access-identity/cloudfront"
_EDGE_FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:it"
_CODE = "function handler(event) { return event.request; }"


def access(world: World, **more: Any) -> Props:
    """Return what an access control for buckets is made of."""
    return {
        "name": world.name(),
        "originAccessControlOriginType": "s3",
        "signingBehavior": "always",
        "signingProtocol": "sigv4",
        **more,
    }


def bucket_origin(**more: Any) -> Props:
    return {"originId": "bucket", "domainName": "it.s3.eu-west-1.amazonaws.com", **more}


def behavior(target: str = "bucket", **more: Any) -> Props:
    """Return a cache behavior for reading."""
    return {
        "targetOriginId": target,
        "viewerProtocolPolicy": "redirect-to-https",
        "allowedMethods": _READING,
        "cachedMethods": _READING,
        "cachePolicyId": OPTIMIZED,
        **more,
    }


def distribution(world: World, **more: Any) -> Props:
    """Return the least that a distribution is made of."""
    return {
        "enabled": True,
        "origins": [bucket_origin()],
        "defaultCacheBehavior": behavior(),
        "restrictions": {"geoRestriction": {"restrictionType": "none"}},
        "viewerCertificate": {"cloudfrontDefaultCertificate": True},
        **more,
    }


def cache_policy(world: World, **more: Any) -> Props:
    return {
        "name": world.name(),
        "comment": "it",
        "minTtl": 1,
        "parametersInCacheKeyAndForwardedToOrigin": {
            "cookiesConfig": {"cookieBehavior": "whitelist", "cookies": {"items": ["session"]}},
            "headersConfig": {"headerBehavior": "whitelist", "headers": {"items": ["Accept-Language"]}},
            "queryStringsConfig": {"queryStringBehavior": "none"},
            "enableAcceptEncodingGzip": True,
        },
        **more,
    }


def request_policy(world: World) -> Props:
    return {
        "name": world.name(),
        "comment": "it",
        "cookiesConfig": {"cookieBehavior": "all"},
        "headersConfig": {"headerBehavior": "allViewer"},
        "queryStringsConfig": {"queryStringBehavior": "whitelist", "queryStrings": {"items": ["page", "sort"]}},
    }


def headers_policy(world: World, **more: Any) -> Props:
    return {
        "name": world.name(),
        "securityHeadersConfig": {
            "contentSecurityPolicy": {"contentSecurityPolicy": "default-src 'self'", "override": True},
            "contentTypeOptions": {"override": True},
            "frameOptions": {"frameOption": "DENY", "override": True},
            "referrerPolicy": {"referrerPolicy": "same-origin", "override": False},
            "strictTransportSecurity": {
                "accessControlMaxAgeSec": 63072000,
                "includeSubdomains": True,
                "override": True,
            },
            "xssProtection": {"modeBlock": True, "protection": True, "override": False},
        },
        "customHeadersConfig": {"items": [{"header": "X-Stage", "value": "it", "override": False}]},
        **more,
    }


def changed_headers(_: World) -> Props:
    return {
        "comment": "it",
        "securityHeadersConfig": {"frameOptions": {"frameOption": "SAMEORIGIN", "override": False}},
        "customHeadersConfig": {"items": [{"header": "X-Stage", "value": "other", "override": True}]},
        "corsConfig": {
            "accessControlAllowCredentials": False,
            "accessControlAllowHeaders": {"items": ["*"]},
            "accessControlAllowMethods": {"items": ["GET", "POST"]},
            "accessControlAllowOrigins": {"items": ["https://example.com"]},
            "accessControlExposeHeaders": {"items": ["ETag"]},
            "accessControlMaxAgeSec": 600,
            "originOverride": True,
        },
        "removeHeadersConfig": {"items": [{"header": "Server"}, {"header": "X-Powered-By"}]},
        "serverTimingHeadersConfig": {"enabled": True, "samplingRate": 12.5},
    }


def public_key(world: World, **more: Any) -> Props:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    encoded = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return {"name": world.name(), "encodedKey": encoded, "comment": "it", **more}


def key_group(world: World, **more: Any) -> Props:
    return {"name": world.name(), "items": [world.make(KEY, **public_key(world)).id], **more}


def function(world: World, **more: Any) -> Props:
    return {"name": world.name(), "runtime": "cloudfront-js-2.0", "code": _CODE, **more}


def private_balancer(world: World) -> str:
    """Return the ARN of an internal load balancer, in a VPC that has an internet gateway."""
    made = world.make(BALANCER, **balancer(world))
    ec2, vpc = world.client("ec2"), made.outputs["vpcId"]
    attached = [{"Name": "attachment.vpc-id", "Values": [vpc]}]
    if not ec2.describe_internet_gateways(Filters=attached)["InternetGateways"]:
        gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    return made.id


def endpoint(world: World, **more: Any) -> Props:
    return {
        "name": world.name(),
        "arn": private_balancer(world),
        "httpPort": 80,
        "httpsPort": 443,
        "originProtocolPolicy": "https-only",
        "originSslProtocols": {"items": ["TLSv1.2"], "quantity": 1},
        **more,
    }


def vpc_origin(world: World) -> Props:
    return {"vpcOriginEndpointConfig": endpoint(world), "timeouts": {"create": "20m"}}


def web_acl(world: World) -> str:
    """Return the ARN of a web ACL for CloudFront."""
    waf = world.client("wafv2", "us-east-1")
    visibility = {"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": False, "MetricName": "it"}
    made = waf.create_web_acl(
        Name=world.name(), Scope="CLOUDFRONT", DefaultAction={"Allow": {}}, VisibilityConfig=visibility
    )
    return made["Summary"]["ARN"]


def log_bucket(world: World) -> str:
    """Return the domain name of a bucket that takes ACLs, which this kind of logs needs."""
    name, s3 = world.bucket(), world.client("s3")
    rules = [{"ObjectOwnership": "BucketOwnerPreferred"}]
    s3.put_bucket_ownership_controls(Bucket=name, OwnershipControls={"Rules": rules})
    return f"{name}.s3.amazonaws.com"


def full_distribution(world: World) -> Props:
    certificate = world.certificate("us-east-1")
    described = world.client("acm", "us-east-1").describe_certificate(CertificateArn=certificate)["Certificate"]
    inside = world.make(VPC_ORIGIN, **vpc_origin(world)).id
    published = world.make(FUNCTION, **function(world)).outputs["arn"]
    api = behavior(
        "api",
        pathPattern="/api/*",
        allowedMethods=ALL_METHODS,
        cachePolicyId=DISABLED,
        compress=True,
        originRequestPolicyId=world.make(REQUEST, **request_policy(world)).id,
        responseHeadersPolicyId=world.make(HEADERS, **headers_policy(world)).id,
        functionAssociations=[{"eventType": "viewer-request", "functionArn": published}],
        grpcConfig={"enabled": True},
    )
    old = behavior("custom", pathPattern="/old/*", defaultTtl=60, maxTtl=600)
    del old["cachePolicyId"]
    forwarded = {
        "queryString": True,
        "headers": ["Host"],
        "cookies": {"forward": "whitelist", "whitelistedNames": ["a"]},
    }
    return {
        "enabled": True,
        "comment": "it",
        "aliases": [described["DomainName"]],
        "defaultRootObject": "index.html",
        "httpVersion": "http2and3",
        "isIpv6Enabled": True,
        "priceClass": "PriceClass_100",
        "webAclId": web_acl(world),
        "origins": [
            bucket_origin(
                originAccessControlId=world.make(ACCESS, **access(world)).id,
                originPath="/site",
                originShield={"enabled": True, "originShieldRegion": "eu-west-1"},
                connectionAttempts=2,
            ),
            {
                "originId": "api",
                "domainName": "internal-it.eu-west-1.elb.amazonaws.com",
                "vpcOriginConfig": {"vpcOriginId": inside, "originReadTimeout": 60},
                "responseCompletionTimeout": 120,
            },
            {
                "originId": "custom",
                "domainName": "old.example.com",
                "connectionTimeout": 5,
                "customHeaders": [{"name": "X-Origin-Verify", "value": "hush"}],
                "customOriginConfig": {
                    "httpPort": 80,
                    "httpsPort": 443,
                    "originProtocolPolicy": "https-only",
                    "originSslProtocols": ["TLSv1.2"],
                    "originKeepaliveTimeout": 30,
                },
            },
        ],
        "originGroups": [
            {
                "originId": "both",
                "failoverCriteria": {"statusCodes": [500, 502]},
                "members": [{"originId": "bucket"}, {"originId": "custom"}],
            }
        ],
        "defaultCacheBehavior": behavior(
            "both",
            cachePolicyId=world.make(CACHE, **cache_policy(world)).id,
            trustedKeyGroups=[world.make(KEY_GROUP, **key_group(world)).id],
            compress=True,
        ),
        "orderedCacheBehaviors": [api, {**old, "forwardedValues": forwarded}],
        "customErrorResponses": [
            {"errorCode": 404, "responseCode": 200, "responsePagePath": "/index.html", "errorCachingMinTtl": 30},
            {"errorCode": 503, "errorCachingMinTtl": 5},
        ],
        "restrictions": {"geoRestriction": {"restrictionType": "whitelist", "locations": ["DE", "AT"]}},
        "viewerCertificate": {
            "acmCertificateArn": certificate,
            "minimumProtocolVersion": "TLSv1.2_2021",
            "sslSupportMethod": "sni-only",
        },
        "loggingConfig": {"bucket": log_bucket(world), "includeCookies": True, "prefix": "cdn/"},
    }


def changed_distribution(world: World) -> Props:
    return {
        "enabled": False,
        "comment": "other",
        "aliases": [],
        "defaultRootObject": "home.html",
        "httpVersion": "http3",
        "isIpv6Enabled": False,
        "priceClass": "PriceClass_200",
        "webAclId": web_acl(world),
        "cacheTagConfig": {"headerName": "X-Tag"},
        "origins": [bucket_origin(connectionAttempts=1), bucket_origin(originId="spare")],
        "originGroups": [
            {
                "originId": "both",
                "failoverCriteria": {"statusCodes": [503]},
                "members": [{"originId": "bucket"}, {"originId": "spare"}],
            }
        ],
        "defaultCacheBehavior": behavior("both", allowedMethods=[*_READING, "OPTIONS"]),
        "orderedCacheBehaviors": [behavior(pathPattern="/new/*", viewerProtocolPolicy="https-only")],
        "customErrorResponses": [{"errorCode": 403, "responseCode": 404, "responsePagePath": "/gone.html"}],
        "restrictions": {"geoRestriction": {"restrictionType": "blacklist", "locations": ["FR"]}},
        "viewerCertificate": {"cloudfrontDefaultCertificate": True},
        "loggingConfig": {"bucket": log_bucket(world)},
        "waitForDeployment": False,
    }


LIVES = (
    Life(
        token=ACCESS,
        making=access,
        changing=lambda world: {
            "name": world.name(),
            "description": "it",
            "originAccessControlOriginType": "lambda",
            "signingBehavior": "no-override",
            "signingProtocol": "sigv4a",
        },
    ),
    Life(
        token=CACHE,
        making=cache_policy,
        changing=lambda world: {
            "name": world.name(),
            "comment": "other",
            "defaultTtl": 60,
            "maxTtl": 600,
            "minTtl": 0,
            "parametersInCacheKeyAndForwardedToOrigin": {
                "cookiesConfig": {"cookieBehavior": "none"},
                "headersConfig": {"headerBehavior": "none"},
                "queryStringsConfig": {"queryStringBehavior": "allExcept", "queryStrings": {"items": ["utm_source"]}},
                "enableAcceptEncodingBrotli": True,
            },
        },
    ),
    Life(
        token=REQUEST,
        making=request_policy,
        changing=lambda world: {
            "name": world.name(),
            "comment": "other",
            "cookiesConfig": {"cookieBehavior": "allExcept", "cookies": {"items": ["tracking"]}},
            "headersConfig": {"headerBehavior": "whitelist", "headers": {"items": ["Referer"]}},
            "queryStringsConfig": {"queryStringBehavior": "all"},
        },
    ),
    Life(token=HEADERS, making=headers_policy, changing=lambda world: {"name": world.name(), **changed_headers(world)}),
    Life(token=KEY, making=public_key, changing=lambda _: {"comment": "other"}),
    Life(
        token=KEY_GROUP,
        making=key_group,
        changing=lambda world: key_group(world, comment="it"),
    ),
    Life(
        token=FUNCTION,
        making=function,
        changing=lambda world: {
            "code": f"// it\n{_CODE}",
            "comment": "it",
            "keyValueStoreAssociations": [world.make(STORE).outputs["arn"]],
            "runtime": "cloudfront-js-1.0",
        },
    ),
    Life(
        token=STORE,
        making=lambda world: {"name": world.name(), "comment": "it"},
        changing=lambda _: {"comment": "other"},
    ),
    Life(
        token=VPC_ORIGIN,
        making=vpc_origin,
        changing=lambda world: {
            "vpcOriginEndpointConfig": endpoint(
                world,
                httpPort=8080,
                httpsPort=8443,
                originProtocolPolicy="match-viewer",
                originSslProtocols={"items": ["TLSv1.1", "TLSv1.2"], "quantity": 2},
            ),
            "timeouts": {"create": "30m"},
        },
        not_told=frozenset({"timeouts"}),
    ),
    Life(
        token=MONITORING,
        making=lambda world: {
            "distributionId": world.make(DISTRIBUTION, **distribution(world)).id,
            "monitoringSubscription": {
                "realtimeMetricsSubscriptionConfig": {"realtimeMetricsSubscriptionStatus": "Enabled"}
            },
        },
        changing=lambda _: {
            "monitoringSubscription": {
                "realtimeMetricsSubscriptionConfig": {"realtimeMetricsSubscriptionStatus": "Disabled"}
            }
        },
    ),
    Life(token=DISTRIBUTION, making=full_distribution, changing=changed_distribution),
    Life(
        token=DISTRIBUTION,
        what="of the older kind",
        making=lambda world: distribution(
            world, origins=[bucket_origin(s3OriginConfig={"originAccessIdentity": f"{_IDENTITY}/E123"})]
        ),
        changing=lambda _: {
            "origins": [bucket_origin(s3OriginConfig={"originAccessIdentity": f"{_IDENTITY}/E456"})],
            "defaultCacheBehavior": behavior(
                cachePolicyId=DISABLED,
                compress=True,
                smoothStreaming=True,
                trustedSigners=["self"],
                lambdaFunctionAssociations=[
                    {"eventType": "origin-request", "lambdaArn": f"{_EDGE_FUNCTION}:3", "includeBody": True},
                    {"eventType": "origin-response", "lambdaArn": f"{_EDGE_FUNCTION}:4"},
                ],
            ),
        },
    ),
)
