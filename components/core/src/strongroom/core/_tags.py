"""Tags: AWS's rules, and the tags that every resource gets."""

import unicodedata
from collections.abc import Mapping
from typing import Annotated

import pulumi
from pydantic import AfterValidator

from strongroom.core._errors import RuleError
from strongroom.core._inputs import Input

_PUNCTUATION = frozenset("_.:/=+-@")
_OURS = ("Name", "Environment", "ManagedBy")
_RESERVED = {"name": "the name of each resource", "environment": "environment_suffix, which budgets filter by"}
_LIMIT = 50


def _has_only_allowed(text: str) -> bool:
    return all(character in _PUNCTUATION or unicodedata.category(character)[0] in "LNZ" for character in text)


def _tag_key(key: str) -> str:
    if not 1 <= len(key) <= 128:
        raise RuleError("must be a tag key of 1 to 128 characters", "shorten it, or give it a name")
    if key.casefold().startswith("aws:"):
        raise RuleError("must not begin with aws:, which AWS keeps for itself", "choose another prefix", key)
    if not _has_only_allowed(key):
        raise RuleError("must have only letters, digits, spaces and _ . : / = + - @", "remove other characters", key)
    return key


def _tag_value(value: str) -> str:
    if len(value) > 256:
        raise RuleError("must be a tag value of at most 256 characters", "shorten it")
    if not _has_only_allowed(value):
        raise RuleError("must have only letters, digits, spaces and _ . : / = + - @", "remove other characters", value)
    return value


def _tag_set(tags: "Mapping[str, pulumi.Input[str]]") -> "Mapping[str, pulumi.Input[str]]":
    if len(tags) > _LIMIT - len(_OURS):
        reason = f"must be at most {_LIMIT - len(_OURS)} tags: AWS allows {_LIMIT}, and {', '.join(_OURS)} are set here"
        raise RuleError(reason, "remove some")
    written = {key.casefold(): key for key in _OURS}
    for key in tags:
        if meaning := _RESERVED.get(key.casefold()):
            raise RuleError(f"must not set {key}: the tag {key.capitalize()} is {meaning}", f"remove {key}")
        first = written.setdefault(key.casefold(), key)
        if first != key:
            raise RuleError(f"must not hold both {first} and {key}: IAM takes them for one", f"write it {first}")
    return tags


TagKey = Annotated[str, AfterValidator(_tag_key)]
TagValue = Annotated[str, AfterValidator(_tag_value)]

Tags = Annotated[Mapping[TagKey, Input[TagValue]], AfterValidator(_tag_set)]
"""Tags for every resource of a component, by AWS's rules.

At most 47; keys of 1 to 128 characters that don't begin with `aws:`, values of at most 256, both of letters, digits,
spaces and `_ . : / = + - @`. Keys that differ only in case are refused, since IAM takes them for one. `ManagedBy` may
be set here. `Name` and `Environment` may not: they are the resource's name and the environment's suffix.

https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
"""


def tags_for(
    name: str, environment: str, tags: "Mapping[str, pulumi.Input[str]] | None" = None
) -> "dict[str, pulumi.Input[str]]":
    """Make the tags of one resource.

    Args:
        name: The resource's physical name; the tag `Name`.
        environment: The environment's suffix; the tag `Environment`.
        tags: The user's tags. They override `ManagedBy`.

    Returns:
        The user's tags with `Name`, `Environment` and `ManagedBy`.
    """
    return {"ManagedBy": "pulumi", **(tags or {}), "Environment": environment, "Name": name}
