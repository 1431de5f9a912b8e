"""Peers of security group rules: who may connect, by the names of their rules."""

from collections.abc import Iterator, Mapping

from strongroom.core._errors import Problem
from strongroom.core._inputs import Input


def duplicate_peer_problems(field: str, peers: Mapping[str, Input[str]]) -> Iterator[Problem]:
    """Find peers with several names: EC2 refuses a second rule with the same ports and peer.

    Two Outputs are not compared, because their values are known to the deployment only.

    Args:
        field: Path of the field that has the peers.
        peers: CIDR blocks or ids of security groups, by name.

    Yields:
        One problem for each further name.
    """
    seen: dict[str, str] = {}
    for name, peer in peers.items():
        if isinstance(peer, str) and (first := seen.setdefault(peer, name)) != name:
            reason = f"must differ from {field}.{first}, got {peer} in both"
            yield Problem(f"{field}.{name}", reason, "remove one: EC2 accepts a rule once")
