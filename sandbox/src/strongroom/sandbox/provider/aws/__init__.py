"""The types and functions of AWS, in a file or folder for each service."""

from ..resource import Package
from . import account, backup, ec2, iam, kms, lambda_, logs, rds, s3, secretsmanager, sns

PACKAGE = Package.of(
    "aws",
    [
        *backup.RESOURCES,
        *ec2.RESOURCES,
        *iam.RESOURCES,
        *kms.RESOURCES,
        *lambda_.RESOURCES,
        *logs.RESOURCES,
        *rds.RESOURCES,
        *s3.RESOURCES,
        *secretsmanager.RESOURCES,
        *sns.RESOURCES,
    ],
    [*account.FUNCTIONS, *ec2.FUNCTIONS],
)
