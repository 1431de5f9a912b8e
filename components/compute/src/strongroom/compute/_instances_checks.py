"""The rules between the inputs of instances, capacity and scaling."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pulumi

from strongroom.compute._bootstrap_options import BootstrapOptions
from strongroom.compute._capacity_checks import capacity_problems
from strongroom.compute._instances_options import EgressRule
from strongroom.compute._instances_plan import InstancesPlan
from strongroom.compute._instances_types import USER_DATA_BYTES, architecture_of
from strongroom.compute._role_policies import RESERVED_SIDS, systems_manager_statements
from strongroom.compute._scaling_checks import scaling_problems
from strongroom.compute._user_data import AgentStart, Known, compose, own_files
from strongroom.core import ROLE_POLICIES, AwsEnvironment, Input, InputError, Problem, policy_document

if TYPE_CHECKING:
    from strongroom.compute._args import WebServiceArgs

_LONGEST_NAME = 100
_HTTPS = 443
_WORLD = "0.0.0.0/0"
_ANYWHERE = AwsEnvironment("aws", "eu-west-1", "123456789012")
"""A place to measure policies by."""


def instances_problems(args: "WebServiceArgs") -> Iterator[Problem]:
    """Find what doesn't fit together in the inputs of instances, capacity and scaling.

    Args:
        args: The inputs, each of them right by itself.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    plan = InstancesPlan(args)
    yield from _types(plan)
    yield from _volumes(plan)
    yield from _start(plan)
    yield from _logs(plan)
    yield from _permissions(plan)
    yield from _egress(plan)
    yield from capacity_problems(plan)
    yield from scaling_problems(plan)


def _types(plan: InstancesPlan) -> Iterator[Problem]:
    kinds = {each: architecture_of(each) for each in plan.instance_types}
    if len(set(kinds.values())) > 1:
        reason = "are of two architectures, " + " and ".join(f"{each} of {kind}" for each, kind in kinds.items())
        remedy = "keep those of one: a launch template has one AMI"
        yield Problem("instances.instance_types", reason, remedy)
    spot = plan.args.instances.spot
    if spot is None:
        return
    if len(kinds) == 1:
        reason = f"AWS would take all spot instances away at once when it needs {plan.instance_types[0]}"
        yield Problem("instances.spot", reason, "give several instance_types, or remove it")
    if spot.on_demand_base_capacity >= plan.max_size:
        reason = f"is all of the {plan.max_size} instances that there may be, and none would be spot"
        yield Problem("instances.spot.on_demand_base_capacity", reason, "lower it, or raise capacity.max_size")


def _volumes(plan: InstancesPlan) -> Iterator[Problem]:
    options = plan.args.instances
    seen: dict[str, str] = {}
    for device in options.volumes:
        first = seen.setdefault(device[-1], device)
        if first != device:
            yield Problem(f"instances.volumes.{device}", f"is the same device as {first}", "name another one")


def _start(plan: InstancesPlan) -> Iterator[Problem]:
    options = plan.args.instances
    if options.user_data is not None and options.bootstrap is not None:
        yield Problem("instances.bootstrap", "composes user data, which is given", "remove it, or user_data")
    if plan.bootstrap:
        yield from _service(plan.bootstrap)
    known = plan.bootstrap and _if_known(plan)
    if plan.bootstrap and known:
        agent = AgentStart("x" * _LONGEST_NAME, "") if options.agent else None
        size = len(compose(plan.bootstrap, known, agent, plan.args.target_group.port).encode())
        if size > USER_DATA_BYTES:
            reason = f"comes to {size:,} bytes of user data, which has {USER_DATA_BYTES:,} at most"
            yield Problem("instances.bootstrap", reason, "keep large files in S3, and fetch them with a command")


def _service(bootstrap: BootstrapOptions) -> Iterator[Problem]:
    service = bootstrap.service
    if service is None:
        return
    if service.name in bootstrap.packages:
        reason = f"must not be the name of a package in packages, got {service.name}"
        remedy = "use the application's own name: the service would replace the unit of the package"
        yield Problem("instances.bootstrap.service.name", reason, remedy)
    for path in own_files(service):
        if path in bootstrap.files:
            field = f"instances.bootstrap.files.{path}"
            yield Problem(field, f"is a file that the service {service.name} brings", "remove it, or service")


def _logs(plan: InstancesPlan) -> Iterator[Problem]:
    own, agent = plan.own_log_files, plan.args.instances.agent
    seen = {path: name for name, path in own.items()}
    for name, path in agent.log_files.items() if agent else ():
        field = f"instances.agent.log_files.{name}"
        if name in own:
            yield Problem(field, "is what a log group is called already", "call it something else")
        elif (first := seen.setdefault(path, name)) != name:
            yield Problem(field, f"{path} goes to the log group {first}, and to one only", "remove it")


def _if_known(plan: InstancesPlan) -> Known | None:
    """Return what a start consists of, unless some of it is known later."""
    bootstrap = plan.bootstrap
    if bootstrap is None:
        return None
    files = [options.content for options in bootstrap.files.values()]
    environment: Mapping[str, Input[str | int]] = bootstrap.service.environment if bootstrap.service else {}
    plain = [_plain(values) for values in (files, [*environment.values()], bootstrap.commands)]
    if None in plain:
        return None
    contents, variables, commands = (values or [] for values in plain)
    return Known(
        dict(zip(bootstrap.files, contents, strict=True)), dict(zip(environment, variables, strict=True)), commands
    )


def _plain(values: Sequence[Input[str | int]]) -> list[str] | None:
    """Return values that are known; None if one of them is not."""
    known = [value for value in values if isinstance(value, str)]
    return known if len(known) == len(values) else None


def _permissions(plan: InstancesPlan) -> Iterator[Problem]:
    taken = set[str](RESERVED_SIDS)
    for number, statement in enumerate(plan.args.instances.policy_statements):
        if statement.sid in taken:
            path = f"instances.policy_statements.{number}.sid"
            yield Problem(path, f"another statement is called {statement.sid}", "call it something else")
        taken.add(statement.sid)
    options = plan.args.instances
    documents = [policy_document(systems_manager_statements(_ANYWHERE))]
    if options.policy_statements:
        documents.append(policy_document(statement.document for statement in options.policy_statements))
    if problem := ROLE_POLICIES.problem("instances.policies", [*documents, *options.policies.values()]):
        yield problem


def _egress(plan: InstancesPlan) -> Iterator[Problem]:
    options = plan.args.instances
    seen: dict[object, str] = {(_HTTPS, _WORLD): "https_egress"} if options.https_egress else {}
    for name, rule in options.egress.items():
        (peer,) = rule.peers.values()
        if not isinstance(peer, str):
            continue  # whether two Outputs are equal is known to AWS only
        if not isinstance(rule.port, int):
            continue
        first = seen.setdefault((rule.port, peer), name)
        if first != name:
            yield Problem(f"instances.egress.{name}", f"allows what {first} does", "remove it")
        yield from _world(name, rule.port, peer)


def checked_egress_port(name: str, rule: EgressRule) -> "pulumi.Input[int]":
    """Return the port of an egress rule, checked with its network as soon as both are known.

    Args:
        name: Name of the rule.
        rule: The rule.
    """

    def check(known: Sequence[Any]) -> int:
        port, network = known
        if problems := [*_world(name, port, network)]:
            raise InputError("WebServiceArgs", problems)
        return port

    if isinstance(rule.port, int) and not isinstance(rule.cidr_block, pulumi.Output):
        return rule.port
    return pulumi.Output.all(rule.port, rule.cidr_block).apply(check)


def _world(name: str, port: int, network: str) -> Iterator[Problem]:
    if network == _WORLD and port != _HTTPS:
        reason = f"lets instances connect to port {port} of the whole internet"
        yield Problem(f"instances.egress.{name}", reason, "name a narrower network, or a security group")
