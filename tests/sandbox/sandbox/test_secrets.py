"""Secrets of a program: they reach AWS, and are in no state, on no screen and in no log."""

from collections.abc import Callable

import pulumi
import pulumi_aws as aws
import pulumi_random as random
import pytest
from pulumi.automation import ConfigValue
from support import WriteProject, failure

from strongroom.sandbox.testing import TestSandbox

PIN = "pin-8136540927"
Uses = Callable[["pulumi.Output[str]", "pulumi.Output[str]"], object]


def used_in_a_property(password: "pulumi.Output[str]", pin: "pulumi.Output[str]") -> None:
    aws.kms.Key("used", description=pulumi.Output.concat(password, " ", pin))


def used_in_tags(password: "pulumi.Output[str]", pin: "pulumi.Output[str]") -> None:
    aws.kms.Key("used", tags={"Password": password, "Pin": pin})


@pytest.mark.parametrize("use", [used_in_a_property, used_in_tags])
def test_secrets_reach_aws_and_nobody_else(sandbox: TestSandbox, capfd: pytest.CaptureFixture[str], use: Uses) -> None:
    def program() -> None:
        password = random.RandomPassword("password", length=24, special=False).result
        use(password, pulumi.Config().require_secret("pin"))
        pulumi.export("password", password)

    stack = sandbox.program(program)
    stack.set_config("pin", ConfigValue(PIN, secret=True))
    screens = [stack.up(diff=True).stdout, stack.refresh(diff=True).stdout, stack.preview(diff=True).stdout]
    password = stack.outputs()["password"].value

    kms = sandbox.client("kms")
    (key,) = [kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"] for key in kms.list_keys()["Keys"]]
    tags = {tag["TagKey"]: tag["TagValue"] for tag in kms.list_resource_tags(KeyId=key["KeyId"])["Tags"]}
    assert key["Description"] == f"{password} {PIN}" or tags == {"Password": password, "Pin": PIN}

    screens += capfd.readouterr()
    files = [file.read_bytes() for file in sandbox.journal.parent.rglob("*") if file.is_file()]
    for secret in (password, PIN):
        assert [screen for screen in screens if secret in screen] == []
        assert [content for content in files if secret.encode() in content] == []


def test_a_refusal_of_aws_does_not_show_the_secret_that_it_quotes(
    sandbox: TestSandbox, write_project: WriteProject
) -> None:
    stack = sandbox.project(write_project("aws.ec2.Vpc('vpc', cidr_block=pulumi.Output.secret('" + PIN + "'))"), "dev")
    screen = failure(stack.up)
    assert "CreateVpc" in screen
    assert PIN not in screen
