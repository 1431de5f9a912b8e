"""The types and functions of AWS, in a file or folder for each service."""

from ..resource import Package
from . import account, autoscaling, ec2, iam, kms, lb, logs, rds

PACKAGE = Package.of(
    "aws",
    [
        *autoscaling.RESOURCES,
        *ec2.RESOURCES,
        *iam.RESOURCES,
        *kms.RESOURCES,
        *lb.RESOURCES,
        *logs.RESOURCES,
        *rds.RESOURCES,
    ],
    [*account.FUNCTIONS, *ec2.FUNCTIONS],
)
