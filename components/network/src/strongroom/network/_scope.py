"""What the parts of a network have in common."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pulumi

from strongroom.core import Home
from strongroom.network._args import NetworkArgs
from strongroom.network._plan import Plan


@dataclass(frozen=True)
class Scope:
    """The network that parts are made for: its inputs, and how its children are named, tagged and owned."""

    args: NetworkArgs
    plan: Plan
    child: Callable[[str], str]
    """The logical name of the child with a role."""
    physical_name: Callable[..., str]
    """What AWS calls the child with a role."""
    tags: Callable[[str], dict[str, pulumi.Input[str]]]
    """The tags of the child with a role."""
    opts: Callable[..., pulumi.ResourceOptions]
    """The options of a child."""
    invoke_opts: pulumi.InvokeOptions
    """The options of a function."""


def home_of(vpc_arn: pulumi.Output[str]) -> pulumi.Output[Home]:
    """Tell where a VPC is, from its ARN."""
    return vpc_arn.apply(Home.of)


def slug(text: str) -> str:
    """Make part of a name of a network or a service: `10-0-0-0-8` of 10.0.0.0/8."""
    return re.sub(r"[.:/]", "-", text)
