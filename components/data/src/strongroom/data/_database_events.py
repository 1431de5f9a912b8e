"""What a database tells of itself: the topic for its events, and what is subscribed."""

import json
from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

import pulumi
import pulumi_aws as aws

from strongroom.data._database_policies import events_topic_policy
from strongroom.data._database_scope import DatabaseScope

EventSource: TypeAlias = Literal["db-cluster", "db-instance", "db-parameter-group", "db-security-group"]
"""What RDS tells events of."""

_EVENTS = "events"
# What Security Hub asks for, in this order: RDS.19, RDS.20, RDS.21, RDS.22.
_CATEGORIES: Mapping[EventSource, Sequence[str]] = {
    "db-cluster": ["failure", "maintenance"],
    "db-instance": ["configuration change", "failure", "maintenance"],
    "db-parameter-group": ["configuration change"],
    "db-security-group": ["configuration change", "failure"],
}


def make_topic(scope: DatabaseScope) -> pulumi.Input[str]:
    """Make the topic for events, unless there is one already.

    Returns:
        Its ARN, told when RDS may publish.
    """
    if scope.args.event_topic_arn is not None:
        return scope.args.event_topic_arn
    topic = aws.sns.Topic(
        scope.child(_EVENTS),
        name=scope.physical_name(_EVENTS, max_length=256),
        kms_master_key_id=scope.args.kms_key_arn,
        tags=scope.tags(_EVENTS),
        opts=scope.opts(),
    )
    policy = aws.sns.TopicPolicy(
        scope.child(_EVENTS),
        arn=topic.arn,
        policy=pulumi.Output.all(scope.home, topic.arn).apply(
            lambda values: json.dumps(events_topic_policy(values[0], values[1]))
        ),
        opts=scope.opts(),
    )
    return policy.arn


def make_subscriptions(
    scope: DatabaseScope,
    topic_arn: pulumi.Input[str],
    sources: Mapping[EventSource, Sequence[pulumi.Input[str]]],
) -> None:
    """Subscribe the topic to the events that Security Hub asks for.

    Args:
        scope: The database.
        topic_arn: ARN of the topic.
        sources: Names of what tells, by its kind; all of the account if there are none.
    """
    for source, ids in sources.items():
        role = f"{source.removeprefix('db-')}-events"
        aws.rds.EventSubscription(
            scope.child(role),
            name=scope.physical_name(role, max_length=255),
            sns_topic=topic_arn,
            source_type=source,
            source_ids=[*ids] or None,
            event_categories=[*_CATEGORIES[source]],
            tags=scope.tags(role),
            opts=scope.opts(),
        )
