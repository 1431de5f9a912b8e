"""Prefix lists: of AWS's services, and of one's own."""

from collections.abc import Iterable
from typing import Any, Final

from ...resource import REPLACES, AutoName, Property, only
from ...session import Session
from ...wire import Props
from ..tags import tag_dict
from .common import Ec2Resource, filters_of, tagged


def _entries(aws: Session, id: str) -> list[Props]:
    """Return the entries of a list."""
    pages = aws.client("ec2").get_paginator("get_managed_prefix_list_entries").paginate(PrefixListId=id)
    entries: list[dict[str, Any]] = [entry for page in pages for entry in page["Entries"]]
    names = {"cidr": "Cidr", "description": "Description"}
    return [{ours: entry[theirs] for ours, theirs in names.items() if entry.get(theirs)} for entry in entries]


def _told(entries: Iterable[Props]) -> list[dict[str, Any]]:
    names = {"cidr": "Cidr", "description": "Description"}
    return [{theirs: entry[ours] for ours, theirs in names.items() if entry.get(ours)} for entry in entries]


class ManagedPrefixList(Ec2Resource):
    """A list of address ranges of one's own."""

    token = "aws:ec2/managedPrefixList:ManagedPrefixList"
    properties = {
        "name": Property(autoname=AutoName(max_length=255)),
        "addressFamily": REPLACES,
        "maxEntries": REPLACES,
        "entries": Property(form="set", computed=True, nested=frozenset({"cidr", "description"})),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the list."""
        made = aws.client("ec2").create_managed_prefix_list(
            PrefixListName=props["name"],
            AddressFamily=props["addressFamily"],
            MaxEntries=props["maxEntries"],
            Entries=_told(props.get("entries") or []),
            TagSpecifications=tagged("prefix-list", tags),
        )
        return made["PrefixList"]["PrefixListId"]

    @staticmethod
    def _find(aws: Session, id: str) -> dict[str, Any]:
        found = only(aws.client("ec2").describe_managed_prefix_lists(PrefixListIds=[id])["PrefixLists"])
        return only([found] if not found["State"].startswith("delete") else [])

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the list."""
        found = self._find(aws, id)
        return {
            "arn": found["PrefixListArn"],
            "name": found["PrefixListName"],
            "addressFamily": found["AddressFamily"],
            "maxEntries": int(found["MaxEntries"]),
            "entries": _entries(aws, id),
            "ownerId": found["OwnerId"],
            "version": found["Version"],
            "tags": tag_dict(found.get("Tags")),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the name and the entries."""
        found = self._find(aws, id)
        wanted: list[Props] = props.get("entries") or []
        present = _entries(aws, id)
        removed = [{"Cidr": entry["cidr"]} for entry in present if entry not in wanted]
        aws.client("ec2").modify_managed_prefix_list(
            PrefixListId=id,
            CurrentVersion=found["Version"],
            PrefixListName=props["name"],
            AddEntries=_told(entry for entry in wanted if entry not in present),
            RemoveEntries=removed,
        )

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the list."""
        self._find(aws, id)
        aws.client("ec2").delete_managed_prefix_list(PrefixListId=id)


def prefix_list(aws: Session, arguments: Props) -> Props:
    """Answer `aws.ec2.get_prefix_list`: the one list of a service of AWS that fits."""
    found = _one(aws.client("ec2").describe_prefix_lists, arguments, arguments.get("prefixListId"))
    return {
        "id": found["PrefixListId"],
        "name": found["PrefixListName"],
        "cidrBlocks": [entry["cidr"] for entry in _entries(aws, found["PrefixListId"])],
        "filters": arguments.get("filters"),
        "prefixListId": arguments.get("prefixListId"),
        "region": aws.region,
    }


def managed_prefix_list(aws: Session, arguments: Props) -> Props:
    """Answer `aws.ec2.get_managed_prefix_list`: the one list that fits."""
    found = _one(aws.client("ec2").describe_managed_prefix_lists, arguments, arguments.get("id"))
    id = found["PrefixListId"]
    return {
        "id": id,
        "arn": found["PrefixListArn"],
        "name": found["PrefixListName"],
        "addressFamily": found["AddressFamily"],
        "entries": [{"description": "", **entry} for entry in _entries(aws, id)],
        "filters": arguments.get("filters"),
        "maxEntries": int(found.get("MaxEntries", 0)),
        "ownerId": found["OwnerId"],
        "region": aws.region,
        "tags": tag_dict(found.get("Tags")),
        "version": found.get("Version", 0),
    }


def _one(describe: Any, arguments: Props, id: str | None) -> dict[str, Any]:
    filters = filters_of(arguments)
    if name := arguments.get("name"):
        filters.append({"Name": "prefix-list-name", "Values": [name]})
    found: list[dict[str, Any]] = describe(Filters=filters, PrefixListIds=[id] if id else [])["PrefixLists"]
    if len(found) != 1:
        raise LookupError(f"{len(found)} prefix lists fit; one is wanted")
    return found[0]


ARGUMENTS_OF_LIST: Final = frozenset({"filters", "name", "prefixListId"})
ARGUMENTS_OF_MANAGED_LIST: Final = frozenset({"filters", "id", "name", "tags"})
RESOURCES: Final = (ManagedPrefixList(),)
