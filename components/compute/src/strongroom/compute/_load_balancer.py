"""The load balancer, and its security group."""

import re
from functools import partial
from typing import Any

import pulumi
import pulumi_aws as aws

from strongroom.compute._checks import ipv6_client_problem
from strongroom.compute._plan import HTTPS_PORT
from strongroom.compute._scope import ServiceScope, vpc_trigger
from strongroom.compute._security_groups import RuleContent, rule_inputs
from strongroom.compute._types import is_ipv6
from strongroom.core import InputError, group_name_prefix, rule_role, vpc_name_part
from strongroom.core.aws import known

_GROUP = "load-balancer"
_CLOUDFRONT_PREFIX_LIST = "com.amazonaws.global.cloudfront.origin-facing"
_NAME_LENGTH = 32
_INSTEAD = "lb-"
# AWS reserves names that begin with internal-.
_RESERVED = re.compile(f"({_INSTEAD})*internal-")
"""What AWS lets no name begin with, and what ours begins with then."""


def make_balancer_group(scope: ServiceScope) -> aws.ec2.SecurityGroup:
    """Make the load balancer's security group, and the rules for what comes in.

    Args:
        scope: The service.
    """
    group = aws.ec2.SecurityGroup(
        scope.child(_GROUP),
        name_prefix=group_name_prefix(scope.physical_name(_GROUP, max_length=60)),
        description=f"The load balancer of {scope.physical_name()}",
        vpc_id=scope.args.vpc_id,
        tags=scope.tags(_GROUP),
        opts=scope.opts(),
    )
    clients, plan = scope.args.load_balancer.ingress, scope.plan
    if plan.cloudfront:
        # CloudFront comes by the one port that it asks for: the list would not fit into a group twice.
        role = "from-cloudfront"
        prefix_list = aws.ec2.get_managed_prefix_list_output(name=_CLOUDFRONT_PREFIX_LIST, opts=scope.invoke_opts)
        _ingress(scope, group, role, "CloudFront", plan.port, None, prefix_list_id=known(prefix_list.id))
    for prefix, port in plan.client_ports.items():
        for name, cidr_block in clients.cidr_blocks.items():
            content = ("from-network-", name, port, cidr_block)
            peer = _network(scope, name, cidr_block)
            _ingress(scope, group, f"{prefix}from-network-{name}", name, port, content, **peer)
        for name, group_id in clients.security_group_ids.items():
            content = ("from-group-", name, port, group_id)
            peer = {"referenced_security_group_id": group_id}
            _ingress(scope, group, f"{prefix}from-group-{name}", name, port, content, **peer)
        if clients.allow_public:
            content = ("from-", "allow_public", port, "allow_public")
            _ingress(scope, group, f"{prefix}from-anyone", "allow_public", port, content, cidr_ipv4="0.0.0.0/0")
            if plan.dualstack:
                content = ("from-", "anyone-ipv6", port, "anyone-ipv6")
                _ingress(scope, group, f"{prefix}from-anyone-ipv6", "allow_public", port, content, cidr_ipv6="::/0")
    return group


def make_egress(
    scope: ServiceScope, group: aws.ec2.SecurityGroup, instance_group: aws.ec2.SecurityGroup
) -> list[aws.vpc.SecurityGroupEgressRule]:
    """Let the load balancer reach the instances, and a login's provider if there is one; nothing else.

    Args:
        scope: The service.
        group: The load balancer's security group.
        instance_group: The instances' security group.
    """
    rules = [
        _egress(scope, group, f"to-{what}", "the instances", port, referenced_security_group_id=instance_group.id)
        for what, port in scope.plan.traffic_ports.items()
    ]
    if scope.args.listener.oidc is not None:
        # OIDC providers publish no networks of their endpoints. A load balancer reaches them over IPv4 only:
        # https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_SetIpAddressType.html
        rules.append(_egress(scope, group, "to-login", "the provider of logins", HTTPS_PORT, cidr_ipv4="0.0.0.0/0"))
    return rules


def make_load_balancer(scope: ServiceScope, group: aws.ec2.SecurityGroup) -> aws.lb.LoadBalancer:
    """Make the load balancer, with its web ACL.

    Args:
        scope: The service.
        group: The load balancer's security group.
    """
    options, plan, bucket = scope.args.load_balancer, scope.plan, scope.args.log_bucket_name
    balancer = aws.lb.LoadBalancer(
        scope.child(_GROUP),
        name=pulumi.Output.from_input(scope.args.vpc_id).apply(partial(_name, scope)),
        load_balancer_type="application",
        internal=not plan.public,
        ip_address_type=options.ip_address_type,
        subnets=scope.args.subnet_ids if options.subnet_ids is None else options.subnet_ids,
        security_groups=[group.id],
        access_logs=_access_logs(bucket, options.access_log_prefix),
        connection_logs=_connection_logs(bucket, options.connection_log_prefix),
        enable_deletion_protection=plan.deletion_protection,
        drop_invalid_header_fields=True,
        desync_mitigation_mode=options.desync_mitigation_mode,
        enable_zonal_shift=options.zonal_shift,
        enable_http2=options.http2,
        idle_timeout=options.idle_timeout_seconds,
        client_keep_alive=options.client_keep_alive_seconds,
        xff_header_processing_mode=options.xff_header_processing_mode,
        tags=scope.tags(_GROUP),
        opts=scope.opts(
            ignore_changes=["name"],
            replacement_trigger=vpc_trigger(scope),
            # AWS refuses to delete the old load balancer after Pulumi created its replacement.
            **({"protect": True} if plan.deletion_protection else {}),
        ),
    )
    if options.web_acl_arn is not None:
        aws.wafv2.WebAclAssociation(
            scope.child("web-acl"),
            web_acl_arn=options.web_acl_arn,
            resource_arn=balancer.arn,
            # To delete one takes away whatever web ACL is there, the next one if it came before.
            opts=scope.opts(delete_before_replace=True),
        )
    return balancer


def _name(scope: ServiceScope, vpc_id: str) -> str:
    # Neither scheme nor VPC can change in place, and the replacement is created first, so it needs another name.
    vpc = vpc_name_part(vpc_id)
    role = "public" if scope.plan.public else None
    suffix = scope.args.environment_suffix
    if role is None and scope.physical_name().endswith((f"-public-{suffix}", f"-internal-{suffix}")):
        # The name of the internal service `web-public` must not be that of the public service `web`.
        role = "internal"
    role = vpc if role is None else f"{role}-{vpc}"
    name = scope.physical_name(role, max_length=_NAME_LENGTH)
    if not _RESERVED.match(name):
        return name
    return _INSTEAD + scope.physical_name(role, max_length=_NAME_LENGTH - len(_INSTEAD))


def _access_logs(bucket: pulumi.Input[str] | None, prefix: str) -> aws.lb.LoadBalancerAccessLogsArgs | None:
    if bucket is None:
        return None
    return aws.lb.LoadBalancerAccessLogsArgs(bucket=bucket, prefix=prefix, enabled=True)


def _connection_logs(bucket: pulumi.Input[str] | None, prefix: str) -> aws.lb.LoadBalancerConnectionLogsArgs | None:
    if bucket is None:
        return None
    return aws.lb.LoadBalancerConnectionLogsArgs(bucket=bucket, prefix=prefix, enabled=True)


def _network(scope: ServiceScope, name: str, cidr_block: pulumi.Input[str]) -> dict[str, pulumi.Input[str | None]]:
    """Return the source of a security group rule: EC2 has a property for each IP version."""
    if isinstance(cidr_block, str):
        return {"cidr_ipv6" if is_ipv6(cidr_block) else "cidr_ipv4": cidr_block}
    networks = pulumi.Output.from_input(cidr_block)
    return {
        "cidr_ipv4": networks.apply(partial(_of_version, scope, name, ipv6=False)),
        "cidr_ipv6": networks.apply(partial(_of_version, scope, name, ipv6=True)),
    }


def _of_version(scope: ServiceScope, name: str, network: str, *, ipv6: bool) -> str | None:
    if problem := ipv6_client_problem(scope.plan, name, network):
        raise InputError("WebServiceArgs", [problem])
    return network if is_ipv6(network) is ipv6 else None


def _ingress(
    scope: ServiceScope,
    group: aws.ec2.SecurityGroup,
    role: str,
    whom: str,
    port: int,
    content: RuleContent | None,
    **peer: Any,
) -> None:
    aws.vpc.SecurityGroupIngressRule(
        scope.child(rule_role(*content) if content else role),
        **rule_inputs(scope, group, role, f"From {whom}", port, content),
        **peer,
    )


def _egress(
    scope: ServiceScope, group: aws.ec2.SecurityGroup, role: str, whom: str, port: int, **peer: Any
) -> aws.vpc.SecurityGroupEgressRule:
    return aws.vpc.SecurityGroupEgressRule(
        scope.child(role), **rule_inputs(scope, group, role, f"To {whom}", port), **peer
    )
