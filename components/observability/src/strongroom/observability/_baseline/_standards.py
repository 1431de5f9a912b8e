"""The standards of Security Hub."""

from collections.abc import Mapping, Set

from strongroom.core import AwsEnvironment
from strongroom.observability._compliance._catalogue import CATALOGUE, Standard

_PATHS: Mapping[Standard, str] = {
    "fsbp": "aws-foundational-security-best-practices/v/1.0.0",
    "cis_v5": "cis-aws-foundations-benchmark/v/5.0.0",
    "cis_v3": "cis-aws-foundations-benchmark/v/3.0.0",
    "pci": "pci-dss/v/4.0.1",
}
# The benchmark asks for it, but Security Hub's standard does not have it.
# https://docs.aws.amazon.com/securityhub/latest/userguide/cis-aws-foundations-benchmark.html
_LEFT_OUT: Mapping[Standard, Set[str]] = {"cis_v5": {"IAM.1"}, "cis_v3": {"IAM.1"}}


def standard_arn(standard: Standard, home: AwsEnvironment) -> str:
    """Return the ARN of a standard, which every region has for itself.

    https://docs.aws.amazon.com/securityhub/latest/userguide/standards-reference.html

    Args:
        standard: The standard.
        home: Where Security Hub is.
    """
    return f"arn:{home.partition}:securityhub:{home.region}::standards/{_PATHS[standard]}"


def ordered(standards: Set[Standard]) -> list[Standard]:
    """Return standards in an order that stays.

    Args:
        standards: The standards.
    """
    return [standard for standard in _PATHS if standard in standards]


def subscribed_standards(control_id: str, standards: Set[Standard]) -> list[Standard]:
    """Return the standards in which Security Hub checks a control, in an order that stays.

    Args:
        control_id: The control.
        standards: The standards that are subscribed to.
    """
    asking = CATALOGUE[control_id].standards
    return [each for each in ordered(standards) if each in asking and control_id not in _LEFT_OUT.get(each, ())]
