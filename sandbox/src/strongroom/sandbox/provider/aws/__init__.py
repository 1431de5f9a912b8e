"""The types and functions of AWS, in a file or folder for each service."""

from ..resource import Package
from . import account, ec2, iam, kms, lb, logs, rds

PACKAGE = Package.of(
    "aws",
    [*ec2.RESOURCES, *iam.RESOURCES, *kms.RESOURCES, *lb.RESOURCES, *logs.RESOURCES, *rds.RESOURCES],
    [*account.FUNCTIONS, *ec2.FUNCTIONS],
)
