"""AWS's own policies and the configuration of distributions in the local CloudFront, held against botocore's model."""

from collections.abc import Mapping
from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator
from hypothesis import given, settings
from hypothesis import strategies as st

from strongroom.sandbox.moto_extensions.cloudfront import managed
from strongroom.sandbox.moto_extensions.cloudfront.common import check_values, named
from strongroom.sandbox.moto_extensions.cloudfront.configurations import completed

MODEL = botocore.session.Session().get_service_model("cloudfront")
MANAGED = {
    "CachePolicyConfig": managed.CACHE_POLICIES,
    "OriginRequestPolicyConfig": managed.ORIGIN_REQUEST_POLICIES,
    "ResponseHeadersPolicyConfig": managed.RESPONSE_HEADERS_POLICIES,
}


def problems(shape: str, document: Mapping[str, Any]) -> str:
    """Return what botocore finds wrong with a document."""
    return ParamValidator().validate(document, MODEL.shape_for(shape)).generate_report()


@pytest.mark.parametrize("shape", MANAGED)
def test_managed_policies_are_what_the_api_tells(shape: str) -> None:
    documents = list(MANAGED[shape].values())
    for document in documents:
        assert problems(shape, document) == ""
        check_values(shape, document)
    names = [document["Name"] for document in documents]
    assert len({*names}) == len(names)
    assert all(name.startswith("Managed-") for name in names)


def test_ids_are_of_one_policy() -> None:
    ids = [id for documents in MANAGED.values() for id in documents]
    assert len({*ids}) == len(ids) == 20


def behaviors() -> st.SearchStrategy[dict[str, Any]]:
    policy = st.fixed_dictionaries({"CachePolicyId": st.uuids().map(str)})
    forwarded = st.just({"ForwardedValues": {"QueryString": True, "Cookies": {"Forward": "none"}}})
    optional = st.fixed_dictionaries(
        {}, optional={"Compress": st.booleans(), "MinTTL": st.integers(0, 9), "SmoothStreaming": st.booleans()}
    )
    return st.builds(_behavior, policy | forwarded, optional)


def _behavior(caching: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    return {"TargetOriginId": "it", "ViewerProtocolPolicy": "https-only", **caching, **more}


ORIGINS = st.sampled_from(
    [
        {"S3OriginConfig": {"OriginAccessIdentity": ""}},
        {"CustomOriginConfig": {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"}},
        {"VpcOriginConfig": {"VpcOriginId": "vo_it", "OriginReadTimeout": 60}},
    ]
)


@settings(max_examples=25)
@given(behavior=behaviors(), others=st.lists(behaviors(), max_size=2), origin=ORIGINS, enabled=st.booleans())
def test_what_aws_fills_in_makes_a_whole_of_it_and_changes_nothing(
    behavior: dict[str, Any], others: list[dict[str, Any]], origin: dict[str, Any], enabled: bool
) -> None:
    listed = [{"PathPattern": f"/{i}", **one} for i, one in enumerate(others)]
    asked = {
        "CallerReference": "it",
        "Comment": "",
        "Enabled": enabled,
        "Origins": {"Quantity": 1, "Items": [{"Id": "it", "DomainName": "it.s3.amazonaws.com", **origin}]},
        "DefaultCacheBehavior": behavior,
        **({"CacheBehaviors": {"Quantity": len(listed), "Items": listed}} if listed else {}),
    }

    whole = completed(asked)

    assert problems("DistributionConfig", whole) == ""
    assert completed(whole) == whole
    assert whole["DefaultCacheBehavior"].items() >= behavior.items()
    assert sorted(named(whole, "CachePolicyId")) == sorted(named(asked, "CachePolicyId"))


def test_what_has_a_name_is_found_at_any_depth_and_in_counted_lists() -> None:
    document = {"a": [{"Id": "1"}, {"b": {"Id": "2"}}], "Id": {"Quantity": 2, "Items": ["3", "4"]}, "c": {"Id": ""}}
    assert [*named(document, "Id")] == ["1", "2", "3", "4"]
