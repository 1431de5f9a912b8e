"""A stack of Pulumi's Automation API that costs a test little more than its deployments."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from pulumi import automation
from pulumi.automation._stack import StackInitMode  # pyright: ignore[reportPrivateUsage] - what a Stack asks for

from .provider.wire import SIGNATURE
from .recovery import StackFiles


class Workspace(automation.LocalWorkspace):
    """A project's folder. Every command names its stack, so that none need be selected."""

    def select_stack(self, stack_name: str) -> None:
        """Do nothing."""


class Stack(automation.Stack):
    """A stack that reads in its files what an operation did.

    Pulumi's own starts the CLI for it, three times after each deployment: longer than a small deployment takes.
    """

    def __init__(self, workspace: automation.LocalWorkspace, files: StackFiles, config: Mapping[str, str]) -> None:
        """Make the stack, or take the one that there is.

        Args:
            workspace: The project's folder.
            files: Where the state is kept.
            config: Configuration that goes before what the stack has.
        """
        self._files = files
        _configure(Path(workspace.work_dir) / f"Pulumi.{files.stack}.yaml", files.project, config)
        exists = files.checkpoint.exists()
        super().__init__(files.stack, workspace, StackInitMode.SELECT if exists else StackInitMode.CREATE)

    def outputs(self) -> automation.OutputMap:
        """Return the stack's outputs."""
        resources: list[dict[str, Any]] = self._files.deployment().get("resources") or []
        found: dict[str, Any] = {}
        for resource in resources:
            if resource["type"] == "pulumi:pulumi:Stack":
                found = resource.get("outputs") or {}
        if SIGNATURE in json.dumps(found):  # a secret, which only Pulumi can decrypt
            return super().outputs()
        return {name: automation.OutputValue(value, secret=False) for name, value in found.items()}

    def info(self, show_secrets: bool = True) -> automation.UpdateSummary | None:
        """Return a summary of the last operation; none before the first."""
        last = self._files.last_operation()
        if last is None or not all(isinstance(value, str) for value in last["config"].values()):
            return super().info(show_secrets)
        return automation.UpdateSummary(
            kind=last["kind"],
            start_time=_time(last["startTime"]),
            message=last["message"],
            environment=last["environment"],
            config={key: {"value": value, "secret": False} for key, value in last["config"].items()},
            result=last["result"],
            end_time=_time(last["endTime"]),
            version=last["version"],
            resource_changes=last.get("resourceChanges"),
        )


def _configure(file: Path, project: str, config: Mapping[str, str]) -> None:
    settings: dict[str, Any] = (yaml.safe_load(file.read_text()) if file.exists() else None) or {}
    qualified = {key if ":" in key else f"{project}:{key}": value for key, value in config.items()}
    file.write_text(yaml.safe_dump({**settings, "config": {**(settings.get("config") or {}), **qualified}}))


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)  # as Pulumi's own tells it
