"""Operations of AWS that moto lacks, added to moto in its own shape, in a file or folder for each service."""

from . import (
    access_analyzer,
    acm,
    autoscaling,
    backup,
    budgets,
    chatbot,
    cloudtrail,
    cloudwatch,
    config,
    ec2,
    elbv2,
    events,
    gaps,
    guardduty,
    iam,
    iam_service_roles,
    inspector2,
    kms,
    lambda_,
    log_filters,
    logs,
    lookups,
    rds,
    route53,
    s3,
    secretsmanager,
    securityhub,
    sns,
    sqs,
    ssm,
    wafv2,
)

_EXTENSIONS = (
    *(
        access_analyzer,
        acm,
        autoscaling,
        backup,
        budgets,
        chatbot,
        cloudtrail,
        cloudwatch,
        config,
        ec2,
        elbv2,
        events,
        gaps,
        guardduty,
        iam,
        iam_service_roles,
        inspector2,
        kms,
        lambda_,
        log_filters,
        logs,
    ),
    *(lookups, rds, route53, s3, secretsmanager, securityhub, sns, sqs, ssm, wafv2),
)


def install() -> None:
    """Add the operations to the moto of this process."""
    for extension in _EXTENSIONS:
        extension.install()
