"""The lives of resources, in a file for each service: a new one is a file here and a line below."""

from . import acm, autoscaling, cloudwatch, ec2, iam, kms, launch_templates, lb, logs, route53, ssm, wafv2
from .world import Life, World

LIVES: tuple[Life, ...] = (
    *acm.LIVES,
    *autoscaling.LIVES,
    *cloudwatch.LIVES,
    *ec2.LIVES,
    *iam.LIVES,
    *kms.LIVES,
    *launch_templates.LIVES,
    *lb.LIVES,
    *logs.LIVES,
    *route53.LIVES,
    *ssm.LIVES,
    *wafv2.LIVES,
)

__all__ = ["LIVES", "Life", "World"]
