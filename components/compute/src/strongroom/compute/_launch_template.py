"""The launch template: what every instance is made of."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from strongroom.compute._agent_parts import Agent, make_agent
from strongroom.compute._instances_options import VolumeOptions
from strongroom.compute._instances_plan import InstancesPlan
from strongroom.compute._instances_types import USER_DATA_BYTES
from strongroom.compute._role import make_role
from strongroom.compute._scope import ServiceScope
from strongroom.compute._user_data import Known, compose
from strongroom.core import InputError, Problem
from strongroom.core.aws import known, with_default_tags

_ROLE = "instances"
_IMAGES = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-"


@dataclass(frozen=True)
class LaunchTemplate:
    """The launch template that was made, with what its instances need."""

    template: aws.ec2.LaunchTemplate
    """The template."""
    role_name: pulumi.Output[str]
    """Name of the instances' role."""
    role_arn: pulumi.Output[str]
    """ARN of the instances' role."""
    log_group_names: Mapping[str, pulumi.Output[str]]
    """Names of the log groups that the agent writes to, by log."""
    agent_parameter_name: pulumi.Output[str] | None
    """Name of the parameter that has the agent's configuration; None if there is no agent."""


def make_launch_template(scope: ServiceScope, instance_group: aws.ec2.SecurityGroup) -> LaunchTemplate:
    """Make the launch template, the role and what the agent needs.

    Args:
        scope: The web service.
        instance_group: The instances' security group.
    """
    options, plan = scope.args.instances, InstancesPlan(scope.args)
    agent = make_agent(scope)
    role = make_role(scope, agent)
    volumes = {options.root_device_name: options.root_volume, **options.volumes}
    template = aws.ec2.LaunchTemplate(
        scope.child(_ROLE),
        name=scope.physical_name(max_length=128),
        description=f"The instances of {scope.physical_name()}",
        update_default_version=True,
        image_id=_image_id(scope, plan),
        instance_type=plan.instance_types[0],
        user_data=_user_data(scope, plan, agent),
        iam_instance_profile={"arn": role.profile_arn},
        metadata_options={
            "http_endpoint": "enabled",
            "http_tokens": "required",
            "http_put_response_hop_limit": 1,
            "http_protocol_ipv6": "disabled",
            "instance_metadata_tags": "disabled",
        },
        monitoring={"enabled": True},
        network_interfaces=[
            {
                "device_index": 0,
                "associate_public_ip_address": "false",
                "delete_on_termination": "true",
                "security_groups": [instance_group.id, *options.security_group_ids],
            }
        ],
        block_device_mappings=[_mapping(scope, device, volume) for device, volume in volumes.items()],
        # Auto Scaling tags the instances, but not their volumes and network interfaces.
        tag_specifications=[
            {"resource_type": kind, "tags": with_default_tags(scope.tags(_ROLE), scope.invoke_opts)}
            for kind in ("volume", "network-interface")
        ],
        tags=scope.tags(_ROLE),
        opts=scope.opts(),
    )
    return LaunchTemplate(
        template=template,
        role_name=role.name,
        role_arn=role.arn,
        log_group_names={log: group.name for log, group in agent.log_groups.items()} if agent else {},
        agent_parameter_name=agent and agent.parameter.name,
    )


def _image_id(scope: ServiceScope, plan: InstancesPlan) -> pulumi.Input[str]:
    """Return the AMI, read at deployment.

    Auto Scaling could read the parameter itself whenever it starts an instance (`resolve:ssm:`), but then a new AMI
    would come with the next scaling instead of the next deployment, beside old ones, and AWS could not roll it back.
    """
    options = scope.args.instances
    if options.image_id is not None:
        return options.image_id
    name = f"{_IMAGES}{plan.architecture}"
    return known(aws.ssm.get_parameter_output(name=name, opts=scope.invoke_opts).insecure_value)


def _user_data(scope: ServiceScope, plan: InstancesPlan, agent: Agent | None) -> pulumi.Output[str]:
    options = scope.args.instances
    if plan.bootstrap is None:
        text = pulumi.Output.from_input(options.user_data or "")
        return _encoded(text, "instances.user_data")
    bootstrap = plan.bootstrap
    later = {
        "files": {path: each.content for path, each in bootstrap.files.items()},
        "environment": bootstrap.service.environment if bootstrap.service else {},
        "commands": bootstrap.commands,
        # Carries the order: the configuration is there before an instance asks for it.
        "parameter": agent.parameter.name if agent else None,
    }

    def composed(known: dict[str, Any]) -> str:
        port = scope.args.target_group.port
        return compose(
            bootstrap, Known(known["files"], known["environment"], known["commands"]), agent and agent.start, port
        )

    return _encoded(pulumi.Output.from_input(later).apply(composed), "instances.bootstrap")


def _encoded(text: pulumi.Output[str], field: str) -> pulumi.Output[str]:
    """Encode user data, unless it is too long or holds a secret: everyone who may describe templates can read it."""

    async def encode(known: str) -> str:
        size = len(known.encode())
        if await text.is_secret():
            remedy = "keep it in Secrets Manager, and let the instance read it with its role"
            raise InputError("WebServiceArgs", [Problem(field, "holds a secret", remedy)])
        if size > USER_DATA_BYTES:
            reason = f"comes to {size:,} bytes of user data, which has {USER_DATA_BYTES:,} at most"
            remedy = "keep large files in S3, and fetch them with a command"
            raise InputError("WebServiceArgs", [Problem(field, reason, remedy)])
        return base64.b64encode(known.encode()).decode()

    return text.apply(encode)


def _mapping(
    scope: ServiceScope, device: str, volume: VolumeOptions
) -> aws.ec2.LaunchTemplateBlockDeviceMappingArgsDict:
    return {
        "device_name": device,
        "ebs": {
            "delete_on_termination": "true",
            "encrypted": "true",
            "iops": volume.iops,
            "kms_key_id": scope.args.kms_key_arn,
            "throughput": volume.throughput_mibps,
            "volume_size": volume.size_gib,
            "volume_type": "gp3",
        },
    }
