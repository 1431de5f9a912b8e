"""Named types of web ACLs: values that AWS WAF constrains."""

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator

from strongroom.core import AwsEnvironment, IpCidrBlock, KmsKeyArn, RuleError, pattern
from strongroom.edge._plan import US_EAST_1


def _not_the_internet(value: str) -> str:
    if value.endswith("/0"):
        raise RuleError("must not be the whole internet, which WAF refuses", "set default_action instead", value)
    return value


def _of_us_east_1(value: str) -> str:
    if AwsEnvironment.of(value).region != US_EAST_1:
        reason = f"must be the ARN of a key in {US_EAST_1}, where the logs of CloudFront's web ACLs are"
        raise RuleError(reason, f"use the replica there of a multi-Region key, or a key made in {US_EAST_1}", value)
    return value


IpNetwork: TypeAlias = Annotated[IpCidrBlock, AfterValidator(_not_the_internet)]
"""An IPv4 or IPv6 network in CIDR notation, in its shortest form, without host bits; not the whole internet."""

ManagedRuleName: TypeAlias = Annotated[
    str,
    pattern(r"[A-Za-z0-9_-]{1,128}", "the name of a rule, as its group has it", "SizeRestrictions_BODY"),
]
"""The name of a rule in a managed rule group. WAF says nothing of names that it doesn't know.

https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
"""

ManagedRulesVersion: TypeAlias = Annotated[
    str, pattern(r"[A-Za-z0-9_#:./-]{1,64}", "the version of a managed rule group", "Version_1.20")
]
"""A version of a managed rule group, such as `Version_1.20`."""

PathPrefix: TypeAlias = Annotated[
    str,
    pattern(
        r"(?!.*(//|/\.{1,2}(/|$)))/[A-Za-z0-9._~!$&'()+,;=:@/-]{1,199}",
        "the beginning of a path, of 2 to 200 characters, decoded and without wildcards, . or .. as a folder",
        "/uploads/",
    ),
]
"""The beginning of a URL's path, such as `/uploads/`: 2 to 200 characters, URL-decoded, in its own case."""

RedactedHeader: TypeAlias = Annotated[
    str, pattern(r"[a-z0-9!#$%&'*+.^_`|~-]{1,64}", "the name of a header in lower case", "x-session-id")
]
"""The name of a header, in lower case."""

RuleAction: TypeAlias = Literal["allow", "block", "captcha", "challenge", "count"]
"""What is done with a request: let through or refused at once, put to a test, or counted only.

https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-action.html
"""

UsEast1KeyArn: TypeAlias = Annotated[KmsKeyArn, AfterValidator(_of_us_east_1)]
"""The ARN of a KMS key, or of a replica of one, in us-east-1."""

WafLogDestinationArn: TypeAlias = Annotated[
    str,
    pattern(
        r"arn:aws[a-z-]*:(logs:us-east-1:\d{12}:log-group:aws-waf-logs-[\w./#-]{1,499}"
        r"|firehose:us-east-1:\d{12}:deliverystream/aws-waf-logs-[\w.-]{1,51}"
        r"|s3:::aws-waf-logs-[a-z0-9.-]{1,50}(/[^*]+)?)",
        "the ARN of a log group or delivery stream in us-east-1, or of a bucket, whose name begins with aws-waf-logs-",
        "arn:aws:s3:::aws-waf-logs-portal",
    ),
]
"""The ARN of where WAF's logs may go: its name begins with `aws-waf-logs-`; all but buckets are in us-east-1.

https://docs.aws.amazon.com/waf/latest/developerguide/logging-destinations.html
"""

GlobalWebAclArn: TypeAlias = Annotated[
    str,
    pattern(
        r"arn:aws[a-z-]*:wafv2:us-east-1:\d{12}:global/webacl/[\w-]+/[a-f0-9-]+",
        "the ARN of a web ACL for CloudFront, which is global and in us-east-1",
        "arn:aws:wafv2:us-east-1:123456789012:global/webacl/portal/1234abcd-12ab-34cd-56ef-1234567890ab",
    ),
]
"""The ARN of a web ACL of AWS WAF, of the scope `CLOUDFRONT`."""

RuleGroupArn: TypeAlias = Annotated[
    str,
    pattern(
        r"arn:aws[a-z-]*:wafv2:us-east-1:\d{12}:global/rulegroup/[\w-]+/[a-f0-9-]+",
        "the ARN of a rule group for CloudFront, which is global and in us-east-1",
        "arn:aws:wafv2:us-east-1:123456789012:global/rulegroup/portal/1234abcd-12ab-34cd-56ef-1234567890ab",
    ),
]
"""The ARN of a rule group of one's own in AWS WAF, of the scope `CLOUDFRONT`."""
