"""Putting a stack in order after a deployment was killed, so that the next one goes on where it stopped."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import grpc
from pulumi.runtime.proto import provider_pb2 as pb
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderStub

from .process import process_lives
from .provider.journal import Made, read_journal, type_of
from .provider.wire import MADE_IN_VAIN, SIGNATURE, encode


class StackInUseError(RuntimeError):
    """Another command is deploying the stack."""


@dataclass(frozen=True)
class StackFiles:
    """Where Pulumi's file backend keeps a stack."""

    state: Path
    project: str
    stack: str

    @property
    def checkpoint(self) -> Path:
        """The stack's last state."""
        return self.state / ".pulumi" / "stacks" / self.project / f"{self.stack}.json"

    @property
    def locks(self) -> list[Path]:
        """The locks on it: one for a command that is at work, or was killed."""
        return list((self.state / ".pulumi" / "locks" / "organization" / self.project / self.stack).glob("*.json"))

    def deployment(self) -> dict[str, Any]:
        """Return the last state; nothing before the first deployment."""
        if not self.checkpoint.exists():
            return {}
        return json.loads(self.checkpoint.read_text()).get("checkpoint", {}).get("latest") or {}

    def last_operation(self) -> dict[str, Any] | None:
        """Return what is noted of the last operation that ended; nothing before the first."""
        notes = (self.state / ".pulumi" / "history" / self.project / self.stack).glob("*.history.json")
        last = max(notes, default=None)  # their names hold the time
        return json.loads(last.read_text()) if last else None


def restore_checkpoint(files: StackFiles) -> None:
    """Take the state before the last if the last was being written when its writer was killed."""
    backup = files.checkpoint.with_suffix(".json.bak")
    for file in (files.checkpoint, backup):
        described = file.with_name(f"{file.name}.attrs")  # the backend makes one anew, but does not read half of one
        if not _is_whole(described):
            described.unlink(missing_ok=True)
    if _is_whole(backup) and not _is_whole(files.checkpoint):
        files.checkpoint.write_bytes(backup.read_bytes())


def _is_whole(file: Path) -> bool:
    try:
        json.loads(file.read_text())
    except (FileNotFoundError, ValueError):
        return False
    return True


def locked_by_the_dead(files: StackFiles) -> bool:
    """Tell whether a command left its lock on the stack when it was killed.

    Raises:
        StackInUseError: The command is still at work.
    """
    for lock in files.locks:
        pid = int(json.loads(lock.read_text())["pid"])
        if process_lives(pid):
            raise StackInUseError(f"stack {files.stack} is being deployed by process {pid}; wait for it, or end it")
    return bool(files.locks)


def is_unfinished(deployment: Mapping[str, Any]) -> bool:
    """Tell whether the last deployment was cut off in the middle of an operation."""
    return bool(deployment.get("pending_operations"))


def orphans(deployment: Mapping[str, Any], made: list[Made]) -> list[Made]:
    """Return the resources that a cut-off deployment was making, and that were made, but that its state knows not."""
    creating = _being_made(deployment)
    resources = cast("list[dict[str, Any]]", deployment.get("resources") or [])
    known = {(resource["urn"], resource.get("id")) for resource in resources}
    return [item for item in made if item.urn in creating and (item.urn, item.id) not in known]


def _being_made(deployment: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the inputs of the resources that were being made, by URN; without those that only Pulumi can decrypt."""
    pending = cast("list[dict[str, Any]]", deployment.get("pending_operations") or [])
    making = [operation["resource"] for operation in pending if operation["type"] == "creating"]
    inputs = {resource["urn"]: cast("dict[str, Any]", resource.get("inputs") or {}) for resource in making}
    return {
        urn: {name: value for name, value in given.items() if SIGNATURE not in json.dumps(value)}
        for urn, given in inputs.items()
    }


def remove_orphans(
    deployment: Mapping[str, Any], journal: Path, providers: Mapping[str, int], report: Callable[[str], None]
) -> None:
    """Delete what a cut-off deployment made and did not live to note: the next one makes it again.

    Args:
        deployment: The stack's last state.
        journal: What the providers made.
        providers: The ports of the providers, by name.
        report: Is told of each one.
    """
    being_made = _being_made(deployment)
    for item in orphans(deployment, read_journal(journal)):
        type_ = type_of(item.urn)
        with grpc.insecure_channel(f"127.0.0.1:{providers[type_.split(':')[0]]}") as channel:
            provider = cast("Any", ResourceProviderStub(channel))
            provider.Configure(pb.ConfigureRequest(args=encode({"region": item.region})))
            inputs = encode(being_made[item.urn])
            found = provider.Read(pb.ReadRequest(id=item.id, urn=item.urn, properties=inputs, inputs=inputs))
            known = found.properties if found.id else inputs
            provider.Delete(pb.DeleteRequest(id=item.id, urn=item.urn, properties=known), metadata=(MADE_IN_VAIN,))
        report(f"removed {type_} {item.id}, which the last run made but was cut off before noting")
