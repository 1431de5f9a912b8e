from ipaddress import IPv4Network
from itertools import combinations
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.network._layout import (
    LARGEST_PREFIX,
    SMALLEST_PREFIX,
    ZONES_RESERVED,
    Tier,
    check_size,
    subnet_cidrs,
)

TIERS: tuple[Tier, ...] = get_args(Tier)


def networks(smallest: int, largest: int) -> st.SearchStrategy[IPv4Network]:
    """IPv4 networks with a prefix length in the given range."""

    def network(address: int, prefix: int) -> IPv4Network:
        return IPv4Network((address, prefix), strict=False)

    return st.builds(network, st.integers(0, 2**32 - 1), st.integers(smallest, largest))


vpcs = networks(LARGEST_PREFIX, SMALLEST_PREFIX)
zone_counts = st.integers(1, ZONES_RESERVED)


def layout(vpc: IPv4Network, zones: int) -> list[IPv4Network]:
    return [IPv4Network(cidr) for tier in TIERS for cidr in subnet_cidrs(str(vpc), tier, zones)]


@given(vpcs, zone_counts)
def test_each_tier_has_a_subnet_in_each_zone(vpc: IPv4Network, zones: int) -> None:
    for tier in TIERS:
        assert len(subnet_cidrs(str(vpc), tier, zones)) == zones


@given(vpcs)
def test_subnets_never_overlap(vpc: IPv4Network) -> None:
    assert not [pair for pair in combinations(layout(vpc, ZONES_RESERVED), 2) if pair[0].overlaps(pair[1])]


@given(vpcs, zone_counts)
def test_subnets_lie_in_the_vpc_and_are_of_a_size_that_aws_allows(vpc: IPv4Network, zones: int) -> None:
    for subnet in layout(vpc, zones):
        assert subnet.subnet_of(vpc)
        assert 16 <= subnet.prefixlen <= 28


@given(vpcs, zone_counts, zone_counts, st.sampled_from(TIERS))
def test_adding_zones_moves_no_subnet(vpc: IPv4Network, one: int, other: int, tier: Tier) -> None:
    fewer, more = sorted((one, other))
    assert subnet_cidrs(str(vpc), tier, more)[:fewer] == subnet_cidrs(str(vpc), tier, fewer)


@given(vpcs)
def test_more_than_a_third_of_the_vpc_stays_free_for_further_tiers(vpc: IPv4Network) -> None:
    taken = sum(subnet.num_addresses for subnet in layout(vpc, ZONES_RESERVED))
    assert taken <= vpc.num_addresses * 10 / 16


def test_a_layout_that_is_deployed_somewhere_stays_as_it_is() -> None:
    assert {tier: subnet_cidrs("10.0.0.0/16", tier, 3) for tier in TIERS} == {
        "private": ["10.0.0.0/20", "10.0.16.0/20", "10.0.32.0/20"],
        "public": ["10.0.128.0/23", "10.0.130.0/23", "10.0.132.0/23"],
        "isolated": ["10.0.144.0/23", "10.0.146.0/23", "10.0.148.0/23"],
    }


@given(st.one_of(networks(0, LARGEST_PREFIX - 1), networks(SMALLEST_PREFIX + 1, 32)), st.sampled_from(TIERS))
def test_a_vpc_of_another_size_is_refused_with_one_that_fits(vpc: IPv4Network, tier: Tier) -> None:
    with pytest.raises(ValueError, match=r"use a /16 to /21, such as \S+$") as refusal:
        subnet_cidrs(str(vpc), tier, 1)
    remedy = IPv4Network(str(refusal.value).rsplit(" ", 1)[1])
    check_size(remedy)
    assert remedy.overlaps(vpc)


@given(vpcs, st.one_of(st.integers(max_value=0), st.integers(min_value=ZONES_RESERVED + 1)))
def test_a_number_of_zones_without_room_is_refused(vpc: IPv4Network, zones: int) -> None:
    with pytest.raises(ValueError, match="use 1 to 8"):
        subnet_cidrs(str(vpc), "public", zones)
