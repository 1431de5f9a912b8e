"""The lives of resources, in a file for each service: a new one is a file here and a line below."""

from . import backup, ec2, iam, kms, lambda_, logs, rds, s3, secretsmanager, sns
from .world import Life, World

LIVES: tuple[Life, ...] = (
    *backup.LIVES,
    *ec2.LIVES,
    *iam.LIVES,
    *kms.LIVES,
    *lambda_.LIVES,
    *logs.LIVES,
    *rds.LIVES,
    *s3.LIVES,
    *secretsmanager.LIVES,
    *sns.LIVES,
)

__all__ = ["LIVES", "Life", "World"]
