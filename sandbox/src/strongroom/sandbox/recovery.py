"""Putting a stack in order after a deployment was killed, so that the next one goes on where it stopped."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import grpc
from pulumi.runtime.proto import provider_pb2 as pb
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderStub

from .files import replace_file
from .process import process_lives
from .provider.journal import Made, read_journal, type_of
from .provider.wire import MADE_IN_VAIN, SIGNATURE, encode


class StackInUseError(RuntimeError):
    """Another command is deploying the stack."""


class DamagedStateError(RuntimeError):
    """The state of a stack is damaged, and so is its backup."""


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

    @property
    def urns(self) -> str:
        """The beginning of the URNs of the stack's resources."""
        return f"urn:pulumi:{self.stack}::{self.project}::"

    @property
    def backup(self) -> Path:
        """The state before the last."""
        return self.checkpoint.with_suffix(".json.bak")

    def exist(self) -> bool:
        """Return whether there is a state, damaged or not."""
        return self.checkpoint.exists() or self.backup.exists()

    def deployment(self) -> dict[str, Any]:
        """Return the last state, or the one before it if the last is damaged; empty before the first deployment.

        Raises:
            DamagedStateError: Neither is complete.
        """
        if not self.exist():
            return {}
        state = _read_state(self.checkpoint) or _read_state(self.backup)
        if not state:
            raise DamagedStateError(
                f"{self.checkpoint}: must be the JSON of a stack's state, and so must {self.backup.name}, but both are "
                "damaged; delete the sandbox with `strongroom-sandbox down --force`, then deploy again"
            )
        return state["checkpoint"].get("latest") or {}

    def last_operation(self) -> dict[str, Any] | None:
        """Return what is noted of the last operation that ended; nothing before the first."""
        notes = (self.state / ".pulumi" / "history" / self.project / self.stack).glob("*.history.json")
        last = max(notes, default=None)  # their names hold the time
        return json.loads(last.read_text()) if last else None


def restore_checkpoint(files: StackFiles) -> bool:
    """Replace a damaged state by the one before it. The writer of a state may have been killed, or its disk full.

    Call it while no command deploys the stack.

    Returns:
        Whether the state was replaced. It may lack the last change then.
    """
    for file in (files.checkpoint, files.backup):
        attributes = file.with_name(f"{file.name}.attrs")  # the backend writes it again, but can't read a part of it
        if _read_object(attributes) is None:
            attributes.unlink(missing_ok=True)
    if _read_state(files.checkpoint) or not _read_state(files.backup):
        return False
    replace_file(files.checkpoint, files.backup.read_text(encoding="utf-8"))
    return True


def discard_empty(files: StackFiles, journal: Path) -> None:
    """Delete a state that can't be restored, if nothing was deployed with it: its first writing failed.

    Raises:
        DamagedStateError: Something was deployed.
    """
    try:
        files.deployment()
    except DamagedStateError:
        if any(item.urn.startswith(files.urns) for item in read_journal(journal)):
            raise
        for file in (files.checkpoint, files.backup):
            file.unlink(missing_ok=True)


def _read_state(file: Path) -> dict[str, Any] | None:
    """Return a state; None if it is missing or damaged."""
    state = _read_object(file)
    return state if state and isinstance(state.get("checkpoint"), dict) else None


def _read_object(file: Path) -> dict[str, Any] | None:
    """Return the JSON object in a file; None if it is missing or damaged."""
    try:
        content = json.loads(file.read_bytes())
    except (FileNotFoundError, RecursionError, ValueError):
        return None
    return cast("dict[str, Any]", content) if isinstance(content, dict) else None


def locked_by_the_dead(files: StackFiles) -> bool:
    """Tell whether a command left its lock on the stack when it was killed.

    Raises:
        StackInUseError: The command is still at work.
    """
    for lock in files.locks:
        pid = (_read_object(lock) or {}).get("pid")
        if isinstance(pid, int) and process_lives(pid):
            raise StackInUseError(f"stack {files.stack} is being deployed by process {pid}; wait for it, or end it")
    return bool(files.locks)


def is_unfinished(deployment: Mapping[str, Any]) -> bool:
    """Tell whether the last deployment was cut off in the middle of an operation."""
    return bool(deployment.get("pending_operations"))


def orphans(deployment: Mapping[str, Any], made: list[Made], lost: str | None = None) -> list[Made]:
    """Return the resources that exist but are not in the state, because the deployment was killed before it noted them.

    Args:
        deployment: The stack's last state. Its pending creations are considered.
        made: The resources that exist.
        lost: The beginning of the URNs that are considered as well, because the state lacks the last change.
    """
    creating = _being_made(deployment)
    resources = cast("list[dict[str, Any]]", deployment.get("resources") or [])
    known = {(resource["urn"], resource.get("id")) for resource in resources}
    candidates = [item for item in made if item.urn in creating or (lost and item.urn.startswith(lost))]
    return [item for item in candidates if (item.urn, item.id) not in known]


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
    deployment: Mapping[str, Any],
    journal: Path,
    providers: Mapping[str, int],
    report: Callable[[str], None],
    lost: str | None = None,
) -> None:
    """Delete the resources that a killed deployment created and did not note. The next deployment creates them again.

    Args:
        deployment: The stack's last state.
        journal: The list of the resources that exist.
        providers: The ports of the providers, by name.
        report: Receives a line for each deleted resource.
        lost: The beginning of the URNs that are considered as well, because the state lacks the last change.
    """
    being_made = _being_made(deployment)
    for item in orphans(deployment, read_journal(journal), lost):
        type_ = type_of(item.urn)
        address = f"127.0.0.1:{providers[type_.split(':')[0]]}"
        with grpc.insecure_channel(address, options=[("grpc.enable_http_proxy", 0)]) as channel:
            provider = cast("Any", ResourceProviderStub(channel))
            provider.Configure(pb.ConfigureRequest(args=encode({"region": item.region})))
            inputs = encode(being_made.get(item.urn, {}))
            found = provider.Read(pb.ReadRequest(id=item.id, urn=item.urn, properties=inputs, inputs=inputs))
            known = found.properties if found.id else inputs
            provider.Delete(pb.DeleteRequest(id=item.id, urn=item.urn, properties=known), metadata=(MADE_IN_VAIN,))
        report(f"removed {type_} {item.id}, which the last run made but was cut off before noting")
