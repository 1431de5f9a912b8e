"""The command `strongroom-sandbox`, run as a person runs it."""

import json
from pathlib import Path

import pytest
from support import Command, WriteProject, eventually, is_gone

REGIONS = ("eu-north-1", "sa-east-1")
CONFIG = {"aws:region": REGIONS[0], "tiny:retention": 7}
PROGRAM = f"""
retention = pulumi.Config().require_int("retention")
tagging = aws.Provider(
    "there", region="{REGIONS[1]}", default_tags=aws.ProviderDefaultTagsArgs(tags={{"Owner": "payments"}})
)
here = aws.cloudwatch.LogGroup("here", name=f"here-{{pulumi.get_stack()}}", retention_in_days=retention)
there = aws.cloudwatch.LogGroup("there", name="there", opts=pulumi.ResourceOptions(provider=tagging))
password = random.RandomPassword("password", length=20)
pulumi.export("arn", here.arn)
pulumi.export("tags_there", there.tags_all)
pulumi.export("password", password.result)
"""
ONE_GROUP = "pulumi.export('name', aws.cloudwatch.LogGroup('group', name=f'group-{pulumi.get_stack()}').name)"


def groups(command: Command, region: str = REGIONS[0]) -> dict[str, int | None]:
    """The log groups that exist, with their retention."""
    found = command.client("logs", region).describe_log_groups()["logGroups"]
    return {group["logGroupName"]: group.get("retentionInDays") for group in found}


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def test_a_project_from_its_first_deployment_to_its_end(
    command: Command, write_project: WriteProject, home: Path
) -> None:
    before = contents(write_project(PROGRAM, CONFIG))

    first = command("up")
    assert first.code == 0, first.err
    assert "arn:aws:logs" in first.out
    assert "Up after" in first.err
    assert (groups(command), groups(command, REGIONS[1])) == ({"here-dev": 7}, {"there": None})
    process = command.pid

    second = command("up")
    assert second.code == 0
    assert "unchanged" in second.out
    assert "created" not in second.out

    status = command("status")
    assert status.code == 0
    assert str(process) in status.out
    assert "dev" in status.out

    outputs = command("exec", "--", "pulumi", "stack", "output", "--json")
    assert outputs.code == 0
    told = json.loads(outputs.out)
    assert told["tags_there"] == {"Owner": "payments"}
    assert told["password"] == "[secret]"  # noqa: S105 - what stands in for it

    assert command("refresh").code == 0
    assert contents(command.folder) == before

    write_project(PROGRAM, {**CONFIG, "tiny:retention": 30})
    preview = command("preview", "--diff")
    assert preview.code == 0
    assert "retentionInDays" in preview.out
    assert groups(command) == {"here-dev": 7}

    assert command("down").code == 0
    assert not command.background.folder.exists()
    eventually(lambda: is_gone(process))
    assert command("status").code == 3
    assert list(home.iterdir()) == []


def test_a_command_in_the_sandbox_sees_its_aws_and_gives_its_exit_code(
    command: Command, write_project: WriteProject
) -> None:
    write_project(ONE_GROUP, CONFIG)
    assert command("up").code == 0
    program = "import boto3, sys; sys.exit(len(boto3.client('logs').describe_log_groups()['logGroups']) + 6)"
    assert command("exec", "--", "python", "-c", program).code == 7


def test_one_stack_goes_and_the_other_stays(command: Command, write_project: WriteProject) -> None:
    write_project(ONE_GROUP, CONFIG, stack="prod")
    write_project(ONE_GROUP, CONFIG)
    assert command("up").code == 0
    assert command("up", "--stack", "prod").code == 0
    assert groups(command).keys() == {"group-dev", "group-prod"}

    assert command("down", "--stack", "dev").code == 0
    assert groups(command).keys() == {"group-prod"}
    again = command("up", "--stack", "prod")
    assert "unchanged" in again.out
    assert "created" not in again.out

    assert command("down").code == 0
    assert not command.background.folder.exists()


def test_a_failed_deployment_says_so_and_the_mended_one_goes_on(command: Command, write_project: WriteProject) -> None:
    write_project(ONE_GROUP + "\nraise ValueError('oh no')", CONFIG)
    failed = command("up")
    assert failed.code not in (0, None)
    assert "oh no" in failed.out + failed.err
    assert "Failed after" in failed.err
    write_project(ONE_GROUP, CONFIG)
    assert command("up").code == 0
    assert groups(command).keys() == {"group-dev"}


def test_a_stack_of_which_something_is_protected_stays_whole(command: Command, write_project: WriteProject) -> None:
    protected = "aws.cloudwatch.LogGroup('kept', name='kept', opts=pulumi.ResourceOptions(protect=True))"
    write_project(f"{protected}\n{ONE_GROUP}", CONFIG)
    assert command("up").code == 0
    refused = command("down")
    assert refused.code not in (0, None)
    assert "protect" in refused.out + refused.err
    assert groups(command).keys() == {"group-dev", "kept"}
    assert command("down", "--force").code == 0


@pytest.mark.parametrize("arguments", [("refresh",), ("exec", "--", "pulumi", "stack", "output")])
def test_a_command_that_needs_a_running_sandbox_tells_how_to_start_it(
    command: Command, write_project: WriteProject, arguments: tuple[str, ...]
) -> None:
    write_project(ONE_GROUP, CONFIG)
    done = command(*arguments)
    assert done.code == 1
    assert "strongroom-sandbox up" in done.err
    assert not command.background.folder.exists()


def test_nothing_to_destroy_is_no_error(command: Command, write_project: WriteProject) -> None:
    write_project(ONE_GROUP)
    assert command("down").code == 0


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        pytest.param("Pulumi.yaml", None, ["no Pulumi.yaml", "--cwd"], id="no project"),
        pytest.param("Pulumi.yaml", "name: tiny\nruntime: nodejs\n", ["runtime: python"], id="not Python"),
        pytest.param("Pulumi.yaml", "name: [", ["Pulumi.yaml", "YAML"], id="broken YAML"),
        pytest.param(
            "Pulumi.dev.yaml", "config:\n  tiny:pin:\n    secure: v1:abc\n", ["tiny:pin", "--stack"], id="encrypted"
        ),
    ],
)
def test_a_project_that_can_not_be_run_is_explained_before_anything_starts(
    command: Command, write_project: WriteProject, file: str, content: str | None, told: list[str]
) -> None:
    folder = write_project(ONE_GROUP)
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_text(content)
    done = command("up")
    assert done.code == 1
    assert [word for word in told if word not in done.err] == []
    assert "Traceback" not in done.err
    assert not command.background.alive()
