"""What the types of Elastic Load Balancing have in common."""

import secrets
from collections.abc import Mapping
from typing import Any

from ... import schema
from ...resource import Resource
from ...session import Session
from ...wire import Props
from ..tags import tag_dict, tag_list

_UNIQUE_BYTES = 13
"""A name from a prefix ends in 26 hexadecimal digits, so that with a prefix of six characters it has AWS's 32."""


class LbResource(Resource):
    """A resource of Elastic Load Balancing. Its id is its ARN, and it is tagged by it."""

    taggable = True

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("elbv2").add_tags(ResourceArns=[id], Tags=tag_list(tags))

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("elbv2").remove_tags(ResourceArns=[id], TagKeys=keys)


def tags_of(aws: Session, arn: str) -> dict[str, str]:
    """Return the tags of a resource."""
    return tag_dict(aws.client("elbv2").describe_tags(ResourceArns=[arn])["TagDescriptions"][0]["Tags"])


def tagged(tags: dict[str, str]) -> dict[str, Any]:
    """Return the tags to make a resource with: AWS refuses an empty list."""
    return {"Tags": tag_list(tags)} if tags else {}


def name_of(props: Props) -> str:
    """Return the name to make a resource with."""
    return props.get("name") or f"{props['namePrefix']}{secrets.token_hex(_UNIQUE_BYTES)}"


def suffix_of(arn: str) -> str:
    """Return the end of an ARN, which CloudWatch's metrics name: `app/it/50dc6c495c0c9188`."""
    return arn.split(":")[-1].removeprefix("loadbalancer/")


def attribute_list(props: Props, keys: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the properties that are given as the attributes that AWS keeps, all of them text."""
    values = {keys[ours]: props[ours] for ours in keys if props.get(ours) is not None}
    return [
        {"Key": key, "Value": str(value).lower() if isinstance(value, bool) else str(value)}
        for key, value in values.items()
    ]


def attribute_dict(attributes: list[dict[str, str]]) -> dict[str, str]:
    """Return attributes by their keys."""
    return {one["Key"]: one["Value"] for one in attributes}


def told_attributes(token: str, seen: Mapping[str, str], keys: Mapping[str, str]) -> Props:
    """Return attributes as properties, each of the type that it has in the SDK."""
    types = schema.inputs_of(token).types
    return {ours: schema.converted(seen[key], types[ours]) for ours, key in keys.items() if seen.get(key)}
