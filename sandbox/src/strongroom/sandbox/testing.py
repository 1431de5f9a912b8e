"""An AWS account and Pulumi state for one test."""

import os
import random
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Any

from pulumi import automation

from .environment import aws_environment, loopback_without_proxy, pulumi_environment
from .local_aws import LocalAws
from .project import Project
from .provider.faults import Call, Choice
from .provider.session import regions_with
from .pulumi_cli import PulumiCli, find_pulumi
from .recovery import StackFiles
from .stack import Stack, Workspace


@cache
def regions() -> list[str]:
    """Return AWS's regions, without those that lack a service which the local AWS has in all others."""
    return regions_with("ec2", "inspector2")


@cache
def _pulumi() -> tuple[PulumiCli, automation.PulumiCommand]:
    cli = find_pulumi(report=lambda message: print(message, file=sys.__stderr__))
    return cli, automation.PulumiCommand(root=str(cli.executable.parent.parent))


class TestSandbox:
    """One test's AWS account and Pulumi state.

    `program` and `project` return stacks of Pulumi's Automation API, whose `up`, `preview`, `refresh` and `destroy`
    run the real engine; `client` returns boto3 clients that see what they made.
    """

    __test__ = False

    def __init__(self, aws: LocalAws, folder: Path, region: str | None = None) -> None:
        """Open a new account.

        Args:
            aws: The local AWS to open it in.
            folder: Where Pulumi keeps its files.
            region: Where stacks are deployed; by default any of AWS's, so that no test relies on one.
        """
        self.account = aws.account()
        self.account_id = self.account.account_id
        self.region = region or random.choice(regions())  # noqa: S311 - no secret
        self._folder = folder
        os.environ.update(loopback_without_proxy(os.environ))  # the programs of `program` run in this process
        self._cli, self._command = _pulumi()
        self._environment = {
            **aws_environment(self.account.endpoint_url, None),
            **pulumi_environment(self._cli, folder, aws.serve(self.account, self.journal)),
        }

    @property
    def journal(self) -> Path:
        """The list of what the providers made and did not remove."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return self._folder / "journal.jsonl"

    def client(self, service: str, region: str | None = None) -> Any:
        """Return the boto3 client for a service of this account, in the stacks' region or another."""
        return self.account.client(service, region or self.region)

    def faults(self, choose: Choice) -> AbstractContextManager[list[Call]]:
        """Let calls of AWS fail in this account, for as long as the context lasts, to see what a stack makes of it.

        What a call meets is in `strongroom.sandbox.provider.faults`: `THROTTLED`, `UNAVAILABLE`, `DENIED`, `TIMED_OUT`,
        or any `Fault`. Throttling, errors of AWS's own and lost connections are tried again, 25 times in all, as the
        official provider does: a stack is told of them only if they last.

        Args:
            choose: Says of each call, and of each attempt at it, what it meets; None lets it through.

        Returns:
            A context with the calls that met a fault so far.
        """
        return self.account.faults.chosen_by(choose)

    def program(
        self,
        program: Callable[[], None],
        *,
        stack: str = "test",
        project: str = "test",
        config: Mapping[str, str] | None = None,
    ) -> automation.Stack:
        """Return a stack whose program is a function.

        Args:
            program: Makes the resources, as a Pulumi program does.
            stack: The stack's name.
            project: The project's name.
            config: Its configuration; `aws:region` is this sandbox's region unless given.
        """
        folder = self._folder / project
        folder.mkdir(parents=True, exist_ok=True)
        settings = automation.ProjectSettings(project, "python", main=str(Path.cwd()))
        workspace = self._workspace(folder, program=program, project_settings=settings)
        return Stack(workspace, self._files(project, stack), {"aws:region": self.region, **(config or {})})

    def project(self, folder: Path, stack: str, *, config: Mapping[str, str] | None = None) -> automation.Stack:
        """Return a stack of the Pulumi project in a folder, configured by its Pulumi.STACK.yaml.

        Args:
            folder: The project's folder; nothing is written in it.
            stack: The stack's name.
            config: Configuration that goes before what the file says.
        """
        project, workspace = Project.at(folder), self._folder / folder.name
        project.copy_to(workspace, stack)
        region = {} if project.region(stack) else {"aws:region": self.region}
        return Stack(self._workspace(workspace), self._files(project.name, stack), {**region, **(config or {})})

    def _files(self, project: str, stack: str) -> StackFiles:
        return StackFiles(self._folder / "state", project, stack)

    def _workspace(self, folder: Path, **more: Any) -> Workspace:
        return Workspace(
            work_dir=str(folder),
            pulumi_command=self._command,
            pulumi_home=self._environment["PULUMI_HOME"],
            env_vars=self._environment,
            **more,
        )
