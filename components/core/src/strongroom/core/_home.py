"""Where resources live: what every ARN of an account has in common."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from strongroom.core._errors import Problem

_REGION_PREFIXES = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}


@dataclass(frozen=True)
class AwsEnvironment:
    """A region of an account."""

    partition: str
    """AWS partition of the account, such as `aws` or `aws-cn`."""
    region: str
    """The region, such as `eu-central-1`."""
    account_id: str
    """The account's twelve digits."""
    dns_suffix: str = "amazonaws.com"
    """Domain of the partition's own endpoints, such as `amazonaws.com.cn`."""

    @classmethod
    def of(cls, arn: str) -> "AwsEnvironment":
        """Read a home from an ARN that has a region and an account; its domain is not told by it.

        Args:
            arn: The ARN of a resource that lives there, such as a VPC's.
        """
        _, partition, _, region, account_id, _ = arn.split(":", 5)
        return cls(partition, region, account_id)

    def arn(self, service: str, resource: str, *, region: str | None = None) -> str:
        """Return the ARN of a resource of this account.

        Args:
            service: The service's ARN namespace, such as `logs`.
            resource: The part of the ARN after the account.
            region: The region in the ARN, empty for a global service; this one when None.
        """
        place = self.region if region is None else region
        return f"arn:{self.partition}:{service}:{place}:{self.account_id}:{resource}"


def region_problems(field: str, regions: Iterable[str], partition: str) -> Iterator[Problem]:
    """Find Regions that are not in the partition of a component.

    Args:
        field: The field that holds the Regions.
        regions: Names of Regions, such as `eu-central-1`.
        partition: AWS partition of the component's provider, such as `aws-us-gov`.

    Yields:
        A problem for each Region of another partition.
    """
    for region in regions:
        found = next((name for prefix, name in _REGION_PREFIXES.items() if region.startswith(prefix)), "aws")
        if found != partition:
            reason = f"must be a Region of the partition {partition}, got {region}"
            yield Problem(field, reason, "use a Region of the provider's own partition")
