"""CloudFront: what it keeps, what it refuses, and how its parts hold on to one another."""

import re
from typing import Any

import grpc
import pytest
from botocore.exceptions import ClientError
from lives.cloudfront import (
    ACCESS,
    ALL_METHODS,
    CACHE,
    DISABLED,
    DISTRIBUTION,
    FUNCTION,
    HEADERS,
    KEY,
    KEY_GROUP,
    OPTIMIZED,
    REQUEST,
    STORE,
    VPC_ORIGIN,
    access,
    behavior,
    bucket_origin,
    cache_policy,
    distribution,
    endpoint,
    full_distribution,
    function,
    headers_policy,
    key_group,
    public_key,
    request_policy,
    vpc_origin,
)
from lives.world import REGION, World
from provider_client import Deployed, InvalidInputsError

from strongroom.sandbox.provider.wire import Props, decode

NO_ID = "12345678-1234-1234-1234-123456789012"
CUSTOM: Props = {
    "httpPort": 80,
    "httpsPort": 443,
    "originProtocolPolicy": "https-only",
    "originSslProtocols": ["TLSv1.2"],
}


@pytest.fixture(scope="module")
def world(estate: World) -> World:
    return estate


@pytest.fixture(scope="module")
def full(world: World) -> Deployed:
    """A distribution of everything, which tests only look at."""
    return world.make(DISTRIBUTION, **full_distribution(world))


def config_of(world: World, made: Deployed) -> dict[str, Any]:
    return world.client("cloudfront").get_distribution_config(Id=made.id)["DistributionConfig"]


def nothing(_: World) -> Props:
    return {}


def answer(world: World, function: str, **arguments: Any) -> Props:
    """Return what a function of CloudFront answers."""
    return decode(getattr(world.provider.invoke(f"aws:cloudfront/{function}:{function}", **arguments), "return"))


class TestDistribution:
    def test_boto_sees_all_of_it(self, world: World, full: Deployed) -> None:
        seen = config_of(world, full)

        origins = {origin["Id"]: origin for origin in seen["Origins"]["Items"]}
        assert origins["bucket"]["OriginShield"] == {"Enabled": True, "OriginShieldRegion": "eu-west-1"}
        assert origins["bucket"]["S3OriginConfig"] == {"OriginAccessIdentity": ""}
        assert origins["api"]["VpcOriginConfig"]["OriginReadTimeout"] == 60
        assert origins["api"]["ResponseCompletionTimeout"] == 120
        assert origins["custom"]["CustomHeaders"]["Items"] == [{"HeaderName": "X-Origin-Verify", "HeaderValue": "hush"}]
        assert origins["custom"]["CustomOriginConfig"]["OriginKeepaliveTimeout"] == 30
        [group] = seen["OriginGroups"]["Items"]
        assert group["FailoverCriteria"]["StatusCodes"] == {"Quantity": 2, "Items": [500, 502]}
        assert [one["OriginId"] for one in group["Members"]["Items"]] == ["bucket", "custom"]
        api, old = seen["CacheBehaviors"]["Items"]
        assert api["GrpcConfig"] == {"Enabled": True}
        assert api["AllowedMethods"]["CachedMethods"]["Items"] == ["GET", "HEAD"]
        assert api["FunctionAssociations"]["Items"][0]["EventType"] == "viewer-request"
        assert (old["DefaultTTL"], old["MaxTTL"], old["MinTTL"]) == (60, 600, 0)
        assert old["ForwardedValues"]["Cookies"]["WhitelistedNames"]["Items"] == ["a"]
        errors = {one["ErrorCode"]: one for one in seen["CustomErrorResponses"]["Items"]}
        assert errors[404]["ResponseCode"] == "200"
        assert "ResponsePagePath" not in errors[503]
        assert seen["Restrictions"]["GeoRestriction"]["Items"] == ["DE", "AT"]
        assert seen["ViewerCertificate"]["CertificateSource"] == "acm"
        assert seen["Logging"] == {
            "Enabled": True,
            "IncludeCookies": True,
            "Bucket": full.inputs["loggingConfig"]["bucket"],
            "Prefix": "cdn/",
        }
        listed = world.client("cloudfront").list_distributions()["DistributionList"]["Items"]
        [summary] = [one for one in listed if one["Id"] == full.id]
        assert (summary["Comment"], summary["Staging"], summary["WebACLId"]) == ("it", False, seen["WebACLId"])

    def test_its_outputs(self, world: World, full: Deployed) -> None:
        outputs = full.outputs
        assert outputs["arn"] == f"arn:aws:cloudfront::{world.account.account_id}:distribution/{full.id}"
        assert outputs["domainName"].endswith(".cloudfront.net")
        assert (outputs["hostedZoneId"], outputs["status"]) == ("Z2FDTNDATAQYW2", "Deployed")
        [trusted] = outputs["trustedKeyGroups"]
        [group] = trusted["items"]
        assert (trusted["enabled"], len(group["keyPairIds"])) == (True, 1)
        assert outputs["trustedSigners"] == [{"enabled": False, "items": []}]
        told = answer(world, "getDistribution", id=full.id)
        names = ("arn", "aliases", "domainName", "enabled", "etag", "hostedZoneId", "status", "webAclId")
        assert {name: told[name] for name in names} == {name: outputs[name] for name in names}

    def test_an_update_makes_a_version_and_is_waited_for(self, world: World) -> None:
        news = distribution(world)
        made = world.make(DISTRIBUTION, **news)

        preview = world.provider.update(made, preview=True, **news, comment="it")
        changed = world.provider.update(made, **news, comment="it")

        assert changed.outputs["etag"] != made.outputs["etag"]
        assert preview.outputs["etag"] != made.outputs["etag"]
        assert changed.outputs["status"] == "Deployed"
        assert changed.outputs["callerReference"] == made.outputs["callerReference"]

    def test_one_that_is_not_waited_for_is_in_progress(self, world: World) -> None:
        cloudfront = world.client("cloudfront")
        made = world.make(DISTRIBUTION, **distribution(world))
        answer = cloudfront.get_distribution_config(Id=made.id)
        updated = cloudfront.update_distribution(
            Id=made.id, IfMatch=answer["ETag"], DistributionConfig={**answer["DistributionConfig"], "Enabled": False}
        )

        assert updated["Distribution"]["Status"] == "InProgress"
        with pytest.raises(ClientError, match="DistributionNotDisabled"):
            cloudfront.delete_distribution(Id=made.id, IfMatch=updated["ETag"])
        cloudfront.get_waiter("distribution_deployed").wait(Id=made.id)
        cloudfront.delete_distribution(Id=made.id, IfMatch=updated["ETag"])
        assert world.provider.refresh(made) is None

    def test_one_that_is_kept_is_disabled(self, world: World) -> None:
        made = world.make(DISTRIBUTION, **distribution(world, retainOnDelete=True))

        world.provider.delete(made)

        assert config_of(world, made)["Enabled"] is False

    def test_what_keeps_it_replaces_nothing_and_asks_nothing(self, world: World) -> None:
        news = distribution(world)
        made = world.make(DISTRIBUTION, **news)

        kept = world.provider.update(made, **news, retainOnDelete=True, waitForDeployment=False)

        assert kept.outputs["etag"] == made.outputs["etag"]

    def test_a_staging_one_is_another_one(self, world: World) -> None:
        news = distribution(world)
        made = world.make(DISTRIBUTION, **news)
        assert list(world.provider.diff(made, **news, staging=True).replaces) == ["staging"]

    def test_drift_is_told_and_put_right(self, world: World) -> None:
        cloudfront, news = world.client("cloudfront"), distribution(world, comment="it")
        made = world.make(DISTRIBUTION, **news)
        answer = cloudfront.get_distribution_config(Id=made.id)
        config = answer["DistributionConfig"]
        config["DefaultCacheBehavior"]["ViewerProtocolPolicy"] = "allow-all"
        config["Origins"]["Items"][0]["ConnectionAttempts"] = 1
        cloudfront.update_distribution(Id=made.id, IfMatch=answer["ETag"], DistributionConfig=config)

        drifted = world.provider.refresh(made)

        assert drifted is not None
        assert world.provider.kinds(drifted, **news).keys() == {
            "defaultCacheBehavior.viewerProtocolPolicy",
            "origins[0].connectionAttempts",
        }
        world.provider.update(drifted, **news)
        mended = config_of(world, made)
        assert mended["DefaultCacheBehavior"]["ViewerProtocolPolicy"] == "redirect-to-https"
        assert mended["Origins"]["Items"][0]["ConnectionAttempts"] == 3

    def test_what_is_said_in_another_order_is_the_same(self, world: World) -> None:
        origins = [bucket_origin(), bucket_origin(originId="spare")]
        news = distribution(world, origins=origins)
        made = world.make(DISTRIBUTION, **news)
        assert world.provider.kinds(made, **(news | {"origins": origins[::-1]})) == {}

    @pytest.mark.parametrize("name", ["fieldLevelEncryptionId", "realtimeLogConfigArn"])
    def test_what_the_sandbox_lacks_is_refused(self, world: World, name: str) -> None:
        news = distribution(world, orderedCacheBehaviors=[behavior(pathPattern="/it", **{name: "it"})])
        with pytest.raises(InvalidInputsError, match=re.escape(f"orderedCacheBehaviors[0].{name}")):
            world.make(DISTRIBUTION, **news)


class TestWhatADistributionMayNotBe:
    @pytest.mark.parametrize(
        ("wrong", "reason"),
        [
            ({"defaultCacheBehavior": behavior("nobody")}, "NoSuchOrigin"),
            (
                {
                    "originGroups": [
                        {
                            "originId": "both",
                            "failoverCriteria": {"statusCodes": [500]},
                            "members": [{"originId": "bucket"}, {"originId": "nobody"}],
                        }
                    ]
                },
                "NoSuchOrigin",
            ),
            (
                {
                    "origins": [bucket_origin(originId="one"), bucket_origin(originId="other")],
                    "originGroups": [
                        {
                            "originId": "both",
                            "failoverCriteria": {"statusCodes": [500]},
                            "members": [{"originId": "one"}, {"originId": "other"}],
                        }
                    ],
                    "defaultCacheBehavior": behavior("both", allowedMethods=ALL_METHODS),
                },
                "origin group cannot allow POST",
            ),
            ({"defaultCacheBehavior": behavior(allowedMethods=["GET", "HEAD", "POST"])}, "or, if they are not cached"),
            (
                {"defaultCacheBehavior": behavior(allowedMethods=ALL_METHODS, cachedMethods=ALL_METHODS)},
                "or, if they are not cached",
            ),
            ({"origins": [bucket_origin(), bucket_origin()]}, "must have different ids"),
            ({"origins": [bucket_origin(originAccessControlId="E123")]}, "InvalidOriginAccessControl"),
            ({"origins": [bucket_origin(domainName="example.com")]}, "does not refer to a valid S3 bucket"),
            ({"origins": [bucket_origin(vpcOriginConfig={"vpcOriginId": "vo_it"})]}, "EntityNotFound"),
            (
                {"origins": [bucket_origin(customOriginConfig=CUSTOM, vpcOriginConfig={"vpcOriginId": "vo_it"})]},
                "InvalidOrigin",
            ),
            ({"defaultCacheBehavior": behavior(cachePolicyId=NO_ID)}, "NoSuchCachePolicy"),
            ({"defaultCacheBehavior": behavior(originRequestPolicyId=NO_ID)}, "NoSuchOriginRequestPolicy"),
            ({"defaultCacheBehavior": behavior(responseHeadersPolicyId=NO_ID)}, "NoSuchResponseHeadersPolicy"),
            ({"defaultCacheBehavior": behavior(trustedKeyGroups=[NO_ID])}, "TrustedKeyGroupDoesNotExist"),
            (
                {
                    "defaultCacheBehavior": behavior(
                        functionAssociations=[
                            {
                                "eventType": "viewer-request",
                                "functionArn": "arn:aws:cloudfront::123456789012:function/it",
                            }
                        ]
                    )
                },
                "InvalidFunctionAssociation",
            ),
            (
                {
                    "defaultCacheBehavior": behavior(
                        lambdaFunctionAssociations=[
                            {
                                "eventType": "origin-request",
                                "lambdaArn": "arn:aws:lambda:eu-west-1:123456789012:function:it:1",
                            }
                        ]
                    )
                },
                "InvalidLambdaFunctionAssociation",
            ),
            (
                {
                    "defaultCacheBehavior": behavior(
                        forwardedValues={"queryString": True, "cookies": {"forward": "none"}}
                    )
                },
                "cannot be used when a cache policy",
            ),
            ({"defaultCacheBehavior": behavior(cachePolicyId=None)}, "ForwardedValues is required"),
            ({"defaultCacheBehavior": behavior(cachedMethods=["GET", "HEAD", "OPTIONS"])}, "must be among those"),
            ({"defaultCacheBehavior": behavior(viewerProtocolPolicy="http")}, "AWS has allow-all, https-only"),
            ({"defaultRootObject": "/index.html"}, "InvalidDefaultRootObject"),
            ({"customErrorResponses": [{"errorCode": 404, "responseCode": 200}]}, "go together"),
            ({"webAclId": "it"}, "InvalidWebACLId"),
            ({"comment": "a" * 129}, "128 characters at most"),
            ({"aliases": ["it.example.com"]}, "InvalidViewerCertificate"),
        ],
    )
    def test_by_itself(self, world: World, wrong: Props, reason: str) -> None:
        with pytest.raises(grpc.RpcError, match=reason):
            world.make(DISTRIBUTION, **distribution(world, **wrong))

    def test_of_another_region(self, world: World) -> None:
        elsewhere = {"acmCertificateArn": world.certificate(), "sslSupportMethod": "sni-only"}
        with pytest.raises(grpc.RpcError, match=r"InvalidViewerCertificate.*us-east-1"):
            world.make(DISTRIBUTION, **distribution(world, viewerCertificate=elsewhere))

        waf = world.client("wafv2")
        visibility = {"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": False, "MetricName": "it"}
        regional = waf.create_web_acl(
            Name="it", Scope="REGIONAL", DefaultAction={"Allow": {}}, VisibilityConfig=visibility
        )["Summary"]["ARN"]
        with pytest.raises(grpc.RpcError, match="InvalidWebACLId"):
            world.make(DISTRIBUTION, **distribution(world, webAclId=regional))

    def test_a_name_that_is_taken_or_that_its_certificate_lacks(self, world: World, full: Deployed) -> None:
        taken: Props = {name: full.inputs[name] for name in ("aliases", "viewerCertificate")}
        with pytest.raises(grpc.RpcError, match="CNAMEAlreadyExists"):
            world.make(DISTRIBUTION, **distribution(world, **taken))
        with pytest.raises(grpc.RpcError, match=r"InvalidViewerCertificate.*other.example.com"):
            world.make(DISTRIBUTION, **distribution(world, **(taken | {"aliases": ["other.example.com"]})))

    def test_one_with_logs_in_a_bucket_without_acls(self, world: World) -> None:
        for bucket in ("nobody-s", world.bucket()):
            logs = {"bucket": f"{bucket}.s3.amazonaws.com"}
            with pytest.raises(grpc.RpcError, match="does not enable ACL access"):
                world.make(DISTRIBUTION, **distribution(world, loggingConfig=logs))

    def test_a_function_that_is_not_published(self, world: World) -> None:
        arn = world.make(FUNCTION, **function(world, publish=False)).outputs["arn"]
        behaviors = behavior(functionAssociations=[{"eventType": "viewer-request", "functionArn": arn}])
        with pytest.raises(grpc.RpcError, match=r"InvalidFunctionAssociation.*not published"):
            world.make(DISTRIBUTION, **distribution(world, defaultCacheBehavior=behaviors))

    def test_a_bucket_s_access_control_on_another_origin(self, world: World) -> None:
        control = world.make(ACCESS, **access(world)).id
        origin = {
            "originId": "bucket",
            "domainName": "example.com",
            "originAccessControlId": control,
            "customOriginConfig": CUSTOM,
        }
        with pytest.raises(grpc.RpcError, match="InvalidDomainNameForOriginAccessControl"):
            world.make(DISTRIBUTION, **distribution(world, origins=[origin]))

    def test_of_an_old_version_or_with_another_reference(self, world: World) -> None:
        cloudfront = world.client("cloudfront")
        made = world.make(DISTRIBUTION, **distribution(world))
        config = config_of(world, made)

        def update(etag: str, **more: Any) -> None:
            cloudfront.update_distribution(Id=made.id, IfMatch=etag, DistributionConfig={**config, **more})

        with pytest.raises(ClientError, match="PreconditionFailed"):
            update("E123")
        with pytest.raises(ClientError, match="IllegalUpdate"):
            update(made.outputs["etag"], CallerReference="it")
        with pytest.raises(ClientError, match="InconsistentQuantities"):
            update(made.outputs["etag"], Aliases={"Quantity": 2, "Items": ["it.example.com"]})
        with pytest.raises(ClientError, match="DistributionNotDisabled"):
            cloudfront.delete_distribution(Id=made.id, IfMatch=made.outputs["etag"])
        assert world.provider.refresh(made) == made


class TestWhatIsInUse:
    def test_stays_as_long_as_a_distribution_has_it(self, world: World) -> None:
        acm, certificate = world.client("acm", "us-east-1"), world.certificate("us-east-1")
        parts = {
            "OriginAccessControlInUse": world.make(ACCESS, **access(world)),
            "CachePolicyInUse": world.make(CACHE, **cache_policy(world)),
            "OriginRequestPolicyInUse": world.make(REQUEST, **request_policy(world)),
            "ResponseHeadersPolicyInUse": world.make(HEADERS, **headers_policy(world)),
            "ResourceInUse": world.make(KEY_GROUP, **key_group(world)),
            "FunctionInUse": world.make(FUNCTION, **function(world)),
            "CannotDeleteEntityWhileInUse": world.make(VPC_ORIGIN, **vpc_origin(world)),
        }
        private = {
            "originId": "api",
            "domainName": "api.example.com",
            "vpcOriginConfig": {"vpcOriginId": parts["CannotDeleteEntityWhileInUse"].id},
        }
        using = behavior(
            cachePolicyId=parts["CachePolicyInUse"].id,
            originRequestPolicyId=parts["OriginRequestPolicyInUse"].id,
            responseHeadersPolicyId=parts["ResponseHeadersPolicyInUse"].id,
            trustedKeyGroups=[parts["ResourceInUse"].id],
            functionAssociations=[
                {"eventType": "viewer-response", "functionArn": parts["FunctionInUse"].outputs["arn"]}
            ],
        )
        made = world.make(
            DISTRIBUTION,
            **distribution(
                world,
                origins=[bucket_origin(originAccessControlId=parts["OriginAccessControlInUse"].id), private],
                defaultCacheBehavior=using,
                viewerCertificate={"acmCertificateArn": certificate, "sslSupportMethod": "sni-only"},
            ),
        )

        for code, part in parts.items():
            with pytest.raises(grpc.RpcError, match=code):
                world.provider.delete(part)
        inside = parts["CannotDeleteEntityWhileInUse"]
        with pytest.raises(grpc.RpcError, match="CannotUpdateEntityWhileInUse"):
            world.provider.update(inside, vpcOriginEndpointConfig=endpoint(world))
        assert acm.describe_certificate(CertificateArn=certificate)["Certificate"]["InUseBy"] == [made.outputs["arn"]]
        with pytest.raises(ClientError, match="ResourceInUseException"):
            acm.delete_certificate(CertificateArn=certificate)
        world.provider.delete(made)
        for part in parts.values():
            world.provider.delete(part)
            assert world.provider.refresh(part) is None
        acm.delete_certificate(CertificateArn=certificate)

    def test_keys_stay_as_long_as_a_group_has_them(self, world: World) -> None:
        key = world.make(KEY, **public_key(world))
        group = world.make(KEY_GROUP, **key_group(world, items=[key.id]))
        with pytest.raises(grpc.RpcError, match="PublicKeyInUse"):
            world.provider.delete(key)
        world.provider.delete(group)
        world.provider.delete(key)

    def test_stores_stay_as_long_as_a_function_has_them(self, world: World) -> None:
        store = world.make(STORE)
        made = world.make(FUNCTION, **function(world, keyValueStoreAssociations=[store.outputs["arn"]]))
        with pytest.raises(grpc.RpcError, match="CannotDeleteEntityWhileInUse"):
            world.provider.delete(store)
        world.provider.delete(made)
        world.provider.delete(store)


class TestPolicies:
    @pytest.mark.parametrize(
        ("kind", "name", "id"),
        [
            ("CachePolicy", "Managed-CachingOptimized", OPTIMIZED),
            ("CachePolicy", "Managed-CachingDisabled", DISABLED),
            ("OriginRequestPolicy", "Managed-AllViewerExceptHostHeader", "b689b0a8-53d0-40ab-baf2-68738e2966ac"),
            ("ResponseHeadersPolicy", "Managed-SecurityHeadersPolicy", "67f7725c-6f97-4210-82d7-5512b31e9d03"),
        ],
    )
    def test_aws_s_own_are_found_by_name_and_id(self, world: World, kind: str, name: str, id: str) -> None:
        found = answer(world, f"get{kind}", name=name)
        assert found == answer(world, f"get{kind}", id=id)
        assert found["id"] == id

    def test_a_function_answers_in_the_sdks_words(self, world: World) -> None:
        found = answer(world, "getCachePolicy", name="Managed-UseOriginCacheControlHeaders")

        [parameters] = found["parametersInCacheKeyAndForwardedToOrigins"]
        [headers] = parameters["headersConfigs"]
        assert headers["headerBehavior"] == "whitelist"
        assert headers["headers"] == [
            {"items": ["Host", "Origin", "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"]}
        ]
        assert (found["minTtl"], found["defaultTtl"], found["maxTtl"]) == (0, 0, 31536000)

    def test_one_that_does_not_exist_is_not_found(self, world: World) -> None:
        with pytest.raises(grpc.RpcError, match="there is no CachePolicy Managed-Nothing"):
            answer(world, "getCachePolicy", name="Managed-Nothing")
        with pytest.raises(grpc.RpcError, match="give one of id, name"):
            answer(world, "getCachePolicy")

    def test_are_listed_by_whose_they_are(self, world: World) -> None:
        cloudfront, made = world.client("cloudfront"), world.make(CACHE, **cache_policy(world))

        def listed(whose: str, **more: str) -> dict[str, Any]:
            return cloudfront.list_cache_policies(Type=whose, **more)["CachePolicyList"]

        managed = [one["CachePolicy"]["Id"] for one in listed("managed")["Items"]]
        assert OPTIMIZED in managed
        assert made.id in [one["CachePolicy"]["Id"] for one in listed("custom")["Items"]]
        first = listed("managed", MaxItems="3")
        rest = listed("managed", Marker=first["NextMarker"])
        assert [one["CachePolicy"]["Id"] for one in (*first["Items"], *rest["Items"])] == managed

    def test_aws_s_own_are_nobodys_to_change(self, world: World) -> None:
        cloudfront = world.client("cloudfront")
        answer = cloudfront.get_cache_policy_config(Id=OPTIMIZED)
        with pytest.raises(ClientError, match="IllegalDelete"):
            cloudfront.delete_cache_policy(Id=OPTIMIZED, IfMatch=answer["ETag"])
        with pytest.raises(ClientError, match="IllegalUpdate"):
            cloudfront.update_cache_policy(
                Id=OPTIMIZED, IfMatch=answer["ETag"], CachePolicyConfig=answer["CachePolicyConfig"]
            )

    @pytest.mark.parametrize(
        ("token", "making", "code"),
        [
            (ACCESS, access, "OriginAccessControlAlreadyExists"),
            (CACHE, cache_policy, "CachePolicyAlreadyExists"),
            (REQUEST, request_policy, "OriginRequestPolicyAlreadyExists"),
            (HEADERS, headers_policy, "ResponseHeadersPolicyAlreadyExists"),
            (KEY, public_key, "PublicKeyAlreadyExists"),
            (KEY_GROUP, key_group, "KeyGroupAlreadyExists"),
            (FUNCTION, function, "FunctionAlreadyExists"),
        ],
    )
    def test_names_are_given_once(self, world: World, token: str, making: Any, code: str) -> None:
        news = making(world)
        world.make(token, **news)
        with pytest.raises(grpc.RpcError, match=code):
            world.make(token, **news)

    @pytest.mark.parametrize(
        ("token", "making", "name"),
        [
            (ACCESS, access, "a" * 65),
            (CACHE, cache_policy, "it is"),
            (REQUEST, request_policy, "a" * 129),
            (KEY, public_key, "it.is"),
            (FUNCTION, function, "a" * 65),
            (STORE, nothing, "it.is"),
        ],
    )
    def test_names_that_aws_does_not_take_are_refused(self, world: World, token: str, making: Any, name: str) -> None:
        with pytest.raises(grpc.RpcError, match=f"can't be called {name}"):
            world.make(token, **(making(world) | {"name": name}))

    def test_one_that_does_nothing_is_refused(self, world: World) -> None:
        with pytest.raises(InvalidInputsError, match="give at least one of corsConfig"):
            world.make(HEADERS, name=world.name())

    def test_without_a_version_nothing_is_deleted(self, world: World) -> None:
        cloudfront, made = world.client("cloudfront"), world.make(CACHE, **cache_policy(world))
        with pytest.raises(ClientError, match="InvalidIfMatchVersion"):
            cloudfront.delete_cache_policy(Id=made.id)
        with pytest.raises(ClientError, match="PreconditionFailed"):
            cloudfront.delete_cache_policy(Id=made.id, IfMatch="E123")


class TestFunction:
    def test_what_is_live_changes_when_it_is_published(self, world: World) -> None:
        cloudfront, news = world.client("cloudfront"), function(world)
        made = world.make(FUNCTION, **news)

        def code(stage: str) -> str:
            return cloudfront.get_function(Name=made.id, Stage=stage)["FunctionCode"].read().decode()

        unpublished = world.provider.update(made, **Props(news, code="// other", publish=False))
        assert (code("DEVELOPMENT"), code("LIVE")) == ("// other", news["code"])
        assert unpublished.outputs["status"] == "UNPUBLISHED"
        assert unpublished.outputs["liveStageEtag"] == made.outputs["liveStageEtag"]

        published = world.provider.update(unpublished, **Props(news, code="// other"))
        assert (code("LIVE"), published.outputs["status"]) == ("// other", "UNASSOCIATED")
        assert published.outputs["liveStageEtag"] != made.outputs["liveStageEtag"]
        listed = cloudfront.list_functions(Stage="LIVE")["FunctionList"]["Items"]
        assert made.id in [one["Name"] for one in listed]

    def test_one_that_is_not_published_is_not_live(self, world: World) -> None:
        made = world.make(FUNCTION, **function(world, publish=False))
        assert made.outputs["liveStageEtag"] == ""
        with pytest.raises(ClientError, match="NoSuchFunctionExists"):
            world.client("cloudfront").describe_function(Name=made.id, Stage="LIVE")

    @pytest.mark.parametrize(
        ("wrong", "reason"),
        [
            ({"code": "/" * 10_241}, "FunctionSizeLimitExceeded"),
            ({"runtime": "nodejs"}, "AWS has cloudfront-js-1.0"),
            ({"keyValueStoreAssociations": ["arn:aws:cloudfront::123456789012:key-value-store/it"]}, "does not exist"),
        ],
    )
    def test_a_wrong_one_is_refused(self, world: World, wrong: Props, reason: str) -> None:
        with pytest.raises(grpc.RpcError, match=reason):
            world.make(FUNCTION, **function(world, **wrong))


class TestKeys:
    def test_another_key_replaces_it(self, world: World) -> None:
        news = public_key(world)
        made = world.make(KEY, **news)
        other = {**public_key(world), "name": news["name"]}
        assert list(world.provider.diff(made, **other).replaces) == ["encodedKey"]
        assert world.make(KEY, namePrefix="it-", encodedKey=other["encodedKey"]).outputs["name"].startswith("it-")

    def test_what_is_no_key_is_refused(self, world: World) -> None:
        with pytest.raises(grpc.RpcError, match="not a public key"):
            world.make(KEY, encodedKey="it")
        with pytest.raises(grpc.RpcError, match="The public key K123 does not exist"):
            world.make(KEY_GROUP, items=["K123"])

    def test_only_its_comment_changes(self, world: World) -> None:
        cloudfront, made = world.client("cloudfront"), world.make(KEY, **public_key(world))
        answer = cloudfront.get_public_key_config(Id=made.id)
        config = {**answer["PublicKeyConfig"], "Name": "other"}
        with pytest.raises(ClientError, match="CannotChangeImmutablePublicKeyFields"):
            cloudfront.update_public_key(Id=made.id, IfMatch=answer["ETag"], PublicKeyConfig=config)


class TestVpcOrigin:
    def test_boto_sees_it(self, world: World) -> None:
        news = vpc_origin(world)
        made = world.make(VPC_ORIGIN, **news)

        cloudfront = world.client("cloudfront")
        seen = cloudfront.get_vpc_origin(Id=made.id)["VpcOrigin"]
        assert (seen["Status"], seen["AccountId"]) == ("Deployed", world.account.account_id)
        assert seen["Arn"] == f"arn:aws:cloudfront::{world.account.account_id}:vpcorigin/{made.id}"
        listed = {one["Id"]: one for one in cloudfront.list_vpc_origins()["VpcOriginList"]["Items"]}
        assert listed[made.id]["OriginEndpointArn"] == news["vpcOriginEndpointConfig"]["arn"]

    def test_its_load_balancer_must_exist_and_its_vpc_have_a_gateway(self, world: World) -> None:
        arn = f"arn:aws:elasticloadbalancing:{REGION}:123456789012:loadbalancer/app/it/1234567890123456"
        with pytest.raises(grpc.RpcError, match=r"endpoint .* does not exist"):
            world.make(VPC_ORIGIN, vpcOriginEndpointConfig=endpoint(world, arn=arn))
        first, second = world.new_subnets()
        balancer = world.client("elbv2").create_load_balancer(Name="lonely", Subnets=[first, second], Scheme="internal")
        lonely = balancer["LoadBalancers"][0]["LoadBalancerArn"]
        with pytest.raises(grpc.RpcError, match="has no internet gateway"):
            world.make(VPC_ORIGIN, vpcOriginEndpointConfig=endpoint(world, arn=lonely))
