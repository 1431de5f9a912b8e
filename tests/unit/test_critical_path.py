"""The longest chain of a deployment, and what of it AWS forces."""

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
VPC, SUBNET, BALANCER = "aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet", "aws:lb/loadBalancer:LoadBalancer"
GATEWAY, NAT = "aws:ec2/internetGateway:InternetGateway", "aws:ec2/natGateway:NatGateway"
DATABASE, DISTRIBUTION = "aws:rds/instance:Instance", "aws:cloudfront/distribution:Distribution"


@pytest.fixture(scope="module")
def chains() -> Any:
    sys.path.insert(0, str(BENCHMARKS))
    try:
        return importlib.import_module("critical_path")
    finally:
        sys.path.remove(str(BENCHMARKS))


def urn(type_: str) -> str:
    return f"urn:pulumi:dev::project::{type_}::it"


def made(type_: str, *after: str, **inputs: str) -> dict[str, Any]:
    """A resource whose id is its type, made after others; each input came from the first of them."""
    return {
        "urn": urn(type_),
        "type": type_,
        "custom": True,
        "id": f"id-of-{type_}",
        "inputs": inputs,
        "outputs": {**inputs, "arn": f"arn:{type_}"},
        "dependencies": [urn(each) for each in after],
        "propertyDependencies": {name: [urn(after[0])] for name in inputs},
    }


def types(chain: Any) -> list[str]:
    return [each.split("::")[-2] for each in chain.urns]


def test_the_longest_chain_is_that_which_takes_longest(chains: Any) -> None:
    resources = [
        made(VPC),
        made(SUBNET, VPC, vpcId=f"id-of-{VPC}"),
        made(DATABASE, VPC, group=f"id-of-{VPC}"),
        made(BALANCER, SUBNET, subnets=f"id-of-{SUBNET}"),
    ]
    chain = chains.deployed_chain({"resources": resources})
    assert types(chain) == [VPC, DATABASE]
    assert chain == chains.forced_chain({"resources": resources})
    assert str(chain) == "Vpc it → Instance it"


def test_an_order_that_no_value_tells_is_not_forced(chains: Any) -> None:
    resources = [made(DATABASE), made(BALANCER, DATABASE)]
    assert types(chains.deployed_chain({"resources": resources})) == [DATABASE, BALANCER]
    assert types(chains.forced_chain({"resources": resources})) == [DATABASE]


def test_a_value_that_does_not_come_from_the_other_is_not_forced_either(chains: Any) -> None:
    resources = [made(DATABASE), made(BALANCER, DATABASE, name="portal")]
    assert types(chains.forced_chain({"resources": resources})) == [DATABASE]


def test_an_order_that_aws_asks_for_is_forced(chains: Any) -> None:
    resources = [made(GATEWAY), made(NAT, GATEWAY)]
    assert types(chains.forced_chain({"resources": resources})) == [GATEWAY, NAT]


def test_a_part_of_an_arn_and_an_arn_in_a_policy_are_values(chains: Any) -> None:
    resources = [
        made(DATABASE),
        made(BALANCER, DATABASE, suffix=DATABASE),
        made(NAT, DATABASE, policy=f'{{"Resource": "arn:{DATABASE}/*"}}'),
    ]
    assert types(chains.forced_chain({"resources": resources})) == [DATABASE, BALANCER]
    assert types(chains.forced_chain({"resources": [*resources[:1], resources[2]]})) == [DATABASE, NAT]


def test_what_is_not_waited_for_takes_no_time(chains: Any) -> None:
    distribution = {**made(DISTRIBUTION), "inputs": {"waitForDeployment": False}}
    component = {"urn": "urn::component::it", "type": "strongroom-edge:index:Site", "custom": False}
    chain = chains.deployed_chain({"resources": [component, distribution]})
    assert chain.seconds < 5
    assert types(chain) == [DISTRIBUTION]
