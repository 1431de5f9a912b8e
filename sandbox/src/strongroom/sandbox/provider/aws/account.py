"""Who and where we are: account, region and partition."""

from ..resource import Function
from ..session import Session
from ..wire import Props


def caller_identity(aws: Session, arguments: Props) -> Props:
    """Answer `aws.get_caller_identity`."""
    caller = aws.client("sts").get_caller_identity()
    return {"id": caller["Account"], "accountId": caller["Account"], "arn": caller["Arn"], "userId": caller["UserId"]}


def region(aws: Session, arguments: Props) -> Props:
    """Answer `aws.get_region`."""
    return {
        "id": aws.region,
        "name": aws.region,
        "region": aws.region,
        "description": aws.region,
        "endpoint": f"ec2.{aws.region}.{_dns_suffix(aws.partition)}",
    }


def partition(aws: Session, arguments: Props) -> Props:
    """Answer `aws.get_partition`."""
    suffix = _dns_suffix(aws.partition)
    reverse = ".".join(reversed(suffix.split(".")))
    return {
        "id": aws.partition,
        "partition": aws.partition,
        "dnsSuffix": suffix,
        "reverseDnsPrefix": reverse,
    }


def default_tags(aws: Session, arguments: Props) -> Props:
    """Answer `aws.get_default_tags`."""
    return {"id": aws.partition, "tags": dict(aws.default_tags)}


def _dns_suffix(partition: str) -> str:
    return "amazonaws.com.cn" if partition == "aws-cn" else "amazonaws.com"


FUNCTIONS = (
    Function("aws:index/getCallerIdentity:getCallerIdentity", frozenset(), caller_identity),
    Function("aws:index/getRegion:getRegion", frozenset(), region),
    Function("aws:index/getDefaultTags:getDefaultTags", frozenset(), default_tags),
    Function("aws:index/getPartition:getPartition", frozenset(), partition),
)
