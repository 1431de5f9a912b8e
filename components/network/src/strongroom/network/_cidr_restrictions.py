"""IPv4 CIDR blocks that AWS does not associate with a VPC.

https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html#add-cidr-block-restrictions
"""

from collections.abc import Sequence
from ipaddress import IPv4Network

_RFC_1918 = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
_BENCHMARK = "198.19.0.0/16"
_RESERVED = ("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4")


def reserved_range(block: str) -> str | None:
    """Return the range that keeps a CIDR block out of every VPC; None if there is none.

    Args:
        block: The CIDR block.
    """
    return _within(block, _RESERVED)


def restricted_range(primary: str, secondary: str) -> str | None:
    """Return the range that a secondary CIDR block may not come from in a VPC; None if it can be associated.

    Args:
        primary: The VPC's primary CIDR block, which decides.
        secondary: The CIDR block to associate.
    """
    home = _within(primary, (*_RFC_1918, _BENCHMARK))
    restricted = [each for each in _RFC_1918 if each != home]
    if home != _BENCHMARK:
        restricted.append(_BENCHMARK)
    if _within(primary, ["10.0.0.0/15"]):
        restricted.append("10.0.0.0/16")
    if home == "172.16.0.0/12":
        restricted.append("172.31.0.0/16")
    return _within(secondary, restricted)


def _within(block: str, ranges: Sequence[str]) -> str | None:
    return next((each for each in ranges if IPv4Network(block).overlaps(IPv4Network(each))), None)
