"""Faults that a test asks for: an error of AWS's in every protocol, and what of them is tried again."""

import itertools
from typing import Any

import grpc
import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from provider_client import World

from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.provider.errors import is_missing
from strongroom.sandbox.provider.faults import DENIED, THROTTLED, TIMED_OUT, UNAVAILABLE, Call, Fault, NoAnswer

ATTEMPTS = 25
CALLS = {
    "ec2": "describe_vpcs",
    "iam": "list_roles",  # query
    "kms": "list_keys",  # json
    "lambda": "list_functions",  # rest-json
    "cloudfront": "list_distributions",  # rest-xml
    "s3": "list_buckets",
}


def call(world: World, service: str) -> Any:
    return getattr(world.boto(service), CALLS[service])()


@pytest.mark.parametrize("service", CALLS)
def test_aws_says_no_in_every_protocol(world: World, service: str) -> None:
    fault = Fault("OutOfLuck", 409, "not <today> & not tomorrow")
    with world.account.faults.chosen_by(lambda _: fault) as met, pytest.raises(ClientError) as refused:
        call(world, service)
    answer: Any = refused.value.response
    assert answer["Error"] == answer["Error"] | {"Code": fault.code, "Message": fault.message}
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == fault.status
    assert [call.service for call in met] == [service]
    assert call(world, service)


@pytest.mark.parametrize("service", CALLS)
@pytest.mark.parametrize("fault", [THROTTLED, UNAVAILABLE, TIMED_OUT], ids=["throttled", "unavailable", "timed-out"])
def test_what_passes_is_tried_again(world: World, service: str, fault: Fault | NoAnswer) -> None:
    attempts = itertools.count(1)
    with world.account.faults.chosen_by(lambda _: fault if next(attempts) < ATTEMPTS else None) as met:
        assert call(world, service)
    assert len(met) == ATTEMPTS - 1


def test_what_lasts_is_told(world: World) -> None:
    for fault, error in ((THROTTLED, ClientError), (UNAVAILABLE, ClientError), (TIMED_OUT, ReadTimeoutError)):
        with world.account.faults.chosen_by(lambda _, fault=fault: fault) as met, pytest.raises(error) as told:
            call(world, "ec2")
        assert met == [Call("ec2", "DescribeVpcs", "eu-west-1")] * ATTEMPTS
        assert not is_missing(told.value)


def test_what_is_refused_is_not_tried_again(world: World) -> None:
    with world.account.faults.chosen_by(lambda _: DENIED) as met, pytest.raises(ClientError, match="AccessDenied"):
        call(world, "ec2")
    assert [*map(str, met)] == ["ec2:DescribeVpcs"]


def test_a_call_is_chosen_by_its_service_operation_and_region(world: World) -> None:
    wanted = Call("ec2", "CreateVpc", "eu-west-1")
    provider = world.connect(region="eu-west-1")
    with world.account.faults.chosen_by(lambda call: DENIED if call == wanted else None) as met:
        elsewhere = provider.create("aws:ec2/vpc:Vpc", cidrBlock="10.0.0.0/16", region="us-east-1")
        with pytest.raises(grpc.RpcError, match="creating aws:ec2/vpc:Vpc: CreateVpc: AccessDenied"):
            provider.create("aws:ec2/vpc:Vpc", cidrBlock="10.0.0.0/16")
    assert elsewhere.id
    assert met == [wanted]
    assert world.vpcs() == []


def test_other_accounts_meet_nothing(world: World, local_aws: LocalAws) -> None:
    with world.account.faults.chosen_by(lambda _: DENIED) as met:
        assert local_aws.account().client("ec2", "eu-west-1").describe_vpcs()["Vpcs"]
    assert met == []
