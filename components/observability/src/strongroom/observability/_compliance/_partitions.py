"""Rules and features that AWS Config does not have in GovCloud and China."""

from collections.abc import Iterator, Mapping, Set
from typing import TYPE_CHECKING, Final

from strongroom.core import Problem, region_problems

if TYPE_CHECKING:
    from strongroom.observability._compliance._args import ComplianceArgs

_NEITHER: Final = frozenset(
    {
        *("GuardDuty.7", "GuardDuty.8", "GuardDuty.11", "GuardDuty.12", "GuardDuty.13"),
        *("IAM.6", "IAM.9", "Inspector.3"),
    }
)
WITHOUT_RULE_IN: Final[Mapping[str, Set[str]]] = {"aws-cn": _NEITHER, "aws-us-gov": _NEITHER | {"Account.1"}}
"""Controls by the partition in which AWS Config has no rule for them; those of CloudFront are checked separately.

Each rule's page lists the Regions, such as
https://docs.aws.amazon.com/config/latest/developerguide/root-account-mfa-enabled.html
"""


def partition_problems(args: "ComplianceArgs", partition: str) -> Iterator[Problem]:
    """Find inputs that AWS Config has no rule or feature for in a partition.

    Args:
        args: The inputs, each of them right by itself.
        partition: AWS partition of the component's provider.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    if args.cloudfront_resources and partition != "aws":
        reason = f"must be False in the partition {partition}: AWS Config has rules for CloudFront in us-east-1 only"
        yield Problem("cloudfront_resources", reason, "leave it out")
    if args.aggregator is not None:
        yield from region_problems("aggregator.regions", args.aggregator.regions, partition)
    missing = WITHOUT_RULE_IN.get(partition, frozenset[str]())
    checked = [each.control_id for each in args.checked if each.control_id in missing]
    if chosen := [each for each in checked if each in args.controls]:
        reason = f"must not include {', '.join(chosen)}: AWS Config has no rules for them in the partition {partition}"
        yield Problem("controls", reason, "remove them")
    if unexcluded := [each for each in checked if each not in args.controls]:
        reason = f"must include {', '.join(unexcluded)}: AWS Config has no rules for them in the partition {partition}"
        yield Problem("exclusions", reason, "add each with the reason")
    # https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-config.html
    if args.remediations and partition == "aws-us-gov":
        reason = "must be empty: AWS Config has no remediation by Systems Manager documents in the partition aws-us-gov"
        yield Problem("remediations", reason, "leave it out")
