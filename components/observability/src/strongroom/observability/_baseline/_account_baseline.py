"""An account's baseline."""

from collections.abc import Iterable, Mapping

import pulumi

from strongroom.core import DETECTOR_TAGS, PARTITIONS, Component, Problem, TagQuota
from strongroom.observability._baseline._args import AccountBaselineArgs
from strongroom.observability._baseline._checks import partition_problems
from strongroom.observability._baseline._detection import (
    make_access_analyzers,
    make_guardduty,
    make_inspector,
    make_security_hub,
)
from strongroom.observability._baseline._findings import finding_notices
from strongroom.observability._baseline._scope import BaselineScope
from strongroom.observability._baseline._settings import (
    make_global_settings,
    make_regional_settings,
    make_service_linked_roles,
)
from strongroom.observability._notices import make_notice
from strongroom.observability._topics import checked_topic


class AccountBaseline(Component):
    """What should be on in every account, each a switch: what finds something, and what is safe by default.

    Security Hub with its standards, GuardDuty with its protections (GuardDuty.1, .5 to .13), IAM Access Analyzer
    (IAM.28) and Amazon Inspector (Inspector.1, .2, .4) tell a topic what they find. EBS encrypts by default (EC2.7),
    instances require IMDSv2, S3, snapshots and images can't be public (S3.1), and passwords are strong (IAM.7, .11 to
    .17).

    An account has each once: the public access block of S3, the password policy and service-linked roles for all
    regions, the rest in each. Destroying the component turns everything off again.

    Args:
        name: Name of the baseline; the logical names of its parts start with it.
        args: Inputs of the component. Default: all of their defaults.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    _supported_partitions = PARTITIONS

    standard_subscription_arns: Mapping[str, pulumi.Output[str]]
    """ARNs of Security Hub's subscriptions, by standard; none if it is off."""
    detector_id: pulumi.Output[str] | None
    """Id of GuardDuty's detector; None if it is off."""
    analyzer_arns: Mapping[str, pulumi.Output[str]]
    """ARNs of the analyzers, `external` and `unused`; none if IAM Access Analyzer is off."""
    service_linked_role_arns: Mapping[str, pulumi.Output[str]]
    """ARNs of the service-linked roles that were made, by service."""

    @classmethod
    def _partition_problems(cls, args: AccountBaselineArgs, partition: str) -> Iterable[Problem]:
        return partition_problems(args, partition)

    def __init__(
        self, name: str, args: AccountBaselineArgs | None = None, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        args = AccountBaselineArgs() if args is None else args
        super().__init__(name, args, opts)
        scope = BaselineScope.of(self._scope, args)
        self.standard_subscription_arns = make_security_hub(scope)
        self.detector_id = make_guardduty(scope)
        self.analyzer_arns = make_access_analyzers(scope)
        make_inspector(scope)
        make_regional_settings(scope)
        make_global_settings(scope)
        self.service_linked_role_arns = make_service_linked_roles(scope)
        if args.topic_arn is not None:
            region = scope.home.apply(lambda home: home.region)
            told = checked_topic("AccountBaseline", "topic_arn", args.topic_arn, region, "EventBridge")
            for role, notice in finding_notices(args):
                make_notice(scope, role, notice, told)
        self.publish()

    @classmethod
    def _tag_quota(cls, args: AccountBaselineArgs) -> TagQuota:
        return TagQuota() if args.guardduty is None else DETECTOR_TAGS
