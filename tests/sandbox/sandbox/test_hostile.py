"""The command on hostile machines: unreachable proxies, deleted folders, damaged files, full disks and signals."""

import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from dataclasses import replace
from pathlib import Path

import pulumi
import pulumi_aws as aws
import pytest
from support import Command, WriteProject, eventually, is_gone

from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.process import process_lives
from strongroom.sandbox.testing import TestSandbox

REGION = "eu-central-1"
CONFIG = {"aws:region": REGION}
UNREACHABLE = "http://127.0.0.1:9"
PROXIES = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "grpc_proxy")
ONE_GROUP = "aws.cloudwatch.LogGroup('group', name='group')"
CALLS_AWS = f"""
import os, urllib.request
import boto3
{ONE_GROUP}
boto3.client("logs").describe_log_groups()
urllib.request.urlopen(os.environ["AWS_ENDPOINT_URL"] + "/moto-api/").read(1)
"""
WAITS = """
import pathlib, time

def wait(name):
    while not pulumi.runtime.is_dry_run() and not pathlib.Path({gate!r}).exists():
        time.sleep(0.02)
    return name + "-second"

group = aws.cloudwatch.LogGroup("group", name="group")
aws.cloudwatch.LogGroup("second", name=group.name.apply(wait))
"""


def groups(command: Command) -> set[str]:
    return {group["logGroupName"] for group in command.client("logs", REGION).describe_log_groups()["logGroups"]}


def without_exemptions(environment: "dict[str, str]") -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.lower() not in ("no_proxy", "no_grpc_proxy")}


@pytest.mark.parametrize("names", [PROXIES, ("http_proxy",), ("grpc_proxy",)])
def test_unreachable_proxy_is_bypassed_by_every_command(
    command: Command, write_project: WriteProject, names: tuple[str, ...]
) -> None:
    environment = without_exemptions(dict(command.environment)) | dict.fromkeys(names, UNREACHABLE)
    behind = replace(command, environment=environment)
    write_project(CALLS_AWS, CONFIG)

    for arguments in (("up",), ("preview",), ("refresh",)):
        done = behind(*arguments)
        assert done.code == 0, done.out + done.err
    program = "import boto3, sys; sys.exit(len(boto3.client('logs').describe_log_groups()['logGroups']) + 6)"
    assert behind("exec", "--", "python", "-c", program).code == 7
    assert behind("down").code == 0


def test_unreachable_proxy_is_bypassed_by_the_fixture(
    local_aws: LocalAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in PROXIES:
        monkeypatch.setenv(name, UNREACHABLE)
    behind = TestSandbox(local_aws, tmp_path / "behind", REGION)

    def program() -> None:
        aws.cloudwatch.LogGroup("group", name="group")
        urllib.request.urlopen(f"{behind.account.endpoint_url}/moto-api/").read(1)  # noqa: S310
        pulumi.export("done", True)

    assert behind.program(program).up().outputs["done"].value is True
    assert behind.client("logs").describe_log_groups()["logGroups"]


def test_local_aws_ends_when_its_folder_is_deleted(command: Command, write_project: WriteProject) -> None:
    write_project(ONE_GROUP, CONFIG)
    assert command("up").code == 0
    pid = command.pid

    shutil.rmtree(command.background.folder)

    eventually(lambda: not process_lives(pid))
    assert command("status").code == 3
    assert command("up").code == 0
    assert groups(command) == {"group"}


def test_local_aws_ends_when_another_one_took_its_folder(command: Command, write_project: WriteProject) -> None:
    write_project(ONE_GROUP, CONFIG)
    assert command("up").code == 0
    first = command.pid
    command.background.folder.rename(command.folder / "elsewhere")

    assert command("up").code == 0

    eventually(lambda: not process_lives(first))
    assert command.pid != first
    assert groups(command) == {"group"}


@pytest.mark.parametrize("damaged", ["", "{", '{"version": 3, "checkp', "null"])
def test_damaged_state_is_restored_from_its_backup(command: Command, write_project: WriteProject, damaged: str) -> None:
    write_project(ONE_GROUP, CONFIG)
    assert command("up").code == 0
    checkpoint = command.background.folder / "state/.pulumi/stacks/tiny/dev.json"
    checkpoint.write_text(damaged)

    assert command("status").code == 0
    again = command("up")

    assert again.code == 0, again.out + again.err
    assert "restored from its backup" in again.err
    assert groups(command) == {"group"}
    assert command("down").code == 0


def test_state_that_is_lost_with_its_backup_is_an_error_with_a_remedy(
    command: Command, write_project: WriteProject
) -> None:
    write_project(ONE_GROUP, CONFIG)
    assert command("up").code == 0
    for name in ("dev.json", "dev.json.bak"):
        (command.background.folder / "state/.pulumi/stacks/tiny" / name).write_text("")

    for arguments in (("up",), ("preview",), ("refresh",), ("down",), ("status",)):
        done = command(*arguments)
        assert done.code == 1
        assert "strongroom-sandbox down --force" in done.err
        assert "Traceback" not in done.err
    assert command("down", "--force").code == 0
    assert command("up").code == 0


@pytest.mark.parametrize("content", ["", "{", "[]", None])
def test_damaged_process_file_is_written_again(
    command: Command, write_project: WriteProject, content: str | None
) -> None:
    write_project(ONE_GROUP, CONFIG)
    assert command("up").code == 0
    pid, file = command.pid, command.background.folder / "process.json"
    file.unlink()
    if content is not None:
        file.write_text(content)

    assert command("status").code == 0
    assert command.pid == pid
    assert command("down").code == 0
    eventually(lambda: is_gone(pid) or not process_lives(pid))


def test_process_that_the_file_names_by_mistake_is_left_alone(command: Command, write_project: WriteProject) -> None:
    write_project(ONE_GROUP, CONFIG)
    assert command("up").code == 0
    pid, file = command.pid, command.background.folder / "process.json"
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        file.write_text(file.read_text().replace(str(pid), str(stranger.pid)))
        assert command("down", "--force").code == 0
        assert stranger.poll() is None
        stranger.kill()
    eventually(lambda: not process_lives(pid))


@pytest.mark.parametrize("arguments", [("up",), ("status",), ("down",), ("down", "--force")])
def test_file_in_place_of_the_folder_is_an_error(
    command: Command, write_project: WriteProject, arguments: tuple[str, ...]
) -> None:
    (write_project(ONE_GROUP, CONFIG) / ".sandbox").write_text("mine")
    done = command(*arguments)
    (command.folder / ".sandbox").unlink()
    assert done.code == 1
    assert done.err == f"error: {command.folder / '.sandbox'}: must be a folder, got a file; move it\n"


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="another user is needed, so root is")
def test_folder_of_another_user_is_an_error_with_a_remedy(command: Command, write_project: WriteProject) -> None:
    write_project(ONE_GROUP, CONFIG)
    file = command.folder / ".sandbox"
    file.mkdir(mode=0o555)
    program = (
        "import os, sys; from strongroom.sandbox import commands, process; from strongroom.sandbox.cli import main; "
        "os.setegid(65534); os.seteuid(65534); sys.exit(main(sys.argv[1:]))"
    )
    for folder in (command.folder, *command.folder.parents[:3]):
        folder.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", program, "--cwd", str(command.folder), "up"],
        env=command.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Permission denied; give this user the permission to write to it" in done.stderr
    assert "Traceback" not in done.stderr
    assert len([line for line in done.stderr.splitlines() if line.startswith("error: ")]) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_a_deployment_and_the_next_one_continues(
    command: Command, write_project: WriteProject, tmp_path: Path, number: signal.Signals
) -> None:
    gate = tmp_path / "gate"
    write_project(WAITS.format(gate=str(gate)), CONFIG)
    process = command.start("up")
    eventually(lambda: command.background.find() is not None and "group" in groups(command))

    process.send_signal(number)

    interrupted = command.finish(process)
    assert interrupted.code == 128 + number, interrupted.out + interrupted.err
    assert "Traceback" not in interrupted.err
    gate.touch()
    again = command("up")
    assert again.code == 0, again.out + again.err
    assert groups(command) == {"group", "group-second"}


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ({"PYTHONPATH": "{folder}"}, "PYTHONPATH"),
        ({"PYTHONWARNINGS": "error"}, None),
        ({"PIP_TARGET": "/nonexistent", "PIP_REQUIRE_VIRTUALENV": "1", "PIP_NO_INDEX": "1"}, None),
        ({"PULUMI_OPTION_CWD": "/nonexistent", "PULUMI_DEBUG_COMMANDS": "x"}, None),
    ],
)
def test_variables_of_the_user_do_no_harm_or_are_named(
    command: Command, write_project: WriteProject, tmp_path: Path, variables: dict[str, str], reason: str | None
) -> None:
    (tmp_path / "hiding").mkdir()
    (tmp_path / "hiding" / "yaml.py").write_text("import module_that_is_missing")
    set_by_user = {name: value.format(folder=tmp_path / "hiding") for name, value in variables.items()}
    write_project(ONE_GROUP, CONFIG)
    done = replace(command, environment={**command.environment, **set_by_user})("status")
    assert "Traceback" not in done.err
    if reason:
        assert done.code == 1
        assert f"{reason}={set_by_user[reason]}" in done.err
    else:
        assert done.code in (1, 3), done.err


@pytest.mark.parametrize(
    "arguments", [("up", "--stack", "a/b"), ("down", "-s", ""), ("exec", "-s", "a b", "--", "true")]
)
def test_stack_name_that_pulumi_refuses_is_one_error(
    command: Command, write_project: WriteProject, arguments: tuple[str, ...]
) -> None:
    write_project(ONE_GROUP, CONFIG)
    done = command(*arguments)
    assert done.code == 1
    assert done.err.startswith("error: --stack: must be 1 to 100 letters")
    assert done.err.count("\n") == 1
    assert not command.background.folder.exists()


def test_deployment_without_a_region_is_refused_before_anything_starts(
    command: Command, write_project: WriteProject
) -> None:
    write_project(ONE_GROUP)
    done = command("up")
    assert done.code == 1
    assert "Pulumi.dev.yaml: aws:region: must be set" in done.err
    assert not command.background.folder.exists()


def test_command_that_does_not_exist_is_named(command: Command, write_project: WriteProject) -> None:
    write_project(ONE_GROUP, CONFIG)
    assert command("up").code == 0
    done = command("exec", "--", "no-such-command")
    assert done.code == 127
    assert done.err == "error: no-such-command: No such file or directory; use a command that is on PATH\n"
