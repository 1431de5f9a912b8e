"""What the engine promises a program, kept by the local providers: one short program for each promise."""

from collections.abc import Callable
from typing import Any
from unittest.mock import ANY

import pulumi
import pulumi_aws as aws
import pulumi_random as random
import pytest
from pulumi import ResourceOptions, automation
from support import WriteProject, failure, inventory, run

from strongroom.sandbox.testing import TestSandbox

Program = Callable[[], None]


def log_group(role: str = "group", *, opts: ResourceOptions | None = None, **inputs: Any) -> Program:
    """A program with one log group."""

    def program() -> None:
        group = aws.cloudwatch.LogGroup(role, opts=opts, **inputs)
        pulumi.export("name", group.name)
        pulumi.export("arn", group.arn)

    return program


def groups(sandbox: TestSandbox, region: str | None = None) -> dict[str, dict[str, Any]]:
    found = sandbox.client("logs", region).describe_log_groups()["logGroups"]
    return {group["logGroupName"]: group for group in found}


def elsewhere(sandbox: TestSandbox) -> str:
    """Another region than the sandbox's."""
    regions = sandbox.client("ec2").describe_regions()["Regions"]
    return next(region["RegionName"] for region in regions if region["RegionName"] != sandbox.region)


# Previews


def test_a_preview_tells_what_would_be_made_and_makes_nothing(sandbox: TestSandbox) -> None:
    before = inventory(sandbox)
    resolved: list[str] = []

    def program() -> None:
        vpc = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16")
        subnet = aws.ec2.Subnet("net", vpc_id=vpc.id, cidr_block=vpc.cidr_block)
        vpc.cidr_block.apply(resolved.append)  # known: an input
        subnet.id.apply(resolved.append)  # unknown: AWS decides

    assert run(sandbox.program(program).preview).steps == {"Vpc net": "create", "Subnet net": "create"}
    assert resolved == ["10.0.0.0/16"]
    assert inventory(sandbox) == before


def test_a_preview_tells_of_an_update_and_a_replacement_without_doing_them(sandbox: TestSandbox) -> None:
    def program(retention: int, cidr: str) -> Program:
        def made() -> None:
            aws.cloudwatch.LogGroup("group", name="group", retention_in_days=retention)
            aws.ec2.Vpc("net", cidr_block=cidr)

        return made

    run(sandbox.program(program(7, "10.0.0.0/16")).up)
    before = inventory(sandbox)
    previewed = run(sandbox.program(program(30, "10.1.0.0/16")).preview)
    assert previewed.steps == {"LogGroup group": "update", "Vpc net": "replace"}
    assert inventory(sandbox) == before
    assert groups(sandbox)["group"]["retentionInDays"] == 7


# What a stack tells


@pytest.mark.parametrize("secret", [False, True])
def test_a_stack_tells_of_its_last_operation_what_pulumi_tells(sandbox: TestSandbox, secret: bool) -> None:
    def program() -> None:
        values: list[Any] = [1, 2.5, None, {"text": "ü", "given": pulumi.Config().require("given")}]
        pulumi.export("values", pulumi.Output.secret(values) if secret else values)

    stack = sandbox.program(program, config={"given": "yes"})
    if secret:
        stack.set_config("hidden", automation.ConfigValue("open-sesame", secret=True))
    told = stack.up()
    of_pulumi = automation.Stack.outputs(stack)
    assert told.outputs.keys() == of_pulumi.keys() == {"values"}
    assert vars(told.outputs["values"]) == vars(of_pulumi["values"]) == {"value": ANY, "secret": secret}
    summary, of_pulumi_too = stack.info(), automation.Stack.info(stack)
    assert summary
    assert of_pulumi_too
    assert repr(told.summary) == repr(summary) == repr(of_pulumi_too)
    assert summary.resource_changes == {"create": 1}
    stack.destroy()
    assert stack.outputs() == {}


# Resource options


def test_ignored_changes_are_not_made(sandbox: TestSandbox) -> None:
    run(sandbox.program(log_group(retention_in_days=7)).up)
    ignoring = ResourceOptions(ignore_changes=["retention_in_days"])
    again = run(sandbox.program(log_group(retention_in_days=30, opts=ignoring)).up)
    assert again.steps == {}
    assert groups(sandbox)[again.outputs["name"]]["retentionInDays"] == 7


def test_a_protected_resource_is_not_destroyed(sandbox: TestSandbox) -> None:
    stack = sandbox.program(log_group(opts=ResourceOptions(protect=True)))
    name = run(stack.up).outputs["name"]
    assert "protect" in failure(stack.destroy)
    assert name in groups(sandbox)


def test_a_replacement_with_an_automatic_name_is_made_before_the_old_one_goes(sandbox: TestSandbox) -> None:
    first = run(sandbox.program(log_group()).up).outputs["name"]
    second = run(sandbox.program(log_group(log_group_class="INFREQUENT_ACCESS")).up)
    assert second.steps == {"LogGroup group": "replace"}
    assert first != second.outputs["name"]
    assert groups(sandbox).keys() == {second.outputs["name"]}


def test_a_replacement_with_a_name_of_its_own_takes_the_place_of_the_old_one(sandbox: TestSandbox) -> None:
    run(sandbox.program(log_group(name="mine")).up)
    second = run(sandbox.program(log_group(name="mine", log_group_class="INFREQUENT_ACCESS")).up)
    assert second.steps == {"LogGroup group": "replace"}
    assert {name: group["logGroupClass"] for name, group in groups(sandbox).items()} == {"mine": "INFREQUENT_ACCESS"}
    assert run(sandbox.program(log_group(name="mine", log_group_class="INFREQUENT_ACCESS")).refresh).steps == {}


def test_delete_before_replace_takes_what_depends_on_the_resource_along(sandbox: TestSandbox) -> None:
    def program(cidr: str) -> Program:
        def made() -> None:
            vpc = aws.ec2.Vpc("net", cidr_block=cidr, opts=ResourceOptions(delete_before_replace=True))
            aws.ec2.Subnet("net", vpc_id=vpc.id, cidr_block=cidr)

        return made

    run(sandbox.program(program("10.0.0.0/16")).up)
    before = inventory(sandbox)
    assert run(sandbox.program(program("10.1.0.0/16")).up).steps == {"Vpc net": "replace", "Subnet net": "replace"}
    after = inventory(sandbox)
    assert {what: len(ids) for what, ids in after.items()} == {what: len(ids) for what, ids in before.items()}


def test_what_exists_is_imported_and_then_managed(sandbox: TestSandbox) -> None:
    sandbox.client("logs").create_log_group(logGroupName="old", tags={"Team": "payments"})
    sandbox.client("logs").put_retention_policy(logGroupName="old", retentionInDays=7)
    same: dict[str, Any] = {"name": "old", "retention_in_days": 7, "tags": {"Team": "payments"}}
    imported = run(sandbox.program(log_group(**same, opts=ResourceOptions(import_="old"))).up)
    assert imported.steps == {"LogGroup group": "import"}
    stack = sandbox.program(log_group(**same))
    assert run(stack.up).steps == {}
    stack.destroy()
    assert groups(sandbox) == {}


def test_an_import_is_brought_to_what_the_program_says(sandbox: TestSandbox) -> None:
    sandbox.client("logs").create_log_group(logGroupName="old")
    stack = sandbox.program(log_group(name="old", retention_in_days=7, opts=ResourceOptions(import_="old")))
    assert run(stack.up).steps == {"LogGroup group": "update"}
    assert groups(sandbox)["old"]["retentionInDays"] == 7
    assert run(stack.up).steps == {}


def test_what_is_only_looked_up_is_left_alone(sandbox: TestSandbox) -> None:
    sandbox.client("logs").create_log_group(logGroupName="theirs")

    def program() -> None:
        pulumi.export("arn", aws.cloudwatch.LogGroup.get("theirs", "theirs").arn)

    stack = sandbox.program(program)
    assert run(stack.up).outputs["arn"] == groups(sandbox)["theirs"]["logGroupArn"]
    stack.destroy()
    assert "theirs" in groups(sandbox)


def test_a_renamed_resource_stays_when_it_tells_its_former_name(sandbox: TestSandbox) -> None:
    first = run(sandbox.program(log_group("before")).up)
    alias = ResourceOptions(aliases=[pulumi.Alias(name="before")])
    second = run(sandbox.program(log_group("after", opts=alias)).up)
    assert second.steps == {}
    assert second.outputs == first.outputs


# Providers and regions


def test_default_tags_reach_every_resource_and_may_change(sandbox: TestSandbox) -> None:
    def program(owner: str) -> Program:
        def made() -> None:
            tagging = aws.Provider(
                "tagging",
                region=sandbox.region,
                default_tags=aws.ProviderDefaultTagsArgs(tags={"Owner": owner, "Stage": "default"}),
            )
            group = aws.cloudwatch.LogGroup(
                "group", name="group", tags={"Stage": "own"}, opts=ResourceOptions(provider=tagging)
            )
            pulumi.export("tags", group.tags)
            pulumi.export("tags_all", group.tags_all)

        return made

    def tags() -> dict[str, str]:
        return sandbox.client("logs").list_tags_for_resource(resourceArn=groups(sandbox)["group"]["logGroupArn"])[
            "tags"
        ]

    first = run(sandbox.program(program("ana")).up).outputs
    assert first["tags"] == {"Stage": "own"}
    assert first["tags_all"] == tags() == {"Owner": "ana", "Stage": "own"}
    assert run(sandbox.program(program("ana")).up).steps == {}
    changed = run(sandbox.program(program("ben")).up)
    assert changed.steps == {"LogGroup group": "update"}
    assert changed.outputs["tags_all"] == tags() == {"Owner": "ben", "Stage": "own"}
    assert run(sandbox.program(program("ben")).refresh).steps == {}


def test_an_explicit_provider_acts_in_its_own_region(sandbox: TestSandbox) -> None:
    other = elsewhere(sandbox)

    def program() -> None:
        there = ResourceOptions(provider=aws.Provider("there", region=other))
        aws.cloudwatch.LogGroup("here", name="here")
        aws.cloudwatch.LogGroup("there", name="there", opts=there)
        pulumi.export("region", aws.get_region_output(opts=pulumi.InvokeOptions(provider=there.provider)).region)

    outputs = run(sandbox.program(program).up).outputs
    assert outputs["region"] == other
    assert (groups(sandbox).keys(), groups(sandbox, other).keys()) == ({"here"}, {"there"})


def test_a_resource_in_a_region_of_its_own_is_replaced_when_it_moves(sandbox: TestSandbox) -> None:
    other = elsewhere(sandbox)
    run(sandbox.program(log_group(name="group", region=other)).up)
    assert (groups(sandbox).keys(), groups(sandbox, other).keys()) == (set(), {"group"})
    assert run(sandbox.program(log_group(name="group", region=other)).refresh).steps == {}
    moved = run(sandbox.program(log_group(name="group")).up)
    assert moved.steps == {"LogGroup group": "replace"}
    assert (groups(sandbox).keys(), groups(sandbox, other).keys()) == ({"group"}, set())


# What the sandbox refuses


@pytest.mark.parametrize(
    ("program", "told"),
    [
        pytest.param(
            "aws.kinesis.Stream('stream')", ["aws:kinesis/stream:Stream", "strongroom/sandbox/provider/aws/"], id="type"
        ),
        pytest.param(
            "aws.iam.Role('role', assume_role_policy='{}', inline_policies=[{'name': 'all'}])",
            ["inlinePolicies", "aws:iam/role:Role", "strongroom/sandbox/provider/aws/iam.py"],
            id="property",
        ),
        pytest.param(
            "aws.sqs.get_queue(name='queue')",
            ["aws:sqs/getQueue:getQueue", "strongroom/sandbox/provider/aws/"],
            id="function",
        ),
        pytest.param(
            "pulumi.CustomResource('aws:ec2/vpc:Vpc', 'net', {'cidrBlok': '10.0.0.0/16'})",
            ["cidrBlok", "cidrBlock"],
            id="misspelt property",
        ),
        pytest.param("aws.ec2.Vpc.get('net', 'vpc-0')", ["vpc-0"], id="lookup of what does not exist"),
    ],
)
def test_what_the_sandbox_lacks_is_an_error_that_names_it(
    sandbox: TestSandbox, write_project: WriteProject, program: str, told: list[str]
) -> None:
    before = inventory(sandbox)
    screen = failure(sandbox.project(write_project(program), "dev").up)
    assert [word for word in told if word not in screen] == []
    assert inventory(sandbox) == before


def test_an_error_of_aws_is_told_with_its_operation_and_code(sandbox: TestSandbox, write_project: WriteProject) -> None:
    sandbox.client("logs").create_log_group(logGroupName="taken")
    program = "aws.cloudwatch.LogGroup('group', name='taken')"
    screen = failure(sandbox.project(write_project(program), "dev").up)
    assert "CreateLogGroup: ResourceAlreadyExistsException" in screen
    assert "aws:cloudwatch/logGroup:LogGroup" in screen


# Random values


def test_random_values_stay_until_their_keepers_change(sandbox: TestSandbox) -> None:
    def program(keeper: str) -> Program:
        return lambda: pulumi.export("id", random.RandomId("id", byte_length=8, keepers={"for": keeper}).hex)

    first, same, other = (run(sandbox.program(program(keeper)).up) for keeper in ("a", "a", "b"))
    assert same.steps == {}
    assert other.steps == {"RandomId id": "replace"}
    assert first.outputs == same.outputs != other.outputs
