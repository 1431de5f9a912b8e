"""What a site's inputs amount to."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from strongroom.edge._args import SiteArgs

US_EAST_1 = "us-east-1"
"""The region where CloudFront has what belongs to it: certificates, web ACLs, deliveries of logs."""


@dataclass(frozen=True)
class Plan:
    """The decisions that inputs, with their defaults, amount to."""

    args: "SiteArgs"

    @property
    def lasting(self) -> bool:
        """Whether the site is meant to last."""
        return self.args.durability == "lasting"
