import ipaddress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from recording import Cloud, clouds

from strongroom.core import (
    AvailabilityZone,
    CidrBlock,
    Durability,
    EnvironmentSuffix,
    IpCidrBlock,
    KmsKeyArn,
    Port,
    RetentionDays,
)

KEY_IDS = ["1234abcd-12ab-34cd-56ef-1234567890ab", "mrk-1234abcd12ab34cd56ef1234567890ab"]


def refusal(type_: Any, value: object) -> str:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter[Any](type_).validate_python(value)
    return str(caught.value)


def accepted(type_: Any, value: object) -> object:
    return TypeAdapter[Any](type_).validate_python(value)


networks = st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 32)).map(
    lambda network: ipaddress.IPv4Network(network, strict=False)
)


@given(networks)
def test_canonical_networks_are_accepted(network: ipaddress.IPv4Network) -> None:
    assert accepted(CidrBlock, str(network)) == str(network)


@given(networks.filter(lambda network: network.prefixlen < 32))
def test_a_network_with_host_bits_is_refused_with_the_right_one(network: ipaddress.IPv4Network) -> None:
    assert f"use {network}" in refusal(CidrBlock, f"{network[1]}/{network.prefixlen}")


@pytest.mark.parametrize(
    "value", ["", "10.0.0.0", "10.0.0.0/33", "10.0.0/16", "10.0.0.0/255.255.0.0", "2001:db8::/32", " 10.0.0.0/16", "x"]
)
def test_what_is_no_ipv4_network_is_refused(value: str) -> None:
    assert "must be an IPv4 network in CIDR notation" in refusal(CidrBlock, value)


@given(clouds, st.sampled_from(KEY_IDS))
def test_key_arns_of_every_partition_are_accepted(cloud: Cloud, key_id: str) -> None:
    arn = f"arn:{cloud.partition}:kms:{cloud.region}:{cloud.account_id}:key/{key_id}"
    assert accepted(KmsKeyArn, arn) == arn


@given(clouds)
def test_alias_arn_is_no_key_arn(cloud: Cloud) -> None:
    arn = f"arn:{cloud.partition}:kms:{cloud.region}:{cloud.account_id}:alias/portal"
    assert "not of an alias" in refusal(KmsKeyArn, arn)


@pytest.mark.parametrize("value", ["", KEY_IDS[0], "arn:aws:s3:::bucket", "alias/portal"])
def test_what_is_no_key_arn_is_refused(value: str) -> None:
    assert "must be the ARN of a KMS key" in refusal(KmsKeyArn, value)


@given(clouds)
def test_zones_of_every_partition_are_accepted(cloud: Cloud) -> None:
    for zone in cloud.zones():
        assert accepted(AvailabilityZone, zone) == zone


@pytest.mark.parametrize("value", ["", "a", "eu-central-1", "eu-central-1A", "us-west-2-lax-1a", "euc1-az1"])
def test_what_is_no_zone_is_refused(value: str) -> None:
    assert "availability zone" in refusal(AvailabilityZone, value)


@pytest.mark.parametrize("value", ["d", "dev", "prod", "pr-42", "a2345678-012"])
def test_suffixes(value: str) -> None:
    assert accepted(EnvironmentSuffix, value) == value


@given(st.ip_addresses(), st.integers(0, 32))
def test_ip_networks_of_both_versions_are_refused_with_their_shortest_form(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address, prefix: int
) -> None:
    network = ipaddress.ip_network(f"{address}/{prefix}", strict=False)
    assert accepted(IpCidrBlock, str(network)) == str(network)
    if network.network_address != address:
        assert f"use {network}" in refusal(IpCidrBlock, f"{address}/{prefix}")
    if network.exploded != str(network):
        assert f"use {network}" in refusal(IpCidrBlock, network.exploded)


@pytest.mark.parametrize("value", ["", "office", "10.0.0.0/33", "2001:db8::/129", "fe80::%eth0/64", "2001:db8::g/64"])
def test_other_texts_are_no_ip_networks(value: str) -> None:
    assert "must be an IPv4 or IPv6 network in CIDR notation" in refusal(IpCidrBlock, value)


@pytest.mark.parametrize("value", ["", "Dev", "1dev", "-dev", "dev-", "d--v", "de_v", "dév", "dev\n", "a234567890123"])
def test_wrong_suffixes_are_refused_with_an_example(value: str) -> None:
    assert "use for example dev, prod or pr-42" in refusal(EnvironmentSuffix, value)


@pytest.mark.parametrize("value", [1, 443, 65535])
def test_ports(value: int) -> None:
    assert accepted(Port, value) == value


@pytest.mark.parametrize("value", [0, -1, 65536])
def test_wrong_ports_are_refused(value: int) -> None:
    refusal(Port, value)


@pytest.mark.parametrize("value", [1, 365, 400, 3653])
def test_retention_that_cloudwatch_offers(value: int) -> None:
    assert accepted(RetentionDays, value) == value


@pytest.mark.parametrize(("value", "remedy"), [(0, "use 1,"), (366, "use 400,"), (9999, "use 3653,")])
def test_other_retention_is_refused_with_the_next_longer_one(value: int, remedy: str) -> None:
    assert remedy in refusal(RetentionDays, value)


def test_durability() -> None:
    assert accepted(Durability, "persistent") == "persistent"
    refusal(Durability, "permanent")
