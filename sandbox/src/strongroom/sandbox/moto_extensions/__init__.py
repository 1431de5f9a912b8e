"""Operations of AWS that moto lacks, added to moto in its own shape, in a file or folder for each service."""

from . import backup, ec2, iam, kms, lambda_, logs, lookups, rds, s3, secretsmanager, sns


def install() -> None:
    """Add the operations to the moto of this process."""
    for extension in (backup, ec2, iam, kms, lambda_, logs, lookups, rds, s3, secretsmanager, sns):
        extension.install()
