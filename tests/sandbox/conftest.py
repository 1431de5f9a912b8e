"""Fixtures of the tests on the real engine."""

import os
import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import yaml
from support import Command, WriteProject

from strongroom.sandbox.environment import without_the_users_own
from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.pulumi_cli import find_pulumi
from strongroom.sandbox.testing import TestSandbox, regions

OpenSandbox = Callable[[], TestSandbox]
_ZONES = 3


def _has_zones(aws: LocalAws, region: str) -> bool:
    zones = aws.account().client("ec2", region).describe_availability_zones()["AvailabilityZones"]
    return len(zones) >= _ZONES


@pytest.fixture(scope="session")
def region(local_aws: LocalAws) -> str:
    """Any region of AWS that has room for a network over three zones."""
    shuffled = random.sample(regions(), len(regions()))
    return next(name for name in shuffled if _has_zones(local_aws, name))


@pytest.fixture(scope="module")
def open_sandbox(local_aws: LocalAws, region: str, tmp_path_factory: pytest.TempPathFactory) -> OpenSandbox:
    """Opens accounts, for tests of a module that share what they only read."""
    return lambda: TestSandbox(local_aws, tmp_path_factory.mktemp("sandbox"), region)


@pytest.fixture
def write_project(tmp_path: Path) -> WriteProject:
    """Writes the project `tiny` with a stack `dev`, or others; its program has pulumi, aws and random imported."""
    imports = "import pulumi\nimport pulumi_aws as aws\nimport pulumi_random as random\n\n"

    def write(program: str, config: Mapping[str, object] | None = None, stack: str = "dev") -> Path:
        folder = tmp_path / "tiny"
        folder.mkdir(exist_ok=True)
        (folder / "Pulumi.yaml").write_text("name: tiny\nruntime: python\n")
        (folder / f"Pulumi.{stack}.yaml").write_text(yaml.safe_dump({"config": dict(config or {})}))
        (folder / "__main__.py").write_text(imports + program)
        return folder

    return write


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home folder of the person who runs `command`."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def command(tmp_path: Path, home: Path) -> Iterator[Command]:
    """`strongroom-sandbox` for the project `tiny`, run by a person whose AWS and Pulumi must be left alone."""
    pulumi = find_pulumi()
    environment = {
        **without_the_users_own(os.environ),
        "HOME": str(home),
        "PATH": os.pathsep.join([*map(str, pulumi.path_entries), os.environ["PATH"]]),
        "AWS_PROFILE": "production",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "PULUMI_ACCESS_TOKEN": "of-the-user",
        "PULUMI_BACKEND_URL": "https://pulumi.invalid",
        "PULUMI_CONFIG_PASSPHRASE": "of-the-user",
        "PULUMI_STACK": "of-the-user",
    }
    command = Command(tmp_path / "tiny", environment)
    yield command
    if command.background.folder.exists():
        command("down", "--force")
