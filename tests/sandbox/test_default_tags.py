"""Default tags of the provider that a component's resources can't have, on the real engine."""

from support import WriteProject, failure, left_behind

from strongroom.sandbox.testing import TestSandbox

PROGRAM = """
from strongroom.network import SecurityGroup, SecurityGroupArgs

tags = {{f"tag{{number}}": "x" for number in range({count})}}
there = pulumi.ResourceOptions(providers=[aws.Provider("there", region="eu-west-1", default_tags={{"tags": tags}})])
group = SecurityGroupArgs(vpc_id=aws.ec2.get_vpc(default=True).id, description="Servers")
SecurityGroup("portal", group, there)
"""


def test_too_many_default_tags_are_refused_before_anything_is_created(
    sandbox: TestSandbox, write_project: WriteProject
) -> None:
    stack = sandbox.project(write_project(PROGRAM.format(count=48)), "dev")
    for operation in (stack.preview, stack.up):
        message = failure(operation)
        assert "tags: must be at most 50 on a resource" in message
        assert "the 48 default tags of the provider, got 51; remove 1" in message
        assert "Traceback" not in message
    assert left_behind(sandbox) == []
