"""An audit trail."""

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from strongroom.core import PARTITIONS, TRAIL_TAGS, AwsEnvironment, Component, TagQuota
from strongroom.observability._topics import checked_topic
from strongroom.observability._trail._alarms import make_trail_alarms
from strongroom.observability._trail._args import AuditTrailArgs
from strongroom.observability._trail._events import EventSelector, event_selectors
from strongroom.observability._trail._log import make_log_group, make_role
from strongroom.observability._trail._scope import TrailScope


class AuditTrail(Component):
    """A CloudTrail trail: who did what in this account, in every region, and alarms on what matters.

    It logs global services too (CloudTrail.1), its files are encrypted with a key of one's own (CloudTrail.2) and can
    be proved unchanged (CloudTrail.4), and it writes to CloudWatch Logs (CloudTrail.5), where the fifteen filters of
    the CIS benchmark look for what somebody should be told of (CIS 4.1 to 4.15). That the bucket is private and logged
    itself (CloudTrail.6, .7) is for the bucket to see to.

    Args:
        name: Name of the trail; the logical names of its parts start with it.
        args: What to build.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    _supported_partitions = PARTITIONS

    trail_arn: pulumi.Output[str]
    """ARN of the trail."""
    trail_name: str
    """Name of the trail, `<name>-<environment suffix>`: what the bucket's policy must name."""
    log_group_name: pulumi.Output[str]
    """Name of the log group."""
    log_group_arn: pulumi.Output[str]
    """ARN of the log group, without a trailing `:*`."""
    role_arn: pulumi.Output[str]
    """ARN of the role with which CloudTrail writes to the log group."""
    alarm_arns: Mapping[str, pulumi.Output[str]]
    """ARNs of the alarms, by name, such as `trail.alarm_arns["root-usage"]`."""

    def __init__(self, name: str, args: AuditTrailArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        scope = TrailScope.of(self._scope, args)
        log_group = make_log_group(scope)
        role_arn = make_role(scope, log_group)
        trail = self._trail(scope, log_group, role_arn)

        self.trail_arn = trail.arn
        self.trail_name = scope.name
        self.log_group_name = log_group.name
        self.log_group_arn = log_group.arn
        self.role_arn = role_arn
        self.alarm_arns = make_trail_alarms(scope, log_group)
        self.publish()

    @classmethod
    def _tag_quota(cls, args: AuditTrailArgs) -> TagQuota:
        return TRAIL_TAGS

    def _trail(
        self, scope: TrailScope, log_group: aws.cloudwatch.LogGroup, role_arn: pulumi.Output[str]
    ) -> aws.cloudtrail.Trail:
        args = scope.args
        return aws.cloudtrail.Trail(
            self._child("trail"),
            name=scope.name,
            is_multi_region_trail=True,
            include_global_service_events=True,
            enable_log_file_validation=True,
            enable_logging=True,
            is_organization_trail=args.organization,
            # A bucket with a key encrypts with its own what no key is named for, and CloudTrail.2 looks at the trail.
            kms_key_id=args.kms_key_arn,
            s3_bucket_name=args.bucket_name,
            s3_key_prefix=args.bucket_prefix or None,
            # CloudTrail asks for the ARN with all its streams.
            cloud_watch_logs_group_arn=log_group.arn.apply("{}:*".format),
            cloud_watch_logs_role_arn=role_arn,
            advanced_event_selectors=self._selectors(scope),
            insight_selectors=[{"insight_type": insight} for insight in args.insights] or None,
            sns_topic_name=None if args.sns_topic_arn is None else self._topic_name(scope, args.sns_topic_arn),
            tags=self._tags(),
            opts=scope.protected_opts,
        )

    def _topic_name(self, scope: TrailScope, topic_arn: "pulumi.Input[str]") -> pulumi.Output[str]:
        region = scope.home.apply(lambda home: home.region)
        topic = checked_topic("AuditTrail", "sns_topic_arn", topic_arn, region, "CloudTrail")
        # AWS returns a topic of the trail's account and region by its name.
        return topic.apply(lambda arn: arn.rpartition(":")[2])

    def _selectors(self, scope: TrailScope) -> pulumi.Output[list[EventSelector]]:
        args = scope.args

        def selectors(home: AwsEnvironment) -> pulumi.Output[list[EventSelector]]:
            # from_input lifts the Outputs within; otherwise Pulumi adds their resources to the dependencies of `home`.
            return pulumi.Output.from_input(
                event_selectors(home, args.management_events, args.s3_data_events, args.lambda_data_events)
            )

        return scope.home.apply(selectors)
