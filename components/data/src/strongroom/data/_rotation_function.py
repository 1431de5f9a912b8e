"""The Lambda function that gives a secret its next value, in the four steps of Secrets Manager.

It runs in AWS from this file alone, with the standard library and boto3: `strongroom.data` reads it and never imports
it. Its environment says what to do:

- `VALUE_RULES`: JSON with `length`, `classes` (each with its `characters` and how many of them are the `minimum`),
  `json_key`, under which the value stands if the secret is a JSON object, and maybe `fields`, which it gets besides.
- `DB_INSTANCE_IDENTIFIER` or `DB_CLUSTER_IDENTIFIER`: the database whose master password the value is, if it is one.

Every step may be repeated. No value is ever part of a message.

https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
"""

import json
import logging
import os
import secrets
import time
from collections.abc import Callable
from typing import Any, Protocol, cast

import boto3

_POLL_SECONDS = 5.0
_RESERVE_MILLISECONDS = 15_000

_log = logging.getLogger(__name__)
_log.setLevel(logging.INFO)


class LambdaContext(Protocol):
    """What Lambda tells of a call."""

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds until Lambda ends the call."""
        ...


def handler(event: dict[str, str], context: LambdaContext) -> None:
    """Do one step of a rotation.

    Args:
        event: `Step`, `SecretId`, and the new version's id as `ClientRequestToken`.
        context: What Lambda tells of the call.

    Raises:
        RuntimeError: If the secret is not being rotated to this version, or holds what can't be rotated.
        TimeoutError: If the database did not take the password in time; Secrets Manager tries again.
    """
    step, secret_id, version_id = event["Step"], event["SecretId"], event["ClientRequestToken"]
    act = _STEPS[step]
    rotation = Rotation(secret_id, version_id)
    stages = rotation.stages().get(version_id)
    if stages is None:
        raise RuntimeError(f"version {version_id} is none of {secret_id}: it is not being rotated to it")
    if "AWSCURRENT" in stages:
        _log.info("%s: %s is current already", step, version_id)
        return
    if "AWSPENDING" not in stages:
        raise RuntimeError(f"version {version_id} of {secret_id} is not pending: another rotation has begun")
    act(rotation, context)
    _log.info("%s: done for version %s of %s", step, version_id, secret_id)


class Rotation:
    """The rotation of a secret to a new version."""

    def __init__(self, secret_id: str, version_id: str) -> None:
        self.rules: dict[str, Any] = json.loads(os.environ["VALUE_RULES"])
        self._secret_id = secret_id
        self._version_id = version_id
        self._manager = _client("secretsmanager")

    def stages(self) -> dict[str, list[str]]:
        """Return the stages of each version."""
        return self._manager.describe_secret(SecretId=self._secret_id)["VersionIdsToStages"]

    def current(self) -> str:
        """Return what the secret holds now."""
        return self._manager.get_secret_value(SecretId=self._secret_id, VersionStage="AWSCURRENT")["SecretString"]

    def pending(self) -> str | None:
        """Return what the new version holds; None if it was not made yet."""
        try:
            found = self._manager.get_secret_value(
                SecretId=self._secret_id, VersionId=self._version_id, VersionStage="AWSPENDING"
            )
        except self._manager.exceptions.ResourceNotFoundException:
            return None
        return found["SecretString"]

    def put(self, secret: str) -> None:
        """Make the new version."""
        self._manager.put_secret_value(
            SecretId=self._secret_id,
            ClientRequestToken=self._version_id,
            SecretString=secret,
            VersionStages=["AWSPENDING"],
        )

    def make_current(self) -> None:
        """Let the new version be the one that readers get; Secrets Manager makes the old one the previous."""
        current = next(version for version, stages in self.stages().items() if "AWSCURRENT" in stages)
        self._manager.update_secret_version_stage(
            SecretId=self._secret_id,
            VersionStage="AWSCURRENT",
            MoveToVersionId=self._version_id,
            RemoveFromVersionId=current,
        )

    def new_password(self) -> str:
        """Return the value itself in the new version.

        Raises:
            RuntimeError: If there is none.
        """
        pending = self.pending()
        if not pending:
            raise RuntimeError(f"version {self._version_id} of {self._secret_id} holds no value yet")
        return value_of(pending, self.rules)


def _create_secret(rotation: Rotation, _: LambdaContext) -> None:
    """Make the next value, unless an earlier call did."""
    if rotation.pending() is None:
        rotation.put(with_value(rotation.current(), new_value(rotation.rules), rotation.rules))


def _set_secret(rotation: Rotation, context: LambdaContext) -> None:
    """Give the database its next password; a secret that stands for itself needs nothing."""
    database = _database()
    if database:
        # A database that is still busy, for example with an earlier call's password, would refuse it.
        database.wait(context)
        database.set_password(rotation.new_password())


def _test_secret(rotation: Rotation, context: LambdaContext) -> None:
    """See that the value is there, and that the database has taken it."""
    rotation.new_password()
    database = _database()
    if database:
        database.wait(context)


def _finish_secret(rotation: Rotation, _: LambdaContext) -> None:
    """Let readers get the next value."""
    rotation.make_current()


_STEPS: dict[str, Callable[[Rotation, LambdaContext], None]] = {
    "createSecret": _create_secret,
    "setSecret": _set_secret,
    "testSecret": _test_secret,
    "finishSecret": _finish_secret,
}


class Database:
    """A DB instance or an Aurora cluster, whose master password is set without connecting to it."""

    def __init__(self, kind: str, identifier: str) -> None:
        self._rds = _client("rds")
        self._named = {f"DB{kind}Identifier": identifier}
        self._describe, self._modify, self._key = (
            (self._rds.describe_db_instances, self._rds.modify_db_instance, "DBInstances")
            if kind == "Instance"
            else (self._rds.describe_db_clusters, self._rds.modify_db_cluster, "DBClusters")
        )
        self._status = "DBInstanceStatus" if kind == "Instance" else "Status"

    def set_password(self, password: str) -> None:
        """Set the master password.

        RDS does so at once by itself. With `ApplyImmediately` it would also do whatever else waits for the maintenance
        window. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ModifyInstance.Settings.html
        """
        self._modify(**self._named, MasterUserPassword=password)

    def wait(self, context: LambdaContext) -> None:
        """Wait until the database is available and no password is pending, as long as Lambda gives time."""
        while not self._is_settled():
            if context.get_remaining_time_in_millis() < _RESERVE_MILLISECONDS:
                raise TimeoutError(f"{self._named} did not become available in time")
            time.sleep(_POLL_SECONDS)

    def _is_settled(self) -> bool:
        (found,) = self._describe(**self._named)[self._key]
        return found[self._status] == "available" and "MasterUserPassword" not in found.get("PendingModifiedValues", {})


def _client(service: str) -> Any:
    return cast("Any", boto3).client(service)


def _database() -> Database | None:
    for kind in ("Instance", "Cluster"):
        identifier = os.environ.get(f"DB_{kind.upper()}_IDENTIFIER")
        if identifier:
            return Database(kind, identifier)
    return None


def new_value(rules: dict[str, Any]) -> str:
    """Return a random value that obeys the rules.

    Args:
        rules: `length` and `classes`, as in the environment.
    """
    classes: list[dict[str, Any]] = rules["classes"]
    required = [secrets.choice(each["characters"]) for each in classes for _ in range(each["minimum"])]
    everything = "".join(each["characters"] for each in classes)
    characters = required + [secrets.choice(everything) for _ in range(rules["length"] - len(required))]
    secrets.SystemRandom().shuffle(characters)
    return "".join(characters)


def value_of(secret: str, rules: dict[str, Any]) -> str:
    """Return the value in what a secret holds: all of it, or what stands under the key of a JSON object.

    Args:
        secret: What the secret holds.
        rules: `json_key`, as in the environment.

    Raises:
        RuntimeError: If there is no such value.
    """
    key: str | None = rules["json_key"]
    return secret if key is None else _object(secret, key)[key]


def with_value(secret: str, value: str, rules: dict[str, Any]) -> str:
    """Return what a secret holds with another value, with the fields of the rules, and everything else as it was.

    Args:
        secret: What the secret holds.
        value: The other value.
        rules: `json_key` and `fields`, as in the environment.

    Raises:
        RuntimeError: If it should be a JSON object and is none.
    """
    key: str | None = rules["json_key"]
    return value if key is None else json.dumps({**_object(secret, key), **rules.get("fields", {}), key: value})


def _object(secret: str, key: str) -> dict[str, Any]:
    try:
        found = json.loads(secret)
    except ValueError:  # raised below, without the JSON reader's error, which carries the whole text
        found = None
    fields = cast("dict[str, Any]", found) if isinstance(found, dict) else {}
    if not isinstance(fields.get(key), str) or not fields[key]:
        raise RuntimeError(f"the secret is no JSON object with a text under {key}")
    return fields
