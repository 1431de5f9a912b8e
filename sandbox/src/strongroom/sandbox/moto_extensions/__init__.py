"""Operations of AWS that moto lacks, added to moto in its own shape, in a file or folder for each service."""

from . import acm, autoscaling, cloudwatch, ec2, elbv2, kms, logs, rds, route53, ssm, wafv2


def install() -> None:
    """Add the operations to the moto of this process."""
    for service in (acm, autoscaling, cloudwatch, ec2, elbv2, kms, logs, rds, route53, ssm, wafv2):
        service.install()
