"""EC2: what moto lacks of networks, in a file for each part of them."""

from . import (
    account_settings,
    block_public_access,
    endpoints,
    flow_logs,
    ipam,
    launch_templates,
    nat_gateways,
    network_acls,
    prefix_lists,
    security_groups,
    subnets,
    transit_gateways,
    vpcs,
)


def install() -> None:
    """Add the operations."""
    for part in (
        account_settings,
        block_public_access,
        endpoints,
        flow_logs,
        ipam,
        launch_templates,
        nat_gateways,
        network_acls,
        prefix_lists,
        security_groups,
        subnets,
        transit_gateways,
        vpcs,
    ):
        part.install()
