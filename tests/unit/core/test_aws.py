import subprocess
import sys
from collections.abc import Iterable

import pulumi
import pulumi_aws as aws
import pytest
from recording import UNCONFIGURED, UNKNOWN, Cloud, Recorder

from strongroom.core import Args, Component, InputError, Problem
from strongroom.core.aws import current_environment


class Asking(Component):
    """A component that asks where it is."""

    region: pulumi.Output[str]
    """Where it is."""

    def __init__(self, name: str, args: Args, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        self.region = current_environment(self._invoke_opts).apply(lambda home: home.region)
        self.publish()


def test_each_provider_is_asked_once_in_a_program(record: Recorder) -> None:
    def program() -> list[pulumi.Output[str]]:
        other = pulumi.ResourceOptions(providers=[aws.Provider("other", region="eu-west-1")])
        return [Asking(f"a{i}", Args(), opts).region for i, opts in enumerate([None, other, None, other])]

    for region in ("eu-central-1", "us-west-2"):  # what one program was told, another is not
        deployment = record(program, cloud=Cloud("aws", region, "123456789012"))
        asked = [(each.provider, each.token) for each in deployment.invocations]
        assert len(asked) == len(set(asked)) == 6
        assert {deployment.value(told) for told in deployment.result} == {region}


MOCKS = """
import asyncio, pulumi
from strongroom.core.aws import current_environment

class Elsewhere(pulumi.runtime.Mocks):
    def __init__(self, region):
        self.told = {"region": region, "partition": "aws", "dnsSuffix": "amazonaws.com", "accountId": "1" * 12}
    def new_resource(self, args):
        return args.name, args.inputs
    def call(self, args):
        return self.told

async def regions():
    for region in ("eu-west-1", "us-east-1"):
        pulumi.runtime.set_mocks(Elsewhere(region))
        print((await current_environment(pulumi.InvokeOptions()).future()).region)

asyncio.run(regions())
"""


def test_mocks_of_ones_own_are_asked_anew() -> None:
    told = subprocess.run([sys.executable, "-c", MOCKS], check=True, capture_output=True, text=True)
    assert told.stdout.split() == ["eu-west-1", "us-east-1"]


class PlacedArgs(Args):
    accelerated: bool = False


class Placed(Component):
    """A component that names its partitions, and an input that one of them lacks."""

    _supported_partitions = ("aws", "aws-us-gov")

    def __init__(self, name: str, args: PlacedArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        self.publish()

    @classmethod
    def _partition_problems(cls, args: PlacedArgs, partition: str) -> Iterable[Problem]:
        if args.accelerated and partition != "aws":
            yield Problem("accelerated", f"must be False in {partition}", "leave it out")


GOV = Cloud("aws-us-gov", "us-gov-west-1", "123456789012")
CHINA = Cloud("aws-cn", "cn-north-1", "123456789012")


def test_unsupported_partition_raises_before_anything_is_registered(record: Recorder) -> None:
    failure = record.failing(InputError, lambda: Placed("a", PlacedArgs()), cloud=CHINA)
    assert not failure.deployment.resources
    assert failure.message == (
        "Placed: 1 input can't be used:\n"
        "  provider: must be of a partition that Placed supports (aws, aws-us-gov), got aws-cn; "
        "use a provider of a Region in a supported partition"
    )


def test_input_that_a_supported_partition_lacks_raises_before_anything_is_registered(record: Recorder) -> None:
    record(lambda: Placed("a", PlacedArgs()), cloud=GOV)
    failure = record.failing(InputError, lambda: Placed("a", PlacedArgs(accelerated=True)), cloud=GOV)
    assert not failure.deployment.resources
    assert "accelerated: must be False in aws-us-gov; leave it out" in failure.message


@pytest.mark.parametrize("way", ["provider", "providers", "map", "parent"])
def test_partition_is_looked_up_with_the_provider_of_the_children(record: Recorder, way: str) -> None:
    def program() -> None:
        provider = aws.Provider("other", region="eu-west-1")
        options = {
            "provider": pulumi.ResourceOptions(provider=provider),
            "providers": pulumi.ResourceOptions(providers=[provider]),
            "map": pulumi.ResourceOptions(providers={"aws": provider}),
            "parent": pulumi.ResourceOptions(providers=[provider]),
        }[way]
        if way == "parent":
            options = pulumi.ResourceOptions(parent=Asking("parent", Args(), options))
        Placed("a", PlacedArgs(), options)
        Placed("b", PlacedArgs(), options)

    deployment = record(program, cloud=GOV)
    asked = [each for each in deployment.invocations if each.token.endswith(":getPartition")]
    assert asked
    assert {"::other::" in each.provider for each in asked} == {True}


def test_partition_is_not_checked_while_the_provider_is_unknown(record: Recorder) -> None:
    record(lambda: Placed("a", PlacedArgs(accelerated=True)), preview=True, answers=UNCONFIGURED)


def test_home_is_unknown_while_the_provider_is_unknown(record: Recorder) -> None:
    deployment = record(lambda: Asking("a", Args()).region, preview=True, answers=UNCONFIGURED)
    assert deployment.named("a").outputs == {"region": UNKNOWN}
