"""CIDR blocks that AWS does not associate with a VPC."""

from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import refused

from strongroom.network import NetworkArgs
from strongroom.network._cidr_restrictions import reserved_range, restricted_range

PRIVATE = [IPv4Network("10.0.0.0/8"), IPv4Network("172.16.0.0/12"), IPv4Network("192.168.0.0/16")]
BENCHMARK = IPv4Network("198.19.0.0/16")


def _block(address: IPv4Address, prefix: int) -> IPv4Network:
    return IPv4Network((address, prefix), strict=False)


blocks = st.builds(
    _block,
    st.one_of(
        st.integers(0, 2**32 - 1).map(IPv4Address),
        *(st.integers(int(each[0]), int(each[-1])).map(IPv4Address) for each in PRIVATE),
    ),
    st.integers(16, 28),
)


@pytest.mark.parametrize(
    ("primary", "secondary", "restricted"),
    [
        ("10.2.0.0/16", "172.16.0.0/16", "172.16.0.0/12"),
        ("10.2.0.0/16", "192.168.4.0/24", "192.168.0.0/16"),
        ("10.2.0.0/16", "198.19.1.0/24", "198.19.0.0/16"),
        ("10.2.0.0/16", "198.18.0.0/16", None),
        ("10.2.0.0/16", "10.0.0.0/16", None),
        ("10.1.0.0/16", "10.0.4.0/24", "10.0.0.0/16"),
        ("10.0.0.0/24", "10.0.1.0/24", "10.0.0.0/16"),
        ("10.0.0.0/24", "10.1.0.0/24", None),
        ("172.16.0.0/16", "172.31.0.0/24", "172.31.0.0/16"),
        ("172.31.0.0/24", "172.31.1.0/24", "172.31.0.0/16"),
        ("172.16.0.0/16", "172.30.0.0/16", None),
        ("172.16.0.0/16", "10.1.0.0/16", "10.0.0.0/8"),
        ("192.168.0.0/24", "192.168.1.0/24", None),
        ("192.168.0.0/16", "10.9.0.0/16", "10.0.0.0/8"),
        ("198.19.0.0/24", "198.19.1.0/24", None),
        ("198.19.0.0/24", "10.9.0.0/16", "10.0.0.0/8"),
        ("100.64.0.0/16", "192.168.0.0/24", "192.168.0.0/16"),
        ("100.64.0.0/16", "100.65.0.0/16", None),
        ("203.0.113.0/24", "198.19.1.0/24", "198.19.0.0/16"),
        ("203.0.113.0/24", "198.51.100.0/24", None),
    ],
)
def test_restricted_range_follows_the_table_of_aws(primary: str, secondary: str, restricted: str | None) -> None:
    assert restricted_range(primary, secondary) == restricted


@given(blocks, blocks)
def test_secondary_block_of_another_private_range_is_restricted(primary: IPv4Network, secondary: IPv4Network) -> None:
    of_primary = [each for each in PRIVATE if primary.subnet_of(each)]
    of_secondary = [each for each in PRIVATE if secondary.subnet_of(each)]
    if of_secondary and of_primary != of_secondary:
        assert restricted_range(str(primary), str(secondary)) == str(of_secondary[0])
    if not of_secondary and not secondary.subnet_of(BENCHMARK):
        assert restricted_range(str(primary), str(secondary)) is None


@pytest.mark.parametrize("block", ["0.1.0.0/16", "127.0.0.0/16", "169.254.0.0/16", "224.0.0.0/16", "239.1.0.0/24"])
def test_block_of_a_reserved_range_is_refused(block: str) -> None:
    assert reserved_range(block)
    error = refused(NetworkArgs, {"cidr_block": block})
    assert error is not None
    assert "no VPC can use" in str(error)


def test_restricted_secondary_blocks_are_refused_by_index() -> None:
    error = refused(NetworkArgs, {"secondary_cidr_blocks": ["100.64.0.0/16", "172.16.0.0/16", "198.19.0.0/16"]})
    assert error is not None
    assert [str(problem) for problem in error.problems] == [
        "secondary_cidr_blocks.1: must not be from 172.16.0.0/12, which AWS does not associate with a VPC of "
        "10.0.0.0/16, got 172.16.0.0/16; use for example a block from 100.64.0.0/10",
        "secondary_cidr_blocks.2: must not be from 198.19.0.0/16, which AWS does not associate with a VPC of "
        "10.0.0.0/16, got 198.19.0.0/16; use for example a block from 100.64.0.0/10",
    ]
