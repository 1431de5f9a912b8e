import subprocess
import sys

import pulumi
import pulumi_aws as aws
from recording import Cloud, Recorder

from strongroom.core import Args, Component
from strongroom.core.aws import current_home


class Asking(Component):
    """A component that asks where it is."""

    region: pulumi.Output[str]
    """Where it is."""

    def __init__(self, name: str, args: Args, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        self.region = current_home(self._invoke_opts).apply(lambda home: home.region)
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
from strongroom.core.aws import current_home

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
        print((await current_home(pulumi.InvokeOptions()).future()).region)

asyncio.run(regions())
"""


def test_mocks_of_ones_own_are_asked_anew() -> None:
    told = subprocess.run([sys.executable, "-c", MOCKS], check=True, capture_output=True, text=True)
    assert told.stdout.split() == ["eu-west-1", "us-east-1"]
