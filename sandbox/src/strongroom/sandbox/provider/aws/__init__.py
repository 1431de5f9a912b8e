"""The types and functions of AWS, in a file or folder for each service."""

from ..resource import Package
from . import account, acm, autoscaling, cloudwatch, ec2, iam, kms, lb, logs, rds, route53, ssm, wafv2

PACKAGE = Package.of(
    "aws",
    [
        *acm.RESOURCES,
        *autoscaling.RESOURCES,
        *cloudwatch.RESOURCES,
        *ec2.RESOURCES,
        *iam.RESOURCES,
        *kms.RESOURCES,
        *lb.RESOURCES,
        *logs.RESOURCES,
        *rds.RESOURCES,
        *route53.RESOURCES,
        *ssm.RESOURCES,
        *wafv2.RESOURCES,
    ],
    [*account.FUNCTIONS, *ec2.FUNCTIONS, *route53.FUNCTIONS, *ssm.FUNCTIONS],
)
