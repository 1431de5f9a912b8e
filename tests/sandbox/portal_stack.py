"""The banking portal's stack for tests: its environments, as a project or as a program in this process."""

import json
import os
import re
import runpy
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pulumi import automation
from support import Inventory, inventory

from strongroom.sandbox.provider.faults import Call
from strongroom.sandbox.testing import TestSandbox

PORTAL = Path(__file__).parents[2] / "stacks" / "banking_portal"
PROJECT = "banking-portal"
ENVIRONMENTS = ("dev", "prod", "staging")
SEED = int(os.environ.get("SEED") or time.time_ns() % 1_000_000)
"""What tests that leave things to chance begin with; they print it, and the variable of this name repeats it."""
_READS = re.compile("Describe|Get|List|Head")


def config_of(environment: str) -> dict[str, str]:
    """Return an environment's configuration, as the engine hands it to the program."""
    config: dict[str, Any] = yaml.safe_load((PORTAL / f"Pulumi.{environment}.yaml").read_text())["config"]
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}


def everything(sandbox: TestSandbox, environment: str) -> list[Inventory]:
    """Return all that an account has where an environment lies, and where CloudFront looks."""
    return [inventory(sandbox, region) for region in (config_of(environment)["aws:region"], "us-east-1")]


def changes_something(call: Call) -> bool:
    """Tell whether a call is more than a question."""
    return not _READS.match(call.operation)


@contextmanager
def own_modules() -> Generator[None]:
    """Let the program find its own modules, as under `pulumi up`, and forget them afterwards."""
    names = {path.stem for path in PORTAL.glob("*.py")}
    kept = {name: sys.modules.pop(name) for name in names & sys.modules.keys()}
    sys.path.insert(0, str(PORTAL))
    try:
        yield
    finally:
        sys.path.remove(str(PORTAL))
        for name in names & sys.modules.keys():
            del sys.modules[name]
        sys.modules.update(kept)


def program() -> None:
    """Run the portal's program."""
    with own_modules():
        runpy.run_path(str(PORTAL / "__main__.py"))


def portal(sandbox: TestSandbox, environment: str, config: Mapping[str, object] | None = None) -> automation.Stack:
    """Return an environment of the portal, whose program runs in this process, without Python being started anew.

    Args:
        sandbox: Where it is deployed.
        environment: Its name.
        config: Settings that go before its own, by their keys without the project; lists and numbers as such.
    """
    more = {
        f"{PROJECT}:{key}": value if isinstance(value, str) else json.dumps(value)
        for key, value in (config or {}).items()
    }
    return sandbox.program(program, project=PROJECT, stack=environment, config={**config_of(environment), **more})


@dataclass(frozen=True)
class Deployed:
    """An environment that is deployed, in a local AWS or in a real one: all that is known of it are its outputs."""

    outputs: Mapping[str, Any]
    """The stack's outputs."""
    connect: Callable[[str, str], Any]
    """Returns the boto3 client for a service in a region."""

    @property
    def suffix(self) -> str:
        """What its names end with."""
        return self.outputs["environment"]

    @property
    def keys(self) -> set[str]:
        """The one key, here and in us-east-1."""
        return {self.outputs["kms_key_arn"], self.outputs["us_east_1_key_arn"]}

    @property
    def account_id(self) -> str:
        """The account that it is in."""
        return self.outputs["kms_key_arn"].split(":")[4]

    def client(self, service: str) -> Any:
        """Return a client of the environment's region."""
        return self.connect(service, self.outputs["kms_key_arn"].split(":")[3])

    def edge(self, service: str) -> Any:
        """Return a client of the region that CloudFront's are in."""
        return self.connect(service, self.outputs["us_east_1_key_arn"].split(":")[3])

    def everywhere(self, service: str) -> list[Any]:
        """Return a client of each region that something of it is in."""
        regions = {kms_key_arn.split(":")[3] for kms_key_arn in self.keys}
        return [self.connect(service, region) for region in sorted(regions)]

    def tagged(self) -> list[str]:
        """Return the ARNs of everything that is tagged as its own."""
        mine = [{"Key": "Environment", "Values": [self.suffix]}]
        pages = [
            page
            for client in self.everywhere("resourcegroupstaggingapi")
            for page in client.get_paginator("get_resources").paginate(TagFilters=mine)
        ]
        return sorted({found["ResourceARN"] for page in pages for found in page["ResourceTagMappingList"]})


def outputs_on_aws(stack: str) -> dict[str, Any]:
    """Return the outputs of a stack that is deployed to AWS, as the official CLI tells them."""
    command = ["pulumi", "stack", "output", "--json", "--stack", stack]
    told = subprocess.run(command, cwd=PORTAL, capture_output=True, text=True, check=True)
    return json.loads(told.stdout)
