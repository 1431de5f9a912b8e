"""A topic for alerts."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pulumi
import pulumi_aws as aws

from strongroom.core import (
    PARTITIONS,
    TOPIC_POLICY,
    AwsEnvironment,
    Component,
    InputError,
    Problem,
    json_dumps,
    region_problems,
)
from strongroom.core.aws import current_environment, known
from strongroom.observability._topic._args import AlertTopicArgs, key_problem, manager_problem
from strongroom.observability._topic._chats import make_chats
from strongroom.observability._topic._dead_letters import make_dead_letters
from strongroom.observability._topic._policies import topic_policy
from strongroom.observability._topic._subscribing import make_subscriptions


class AlertTopic(Component):
    """An SNS topic that alarms and events really arrive at, and from there whoever must know.

    It is encrypted with a key of one's own (SNS.1), open only to named services of this account, by TLS (SNS.4), and
    keeps what could not be delivered.

    Args:
        name: Name of the topic; the logical names of its parts start with it.
        args: What to build.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    _supported_partitions = PARTITIONS

    topic_arn: pulumi.Output[str]
    """ARN of the topic, told when services may publish."""
    topic_name: pulumi.Output[str]
    """Name of the topic."""
    subscription_arns: Mapping[str, pulumi.Output[str]]
    """ARNs of the subscriptions, by name; `PendingConfirmation` of those that nobody confirmed yet."""
    chat_configuration_arns: Mapping[str, pulumi.Output[str]]
    """ARNs of the configurations of the chats, by name."""
    dead_letter_queue_arn: pulumi.Output[str] | None
    """ARN of the queue of what could not be delivered; None without."""
    dead_letter_queue_url: pulumi.Output[str] | None
    """URL of that queue; None without."""

    @classmethod
    def _partition_problems(cls, args: AlertTopicArgs, partition: str) -> Iterable[Problem]:
        if args.chat_channels and partition != "aws":
            reason = f"must be empty: Amazon Q Developer in chat applications is not in the partition {partition}"
            yield Problem("chat_channels", reason, "subscribe an HTTPS endpoint or addresses instead")
        yield from region_problems("region", [args.region] if args.region else [], partition)

    def __init__(self, name: str, args: AlertTopicArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        home = self._home(args)
        kms_key_arn = self._key(args, home)
        name_of = self._global_name if args.region else self._physical_name
        topic = aws.sns.Topic(
            self._child("topic"),
            name=name_of(max_length=256),
            display_name=args.display_name,
            kms_master_key_id=kms_key_arn,
            # With the first version, subscribers check messages by SHA-1.
            signature_version=2,
            region=args.region,
            tags=self._tags(),
            opts=self._opts(),
        )
        topic_arn = self._policy(args, home, topic)
        letters = (
            make_dead_letters(self._scope, topic, kms_key_arn, topic_arn, args.region)
            if args.dead_letter_queue and args.delivers
            else None
        )
        self.topic_arn = topic_arn
        self.topic_name = topic.name
        self.subscription_arns = make_subscriptions(self._scope, args.subscriptions, topic.arn, letters, args.region)
        self.chat_configuration_arns = make_chats(self._scope, args, home, topic.arn) if args.chat_channels else {}
        self.dead_letter_queue_arn = letters and letters.arn
        self.dead_letter_queue_url = letters and letters.url
        self.publish()

    def _policy(
        self, args: AlertTopicArgs, home: pulumi.Output[AwsEnvironment], topic: aws.sns.Topic
    ) -> pulumi.Output[str]:
        """Make the topic's policy, and return the topic's ARN, told when services may publish."""
        document = pulumi.Output.all(home, topic.arn).apply(
            lambda known: topic_policy(known[0], known[1], args.publishers, args.policy_statements)
        )
        policy = aws.sns.TopicPolicy(
            self._child("topic"),
            arn=topic.arn,
            policy=TOPIC_POLICY.checked(type(args).__name__, "policy_statements", json_dumps(document)),
            region=args.region,
            opts=self._opts(),
        )
        return policy.arn

    def _home(self, args: AlertTopicArgs) -> pulumi.Output[AwsEnvironment]:
        region = args.region
        home = current_environment(self._invoke_opts)
        return home if region is None else home.apply(lambda home: replace(home, region=region))

    def _key(self, args: AlertTopicArgs, home: pulumi.Output[AwsEnvironment]) -> pulumi.Output[str]:
        """Return the key, checked as soon as it is known: to be in the topic's region, and not AWS's own."""

        def check(kms_key_arn: str, problem: Problem | None) -> str:
            if problem is not None:
                raise InputError(type(args).__name__, [problem])
            return kms_key_arn

        here = pulumi.Output.all(home, args.kms_key_arn).apply(
            lambda known: check(known[1], key_problem(known[1], known[0].region))
        )
        # The ARN of a key that AWS manages looks like any other.
        found = aws.kms.get_key_output(key_id=here, region=args.region, opts=self._invoke_opts)
        return pulumi.Output.all(here, known(found.key_manager)).apply(
            lambda values: check(values[0], manager_problem(values[0], values[1]))
        )
