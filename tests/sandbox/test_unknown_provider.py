"""Components with a provider whose Region is an output of another resource, and so unknown in the first preview."""

from support import WriteProject, run

from strongroom.sandbox.testing import TestSandbox

PROGRAM = """
from strongroom.compute import WebService, WebServiceArgs
from strongroom.data import EncryptionKey, EncryptionKeyArgs, LogBucket, LogBucketArgs, Secret, SecretArgs
from strongroom.network import Network, NetworkArgs
from strongroom.observability import AlertTopic, AlertTopicArgs

marker = aws.ssm.Parameter("marker", type="String", value="anything")
region = marker.arn.apply(lambda arn: arn.split(":")[3])
account = marker.arn.apply(lambda arn: arn.split(":")[4])
provider = aws.Provider("elsewhere", region=region, default_tags={"tags": {"Account": account}})
there = pulumi.ResourceOptions(providers=[provider])
common = {"durability": "ephemeral"}

network = Network("all", NetworkArgs(**common, availability_zones=2, endpoints={"interface": ["ssm"]}), there)
subnets = [network.subnets.private.ids[index] for index in range(2)]
key = EncryptionKey("all", EncryptionKeyArgs(**common), there)
logs = LogBucket("all", LogBucketArgs(**common, log_sources={"elastic_load_balancing"}), there)
Secret("all", SecretArgs(**common, kms_key_arn=key.kms_key_arn), there)
service = {"kms_key_arn": key.kms_key_arn, "vpc_id": network.vpc_id, "subnet_ids": subnets}
WebService("all", WebServiceArgs(**common, **service, log_bucket_name=logs.bucket_name), there)
AlertTopic("all", AlertTopicArgs(kms_key_arn=key.kms_key_arn), there)
"""


def test_provider_with_an_unknown_region_and_tags_is_previewed_and_deployed(
    sandbox: TestSandbox, write_project: WriteProject
) -> None:
    stack = sandbox.project(write_project(PROGRAM), "dev")
    assert run(stack.preview).steps
    stack.up()
