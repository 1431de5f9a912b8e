"""Named types: names, ids and ARNs that AWS and Strongroom give, each with its shape and an example."""

import re
from collections.abc import Sequence
from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, Field

from strongroom.core._errors import RuleError
from strongroom.core._types import is_hyphenated

_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_PART_NAME_LENGTH = 40


def pattern(regex: str, what: str, example: str) -> AfterValidator:
    """Make the rule of a text that has a shape, for a named type of one's own.

        QueueName = Annotated[str, pattern("[A-Za-z0-9_-]{1,80}", "the name of a queue", "orders")]

    Args:
        regex: A regular expression for the whole text, in which letters and digits are those of ASCII.
        what: What the text must be, as the rest of a sentence.
        example: A text that has the shape.
    """
    shape = re.compile(regex, re.ASCII)

    def check(value: str) -> str:
        if not shape.fullmatch(value):
            raise RuleError(f"must be {what}", f"use for example {example}", value)
        return value

    return AfterValidator(check)


def _distinct(items: Sequence[Any]) -> Sequence[Any]:
    twice = [str(item) for index, item in enumerate(items) if isinstance(item, str | int) and item in items[:index]]
    if twice:
        raise RuleError("must name each once", f"remove the second {' and '.join(dict.fromkeys(twice))}")
    return items


def _part_name(value: str) -> str:
    if not is_hyphenated(value) or len(value) > _PART_NAME_LENGTH:
        reason = (
            f"must be 1 to {_PART_NAME_LENGTH} lower-case letters, digits and single hyphens, beginning with a letter"
        )
        raise RuleError(reason, "use for example office or https-from-office", value)
    return value


UniqueItems = AfterValidator(_distinct)
"""A rule of lists: no item twice. Outputs, whose values nobody knows yet, are taken to differ."""

AccountId: TypeAlias = Annotated[str, pattern(r"\d{12}", "the twelve digits of an AWS account", "123456789012")]
"""The id of an AWS account: twelve digits."""

BucketArn: TypeAlias = Annotated[
    str,
    pattern(r"arn:aws[a-z-]*:s3:::[a-z0-9.-]{3,63}(/[^*]+)?", "the ARN of an S3 bucket", "arn:aws:s3:::flow-logs"),
]
"""The ARN of an S3 bucket, optionally with a folder in it (`arn:aws:s3:::logs/vpc`)."""

BucketName: TypeAlias = Annotated[
    str,
    pattern(
        r"(?!xn--|sthree-|amzn-s3-demo-)(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
        r"(?<!-s3alias)(?<!--ol-s3)(?<!\.mrap)(?<!--x-s3)(?<!--table-s3)",
        "the name of an S3 bucket: 3 to 63 lower-case letters, digits, dots and hyphens",
        "portal-logs-dev",
    ),
]
"""The name of an S3 bucket, unique in all of AWS.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
"""

CertificateArn: TypeAlias = Annotated[
    str,
    pattern(
        r"arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate/[A-Za-z0-9-]+",
        "the ARN of a certificate of ACM",
        "arn:aws:acm:eu-central-1:123456789012:certificate/1234abcd-12ab-34cd-56ef-1234567890ab",
    ),
]
"""The ARN of a certificate of AWS Certificate Manager."""

CertificateName: TypeAlias = Annotated[
    str,
    pattern(
        rf"(?=.{{1,253}}$)(\*\.)?({_LABEL}\.)+[a-z]{{2,63}}",
        "a domain name in lower case, with a wildcard at most for its first label",
        "*.portal.example.com",
    ),
]
"""A name that a certificate is for: a domain name, or all names one label below it (`*.portal.example.com`)."""

DomainName: TypeAlias = Annotated[
    str,
    pattern(rf"(?=.{{1,253}}$)({_LABEL}\.)+[a-z]{{2,63}}", "a domain name in lower case", "portal.example.com"),
    Field(examples=["portal.example.com"]),
]
"""A full domain name in lower case, without a wildcard."""

FunctionArn: TypeAlias = Annotated[
    str,
    pattern(
        r"arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9$_-]+)?",
        "the ARN of a Lambda function",
        "arn:aws:lambda:eu-central-1:123456789012:function:rotate",
    ),
]
"""The ARN of a Lambda function, optionally of a version or alias of it."""

HostedZoneId: TypeAlias = Annotated[str, pattern(r"[A-Z0-9]{1,32}", "the id of a hosted zone", "Z0123456789ABCDEFGHIJ")]
"""The id of a hosted zone of Route 53."""

LogPrefix: TypeAlias = Annotated[
    str,
    pattern(
        r"(?!.*AWSLogs)([A-Za-z0-9!_.'()-]+(/[A-Za-z0-9!_.'()-]+)*)?(?<!.{201})",
        "the folder of a bucket of at most 200 characters, without a slash at either end and without AWSLogs, "
        "which services add themselves",
        "elastic-load-balancing",
    ),
]
"""The folder that a service delivers logs to, such as `elastic-load-balancing`; empty for the bucket itself."""

OrganizationId: TypeAlias = Annotated[
    str, pattern(r"o-[a-z0-9]{10,32}", "the id of an organization of AWS Organizations", "o-exampleorgid")
]
"""The id of an organization of AWS Organizations, such as `o-exampleorgid`."""

ItemName: TypeAlias = Annotated[str, AfterValidator(_part_name), Field(examples=["office", "https-from-office"])]
"""The name of a part among its like: 1 to 40 lower-case letters, digits and single hyphens, beginning with a letter."""

PrefixListId: TypeAlias = Annotated[str, pattern(r"pl-[0-9a-f]+", "the id of a prefix list", "pl-0123456789abcdef0")]
"""The id of a prefix list, AWS's (such as that of an S3 gateway endpoint) or one's own."""

PrincipalArn: TypeAlias = Annotated[
    str,
    pattern(
        r"arn:aws[a-z-]*:(iam::\d{12}:(root|(role|user)/[\w+=,.@/-]+)|sts::\d{12}:assumed-role/[\w+=,.@/-]+)",
        "the ARN of an IAM role or user, or of an account's root",
        "arn:aws:iam::123456789012:role/operators",
    ),
]
"""The ARN of who acts: an IAM role or user, a session of a role, or the root of an account for everyone in it."""

RegionName: TypeAlias = Annotated[str, pattern(r"[a-z]{2}(-[a-z]+)+-\d+", "the name of a region", "eu-central-1")]
"""The name of an AWS region, such as `eu-central-1`."""

RoleArn: TypeAlias = Annotated[
    str,
    pattern(
        r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+",
        "the ARN of an IAM role",
        "arn:aws:iam::123456789012:role/delivery",
    ),
]
"""The ARN of an IAM role."""

SecurityGroupId: TypeAlias = Annotated[
    str, pattern(r"sg-[0-9a-f]+", "the id of a security group", "sg-0123456789abcdef0")
]
"""The id of a security group."""

SubnetId: TypeAlias = Annotated[str, pattern(r"subnet-[0-9a-f]+", "the id of a subnet", "subnet-0123456789abcdef0")]
"""The id of a subnet."""

TopicArn: TypeAlias = Annotated[
    str,
    pattern(
        r"arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}",
        "the ARN of a standard SNS topic",
        "arn:aws:sns:eu-central-1:123456789012:alerts",
    ),
]
"""The ARN of a standard (not FIFO) SNS topic."""

VpcId: TypeAlias = Annotated[str, pattern(r"vpc-[0-9a-f]+", "the id of a VPC", "vpc-0123456789abcdef0")]
"""The id of a VPC."""
