"""The lives of resources, in a file for each service: a new one is a file here and a line below."""

from . import (
    acm,
    autoscaling,
    backup,
    cloudtrail,
    cloudwatch,
    ec2,
    events,
    iam,
    kms,
    lambda_,
    launch_templates,
    lb,
    log_filters,
    logs,
    rds,
    route53,
    s3,
    secretsmanager,
    sns,
    sqs,
    ssm,
    wafv2,
)
from .world import Life, World

LIVES: tuple[Life, ...] = (
    *acm.LIVES,
    *autoscaling.LIVES,
    *backup.LIVES,
    *cloudtrail.LIVES,
    *cloudwatch.LIVES,
    *ec2.LIVES,
    *events.LIVES,
    *iam.LIVES,
    *kms.LIVES,
    *lambda_.LIVES,
    *launch_templates.LIVES,
    *lb.LIVES,
    *log_filters.LIVES,
    *logs.LIVES,
    *rds.LIVES,
    *route53.LIVES,
    *s3.LIVES,
    *secretsmanager.LIVES,
    *sns.LIVES,
    *sqs.LIVES,
    *ssm.LIVES,
    *wafv2.LIVES,
)

__all__ = ["LIVES", "Life", "World"]
