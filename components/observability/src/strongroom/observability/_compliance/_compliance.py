"""Compliance: what AWS Config records, and the rules that it checks."""

from collections.abc import Iterable, Mapping, Sequence

import pulumi

from strongroom.core import PARTITIONS, Component, Problem
from strongroom.observability._compliance._aggregator import make_aggregator
from strongroom.observability._compliance._args import ComplianceArgs
from strongroom.observability._compliance._partitions import partition_problems
from strongroom.observability._compliance._recorder import make_recorder
from strongroom.observability._compliance._rules import make_packs, make_rules
from strongroom.observability._compliance._scope import ComplianceScope
from strongroom.observability._notices import Notice, make_notice
from strongroom.observability._topics import checked_topic

NON_COMPLIANT = Notice(
    description="A resource does not comply with a rule of AWS Config",
    pattern={
        "source": ["aws.config"],
        "detail-type": ["Config Rules Compliance Change"],
        "detail": {
            "messageType": ["ComplianceChangeNotification"],
            "newEvaluationResult": {"complianceType": ["NON_COMPLIANT"]},
        },
    },
    text="<type> <id> in <region> of account <account> does not comply with the rule <rule> any more. See AWS Config "
    "for what the rule asks for and what was changed, and put it right or record an exception.",
    paths={
        "account": "$.account",
        "id": "$.detail.resourceId",
        "region": "$.detail.awsRegion",
        "rule": "$.detail.configRuleName",
        "type": "$.detail.resourceType",
    },
)
"""What is told of a resource. https://docs.aws.amazon.com/config/latest/developerguide/monitor-config-with-cloudwatchevents.html"""


class Compliance(Component):
    """AWS Config: the history of every resource, and rules that check controls of FSBP, CIS and PCI DSS.

    It records with the service-linked role (Config.1), delivers to a log bucket, and tells a topic what does not comply
    any more. The recorder comes before its channel, records when that is there, and has rules then; on destroy it is
    the reverse.

    Args:
        name: Name of the component; the logical names of its parts start with it.
        args: What to build.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    _supported_partitions = PARTITIONS

    recorder_name: pulumi.Output[str] | None
    """Name of the recorder; None if it is skipped."""
    delivery_channel_name: pulumi.Output[str] | None
    """Name of the delivery channel; None if the recorder is skipped."""
    role_arn: pulumi.Output[str] | None
    """ARN of the service-linked role with which AWS Config records; None if the recorder is skipped."""
    rule_arns: Mapping[str, pulumi.Output[str]]
    """ARNs of the rules by control, such as `compliance.rule_arns["EC2.6"]`; none if they are in a conformance pack."""
    conformance_pack_arns: Mapping[str, pulumi.Output[str]]
    """ARNs of the conformance packs by name; `controls` has the rules of the controls."""
    aggregator_arn: pulumi.Output[str] | None
    """ARN of the aggregator; None if there is none."""

    @classmethod
    def _partition_problems(cls, args: ComplianceArgs, partition: str) -> Iterable[Problem]:
        return partition_problems(args, partition)

    def __init__(self, name: str, args: ComplianceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        scope = ComplianceScope.of(self._scope, args)
        recorder = make_recorder(scope)
        ready: Sequence[pulumi.Resource] = recorder.ready if recorder else []

        self.recorder_name = recorder and recorder.name
        self.delivery_channel_name = recorder and recorder.channel_name
        self.role_arn = recorder and recorder.role_arn
        self.rule_arns = make_rules(scope, ready)
        self.conformance_pack_arns = make_packs(scope, ready)
        self.aggregator_arn = make_aggregator(scope)
        if args.topic_arn is not None:
            region = scope.home.apply(lambda home: home.region)
            told = checked_topic("Compliance", "topic_arn", args.topic_arn, region, "EventBridge")
            make_notice(scope, "non-compliant", NON_COMPLIANT, told)
        self.publish()
