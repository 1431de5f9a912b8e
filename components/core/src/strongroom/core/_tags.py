"""Tags: AWS's rules, and the tags that every resource gets."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

import pulumi
from pydantic import AfterValidator

from strongroom.core._errors import Problem, RuleError
from strongroom.core._inputs import Input

_PUNCTUATION = frozenset("_.:/=+-@")
_OURS = ("Name", "Environment", "ManagedBy")
_RESERVED = {"name": "the name of each resource", "environment": "environment_suffix, which budgets filter by"}
_LIMIT = 50
_DEFAULT_TAGS = "provider.default_tags"


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


@dataclass(frozen=True)
class TagQuota:
    """Limits on the tags of a component's resources. The defaults are those of most services."""

    resource: str = "a resource"
    """Description of the resource with the strictest limits."""
    max_tags: int = _LIMIT
    """Tags on the resource, those of `tags_for` and the provider's default tags included."""
    key_pattern: str | None = None
    """Regular expression that keys must match, in addition to the rules of all services; None without."""
    empty_values: bool = True
    """Whether a tag may have an empty value."""


DETECTOR_TAGS = TagQuota("a GuardDuty detector", key_pattern="[a-zA-Z+-=._:/]+")
"""https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html"""
HOSTED_ZONE_TAGS = TagQuota("a hosted zone", max_tags=10)
"""https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeTagsForResource.html"""
TRAIL_TAGS = TagQuota("a CloudTrail trail", empty_values=False)
"""https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Tag.html"""


def tag_problems(
    tags: "Mapping[str, pulumi.Input[str]]", default_tags: Mapping[str, str], quota: TagQuota
) -> list[Problem]:
    """Return what AWS refuses of a component's tags, together with the provider's default tags.

    Args:
        tags: The user's tags.
        default_tags: Default tags of the provider.
        quota: Limits of the component's resources.
    """
    added = {key: value for key, value in default_tags.items() if key not in {*tags, *_OURS}}
    return [
        *_default_tag_problems(tags, added),
        *_quota_problems("tags", tags, quota),
        *_quota_problems(_DEFAULT_TAGS, added, quota),
        *_count_problems({*tags, *_OURS, *added}, len(added), quota),
    ]


def _default_tag_problems(tags: "Mapping[str, pulumi.Input[str]]", added: Mapping[str, str]) -> Iterator[Problem]:
    written = {key.casefold(): key for key in (*tags, *_OURS)}
    for key, value in added.items():
        yield from _broken(_tag_key, key)
        yield from _broken(_tag_value, value)
        first = written.setdefault(key.casefold(), key)
        if first != key:
            reason = f"must not have {key} beside the tag {first}: IAM ignores the case of keys"
            yield Problem(_DEFAULT_TAGS, reason, f"use {first}")


def _broken(rule: Callable[[str], str], text: str) -> Iterator[Problem]:
    try:
        rule(text)
    except RuleError as error:
        yield Problem(_DEFAULT_TAGS, error.shown_reason, error.remedy)


def _quota_problems(field: str, tags: "Mapping[str, pulumi.Input[str]]", quota: TagQuota) -> Iterator[Problem]:
    for key, value in tags.items():
        if quota.key_pattern is not None and not re.fullmatch(quota.key_pattern, key):
            reason = f"must have only keys that {quota.resource} can have ({quota.key_pattern}), got {key}"
            yield Problem(field, reason, "remove other characters from the key")
        if value == "" and not quota.empty_values:
            yield Problem(field, f"must not be empty on {quota.resource}, got no value of {key}", "set a value")


def _count_problems(keys: set[str], defaults: int, quota: TagQuota) -> Iterator[Problem]:
    if len(keys) > quota.max_tags:
        reason = (
            f"must be at most {quota.max_tags} on {quota.resource}, together with {', '.join(_OURS)} and the "
            f"{defaults} default tags of the provider, got {len(keys)}"
        )
        yield Problem("tags", reason, f"remove {len(keys) - quota.max_tags} of tags or of the default tags")
