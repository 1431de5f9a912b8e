"""Named types: values that AWS constrains, each with the rule in words and a remedy."""

import ipaddress
import re
from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from strongroom.core._errors import RuleError

_KEY_ARN = re.compile(
    r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})"
)
_ALIAS_ARN = re.compile(r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:alias/.+")
_ZONE = re.compile(r"[a-z]{2}(-[a-z]+)+-\d+[a-z]")
_WORDS = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NAME_LENGTH = 40
_SUFFIX_LENGTH = 12
_RETENTION_DAYS = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)


def is_hyphenated(text: str) -> bool:
    """Tell whether a text is lower-case words and numbers joined by single hyphens, beginning with a letter."""
    return _WORDS.fullmatch(text) is not None


def name_problem(value: object) -> str | None:
    """Return the constraint that a component's name violates, or None."""
    if isinstance(value, str) and is_hyphenated(value) and len(value) <= _NAME_LENGTH:
        return None
    return f"must be 1 to {_NAME_LENGTH} lower-case letters, digits and single hyphens, beginning with a letter"


def _base_name(value: str) -> str:
    if (reason := name_problem(value)) is not None:
        raise RuleError(reason, "use for example banking-portal", value)
    return value


def _cidr_block(value: str) -> str:
    try:
        network = ipaddress.IPv4Network(value, strict=False)
    except ValueError:
        raise RuleError("must be an IPv4 network in CIDR notation", "write it like 10.0.0.0/16", value) from None
    if str(network) != value:
        reason = "must be an IPv4 network in CIDR notation without host bits set"
        raise RuleError(reason, f"use {network}", value, str(network))
    return value


def _ip_cidr_block(value: str) -> str:
    return _network(value, ipaddress.ip_network, "an IPv4 or IPv6 network", "203.0.113.0/24 or 2001:db8::/48")


def _ipv6_cidr_block(value: str) -> str:
    return _network(value, ipaddress.IPv6Network, "an IPv6 network", "2001:db8::/56")


def _network(value: str, parse: Callable[..., object], kind: str, example: str) -> str:
    try:
        # A zone index belongs to an address of one host's interface.
        network = parse(value.replace("%", " "), strict=False)
    except ValueError:
        raise RuleError(f"must be {kind} in CIDR notation", f"use for example {example}", value) from None
    if str(network) != value:
        reason = f"must be {kind} in its shortest form, without host bits"
        raise RuleError(reason, f"use {network}", value, str(network))
    return value


def _kms_key_arn(value: str) -> str:
    if _ALIAS_ARN.fullmatch(value):
        raise RuleError(
            "must be the ARN of a key, not of an alias", "use the key's own ARN, which ends in key/…", value
        )
    if not _KEY_ARN.fullmatch(value):
        remedy = "use the ARN that KMS shows for the key, arn:…:kms:REGION:ACCOUNT:key/KEY-ID"
        raise RuleError("must be the ARN of a KMS key", remedy, value)
    return value


def _availability_zone(value: str) -> str:
    if not _ZONE.fullmatch(value):
        remedy = "use the region's name with a letter, such as eu-central-1a"
        raise RuleError("must be the name of an availability zone", remedy, value)
    return value


def _environment_suffix(value: str) -> str:
    if not is_hyphenated(value) or len(value) > _SUFFIX_LENGTH:
        reason = f"must be 1 to {_SUFFIX_LENGTH} lower-case letters, digits and single hyphens, beginning with a letter"
        raise RuleError(reason, "use for example dev, prod or pr-42", value)
    return value


def _retention_days(value: int) -> int:
    if value not in _RETENTION_DAYS:
        at_least = next((days for days in _RETENTION_DAYS if days > value), _RETENTION_DAYS[-1])
        reason = "must be a number of days that CloudWatch Logs offers"
        raise RuleError(
            reason, f"use {at_least}, or another of {', '.join(map(str, _RETENTION_DAYS))}", value, at_least
        )
    return value


AvailabilityZone = Annotated[str, AfterValidator(_availability_zone), Field(examples=["eu-central-1a"])]
"""The name of an availability zone, such as `eu-central-1a`.

https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-regions-availability-zones.html
"""

BaseName = Annotated[
    str, AfterValidator(_base_name), Field(min_length=1, max_length=_NAME_LENGTH, examples=["banking-portal"])
]
"""First part of the physical names of a component's resources.

1 to 40 lower-case letters, digits and single hyphens, beginning with a letter.
"""

CidrBlock = Annotated[str, AfterValidator(_cidr_block), Field(examples=["10.0.0.0/16"])]
"""An IPv4 network in CIDR notation, its host bits zero.

https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
"""

Durability = Literal["persistent", "ephemeral"]
"""What an environment is for: `persistent` keeps data safe from mistakes, `ephemeral` can be thrown away at once.

The one input on which everything hangs that must differ between the two: deletion windows, deletion protection, final
snapshots, backups, a NAT gateway per zone.
"""

EnvironmentSuffix = Annotated[
    str, AfterValidator(_environment_suffix), Field(min_length=1, max_length=_SUFFIX_LENGTH, examples=["dev", "prod"])
]
"""The end of every physical name, which tells environments in one account apart.

1 to 12 lower-case letters, digits and single hyphens, beginning with a letter: with a hash it leaves room for a name in
the 32 characters that a load balancer has.
"""

IpCidrBlock = Annotated[str, AfterValidator(_ip_cidr_block), Field(examples=["203.0.113.0/24", "2001:db8::/48"])]
"""An IPv4 or IPv6 network in CIDR notation, in its shortest form, without host bits."""

Ipv6CidrBlock = Annotated[str, AfterValidator(_ipv6_cidr_block), Field(examples=["2001:db8::/56"])]
"""An IPv6 network in CIDR notation, in its shortest form, without host bits.

https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
"""

KmsKeyArn = Annotated[str, AfterValidator(_kms_key_arn)]
"""The ARN of a KMS key (not of an alias), in any partition, single- or multi-Region.

https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id-key-ARN
"""

Percent = Annotated[float, Field(gt=0, lt=100)]
"""A threshold in percent, above 0 and below 100: at either end, it would always or never be crossed."""

Port = Annotated[int, Field(ge=1, le=65535)]
"""A TCP or UDP port, 1 to 65535."""

RetentionDays = Annotated[int, AfterValidator(_retention_days), Field(json_schema_extra={"enum": [*_RETENTION_DAYS]})]
"""How many days CloudWatch Logs keeps events: one of the numbers that it offers, 1 to 3653.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
"""

WholePercent = Annotated[int, Field(ge=1, le=100)]
"""A share in percent, a whole number from 1 to 100."""
