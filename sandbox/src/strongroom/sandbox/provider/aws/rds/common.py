"""What the types of RDS have in common."""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from ...errors import ProviderError
from ...resource import Resource
from ...schema import Problem
from ...session import Session
from ...wire import Props
from ..ec2.common import added_and_removed
from ..lists import items_of
from ..tags import tag_dict, tag_list

TOGETHER: Final = (
    frozenset({"monitoringInterval", "monitoringRoleArn"}),
    frozenset(
        {
            "databaseInsightsMode",
            "performanceInsightsEnabled",
            "performanceInsightsKmsKeyId",
            "performanceInsightsRetentionPeriod",
        }
    ),
    frozenset({"manageMasterUserPassword", "masterUserSecretKmsKeyId"}),
)
"""Settings of instances and of clusters that RDS takes together only: a change of one sends the others with it."""


class RdsResource(Resource):
    """A resource of RDS, which tags everything by its ARN."""

    taggable = True

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("rds").add_tags_to_resource(ResourceName=known["arn"], Tags=tag_list(tags))

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("rds").remove_tags_from_resource(ResourceName=known["arn"], TagKeys=keys)


def tags_of(aws: Session, arn: str) -> dict[str, str]:
    """Return the tags of a resource."""
    return tag_dict(aws.client("rds").list_tags_for_resource(ResourceName=arn)["TagList"])


def name_of(props: Props, name: str = "name", prefix: str = "") -> str:
    """Return the name that is given, or a new one that starts with the prefix that is.

    Raises:
        ProviderError: It has letters that RDS would change; the official provider refuses them too.
    """
    given = props.get(name) or f"{props.get(f'{name}Prefix') or prefix}{secrets.token_hex(13)}"
    if given != given.lower():
        raise ProviderError(f"{name}: only lowercase letters, digits, hyphens and periods are allowed; given: {given}")
    return given


def accepted(aws: Session, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a request an operation takes."""
    members = aws.client("rds").meta.service_model.operation_model(operation).input_shape.members
    return {name: value for name, value in request.items() if name in members}


def told(answer: Mapping[str, Any], names: Mapping[str, str]) -> Props:
    """Return what AWS says, by our names."""
    return {ours: answer.get(theirs) for ours, theirs in names.items()}


def version_as_worded(known: str | None, actual: str) -> str:
    """Return the version as the program words it, if AWS's is one of those that it means: 17.6 is a 17."""
    return known if known and f"{actual}.".startswith(f"{known}.") else actual


def window_as_worded(known: str | None, actual: str) -> str:
    """Return the window as the program words it, if AWS says the same in small letters."""
    return known if known and known.lower() == actual else actual


def key_as_worded(known: str | None, actual: str | None) -> str | None:
    """Return the key as the program names it, by its id or its ARN, if it is that one."""
    return known if known and actual and actual.endswith(f"/{known}") else actual


def items_as_worded(seen: Sequence[Props], known: Sequence[Props] | None, key: str) -> list[Props]:
    """Return what AWS says of items, without what the program leaves to AWS in each."""
    worded: Mapping[Any, Props] = {one.get(key): one for one in known or []}
    return [{name: item for name, item in one.items() if name in worded.get(one[key], one)} for one in seen]


def exports_change(props: Props, present: Iterable[str]) -> dict[str, list[str]]:
    """Return which logs to begin to export and which to end, to get from what is present to what is wanted."""
    added, removed = added_and_removed(items_of(props, "enabledCloudwatchLogsExports"), present)
    return {"EnableLogTypes": added, "DisableLogTypes": removed}


def together(changed: frozenset[str], groups: Iterable[frozenset[str]]) -> frozenset[str]:
    """Return the properties to send: with one of a group, which AWS checks as a whole, all of it."""
    return changed.union(*(group for group in groups if group & changed))


def master_user_secrets(answer: Mapping[str, Any]) -> list[Props]:
    """Return the secret that RDS keeps for the master user, if it does."""
    secret = answer.get("MasterUserSecret")
    names = {"secretArn": "SecretArn", "secretStatus": "SecretStatus", "kmsKeyId": "KmsKeyId"}
    return [told(secret, names)] if secret else []


def restore_problems(props: Props) -> Iterable[Problem]:
    """Return what the official provider refuses of a database that is restored."""
    time = props.get("restoreToPointInTime")
    if time and props.get("snapshotIdentifier"):
        yield Problem("snapshotIdentifier", "conflicts with restoreToPointInTime")


def final_snapshot(known: Props) -> dict[str, Any]:
    """Return how a database is to be deleted.

    Raises:
        ProviderError: The program wants a last snapshot, but does not name it.
    """
    if known.get("skipFinalSnapshot"):
        return {"SkipFinalSnapshot": True}
    name = known.get("finalSnapshotIdentifier")
    if not name:
        raise ProviderError("finalSnapshotIdentifier is required when skipFinalSnapshot is false")
    return {"SkipFinalSnapshot": False, "FinalDBSnapshotIdentifier": name}


RESOURCE_ID: Final = re.compile(r"db-[A-Z0-9]{2,255}")
"""What RDS calls an instance for ever, whatever its name is."""
