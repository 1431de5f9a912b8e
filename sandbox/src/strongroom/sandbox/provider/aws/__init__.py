"""The types and functions of AWS, in a file or folder for each service."""

from ..resource import Package
from . import (
    account,
    acm,
    autoscaling,
    backup,
    cloudfront,
    cloudwatch,
    ec2,
    iam,
    kms,
    lambda_,
    lb,
    logs,
    rds,
    route53,
    s3,
    secretsmanager,
    sns,
    ssm,
    wafv2,
)

PACKAGE = Package.of(
    "aws",
    [
        *acm.RESOURCES,
        *autoscaling.RESOURCES,
        *backup.RESOURCES,
        *cloudfront.RESOURCES,
        *cloudwatch.RESOURCES,
        *ec2.RESOURCES,
        *iam.RESOURCES,
        *kms.RESOURCES,
        *lambda_.RESOURCES,
        *lb.RESOURCES,
        *logs.RESOURCES,
        *rds.RESOURCES,
        *route53.RESOURCES,
        *s3.RESOURCES,
        *secretsmanager.RESOURCES,
        *sns.RESOURCES,
        *ssm.RESOURCES,
        *wafv2.RESOURCES,
    ],
    [*account.FUNCTIONS, *cloudfront.FUNCTIONS, *ec2.FUNCTIONS, *route53.FUNCTIONS, *ssm.FUNCTIONS],
)
