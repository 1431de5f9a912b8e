from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network
from itertools import combinations, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.core import RuleError
from strongroom.network import STANDARD_TIERS, Tier, _layout
from strongroom.network._layout import TooSmallError, tier_rooms
from strongroom.network._types import ZONES_RESERVED

Tiers = Mapping[str, Tier]


def subnet_cidrs(vpc: str, tiers: Mapping[str, Tier], zones: int) -> dict[str, list[str]]:
    return _layout.subnet_cidrs(vpc, tiers, range(1, zones + 1))


def ipv6_subnet_cidrs(vpc: str, tiers: Mapping[str, Tier], zones: int) -> dict[str, list[str]]:
    return _layout.ipv6_subnet_cidrs(vpc, tiers, range(1, zones + 1))


def networks(largest: int, smallest: int) -> st.SearchStrategy[IPv4Network]:
    """IPv4 networks with a prefix length in the given range."""

    def network(address: int, prefix: int) -> IPv4Network:
        return IPv4Network((address, prefix), strict=False)

    return st.builds(network, st.integers(0, 2**32 - 1), st.integers(largest, smallest))


def tier(prefix_length: int | None) -> Tier:
    return Tier(kind="private", prefix_length=prefix_length)


names = st.sampled_from(["cache", "jobs", "batch", "transit", "admin", "queue"])
further = st.dictionaries(names, st.builds(tier, st.none() | st.integers(26, 28)), max_size=6)


@st.composite
def drawn_tiers(draw: st.DrawFn) -> Tiers:
    chosen = draw(st.sets(st.sampled_from(list(STANDARD_TIERS))))
    standard = {name: tier for name, tier in STANDARD_TIERS.items() if name in chosen}
    return {**standard, **draw(further if standard else further.filter(bool))}


tier_sets = drawn_tiers()
vpcs = networks(16, 21)
zone_counts = st.integers(1, ZONES_RESERVED)


def layout(vpc: IPv4Network, tiers: Tiers, zones: int) -> dict[str, list[IPv4Network]] | None:
    """The subnets of each tier; None if they don't fit."""
    try:
        return {
            name: [IPv4Network(cidr) for cidr in cidrs] for name, cidrs in subnet_cidrs(str(vpc), tiers, zones).items()
        }
    except RuleError:
        return None


def fitting(vpc: IPv4Network, tiers: Tiers, zones: int) -> dict[str, list[IPv4Network]]:
    """The subnets of as many tiers as fit, at least one."""
    for count in range(len(tiers), 0, -1):
        found = layout(vpc, dict(islice(tiers.items(), count)), zones)
        if found is not None:
            return found
    raise AssertionError(f"not even one of {list(tiers)} fits in {vpc}")


@given(vpcs, zone_counts)
def test_the_standard_tiers_always_fit(vpc: IPv4Network, zones: int) -> None:
    found = layout(vpc, STANDARD_TIERS, zones)
    assert found is not None
    assert {name: len(subnets) for name, subnets in found.items()} == dict.fromkeys(STANDARD_TIERS, zones)


@given(vpcs)
def test_six_further_tiers_of_the_usual_size_fit(vpc: IPv4Network) -> None:
    tiers = {**STANDARD_TIERS, **{f"tier-{letter}": Tier(kind="isolated") for letter in "abcdef"}}
    assert layout(vpc, tiers, ZONES_RESERVED)
    assert not layout(vpc, {**tiers, "tier-g": Tier(kind="isolated")}, ZONES_RESERVED)


@given(vpcs, tier_sets)
def test_subnets_never_overlap(vpc: IPv4Network, tiers: Tiers) -> None:
    subnets = [subnet for of_tier in fitting(vpc, tiers, ZONES_RESERVED).values() for subnet in of_tier]
    assert not [pair for pair in combinations(subnets, 2) if pair[0].overlaps(pair[1])]


@given(vpcs, tier_sets, zone_counts)
def test_subnets_lie_in_the_vpc_and_are_of_a_size_that_aws_allows(vpc: IPv4Network, tiers: Tiers, zones: int) -> None:
    for of_tier in fitting(vpc, tiers, zones).values():
        assert len(of_tier) == zones
        for subnet in of_tier:
            assert subnet.subnet_of(vpc)
            assert 16 <= subnet.prefixlen <= 28


@given(vpcs, tier_sets, zone_counts, zone_counts)
def test_adding_zones_moves_no_subnet(vpc: IPv4Network, tiers: Tiers, one: int, other: int) -> None:
    fewer, more = sorted((one, other))
    small, large = fitting(vpc, tiers, fewer), fitting(vpc, tiers, more)
    assert {name: subnets[:fewer] for name, subnets in large.items()} == small


@given(vpcs, tier_sets, names, st.none() | st.integers(26, 28), zone_counts)
def test_adding_a_tier_moves_no_subnet(
    vpc: IPv4Network, tiers: Tiers, name: str, prefix_length: int | None, zones: int
) -> None:
    before = fitting(vpc, tiers, zones)
    kept = {each: tiers[each] for each in before}
    after = layout(vpc, {**kept, f"new-{name}": tier(prefix_length)}, zones) or before
    assert {each: after[each] for each in before} == before


@given(vpcs, further, st.sampled_from(list(STANDARD_TIERS)), zone_counts)
def test_adding_a_standard_tier_that_was_left_out_moves_no_subnet(
    vpc: IPv4Network, tiers: Tiers, missing: str, zones: int
) -> None:
    without = {name: each for name, each in STANDARD_TIERS.items() if name != missing}
    before = fitting(vpc, {**without, **tiers}, zones)
    after = fitting(vpc, {**STANDARD_TIERS, **{name: tiers[name] for name in before if name in tiers}}, zones)
    assert {name: after[name] for name in before} == before


@given(vpcs, tier_sets, st.integers(25, 28))
def test_a_prefix_length_is_that_of_each_subnet(vpc: IPv4Network, tiers: Tiers, prefix_length: int) -> None:
    subnets = layout(vpc, {**STANDARD_TIERS, "public": Tier(kind="public", prefix_length=28)}, 3)
    assert subnets is not None
    assert {subnet.prefixlen for subnet in subnets["public"]} == {28}
    sized = layout(vpc, {"cache": tier(prefix_length)}, 3)
    assert sized is None or {subnet.prefixlen for subnet in sized["cache"]} == {prefix_length}


def test_layouts_that_are_deployed_somewhere_stay_as_they_are() -> None:
    tiers = {**STANDARD_TIERS, "cache": Tier(kind="isolated"), "transit": Tier(kind="isolated", prefix_length=28)}
    assert subnet_cidrs("10.0.0.0/16", tiers, 3) == {
        "private": ["10.0.0.0/20", "10.0.16.0/20", "10.0.32.0/20"],
        "public": ["10.0.128.0/23", "10.0.130.0/23", "10.0.132.0/23"],
        "isolated": ["10.0.144.0/23", "10.0.146.0/23", "10.0.148.0/23"],
        "cache": ["10.0.160.0/23", "10.0.162.0/23", "10.0.164.0/23"],
        "transit": ["10.0.176.0/28", "10.0.176.16/28", "10.0.176.32/28"],
    }
    assert ipv6_subnet_cidrs("2001:db8::/56", tiers, 2) == {
        "private": ["2001:db8::/64", "2001:db8:0:1::/64"],
        "public": ["2001:db8:0:8::/64", "2001:db8:0:9::/64"],
        "isolated": ["2001:db8:0:10::/64", "2001:db8:0:11::/64"],
        "cache": ["2001:db8:0:18::/64", "2001:db8:0:19::/64"],
        "transit": ["2001:db8:0:20::/64", "2001:db8:0:21::/64"],
    }


@given(networks(22, 28), st.sampled_from(["public", "isolated", "cache"]))
def test_a_vpc_that_is_too_small_is_refused_with_a_size_that_is_not(vpc: IPv4Network, name: str) -> None:
    with pytest.raises(TooSmallError, match=rf"tier {name}: .*use a /21 or larger"):
        subnet_cidrs(str(vpc), {name: tier(None)}, 1)
    assert layout(vpc.supernet(new_prefix=21), {name: tier(None)}, ZONES_RESERVED)


@given(networks(22, 24), zone_counts)
def test_a_small_vpc_holds_private_subnets_alone(vpc: IPv4Network, zones: int) -> None:
    assert layout(vpc, {"private": tier(None)}, zones)


@given(vpcs, st.sampled_from(list(STANDARD_TIERS)))
def test_subnets_too_large_for_their_tier_are_refused_with_the_largest_that_fit(vpc: IPv4Network, name: str) -> None:
    largest = vpc.prefixlen + (4 if name == "private" else 7)
    with pytest.raises(RuleError, match=f"{name} does not fit.*a prefix_length of {largest} or more"):
        subnet_cidrs(str(vpc), {name: tier(largest - 1)}, 1)
    assert layout(vpc, {name: tier(largest)}, ZONES_RESERVED)


@given(vpcs)
def test_further_tiers_without_room_are_refused(vpc: IPv4Network) -> None:
    with pytest.raises(RuleError, match=r"cache does not fit: no room is left.*greater prefix_length"):
        subnet_cidrs(str(vpc), {"cache": tier(vpc.prefixlen + 4)}, 1)


def test_explicit_blocks_are_taken_as_they_are() -> None:
    blocks = ["10.9.0.0/24", "10.9.4.0/24"]
    tiers = {**STANDARD_TIERS, "legacy": Tier(kind="private", cidr_blocks=blocks)}
    assert subnet_cidrs("10.0.0.0/16", tiers, 2)["legacy"] == blocks
    assert "legacy" not in tier_rooms("10.0.0.0/16", tiers)


@given(vpcs, st.one_of(st.integers(max_value=0), st.integers(min_value=ZONES_RESERVED + 1)))
def test_zone_number_without_room_is_refused(vpc: IPv4Network, zone: int) -> None:
    with pytest.raises(ValueError, match="numbers from 1 to 8"):
        _layout.subnet_cidrs(str(vpc), STANDARD_TIERS, [1, zone])


@given(vpcs, st.sets(st.integers(1, ZONES_RESERVED), min_size=2))
def test_removing_a_zone_moves_no_subnet(vpc: IPv4Network, zones: set[int]) -> None:
    numbers = sorted(zones)
    if vpc.prefixlen > 21:
        return
    before = _layout.subnet_cidrs(str(vpc), STANDARD_TIERS, numbers)
    ipv6 = _layout.ipv6_subnet_cidrs("2001:db8::/56", STANDARD_TIERS, numbers)
    for index in range(len(numbers)):
        kept = [number for number in numbers if number != numbers[index]]
        for subnets, after in (
            (before, _layout.subnet_cidrs(str(vpc), STANDARD_TIERS, kept)),
            (ipv6, _layout.ipv6_subnet_cidrs("2001:db8::/56", STANDARD_TIERS, kept)),
        ):
            assert after == {name: [*blocks[:index], *blocks[index + 1 :]] for name, blocks in subnets.items()}


vpcs_ipv6 = st.integers(0, 2**56 - 1).map(lambda number: IPv6Network((number << 72, 56)))


@given(vpcs_ipv6, tier_sets, zone_counts, zone_counts)
def test_ipv6_networks_lie_in_the_vpc_do_not_overlap_and_stay(
    vpc: IPv6Network, tiers: Tiers, one: int, other: int
) -> None:
    fewer, more = sorted((one, other))
    found = ipv6_subnet_cidrs(str(vpc), tiers, more)
    subnets = [IPv6Network(cidr) for cidrs in found.values() for cidr in cidrs]
    assert len(set(subnets)) == len(tiers) * more
    assert all(subnet.subnet_of(vpc) and subnet.prefixlen == 64 for subnet in subnets)
    assert ipv6_subnet_cidrs(str(vpc), tiers, fewer) == {name: cidrs[:fewer] for name, cidrs in found.items()}
    grown = ipv6_subnet_cidrs(str(vpc), {**tiers, "new": Tier(kind="public")}, more)
    assert {name: grown[name] for name in tiers} == found


def test_more_tiers_than_ipv6_has_room_for_are_refused() -> None:
    tiers = {f"t{number}": Tier(kind="private") for number in range(29)}
    assert len(ipv6_subnet_cidrs("2001:db8::/56", tiers, 1)) == 29
    with pytest.raises(RuleError, match="use at most 32"):
        ipv6_subnet_cidrs("2001:db8::/56", {**tiers, "one-more": Tier(kind="private")}, 1)
