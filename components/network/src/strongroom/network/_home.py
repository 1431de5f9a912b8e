"""Where a VPC is."""

from dataclasses import dataclass
from typing import Any, TypeAlias

PolicyDocument: TypeAlias = dict[str, Any]
"""An IAM policy."""


@dataclass(frozen=True)
class Home:
    """The partition, region and account of a VPC."""

    partition: str
    region: str
    account_id: str

    @classmethod
    def of(cls, vpc_arn: str) -> "Home":
        """Read a VPC's home from its ARN."""
        _, partition, _, region, account_id, _ = vpc_arn.split(":", 5)
        return cls(partition, region, account_id)
