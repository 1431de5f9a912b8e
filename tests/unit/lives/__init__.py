"""The lives of resources, in a file for each service: a new one is a file here and a line below."""

from . import autoscaling, ec2, iam, kms, launch_templates, lb, logs
from .world import Life, World

LIVES: tuple[Life, ...] = (
    *autoscaling.LIVES,
    *ec2.LIVES,
    *iam.LIVES,
    *kms.LIVES,
    *launch_templates.LIVES,
    *lb.LIVES,
    *logs.LIVES,
)

__all__ = ["LIVES", "Life", "World"]
