"""Operations of AWS that moto lacks, added to moto in its own shape, in a file or folder for each service."""

from . import autoscaling, ec2, elbv2, kms, logs, rds


def install() -> None:
    """Add the operations to the moto of this process."""
    for service in (autoscaling, ec2, elbv2, kms, logs, rds):
        service.install()
