import asyncio
from typing import Annotated, Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from recording import Cloud, clouds

from strongroom.core import (
    AccountId,
    AwsEnvironment,
    BucketArn,
    BucketName,
    FunctionArn,
    ItemName,
    PrincipalArn,
    RegionName,
    RoleArn,
    SecurityGroupId,
    SubnetId,
    TopicArn,
    UniqueItems,
    VpcId,
)

ACCOUNT = "123456789012"


def accepted(type_: Any, value: object) -> bool:
    try:
        TypeAdapter[Any](type_).validate_python(value)
    except ValidationError:
        return False
    return True


def refusal(type_: Any, value: object) -> str:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter[Any](type_).validate_python(value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("type_", "good", "bad"),
    [
        (AccountId, [ACCOUNT], ["12345678901", "1234567890123", "account", "١٢٣٤٥٦٧٨٩٠١٢"]),
        (
            BucketArn,
            ["arn:aws:s3:::logs", "arn:aws-cn:s3:::logs/vpc"],
            ["logs", "arn:aws:s3:::logs/*", "arn:aws:s3:::a"],
        ),
        (
            BucketName,
            ["abc", "portal-logs-1a2b3c4d-dev", "logs.example.com", "a" * 63],
            [
                *("ab", "a" * 64, "Logs", "logs_dev", "-logs", "logs-", "a..b", "192.168.5.4"),
                *("xn--logs", "logs-s3alias", "logs--x-s3", "sthree-logs"),
            ],
        ),
        (
            FunctionArn,
            [
                f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:rotate",
                f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:r:live",
            ],
            ["rotate", f"arn:aws:lambda:eu-west-1:{ACCOUNT}:layer:rotate", f"arn:aws:lambda::{ACCOUNT}:function:r"],
        ),
        (
            ItemName,
            ["office", "https-from-office", "a" * 40],
            ["", "Office", "1st", "two--hyphens", "end-", "a" * 41],
        ),
        (
            PrincipalArn,
            [
                f"arn:aws:iam::{ACCOUNT}:root",
                f"arn:aws:iam::{ACCOUNT}:role/team/operators",
                f"arn:aws-cn:iam::{ACCOUNT}:user/anna@example.com",
                f"arn:aws:sts::{ACCOUNT}:assumed-role/operators/anna",
            ],
            [
                "*",
                ACCOUNT,
                f"arn:aws:iam::{ACCOUNT}:role/*",
                f"arn:aws:iam::{ACCOUNT}:group/operators",
                "arn:aws:iam::*:root",
            ],
        ),
        (RegionName, ["eu-central-1", "us-gov-west-1", "cn-north-1"], ["eu-central-1a", "Frankfurt", "eu"]),
        (RoleArn, [f"arn:aws:iam::{ACCOUNT}:role/service-role/x"], [f"arn:aws:iam::{ACCOUNT}:user/x", "x"]),
        (SecurityGroupId, ["sg-0123456789abcdef0", "sg-12345678"], ["0123456789abcdef0", "sg-web"]),
        (SubnetId, ["subnet-0123456789abcdef0"], ["subnet-web", "sg-0123456789abcdef0"]),
        (
            TopicArn,
            [f"arn:aws:sns:eu-west-1:{ACCOUNT}:alerts"],
            ["alerts", f"arn:aws:sns:eu-west-1:{ACCOUNT}:alerts.fifo", f"arn:aws:sqs:eu-west-1:{ACCOUNT}:alerts"],
        ),
        (VpcId, ["vpc-0123456789abcdef0"], ["vpc", "vpc-main"]),
    ],
)
def test_what_has_the_shape_is_accepted_and_nothing_else(type_: Any, good: list[str], bad: list[str]) -> None:
    assert [value for value in good if not accepted(type_, value)] == []
    assert [value for value in bad if accepted(type_, value)] == []


@pytest.mark.parametrize("type_", [AccountId, BucketArn, BucketName, PrincipalArn, RegionName, VpcId])
def test_a_refusal_says_what_it_must_be_and_gives_an_example_that_is_accepted(type_: Any) -> None:
    message = refusal(type_, "?")
    assert "must be" in message
    assert accepted(type_, message.split("use for example ")[1].split(" [")[0].split("\n")[0])


def test_a_list_may_not_name_a_thing_twice() -> None:
    numbers = Annotated[list[int], UniqueItems]
    assert accepted(numbers, [1, 2, 3])
    assert "remove the second 2" in refusal(numbers, [1, 2, 2])


def test_outputs_in_a_list_are_taken_to_differ() -> None:
    async def program() -> None:
        one = pulumi.Output.from_input("x")
        assert accepted(Annotated[list[Any], UniqueItems], [one, one])

    asyncio.run(program())


@given(clouds, st.sampled_from(["vpc/vpc-1", "key/1", "table/a:b"]))
def test_a_home_is_read_from_an_arn_and_written_into_others(cloud: Cloud, resource: str) -> None:
    home = AwsEnvironment(cloud.partition, cloud.region, cloud.account_id)
    arn = home.arn("service", resource)
    assert arn == f"arn:{cloud.partition}:service:{cloud.region}:{cloud.account_id}:{resource}"
    assert AwsEnvironment.of(arn) == home
    assert home.arn("iam", resource, region="") == f"arn:{cloud.partition}:iam::{cloud.account_id}:{resource}"
