"""The aggregator, where several accounts and regions are looked at together."""

import json

import pulumi
import pulumi_aws as aws

from strongroom.core import AwsEnvironment, PolicyDocument, policy_document
from strongroom.observability._compliance._scope import ComplianceScope

_ROLE = "aggregator"
_POLICY = "service-role/AWSConfigRoleForOrganizations"


def aggregator_trust_policy(home: AwsEnvironment) -> PolicyDocument:
    """Let AWS Config assume a role for this account.

    https://docs.aws.amazon.com/config/latest/developerguide/set-up-aggregator-cli.html

    Args:
        home: Where the aggregator is.
    """
    return policy_document(
        [
            {
                "Effect": "Allow",
                "Principal": {"Service": "config.amazonaws.com"},
                "Action": "sts:AssumeRole",
                # AWS documents no condition for this role, so the account is compared where AWS tells it.
                "Condition": {"StringEqualsIfExists": {"aws:SourceAccount": home.account_id}},
            }
        ]
    )


def make_aggregator(scope: ComplianceScope) -> pulumi.Output[str] | None:
    """Make the aggregator, if one is wanted.

    Args:
        scope: The component.

    Returns:
        Its ARN.
    """
    options = scope.args.aggregator
    if options is None:
        return None
    regions, everywhere = [*options.regions] or None, not options.regions or None
    aggregator = aws.cfg.ConfigurationAggregator(
        scope.child(_ROLE),
        name=scope.physical_name(_ROLE, max_length=256),
        account_aggregation_source=aws.cfg.ConfigurationAggregatorAccountAggregationSourceArgs(
            account_ids=[*options.account_ids], regions=regions, all_regions=everywhere
        )
        if options.account_ids
        else None,
        organization_aggregation_source=aws.cfg.ConfigurationAggregatorOrganizationAggregationSourceArgs(
            role_arn=_role(scope), regions=regions, all_regions=everywhere
        )
        if options.organization
        else None,
        tags=scope.tags(_ROLE),
        opts=scope.opts(),
    )
    return aggregator.arn


def _role(scope: ComplianceScope) -> pulumi.Output[str]:
    """Make the role that reads who belongs to the organization, and return its ARN, told when it may."""
    role = aws.iam.Role(
        scope.child(_ROLE),
        name=scope.global_name(_ROLE, max_length=64),
        description=f"Reads the accounts of the organization for {scope.physical_name()}",
        assume_role_policy=scope.home.apply(lambda home: json.dumps(aggregator_trust_policy(home))),
        tags=scope.tags(_ROLE),
        opts=scope.opts(),
    )
    attached = aws.iam.RolePolicyAttachment(
        scope.child(_ROLE),
        role=role.name,
        policy_arn=scope.home.apply(lambda home: f"arn:{home.partition}:iam::aws:policy/{_POLICY}"),
        opts=scope.opts(),
    )
    return pulumi.Output.all(role.arn, attached.id).apply(lambda values: str(values[0]))
