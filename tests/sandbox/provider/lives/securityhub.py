"""AWS Security Hub."""

from contextlib import suppress

from botocore.exceptions import ClientError

from strongroom.sandbox.provider.wire import Props

from .world import REGION, Life, World

HUB = "aws:securityhub/account:Account"
STANDARD = "aws:securityhub/standardsSubscription:StandardsSubscription"
CONTROL = "aws:securityhub/standardsControlAssociation:StandardsControlAssociation"
AGGREGATOR = "aws:securityhub/findingAggregator:FindingAggregator"
CIS = f"arn:aws:securityhub:{REGION}::standards/cis-aws-foundations-benchmark/v/5.0.0"
SUBSCRIPTION = f"arn:aws:securityhub:{REGION}:123456789012:subscription/it/v/1.0.0"


def no_hub(world: World) -> None:
    """Disable the region's hub: to enable it twice would be refused."""
    with suppress(ClientError):
        world.client("securityhub").disable_security_hub()


def new_hub(world: World) -> None:
    """Enable the region's hub, with nothing in it."""
    no_hub(world)
    world.client("securityhub").enable_security_hub(EnableDefaultStandards=False)


def in_hub(world: World, **news: object) -> Props:
    """Return inputs, for which there is a new hub."""
    new_hub(world)
    return news


def hub(world: World) -> Props:
    """Return the inputs of a hub, which there is not yet."""
    no_hub(world)
    return {"enableDefaultStandards": False}


def control(world: World) -> Props:
    """Return the inputs of a control that is on in a standard."""
    new_hub(world)
    world.client("securityhub").batch_enable_standards(StandardsSubscriptionRequests=[{"StandardsArn": CIS}])
    return {"securityControlId": "IAM.6", "standardsArn": CIS, "associationStatus": "ENABLED"}


LIVES = (
    Life(
        token=HUB,
        making=hub,
        changing=lambda _: {"autoEnableControls": False, "controlFindingGenerator": "STANDARD_CONTROL"},
        not_told=frozenset({"enableDefaultStandards"}),
    ),
    Life(token=STANDARD, making=lambda world: in_hub(world, standardsArn=CIS), missing=SUBSCRIPTION),
    Life(
        token=CONTROL,
        making=control,
        changing=lambda _: {"associationStatus": "DISABLED", "updatedReason": "Nobody is root"},
        missing=f"IAM.6,{CIS}.1",
        kept=True,
    ),
    Life(
        token=AGGREGATOR,
        making=lambda world: in_hub(world, linkingMode="SPECIFIED_REGIONS", specifiedRegions=["eu-west-2"]),
        changing=lambda _: {
            "linkingMode": "ALL_REGIONS_EXCEPT_SPECIFIED",
            "specifiedRegions": ["eu-central-1", "eu-west-3"],
        },
        missing=f"arn:aws:securityhub:{REGION}:123456789012:finding-aggregator/it-12345678",
    ),
)
