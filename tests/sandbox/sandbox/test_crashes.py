"""What becomes of a sandbox whose processes are killed, or used by two at once."""

import json
import os
import re
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
from support import Command, Finished, WriteProject, eventually, is_gone

from strongroom.sandbox.provider.journal import read_journal

REGION = "ap-south-1"
CONFIG = {"aws:region": REGION}
ONE_GROUP = "pulumi.export('arn', aws.cloudwatch.LogGroup('group', name='group').arn)"

# Each log group waits for the one before it, so that a deployment is in the middle for a while.
CHAIN = """
group = aws.cloudwatch.LogGroup("group-0")
for number in range(1, {length}):
    group = aws.cloudwatch.LogGroup(f"group-{{number}}", tags={{"Before": group.name}})
vpc = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", tags={{"Before": group.name}})
aws.ec2.Subnet("net", vpc_id=vpc.id, cidr_block="10.0.0.0/24")
"""
LENGTH = 10


def gated(gate: Path) -> str:
    """A program whose second group is made only when a file exists."""
    return f"""
import pathlib, time

def wait(name):
    while not pulumi.runtime.is_dry_run() and not pathlib.Path({str(gate)!r}).exists():
        time.sleep(0.02)
    return name + "-second"

first = aws.cloudwatch.LogGroup("first", name="first")
aws.cloudwatch.LogGroup("second", name=first.name.apply(wait))
"""


def groups(command: Command) -> set[str]:
    found = command.client("logs", REGION).describe_log_groups()["logGroups"]
    return {group["logGroupName"] for group in found}


def is_deploying(command: Command) -> bool:
    """Tell whether the first group of a gated program is there."""
    return command.background.find() is not None and "first" in groups(command)


def kill_the_local_aws(command: Command) -> int:
    pid = command.pid
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: not command.background.alive())
    return pid


# The local AWS is killed


def test_a_local_aws_that_was_killed_is_missed_and_made_anew(command: Command, write_project: WriteProject) -> None:
    write_project(ONE_GROUP, CONFIG)
    assert command("up").code == 0
    lost = kill_the_local_aws(command)

    status = command("status")
    assert status.code == 3
    assert "its process ended" in status.out
    for arguments in (("refresh",), ("exec", "--", "pulumi", "stack", "output")):
        done = command(*arguments)
        assert done.code == 1
        assert "its process ended" in done.err

    again = command("up")
    assert again.code == 0
    assert "starting anew" in again.err
    assert groups(command) == {"group"}
    assert command.pid != lost


@pytest.mark.parametrize("program_goes_on", [True, False])
def test_a_local_aws_that_is_killed_during_a_deployment_ends_it(
    command: Command, write_project: WriteProject, tmp_path: Path, program_goes_on: bool
) -> None:
    gate = tmp_path / "gate"
    write_project(gated(gate), CONFIG)
    process = command.start("up")
    eventually(lambda: is_deploying(command))
    kill_the_local_aws(command)
    if program_goes_on:
        gate.touch()

    failed = command.finish(process)
    assert failed.code not in (0, None)
    assert "the local AWS ended unexpectedly" in failed.err

    gate.touch()
    assert command("up").code == 0
    assert groups(command) == {"first", "first-second"}


# The deployment is killed


def state(command: Command) -> dict[tuple[str, str], str]:
    """The resources that the stack knows of: their ids by type and name."""
    done = command("exec", "--", "pulumi", "stack", "export")
    assert done.code == 0, done.err
    deployment: dict[str, Any] = json.loads(done.out)["deployment"]
    assert not deployment.get("pending_operations")
    return {
        (resource["type"], resource["urn"].split("::")[-1]): resource["id"]
        for resource in deployment["resources"]
        if resource["type"].startswith("aws:")
    }


def existing(command: Command) -> dict[str, set[str]]:
    """What there is in the local AWS, but for its own VPC of each region."""
    ec2 = command.client("ec2", REGION)
    vpcs = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["false"]}])["Vpcs"]
    subnets = ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["false"]}])["Subnets"]
    return {
        "aws:cloudwatch/logGroup:LogGroup": groups(command),
        "aws:ec2/vpc:Vpc": {vpc["VpcId"] for vpc in vpcs},
        "aws:ec2/subnet:Subnet": {subnet["SubnetId"] for subnet in subnets},
    }


def made(command: Command) -> int:
    journal = command.background.journal
    return len(read_journal(journal)) if command.background.find() and journal.exists() else 0


@pytest.mark.parametrize("resources", [0, LENGTH + 1])  # the portal is killed in between
def test_a_deployment_that_was_killed_is_continued(
    command: Command, write_project: WriteProject, resources: int
) -> None:
    write_project(CHAIN.format(length=LENGTH), CONFIG)
    process = command.start("up")
    eventually(lambda: command.background.find() and made(command) >= resources)
    os.killpg(process.pid, signal.SIGKILL)
    command.finish(process)

    continued = command("up")
    assert continued.code == 0, continued.out + continued.err
    known = state(command)
    assert len(known) == LENGTH + 2
    by_type = {type_: {id for (of, _), id in known.items() if of == type_} for type_, _ in known}
    assert existing(command) == by_type
    assert "unchanged" in command("up").out

    destroyed = command("exec", "--", "pulumi", "destroy", "--yes", "--skip-preview")
    assert destroyed.code == 0
    assert not any(existing(command).values())
    assert read_journal(command.background.journal) == []
    pid = command.pid
    assert command("down").code == 0
    assert not command.background.folder.exists()
    eventually(lambda: is_gone(pid))


def test_a_killed_destruction_is_continued(command: Command, write_project: WriteProject) -> None:
    write_project(CHAIN.format(length=LENGTH), CONFIG)
    assert command("up").code == 0
    process = command.start("down")
    eventually(lambda: made(command) < LENGTH)
    os.killpg(process.pid, signal.SIGKILL)
    command.finish(process)
    assert command("down").code == 0
    assert not command.background.folder.exists()


# Two at once


def test_a_second_deployment_of_a_stack_is_told_of_the_first(
    command: Command, write_project: WriteProject, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    write_project(gated(gate), CONFIG)
    first = command.start("up")
    eventually(lambda: is_deploying(command))
    second = command("up")
    assert second.code == 1
    assert "is being deployed by process" in second.err
    gate.touch()
    assert command.finish(first).code == 0
    assert groups(command) == {"first", "first-second"}


def test_two_that_start_the_sandbox_at_once_share_it(command: Command, write_project: WriteProject) -> None:
    write_project(ONE_GROUP, CONFIG)
    processes: list[subprocess.Popen[str]] = [command.start("up") for _ in range(2)]
    finished: list[Finished] = [command.finish(process) for process in processes]
    assert 0 in [done.code for done in finished]
    for done in finished:
        assert done.code == 0 or re.search("is being deployed by|is currently locked", done.err), done.out + done.err
    assert groups(command) == {"group"}
    assert "unchanged" in command("up").out
