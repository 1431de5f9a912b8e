"""Physical names: what AWS calls a resource."""

import hashlib
from collections.abc import Sequence

from strongroom.core._types import is_hyphenated

_VPC_DIGITS = 5
_HASH_LENGTH = 8


def physical_name(parts: Sequence[str], suffix: str, max_length: int = 63) -> str:
    """Join the parts of a name and the environment's suffix, within the length that the AWS service allows.

    A name that fits is the parts and the suffix joined by hyphens. A longer one is cut, and gets a hash of the whole
    name before the suffix, so that two long names with the same beginning stay two names.

    Args:
        parts: What is named, from the whole to the part: the component's name, then its part's role.
        suffix: The environment's suffix; always at the end.
        max_length: The most characters allowed: 63 for a bucket, 32 for a load balancer.

    Returns:
        Lower-case letters, digits and single hyphens; the same for the same arguments, always.

    Raises:
        ValueError: If a part or the suffix is not lower-case words joined by hyphens, or the limit leaves no room for
            the name.
    """
    for part in (*parts, suffix):
        if not is_hyphenated(part):
            raise ValueError(f"{part!r} can't be part of a name: use lower-case letters, digits and single hyphens")
    whole = "-".join([*parts, suffix])
    if len(whole) <= max_length:
        return whole
    digest = hashlib.sha256(whole.encode()).hexdigest()[:_HASH_LENGTH]
    room = max_length - len(suffix) - len(digest) - 2
    if room < 1:
        raise ValueError(f"{max_length} characters leave no room for a name that ends in {suffix}")
    beginning = "-".join(parts)[:room].rstrip("-")
    return f"{beginning}-{digest}-{suffix}"


def group_name_prefix(physical_name: str) -> str:
    """Return what the name of a security group begins with.

    The rest is made up for each: a replacement is made before what it replaces is gone, and needs a name of its own.

    Args:
        physical_name: What AWS should call the group; at most 90 characters.
    """
    # AWS keeps names that begin like ids for itself.
    return f"group-{physical_name}-" if physical_name.startswith("sg-") else f"{physical_name}-"


def vpc_name_part(vpc_id: str) -> str:
    """Return the part of a physical name that differs between VPCs.

    For resources that AWS does not move to another VPC: Pulumi creates the replacement before it deletes the old one,
    so the replacement needs another name.

    Args:
        vpc_id: Id of the VPC.
    """
    return "v" + hashlib.sha256(vpc_id.encode()).hexdigest()[:_VPC_DIGITS]
