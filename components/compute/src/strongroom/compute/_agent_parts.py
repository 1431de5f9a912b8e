"""What the CloudWatch agent reads and writes: its configuration, and the log groups."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi_aws as aws

from strongroom.compute._agent import agent_configuration
from strongroom.compute._instances_plan import InstancesPlan
from strongroom.compute._scope import ServiceScope
from strongroom.compute._user_data import AgentStart

_ROLE = "agent"
_STANDARD_CHARACTERS = 4_096


@dataclass(frozen=True)
class Agent:
    """What was made for the agent."""

    start: AgentStart
    """How it is started."""
    parameter: aws.ssm.Parameter
    """The parameter that has its configuration."""
    log_groups: Mapping[str, aws.cloudwatch.LogGroup]
    """The log groups that it writes to, by name."""


def make_agent(scope: ServiceScope) -> Agent | None:
    """Make the agent's configuration and log groups.

    Returns:
        What was made; None if there shall be no agent.
    """
    options = scope.args.instances.agent
    if options is None:
        return None
    files = InstancesPlan(scope.args).log_files
    names = {log: f"/web-service/{scope.physical_name()}/{log}" for log in files}
    configuration = agent_configuration(options, {path: names[log] for log, path in files.items()})
    name = f"/web-service/{scope.physical_name()}/{_ROLE}"
    parameter = aws.ssm.Parameter(
        scope.child(_ROLE),
        name=name,
        description=f"Configuration of the CloudWatch agent of {scope.physical_name()}",
        type="SecureString",
        key_id=scope.args.kms_key_arn,
        # AWS can't make a standard parameter of an advanced one, so it is one only where it must be.
        tier="Standard" if len(configuration) <= _STANDARD_CHARACTERS else "Advanced",
        value=configuration,
        tags=scope.tags(_ROLE),
        opts=scope.opts(),
    )
    return Agent(AgentStart(name, configuration), parameter, {log: _log_group(scope, log, names[log]) for log in names})


def _log_group(scope: ServiceScope, log: str, name: str) -> aws.cloudwatch.LogGroup:
    """Make a log group, or the agent would make it itself, without key and retention."""
    return aws.cloudwatch.LogGroup(
        scope.child(f"log-{log}"),
        name=name,
        retention_in_days=scope.args.log_retention_days,
        kms_key_id=scope.args.kms_key_arn,
        tags=scope.tags(f"log-{log}"),
        opts=scope.opts(),
    )
