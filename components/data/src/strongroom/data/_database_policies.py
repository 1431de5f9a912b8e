"""Policies around a database: who may act for it, who may publish its events, and who may log in."""

from collections.abc import Iterable, Mapping

from strongroom.core import AwsEnvironment, PolicyDocument, policy_document


def monitoring_trust_policy(home: AwsEnvironment, identifiers: Iterable[str]) -> PolicyDocument:
    """Let Enhanced Monitoring assume a role, for some database instances of this account only.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html#USER_Monitoring.OS.confused-deputy

    Args:
        home: Where the instances are.
        identifiers: Identifiers of the instances, or beginnings of them that end in `*`.
    """
    return _trust(
        "monitoring.rds.amazonaws.com",
        {
            "StringEquals": {"aws:SourceAccount": home.account_id},
            "ArnLike": {"aws:SourceArn": [home.arn("rds", f"db:{each}") for each in identifiers]},
        },
    )


def proxy_trust_policy(home: AwsEnvironment) -> PolicyDocument:
    """Let an RDS Proxy of this account assume a role.

    AWS documents no condition for this role, and an id that is in the proxy's ARN comes after the role; so the account
    is compared where AWS tells it.
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-iam-setup.html and
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/cross-service-confused-deputy-prevention.html

    Args:
        home: Where the proxy is.
    """
    return _trust("rds.amazonaws.com", {"StringEqualsIfExists": {"aws:SourceAccount": home.account_id}})


def events_topic_policy(home: AwsEnvironment, topic_arn: str) -> PolicyDocument:
    """Let RDS publish this account's events to a topic, and nobody publish without TLS.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.GrantingPermissions.html and
    https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html

    Args:
        home: Where the databases are.
        topic_arn: ARN of the topic.
    """
    return policy_document(
        [
            {
                "Sid": "RdsEvents",
                "Effect": "Allow",
                "Principal": {"Service": "events.rds.amazonaws.com"},
                "Action": "sns:Publish",
                "Resource": topic_arn,
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": home.account_id},
                    "ArnLike": {"aws:SourceArn": home.arn("rds", "*")},
                },
            },
            {
                "Sid": "TlsOnly",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "sns:Publish",
                "Resource": topic_arn,
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
        ]
    )


def iam_login_policy(home: AwsEnvironment, resource_ids: Iterable[str], usernames: Iterable[str]) -> PolicyDocument:
    """Allow logging in to databases as certain users of theirs, by a token of IAM instead of a password.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html

    Args:
        home: Where the databases are.
        resource_ids: Resource ids of instances (`db-…`), clusters (`cluster-…`) or proxies (`prx-…`); not identifiers.
        usernames: Users of the databases, at least one.
    """
    users = sorted(usernames)
    return policy_document(
        [
            {
                "Effect": "Allow",
                "Action": "rds-db:connect",
                "Resource": [home.arn("rds-db", f"dbuser:{each}/{user}") for each in resource_ids for user in users],
            }
        ]
    )


def _trust(service: str, condition: Mapping[str, Mapping[str, object]]) -> PolicyDocument:
    return policy_document(
        [
            {
                "Effect": "Allow",
                "Principal": {"Service": service},
                "Action": "sts:AssumeRole",
                "Condition": condition,
            }
        ]
    )
