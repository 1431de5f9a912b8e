"""The role of the instances."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pulumi
import pulumi_aws as aws

from strongroom.compute._agent_parts import Agent
from strongroom.compute._role_policies import agent_statements, instance_trust_policy, systems_manager_statements
from strongroom.compute._scope import ServiceScope
from strongroom.core import ROLE_POLICIES, InputError, PolicyDocument, json_dumps, policy_document

_ROLE = "instance"


@dataclass(frozen=True)
class Role:
    """The role that was made, with its profile."""

    name: pulumi.Output[str]
    """Name of the role."""
    arn: pulumi.Output[str]
    """ARN of the role."""
    profile_arn: pulumi.Output[str]
    """ARN of the instance profile, told when the role may do everything that it should."""


def make_role(scope: ServiceScope, agent: Agent | None) -> Role:
    """Make the role of the instances: Session Manager, the agent, and what a team adds.

    Args:
        scope: The web service.
        agent: What the agent reads and writes; None if there is none.
    """
    name = scope.global_name(_ROLE, max_length=64)
    role = aws.iam.Role(
        scope.child(_ROLE),
        name=name,
        description=f"The instances of {scope.physical_name()}",
        assume_role_policy=scope.home.apply(lambda home: json.dumps(instance_trust_policy(home))),
        tags=scope.tags(_ROLE),
        opts=scope.opts(),
    )
    options = scope.args.instances
    texts: dict[str, pulumi.Input[str]] = {_ROLE: _own_policy(scope, agent)}
    if options.policy_statements:
        document = policy_document([statement.document for statement in options.policy_statements])
        texts[f"{_ROLE}-statements"] = json_dumps(document)
    texts |= {f"{_ROLE}-policy-{each}": text for each, text in options.policies.items()}
    policies = [_policy(scope, role, each, text) for each, text in _within_quota(texts).items()]
    profile = aws.iam.InstanceProfile(
        scope.child(_ROLE), name=name, role=role.name, tags=scope.tags(_ROLE), opts=scope.opts()
    )
    ready = pulumi.Output.all(profile.arn, *(policy.id for policy in policies))
    return Role(role.name, role.arn, ready.apply(lambda values: str(values[0])))


def _within_quota(texts: "Mapping[str, pulumi.Input[str]]") -> "Mapping[str, pulumi.Input[str]]":
    """Refuse the policies when they resolve if they are too large together."""

    def check(known: Mapping[str, str]) -> Mapping[str, str]:
        if problem := ROLE_POLICIES.problem("instances.policies", known.values()):
            raise InputError("WebServiceArgs", [problem])
        return known

    together = pulumi.Output.all(**texts).apply(check)
    if pulumi.runtime.is_dry_run():
        return texts  # one that is unknown in the preview would hide the others
    return {name: together.apply(partial(_one, name)) for name in texts}


def _one(name: str, texts: Mapping[str, str]) -> str:
    return texts[name]


def _policy(scope: ServiceScope, role: aws.iam.Role, name: str, text: pulumi.Input[str]) -> aws.iam.RolePolicy:
    return aws.iam.RolePolicy(scope.child(name), name=name, role=role.name, policy=text, opts=scope.opts())


def _own_policy(scope: ServiceScope, agent: Agent | None) -> pulumi.Output[str]:
    if agent is None:
        return scope.home.apply(lambda home: json.dumps(policy_document(systems_manager_statements(home))))

    def text(values: Sequence[Any]) -> str:
        home, kms_key_arn, parameter_arn, *log_group_arns = values
        document: PolicyDocument = policy_document(
            [*systems_manager_statements(home), *agent_statements(home, kms_key_arn, parameter_arn, log_group_arns)]
        )
        return json.dumps(document)

    groups = [group.arn for group in agent.log_groups.values()]
    return pulumi.Output.all(scope.home, scope.args.kms_key_arn, agent.parameter.arn, *groups).apply(text)
