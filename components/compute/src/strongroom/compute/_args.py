"""The inputs of a web service."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, model_validator

from strongroom.compute._capacity_options import CapacityOptions
from strongroom.compute._checks import service_problems
from strongroom.compute._domain import ServiceDomain
from strongroom.compute._instances_checks import instances_problems
from strongroom.compute._instances_options import InstancesOptions
from strongroom.compute._listener_checks import listener_problems
from strongroom.compute._listener_options import ListenerOptions
from strongroom.compute._load_balancer_options import LoadBalancerOptions
from strongroom.compute._scaling_options import ScalingOptions
from strongroom.compute._target_group_checks import target_group_problems
from strongroom.compute._target_group_options import TargetGroupOptions
from strongroom.core import (
    Args,
    BucketName,
    Durability,
    Input,
    InputError,
    KmsKeyArn,
    RetentionDays,
    SubnetId,
    UniqueItems,
    VpcId,
)


class WebServiceArgs(Args):
    """Inputs of a `WebService`."""

    durability: Durability = "persistent"
    """Whether the service is meant to last.

    A persistent one must have a `domain`, for HTTPS; it sets the defaults of `load_balancer.deletion_protection`,
    `instances.instance_types` and `capacity.min_size`.
    """

    vpc_id: Input[VpcId]
    """Id of the VPC.

    A change of it replaces the load balancer, the target group and the Auto Scaling group, which AWS moves to no other
    VPC. That is refused while `load_balancer.deletion_protection` is on.
    """

    subnet_ids: Input[Annotated[Sequence[Input[SubnetId]], Field(min_length=2), UniqueItems]]
    """Ids of the instances' subnets, in at least two zones; private ones, with a way to the services of AWS.

    An internal load balancer stands in them as well.
    """

    kms_key_arn: Input[KmsKeyArn]
    """ARN of the KMS key that encrypts volumes, log groups and the agent's configuration.

    Its policy must let CloudWatch Logs and the service-linked role of EC2 Auto Scaling use it, as that of
    `strongroom.data.EncryptionKey` does.
    """

    log_bucket_name: Input[BucketName] | None
    """Name of the bucket for access and connection logs of the load balancer (ELB.5), with SSE-S3, in its region.

    Its policy must let load balancers write before there is one: give the output of a component that is told then, as
    that of `strongroom.data.LogBucket` is. None keeps no logs, which fails ELB.5.
    """

    domain: ServiceDomain | None = None
    """The name that the service is reached by, and its certificate.

    Without, clients speak plain HTTP: to be used behind CloudFront only, while the durability is ephemeral.
    """

    load_balancer: LoadBalancerOptions = LoadBalancerOptions()
    """The load balancer. Default: an internal one that CloudFront reaches."""

    listener: ListenerOptions = ListenerOptions()
    """What the load balancer listens to, and where requests go. Default: all of them to the service."""

    target_group: TargetGroupOptions = TargetGroupOptions()
    """How the load balancer talks to the instances. Default: HTTP on port 8080."""

    instances: InstancesOptions = InstancesOptions()
    """What the instances are. Default: Amazon Linux 2023 on two types of Graviton, with the CloudWatch agent."""

    capacity: CapacityOptions = CapacityOptions()
    """How many instances there are, and how they come and go. Default: two to six; one to three if ephemeral."""

    scaling: ScalingOptions | None = ScalingOptions()
    """When instances are added and taken away; None if never. Default: average CPU is kept at 60 percent."""

    log_retention_days: RetentionDays = 365
    """Days that CloudWatch Logs keeps the instances' logs. Default: a year (CloudWatch.16)."""

    @model_validator(mode="after")
    def _fits_together(self) -> "WebServiceArgs":
        # An InputError rather than a ValueError, so that each problem is told by its own field, and all at once.
        balanced = [*service_problems(self), *listener_problems(self), *target_group_problems(self)]
        if found := [*balanced, *instances_problems(self)]:
            raise InputError(type(self).__name__, found)
        return self
