"""Tags in the two notations of AWS's services."""

from collections.abc import Mapping, Sequence
from typing import Any


def tag_list(tags: Mapping[str, str], key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """Return tags as the list of pairs that most services take; KMS names the parts `TagKey` and `TagValue`."""
    return [{key: name, value: text} for name, text in tags.items()]


def tag_dict(tags: Sequence[Mapping[str, Any]] | None, key: str = "Key", value: str = "Value") -> dict[str, str]:
    """Return a list of pairs as a dict, without the tags that AWS itself puts on."""
    return {tag[key]: tag[value] for tag in tags or [] if not tag[key].startswith("aws:")}
