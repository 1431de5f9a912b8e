"""What the parts of a network have in common."""

import re
from dataclasses import dataclass

import pulumi

from strongroom.core import AwsEnvironment, ComponentContext
from strongroom.network._args import NetworkArgs
from strongroom.network._plan import Plan


@dataclass(frozen=True)
class NetworkScope(ComponentContext):
    """The network that parts are made for."""

    args: NetworkArgs
    plan: Plan


def home_of(vpc_arn: pulumi.Output[str]) -> pulumi.Output[AwsEnvironment]:
    """Tell where a VPC is, from its ARN."""
    return vpc_arn.apply(AwsEnvironment.of)


def slug(text: str) -> str:
    """Make part of a name of a network or a service: `10-0-0-0-8` of 10.0.0.0/8."""
    return re.sub(r"[.:/]", "-", text)
