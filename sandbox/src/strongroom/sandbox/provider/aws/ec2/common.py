"""What the types of EC2 have in common."""

from collections.abc import Iterable, Mapping
from typing import Any

from ...resource import Resource
from ...session import Session
from ...wire import Props
from ..tags import tag_list


class Ec2Resource(Resource):
    """A resource of EC2, which tags everything in one way."""

    taggable = True

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("ec2").create_tags(Resources=[id], Tags=tag_list(tags))

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("ec2").delete_tags(Resources=[id], Tags=[{"Key": key} for key in keys])


def tagged(kind: str, tags: dict[str, str]) -> list[dict[str, Any]]:
    """Return the tags to make a resource with."""
    return [{"ResourceType": kind, "Tags": tag_list(tags)}] if tags else []


def given(props: Props, names: Mapping[str, str]) -> dict[str, Any]:
    """Return the properties that are given, by the names that AWS has for them."""
    return {theirs: props[ours] for ours, theirs in names.items() if props.get(ours) not in (None, [], "")}


def of_vpc(vpc_id: str, **others: str) -> list[dict[str, Any]]:
    """Return the filters that find what belongs to a VPC; further ones by their names, with _ for -."""
    filters = {"vpc-id": vpc_id, **{name.replace("_", "-"): value for name, value in others.items()}}
    return [{"Name": name, "Values": [value]} for name, value in filters.items()]


def filters_of(arguments: Props) -> list[dict[str, Any]]:
    """Return the filters that a function is called with, its `tags` among them."""
    filters: list[Props] = arguments.get("filters") or []
    tags: Mapping[str, str] = arguments.get("tags") or {}
    return [
        *({"Name": item["name"], "Values": item["values"]} for item in filters),
        *({"Name": f"tag:{key}", "Values": [value]} for key, value in tags.items()),
    ]


def added_and_removed(wanted: Iterable[str], present: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return what must be added to what is present, and what taken away, to get what is wanted."""
    return sorted({*wanted} - {*present}), sorted({*present} - {*wanted})


def managed(properties: Iterable[str], known: Props, seen: Props) -> Props:
    """Return what AWS says, without those properties that the program leaves to other resources.

    A group's rules and a table's routes may be resources of their own: telling them here as well would make each
    refresh find a change that nobody made. On import nothing is known, and all is told.
    """
    left = {name for name in properties if known and name not in known}
    return {name: value for name, value in seen.items() if name not in left}
